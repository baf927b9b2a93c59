"""Free slots: times at which hosts can be booked, given their hours and the claimed time. Pure.

The rules follow docs/programme.md, Appointments:

- An appointment claims its time and a buffer of 15 minutes after it, in quarter-hours (seconds since 1970 // 900). A
  start is free if no quarter-hour from it to the end of the buffer is claimed.
- An appointment lies within one opening range of one day. Its buffer may lie outside.
- It starts at :00 or :30 on the clocks of Paris, or where the buffer of another appointment ends. So three appointments
  of one hour fit between 9 h and 12 h 30: at 9 h, 10 h 15 and 11 h 30.
- It starts at least 24 hours from now, and at most 60 days after today, in Paris.
- Public holidays are closed unless the host opens one. A défi's closed weekdays are always closed."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import TypeAlias

from bot.dates.hours import (
    DayHours,
    HostHours,
    Range,
    WeeklyHours,
    exceptional_ranges,
    merge_ranges,
    ranges_on,
    usual_ranges,
    write_clock,
)
from bot.dates.paris import day_of, epoch_at, epoch_ceiling, from_epoch, midnight

QUARTER = 900  # in seconds
BUFFER = 15 * 60  # in seconds
LEAD = timedelta(hours=24)
HORIZON_DAYS = 60

_MINUTES = 15  # in a quarter-hour
_QUARTERS_A_DAY = 96

Busy: TypeAlias = tuple[int, int, int]  # (host id, first quarter-hour, number of quarter-hours including the buffer)


@dataclass(frozen=True, slots=True)
class SlotSearch:
    """A search for an appointment of `duration_minutes`, at least `lead` after `now`, within `horizon_days`.

    `closed_weekdays`: the défi's closed days; 0 is Monday. Raises ValueError for a naive `now` or an empty duration."""

    now: datetime
    duration_minutes: int
    lead: timedelta = LEAD
    horizon_days: int = HORIZON_DAYS
    closed_weekdays: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        if self.now.tzinfo is None:
            raise ValueError("a search needs an aware moment")
        if self.duration_minutes < 1:
            raise ValueError(f"an appointment cannot last {self.duration_minutes} minutes")

    @property
    def earliest(self) -> int:
        """The earliest start, in seconds since 1970."""
        # UTC has no clock changes, so the lead time is exact.
        return epoch_ceiling(self.now.astimezone(UTC) + self.lead)

    @property
    def last_day(self) -> date:
        """The last day, in Paris, on which the appointment may start."""
        return day_of(self.now) + timedelta(days=self.horizon_days)

    @property
    def needed_quarters(self) -> int:
        """The number of quarter-hours that the appointment claims. Its buffer is included."""
        return _to_quarters(self.duration_minutes * 60 + BUFFER)


@dataclass(frozen=True, slots=True)
class SlotRules:
    """Rules for the start of an appointment: at least `lead` after now, within `horizon_days`, in the `weekly` hours.

    If `weekly` is empty, each host's weekly hours apply. If not, `weekly` replaces them, a host's exceptions still
    apply, and a host who never set hours cannot be booked."""

    lead: timedelta = LEAD
    horizon_days: int = HORIZON_DAYS
    weekly: tuple[WeeklyHours, ...] = ()

    def hours_of(self, openings: Sequence[HostHours]) -> list[HostHours]:
        """Return the hours in which these hosts can be booked under these rules."""
        return [self._hours_of(opening) for opening in openings] if self.weekly else list(openings)

    def _hours_of(self, opening: HostHours) -> HostHours:
        if not opening.weekly and not opening.exceptions:
            return opening
        by_day: defaultdict[date, list[DayHours]] = defaultdict(list)
        for exception in opening.exceptions:
            by_day[exception.day].append(exception)
        left = [day_hours for day, own in by_day.items() for day_hours in self._left_on(day, own)]
        return HostHours(opening.host_id, self.weekly, tuple(left))

    def _left_on(self, day: date, exceptional_hours: Sequence[DayHours]) -> list[DayHours]:
        mine = merge_ranges(hours.minutes for hours in self.weekly if hours.weekday == day.weekday())
        both = [
            (max(starts, opens), min(ends, closes))
            for starts, ends in mine
            for opens, closes in exceptional_ranges(exceptional_hours)
        ]
        return [DayHours(day, write_clock(starts), write_clock(ends)) for starts, ends in merge_ranges(both)] or [
            DayHours(day)
        ]


USUAL = SlotRules()


@dataclass(frozen=True, slots=True)
class Slot:
    """A time at which an appointment can start (seconds since 1970), and the hosts who are free at that time."""

    starts: int
    hosts: tuple[int, ...]


def free_slots(search: SlotSearch, openings: Sequence[HostHours], *, busy: Iterable[Busy]) -> list[Slot]:
    """Return all bookable slots, by time. The hosts of a slot are in the order of `openings`.

    `openings` has each host once. `busy` may be unordered, overlap, and contain other hosts and times. Raises
    ValueError for an invalid clock time."""
    calendar = _Calendar(search)
    taken = calendar.taken(busy)
    found: dict[int, list[int]] = {}
    for opening in openings:
        for start in calendar.starts(opening, taken.get(opening.host_id, 0)):
            if start in found:
                found[start].append(opening.host_id)
            else:
                found[start] = [opening.host_id]
    return [Slot((calendar.origin + start) * QUARTER, tuple(found[start])) for start in sorted(found)]


def is_free(search: SlotSearch, opening: HostHours, *, busy: Iterable[Busy], starts: int) -> bool:
    """Return whether a host can be booked at `starts` (seconds since 1970). Call it before the time is claimed.

    The rules are those of `free_slots`, but any quarter-hour is accepted: a slot may begin where another appointment's
    buffer ends, and that appointment may be cancelled after the slot was offered."""
    day = day_of(from_epoch(starts))
    if starts % QUARTER or starts < search.earliest or day > search.last_day:
        return False
    if day.weekday() in search.closed_weekdays:
        return False
    ends = starts + search.duration_minutes * 60
    ranges = ranges_on(day, opening.weekly, day_hours=opening.exceptions)
    if not any(opens <= starts and ends <= closes for opens, closes in _epoch_ranges(day, ranges)):
        return False
    own = [span for span in busy if span[0] == opening.host_id]
    return not people_busy_in(own, (starts // QUARTER, search.needed_quarters))


def people_busy_in(busy: Iterable[Busy], span: tuple[int, int]) -> set[int]:
    """Return the people who are busy in a span. `span`: its first quarter-hour, and its number of quarter-hours."""
    first, length = span
    return {who for who, begins, long in busy if long > 0 and begins < first + length and first < begins + long}


class _Calendar:
    """The days of a search, computed once for all hosts, in quarter-hours since midnight of the first day (`origin`).

    A row is a large integer with one byte, 0 or 1, for each quarter-hour of a host. The lowest byte is the first
    quarter-hour. So a few operations on integers search all days of a host at once, which is fast."""

    def __init__(self, search: SlotSearch) -> None:
        first = day_of(from_epoch(search.earliest))
        self.days = [first + timedelta(days=offset) for offset in range((search.last_day - first).days + 1)]
        midnights = [midnight(first + timedelta(days=offset)) // QUARTER for offset in range(len(self.days) + 1)]
        self.origin = midnights[0]
        # A day has 92 or 100 quarter-hours when the clocks change.
        self.lengths = [after - begin for begin, after in pairwise(midnights)]
        self.places = {day: at for at, day in enumerate(self.days)}
        self.closed = {at for at, day in enumerate(self.days) if day.weekday() in search.closed_weekdays}
        self.earliest = _to_quarters(search.earliest) - self.origin
        self.duration = search.duration_minutes
        self.needed = search.needed_quarters
        self.size = midnights[-1] - self.origin + self.needed  # the last buffer may end after the last day
        self.grid = int.from_bytes(b"\1\0" * (self.size // 2 + 1), "little")  # :00 and :30 are the even quarter-hours
        self.usual: dict[tuple[WeeklyHours, ...], list[bytes]] = {}
        self.plain: dict[tuple[Range, ...], bytes] = {}

    def taken(self, busy: Iterable[Busy]) -> dict[int, int]:
        """Return the row of each busy host, in which 1 marks a busy quarter-hour."""
        size, origin = self.size, self.origin
        # Mark the first quarter-hour of each busy span, in one row for each host and length. One operation then widens
        # all spans of a row.
        firsts: defaultdict[tuple[int, int], bytearray] = defaultdict(lambda: bytearray(size))
        for host_id, first, number in busy:
            start = first - origin
            if 0 <= start < size and number > 0:
                firsts[host_id, number][start] = 1
            elif start < 0 < start + number:
                firsts[host_id, start + number][0] = 1
        taken: defaultdict[int, int] = defaultdict(int)
        for (host_id, number), row in firsts.items():
            taken[host_id] |= _widen_row(int.from_bytes(row, "little"), number)
        return taken

    def starts(self, opening: HostHours, busy_row: int) -> list[int]:
        """Return the free starts of a host, in order. `busy_row`: the row of busy quarter-hours of the host."""
        blocked = _widen_row(busy_row, self.needed) >> 8 * (self.needed - 1)
        buffer_ends = busy_row << 8
        row = self._open(opening) & (self.grid | buffer_ends) & ~blocked
        free = row.to_bytes(self.size, "little")
        starts = []
        start = free.find(1, self.earliest)
        while start >= 0:
            starts.append(start)
            start = free.find(1, start + 1)
        return starts

    def _open(self, opening: HostHours) -> int:
        """Return the row of quarter-hours at which an appointment can start and still end within the host's hours."""
        usual = self.usual.get(opening.weekly)  # hosts with the same weekly hours share the result
        if usual is None:
            by_day = enumerate(usual_ranges(self.days, opening.weekly))
            usual = self.usual[opening.weekly] = [self._open_on(at, ranges) for at, ranges in by_day]
        exceptions: dict[int, list[DayHours]] = {}
        for exception in opening.exceptions:
            at = self.places.get(exception.day)
            if at is not None:
                exceptions.setdefault(at, []).append(exception)
        days = usual.copy()
        for at, own in exceptions.items():
            days[at] = self._open_on(at, exceptional_ranges(own))
        return int.from_bytes(b"".join(days), "little")

    def _open_on(self, day_index: int, ranges: list[Range]) -> bytes:
        if day_index in self.closed:
            return bytes(self.lengths[day_index])
        if self.lengths[day_index] != _QUARTERS_A_DAY:
            begin = midnight(self.days[day_index])
            moments = _epoch_ranges(self.days[day_index], ranges)
            return self._part([((a - begin) // 60, (b - begin) // 60) for a, b in moments], self.lengths[day_index])
        key = tuple(ranges)
        part = self.plain.get(key)
        if part is None:
            part = self.plain[key] = self._part(ranges, _QUARTERS_A_DAY)
        return part

    def _part(self, ranges: Iterable[Range], length: int) -> bytes:
        part = bytearray(length)
        for opens, closes in ranges:
            first = -(-opens // _MINUTES)
            after = (closes - self.duration) // _MINUTES + 1
            if first < after:
                part[first:after] = b"\1" * (after - first)
        return bytes(part)


def _epoch_ranges(day: date, ranges: Iterable[Range]) -> list[Range]:
    return merge_ranges((epoch_at(day, opens), epoch_at(day, closes)) for opens, closes in ranges)


def _widen_row(row: int, quarters: int) -> int:
    width = 1
    while width < quarters:
        step = min(width, quarters - width)
        row |= row << 8 * step
        width += step
    return row


def _to_quarters(seconds: int) -> int:
    return -(-seconds // QUARTER)
