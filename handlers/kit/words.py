"""The word behind a command: each command knows « aide », and an unknown word gets the nearest, never silence."""

from collections.abc import Mapping
from functools import partial

from rapidfuzz import process

from . import texts
from .blocks import message
from .escaping import clip, escape
from .routes import Listener
from .turn import Turn


def by_word(command: str, words: Mapping[str, Listener], *, help_line: str) -> Listener:
    """Give the listener of a command that parts its words; `words` holds the command alone under an empty word."""
    known: dict[str, Listener] = {**words, "aide": partial(_explain, help_line)}

    def listen(turn: Turn) -> None:
        word = turn.text.lower()
        if word in known:
            known[word](turn)
            return
        near = process.extractOne(word, [one for one in known if one], score_cutoff=50)
        nearest = f"{command} {near[0]}" if near else command
        turn.answer(message(texts.UNKNOWN_WORD(word=clip(turn.text, 60), nearest=nearest)))

    return listen


def _explain(help_line: str, turn: Turn) -> None:
    turn.answer(message(escape(help_line)))
