"""Find times for a group from its members' known calendars. Pure.

Each half-day has one candidate, its best start. Candidates are ranked by the number of free required people, then by
the number of free optional people. They are spread over days. A break of a quarter of an hour follows each meeting.
School holidays are offered only if no other day suits as many required people."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.agenda.school import HolidaySpan
from bot.agenda.slots import BUFFER, QUARTER
from bot.dates.holidays import is_working_day, may_be_proposed
from bot.dates.hours import HostHours, Range, exceptional_ranges, usual_ranges
from bot.dates.paris import epoch_at, midnight
from bot.polls.model import MOST_DATES

HALVES: Sequence[Range] = ((9 * 60, 12 * 60 + 30), (14 * 60, 18 * 60))  # in minutes since 0 h
WHOLE: Sequence[Range] = ((9 * 60, 18 * 60),)  # used for appointments that are longer than half a day
HALF_DAY_MINUTES = 210
STEP_MINUTES = 30


@dataclass(frozen=True, slots=True)
class TimeSearch:
    """A search for times: required and optional people by id, the length, the first and the last day."""

    must: tuple[int, ...]
    may: tuple[int, ...]
    minutes: int
    since: date
    until: date
    closed_weekdays: frozenset[int] = frozenset()
    school: tuple[HolidaySpan, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible start, in seconds since 1970, with the required and the optional people who have a conflict, by id."""

    starts: int
    must_not: tuple[int, ...] = ()
    may_not: tuple[int, ...] = ()
    on_holiday: bool = False


def find_candidates(
    wanted: TimeSearch, busy: Iterable[tuple[int, int, int]], *, openings: Sequence[HostHours] = (), now: datetime
) -> list[Candidate]:
    """Return at most ten candidates, sorted by time. Each suits as many required people as possible.

    `busy` has (person id, start, end) in seconds. `openings` has the hours of hosts: a host is busy when an exception
    closes their weekly hours, and a start within the weekly hours is preferred."""
    length = (wanted.until - wanted.since).days + 1
    days = [wanted.since + timedelta(days=at) for at in range(length)]
    open_ = [day for day in days if is_working_day(day, wanted.closed_weekdays)]
    # Days at the end of the year are proposed only if all other days are closed.
    worked = [day for day in open_ if may_be_proposed(day)] or open_
    if not worked:
        return []
    grid = _Grid(midnight(days[0]), _masks(busy, midnight(days[0])), _blocked_spans(openings, worked))
    weekly = _weekly_ranges(openings, worked)
    found: list[tuple[tuple[int, int, int], Candidate, tuple[date, int]]] = []
    for day in worked:
        off = any(span.first <= day <= span.last for span in wanted.school)
        for half, span in enumerate(HALVES if wanted.minutes <= HALF_DAY_MINUTES else WHOLE):
            starts = [at for at in _starts(day, span, wanted.minutes) if at > now.timestamp()]
            known = [
                (candidate, _count_outside(weekly, day, candidate.starts, wanted))
                for candidate in grid.candidates_at(starts, wanted)
            ]
            ranked = [((len(candidate.must_not), len(candidate.may_not), out), candidate) for candidate, out in known]
            if ranked:
                key, best = min(ranked, key=lambda pair: (pair[0], pair[1].starts))
                found.append((key, replace(best, on_holiday=off), (day, half)))
    return _spread(found)


class _Grid:
    """The busy quarter-hours of people, as bits of integers. Bit 0 is the quarter-hour at `origin`."""

    def __init__(self, origin: int, masks: Mapping[int, int], blocked: Mapping[int, Sequence[tuple[int, int]]]) -> None:
        self._origin = origin
        self._masks = defaultdict(int, masks)
        for who, spans in blocked.items():
            for begins, ends in spans:
                self._masks[who] |= _bits(begins, ends, origin)

    def candidates_at(self, starts: Sequence[int], wanted: TimeSearch) -> list[Candidate]:
        several = [(at, _bits(at, at + wanted.minutes * 60 + BUFFER, self._origin)) for at in starts]
        must = [(person_id, self._masks[person_id]) for person_id in wanted.must if person_id in self._masks]
        may = [(person_id, self._masks[person_id]) for person_id in wanted.may if person_id in self._masks]
        return [
            Candidate(
                at,
                tuple(person_id for person_id, mask in must if mask & window),
                tuple(person_id for person_id, mask in may if mask & window),
            )
            for at, window in several
        ]


def _spread(found: Sequence[tuple[tuple[int, int, int], Candidate, tuple[date, int]]]) -> list[Candidate]:
    fewest = min((key[0] for key, *_ in found), default=0)
    left = [candidate for candidate in found if candidate[0][0] == fewest]
    left = [candidate for candidate in left if not candidate[1].on_holiday] or left
    chosen: list[Candidate] = []
    days: Counter[date] = Counter()
    kinds: Counter[tuple[int, int]] = Counter()
    halves: Counter[int] = Counter()
    while left and len(chosen) < MOST_DATES:
        at = min(
            range(len(left)),
            key=lambda place: (
                left[place][0][1],
                days[left[place][2][0]],
                kinds[left[place][2][0].weekday(), left[place][2][1]],
                halves[left[place][2][1]],
                left[place][0][2],
                left[place][1].starts,
            ),
        )
        _, candidate, (day, half) = left.pop(at)
        chosen.append(candidate)
        days[day] += 1
        kinds[day.weekday(), half] += 1
        halves[half] += 1
    return sorted(chosen, key=lambda candidate: candidate.starts)


def _starts(day: date, span: Range, minutes: int) -> list[int]:
    opens, closes = span
    return [epoch_at(day, minute) for minute in range(opens, closes - minutes + 1, STEP_MINUTES)]


def _masks(busy: Iterable[tuple[int, int, int]], origin: int) -> dict[int, int]:
    found: dict[int, int] = {}
    for who, begins, ends in busy:
        found[who] = found.get(who, 0) | _bits(begins, ends, origin)
    return found


def _bits(begins: int, ends: int, origin: int) -> int:
    first, last = max(0, (begins - origin) // QUARTER), max(0, -(-(ends - origin) // QUARTER))
    return ((1 << (last - first)) - 1) << first if last > first else 0


def _blocked_spans(openings: Sequence[HostHours], days: Sequence[date]) -> dict[int, list[tuple[int, int]]]:
    known = set(days)
    found: dict[int, list[tuple[int, int]]] = {}
    for opening in openings:
        by_day: dict[date, list[Range]] = {}
        for day in {exception.day for exception in opening.exceptions} & known:
            own = [exception for exception in opening.exceptions if exception.day == day]
            if any(hours.starts is None or hours.ends is None for hours in own):
                by_day[day] = [(0, 24 * 60)]
            else:
                by_day[day] = _subtract_ranges(usual_ranges([day], opening.weekly)[0], exceptional_ranges(own))
        spans = [
            (epoch_at(day, opens), epoch_at(day, closes)) for day, some in by_day.items() for opens, closes in some
        ]
        if spans:
            found[opening.host_id] = spans
    return found


def _subtract_ranges(usual: Sequence[Range], kept: Sequence[Range]) -> list[Range]:
    left: list[Range] = []
    for opens, closes in usual:
        first = opens
        for begins, ends in kept:
            if begins < closes and ends > first:
                left += [(first, begins)] if begins > first else []
                first = max(first, ends)
        left += [(first, closes)] if first < closes else []
    return left


def _weekly_ranges(openings: Sequence[HostHours], days: Sequence[date]) -> dict[int, dict[date, list[Range]]]:
    return {
        opening.host_id: dict(zip(days, usual_ranges(days, opening.weekly), strict=True))
        for opening in openings
        if opening.weekly
    }


def _count_outside(
    weekly: Mapping[int, Mapping[date, Collection[Range]]], day: date, starts: int, wanted: TimeSearch
) -> int:
    minute = (starts - midnight(day)) // 60
    return sum(
        not any(opens <= minute and minute + wanted.minutes <= closes for opens, closes in weekly[person_id][day])
        for person_id in wanted.must
        if person_id in weekly
    )
