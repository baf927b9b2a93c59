"""Listeners to reschedule, cancel or leave a bureau d'aide, and to send its calendar file."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from uuid import uuid4

from bot.agenda.around import days_around
from bot.agenda.model import slots_fitting_all
from bot.dates.words import moment_words
from bot.errors import AlreadyAnswered, Invalid, Refusal, SlotTaken, SlotUnbookable
from bot.helpdesk import agreeing, changes, returns, sheets
from bot.helpdesk.model import ChangeResult, RequestSheet
from bot.helpdesk.wishes import hosts_to_ask
from bot.programme.model import Actor
from bot.tools import Reading, Transaction
from handlers.helpdesk.agreeing import first_session
from handlers.helpdesk.card_views import attendee_names, coming_sessions
from handlers.helpdesk.slots import read_week, slot_taken_error
from handlers.kit.blocks import Json
from handlers.kit.gestures.presence import LeavableSessions, Presence, send_calendar_files
from handlers.kit.gestures.texts import NO_SESSION, ONE_NOT_FREE
from handlers.kit.routes import Routes
from handlers.kit.saying import show_errors
from handlers.kit.texts import REASON_LONG
from handlers.kit.turn import Turn

from . import texts, views
from .forms import (
    ChangeMetadata,
    SessionMove,
    first_slot_field,
    read_chosen_slots,
    read_first_move,
    read_first_slot,
    read_metadata,
    read_moves,
    read_reason,
    read_request_and_session,
    read_sessions,
)


def _read_coming(reading: Reading, actor: Actor, request_id: int, now: datetime) -> LeavableSessions:
    sheet = changes.open_change(reading, actor, request_id, action="helpdesk.leave", now=now)
    mine = actor.person_id or 0
    coming = [appointment for appointment in coming_sessions(sheet, now=now) if appointment.part_of(mine)]
    if not coming:
        raise AlreadyAnswered
    return LeavableSessions(coming, attendee_names(sheet, coming, except_id=mine))


def _request_name(reading: Reading, request_id: int) -> str:
    return sheets.describe_request(reading, request_id).what


PRESENCE = Presence(
    name=_request_name,
    leave=("helpdesk.leave", "helpdesk.left"),
    back=("helpdesk.come_back", "helpdesk.came"),
    permits=("helpdesk.leave", "helpdesk.come_back"),
    read=_read_coming,
    go=changes.leave_sessions,
    missed=returns.rejoinable_sessions,
    come=returns.rejoin_sessions,
    taken=returns.clashes_on_return,
)


def register(routes: Routes) -> None:
    for kind, name, listener in (
        ("action", "helpdesk.move", open_move_form),
        ("action", "helpdesk.move_week", show_other_move_week),
        ("view", "helpdesk.moved", move_sessions),
        ("action", "helpdesk.move_rest", open_move_rest_form),
        ("view", "helpdesk.rest_moved", move_rest_of_sessions),
    ):
        routes.add(kind, name, listener, permits="helpdesk.move")
    routes.add("action", "helpdesk.cancel", open_cancel_form, permits="helpdesk.cancel")
    routes.add("view", "helpdesk.cancelled", cancel_sessions, permits="helpdesk.cancel")
    take = partial(send_calendar_files, enqueue_files=changes.owe_calendar_files)
    routes.add("action", "helpdesk.calendar", take, permits="helpdesk.calendar")
    PRESENCE.register(routes)


def open_move_form(turn: Turn) -> None:
    """Open the form of « Changer la date ». The booker and the host have different forms."""
    now = turn.tools.now()
    carried = ChangeMetadata(turn.value_id, str(uuid4()))
    with turn.tools.reading() as reading:
        sheet = changes.open_change(reading, turn.actor, carried.request_id, action="helpdesk.move", now=now)
        view = _move_form(turn, reading, sheet, carried, now=now)
    turn.ack()
    turn.open(view)


def show_other_move_week(turn: Turn) -> None:
    now = turn.tools.now()
    carried = read_metadata(turn.private)
    with turn.tools.reading() as reading:
        sheet = changes.open_change(reading, turn.actor, carried.request_id, action="helpdesk.move", now=now)
        view = _move_form(turn, reading, sheet, carried, monday=read_week(turn.value), now=now)
    turn.ack()
    turn.open(view)


def move_sessions(turn: Turn) -> None:
    """Reschedule all séances to their new times. If one time is not possible, reschedule none and show the errors."""
    now = turn.tools.now()
    carried = read_metadata(turn.private)
    moves: list[SessionMove] = []

    def errors(refusal: Invalid | SlotTaken | SlotUnbookable) -> dict[str, str]:
        return _move_errors(turn, carried, moves, refusal, now=now)

    with show_errors(turn, errors, Invalid, SlotTaken, SlotUnbookable):
        moves = read_moves(turn.values, minutes=_session_minutes(turn, carried.request_id))
        with turn.tools.transaction() as tx:
            done = _move_sessions(
                tx, turn, carried, {change.appointment_id: change.starts for change in moves}, now=now
            )
        view = views.moved_modal(done, [change.appointment_id for change in moves], now=now)
        turn.ack(response_action="update", view=view)


def open_move_rest_form(turn: Turn) -> None:
    """Show the form « Déplacer toutes les séances qui restent » in the open modal, or another week in this form."""
    now, carried = turn.tools.now(), read_metadata(turn.private)
    with turn.tools.reading() as reading:
        sheet = changes.open_change(reading, turn.actor, carried.request_id, action="helpdesk.move", now=now)
        slots = None
        if not changes.moves_freely(sheet, turn.actor):
            of_each = changes.slots_to_move(reading, sheet, together=True, now=now)
            slots = slots_fitting_all(coming_sessions(sheet, now=now), of_each)
        clashes = changes.clashes_of_team(reading, sheet, now=now)
        asked = hosts_to_ask(reading, sheet, turn.actor, now=now)
    rest = changes.remaining_sessions(sheet, turn.actor, now=now)
    turn.ack()
    again = bool(turn.value)
    monday, chosen = (read_week(turn.value), read_first_slot(turn.values)) if again else (None, 0)
    view = views.move_rest_form(
        sheet, carried, sessions=rest, hosts=asked, slots=slots, chosen=chosen, monday=monday, clashes=clashes, now=now
    )
    turn.open(view)


def move_rest_of_sessions(turn: Turn) -> None:
    """Reschedule the first séance to its new time, and the others by the same interval. Reschedule all or none."""
    now, carried = turn.tools.now(), read_metadata(turn.private)
    with show_errors(turn, partial(_rest_errors, turn, now=now), Invalid, SlotTaken, SlotUnbookable):
        first = read_first_move(turn.values)
        reason = read_reason(turn.values)
        with turn.tools.transaction() as tx:
            done = changes.move_rest(
                tx,
                turn.actor,
                carried.request_id,
                first_session_id=first.appointment_id,
                starts=first.starts,
                reason=reason,
                batch=carried.batch,
                now=now,
            )
        rest = changes.remaining_sessions(done.sheet, turn.actor, now=now)
        turn.ack(response_action="update", view=views.moved_modal(done, [session.id for session in rest], now=now))


def open_cancel_form(turn: Turn) -> None:
    """Open the form to cancel or decline. It ticks the séance whose button was clicked, or the next séance."""
    now = turn.tools.now()
    request_id, named = read_request_and_session(turn.value)
    with turn.tools.reading() as reading:
        sheet = changes.open_change(reading, turn.actor, request_id, action="helpdesk.cancel", now=now)
    held = agreeing.declinable_sessions(sheet, turn.actor, pressed_session_id=named, now=now)
    sheet = replace(sheet, sessions=tuple(held)) if held else sheet
    coming = changes.upcoming_sessions(sheet, now=now)
    carried = ChangeMetadata(sheet.request.id, str(uuid4()), coming[0].id if len(coming) == 1 else None)
    turn.ack()
    first = first_session([each for each in coming if held or each not in sheet.held] or coming, turn.actor.person_id)
    ticked = named or turn.opened_at or first.id
    turn.open(views.cancel_form(sheet, carried, ticked_id=ticked, host_declines=bool(held), now=now))


def cancel_sessions(turn: Turn) -> None:
    now = turn.tools.now()
    carried = read_metadata(turn.private)
    with show_errors(turn, _cancel_errors):
        chosen = read_sessions(turn.values, carried)
        with turn.tools.transaction() as tx:
            sheet = sheets.describe_request(tx, carried.request_id)
            declines = agreeing.are_all_held_for(sheet, turn.actor, chosen_ids=chosen, now=now)
            done = changes.cancel(
                tx,
                turn.actor,
                carried.request_id,
                appointment_ids=chosen,
                reason=read_reason(turn.values),
                batch=carried.batch,
                now=now,
            )
        turn.ack(response_action="update", view=views.cancelled_modal(done, chosen, host_declines=declines, now=now))


def _session_minutes(turn: Turn, request_id: int) -> int:
    with turn.tools.reading() as reading:
        return sheets.describe_request(reading, request_id).request.minutes


def _move_sessions(
    tx: Transaction, turn: Turn, metadata: ChangeMetadata, moves: Mapping[int, datetime], *, now: datetime
) -> ChangeResult:
    reason, batch = read_reason(turn.values), metadata.batch
    return changes.move(tx, turn.actor, metadata.request_id, moves=moves, reason=reason, batch=batch, now=now)


def _move_form(
    turn: Turn,
    reading: Reading,
    sheet: RequestSheet,
    metadata: ChangeMetadata,
    *,
    monday: date | None = None,
    now: datetime,
) -> Json:
    days = days_around(reading, turn.actor, sheet.sessions, now=now)
    asked = hosts_to_ask(reading, sheet, turn.actor, now=now)
    if changes.moves_freely(sheet, turn.actor):
        rest = changes.remaining_sessions(sheet, turn.actor, now=now)
        return views.move_freely_form(sheet, metadata, sessions=rest, hosts=asked, days=days, now=now)
    slots, chosen = changes.slots_to_move(reading, sheet, now=now), read_chosen_slots(turn.values)
    clashes = changes.clashes_of_team(reading, sheet, now=now)
    return views.move_form(
        sheet,
        metadata,
        slots=slots,
        chosen_starts=chosen,
        monday=monday,
        hosts=asked,
        days=days,
        clashes=clashes,
        now=now,
    )


def _move_errors(
    turn: Turn, metadata: ChangeMetadata, moves: list[SessionMove], refusal: Refusal, *, now: datetime
) -> dict[str, str]:
    if isinstance(refusal, Invalid):
        name, reason = str(refusal.facts["field"]), str(refusal.facts["reason"])
        place = name if name in turn.values else first_slot_field(turn.values)
        return {place: texts.INVALID_MOVE[reason]}
    lost = refusal.facts.get("starts")
    move = next((change for change in moves if change.starts == lost), moves[0])
    with turn.tools.reading() as reading:
        sheet = changes.open_change(reading, turn.actor, metadata.request_id, action="helpdesk.move", now=now)
        if changes.moves_freely(sheet, turn.actor):
            return {move.field: texts.NOT_FREE if isinstance(refusal, SlotTaken) else texts.NOT_LATER}
        slots = changes.slots_to_move(reading, sheet, now=now).get(move.appointment_id, [])
    others = [change.starts for change in moves if change is not move]
    return {
        move.field: slot_taken_error(slots, move.starts, minutes=sheet.request.minutes, other_starts=others, now=now)
    }


def _rest_errors(turn: Turn, refusal: Refusal, *, now: datetime) -> dict[str, str]:
    place, starts = first_slot_field(turn.values), refusal.facts.get("starts")
    if isinstance(refusal, Invalid):
        return {place: texts.INVALID_MOVE[str(refusal.facts["reason"])]}
    return {
        place: ONE_NOT_FREE(when=moment_words(starts, now)).plain if isinstance(starts, datetime) else texts.NOT_FREE
    }


def _cancel_errors(refusal: Invalid) -> dict[str, str]:
    if refusal.facts["field"] == "sessions":
        return {"sessions": NO_SESSION}
    return {"reason": REASON_LONG}
