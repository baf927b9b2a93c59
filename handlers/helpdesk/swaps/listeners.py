"""Listeners of « Échanger cette heure »: a host asks a colleague to swap an hour, and the colleague answers."""

from functools import partial
from uuid import uuid4

from bot.errors import Invalid, SlotTaken
from bot.helpdesk import swaps
from handlers.helpdesk.changes.forms import read_metadata
from handlers.helpdesk.hosting.forms import SESSION
from handlers.kit.blocks import message
from handlers.kit.reading import read_id, split_pieces
from handlers.kit.routes import Routes
from handlers.kit.saying import errors_on, reply_or_show, show_errors
from handlers.kit.turn import Turn

from . import texts, views
from .views import WITH


def register_swaps(routes: Routes) -> None:
    swap = partial(routes.add, permits="helpdesk.swap")
    swap("action", "helpdesk.swap", open_swap_form)
    swap("view", "helpdesk.swap_asked", ask_swap)
    swap("action", "helpdesk.swap_yes", partial(answer_swap, agrees=True))
    swap("action", "helpdesk.swap_no", partial(answer_swap, agrees=False))


def open_swap_form(turn: Turn) -> None:
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        choices = swaps.read_swap_choices(reading, turn.actor, turn.value_id, now=now)
    turn.ack()
    turn.show(views.swap_form(choices, str(uuid4()), first_shown_id=turn.opened_at, now=now))


def ask_swap(turn: Turn) -> None:
    now, carried = turn.tools.now(), read_metadata(turn.private)
    with show_errors(turn, errors_on(WITH, texts.INVALID)):
        taker_id, returned_id = (read_id(piece, 0) for piece in split_pieces(_chosen_value(turn, WITH), 2))
        with turn.tools.transaction() as tx:
            asking = swaps.propose_swap(
                tx,
                turn.actor,
                carried.request_id,
                given_id=carried.appointment_id or read_id(_chosen_value(turn, SESSION)),
                taker_id=taker_id,
                returned_id=returned_id or None,
                batch=carried.batch,
                now=now,
            )
        turn.ack(response_action="update", view=views.swap_asked_modal(asking, now=now))


def answer_swap(turn: Turn, *, agrees: bool) -> None:
    """Swap both hours or none (« D’accord », « Je garde la mienne »), and show the outcome."""
    now, swap_id = turn.tools.now(), turn.value_id
    try:
        with turn.tools.transaction() as tx:
            asking = swaps.answer_swap(tx, turn.actor, swap_id, is_agreed=agrees, now=now)
    except SlotTaken:
        with turn.tools.transaction() as tx:
            asking = swaps.end_taken_swap(tx, turn.actor, swap_id, now=now)
    turn.ack()
    reply_or_show(turn, message(views.outcome_sentence(asking, now=now)))


def _chosen_value(turn: Turn, name: str) -> str:
    option = (turn.values.get(name) or {}).get("selected_option")
    if not option:
        raise Invalid(field=WITH, reason="gone")
    return str(option["value"])
