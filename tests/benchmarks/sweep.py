"""The floor of the slot search: plain Python on data in memory, a day table, a sort and a sweep for each host.

It keeps the rules that the search keeps (hours, exceptions, holidays, a quarter of an hour between appointments, starts
at :00 and :30 and where a buffer ends, 24 hours ahead, 60 days), so that both must find the same slots.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from bot.agenda.slots import Busy, Slot
from bot.dates.holidays import is_holiday
from bot.dates.hours import HostHours
from bot.dates.paris import day_of, midnight

QUARTER, HALF = 900, 1800  # seconds


def sweep(openings: Sequence[HostHours], busy: Iterable[Busy], *, minutes: int, now: datetime) -> list[Slot]:
    """Give the free slots by start, their hosts in the order of `openings`."""
    today = day_of(now)
    days = [(day, midnight(day)) for day in (today + timedelta(days=number) for number in range(61))]
    earliest = int(now.timestamp()) + 86_400
    claimed: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for host, first, number in busy:
        claimed[host].append((first * QUARTER, (first + number) * QUARTER))
    found: dict[int, list[int]] = defaultdict(list)
    for opening in openings:
        spans = sorted(claimed[opening.host_id])
        at = 0
        for opens, closes in _ranges(opening, days):
            while at < len(spans) and spans[at][1] <= opens:
                at += 1
            for start in _starts(opens, closes, spans, max(at - 1, 0), minutes * 60):
                if start >= earliest:
                    found[start].append(opening.host_id)
    return [Slot(start, tuple(found[start])) for start in sorted(found)]


def _ranges(opening: HostHours, days: Sequence[tuple[date, int]]) -> list[tuple[int, int]]:
    """Give the host's ranges in seconds since 1970, in order; no day of the search has another length than 24 h."""
    weekly: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for hours in opening.weekly:
        weekly[hours.weekday].append((_seconds(hours.starts), _seconds(hours.ends)))
    own: dict[date, list[tuple[int, int]]] = {}
    for exception in opening.exceptions:
        ranges = own.setdefault(exception.day, [])
        if exception.starts and exception.ends:
            ranges.append((_seconds(exception.starts), _seconds(exception.ends)))
    result = []
    for day, begin in days:
        ranges = own[day] if day in own else [] if is_holiday(day) else weekly[day.weekday()]
        result += [(begin + opens, begin + closes) for opens, closes in ranges]
    return result


def _starts(opens: int, closes: int, spans: Sequence[tuple[int, int]], at: int, length: int) -> list[int]:
    """Give the starts inside one range, going along the spans from `at` on."""
    starts = []
    free_from, after_buffer = opens, False
    if at < len(spans) and spans[at][1] <= opens:
        after_buffer = spans[at][1] == opens
        at += 1
    while free_from < closes:
        until = spans[at][0] if at < len(spans) else closes + length + QUARTER  # a buffer may lie outside the hours
        last = min(closes - length, until - length - QUARTER)
        if after_buffer and free_from % HALF and free_from <= last:
            starts.append(free_from)
        starts += range(-(-free_from // HALF) * HALF, last + 1, HALF)
        if at == len(spans) or spans[at][0] >= closes:
            break
        after_buffer = spans[at][1] >= opens
        free_from = max(free_from, spans[at][1])
        at += 1
    return starts


def _seconds(clock: str) -> int:
    hour, _, minute = clock.partition(":")
    return int(hour) * 3600 + int(minute) * 60
