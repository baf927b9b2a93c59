"""Listeners: leave a séance of a cycle, and come back to it."""

from datetime import datetime

from bot.errors import AlreadyAnswered, AlreadyCancelled, AlreadyStarted
from bot.mentoring import absences
from handlers.kit.blocks import Message, message
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
    routes.add("view", "mentoring.came", choose_to_come, permits="mentoring.skip")
    routes.add("action", "mentoring.rejoin", rejoin, permits="mentoring.rejoin")


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
    """« Finalement, je viens »: to the séances just left, or from the card to one of those missed, which are chosen."""
    now = turn.tools.now()
    cycle_id, *left = pieces(turn.value, 1, most=2)
    ids = [number(one) for some in left for one in some.split(",")]
    if not ids:
        with turn.tools.reading() as reading:
            several = absences.to_choose(reading, turn.actor, number(cycle_id), now=now)
        if several:
            turn.ack()
            turn.show(views.return_form(number(cycle_id), several, now=now))
            return
    shown = _come_back(turn, number(cycle_id), ids, now=now)
    turn.ack()
    turn.open(note(shown)) if turn.in_modal else say(turn, shown)


def choose_to_come(turn: Turn) -> None:
    """« Je viens »: to the séances that are ticked."""
    chosen = [number(one) for one in turn.values.ticked("sessions")]
    if "sessions" in turn.values and not chosen:
        turn.ack(response_action="errors", errors={"sessions": texts.NONE})
        return
    shown = _come_back(turn, turn.private_id, chosen, now=turn.tools.now())
    turn.ack(response_action="update", view=note(shown))


def rejoin(turn: Turn) -> None:
    """« Finalement, je viens », of the person who left the whole cycle."""
    now = turn.tools.now()
    try:
        with turn.tools.transaction() as tx:
            shown = views.came(absences.rejoin(tx, turn.actor, turn.value_id, now=now), now=now)
    except AlreadyAnswered:
        shown = message(texts.NOTHING_LEFT)
    turn.ack()
    say(turn, shown)


def _come_back(turn: Turn, cycle_id: int, ids: list[int], *, now: datetime) -> Message:
    try:
        with turn.tools.transaction() as tx:
            back = absences.come_back(tx, turn.actor, cycle_id, appointment_ids=ids, now=now)
    except (AlreadyAnswered, AlreadyCancelled, AlreadyStarted) as refusal:
        return message(texts.NO_WAY_BACK[refusal.code])
    return views.came(back, now=now)
