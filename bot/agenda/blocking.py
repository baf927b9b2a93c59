"""« Bloquer ce créneau »: a host blocks a free hour of their own without typing."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby, islice

from bot.agenda.agenda import LONGEST, bookable_slots
from bot.agenda.availability import Hours, read_hours
from bot.agenda.slots import BUFFER, QUARTER, Slot, people_busy_in
from bot.dates.days_text import read_days, write_days
from bot.dates.hours import HostHours, Range, block_range
from bot.dates.hours_text import LONGEST_TEXT, UnreadableText
from bot.dates.paris import MINUTES_A_DAY, day_of, from_epoch, to_paris
from bot.errors import SlotTaken, SlotUnbookable
from bot.programme.history import record
from bot.programme.model import Actor
from bot.programme.permissions import require
from storage.agenda import claims, hours
from storage.database import Reading, Transaction
from storage.programme import people

SLOT_MINUTES = 60  # a team books a coach for an hour (docs/programme.md)
SHOWN_DAYS = 14  # the form offers slots on this many days; for a later day, a host types an exception


@dataclass(frozen=True, slots=True)
class BlockedTime:
    """A time that a host blocked. `taken` has its start and its end, in minutes since midnight.

    `before` and `hours` are all opening hours of the host, before and after the block."""

    day: date
    taken: Range
    hours: Hours
    before: Hours


def list_free_slots(tx: Reading, actor: Actor, *, now: datetime) -> list[Slot]:
    """Return the actor's free slots on the first 14 days that have free slots, by start. Raises NotAllowed."""
    require(actor, "agenda.hours")
    if actor.person_id is None:
        return []
    by_day = groupby(
        bookable_slots(tx, [actor.person_id], minutes=SLOT_MINUTES, now=now), key=lambda slot: _paris_day(slot.starts)
    )
    return [slot for _, slots in islice(by_day, SHOWN_DAYS) for slot in slots]


def block_slot(
    tx: Transaction, actor: Actor, *, starts: datetime, minutes: int = SLOT_MINUTES, now: datetime
) -> BlockedTime:
    """Close `minutes` of the actor's hours from `starts`. This adds an exception for that day. Other hours stay open.

    Time that is already closed stays closed. Raises NotAllowed, SlotTaken if the actor is booked at that time, and
    SlotUnbookable if the time is past."""
    require(actor, "agenda.hours")
    person_id = actor.person_id or 0
    people.lock(tx, [person_id])  # bookings take the same lock, so none runs during this change
    ends = starts + timedelta(minutes=minutes)
    if starts <= now:
        raise SlotUnbookable(starts=starts)
    if _is_booked(tx, person_id, starts=starts, ends=ends):
        raise SlotTaken(starts=starts)
    before = read_hours(tx, actor, now=now)
    opening = hours.list_openings(tx, [person_id])[0]
    day, taken = _clock_range(starts, ends)
    wanted = block_range(opening, day, blocked_range=taken)
    if wanted != [exception for exception in opening.exceptions if exception.day == day]:
        hours.replace_day_hours(tx, person_id, wanted, since=day, until=day)
        record(tx, actor, "agenda.block", thing="person", thing_id=person_id, now=now, detail=starts.isoformat())
    return BlockedTime(day, taken, read_hours(tx, actor, now=now), before)


def add_blocked_time(text: str, blocked: BlockedTime, *, now: datetime) -> str | None:
    """Add the blocked time to the typed hours of single days. Return None if the text is invalid or gets too long."""
    today = day_of(now)
    try:
        typed = read_days(text, today=today)
    except UnreadableText:
        return None
    if any(day.day == blocked.day for day in typed):
        weekly = (*blocked.hours.weekly, *blocked.hours.bounded)
        own = block_range(HostHours(0, weekly, tuple(typed)), blocked.day, blocked_range=blocked.taken)
    else:
        own = [exception for exception in blocked.hours.exceptions if exception.day == blocked.day]
    written = write_days([*(day for day in typed if day.day != blocked.day), *own], today)
    return written if len(written) <= LONGEST_TEXT else None


def _is_booked(tx: Reading, person_id: int, *, starts: datetime, ends: datetime) -> bool:
    """Return whether an appointment overlaps this time. Its buffer does not count."""
    first, after = int(starts.timestamp()) // QUARTER, -(-int(ends.timestamp()) // QUARTER)
    known = claims.list_claimed_times(tx, [person_id], first=first - LONGEST, last=after)
    alone = ((who, begins, long - BUFFER // QUARTER) for who, begins, long in known)
    return bool(people_busy_in(alone, (first, after - first)))


def _clock_range(starts: datetime, ends: datetime) -> tuple[date, Range]:
    day = day_of(starts)
    first, last = ((local.hour * 60 + local.minute) for local in (to_paris(starts), to_paris(ends)))
    return day, (first, last if day_of(ends) == day else MINUTES_A_DAY)


def _paris_day(starts: int) -> date:
    return day_of(from_epoch(starts))
