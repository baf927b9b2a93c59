"""Building blocks of each step of a cycle: lock rows, change the states of the cycle and its séances, record the step.

Other modules decide when a step happens."""

from collections.abc import Collection, Sequence
from datetime import datetime

from bot.agenda import changes, holds, locks, pending
from bot.agenda.model import AgendaPlan, Appointment, Part, Participant, Reply, State
from bot.dates.paris import day_of
from bot.errors import AlreadyAnswered, Conflict, HoldLapsed, Invalid, NotFound
from bot.meeting_links import make_link
from bot.mentoring import news
from bot.mentoring.cycle import CycleState, Outcome, SessionEvent, SessionState, next_state
from bot.mentoring.model import REASON_LIMIT, CycleSheet, Session
from bot.mentoring.sheets import describe_cycle
from bot.programme.history import record
from bot.programme.model import Actor
from storage.agenda import appointments
from storage.database import Transaction
from storage.mentoring import cycles


def lock_cycle(tx: Transaction, cycle_id: int, *, other_person_ids: Collection[int] = (), now: datetime) -> CycleSheet:
    """Lock the rows of a cycle, and commit pending changes to its séances. Raises like `lock_rows`."""
    sheet = lock_rows(tx, cycle_id, other_person_ids=other_person_ids)
    settle_pending_changes(tx, sheet, now=now)
    return sheet


def settle_pending_changes(tx: Transaction, sheet: CycleSheet, *, now: datetime) -> None:
    """Commit pending changes to the séances of this locked cycle, and notify people of these changes."""
    ids = [session.appointment.id for session in sheet.sessions]
    for batch in pending.end_change_windows(tx, ids, now=now):
        settled = changes.settle(tx, batch, now=now)
        news.announce(tx, settled, now=now)


def lock_rows(tx: Transaction, cycle_id: int, *, other_person_ids: Collection[int] = ()) -> CycleSheet:
    """Lock the mentor, the people `other_person_ids`, the cycle and its appointments. Return the cycle.

    Raises NotFound, and Conflict if another mentor took over meanwhile; a retry may then succeed."""
    cycle = cycles.read(tx, cycle_id)
    if cycle is None:
        raise NotFound(thing="cycle")
    locks.lock(tx, {cycle.mentor_id, *other_person_ids}, (cycles.lock, [cycle_id]))
    sheet = describe_cycle(tx, cycle_id)
    if sheet.cycle.mentor_id != cycle.mentor_id:
        raise Conflict
    # Lock no more people: a past séance may have another mentor, whose row would be locked out of order.
    appointments.lock_all(tx, [session.appointment.id for session in sheet.sessions])
    return sheet


def check_open(sheet: CycleSheet, *states: CycleState, now: datetime) -> None:
    """Raise HoldLapsed if a request has expired, or AlreadyAnswered if its state is none of `states`."""
    cycle = sheet.cycle
    lapsed = cycle.state.is_open and cycle.answer_by is not None and cycle.answer_by <= now
    if lapsed or cycle.state is CycleState.LAPSED:
        raise HoldLapsed
    if cycle.state not in states:
        raise AlreadyAnswered


def check_question_current(sheet: CycleSheet, shown_since: int | None) -> None:
    """Raise AlreadyAnswered unless the current question was asked at `shown_since` (seconds since 1970)."""
    if shown_since is not None and shown_since != int(sheet.cycle.turned_at.timestamp()):
        raise AlreadyAnswered


def set_state(
    tx: Transaction, actor: Actor, sheet: CycleSheet, state: CycleState, *, verb: str, now: datetime, **values: object
) -> CycleSheet:
    """Set the state of a cycle and drop its open questions. Return the changed cycle."""
    cycle_id = sheet.cycle.id
    cycles.change(tx, cycle_id, **{"state": state.value, "turned_at": now, "answer_by": None, **values})
    news.end_request_questions(tx, cycle_id, now=now)
    record_step(tx, actor, cycle_id, verb, now=now)
    return describe_cycle(tx, cycle_id)


def apply_event(
    tx: Transaction,
    session: Session,
    event: SessionEvent,
    *,
    outcome: Outcome | None = None,
    wanted_start: datetime | None = None,
    answer_deadline: datetime | None = None,
    why: str | None = None,
    together: bool = False,
) -> SessionState:
    """Apply an event to a séance and return its new state. An argument that is not given clears the stored value.

    Raises AlreadyAnswered if the event is not possible in the current state."""
    state = next_state(session.state, event)
    said = outcome and outcome.value
    cycles.change_session(
        tx,
        session.appointment.id,
        state=state.value,
        outcome=said,
        begun_at=None,
        wanted=wanted_start,
        word_by=answer_deadline,
        why=why,
        together=together,
    )
    return state


def drop_sessions(
    tx: Transaction, actor: Actor, sessions: Sequence[Session], *, reason: str | None = None, now: datetime
) -> None:
    """Drop these séances unless they are over, and release their time at once."""
    left = [session for session in sessions if session.state not in (SessionState.OVER, SessionState.DROPPED)]
    for session in left:
        apply_event(tx, session, SessionEvent.DROP, outcome=session.outcome)
    holds.release(tx, actor, [session.appointment for session in left], reason=reason, now=now)


def update_participants(tx: Transaction, sheet: CycleSheet, sessions: Sequence[Session]) -> list[Appointment]:
    """Update the participants of séances without a time to the current members of the cycle.

    People may have left or rejoined, and the mentor may have changed, since the séances were planned. Return the
    appointments in the order of `sessions`."""
    cycle = sheet.cycle
    coming = dict.fromkeys(cycle.guest_ids, Part.GUEST) | {cycle.asked_by: Part.BOOKER, cycle.mentor_id: Part.HOST}
    ids = [session.appointment.id for session in sessions]
    for session in sessions:
        there = {someone.person_id: someone.part for someone in session.appointment.present}
        for person_id in there.keys() - coming.keys():
            appointments.set_participant(tx, session.appointment.id, person_id, reply=Reply.LEFT)
        for person_id, part in coming.items():
            if there.get(person_id) is not part:
                appointments.set_participant(
                    tx, session.appointment.id, person_id, part=part, reply=Reply.COMES, sees_need=True
                )
    by_id = {appointment.id: appointment for appointment in appointments.read_all(tx, ids)}
    return [by_id[id_] for id_ in ids]


def start_cycle(tx: Transaction, actor: Actor, sheet: CycleSheet, *, verb: str, now: datetime) -> CycleSheet:
    """Start a cycle: confirm all séances, and enqueue the message that opens the group conversation."""
    held = [session for session in sheet.sessions if session.appointment.state is State.HELD]
    for session in sheet.sessions:
        apply_event(tx, session, SessionEvent.START)
    holds.confirm(tx, actor, [session.appointment for session in held], now=now)
    first = day_of(sheet.sessions[0].appointment.starts).isoformat()
    sheet = set_state(tx, actor, sheet, CycleState.RUNNING, verb=verb, now=now, first_day=first)
    news.owe_group(tx, sheet, now=now)
    news.refresh(tx, sheet, now=now)
    return sheet


def hold_sessions(
    tx: Transaction, actor: Actor, sheet: CycleSheet, *, starts: Sequence[datetime], link: str, now: datetime
) -> None:
    """Hold the times of all séances of a cycle, or none. Raises SlotTaken."""
    cycle = sheet.cycle
    parts = dict.fromkeys(cycle.guest_ids, Part.GUEST) | {cycle.asked_by: Part.BOOKER, cycle.mentor_id: Part.HOST}
    plans = [
        AgendaPlan(
            dispositif=cycle.terms.format_key,
            promotion_id=sheet.defi.promotion_id,
            defi_id=sheet.defi.id,
            starts=moment,
            minutes=cycle.terms.minutes,
            participants=tuple(Participant(person_id, part) for person_id, part in parts.items()),
            link=link,
        )
        for moment in sorted(starts)
    ]
    held = holds.hold(tx, actor, plans, now=now)
    cycles.add_sessions(tx, cycle.id, [appointment.id for appointment in held], state=SessionState.HELD)


def link_of(sheet: CycleSheet, *, visio_url: str) -> str:
    """Return the video link of a cycle: the mentor's own room, else the défi's room, else a new room."""
    return sheet.mentor.visio or sheet.defi.visio or make_link(visio_url)


def record_step(tx: Transaction, actor: Actor, cycle_id: int, verb: str, *, now: datetime, detail: str = "") -> None:
    """Append an entry to the cycle's history. The actor may be a coach who acts for the mentor."""
    record(tx, actor, f"mentoring.{verb}", thing=news.SUBJECT, thing_id=cycle_id, now=now, detail=detail)


def check_reason(typed_reason: str) -> str | None:
    """Return a typed reason without outer spaces, or None if it is empty. Raises Invalid if it is too long."""
    if len(typed_reason) > REASON_LIMIT:
        raise Invalid(field="reason", reason="long")
    return typed_reason.strip() or None
