"""The asker's decisions about a request: accept or choose times, confirm the plan, withdraw the request."""

from collections.abc import Mapping
from datetime import datetime

from bot.agenda import holds
from bot.agenda.model import State
from bot.dates.holidays import add_working_days
from bot.dates.paris import day_of
from bot.errors import Invalid, SlotUnbookable
from bot.mentoring import facts, news, steps
from bot.mentoring.answers import check_window, free_times
from bot.mentoring.cycle import CycleState, SessionEvent, SessionState, derive_state, hold_deadline
from bot.mentoring.matching import times
from bot.mentoring.matching.times import FreeStarts, window_of_cycle
from bot.mentoring.model import CycleSheet, Session
from bot.mentoring.sheets import describe_cycle, read, session_of
from bot.programme.model import Actor
from bot.programme.permissions import require
from storage.database import Reading, Transaction
from storage.mentoring import reviews


def open_choice(tx: Reading, actor: Actor, cycle_id: int, *, now: datetime) -> tuple[CycleSheet, FreeStarts]:
    """Return the cycle and the free times for the asker's form. Raises like `choose_times`."""
    sheet = read(tx, actor, cycle_id)
    require(actor, "mentoring.choose", sheet)
    steps.check_open(sheet, CycleState.OFFERED, CycleState.ANSWERED, now=now)
    ids = [session.appointment.id for session in pending_sessions(sheet)]
    return sheet, free_times(tx, sheet, without_ids=ids, now=now)


def pending_sessions(sheet: CycleSheet) -> list[Session]:
    """Return the séances that await the asker: they are planned, have a proposed time, or have no time."""
    if sheet.cycle.state is CycleState.OFFERED:
        return [session for session in sheet.sessions if session.state is SessionState.HELD]
    return [session for session in sheet.sessions if session.state in (SessionState.COUNTERED, SessionState.OPEN)]


def accept_times(
    tx: Transaction, actor: Actor, cycle_id: int, *, since: int | None = None, now: datetime
) -> CycleSheet:
    """« Accepter », « Confirmer les 4 séances »: accept all times that the mentor proposes.

    `since` is as in `answers.confirm_sessions`. Raises NotAllowed, NotFound, AlreadyAnswered, HoldLapsed, and Invalid
    if a séance has no time yet."""
    sheet = _lock_cycle(tx, actor, cycle_id, now=now)
    steps.check_question_current(sheet, since)
    waiting = pending_sessions(sheet)
    if any(session.state is SessionState.OPEN for session in waiting):
        raise Invalid(field="times", reason="none")
    return _save_choice(
        tx, actor, sheet, {session.appointment.id: session.appointment.starts for session in waiting}, now=now
    )


def choose_times(
    tx: Transaction, actor: Actor, cycle_id: int, *, picks: Mapping[int, datetime], now: datetime
) -> CycleSheet:
    """Set the time of each séance that awaits the asker. `picks`: starts by appointment id.

    A start that the mentor did not propose is held at once. The mentor must confirm it, unless the mentor gave the
    times of the whole plan. Raises NotAllowed, NotFound, AlreadyAnswered, HoldLapsed, SlotTaken, SlotUnbookable, and
    Invalid for "times" with the reason "none", "window" or "same_day"."""
    sheet = _lock_cycle(tx, actor, cycle_id, now=now)
    for pick in picks:
        session_of(sheet, pick)
    waiting = {session.appointment.id for session in pending_sessions(sheet)}
    if not waiting <= picks.keys():
        raise Invalid(field="times", reason="none")
    return _save_choice(tx, actor, sheet, {one: picks[one] for one in waiting}, now=now)


def withdraw_request(tx: Transaction, actor: Actor, cycle_id: int, *, now: datetime) -> CycleSheet:
    """« Retirer la demande »: release the held times, and notify the mentor.

    Raises NotAllowed, NotFound, AlreadyAnswered, HoldLapsed."""
    sheet = steps.lock_cycle(tx, cycle_id, now=now)
    require(actor, "mentoring.choose", sheet)
    steps.check_open(sheet, CycleState.ASKED, CycleState.OFFERED, CycleState.HELD, CycleState.ANSWERED, now=now)
    steps.drop_sessions(tx, actor, sheet.sessions, now=now)
    sheet = steps.set_state(tx, actor, sheet, CycleState.WITHDRAWN, verb="withdraw", now=now)
    news.tell(tx, sheet, facts.RequestWithdrawn(), recipient_ids=[sheet.cycle.mentor_id], now=now)
    news.refresh(tx, sheet, now=now)
    return sheet


def _lock_cycle(tx: Transaction, actor: Actor, cycle_id: int, *, now: datetime) -> CycleSheet:
    sheet = steps.lock_cycle(tx, cycle_id, now=now)
    require(actor, "mentoring.choose", sheet)
    steps.check_open(sheet, CycleState.OFFERED, CycleState.ANSWERED, now=now)
    return sheet


def _save_choice(
    tx: Transaction, actor: Actor, sheet: CycleSheet, picks: Mapping[int, datetime], *, now: datetime
) -> CycleSheet:
    offered = sheet.cycle.state is CycleState.OFFERED
    by_id = {session.appointment.id: session for session in pending_sessions(sheet)}
    moves = {
        one: starts
        for one, starts in picks.items()
        if not by_id[one].state.holds_time or by_id[one].appointment.starts != starts
    }
    if moves:
        check_window(sheet, moves, allows_late=False)
        soon = add_working_days(day_of(now), 2)
        too_soon = [move for move in moves.values() if day_of(move) < soon]
        if too_soon and not offered:  # The mentor would have no time to answer.
            raise SlotUnbookable(starts=too_soon[0])
        calendar = window_of_cycle(sheet, soon, now=now, without_ids=moves)
        ranges = reviews.offered_times_of(tx, sheet.cycle.id)
        times.check_available(
            tx, sheet.cycle.mentor_id, list(moves.values()), calendar=calendar, ranges=ranges, by_host=False
        )
    moving = steps.update_participants(tx, sheet, [by_id[move] for move in sorted(moves)])
    holds.shift(tx, actor, [(appointment, moves[appointment.id]) for appointment in moving], state=State.HELD, now=now)
    for appointment_id, session in by_id.items():
        if offered:
            steps.apply_event(tx, session, SessionEvent.CONFIRM)
        else:
            steps.apply_event(tx, session, SessionEvent.PICK if appointment_id in moves else SessionEvent.ACCEPT)
    sheet = describe_cycle(tx, sheet.cycle.id)
    state = derive_state([session.state for session in sheet.sessions])
    if state is CycleState.RUNNING:
        return steps.start_cycle(tx, actor, sheet, verb="accept", now=now)
    first = min(session.appointment.starts for session in sheet.timed_sessions)
    sheet = steps.set_state(tx, actor, sheet, state, verb="choose", answer_by=hold_deadline(now, first=first), now=now)
    news.ask_for_answer(tx, sheet, facts.TimesPicked, now=now)
    news.refresh(tx, sheet, now=now)
    return sheet
