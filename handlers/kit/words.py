"""Commands that a word can follow. Each command answers « aide ». For an unknown word, it suggests a known word."""

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

# The dispositif of each feature. The actions of a feature begin with its name.
_DISPOSITIFS = {"helpdesk": BUREAU, "mentoring": MENTORING, "workshops": WORKSHOP, "logbook": LOGBOOK}
AIDE = "aide"


def word_listener(command: str, listeners: Mapping[str, Listener], *, help_line: Help) -> Listener:
    """Return the listener of a command. The keys of `listeners` are words, or "" for no word.

    For « aide », it shows `help_line`. If the actor may not use the command, it raises NotAllowed."""
    known: dict[str, Listener] = {**listeners, AIDE: partial(_answer_help, help_line)}

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
    """Return the parts of a help line about what the actor may do. Return None if the actor may do nothing."""
    theirs = [said for said, action in help_line if may(actor, action)]
    return join_text(theirs, "\u00a0; ") if theirs else None


def help_lines(lines: Sequence[Help], actor: Actor, *, closed: Collection[str] = ()) -> list[Said]:
    """Return the help lines of all features for the actor.

    Leave out features whose dispositif is in `closed`."""
    shown = [line for line in lines if _DISPOSITIFS.get(line[0][1].partition(".")[0]) not in closed]
    return [said for line in shown if (said := help_sentence(line, actor))]


def _answer_help(help_line: Help, turn: Turn) -> None:
    said = help_sentence(help_line, turn.actor)
    if said is None:
        raise NotAllowed(action=help_line[0][1])
    turn.answer(message(said))
