"""Functions that hold several times until somebody agrees, and then confirm, reschedule or release them.

Held appointments claim time as confirmed appointments do. Unlike `changes`, these functions have no undo window. The
caller asks for confirmation first, checks the permission, locks the rows (`locks`), and enqueues the notices."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from bot.agenda.agenda import claim, quarter_hour_span
from bot.agenda.calendars import invitations
from bot.agenda.model import AgendaPlan, Appointment, State
from bot.agenda.writing import owing
from bot.errors import SlotTaken
from bot.programme.history import record
from bot.programme.model import Actor
from storage.agenda import appointments as agenda
from storage.agenda import claims
from storage.database import Transaction


def hold(tx: Transaction, actor: Actor, plans: Sequence[AgendaPlan], *, now: datetime) -> list[Appointment]:
    """Hold these times, all or none, and claim the hosts' time. Return the appointments in the order of the plans.

    Raises SlotTaken if another appointment, or another of these plans, claims a time."""
    held = []
    for plan in plans:
        appointment_id = agenda.add(tx, plan, uid=str(uuid4()), state=State.HELD, now=now)
        claim(tx, appointment_id, plan.host_ids, starts=plan.starts, ends=plan.ends)
        record(tx, actor, f"{plan.dispositif}.hold", thing="appointment", thing_id=appointment_id, now=now)
        held.append(appointment_id)
    by_id = {appointment.id: appointment for appointment in agenda.read_all(tx, held)}
    owing.owe_entries(tx, list(by_id.values()), now=now)
    return [by_id[request_id] for request_id in held]


def confirm(tx: Transaction, actor: Actor, appointments: Collection[Appointment], *, now: datetime) -> None:
    """Confirm held appointments."""
    for appointment in appointments:
        agenda.change(tx, appointment.id, now=now, state=State.CONFIRMED.value)
        record(tx, actor, f"{appointment.dispositif}.confirm", thing="appointment", thing_id=appointment.id, now=now)
    _propagate_changes(tx, [appointment.id for appointment in appointments], now=now)


def release(
    tx: Transaction, actor: Actor, appointments: Collection[Appointment], *, reason: str | None = None, now: datetime
) -> None:
    """Cancel these appointments and release their time at once. Cancelled appointments are skipped."""
    for appointment in appointments:
        if appointment.state is not State.CANCELLED:
            agenda.change(tx, appointment.id, now=now, state=State.CANCELLED.value, reason=reason)
            claims.release(tx, appointment.id)
            record(
                tx, actor, f"{appointment.dispositif}.release", thing="appointment", thing_id=appointment.id, now=now
            )
    _propagate_changes(tx, [appointment.id for appointment in appointments], now=now)


def shift(
    tx: Transaction,
    actor: Actor,
    moves: Sequence[tuple[Appointment, datetime]],
    *,
    state: State,
    reason: str | None = None,
    now: datetime,
) -> None:
    """Reschedule appointments at once, all or none, and release their old time.

    A cancelled appointment is booked again. Two appointments can swap their times. Raises SlotTaken if another
    appointment claims a new time."""
    for appointment, _ in moves:
        claims.release(tx, appointment.id)
    for appointment, starts in moves:
        ends = starts + timedelta(minutes=appointment.minutes)
        claim(tx, appointment.id, appointment.claimant_ids, starts=starts, ends=ends)
        agenda.change(tx, appointment.id, now=now, starts=starts, ends=ends, state=state.value, reason=reason)
        record(tx, actor, f"{appointment.dispositif}.shift", thing="appointment", thing_id=appointment.id, now=now)
    _propagate_changes(tx, [appointment.id for appointment, _ in moves], now=now)


def claim_second_time(tx: Transaction, wishes: Sequence[tuple[Appointment, datetime]]) -> None:
    """Claim a second time for each of these appointments. Release an earlier second time.

    The second times may overlap the current times of these appointments. Both times stay claimed until `shift`,
    `release` or `release_second_time` is called. Raises SlotTaken."""
    for appointment, _ in wishes:
        release_second_time(tx, appointment)
    held = [quarter_hour_span(appointment.starts, appointment.ends) for appointment, _ in wishes]
    own = {first + at for first, length in held for at in range(length)}
    for appointment, starts in wishes:
        first, length = quarter_hour_span(starts, starts + timedelta(minutes=appointment.minutes))
        if left := [quarter for quarter in range(first, first + length) if quarter not in own]:
            host_ids = appointment.claimant_ids
            if not claims.claim(tx, appointment.id, host_ids, first=left[0], length=len(left)):
                raise SlotTaken(starts=starts)


def release_second_time(tx: Transaction, appointment: Appointment) -> None:
    """Release the second time that an appointment claims."""
    first, length = quarter_hour_span(appointment.starts, appointment.ends)
    claims.release_outside(tx, appointment.id, first=first, length=length)


def _propagate_changes(tx: Transaction, appointment_ids: Collection[int], *, now: datetime) -> None:
    invitations.propagate_changes(tx, agenda.read_all(tx, appointment_ids), now=now)
