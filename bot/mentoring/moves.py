"""Reschedule a séance of a running cycle: the mentor sets the time, the team asks the mentor for it.

Until the mentor answers, the séance keeps its time and the wanted one is claimed too. Without an answer it keeps its
time. The mentor is asked after two minutes, during which the wish can be undone; so can the mentor's own move
(`changes.undo`). The caller has locked the cycle and checked the permission.
"""

from datetime import datetime
from uuid import uuid4

from bot.agenda import changes, holds
from bot.agenda.model import State
from bot.agenda.pending import until_of
from bot.errors import AlreadyAnswered, HoldLapsed, NotAllowed, SlotUnbookable, UndoTooLate
from bot.mentoring import facts, news, steps
from bot.mentoring.cycle import Event, SessionState, word_until
from bot.mentoring.model import CycleSheet, Session
from bot.mentoring.sheets import describe_cycle, session_of
from bot.programme.model import Actor, Entry
from bot.programme.permissions import require
from storage.database import Reading, Transaction
from storage.programme import history

ASK = "ask_move"  # a line of the history


def put(
    tx: Transaction,
    actor: Actor,
    sheet: CycleSheet,
    *,
    session: Session,
    starts: datetime,
    reason: str | None,
    event: Event = Event.MOVE,
    now: datetime,
) -> CycleSheet:
    """Reschedule a séance and notify everybody but the actor, after two minutes in which it can be undone.

    Without these minutes within an hour of the start, and if it ends a wish, which cannot be restored. Raises
    SlotTaken.
    """
    appointment, cycle_id = session.appointment, sheet.cycle.id
    steps.put_session(tx, session, event)
    steps.note(tx, actor, cycle_id, "move", now=now)
    if session.state is SessionState.CONFIRMED and until_of([appointment.starts, starts], now=now) > now:
        moved_to = {appointment.id: starts}
        changes.move(tx, actor, moved_to, batch=str(uuid4()), reason=reason, by_host=True, now=now)
        sheet = describe_cycle(tx, cycle_id)
        until = until_of([appointment.starts, starts], now=now)
        news.refresh_first(tx, sheet, person_id=actor.person_id, due=until, now=now)
        return sheet
    holds.shift(tx, actor, [(appointment, starts)], state=State.CONFIRMED, reason=reason, now=now)
    sheet = describe_cycle(tx, cycle_id)
    moved = session_of(sheet, appointment.id).appointment
    news.tell_moved(tx, sheet, moved, before=appointment.starts, by=actor.person_id, now=now)
    news.refresh(tx, sheet, now=now)
    return sheet


def ask(
    tx: Transaction,
    actor: Actor,
    sheet: CycleSheet,
    *,
    session: Session,
    starts: datetime,
    reason: str | None,
    now: datetime,
) -> CycleSheet:
    """Ask the mentor for another time, replacing an earlier wish. The séance's own time withdraws the wish.

    Raises SlotTaken, and SlotUnbookable if the mentor could not answer in time.
    """
    appointment = session.appointment
    if starts == appointment.starts:
        return keep(tx, actor, sheet, session=session, now=now)
    word_by = word_until(now, first=min(appointment.starts, starts))
    if word_by <= now:
        raise SlotUnbookable(starts=starts)
    due = until_of([appointment.starts, starts], now=now)
    steps.put_session(tx, session, Event.ASK_MOVE, wanted=starts, word_by=word_by, why=reason)
    holds.want(tx, appointment, starts)
    steps.note(tx, actor, sheet.cycle.id, ASK, now=now, detail=_wish(session, starts))
    sheet = describe_cycle(tx, sheet.cycle.id)
    period = f"{appointment.id}-{int(starts.timestamp())}-{int(now.timestamp())}"
    news.forget_question(tx, sheet, appointment, now=now)  # drop the question of the replaced request
    to = [sheet.cycle.mentor_id]
    news.tell(tx, sheet, facts.CycleLate(appointment.id), to=to, period=period, expires=word_by, now=due)
    news.refresh_first(tx, sheet, person_id=actor.person_id, due=due, now=now)
    return sheet


def undoable_until(tx: Reading, actor: Actor, sheet: CycleSheet, *, session: Session, now: datetime) -> datetime | None:
    """Return until when the actor can undo their wish for another time, None if they cannot.

    A wish that replaced one cannot be undone, as the mentor may have read the earlier one."""
    wish = _last_wish(tx, sheet, session)
    if wish is None or session.wanted is None or wish.actor_id != actor.person_id:
        return None
    if wish.detail != f"{session.appointment.id} {int(session.wanted.timestamp())}":
        return None
    until = until_of([session.appointment.starts, session.wanted], now=wish.at)
    return until if until > now else None


def undo(
    tx: Transaction, actor: Actor, cycle_id: int, *, appointment_id: int, wanted: datetime, now: datetime
) -> CycleSheet:
    """« Revenir en arrière »: withdraw the wish for another time before the mentor is asked.

    Raises NotAllowed unless it is the actor's wish, AlreadyAnswered (a second click, a newer wish), UndoTooLate.
    """
    require(actor, "agenda.undo")
    sheet = steps.lock(tx, cycle_id, now=now)
    session = session_of(sheet, appointment_id)
    wish = _last_wish(tx, sheet, session)
    if wish is None or wish.actor_id is None or wish.actor_id != actor.person_id:
        raise NotAllowed(action="undo")
    if session.state is not SessionState.MOVING or session.wanted != wanted:
        raise AlreadyAnswered
    if undoable_until(tx, actor, sheet, session=session, now=now) is None:
        raise UndoTooLate
    return keep(tx, actor, sheet, session=session, tells=False, now=now)


def _last_wish(tx: Reading, sheet: CycleSheet, session: Session) -> Entry | None:
    """Return the history entry of the last wish for another time of this séance."""
    lines = history.of_thing(tx, news.SUBJECT, sheet.cycle.id)
    asked = [entry for entry in lines if entry.action == f"mentoring.{ASK}"]
    mine = [entry for entry in asked if entry.detail.split()[0] == str(session.appointment.id)]
    return mine[-1] if mine else None


def _wish(session: Session, starts: datetime) -> str:
    """Format a wish for the history: the séance and the time; with another action if it replaces a wish."""
    again = " again" if session.state is SessionState.MOVING else ""
    return f"{session.appointment.id} {int(starts.timestamp())}{again}"


def answer(
    tx: Transaction, actor: Actor, sheet: CycleSheet, *, session: Session, agreed: bool, now: datetime
) -> CycleSheet:
    """Record whether the mentor agrees to the wanted time. Raises HoldLapsed after the deadline."""
    if session.wanted is None or session.word_by is None or session.word_by <= now:
        raise HoldLapsed
    if not agreed:
        return keep(tx, actor, sheet, session=session, now=now)
    news.forget_question(tx, sheet, session.appointment, now=now)
    return put(
        tx, actor, sheet, session=session, starts=session.wanted, reason=session.why, event=Event.CONFIRM, now=now
    )


def keep(
    tx: Transaction, actor: Actor, sheet: CycleSheet, *, session: Session, tells: bool = True, now: datetime
) -> CycleSheet:
    """End the wish for another time: the séance keeps its own, and the asker is notified unless they withdrew it."""
    appointment, wanted, asker = session.appointment, session.wanted, sheet.cycle.asked_by
    steps.put_session(tx, session, Event.REFUSE, outcome=session.outcome)
    news.forget_question(tx, sheet, appointment, now=now)
    holds.want_no_more(tx, appointment)
    steps.note(tx, actor, sheet.cycle.id, "keep_date", now=now, detail=str(appointment.id))
    sheet = describe_cycle(tx, sheet.cycle.id)
    if tells and wanted is not None and appointment.starts > now and actor.person_id != asker:
        period = f"{appointment.id}-{int(wanted.timestamp())}-{int(now.timestamp())}"
        news.tell(tx, sheet, facts.CycleKept(appointment.id, wanted), to=[asker], period=period, now=now)
    news.refresh(tx, sheet, now=now)
    return sheet


def keep_all(tx: Transaction, actor: Actor, sheet: CycleSheet, *, now: datetime) -> CycleSheet:
    """End all wishes for other times in a cycle whose mentor changes."""
    for session in sheet.sessions:
        if session.state is SessionState.MOVING:
            sheet = keep(tx, actor, sheet, session=session, now=now)
    return sheet
