"""Use cases that follow a running cycle: séances begin and end, missed séances get a new time, the cycle ends."""

from datetime import date, datetime, timedelta

from bot.agenda import holds
from bot.agenda.model import State
from bot.dates.holidays import add_working_days
from bot.dates.paris import day_of
from bot.dates.working import next_working_morning, shift_out_of_quiet
from bot.errors import AlreadyAnswered, AlreadyStarted, HoldLapsed, Invalid, SlotUnbookable
from bot.mentoring import facts, moves, news, steps
from bot.mentoring.changes import check_running, check_times, speaks_for_mentor
from bot.mentoring.cycle import EXTRA_DAYS, CycleState, Outcome, SessionEvent, SessionState, last_day, next_state
from bot.mentoring.lapses import NOBODY
from bot.mentoring.model import CycleSheet, Session
from bot.mentoring.sheets import cycle_ids, describe_cycle, session_of
from bot.notices import notices
from bot.programme.model import Actor
from bot.programme.permissions import require
from storage.database import Reading, Transaction
from storage.mentoring import cycles, mentoring_clock

# The mentor must agree to a séance past the window at least this long before the séance begins.
LAST_WORD = timedelta(days=1)


def record_outcome(
    tx: Transaction, actor: Actor, appointment_id: int, *, outcome: Outcome, now: datetime
) -> CycleSheet:
    """Record the asker's answer about a past séance. If it is « À reprogrammer », remove the séance's time.

    Raises NotAllowed, NotFound, AlreadyAnswered (also if the mentor recorded that the séance did not take place), and
    Invalid for "domain" ("running" or "running_own") if a duplicate prevents a finished cycle from running again."""
    sheet = _lock_cycle_of(tx, actor, appointment_id, action="mentoring.choose", now=now)
    session = session_of(sheet, appointment_id)
    if session.outcome is not None or session.appointment.ends > now:
        raise AlreadyAnswered
    if outcome is Outcome.MISSED:
        return _reopen_session(tx, actor, sheet, session, now=now)
    cycles.change_session(tx, appointment_id, outcome=outcome.value)
    steps.record_step(tx, actor, sheet.cycle.id, "check_in", now=now, detail=outcome.value)
    sheet = describe_cycle(tx, sheet.cycle.id)
    news.refresh(tx, sheet, now=now)
    return sheet


def record_missed(tx: Transaction, actor: Actor, appointment_id: int, *, now: datetime) -> CycleSheet:
    """« Elle n’a pas eu lieu »: record that a séance which has begun did not take place. The asker chooses a new time.

    Raises NotAllowed, NotFound, AlreadyAnswered, Invalid (the séance has not begun), and Invalid as
    `record_outcome`."""
    sheet = _lock_cycle_of(tx, actor, appointment_id, action="mentoring.answer", now=now)
    session = session_of(sheet, appointment_id)
    if session.appointment.starts > now:
        raise Invalid(field="times", reason="early")
    if session.outcome is not None:
        raise AlreadyAnswered
    sheet = _reopen_session(tx, actor, sheet, session, now=now)
    if session_of(sheet, appointment_id).state is not SessionState.OPEN:
        return sheet
    news.tell_missed_session(tx, sheet, session.appointment, now=now)
    return sheet


def put_off_session(tx: Transaction, actor: Actor, appointment_id: int, *, now: datetime) -> CycleSheet:
    """Remove the time of an upcoming séance that the mentor cannot attend. The asker chooses another time.

    Raises NotAllowed, NotFound, AlreadyAnswered (the séance has no time), AlreadyStarted."""
    sheet = _lock_cycle_of(tx, actor, appointment_id, action="mentoring.answer", now=now)
    check_running(sheet)
    session = session_of(sheet, appointment_id)
    if not session.state.stands:
        raise AlreadyAnswered
    if session.appointment.starts <= now:
        raise AlreadyStarted(starts=session.appointment.starts)
    moves.keep_other_times(tx, actor, sheet, session=session, now=now)
    steps.apply_event(tx, session, SessionEvent.MISS)
    holds.release(tx, actor, [session.appointment], now=now)
    steps.record_step(tx, actor, sheet.cycle.id, "put_off", now=now, detail=str(appointment_id))
    sheet = describe_cycle(tx, sheet.cycle.id)
    news.tell_missed_session(tx, sheet, session_of(sheet, appointment_id).appointment, now=now)
    news.refresh(tx, sheet, now=now)
    return sheet


def replan_session(
    tx: Transaction, actor: Actor, cycle_id: int, *, appointment_id: int, starts: datetime, now: datetime
) -> CycleSheet:
    """Set the time of a séance that has none. If the time is past the window (a week at most), the mentor has to agree.

    Raises NotAllowed, NotFound, AlreadyAnswered, SlotTaken, SlotUnbookable, Invalid (the day is too late, or taken)."""
    sheet = steps.lock_cycle(tx, cycle_id, now=now)
    require(actor, "mentoring.move", sheet)
    check_running(sheet)
    session = session_of(sheet, appointment_id)
    first = sheet.cycle.first_day or day_of(starts)
    own_word = speaks_for_mentor(sheet, actor)
    late = day_of(starts) > last_day(first, sheet.cycle.terms) and not own_word
    event = SessionEvent.REPLAN_LATE if late else SessionEvent.REPLAN
    next_state(session.state, event)
    if late and day_of(starts) < add_working_days(day_of(now), 2):  # The mentor could not answer in time.
        raise SlotUnbookable(starts=starts)
    check_times(tx, actor, sheet, new_starts={appointment_id: starts}, allows_late=True, now=now)
    steps.apply_event(tx, session, event)
    state = State.HELD if late else State.CONFIRMED
    (appointment,) = steps.update_participants(tx, sheet, [session])
    holds.shift(tx, actor, [(appointment, starts)], state=state, now=now)
    steps.record_step(tx, actor, cycle_id, "replan", now=now)
    sheet = describe_cycle(tx, cycle_id)
    _tell_replanned(tx, actor, sheet, session_of(sheet, appointment_id), now=now)
    return sheet


def answer_late_time(
    tx: Transaction, actor: Actor, appointment_id: int, *, is_agreed: bool, times_id: int | None = None, now: datetime
) -> CycleSheet:
    """Record whether the mentor agrees to a time past the window, or to another time for which the team asks.

    `times_id` identifies the times that the mentor read (`CycleSheet.times_id`). None means the current times. Raises
    NotAllowed, NotFound, HoldLapsed, AlreadyAnswered, and Invalid if these times have changed."""
    sheet = _lock_cycle_of(tx, actor, appointment_id, action="mentoring.answer", now=now)
    session = session_of(sheet, appointment_id)
    if session.state not in (SessionState.MOVING, SessionState.LATE):
        raise AlreadyAnswered
    if times_id is not None and times_id != sheet.times_id(session):
        raise Invalid(field="times", reason="changed_own" if sheet.terms.is_own else "changed")
    if session.state is SessionState.MOVING:
        return moves.answer_wish(tx, actor, sheet, session=session, is_agreed=is_agreed, now=now)
    if not is_agreed:
        return _refuse_late_time(tx, actor, sheet, session, now=now)
    if session.appointment.starts <= now + LAST_WORD:
        raise HoldLapsed
    steps.apply_event(tx, session, SessionEvent.CONFIRM)
    holds.confirm(tx, actor, [session.appointment], now=now)
    steps.record_step(tx, actor, sheet.cycle.id, "answer_late", now=now)
    sheet = describe_cycle(tx, sheet.cycle.id)
    _tell_replanned(tx, actor, sheet, session_of(sheet, appointment_id), now=now)
    return sheet


def ask_late_time(tx: Transaction, sheet: CycleSheet, session: Session, *, now: datetime) -> None:
    """Ask the mentor to agree to a séance past the window. The question expires a day before the séance."""
    appointment = session.appointment
    to = [sheet.cycle.mentor_id]
    period, expires = f"{appointment.id}-{appointment.revision}", appointment.starts - LAST_WORD
    news.tell(
        tx, sheet, facts.LateTimeQuestion(appointment.id), recipient_ids=to, period=period, expires=expires, now=now
    )


def list_ended(tx: Reading, *, now: datetime) -> list[int]:
    """Return the appointment ids of past séances whose end is not recorded yet."""
    return mentoring_clock.list_ended_sessions(tx, now=now)


def finish_session(tx: Transaction, appointment_id: int, *, now: datetime) -> None:
    """Record the end of a séance, and ask the asker on the next working morning whether it took place.

    The last séance ends the cycle. The asker and the mentor are then asked for a review, and the asker's message asks
    about the séance too."""
    cycle_id = cycle_ids(tx, [appointment_id])[appointment_id]
    sheet = steps.lock_cycle(tx, cycle_id, now=now)
    session = session_of(sheet, appointment_id)
    if session.state is not SessionState.CONFIRMED or session.appointment.ends > now:
        return
    steps.apply_event(tx, session, SessionEvent.END, outcome=session.outcome)
    if sheet.cycle.state is CycleState.RUNNING:  # The cycle may have ended early, during the séance.
        _finish_cycle_or_ask(tx, describe_cycle(tx, cycle_id), session, now=now)


def list_late_questions(tx: Reading, *, now: datetime) -> list[int]:
    """Return the appointment ids of séances whose question to the mentor has expired.

    A question about a time past the window expires a day before that time. A wish expires at the mentor's deadline."""
    return mentoring_clock.list_unagreed_sessions(tx, before=now + LAST_WORD, now=now)


def expire_late_question(tx: Transaction, appointment_id: int, *, now: datetime) -> None:
    """End a wish that has expired, or release a time past the window that nobody confirmed. Notify the asker."""
    sheet = steps.lock_cycle(tx, cycle_ids(tx, [appointment_id])[appointment_id], now=now)
    session = session_of(sheet, appointment_id)
    if session.state is SessionState.MOVING and session.word_by is not None and session.word_by <= now:
        moves.keep_current_times(tx, NOBODY, sheet, sessions=sheet.sessions_asked_with(session), now=now)
    if session.state is SessionState.LATE and session.appointment.starts <= now + LAST_WORD:
        _refuse_late_time(tx, NOBODY, sheet, session, now=now)


def next_due(tx: Reading) -> datetime | None:
    """Return when a periodic job next has something to do for a cycle."""
    lapses, begins, ends, late, word = mentoring_clock.next_due_times(tx)
    return min((moment for moment in (lapses, begins, ends, late and late - LAST_WORD, word) if moment), default=None)


def cycles_without_time(tx: Reading) -> list[int]:
    """Return the ids of running cycles in which a séance has no time."""
    return mentoring_clock.cycles_without_time(tx)


def drop_untimed_sessions(tx: Transaction, cycle_id: int, *, now: datetime) -> None:
    """Drop the séances that have no time, if it is too late to give them one. The cycle may then be over."""
    sheet = steps.lock_cycle(tx, cycle_id, now=now)
    cycle = sheet.cycle
    if cycle.state is not CycleState.RUNNING or cycle.first_day is None or day_of(now) <= _last_chance(sheet):
        return
    steps.drop_sessions(
        tx, NOBODY, [session for session in sheet.sessions if session.state is SessionState.OPEN], now=now
    )
    sheet = describe_cycle(tx, cycle_id)
    if not _finish_cycle(tx, sheet, None, now=now):
        news.refresh(tx, sheet, now=now)


def _last_chance(sheet: CycleSheet) -> date:
    first = sheet.cycle.first_day or day_of(sheet.sessions[0].appointment.starts)
    return max([sheet.last_chance(first), *(day_of(session.appointment.starts) for session in sheet.timed_sessions)])


def _finish_cycle_or_ask(tx: Transaction, sheet: CycleSheet, session: Session, *, now: datetime) -> None:
    if _finish_cycle(tx, sheet, session, now=now):
        return
    news.owe_check_in(tx, sheet, session, now=now)
    news.refresh(tx, sheet, now=now)


def _finish_cycle(tx: Transaction, sheet: CycleSheet, session: Session | None, *, now: datetime) -> bool:
    """End a cycle without remaining séances: as DONE, or as ENDED if none took place. Return whether it is over."""
    if any(session.state not in (SessionState.OVER, SessionState.DROPPED) for session in sheet.sessions):
        return False
    if not any(session.state is SessionState.OVER for session in sheet.sessions):
        news.refresh(tx, steps.set_state(tx, NOBODY, sheet, CycleState.ENDED, verb="finish", now=now), now=now)
        return True
    sheet = steps.set_state(tx, NOBODY, sheet, CycleState.DONE, verb="finish", now=now)
    last = max(session.appointment.ends for session in sheet.sessions)
    due = shift_out_of_quiet(max(next_working_morning(last), now))
    period = str(sum(session.appointment.revision for session in sheet.sessions))
    asked = facts.ReviewQuestion(session.appointment.id if session else None)
    for person_id, fact in ((sheet.cycle.asked_by, asked), (sheet.cycle.mentor_id, facts.ReviewQuestion())):
        notices.tell(tx, fact, about=sheet.cycle.id, to=[person_id], due=due, period=period)
    news.refresh(tx, sheet, now=now)
    return True


def _reopen_session(tx: Transaction, actor: Actor, sheet: CycleSheet, session: Session, *, now: datetime) -> CycleSheet:
    """Remove the time of a séance that did not take place. If its cycle was finished, the cycle runs again.

    If the cycle's window and the séance are both more than a week past, it is too late for a new time. The séance then
    keeps its time, and only the outcome is recorded."""
    # The mentor may have moved the séance past the window.
    own = day_of(session.appointment.starts) + timedelta(days=EXTRA_DAYS)
    first = sheet.cycle.first_day
    if first is not None and day_of(now) > max(last_day(first, sheet.cycle.terms, allows_late=True), own):
        cycles.change_session(tx, session.appointment.id, outcome=Outcome.MISSED.value)
        steps.record_step(tx, actor, sheet.cycle.id, "miss", now=now, detail=str(session.appointment.id))
        sheet = describe_cycle(tx, sheet.cycle.id)
        news.refresh(tx, sheet, now=now)
        return sheet
    moves.keep_other_times(tx, actor, sheet, session=session, now=now)
    steps.apply_event(tx, session, SessionEvent.MISS, outcome=Outcome.MISSED)
    holds.release(tx, actor, [session.appointment], now=now)
    cycle_id = sheet.cycle.id
    notices.drop_unsent(tx, news.SUBJECT, cycle_id, reason="missed", now=now, kinds=[facts.ReviewQuestion.kind])
    if sheet.cycle.state is CycleState.DONE:
        if cycles.duplicate_state_of(tx, sheet.cycle) is not None:
            raise Invalid(field="domain", reason="running_own" if sheet.terms.is_own else "running")
        cycles.change(tx, cycle_id, state=CycleState.RUNNING.value)
    steps.record_step(tx, actor, cycle_id, "miss", now=now, detail=str(session.appointment.id))
    sheet = describe_cycle(tx, cycle_id)
    news.ask_check_in_again(tx, sheet, since=now, reason="missed", now=now)
    news.refresh(tx, sheet, now=now)
    return sheet


def _refuse_late_time(
    tx: Transaction, actor: Actor, sheet: CycleSheet, session: Session, *, now: datetime
) -> CycleSheet:
    steps.apply_event(tx, session, SessionEvent.REFUSE, outcome=Outcome.MISSED)
    holds.release(tx, actor, [session.appointment], now=now)
    steps.record_step(tx, actor, sheet.cycle.id, "refuse_late", now=now)
    sheet = describe_cycle(tx, sheet.cycle.id)
    appointment = session.appointment
    refused, period = (
        facts.LateTimeRefused(appointment.id, appointment.starts),
        f"{appointment.id}-{appointment.revision}",
    )
    news.tell(tx, sheet, refused, recipient_ids=[sheet.cycle.asked_by], period=period, now=now)
    news.refresh(tx, sheet, now=now)
    return sheet


def _tell_replanned(tx: Transaction, actor: Actor, sheet: CycleSheet, session: Session, *, now: datetime) -> None:
    appointment = session.appointment
    period = f"{appointment.id}-{appointment.revision}"
    if session.state is SessionState.LATE:
        ask_late_time(tx, sheet, session, now=now)
    else:
        fact = facts.SessionReplanned(actor.person_id, appointment.id)
        news.tell_all(tx, sheet, fact, by=actor.person_id, period=period, now=now)
    news.refresh(tx, sheet, now=now)


def _lock_cycle_of(tx: Transaction, actor: Actor, appointment_id: int, *, action: str, now: datetime) -> CycleSheet:
    cycle_id = cycle_ids(tx, [appointment_id]).get(appointment_id, 0)
    # Lock the asker too, since they may begin another cycle meanwhile.
    asked_by = describe_cycle(tx, cycle_id).cycle.asked_by
    sheet = steps.lock_cycle(tx, cycle_id, other_person_ids=[asked_by], now=now)
    require(actor, action, sheet)
    if sheet.cycle.state not in (CycleState.RUNNING, CycleState.DONE):
        raise AlreadyAnswered
    return sheet


def list_begun(tx: Reading, *, now: datetime) -> list[int]:
    """Return the appointment ids of séances that have begun and whose start is not recorded yet."""
    return mentoring_clock.list_begun_sessions(tx, now=now)


def record_start(tx: Transaction, appointment_id: int, *, now: datetime) -> None:
    """Record the start of a séance. The mentor's card then shows the button « Elle n’a pas eu lieu »."""
    cycle_id = cycle_ids(tx, [appointment_id])[appointment_id]
    session = session_of(steps.lock_cycle(tx, cycle_id, now=now), appointment_id)
    if session.state is SessionState.CONFIRMED and session.appointment.starts <= now:
        cycles.change_session(tx, appointment_id, begun_at=now)
        notices.owe_updates(tx, news.SUBJECT, cycle_id, revision=session.appointment.revision, due=now)
