"""Listeners of a letter to porteurs: open the form, preview, send, undo."""

from uuid import uuid4

from bot.errors import Garbled
from bot.records import letters
from bot.records.letters import ReaderChoice
from handlers.kit.reading import read_id, read_mark, split_pieces
from handlers.kit.routes import Routes
from handlers.kit.saying import errors_by_field, explain_refusals, show_errors
from handlers.kit.turn import Turn

from . import texts, views


def register(routes: Routes) -> None:
    routes.add("action", "records.letter", open_letter_form, permits="gatherings.plan")
    routes.add("view", "records.letter_read", preview_letter, permits="gatherings.plan")
    routes.add("view", "records.letter_sent", send_letter, permits="gatherings.plan")
    routes.add("action", "records.letter_undo", undo_letter, permits="gatherings.plan")


def open_letter_form(turn: Turn) -> None:
    with turn.tools.reading() as reading:
        everybody, silent = letters.reader_choices(reading, turn.actor, turn.value_id, now=turn.tools.now())
    turn.ack()
    turn.show(views.letter_form(everybody, silent, draft_id=str(uuid4())))


def preview_letter(turn: Turn) -> None:
    """Submit the letter, and show its preview as a second modal. « Fermer » returns to the form."""
    promotion, draft_id = split_pieces(turn.private, 2)
    text, whom = turn.values.typed_text(views.LETTER), _read_whom(turn.values.chosen_value(views.WHOM))
    with show_errors(turn, errors_by_field(texts.INVALID)):
        with turn.tools.transaction() as tx:
            found = letters.preview_letter(
                tx,
                turn.actor,
                read_id(promotion),
                draft_id=read_mark(draft_id),
                whom=whom,
                text=text,
                now=turn.tools.now(),
            )
        turn.ack(response_action=turn.lay_over_action, view=views.preview_modal(found, turn.known, draft_id=draft_id))


def send_letter(turn: Turn) -> None:
    """Send the letter in Slack or by mail (« Envoyer »). The bot waits two minutes, in which the coach can undo it."""
    with explain_refusals(turn, {"nobody": texts.NOBODY_TO_WRITE_TO}):
        with turn.tools.transaction() as tx:
            letter, count = letters.send_letter(tx, turn.actor, turn.draft, now=turn.tools.now())
        turn.ack(response_action="update", view=views.sent_modal(letter.id, count))


def undo_letter(turn: Turn) -> None:
    """Undo the letter before it is sent (« Revenir en arrière »)."""
    with turn.tools.transaction() as tx:
        letters.undo(tx, turn.actor, turn.value_id, now=turn.tools.now())
    turn.ack()
    turn.open(views.undone_modal())


def _read_whom(value: str) -> ReaderChoice:
    if value not in {*ReaderChoice}:
        raise Garbled
    return ReaderChoice(value)
