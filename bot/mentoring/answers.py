"""The mentor's answers to a request: confirm all séances, answer each séance, decline, or give times.

A mentor is often a guest in Slack with little time. A coach may record an answer that the mentor gave elsewhere. The
history then names the coach."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from bot.agenda import holds
from bot.agenda.model import State
from bot.dates.holidays import add_working_days
from bot.dates.paris import day_of, from_epoch
from bot.errors import Invalid
from bot.mentoring import facts, news, steps
from bot.mentoring.cycle import (
    SOON_DAYS,
    TEAM_DAYS,
    CycleState,
    SessionEvent,
    SessionState,
    derive_state,
    hold_deadline,
    last_day,
)
from bot.mentoring.matching import matching, times
from bot.mentoring.matching.plan import make_plan
from bot.mentoring.matching.times import FreeStarts, Ranges, SearchWindow, window_of_cycle
from bot.mentoring.model import CycleSheet, Session
from bot.mentoring.sheets import describe_cycle, read, session_of
from bot.programme.model import Actor
from bot.programme.permissions import require
from storage.database import Reading, Transaction
from storage.mentoring import reviews

ANSWERS = frozenset({SessionEvent.CONFIRM, SessionEvent.COUNTER, SessionEvent.REFUSE})


@dataclass(frozen=True, slots=True)
class MentorAnswer:
    """The mentor's answer about one séance. `starts` is the time that the mentor proposes with « Un autre créneau »."""

    event: SessionEvent
    starts: datetime | None = None


def open_answer(tx: Reading, actor: Actor, cycle_id: int, *, now: datetime) -> tuple[CycleSheet, FreeStarts]:
    """Return the cycle and the times that the mentor can propose, for the form « Répondre séance par séance ».

    Raises NotAllowed, NotFound, AlreadyAnswered, HoldLapsed."""
    sheet = read(tx, actor, cycle_id)
    require(actor, "mentoring.answer", sheet)
    steps.check_open(sheet, CycleState.HELD, now=now)
    awaiting = [session.appointment.id for session in sheet.sessions if session.state is SessionState.HELD]
    return sheet, free_times(tx, sheet, without_ids=awaiting, now=now)


def open_request(tx: Reading, actor: Actor, cycle_id: int, *, now: datetime) -> CycleSheet:
    """Return the cycle for the forms « Quand pourriez-vous ? » and « Décliner ». Raises like `open_answer`."""
    sheet = read(tx, actor, cycle_id)
    require(actor, "mentoring.answer", sheet)
    steps.check_open(sheet, CycleState.ASKED, CycleState.OFFERED, CycleState.HELD, CycleState.ANSWERED, now=now)
    return sheet


def confirm_sessions(
    tx: Transaction, actor: Actor, cycle_id: int, *, since: int | None = None, now: datetime
) -> CycleSheet:
    """« Confirmer les 4 séances »: confirm the held time of each séance.

    `since` is the time of the question that the mentor sees, in seconds since 1970. Raises NotAllowed, NotFound,
    HoldLapsed, and AlreadyAnswered (also if the bot has asked another question since then)."""
    sheet = steps.lock_cycle(tx, cycle_id, now=now)
    require(actor, "mentoring.answer", sheet)
    steps.check_open(sheet, CycleState.HELD, now=now)
    steps.check_question_current(sheet, since)
    held = [session for session in sheet.sessions if session.state is SessionState.HELD]
    return _record_answers(
        tx, actor, sheet, {session.appointment.id: MentorAnswer(SessionEvent.CONFIRM) for session in held}, now=now
    )


def answer_sessions(
    tx: Transaction, actor: Actor, cycle_id: int, *, answers: Mapping[int, MentorAnswer], now: datetime
) -> CycleSheet:
    """« Répondre séance par séance »: record the mentor's answers, by appointment id.

    There must be an answer for each séance whose time is held. A time that the mentor proposes replaces the held time
    at once. Idempotent. Raises NotAllowed, NotFound, AlreadyAnswered, HoldLapsed, SlotTaken, SlotUnbookable, Invalid if
    an answer is missing, and Invalid for "times" with the reason "none", "soon", "window" or "same_day"."""
    sheet = steps.lock_cycle(tx, cycle_id, now=now)
    require(actor, "mentoring.answer", sheet)
    if _are_answers_saved(sheet, answers):
        return sheet
    steps.check_open(sheet, CycleState.HELD, now=now)
    waiting = {session.appointment.id for session in sheet.sessions if session.state is SessionState.HELD}
    for appointment_id in answers:
        session_of(sheet, appointment_id)
    if not waiting <= answers.keys() or any(answer.event not in ANSWERS for answer in answers.values()):
        raise Invalid(field="answers", reason="missing")
    return _record_answers(tx, actor, sheet, {one: answers[one] for one in waiting}, now=now)


def decline_request(tx: Transaction, actor: Actor, cycle_id: int, *, reason: str = "", now: datetime) -> CycleSheet:
    """« Décliner la demande »: release the held times, and notify the asker, who can ask another mentor.

    Idempotent. Raises NotAllowed, NotFound, AlreadyAnswered, HoldLapsed, Invalid if the reason is too long."""
    sheet = steps.lock_cycle(tx, cycle_id, now=now)
    require(actor, "mentoring.answer", sheet)
    if sheet.cycle.state is CycleState.DECLINED:
        return sheet
    steps.check_open(sheet, CycleState.ASKED, CycleState.OFFERED, CycleState.HELD, CycleState.ANSWERED, now=now)
    given = steps.check_reason(reason)
    steps.drop_sessions(tx, actor, sheet.sessions, now=now)
    sheet = steps.set_state(tx, actor, sheet, CycleState.DECLINED, verb="decline", reason=given, now=now)
    news.tell(tx, sheet, facts.RequestDeclined(), recipient_ids=[sheet.cycle.asked_by], now=now)
    news.refresh(tx, sheet, now=now)
    return sheet


def plan_times(tx: Reading, actor: Actor, cycle_id: int, *, ranges: Ranges, now: datetime) -> list[datetime]:
    """Return one start for each séance, within the times that the mentor gave.

    The list is empty if the same times are saved already. Call it outside a transaction, because it searches calendars.
    Raises NotAllowed, NotFound, AlreadyAnswered, HoldLapsed, and Invalid for "times". The reason is "none" without
    `ranges`, or the Obstacle that prevents a plan."""
    sheet = describe_cycle(tx, cycle_id)
    require(actor, "mentoring.answer", sheet)
    if _are_times_saved(tx, sheet, ranges):
        return []
    steps.check_open(sheet, CycleState.ASKED, now=now)
    if not ranges:
        raise Invalid(field="times", reason="none")
    calendar, mentor_id = _answer_window(sheet, now=now), sheet.cycle.mentor_id
    free = times.find_starts(tx, [mentor_id], calendar, ranges=ranges)[mentor_id]
    planned = partial(make_plan, earliest=calendar.earliest, terms=calendar.terms)
    plan = planned(free.suiting) or planned(free.team)
    if plan is None:
        raise Invalid(field="times", reason=str(matching.first_obstacle(free, calendar)))
    return [from_epoch(one) for one in plan]


def give_times(
    tx: Transaction,
    actor: Actor,
    cycle_id: int,
    *,
    ranges: Ranges,
    starts: Sequence[datetime],
    visio_url: str,
    now: datetime,
) -> CycleSheet:
    """« Dire quand je pourrais »: hold the starts that `plan_times` found, until the team confirms these starts.

    The team has two working days. Idempotent. Raises NotAllowed, NotFound, AlreadyAnswered, HoldLapsed, SlotTaken, and
    SlotUnbookable."""
    sheet = steps.lock_cycle(tx, cycle_id, now=now)
    require(actor, "mentoring.answer", sheet)
    if _are_times_saved(tx, sheet, ranges):
        return sheet
    steps.check_open(sheet, CycleState.ASKED, now=now)
    calendar = _answer_window(sheet, now=now)
    times.check_available(tx, sheet.cycle.mentor_id, starts, calendar=calendar, ranges=ranges, by_host=False)
    reviews.set_offered_times(tx, cycle_id, ranges)
    steps.hold_sessions(tx, actor, sheet, starts=starts, link=steps.link_of(sheet, visio_url=visio_url), now=now)
    until = hold_deadline(now, first=min(starts), days=TEAM_DAYS)
    sheet = steps.set_state(
        tx, actor, describe_cycle(tx, cycle_id), CycleState.OFFERED, verb="give_times", answer_by=until, now=now
    )
    news.ask_for_answer(tx, sheet, facts.MentorAnswered, now=now)
    news.refresh(tx, sheet, now=now)
    return sheet


def first_day(sheet: CycleSheet, *, now: datetime) -> date:
    """Return the first day that a mentor without hours can propose.

    It is three working days from now, or the first day that the team wished, if that is later."""
    soon = add_working_days(day_of(now), SOON_DAYS)
    return max(soon, sheet.cycle.from_day or soon)


def free_times(
    tx: Reading, sheet: CycleSheet, *, without_ids: Collection[int] = (), allows_late: bool = False, now: datetime
) -> FreeStarts:
    """Return the times at which both sides are free, on days without another séance of the cycle.

    The times of the appointments `without_ids` count as free. The times are in the cycle's window (`cycle.last_day`).
    With `allows_late`, they may be after the window, and the mentor has to agree to them."""
    cycle = sheet.cycle
    earliest = add_working_days(day_of(now), 2)
    others = [session for session in sheet.timed_sessions if session.appointment.id not in without_ids]
    days = [day_of(other.appointment.starts) for other in others]
    wished = [day_of(other.wanted) for other in others if other.wanted]
    calendar = window_of_cycle(sheet, earliest, now=now, without_ids=without_ids)
    ranges = reviews.offered_times_of(tx, cycle.id)
    free = times.find_starts(tx, [cycle.mentor_id], calendar, ranges=ranges, includes_busy=False)[cycle.mentor_id]
    fitting = tuple(
        start
        for start in free.team
        if (day := day_of(from_epoch(start))) not in (*days, *wished)
        and _stays_in_window(sheet, moved_days=[day], kept_days=days, allows_late=allows_late)
    )
    suiting = {*free.suiting}
    return FreeStarts(fitting, fitting, fitting, tuple(one for one in fitting if one in suiting))


def check_window(sheet: CycleSheet, times_of: Mapping[int, datetime], *, allows_late: bool = False) -> None:
    """Check that a cycle with these new times stays in its window and has one séance a day.

    `times_of`: new starts by appointment id. Without `allows_late`, the new time of a confirmed séance that was already
    past the window is not checked, if a séance within the window changes too. Raises Invalid for "times" with a start
    that does not fit, for the reason "window" or "same_day"."""
    check_days(sheet, times_of)
    moved, terms = [day_of(moment) for moment in times_of.values()], sheet.cycle.terms
    kept = [
        day_of(session.appointment.starts) for session in sheet.timed_sessions if session.appointment.id not in times_of
    ]
    changing = [session for session in sheet.sessions if session.appointment.id in times_of]
    last = last_day(
        min((day_of(session.appointment.starts) for session in sheet.timed_sessions), default=min(moved)), terms
    )
    past = [session.appointment.id for session in changing if day_of(session.appointment.starts) > last]
    counted = [
        day_of(moment)
        for id_, moment in times_of.items()
        if allows_late or not sheet.cycle.first_day or id_ not in past
    ] or moved
    if not _stays_in_window(sheet, moved_days=counted, kept_days=kept, allows_late=allows_late):
        raise Invalid(field="times", reason="window", terms=terms, starts=max(times_of.values()))


def check_days(sheet: CycleSheet, times_of: Mapping[int, datetime]) -> None:
    """Check that a cycle with these new times has one séance a day. Raises Invalid if it has two.

    A day counts as taken if the team asked to move another séance to it, and the new times do not end that wish."""
    staying = [session for session in sheet.timed_sessions if session.appointment.id not in times_of]
    ends = any(session.together for session in sheet.sessions if session.appointment.id in times_of)
    wished = [day_of(other.wanted) for other in staying if other.wanted and not (ends and other.together)]
    days = [*map(day_of, times_of.values()), *(day_of(session.appointment.starts) for session in staying), *wished]
    for moment in sorted(times_of.values(), reverse=True):
        if days.count(day_of(moment)) > 1:
            raise Invalid(field="times", reason="same_day", starts=moment)


def _stays_in_window(
    sheet: CycleSheet, *, moved_days: Sequence[date], kept_days: Sequence[date], allows_late: bool
) -> bool:
    """Return whether the cycle fits its window, if séances move to `moved_days` and others stay on `kept_days`.

    The window begins on the earliest of all these days. With `allows_late`, it begins on the cycle's first day if that
    is earlier still. Kept séances past the current window do not count, because the mentor agreed to them."""
    begun, terms = sheet.cycle.first_day if allows_late else None, sheet.cycle.terms
    first = min([*moved_days, *kept_days, *([begun] if begun else [])])
    was = begun or min((day_of(session.appointment.starts) for session in sheet.timed_sessions), default=first)
    limit = sheet.last_chance(first) if allows_late else last_day(first, terms)
    stays = last_day(first, terms, allows_late=allows_late)
    return max(moved_days) <= limit and all(day <= stays or day > last_day(was, terms) for day in kept_days)


def _are_times_saved(tx: Reading, sheet: CycleSheet, ranges: Ranges) -> bool:
    return sheet.cycle.state is CycleState.OFFERED and sorted(reviews.offered_times_of(tx, sheet.cycle.id)) == sorted(
        ranges
    )


def _answer_window(sheet: CycleSheet, *, now: datetime) -> SearchWindow:
    return window_of_cycle(sheet, first_day(sheet, now=now), now=now)


def _are_answers_saved(sheet: CycleSheet, answers: Mapping[int, MentorAnswer]) -> bool:
    def is_so(session: Session, given: MentorAnswer) -> bool:
        if given.event is SessionEvent.COUNTER:
            return session.state is SessionState.COUNTERED and session.appointment.starts == given.starts
        return session.state in _SAVED_AS.get(given.event, ())

    answered = sheet.cycle.state in (CycleState.ANSWERED, CycleState.RUNNING)
    return answered and bool(answers) and all(is_so(session_of(sheet, one), each) for one, each in answers.items())


_SAVED_AS = {
    SessionEvent.CONFIRM: (SessionState.AGREED, SessionState.CONFIRMED),
    SessionEvent.REFUSE: (SessionState.OPEN,),
}


def _record_answers(
    tx: Transaction, actor: Actor, sheet: CycleSheet, answers: Mapping[int, MentorAnswer], *, now: datetime
) -> CycleSheet:
    waiting = {session.appointment.id: session for session in sheet.sessions}
    refused = [waiting[one] for one, given in answers.items() if given.event is SessionEvent.REFUSE]
    countered = {one: given.starts for one, given in answers.items() if given.event is SessionEvent.COUNTER}
    moves = {one: starts for one, starts in countered.items() if starts is not None}
    if len(moves) < len(countered):
        raise Invalid(field="times", reason="none")
    if moves:
        _check_counters(tx, sheet, moves, refused_sessions=refused, now=now)
    for appointment_id, given in answers.items():
        steps.apply_event(tx, waiting[appointment_id], given.event)
    holds.release(tx, actor, [session.appointment for session in refused], now=now)
    pairs = [(waiting[one].appointment, starts) for one, starts in sorted(moves.items())]
    holds.shift(tx, actor, pairs, state=State.HELD, now=now)
    sheet = describe_cycle(tx, sheet.cycle.id)
    state = derive_state([session.state for session in sheet.sessions])
    if state is CycleState.RUNNING:
        return steps.start_cycle(tx, actor, sheet, verb="confirm", now=now)
    first = min((session.appointment.starts for session in sheet.timed_sessions), default=None)
    sheet = steps.set_state(tx, actor, sheet, state, verb="answer", answer_by=hold_deadline(now, first=first), now=now)
    news.ask_for_answer(tx, sheet, facts.MentorAnswered, now=now)
    news.refresh(tx, sheet, now=now)
    return sheet


def _check_counters(
    tx: Reading,
    sheet: CycleSheet,
    moves: Mapping[int, datetime],
    *,
    refused_sessions: Collection[Session],
    now: datetime,
) -> None:
    soon = add_working_days(day_of(now), 2)
    if any(day_of(move) < soon for move in moves.values()):
        raise Invalid(field="times", reason="soon")
    left = tuple({*moves} | {session.appointment.id for session in refused_sessions})
    staying = [session for session in sheet.sessions if session not in refused_sessions]
    check_window(_replace_sessions(sheet, staying), moves, allows_late=True)
    calendar = window_of_cycle(sheet, soon, now=now, without_ids=left)
    times.check_available(tx, sheet.cycle.mentor_id, list(moves.values()), calendar=calendar, by_host=True)


def _replace_sessions(sheet: CycleSheet, sessions: Sequence[Session]) -> CycleSheet:
    return CycleSheet(sheet.cycle, sheet.defi, tuple(sessions), sheet.people)
