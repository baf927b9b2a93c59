"""Reschedules of séances in a running cycle: the mentor sets other times, or the team asks the mentor for them.

Until the mentor answers, a séance claims its current time and the wanted time. If the mentor does not answer, the
séance keeps its current time. The mentor is asked after two minutes, and the team can undo its wish until then. The
caller locks the cycle and checks the permission."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import uuid4

from bot.agenda import changes, holds
from bot.agenda.model import State
from bot.agenda.pending import undo_window_end
from bot.errors import AlreadyAnswered, HoldLapsed, NotAllowed, SlotUnbookable, UndoTooLate
from bot.mentoring import facts, news, steps
from bot.mentoring.cycle import SessionEvent, SessionState, wish_deadline
from bot.mentoring.model import CycleSheet, Session
from bot.mentoring.sheets import describe_cycle, session_of
from bot.programme.model import Actor, Entry
from bot.programme.permissions import require
from storage.database import Reading, Transaction
from storage.programme import history

ASK = "ask_move"


def reschedule_sessions(
    tx: Transaction,
    actor: Actor,
    sheet: CycleSheet,
    *,
    new_starts: Mapping[int, datetime],
    reason: str | None,
    event: SessionEvent = SessionEvent.MOVE,
    now: datetime,
) -> CycleSheet:
    """Reschedule séances (appointment id → new start), and notify everybody but the actor after the undo window.

    A change cannot be undone within an hour of a start, or if it ends a wish of the team, because a wish cannot be
    restored. Without undo, people are notified in a minute, or at once within an hour of a start. Raises SlotTaken."""
    sessions, cycle_id = [session_of(sheet, id_) for id_ in new_starts], sheet.cycle.id
    before = {session.appointment.id: session.appointment.starts for session in sessions}
    for session in sessions:
        steps.apply_event(tx, session, event)
    steps.record_step(tx, actor, cycle_id, "move", now=now)
    until = move_undoable_until(sessions, new_starts, now=now)
    if until is not None:
        changes.move(tx, actor, new_starts, batch=str(uuid4()), reason=reason, by_host=True, now=now)
        sheet = describe_cycle(tx, cycle_id)
        news.refresh_first(tx, sheet, person_id=actor.person_id, due=until, now=now)
        return sheet
    for session in sessions:
        news.forget_question(tx, sheet, session, now=now)
    shifted = [(session.appointment, new_starts[session.appointment.id]) for session in sessions]
    holds.shift(tx, actor, shifted, state=State.CONFIRMED, reason=reason, now=now)
    sheet = describe_cycle(tx, cycle_id)
    news.tell_moves(tx, sheet, before, by=actor.person_id, now=now)
    news.refresh(tx, sheet, now=now)
    return sheet


def move_undoable_until(
    sessions: Sequence[Session], new_starts: Mapping[int, datetime], *, now: datetime
) -> datetime | None:
    """Return until when the mentor can undo a move that they make now; None if it cannot be undone."""
    until = undo_window_end([*(session.appointment.starts for session in sessions), *new_starts.values()], now=now)
    asked = any(session.state is not SessionState.CONFIRMED for session in sessions)
    return None if asked or until <= now else until


def is_near(session: Session, *, now: datetime) -> bool:
    """Return whether a séance begins too soon to ask the mentor for another time."""
    starts = session.appointment.starts
    return wish_deadline(now, first=starts) <= undo_window_end([starts], now=now)


def ask_mentor(
    tx: Transaction,
    actor: Actor,
    sheet: CycleSheet,
    *,
    new_starts: Mapping[int, datetime],
    reason: str | None,
    now: datetime,
) -> CycleSheet:
    """Ask the mentor for other times (appointment id → start), in one question with one deadline.

    It replaces the team's earlier wishes. Raises SlotTaken, and SlotUnbookable if the mentor has no time to answer."""
    sessions = [session_of(sheet, id_) for id_ in new_starts]
    starts = [*(session.appointment.starts for session in sessions), *new_starts.values()]
    word_by, due = wish_deadline(now, first=min(starts)), undo_window_end(starts, now=now)
    first = sessions[0]
    at = new_starts[first.appointment.id]
    if word_by <= due:
        raise SlotUnbookable(starts=at)
    together = len(sessions) > 1
    for session in sessions:
        wanted = new_starts[session.appointment.id]
        steps.apply_event(
            tx,
            session,
            SessionEvent.ASK_MOVE,
            wanted_start=wanted,
            answer_deadline=word_by,
            why=reason,
            together=together,
        )
        news.forget_question(tx, sheet, session, now=now)
    holds.claim_second_time(tx, [(session.appointment, new_starts[session.appointment.id]) for session in sessions])
    steps.record_step(tx, actor, sheet.cycle.id, ASK, now=now, detail=_wish_detail(sessions, at))
    sheet = describe_cycle(tx, sheet.cycle.id)
    asked, to = session_of(sheet, first.appointment.id), [sheet.cycle.mentor_id]
    period = f"{first.appointment.id}-{sheet.times_id(asked)}-{int(now.timestamp())}"
    news.tell(tx, sheet, news.late_question(sheet, asked), recipient_ids=to, period=period, expires=word_by, now=due)
    news.refresh_first(tx, sheet, person_id=actor.person_id, due=due, now=now)
    return sheet


def wish_undoable_until(
    tx: Reading, actor: Actor, sheet: CycleSheet, *, session: Session, now: datetime
) -> datetime | None:
    """Return until when the actor can undo their wish for another time; None if the actor cannot undo it.

    `session` is the first séance in the question. A wish that replaced another cannot be undone, because the mentor may
    have read the earlier wish."""
    wish = _last_wish(tx, sheet, session)
    if wish is None or session.wanted is None or wish.actor_id != actor.person_id:
        return None
    if wish.detail != f"{session.appointment.id} {int(session.wanted.timestamp())}":
        return None
    until = undo_window_end([session.appointment.starts, session.wanted], now=wish.at)
    return until if until > now else None


def undo_wish(
    tx: Transaction, actor: Actor, cycle_id: int, *, appointment_id: int, wanted_start: datetime, now: datetime
) -> CycleSheet:
    """« Revenir en arrière »: withdraw the wish for another time before the mentor is asked.

    Raises NotAllowed (the wish is another person's), AlreadyAnswered (a second click, or a newer wish), UndoTooLate."""
    require(actor, "agenda.undo")
    sheet = steps.lock_cycle(tx, cycle_id, now=now)
    session = session_of(sheet, appointment_id)
    wish = _last_wish(tx, sheet, session)
    if wish is None or wish.actor_id is None or wish.actor_id != actor.person_id:
        raise NotAllowed(action="undo")
    if session.state is not SessionState.MOVING or session.wanted != wanted_start:
        raise AlreadyAnswered
    if wish_undoable_until(tx, actor, sheet, session=session, now=now) is None:
        raise UndoTooLate
    return keep_current_times(
        tx, actor, sheet, sessions=sheet.sessions_asked_with(session), notifies_asker=False, now=now
    )


def _last_wish(tx: Reading, sheet: CycleSheet, session: Session) -> Entry | None:
    lines = history.entries_of(tx, news.SUBJECT, sheet.cycle.id)
    asked = [entry for entry in lines if entry.action == f"mentoring.{ASK}"]
    mine = [entry for entry in asked if entry.detail.split()[0] == str(session.appointment.id)]
    return mine[-1] if mine else None


def _wish_detail(sessions: Sequence[Session], starts: datetime) -> str:
    again = " again" if any(session.state is SessionState.MOVING for session in sessions) else ""
    return f"{sessions[0].appointment.id} {int(starts.timestamp())}{again}"


def answer_wish(
    tx: Transaction, actor: Actor, sheet: CycleSheet, *, session: Session, is_agreed: bool, now: datetime
) -> CycleSheet:
    """Record the mentor's answer to the question about this séance. Raises HoldLapsed after the deadline."""
    if session.wanted is None or session.word_by is None or session.word_by <= now:
        raise HoldLapsed
    asked = sheet.sessions_asked_with(session)
    if not is_agreed:
        return keep_current_times(tx, actor, sheet, sessions=asked, now=now)
    moved = {other.appointment.id: other.wanted for other in asked if other.wanted is not None}
    return reschedule_sessions(
        tx, actor, sheet, new_starts=moved, reason=session.why, event=SessionEvent.CONFIRM, now=now
    )


def keep_current_times(
    tx: Transaction,
    actor: Actor,
    sheet: CycleSheet,
    *,
    sessions: Sequence[Session],
    notifies_asker: bool = True,
    now: datetime,
) -> CycleSheet:
    """End the team's wish to move these séances, which keep their current times.

    The asker is notified once, unless the asker ended the wish, all séances have begun,
    or `notifies_asker` is False."""
    for session in sessions:
        steps.apply_event(tx, session, SessionEvent.REFUSE, outcome=session.outcome)
        news.forget_question(tx, sheet, session, now=now)
        holds.release_second_time(tx, session.appointment)
    ids, asker = [session.appointment.id for session in sessions], sheet.cycle.asked_by
    steps.record_step(tx, actor, sheet.cycle.id, "keep_date", now=now, detail=" ".join(map(str, ids)))
    sheet = describe_cycle(tx, sheet.cycle.id)
    wanted, comes = sessions[0].wanted, any(session.appointment.starts > now for session in sessions)
    if notifies_asker and wanted is not None and comes and actor.person_id != asker:
        period = f"{ids[0]}-{int(wanted.timestamp())}-{int(now.timestamp())}"
        news.tell(
            tx,
            sheet,
            facts.SessionTimeKept(ids[0], wanted, tuple(ids[1:])),
            recipient_ids=[asker],
            period=period,
            now=now,
        )
    news.refresh(tx, sheet, now=now)
    return sheet


def keep_other_times(
    tx: Transaction, actor: Actor, sheet: CycleSheet, *, session: Session, now: datetime
) -> CycleSheet:
    """End the wish for the other séances in this séance's question, since the question is about all of them or none."""
    others = [other for other in sheet.sessions_asked_with(session) if other.appointment.id != session.appointment.id]
    return keep_current_times(tx, actor, sheet, sessions=others, now=now) if others else sheet


def keep_all_times(tx: Transaction, actor: Actor, sheet: CycleSheet, *, now: datetime) -> CycleSheet:
    """End all wishes for other times in a cycle whose mentor changes."""
    moving = [session for session in sheet.sessions if session.state is SessionState.MOVING]
    for asked in {
        sheet.sessions_asked_with(session)[0].appointment.id: sheet.sessions_asked_with(session) for session in moving
    }.values():
        sheet = keep_current_times(tx, actor, sheet, sessions=asked, now=now)
    return sheet
