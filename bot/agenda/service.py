"""The heart: offer free slots, book one, cancel it. Every dispositif is an appointment with its own manners.

Order of locks, everywhere: the hosts' rows by id, then the appointment. Then check, then write.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from bot.agenda.model import Appointment, Plan, State
from bot.agenda.slots import BUFFER, QUARTER, Search, Slot, free_slots, is_free
from bot.errors import AlreadyCancelled, AlreadyStarted, NotFound, SlotTaken, SlotUnbookable
from bot.programme.history import record
from bot.programme.model import Actor
from storage import agenda, hours, people
from storage.database import Reading, Transaction

DAY = 86_400 // QUARTER  # quarter-hours
LONGEST = 4 * DAY  # no appointment is longer (the seminar lasts two days): how far back a claim can begin


def offer(
    tx: Reading, host_ids: Sequence[int], *, minutes: int, now: datetime, closed_weekdays: frozenset[int] = frozenset()
) -> list[Slot]:
    """Give the slots of `minutes` that can be booked with any of these hosts, by start; two queries for any number."""
    search = Search(now=now, duration_minutes=minutes, closed_weekdays=closed_weekdays)
    openings = hours.openings(tx, host_ids)
    first = int(now.timestamp()) // QUARTER
    last = first + (search.horizon_days + 2) * DAY
    return free_slots(search, openings, busy=agenda.busy(tx, host_ids, first=first - LONGEST, last=last))


def free_hosts(
    tx: Reading,
    host_ids: Sequence[int],
    *,
    starts: datetime,
    minutes: int,
    now: datetime,
    closed_weekdays: frozenset[int] = frozenset(),
) -> list[int]:
    """Give which of these hosts can be booked at this start, in the order given; two queries."""
    search = Search(now=now, duration_minutes=minutes, closed_weekdays=closed_weekdays)
    first, length = quarters(starts, starts + timedelta(minutes=minutes))
    known = agenda.busy(tx, host_ids, first=first - LONGEST, last=first + length)
    openings = hours.openings(tx, host_ids)
    begins = int(starts.timestamp())
    return [one.host_id for one in openings if is_free(search, one, busy=known, starts=begins)]


def book(tx: Transaction, actor: Actor, plan: Plan, *, now: datetime) -> Appointment:
    """Book the plan as a confirmed appointment, its hosts' time claimed by the quarter-hour.

    Raises SlotUnbookable when the rules do not offer this time (past, too soon or far, closed), SlotTaken when somebody
    was faster. The caller has asked for permission.
    """
    people.lock(tx, plan.host_ids)
    search = Search(now=now, duration_minutes=plan.minutes, closed_weekdays=plan.closed_weekdays)
    first, length = quarters(plan.starts, plan.ends)
    known = agenda.busy(tx, plan.host_ids, first=first - LONGEST, last=first + length)
    if any(begins < first + length and first < begins + long for _, begins, long in known):
        raise SlotTaken(starts=plan.starts)
    for opening in hours.openings(tx, plan.host_ids):
        if not is_free(search, opening, busy=known, starts=int(plan.starts.timestamp())):
            raise SlotUnbookable(starts=plan.starts)
    appointment_id = agenda.add(tx, plan, uid=str(uuid4()), state=State.CONFIRMED)
    if not agenda.claim(tx, appointment_id, plan.host_ids, first=first, length=length):
        raise SlotTaken(starts=plan.starts)
    record(tx, actor, f"{plan.dispositif}.book", thing="appointment", thing_id=appointment_id, now=now)
    return _existing(agenda.read(tx, appointment_id))


def cancel(tx: Transaction, actor: Actor, appointment_id: int, *, now: datetime) -> Appointment:
    """Cancel an appointment that has not begun and give its time back; the value is the appointment as it now stands.

    Raises NotFound, AlreadyCancelled or AlreadyStarted. The caller has asked for permission.
    """
    people.lock(tx, _existing(agenda.read(tx, appointment_id)).host_ids)
    appointment = _existing(agenda.lock(tx, appointment_id))
    if appointment.state is State.CANCELLED:
        raise AlreadyCancelled(starts=appointment.starts)
    if appointment.starts <= now:
        raise AlreadyStarted(starts=appointment.starts)
    agenda.change(tx, appointment_id, state=State.CANCELLED.value)
    agenda.release(tx, appointment_id)
    record(tx, actor, f"{appointment.dispositif}.cancel", thing="appointment", thing_id=appointment_id, now=now)
    return _existing(agenda.read(tx, appointment_id))


def get(tx: Reading, appointment_id: int) -> Appointment:
    """Give an appointment; raises NotFound."""
    return _existing(agenda.read(tx, appointment_id))


def booked_minutes(tx: Reading, host_ids: Sequence[int], *, around: datetime, days: int = 30) -> dict[int, int]:
    """Give how many minutes each host has booked within `days` around a moment: a measure of load."""
    span = timedelta(days=days / 2)
    mine = dict.fromkeys(host_ids, 0)
    for one in agenda.of_people(
        tx, host_ids, since=around - span, until=around + span, states=(State.HELD, State.CONFIRMED)
    ):
        for host_id in one.host_ids:
            if host_id in mine:
                mine[host_id] += one.minutes
    return mine


def quarters(starts: datetime, ends: datetime) -> tuple[int, int]:
    """Give the first quarter-hour and the number of them that an appointment claims: its time and the buffer after."""
    first = int(starts.timestamp()) // QUARTER
    last = -(-(int(ends.timestamp()) + BUFFER) // QUARTER)
    return first, last - first


def _existing(appointment: Appointment | None) -> Appointment:
    if appointment is None:
        raise NotFound(thing="appointment")
    return appointment
