"""Use cases that reschedule and cancel appointments, change their links, and undo or commit these changes.

A change is committed after its undo window. The caller has checked the permission."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.agenda.agenda import check_plans, quarter_hour_span
from bot.agenda.calendars import invitations
from bot.agenda.locks import lock_all, lock_standing
from bot.agenda.model import CLAIMING, AgendaChange, AgendaPlan, Appointment, Kind, SettledChange, State
from bot.agenda.pending import UNDO, is_known_start, record_changes, restore_replaced_changes
from bot.agenda.slots import USUAL, Busy, SlotRules, people_busy_in
from bot.errors import Invalid, NotAllowed, SlotTaken, UndoTooLate
from bot.programme.history import record, record_once
from bot.programme.model import Actor
from storage.agenda import appointments as agenda
from storage.agenda import changes, claims
from storage.database import Reading, Transaction
from storage.programme import history


def move(
    tx: Transaction,
    actor: Actor,
    moves: Mapping[int, datetime],
    *,
    batch: str,
    reason: str | None = None,
    by_host: bool = False,
    held_ids: Collection[int] = (),
    closed_weekdays: frozenset[int] = frozenset(),
    rules: SlotRules = USUAL,
    now: datetime,
) -> list[Appointment]:
    """Reschedule appointments, all or none, and return them. The old time stays claimed until the change is committed.

    `moves`: new start by appointment id. It may be the old start of another appointment in `moves`. `by_host`: the host
    chose the times, so opening hours do not apply, and a held appointment is confirmed. `held_ids`: appointments to
    hold at their new time until their host agrees. An appointment is confirmed instead if people still know its new
    start as a confirmed time. Raises NotFound, AlreadyCancelled, AlreadyStarted, SlotTaken, SlotUnbookable, and Invalid
    ("slot", "same") if no start changes."""
    standing = lock_standing(tx, moves, now=now)
    moving = [appointment for appointment in standing if appointment.starts != moves[appointment.id]]
    if not moving:
        raise Invalid(field="slot", reason="same")
    pending = changes.changes_by_appointment(tx, [appointment.id for appointment in moving])
    for other in moving:
        first, length = quarter_hour_span(other.starts, other.ends)
        if other.id in pending:
            # A pending change kept its old time for an undo. The new change replaces it, so release that time.
            claims.release_outside(tx, other.id, first=first, length=length)
    planned = [_moved_plan(appointment, moves[appointment.id], closed_weekdays) for appointment in moving]
    plans = [replace(plan, rules=rules) for plan in planned]
    _check_no_overlap(plans)
    own, leaving = claimed_quarters(moving), [appointment.id for appointment in moving]
    for other, plan in zip(moving, plans, strict=True):
        check_plans(tx, [plan], host_ids=other.claimant_ids, by_host=by_host, ignored_claims=own, now=now)
        first, length = quarter_hour_span(plan.starts, plan.ends)
        if not claims.claim_more(tx, other.id, other.claimant_ids, first=first, length=length, leaving_ids=leaving):
            raise SlotTaken(starts=plan.starts)
        state = State.HELD if other.id in held_ids else State.CONFIRMED if by_host else other.state
        state = State.CONFIRMED if is_known_start(pending.get(other.id), plan.starts) else state
        agenda.change(tx, other.id, now=now, starts=plan.starts, ends=plan.ends, state=state.value, reason=reason)
        record(tx, actor, f"{other.dispositif}.move", thing="appointment", thing_id=other.id, now=now)
    done = [(appointment, pending.get(appointment.id)) for appointment in moving]
    record_changes(tx, done, actor=actor, kind=Kind.MOVE, batch=batch, now=now, starts=[plan.starts for plan in plans])
    moved = agenda.read_all(tx, [appointment.id for appointment in moving])
    invitations.propagate_changes(tx, moved, now=now)
    return moved


def cancel(
    tx: Transaction,
    actor: Actor,
    appointment_ids: Collection[int],
    *,
    batch: str,
    reason: str | None = None,
    now: datetime,
) -> list[Appointment]:
    """Cancel the appointments that have not begun, and return them. Their time stays claimed until `settle`.

    Raises NotFound, and AlreadyCancelled or AlreadyStarted if none of them can be cancelled."""
    standing = lock_standing(tx, appointment_ids, now=now)
    pending = changes.changes_by_appointment(tx, [appointment.id for appointment in standing])
    for appointment in standing:
        first, length = quarter_hour_span(appointment.starts, appointment.ends)
        if appointment.id in pending:
            claims.release_outside(tx, appointment.id, first=first, length=length)
        agenda.change(tx, appointment.id, now=now, state=State.CANCELLED.value, reason=reason)
        record(tx, actor, f"{appointment.dispositif}.cancel", thing="appointment", thing_id=appointment.id, now=now)
    done = [(appointment, pending.get(appointment.id)) for appointment in standing]
    record_changes(tx, done, actor=actor, kind=Kind.CANCEL, batch=batch, now=now)
    cancelled = agenda.read_all(tx, [appointment.id for appointment in standing])
    invitations.propagate_changes(tx, cancelled, now=now)
    return cancelled


def set_link(tx: Transaction, appointments: Collection[Appointment], *, link: str, now: datetime) -> list[Appointment]:
    """Set the link of these locked appointments, and update reminders and invitations. Return them by start."""
    for appointment in appointments:
        agenda.change(tx, appointment.id, now=now, link=link)
    changed = agenda.read_all(tx, [appointment.id for appointment in appointments])
    invitations.propagate_changes(tx, changed, now=now)
    return changed


def undo(tx: Transaction, actor: Actor, batch: str, *, allow_late: bool = False, now: datetime) -> list[SettledChange]:
    """Undo a change within its two minutes. Return the change and the current state of each appointment.

    `allow_late`: allow the undo until the change is committed. If the change had replaced an earlier change that was
    not announced, the earlier change is pending again (`pending.restore_replaced_changes`). Raises UndoTooLate, and
    NotAllowed unless the actor made the change."""
    pending = _lock_changes(tx, batch)
    if not pending:
        raise UndoTooLate
    if any(change.actor_id != actor.person_id for change, _ in pending):
        raise NotAllowed(action="undo")
    if any((change.until <= now and not allow_late) or not change.can_be_undone for change, _ in pending):
        raise UndoTooLate
    for change, appointment in pending:
        _restore_appointment(tx, change, appointment, now=now)
        record(tx, actor, f"{appointment.dispositif}.undo", thing="appointment", thing_id=appointment.id, now=now)
    _reclaim_times(tx, pending)
    changes.remove(tx, [change.appointment_id for change, _ in pending])
    restore_replaced_changes(tx, [change for change, _ in pending], now=now)
    record_once(tx, _receipt_key(actor, batch), now=now)
    undone = _settled_changes(tx, [change for change, _ in pending])
    # `propagate_changes` restores the reminders that were dropped after this moment.
    done_at = min(change.until for change, _ in pending) - UNDO
    invitations.propagate_changes(tx, [change.appointment for change in undone], since=done_at, now=now)
    return undone


def was_undone(tx: Reading, actor: Actor, batch: str) -> bool:
    """Return whether the actor has already undone this change, for example with a first click."""
    return history.is_received(tx, _receipt_key(actor, batch))


def settle(tx: Transaction, batch: str, *, now: datetime) -> list[SettledChange]:
    """Commit a change whose undo window has ended, and release its old time.

    Return a `SettledChange` for each appointment, or an empty list if another process has committed the change."""
    pending = [(change, appointment) for change, appointment in _lock_changes(tx, batch) if change.until <= now]
    for change, appointment in pending:
        if appointment.state is State.CANCELLED:
            claims.release(tx, appointment.id)
        elif change.kind is not Kind.BOOK:
            first, length = quarter_hour_span(appointment.starts, appointment.ends)
            claims.release_outside(tx, appointment.id, first=first, length=length)
    changes.remove(tx, [change.appointment_id for change, _ in pending])
    current = {appointment.id: appointment for _, appointment in pending}
    return [SettledChange(current[change.appointment_id], change) for change, _ in pending]


def _receipt_key(actor: Actor, batch: str) -> str:
    return f"undo {actor.person_id} {batch}"


def _lock_changes(tx: Transaction, batch: str) -> list[tuple[AgendaChange, Appointment]]:
    found = changes.list_batch(tx, batch)
    if not found:
        return []
    locked = {appointment.id: appointment for appointment in lock_all(tx, [change.appointment_id for change in found])}
    return [(change, locked[change.appointment_id]) for change in changes.list_batch(tx, batch)]


def _restore_appointment(tx: Transaction, change: AgendaChange, appointment: Appointment, *, now: datetime) -> None:
    if change.kind is Kind.BOOK or change.before_starts is None or change.before_ends is None:
        agenda.change(tx, appointment.id, now=now, state=State.CANCELLED.value)
        claims.release(tx, appointment.id)
        return
    first, length = quarter_hour_span(change.before_starts, change.before_ends)
    agenda.change(
        tx,
        appointment.id,
        now=now,
        state=(State.HELD if change.held else State.CONFIRMED).value,
        starts=change.before_starts,
        ends=change.before_ends,
        reason=None,
    )
    claims.release_outside(tx, appointment.id, first=first, length=length)


def _reclaim_times(tx: Transaction, pending: Sequence[tuple[AgendaChange, Appointment]]) -> None:
    """Claim the old times of an undone change again. Raises UndoTooLate if one of them has been taken.

    If the change has only one appointment, claim its hosts' time alone, because its speakers may have had no claim."""
    for change, appointment in pending:
        if change.before_starts is not None and change.before_ends is not None:
            first, length = quarter_hour_span(change.before_starts, change.before_ends)
            claiming = appointment.claimant_ids if len(pending) > 1 else appointment.host_ids
            if not claims.claim_more(tx, appointment.id, claiming, first=first, length=length):
                raise UndoTooLate


def _check_no_overlap(plans: Sequence[AgendaPlan]) -> None:
    before: list[Busy] = []
    for plan in plans:
        span = quarter_hour_span(plan.starts, plan.ends)
        claiming = {someone.person_id for someone in plan.participants if someone.part in CLAIMING}
        if people_busy_in([busy for busy in before if busy[0] in claiming], span):
            raise SlotTaken(starts=plan.starts)
        before += [(person_id, *span) for person_id in claiming]


def _settled_changes(tx: Transaction, pending: Sequence[AgendaChange]) -> list[SettledChange]:
    current = {
        appointment.id: appointment
        for appointment in agenda.read_all(tx, [change.appointment_id for change in pending])
    }
    return [SettledChange(current[change.appointment_id], change) for change in pending]


def _moved_plan(appointment: Appointment, starts: datetime, closed_weekdays: frozenset[int]) -> AgendaPlan:
    return AgendaPlan(
        dispositif=appointment.dispositif,
        promotion_id=appointment.promotion_id,
        defi_id=appointment.defi_id,
        starts=starts,
        minutes=appointment.minutes,
        participants=appointment.present,
        link=appointment.link,
        closed_weekdays=closed_weekdays,
    )


def claimed_quarters(appointments: Sequence[Appointment]) -> list[Busy]:
    """Return the quarter-hours that these appointments claim."""
    return [
        (person_id, *quarter_hour_span(appointment.starts, appointment.ends))
        for appointment in appointments
        for person_id in appointment.claimant_ids
    ]
