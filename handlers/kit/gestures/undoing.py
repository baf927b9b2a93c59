"""The listener of « Revenir en arrière », which undoes a change before anybody is notified."""

from collections.abc import Callable, Sequence
from datetime import datetime

from bot.agenda.changes import was_undone
from bot.agenda.model import SettledChange
from bot.errors import UndoTooLate
from bot.tools import Reading
from handlers.kit.blocks import message
from handlers.kit.escaping import Said
from handlers.kit.texts import refusal_sentence
from handlers.kit.turn import Turn

from . import texts, views


def undo_change(
    turn: Turn,
    undo: Callable[..., list[SettledChange]],
    *,
    undone_sentence: Callable[[Reading, Sequence[SettledChange], datetime], Said],
) -> None:
    """Undo the change whose id is the button's value. If this change was undone before, reply that it is undone.

    `undone_sentence` returns the sentence about the undone change."""
    now = turn.tools.now()
    try:
        with turn.tools.transaction() as tx:
            said = undone_sentence(tx, undo(tx, turn.actor, turn.value_mark, now=now), now)
    except UndoTooLate as refusal:
        with turn.tools.reading() as reading:
            again = was_undone(reading, turn.actor, turn.value_mark)
        if not again and not turn.in_modal:
            raise
        if not again:
            # Replace the form by the explanation: its button is useless now, and the form may be the third modal.
            turn.ack()
            turn.open(views.too_late_modal(refusal_sentence(refusal)))
            return
        said = texts.UNDONE_ALREADY
    turn.ack()
    turn.open(views.undone_modal(said)) if turn.in_modal else turn.reply(message(said))
