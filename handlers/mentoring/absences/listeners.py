"""Receive who misses a séance of a cycle, and who comes back to it."""

from bot.errors import AlreadyAnswered, AlreadyCancelled, AlreadyStarted
from bot.mentoring import absences
from handlers.kit.blocks import message
from handlers.kit.faults import note
from handlers.kit.reading import number, pieces
from handlers.kit.routes import Routes
from handlers.kit.saying import say
from handlers.kit.turn import Turn

from . import texts, views


def register(routes: Routes) -> None:
    """Enter the buttons and the form into the table of routes."""
    routes.add("action", "mentoring.skip", open_form, permits="mentoring.skip")
    routes.add("view", "mentoring.skipped", skip, permits="mentoring.skip")
    routes.add("action", "mentoring.come_back", come_back, permits="mentoring.skip")


def open_form(turn: Turn) -> None:
    """« Manquer une séance »: ask which."""
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        sheet, coming = absences.open_skip(reading, turn.actor, turn.value_id, now=now)
    turn.ack()
    turn.show(views.form(sheet, coming, now=now))


def skip(turn: Turn) -> None:
    """« Je ne viendrai pas »: take this person out of the séances that are ticked."""
    now, chosen = turn.tools.now(), [number(one) for one in turn.values.ticked("sessions")]
    if "sessions" in turn.values and not chosen:
        turn.ack(response_action="errors", errors={"sessions": texts.NONE})
        return
    with turn.tools.transaction() as tx:
        left = absences.skip(tx, turn.actor, turn.private_id, appointment_ids=chosen, now=now)
    turn.ack(response_action="update", view=views.skipped(turn.private_id, left, now=now))


def come_back(turn: Turn) -> None:
    """« Finalement, je viens »: to the séances just left, or from the card to all that are missed and to come."""
    now = turn.tools.now()
    cycle_id, *left = pieces(turn.value, 1, most=2)
    ids = [number(one) for some in left for one in some.split(",")]
    try:
        with turn.tools.transaction() as tx:
            back = absences.come_back(tx, turn.actor, number(cycle_id), appointment_ids=ids, now=now)
    except (AlreadyAnswered, AlreadyCancelled, AlreadyStarted) as refusal:
        shown = message(texts.NO_WAY_BACK[refusal.code])
    else:
        shown = views.came(back, now=now)
    turn.ack()
    turn.open(note(shown)) if turn.in_modal else say(turn, shown)
