"""Use cases that change or end a running cycle, undo such a change, enqueue its calendar files, and save reviews."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import uuid4

from bot.agenda import changes, holds, pending
from bot.agenda.calendars import calendars
from bot.agenda.model import SettledChange, State, shifted_starts, slots_fitting_all
from bot.dates.holidays import add_working_days
from bot.dates.paris import day_of, from_epoch
from bot.errors import AlreadyAnswered, AlreadyStarted, Invalid, NotAllowed, UndoTooLate
from bot.mentoring import moves, news, steps
from bot.mentoring.answers import check_days, check_window, free_times
from bot.mentoring.cycle import CycleState, SessionEvent, SessionState
from bot.mentoring.matching import times
from bot.mentoring.matching.times import FreeStarts, window_of_cycle
from bot.mentoring.model import REVIEW_LIMIT, CycleSheet, Review, Session
from bot.mentoring.sheets import cycle_ids, describe_cycle, read, session_of
from bot.programme.model import Actor, Relation
from bot.programme.permissions import require
from storage.database import Reading, Transaction
from storage.mentoring import cycles, reviews

USEFUL = ("yes", "some", "no")


def read_free_times(
    tx: Reading, actor: Actor, cycle_id: int, *, appointment_id: int | None = None, now: datetime
) -> tuple[CycleSheet, FreeStarts]:
    """Return the cycle and its free times, for « Changer la date » and « Choisir un nouveau créneau ».

    If `appointment_id` is a séance without a time, the result includes times up to a week past the window. Raises
    NotAllowed, NotFound, AlreadyAnswered."""
    sheet = read(tx, actor, cycle_id)
    require(actor, "mentoring.move", sheet)
    check_running(sheet)
    late = appointment_id is not None and session_of(sheet, appointment_id).state is SessionState.OPEN
    moving = [session.appointment.id for session in sheet.timed_sessions if session.appointment.starts > now]
    return sheet, free_times(tx, sheet, without_ids=() if late else moving, allows_late=late, now=now)


def move(
    tx: Transaction,
    actor: Actor,
    cycle_id: int,
    *,
    appointment_id: int,
    starts: datetime,
    reason: str = "",
    now: datetime,
) -> CycleSheet:
    """Reschedule one upcoming séance for the mentor or a coach. If the team asks, ask the mentor for that time instead.

    The team chooses a time in the window. If it chooses the séance's current time, it withdraws its earlier wish. The
    other participants are notified. Raises NotAllowed, NotFound, AlreadyAnswered, AlreadyStarted, SlotTaken,
    SlotUnbookable, Invalid for "times" ("same", "same_day", "window", "near") or if the reason is too long."""
    sheet, session = _lock_movable(tx, actor, cycle_id, appointment_id, now=now)
    before = session.appointment.starts
    own_word, given = speaks_for_mentor(sheet, actor), steps.check_reason(reason)
    withdraws = before == starts and session.state is SessionState.MOVING and not own_word
    asked = session.wanted if not (own_word or session.together) else None
    if starts in (before, asked) and not withdraws:
        raise Invalid(field="times", reason="same")
    if withdraws:
        steps.settle_pending_changes(tx, sheet, now=now)
        return moves.keep_current_times(tx, actor, sheet, sessions=sheet.sessions_asked_with(session), now=now)
    _check_not_near(sheet, actor, session, now=now)
    sheet = moves.keep_other_times(tx, actor, sheet, session=session, now=now)
    return _move_or_ask(tx, actor, sheet, new_starts={appointment_id: starts}, reason=given, now=now)


def move_rest(
    tx: Transaction,
    actor: Actor,
    cycle_id: int,
    *,
    first_session_id: int,
    starts: datetime,
    shown_start: datetime | None = None,
    reason: str = "",
    now: datetime,
) -> CycleSheet:
    """« Déplacer toutes les séances qui restent »: move all remaining séances together, or none.

    The séance `first_session_id` moves to `starts`. The others move by as many days and hours. `shown_start`: the start
    of `first_session_id` that the form showed. If the team asks, the mentor gets one question, which replaces earlier
    ones. A repeated request changes nothing. Raises the errors of `move`, and Invalid for "times": "changed" if the
    séance no longer begins at `shown_start`, "awaits" if the mentor keeps the dates without an answer to the team."""
    sheet, session = _lock_movable(tx, actor, cycle_id, first_session_id, now=now)
    own_word, given = speaks_for_mentor(sheet, actor), steps.check_reason(reason)
    rest, stays = remaining_sessions(sheet, team_asks=not own_word, now=now), starts == session.appointment.starts
    asked = any(other.state is SessionState.MOVING for other in rest)
    if shown_start not in (None, session.appointment.starts) and not stays:
        raise Invalid(field="times", reason="changed")
    if stays and not asked if own_word else _are_moves_asked(rest, session, starts) and session.why == given:
        return sheet
    if stays:
        raise Invalid(field="times", reason="awaits" if own_word else "same")
    _check_not_near(sheet, actor, session, now=now)
    moved = shifted_starts([other.appointment for other in rest], moved_id=first_session_id, starts=starts)
    return _move_or_ask(tx, actor, sheet, new_starts=moved, reason=given, now=now)


def remaining_sessions(sheet: CycleSheet, *, team_asks: bool = False, now: datetime) -> list[Session]:
    """Return the upcoming séances that can be rescheduled, by start.

    If the team asks (`team_asks`), leave out séances that begin before the mentor could answer."""
    rest = [session for session in sheet.timed_sessions if session.state.stands and session.appointment.starts > now]
    return [session for session in rest if not (team_asks and moves.is_near(session, now=now))]


def starts_for_rest(sheet: CycleSheet, free: FreeStarts, *, now: datetime) -> list[int]:
    """Return the starts to which the next séance can move if all remaining séances move together.

    The starts are in seconds since 1970."""
    rest = remaining_sessions(sheet, team_asks=True, now=now)
    coming = [session.appointment for session in rest]
    slots = times.to_slots(free.team, sheet.cycle.mentor_id)
    found = [from_epoch(slot.starts) for slot in slots_fitting_all(coming, {each.id: slots for each in coming})]
    return [
        int(starts.timestamp())
        for starts in found
        if starts != coming[0].starts
        and not _are_moves_asked(rest, rest[0], starts)
        and is_in_window(sheet, shifted_starts(coming, moved_id=coming[0].id, starts=starts))
    ]


def is_in_window(sheet: CycleSheet, new_starts: Mapping[int, datetime]) -> bool:
    """Return whether the team may ask for these starts. `new_starts`: new starts by appointment id."""
    try:
        check_window(sheet, new_starts)
    except Invalid:
        return False
    return True


def _are_moves_asked(remaining: Sequence[Session], session: Session, starts: datetime) -> bool:
    return session.wanted == starts and all(other.together for other in remaining)


def _check_not_near(sheet: CycleSheet, actor: Actor, session: Session, *, now: datetime) -> None:
    if not speaks_for_mentor(sheet, actor) and moves.is_near(session, now=now):
        raise Invalid(field="times", reason="near")


def _lock_movable(
    tx: Transaction, actor: Actor, cycle_id: int, appointment_id: int, *, now: datetime
) -> tuple[CycleSheet, Session]:
    sheet = steps.lock_rows(tx, cycle_id)
    require(actor, "mentoring.move", sheet)
    check_running(sheet)
    session = session_of(sheet, appointment_id)
    if not session.state.stands:
        raise AlreadyAnswered
    if session.appointment.starts <= now:
        raise AlreadyStarted(starts=session.appointment.starts)
    return sheet, session


def _move_or_ask(
    tx: Transaction,
    actor: Actor,
    sheet: CycleSheet,
    *,
    new_starts: Mapping[int, datetime],
    reason: str | None,
    now: datetime,
) -> CycleSheet:
    """Check the new times. Then reschedule the séances, or ask the mentor.

    Commit pending changes first, unless the mentor makes a change that can be undone and replaces the pending one."""
    sessions = [session_of(sheet, id_) for id_ in new_starts]
    if not speaks_for_mentor(sheet, actor) or moves.move_undoable_until(sessions, new_starts, now=now) is None:
        steps.settle_pending_changes(tx, sheet, now=now)
    for appointment_id in new_starts:  # Release the times for which the team asked earlier.
        holds.release_second_time(tx, session_of(sheet, appointment_id).appointment)
    check_times(tx, actor, sheet, new_starts=new_starts, now=now)
    change = moves.reschedule_sessions if speaks_for_mentor(sheet, actor) else moves.ask_mentor
    return change(tx, actor, sheet, new_starts=new_starts, reason=reason, now=now)


def end_cycle(tx: Transaction, actor: Actor, cycle_id: int, *, reason: str = "", now: datetime) -> CycleSheet:
    """« Mettre fin au cycle »: cancel upcoming séances, and notify everybody after the undo window.

    If the end cannot be undone (`can_undo_end`), everybody is notified at once. Raises NotAllowed, NotFound,
    AlreadyAnswered (the cycle has ended), Invalid if the reason is too long."""
    sheet = steps.lock_cycle(tx, cycle_id, now=now)
    require(actor, "mentoring.end", sheet)
    check_running(sheet)
    given = steps.check_reason(reason)
    undoable, rest = can_undo_end(sheet, now=now), _unfinished_sessions(sheet, now=now)
    held = [session for session in rest if session.state.stands] if undoable else []
    if held:
        ids = [session.appointment.id for session in held]
        changes.cancel(tx, actor, ids, batch=str(uuid4()), reason=given, now=now)
        for session in held:
            steps.apply_event(tx, session, SessionEvent.DROP, outcome=session.outcome)
    steps.drop_sessions(tx, actor, [session for session in rest if session not in held], reason=given, now=now)
    sheet = steps.set_state(tx, actor, sheet, CycleState.ENDED, verb="end", reason=given, now=now)
    if undoable:
        news.refresh_first(tx, sheet, person_id=actor.person_id, due=now + pending.UNDO, now=now)
    else:
        news.tell_end(tx, sheet, by=actor.person_id, now=now)
    return sheet


def can_undo_end(sheet: CycleSheet, *, now: datetime) -> bool:
    """Return whether the end of this running cycle could be undone, if it ended now.

    The end cannot be undone within an hour of a séance, or if no séance has a time. It cannot be undone either while
    the mentor is asked about a time, because that question cannot be restored."""
    rest = _unfinished_sessions(sheet, now=now)
    confirmed = [session.appointment.starts for session in rest if session.state is SessionState.CONFIRMED]
    asks = any(session.state not in (SessionState.CONFIRMED, SessionState.OPEN) for session in rest)
    return not asks and pending.undo_window_end(confirmed, now=now) > now


def _unfinished_sessions(sheet: CycleSheet, *, now: datetime) -> list[Session]:
    return [session for session in sheet.sessions if session.appointment.starts > now or not session.state.holds_time]


def undo(tx: Transaction, actor: Actor, batch: str, *, now: datetime) -> list[SettledChange]:
    """Undo a reschedule by the mentor or a coach, or the end of a cycle, before anybody is notified.

    Raises NotAllowed, and UndoTooLate (also if a séance changed since, or if a duplicate of the ended cycle began)."""
    ids = pending.appointment_ids_of(tx, batch)
    cycle_id = next(iter(cycle_ids(tx, ids).values()), None)
    if cycle_id is None:
        raise UndoTooLate
    # Lock the asker too: they could ask for another cycle meanwhile.
    asker = describe_cycle(tx, cycle_id).cycle.asked_by
    sheet = steps.lock_rows(tx, cycle_id, other_person_ids=[asker])
    ended = sheet.cycle.state is CycleState.ENDED
    meant = SessionState.DROPPED if ended else SessionState.CONFIRMED
    if any(session_of(sheet, id_).state is not meant for id_ in ids):
        raise UndoTooLate
    if ended and cycles.duplicate_state_of(tx, sheet.cycle) is not None:
        raise UndoTooLate
    undone = changes.undo(tx, actor, batch, now=now)
    if ended:
        _resume_cycle(tx, actor, sheet, undone, now=now)
    news.announce(tx, pending.changes_to_announce(tx, undone), now=now)
    news.refresh(tx, describe_cycle(tx, cycle_id), now=now)
    return undone


def _resume_cycle(
    tx: Transaction, actor: Actor, sheet: CycleSheet, undone_changes: Sequence[SettledChange], *, now: datetime
) -> None:
    timed = {change.appointment.id for change in undone_changes}
    for session in sheet.sessions:
        if session.state is SessionState.DROPPED:
            event = SessionEvent.UNDO if session.appointment.id in timed else SessionEvent.UNDO_OPEN
            steps.apply_event(tx, session, event, outcome=session.outcome)
    cycles.change(tx, sheet.cycle.id, state=CycleState.RUNNING.value, reason=None)
    steps.record_step(tx, actor, sheet.cycle.id, "undo_end", now=now)
    since = min(change.change.until for change in undone_changes) - pending.UNDO
    news.ask_check_in_again(tx, describe_cycle(tx, sheet.cycle.id), since=since, reason="undone", now=now)


def save_review(
    tx: Transaction, actor: Actor, cycle_id: int, *, useful: str, text: str = "", now: datetime
) -> CycleSheet:
    """Save the asker's or the mentor's review of a finished cycle. It replaces the person's earlier review.

    Raises NotAllowed, NotFound, AlreadyAnswered (the cycle is not over), Invalid (no `useful`, or too long a
    `text`)."""
    sheet = steps.lock_cycle(tx, cycle_id, now=now)
    require(actor, "mentoring.review", sheet)
    if sheet.cycle.state is not CycleState.DONE:
        raise AlreadyAnswered
    if useful not in USEFUL:
        raise Invalid(field="useful", reason="none")
    if len(text) > REVIEW_LIMIT:
        raise Invalid(field="text", reason="long")
    reviews.set_review(tx, Review(cycle_id, actor.person_id or 0, useful, text.strip()), now=now)
    steps.record_step(tx, actor, cycle_id, "review", now=now)
    news.refresh(tx, sheet, now=now)
    return sheet


def has_reviewed(tx: Reading, cycle_id: int, *, person_id: int) -> bool:
    """Return whether a person has reviewed a cycle."""
    return any(review.person_id == person_id for review in reviews.reviews_of(tx, cycle_id))


def owe_calendar_files(tx: Transaction, actor: Actor, cycle_id: int, *, now: datetime) -> int:
    """« Ajouter à mon agenda »: enqueue calendar files of the confirmed séances that are not over.

    They go into the thread of the actor's card. If the actor has no card, the card is enqueued too. Return the number
    of files. Raises NotAllowed, NotFound."""
    sheet = describe_cycle(tx, cycle_id)
    require(actor, "mentoring.calendar", sheet)
    if actor.person_id is not None:
        news.owe_cards(tx, sheet, [actor.person_id], now=now)
    left = [session.appointment for session in sheet.timed_sessions if session.appointment.ends > now]
    left = [appointment for appointment in left if appointment.state is State.CONFIRMED]
    return calendars.owe_calendar_files(tx, actor, left, card=(news.SUBJECT, cycle_id), now=now)


def check_times(
    tx: Reading,
    actor: Actor,
    sheet: CycleSheet,
    *,
    new_starts: Mapping[int, datetime],
    allows_late: bool = False,
    now: datetime,
) -> None:
    """Check that new times are free and in the window. The mentor may choose any free time.

    With `allows_late`, a time may be up to a week past the window."""
    own_word = speaks_for_mentor(sheet, actor)
    if not own_word:
        check_window(sheet, new_starts, allows_late=allows_late)
    elif len(new_starts) > 1:
        check_days(sheet, new_starts)
    soon = add_working_days(day_of(now), 1)
    gives_way = [id_ for id_ in new_starts if session_of(sheet, id_).state.holds_time]
    calendar = window_of_cycle(sheet, soon, now=now, without_ids=gives_way)
    ranges = reviews.offered_times_of(tx, sheet.cycle.id)
    times.check_available(
        tx, sheet.cycle.mentor_id, [*new_starts.values()], calendar=calendar, ranges=ranges, by_host=own_word
    )


def speaks_for_mentor(sheet: CycleSheet, actor: Actor) -> bool:
    """Return whether the actor is the mentor, or a coach outside the team. Raises NotAllowed for an unknown person."""
    if actor.person is None:
        raise NotAllowed(action="mentoring.move")
    return sheet.relation_to(actor.person) in (Relation.HOST, Relation.NONE)


def check_running(sheet: CycleSheet) -> None:
    """Raise AlreadyAnswered unless the cycle runs."""
    if sheet.cycle.state is not CycleState.RUNNING:
        raise AlreadyAnswered
