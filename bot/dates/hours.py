"""Calculate a host's opening hours on a day, from weekly hours and exceptions."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TypeAlias

from bot.dates.holidays import is_holiday
from bot.dates.paris import MINUTES_A_DAY

Range: TypeAlias = tuple[int, int]  # (first minute, end minute) since 0 h in Paris, without the end minute itself

_CLOCK = re.compile(r"\s*([0-9]{1,2})\s*(?:[hH]\s*([0-9]{2})?|:\s*([0-9]{2}))\s*")


@dataclass(frozen=True, slots=True)
class WeeklyHours:
    """A range that is repeated every week, in Paris time.

    `weekday`: 0 is Monday. `starts`, `ends`: clock times "HH:MM"; "24:00" is the end of the day. A range that ends
    before it starts is empty. `valid_from`, `valid_until`: first and last day, or None for no limit."""

    weekday: int
    starts: str
    ends: str
    valid_from: date | None = None
    valid_until: date | None = None

    @property
    def minutes(self) -> Range:
        """The range in minutes since 0 h. Raises ValueError for an invalid clock time."""
        return parse_clock(self.starts), parse_clock(self.ends)

    def holds_on(self, day: date) -> bool:
        """Return whether the hours are valid on `day`. The caller checks the weekday."""
        return not (
            (self.valid_from is not None and day < self.valid_from)
            or (self.valid_until is not None and day > self.valid_until)
        )


@dataclass(frozen=True, slots=True)
class DayHours:
    """An exception: hours that replace the weekly hours on one day.

    If a day has exceptions, only their ranges are open. An exception without `starts` or `ends` closes the day, even if
    the day has other exceptions."""

    day: date
    starts: str | None = None
    ends: str | None = None


@lru_cache(maxsize=512)
@dataclass(frozen=True, slots=True)
class HostHours:
    """A host, and the host's opening hours."""

    host_id: int
    weekly: tuple[WeeklyHours, ...]
    exceptions: tuple[DayHours, ...] = ()


def parse_clock(text: str) -> int:
    """Parse a clock time ("9h", "9h30", "9 h 30", "09:30", "24:00") into minutes since 0 h. Raises ValueError."""
    found = _CLOCK.fullmatch(text)
    if found is None:
        raise ValueError(f"not a clock time: {text!r}")
    hour, minute = int(found[1]), int(found[2] or found[3] or 0)
    if minute >= 60 or hour * 60 + minute > MINUTES_A_DAY:
        raise ValueError(f"not a clock time: {text!r}")
    return hour * 60 + minute


def merge_ranges(ranges: Iterable[Range]) -> list[Range]:
    """Merge ranges that overlap or touch. The result is sorted and has no empty ranges."""
    result: list[Range] = []
    for start, end in sorted(ranges):
        if end <= start:
            continue
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result


def ranges_on(day: date, weekly_hours: Iterable[WeeklyHours], *, day_hours: Iterable[DayHours] = ()) -> list[Range]:
    """Return the opening ranges of `day`, in minutes since 0 h, merged and sorted. A closed day has none.

    A public holiday is closed unless an exception opens it. Raises ValueError for an invalid clock time."""
    own = [exception for exception in day_hours if exception.day == day]
    return exceptional_ranges(own) if own else usual_ranges([day], weekly_hours)[0]


def exceptional_ranges(day_hours: Iterable[DayHours]) -> list[Range]:
    """Return the opening ranges of a day. `day_hours`: all exceptions of this day."""
    ranges = []
    for exception in day_hours:
        if exception.starts is None or exception.ends is None:
            return []
        ranges.append((parse_clock(exception.starts), parse_clock(exception.ends)))
    return merge_ranges(ranges)


def usual_ranges(days: Sequence[date], weekly_hours: Iterable[WeeklyHours]) -> list[list[Range]]:
    """Return the opening ranges of each day in `days` (sorted), by the weekly hours. A public holiday has none.

    A search for dates covers 61 days per host, so this must be fast. If a weekday's hours are valid on all days, its
    ranges are merged only once."""
    if not days:
        return []
    first, last = days[0], days[-1]
    by_weekday: list[list[WeeklyHours]] = [[] for _ in range(7)]
    for hours in weekly_hours:
        if (hours.valid_from or first) <= last and (hours.valid_until or last) >= first:
            by_weekday[hours.weekday].append(hours)
    steady: list[list[Range] | None] = [
        _merge_hours(group) if all(hours.holds_on(first) and hours.holds_on(last) for hours in group) else None
        for group in by_weekday
    ]
    result: list[list[Range]] = []
    for day in days:
        weekday = day.weekday()
        ranges = steady[weekday]
        if ranges is None:
            ranges = _merge_hours(hours for hours in by_weekday[weekday] if hours.holds_on(day))
        result.append([] if ranges and is_holiday(day) else ranges)
    return result


def _merge_hours(weekly_hours: Iterable[WeeklyHours]) -> list[Range]:
    return merge_ranges(hours.minutes for hours in weekly_hours)


def write_clock(minute: int) -> str:
    """Format minutes since 0 h in the stored form: "09:05"."""
    return f"{minute // 60:02}:{minute % 60:02}"


def subtract_range(ranges: Sequence[Range], removed_range: Range) -> list[Range]:
    """Remove the range `removed_range` from `ranges`. The result is sorted and merged."""
    starts, ends = removed_range
    if ends <= starts:
        return merge_ranges(ranges)
    # `merge_ranges` drops empty ranges.
    return merge_ranges(
        piece for start, end in ranges for piece in ((start, min(end, starts)), (max(start, ends), end))
    )


def block_range(host_hours: HostHours, day: date, *, blocked_range: Range) -> list[DayHours]:
    """Return the exceptions that close `day` during `blocked_range`, and leave its other ranges open.

    If no range is left, one exception closes the day. If `blocked_range` was closed already, the exceptions do not
    change, so that a day without exceptions still follows its weekly hours.
    Raises ValueError for an invalid clock time."""
    before = ranges_on(day, host_hours.weekly, day_hours=host_hours.exceptions)
    left = subtract_range(before, blocked_range)
    if left == before:
        return [exception for exception in host_hours.exceptions if exception.day == day]
    return [DayHours(day, write_clock(start), write_clock(end)) for start, end in left] or [DayHours(day)]
