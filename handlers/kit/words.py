"""Commands with a word after them. Every command answers « aide », and suggests a known word for an unknown one."""

from collections.abc import Collection, Mapping, Sequence
from functools import partial

from rapidfuzz import process

from bot.errors import NotAllowed
from bot.helpdesk.model import BUREAU
from bot.logbook.model import LOGBOOK
from bot.mentoring.model import MENTORING
from bot.programme.model import Actor
from bot.programme.permissions import may
from bot.workshops.model import WORKSHOP

from . import texts
from .blocks import message
from .escaping import Said, clip
from .routes import Help, Listener
from .sentences import join_text, spell_commands
from .turn import Turn

# For each feature, with whose name its actions begin, the dispositif.
_DISPOSITIFS = {"helpdesk": BUREAU, "mentoring": MENTORING, "workshops": WORKSHOP, "logbook": LOGBOOK}
AIDE = "aide"


def word_listener(command: str, words: Mapping[str, Listener], *, help_line: Help) -> Listener:
    """Return the listener of a command that one of `words` may follow. The empty word stands for the command alone.

    `help_line` answers « aide » if the actor may use the command. Other people get a refusal."""
    known: dict[str, Listener] = {**words, AIDE: partial(_answer_help, help_line)}

    def listen(turn: Turn) -> None:
        word = turn.text.lower()
        if word in known:
            known[word](turn)
            return
        near = process.extractOne(word, [one for one in known if one], score_cutoff=50)
        nearest = spell_commands(f"{command} {near[0]}" if near else command)
        turn.answer(message(texts.UNKNOWN_WORD(word=clip(turn.text, 60), nearest=nearest)))

    return listen


def help_sentence(help_line: Help, actor: Actor) -> Said | None:
    """Return the parts of a help line that the actor may use. Return None if the actor may use none."""
    theirs = [said for said, action in help_line if may(actor, action)]
    return join_text(theirs, "\u00a0; ") if theirs else None


def help_lines(lines: Sequence[Help], actor: Actor, *, closed: Collection[str] = ()) -> list[Said]:
    """Return the help for the actor, a line for each feature. Features whose dispositif is in `closed` are left out."""
    shown = [line for line in lines if _DISPOSITIFS.get(line[0][1].partition(".")[0]) not in closed]
    return [said for line in shown if (said := help_sentence(line, actor))]


def _answer_help(help_line: Help, turn: Turn) -> None:
    said = help_sentence(help_line, turn.actor)
    if said is None:
        raise NotAllowed(action=help_line[0][1])
    turn.answer(message(said))
