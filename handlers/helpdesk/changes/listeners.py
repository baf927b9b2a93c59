"""Receive what changes a bureau d'aide: another date, a cancellation, somebody who cannot come, a calendar file."""

from datetime import date, datetime
from uuid import uuid4

from bot.agenda.around import days_around
from bot.agenda.calendars import service as calendars
from bot.errors import AlreadyAnswered, AlreadyCancelled, AlreadyStarted, Invalid, Refusal, SlotTaken, SlotUnbookable
from bot.helpdesk import changes, returns
from bot.helpdesk.model import Done, Sheet
from bot.tools import Reading
from handlers.helpdesk.slots.blocks import read_week, say_left
from handlers.kit.blocks import Json, Message, message
from handlers.kit.faults import note
from handlers.kit.reading import number
from handlers.kit.routes import Routes
from handlers.kit.saying import refusing, say
from handlers.kit.turn import Turn

from . import texts, views
from .forms import (
    Carried,
    Move,
    first_slot_field,
    read_carried,
    read_chosen,
    read_left,
    read_moves,
    read_named,
    read_reason,
    read_sessions,
)


def register(routes: Routes) -> None:
    """Enter the buttons and forms that change a request into the table of routes."""
    for kind, name, listener in (
        ("action", "helpdesk.move", open_move),
        ("action", "helpdesk.move_week", turn_move_week),
        ("view", "helpdesk.moved", move),
    ):
        routes.add(kind, name, listener, permits="helpdesk.move")
    routes.add("action", "helpdesk.cancel", open_cancel, permits="helpdesk.cancel")
    routes.add("view", "helpdesk.cancelled", cancel, permits="helpdesk.cancel")
    routes.add("action", "helpdesk.leave", open_leave, permits="helpdesk.leave")
    routes.add("view", "helpdesk.left", leave, permits="helpdesk.leave")
    routes.add("action", "helpdesk.come_back", come_back, permits="helpdesk.come_back")
    routes.add("view", "helpdesk.came", choose_to_come, permits="helpdesk.come_back")
    routes.add("action", "helpdesk.calendar", take_calendar, permits="helpdesk.calendar")


def open_move(turn: Turn) -> None:
    """« Changer la date »: open the form of the person who booked, or that of the person who hosts."""
    now = turn.tools.now()
    carried = Carried(turn.value_id, str(uuid4()))
    with turn.tools.reading() as reading:
        sheet = changes.open_change(reading, turn.actor, carried.request_id, action="helpdesk.move", now=now)
        view = _move_form(turn, reading, sheet, carried, now=now)
    turn.ack()
    turn.open(view)


def turn_move_week(turn: Turn) -> None:
    """Show another week of slots in the same form; what was chosen stays."""
    now = turn.tools.now()
    carried = read_carried(turn.private)
    with turn.tools.reading() as reading:
        sheet = changes.open_change(reading, turn.actor, carried.request_id, action="helpdesk.move", now=now)
        view = _move_form(turn, reading, sheet, carried, monday=read_week(turn.value), now=now)
    turn.ack()
    turn.open(view)


def move(turn: Turn) -> None:
    """The new times are chosen: move all or none, or say on the field why not."""
    now = turn.tools.now()
    carried = read_carried(turn.private)
    moves: list[Move] = []

    def errors(refusal: Invalid | SlotTaken | SlotUnbookable) -> dict[str, str]:
        return _move_errors(turn, carried, moves, refusal, now=now)

    with refusing(turn, errors, Invalid, SlotTaken, SlotUnbookable):
        moves = read_moves(turn.values)
        done = _move(turn, carried, moves, now=now)
        view = views.moved(done, [change.appointment_id for change in moves], now=now)
        turn.ack(response_action="update", view=view)


def open_cancel(turn: Turn) -> None:
    """« Annuler le rendez-vous »: ask which séances, and why; the one that was named, or the next, is ticked."""
    now = turn.tools.now()
    request_id, named = read_named(turn.value)
    with turn.tools.reading() as reading:
        sheet = changes.open_change(reading, turn.actor, request_id, action="helpdesk.cancel", now=now)
    coming = changes.to_come(sheet, now=now)
    carried = Carried(sheet.request.id, str(uuid4()), coming[0].id if len(coming) == 1 else None)
    turn.ack()
    turn.open(views.cancel_form(sheet, carried, ticked=named or coming[0].id, now=now))


def cancel(turn: Turn) -> None:
    """Said yes to: cancel these séances for everybody."""
    now = turn.tools.now()
    carried = read_carried(turn.private)
    with refusing(turn, _cancel_errors):
        chosen = read_sessions(turn.values, carried)
        with turn.tools.transaction() as tx:
            done = changes.cancel(
                tx,
                turn.actor,
                carried.request_id,
                appointment_ids=chosen,
                reason=read_reason(turn.values),
                batch=carried.batch,
                now=now,
            )
        turn.ack(response_action="update", view=views.cancelled(done, chosen, now=now))


def open_leave(turn: Turn) -> None:
    """« Je ne pourrai pas venir »: ask before it is told."""
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        sheet = changes.open_change(reading, turn.actor, turn.value_id, action="helpdesk.leave", now=now)
    turn.ack()
    turn.open(views.leave_form(sheet, turn.known.id, now=now))


def leave(turn: Turn) -> None:
    """« Je ne viendrai pas »: take this person out, alone, of the séances that are ticked."""
    now = turn.tools.now()
    chosen = [number(request_id) for request_id in turn.values.ticked("sessions")]
    if "sessions" in turn.values and not chosen:
        turn.ack(response_action="errors", errors={"sessions": texts.NO_SESSION})
        return
    with turn.tools.transaction() as tx:
        left = changes.leave(tx, turn.actor, turn.private_id, appointment_ids=chosen, now=now)
    turn.ack(response_action="update", view=views.gone(turn.private_id, left, now=now))


def come_back(turn: Turn) -> None:
    """« Finalement, je viens »: to the séances just left, or from the card to one of those left, which are chosen."""
    now = turn.tools.now()
    request_id, appointment_ids = read_left(turn.value)
    if not appointment_ids:
        with turn.tools.reading() as reading:
            several = returns.to_choose(reading, turn.actor, request_id, now=now)
        if several:
            turn.ack()
            turn.show(views.return_form(request_id, several, now=now))
            return
    shown = _come_back(turn, request_id, appointment_ids, now=now)
    turn.ack()
    turn.open(note(shown)) if turn.in_modal else say(turn, shown)


def choose_to_come(turn: Turn) -> None:
    """« Je viens »: to the séances that are ticked."""
    chosen = [number(one) for one in turn.values.ticked("sessions")]
    if "sessions" in turn.values and not chosen:
        turn.ack(response_action="errors", errors={"sessions": texts.NO_SESSION})
        return
    shown = _come_back(turn, turn.private_id, chosen, now=turn.tools.now())
    turn.ack(response_action="update", view=note(shown))


def _come_back(turn: Turn, request_id: int, appointment_ids: list[int], *, now: datetime) -> Message:
    try:
        with turn.tools.transaction() as tx:
            back = returns.come_back(tx, turn.actor, request_id, appointment_ids=appointment_ids, now=now)
    except SlotTaken:
        with turn.tools.reading() as reading:
            return views.still_taken(returns.taken_by(reading, turn.actor, request_id, now=now), now=now)
    except (AlreadyAnswered, AlreadyCancelled, AlreadyStarted) as refusal:
        return message(texts.NO_WAY_BACK[refusal.code])
    return views.came(back, now=now)


def take_calendar(turn: Turn) -> None:
    """« Ajouter à mon agenda »: the files come into the card's thread; who has no feed hears that there are feeds."""
    with turn.tools.transaction() as tx:
        count = changes.take_calendar(tx, turn.actor, turn.value_id, now=turn.tools.now())
        has_feed = calendars.find_feed(tx, turn.actor) is not None
    offers = bool(turn.tools.settings.bot_base_url) and not has_feed and bool(turn.actor.roles)
    turn.ack()
    say(turn, views.calendar(count, offer_feed=offers))


def _move(turn: Turn, carried: Carried, moves: list[Move], *, now: datetime) -> Done:
    with turn.tools.transaction() as tx:
        return changes.move(
            tx,
            turn.actor,
            carried.request_id,
            moves={change.appointment_id: change.starts for change in moves},
            reason=read_reason(turn.values),
            batch=carried.batch,
            now=now,
        )


def _move_form(
    turn: Turn, reading: Reading, sheet: Sheet, carried: Carried, *, monday: date | None = None, now: datetime
) -> Json:
    days = days_around(reading, turn.actor, sheet.sessions, now=now)
    if changes.moves_freely(sheet, turn.actor):
        return views.move_freely_form(sheet, carried, days=days, now=now)
    slots, chosen = changes.slots_to_move(reading, sheet, now=now), read_chosen(turn.values)
    return views.move_form(sheet, carried, slots=slots, chosen=chosen, monday=monday, days=days, now=now)


def _move_errors(turn: Turn, carried: Carried, moves: list[Move], refusal: Refusal, *, now: datetime) -> dict[str, str]:
    if isinstance(refusal, Invalid):
        name, reason = str(refusal.facts["field"]), str(refusal.facts["reason"])
        place = name if name in turn.values else first_slot_field(turn.values)
        return {place: texts.INVALID_MOVE[reason]}
    lost = refusal.facts.get("starts")
    move = next((change for change in moves if change.starts == lost), moves[0])
    with turn.tools.reading() as reading:
        sheet = changes.open_change(reading, turn.actor, carried.request_id, action="helpdesk.move", now=now)
        if changes.moves_freely(sheet, turn.actor):
            return {move.field: texts.NOT_FREE if isinstance(refusal, SlotTaken) else texts.NOT_LATER}
        slots = changes.slots_to_move(reading, sheet, now=now).get(move.appointment_id, [])
    others = [change.starts for change in moves if change is not move]
    return {move.field: say_left(slots, move.starts, besides=others, now=now)}


def _cancel_errors(refusal: Invalid) -> dict[str, str]:
    if refusal.facts["field"] == "sessions":
        return {"sessions": texts.NO_SESSION}
    return {"reason": texts.REASON_LONG}
