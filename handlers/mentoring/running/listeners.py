"""Listeners that change a running cycle: reschedule, replan, end, leave, and send the calendar file."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from bot.agenda.around import days_around
from bot.dates.words import moment_words
from bot.errors import AlreadyAnswered, Invalid, Refusal, SlotTaken, SlotUnbookable
from bot.mentoring import changes, lapses, moves, running
from bot.mentoring.cycle import SessionState
from bot.mentoring.model import CycleSheet, Session
from bot.mentoring.sheets import appointments_asked_with, read, session_of
from bot.programme.permissions import require
from bot.tools import Reading, Transaction
from handlers.kit.blocks import Json, message
from handlers.kit.gestures.dated import undo_row
from handlers.kit.gestures.presence import send_calendar_files
from handlers.kit.gestures.texts import ONE_NOT_FREE
from handlers.kit.gestures.views import undone_modal, undone_sentence
from handlers.kit.reading import read_epoch, read_id, split_pieces
from handlers.kit.routes import Routes
from handlers.kit.saying import errors_on, reply_or_show, show_errors
from handlers.kit.texts import REASON_LONG
from handlers.kit.turn import Turn
from handlers.mentoring.absences import views as absence_views
from handlers.mentoring.absences.texts import NAME

from . import texts, views
from .forms import REASON, CycleMetadata, find_time_field, read_metadata, read_new_time


def register(routes: Routes) -> None:
    move_by = partial(routes.add, permits="mentoring.move")
    move_by("action", "mentoring.move", open_move_form)
    move_by("view", "mentoring.moved", move_session)
    move_by("action", "mentoring.move_rest", open_move_rest_form)
    move_by("view", "mentoring.rest_moved", move_sessions)
    routes.add("action", "mentoring.undo", withdraw_time_request, permits="agenda.undo")
    move_by("action", "mentoring.replan", open_replan_form)
    move_by("view", "mentoring.replanned", replan_session)
    routes.add("action", "mentoring.end", open_end_form, permits="mentoring.end")
    routes.add("view", "mentoring.ended", end_cycle, permits="mentoring.end")
    routes.add("action", "mentoring.leave", leave_cycle, permits="mentoring.leave")
    take = partial(send_calendar_files, enqueue_files=changes.owe_calendar_files)
    routes.add("action", "mentoring.calendar", take, permits="mentoring.calendar")


def open_move_form(turn: Turn) -> None:
    """Open the form of « Changer la date », or show another séance in it."""
    carried = read_metadata(turn.value)
    carried = replace(carried, appointment_id=carried.appointment_id or turn.opened_at)
    with turn.tools.reading() as reading:
        view = _move_form(turn, reading, carried, now=turn.tools.now())
    turn.ack()
    turn.open(view)


def move_session(turn: Turn) -> None:
    """Submit the new time. If the team submits it, the mentor must agree to it."""
    now, carried = turn.tools.now(), read_metadata(turn.private)
    with show_errors(turn, partial(_errors, turn, carried, late=False, now=now), Invalid, SlotTaken, SlotUnbookable):
        chosen = read_new_time(turn.values, carried)
        with turn.tools.transaction() as tx:
            known = read(tx, turn.actor, carried.cycle_id)
            was = session_of(known, chosen.appointment_id)
            before = was.appointment.starts
            sheet = changes.move(
                tx,
                turn.actor,
                carried.cycle_id,
                appointment_id=chosen.appointment_id,
                starts=chosen.starts,
                reason=turn.values.typed_text(REASON),
                now=now,
            )
            session = session_of(sheet, chosen.appointment_id)
            if was.state is SessionState.MOVING and chosen.starts == before:
                view = views.withdrawn_modal(known.sessions_asked_with(was), now=now)
            else:
                view = _moved_modal(turn, tx, sheet, [session], before=before, now=now)
        turn.ack(response_action="update", view=view)


def open_move_rest_form(turn: Turn) -> None:
    """Open the form to move all remaining séances. If only one séance remains, open the form of that séance."""
    now, carried = turn.tools.now(), read_metadata(turn.value)
    with turn.tools.reading() as reading:
        sheet, free = changes.read_free_times(reading, turn.actor, carried.cycle_id, now=now)
        freely = changes.speaks_for_mentor(sheet, turn.actor)
        if len(changes.remaining_sessions(sheet, team_asks=not freely, now=now)) > 1:
            starts = None if freely else changes.starts_for_rest(sheet, free, now=now)
            view = views.move_rest_form(sheet, starts=starts, now=now)
        else:
            view = _move_form(turn, reading, carried, now=now)
    turn.ack()
    turn.open(view)


def move_sessions(turn: Turn) -> None:
    """Shift all remaining séances by as much as the first. An error names the start that is not possible."""
    now, carried = turn.tools.now(), read_metadata(turn.private)
    with show_errors(turn, partial(_rest_errors, turn, now=now), Invalid, SlotTaken, SlotUnbookable):
        chosen = read_new_time(turn.values, carried)
        first, reason = chosen.appointment_id, turn.values.typed_text(REASON)
        with turn.tools.transaction() as tx:
            before = session_of(read(tx, turn.actor, carried.cycle_id), first).appointment.starts
            sheet = changes.move_rest(
                tx,
                turn.actor,
                carried.cycle_id,
                first_session_id=first,
                starts=chosen.starts,
                shown_start=carried.shown,
                reason=reason,
                now=now,
            )
            asks = not changes.speaks_for_mentor(sheet, turn.actor)
            rest = changes.remaining_sessions(sheet, team_asks=asks, now=now)
            view = _moved_modal(turn, tx, sheet, rest, before=before, now=now)
        turn.ack(response_action="update", view=view)


def withdraw_time_request(turn: Turn) -> None:
    """Withdraw the team's request for another time (« Revenir en arrière »), before the bot asks the mentor."""
    now, (cycle_id, appointment_id, wanted) = turn.tools.now(), split_pieces(turn.value, 3)
    number_ = read_id(appointment_id)
    with turn.tools.transaction() as tx:
        asked = appointments_asked_with(tx, number_)
        sheet = moves.undo_wish(
            tx, turn.actor, read_id(cycle_id), appointment_id=number_, wanted_start=read_epoch(wanted), now=now
        )
    said = undone_sentence(
        [(NAME.format(what=sheet.what), session_of(sheet, id_).appointment.starts) for id_ in asked], now=now
    )
    turn.ack()
    turn.open(undone_modal(said)) if turn.in_modal else turn.reply(message(said))


def open_replan_form(turn: Turn) -> None:
    """Open the form for a séance without a time (« Choisir un nouveau créneau »)."""
    carried = read_metadata(turn.value)
    with turn.tools.reading() as reading:
        view = _replan_form(turn, reading, carried, now=turn.tools.now())
    turn.ack()
    turn.open(view)


def replan_session(turn: Turn) -> None:
    """Submit the new time. After the cycle's window, the mentor must agree to it."""
    now, carried = turn.tools.now(), read_metadata(turn.private)
    with show_errors(turn, partial(_errors, turn, carried, late=True, now=now), Invalid, SlotTaken, SlotUnbookable):
        chosen = read_new_time(turn.values, carried)
        with turn.tools.transaction() as tx:
            sheet = running.replan_session(
                tx,
                turn.actor,
                carried.cycle_id,
                appointment_id=chosen.appointment_id,
                starts=chosen.starts,
                now=now,
            )
        view = views.replanned_modal(sheet, session_of(sheet, chosen.appointment_id), now=now)
        turn.ack(response_action="update", view=view)


def open_end_form(turn: Turn) -> None:
    """Ask for confirmation and an optional reason (« Mettre fin au cycle »)."""
    with turn.tools.reading() as reading:
        sheet = read(reading, turn.actor, turn.value_id)
    require(turn.actor, "mentoring.end", sheet)
    changes.check_running(sheet)
    turn.ack()
    turn.open(views.end_form(sheet, now=turn.tools.now()))


def end_cycle(turn: Turn) -> None:
    now, reason = turn.tools.now(), turn.values.typed_text(REASON)
    with show_errors(turn, errors_on(REASON, REASON_LONG)):
        with turn.tools.transaction() as tx:
            sheet = changes.end_cycle(tx, turn.actor, turn.private_id, reason=reason, now=now)
            undo = undo_row(tx, turn.actor, *(session.appointment for session in sheet.sessions), now=now)
        turn.ack(response_action="update", view=views.ended_modal(sheet, undo=undo, now=now))


def leave_cycle(turn: Turn) -> None:
    """Remove the actor from the cycle, which continues (« Je ne pourrai plus venir »)."""
    with turn.tools.transaction() as tx:
        lapses.leave_cycle(tx, turn.actor, turn.value_id, now=turn.tools.now())
    turn.ack()
    reply_or_show(turn, absence_views.you_left_message(turn.value_id))


def _moved_modal(
    turn: Turn, tx: Transaction, sheet: CycleSheet, sessions: Sequence[Session], *, before: datetime, now: datetime
) -> Json:
    """Build the confirmation of a change. `before` is the previous start of the first séance."""
    undoable = moves.wish_undoable_until(tx, turn.actor, sheet, session=sessions[0], now=now) is not None
    undo = undo_row(tx, turn.actor, *(session.appointment for session in sessions), now=now)
    changed = bool(undo) or sessions[0].appointment.starts != before
    return views.moved_modal(sheet, sessions, changed=changed, may_undo=undoable, undo=undo, now=now)


def _move_form(turn: Turn, reading: Reading, metadata: CycleMetadata, *, now: datetime) -> Json:
    sheet, free = changes.read_free_times(reading, turn.actor, metadata.cycle_id, now=now)
    freely = changes.speaks_for_mentor(sheet, turn.actor)
    days = days_around(reading, turn.actor, [session.appointment for session in sheet.sessions], now=now)
    return views.move_form(sheet, metadata, starts=None if freely else free.team, days=days, now=now)


def _replan_form(turn: Turn, reading: Reading, metadata: CycleMetadata, *, now: datetime) -> Json:
    appointment_id = metadata.appointment_id or 0
    sheet, free = changes.read_free_times(
        reading, turn.actor, metadata.cycle_id, appointment_id=appointment_id, now=now
    )
    session = session_of(sheet, appointment_id)
    if session.state is not SessionState.OPEN:  # The séance has got a time in the meantime.
        raise AlreadyAnswered
    freely = changes.speaks_for_mentor(sheet, turn.actor)
    return views.replan_form(sheet, session, starts=None if freely else free.team, now=now)


def _errors(turn: Turn, metadata: CycleMetadata, refusal: Refusal, *, late: bool, now: datetime) -> dict[str, str]:
    """Return the error of a refused time on its field. If the time was just taken, name free times."""
    place = find_time_field(turn.values)
    if isinstance(refusal, Invalid):
        is_reason = refusal.facts["field"] == REASON
        return {REASON if is_reason else place: texts.why_not(refusal)}
    return {place: _lost_time_error(turn, metadata, refusal, allows_late=late, now=now)}


def _rest_errors(turn: Turn, refusal: Refusal, *, now: datetime) -> dict[str, str]:
    starts, is_reason = refusal.facts.get("starts"), refusal.facts.get("field") == REASON
    when = moment_words(starts, now) if isinstance(starts, datetime) else ""
    why = texts.why_not_all(refusal, when) if isinstance(refusal, Invalid) else ONE_NOT_FREE(when=when).plain
    return {REASON if is_reason else find_time_field(turn.values): why}


def _lost_time_error(turn: Turn, metadata: CycleMetadata, refusal: Refusal, *, allows_late: bool, now: datetime) -> str:
    chosen = read_new_time(turn.values, metadata)
    about = chosen.appointment_id if allows_late else None
    with turn.tools.reading() as reading:
        sheet, free = changes.read_free_times(reading, turn.actor, metadata.cycle_id, appointment_id=about, now=now)
    if changes.speaks_for_mentor(sheet, turn.actor):
        return texts.NOT_FREE if isinstance(refusal, SlotTaken) else texts.NOT_LATER
    session = session_of(sheet, chosen.appointment_id)
    starts = free.team if allows_late else views.offered_starts(sheet, session, starts=free.team)
    return views.taken_time_error(sheet, starts, lost_time=chosen.starts, now=now)
