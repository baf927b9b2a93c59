"""Plan the séances of a cycle from possible starts, or find the obstacle to a plan. Pure."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from bot.catalogue.formats import APART_DAYS, CycleTerms
from bot.dates.paris import epoch_at, from_epoch, midnight, to_paris
from bot.mentoring.model import DayHalf, Obstacle, SuitableTimes

FIRST_DAYS = 7  # days on which the first séance may be, counted from the first possible day
USUAL_GAP = 7  # days between two séances, which are once a week
HALF_DAY = 13 * 60  # minutes from 0 h in Paris to the end of the morning

_DAY = 24 * 60 * 60  # seconds
_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class _Day:
    """A day in Paris. `half` is 13 h, and `ends` is the next midnight, both in seconds since 1970."""

    ordinal: int
    weekday: int
    half: int
    ends: int


def make_plan(starts: Sequence[int], *, earliest: date, terms: CycleTerms) -> tuple[int, ...] | None:
    """Return one start for each séance of a cycle, in order, or None if no plan is possible.

    `starts` are sorted, in seconds since 1970. Starts before the day `earliest` are ignored. The number of séances and
    their window are those of `terms`. Two séances are at least 4 days apart. Of all possible plans, the best is chosen
    by these criteria, the most important first:

    1. The first séance is within 7 days of the first day on which a plan can begin.
    2. The gaps are as even as possible: the difference in days between the longest and the shortest gap is smallest.
    3. The number of days from first to last séance is nearest to that of one séance a week.
    4. The first séance is earliest, then the second, and so on.
    5. As many séances as possible have the same clock time in Paris, the earliest of several such times. On the other
       days, the start is nearest to that clock time; of two equally near starts, it is the earlier one."""
    by_day = _by_day(starts, earliest)
    chosen = _choose_days(sorted(by_day), terms)
    return None if chosen is None else tuple(_choose_times([by_day[day] for day in chosen]))


def find_obstacle(
    earliest: date,
    *,
    terms: CycleTerms,
    open_starts: Sequence[int],
    mentor_free: Sequence[int],
    team_free: Sequence[int],
    suiting: Sequence[int],
) -> Obstacle:
    """Return the first constraint that rules out every plan, after `make_plan` found none in `suiting`.

    All lists are starts in seconds since 1970. Each list has only starts of the list before. `open_starts` are in the
    mentor's hours. In `mentor_free` the mentor is free. In `team_free` the team is free too. `suiting` also suits the
    team."""
    if not _by_day(open_starts, earliest):
        return Obstacle.NO_HOURS
    for obstacle, narrow, wide in (
        (Obstacle.WISHES, suiting, team_free),
        (Obstacle.TEAM, team_free, mentor_free),
        (Obstacle.MENTOR, mentor_free, open_starts),
    ):
        if _is_enough(wide, earliest, terms) and not _is_enough(narrow, earliest, terms):
            return obstacle
    return Obstacle.TOO_FEW


def suits_team(start: int, suitable: SuitableTimes, *, minutes: int) -> bool:
    """Return whether a séance of `minutes` at `start` (seconds since 1970) suits a team.

    The séance has to be on a wished weekday and in a wished half of the day. If it lies across 13 h, it suits only a
    team that wishes both halves."""
    day = _day_of_start(start)
    if day.weekday not in suitable.weekdays:
        return False
    if len(suitable.halves) == len(DayHalf):
        return True
    return (DayHalf.MORNING in suitable.halves and start + minutes * 60 <= day.half) or (
        DayHalf.AFTERNOON in suitable.halves and start >= day.half
    )


def fits_window(starts: Sequence[int], terms: CycleTerms) -> bool:
    """Return whether these starts (seconds since 1970) are on different days, within the window of `terms`.

    A person may change a plan if the result still fits. Two of its séances may then be less than 4 days apart."""
    days = {_day_of_start(start).ordinal for start in starts}
    return len(starts) == len(days) == terms.sessions and max(days) - min(days) <= terms.window_days


def _by_day(starts: Iterable[int], earliest: date) -> Mapping[int, list[int]]:
    by_day: defaultdict[int, list[int]] = defaultdict(list)
    from_day = earliest.toordinal()
    for start in starts:
        day = _day_of_start(start).ordinal
        if day >= from_day:
            by_day[day].append(start)
    return by_day


def _is_enough(starts: Iterable[int], earliest: date, terms: CycleTerms) -> bool:
    return _first_possible_index(sorted(_by_day(starts, earliest)), terms) is not None


def _first_possible_index(days: Sequence[int], terms: CycleTerms) -> int | None:
    return next((at for at in range(len(days)) if _can_begin(days, at, terms)), None)


def _can_begin(days: Sequence[int], index: int, terms: CycleTerms) -> bool:
    first = day = days[index]
    for _ in range(terms.sessions - 1):
        index = bisect_left(days, day + APART_DAYS, index)
        if index == len(days):
            return False
        day = days[index]
    return day - first <= terms.window_days


def _choose_days(days: Sequence[int], terms: CycleTerms) -> tuple[int, ...] | None:
    """Return the best days of a plan, one for each séance. `days` are sorted ordinals.

    For each séance, an integer has one bit for each possible day. It is computed from the integer of the previous
    séance, so the function need not try plans one by one."""
    place = _first_possible_index(days, terms)
    if place is None:
        return None
    first_days = [
        days[at]
        for at in range(place, bisect_left(days, days[place] + FIRST_DAYS, place))
        if at == place or _can_begin(days, at, terms)
    ]
    rows = {first: _days_as_bits(days, first, terms) for first in first_days}
    # The longest possible gap. All other gaps then have the shortest length, APART_DAYS.
    longest = terms.window_days - (terms.sessions - 2) * APART_DAYS
    uneven = bisect_left(
        range(longest - APART_DAYS),
        True,
        key=lambda most: any(_possible_gaps(row, most, terms) for row in rows.values()),
    )
    ways = [(first, gaps, ends) for first, row in rows.items() for gaps, ends in _possible_gaps(row, uneven, terms)]
    usual = USUAL_GAP * (terms.sessions - 1)
    off = min(abs(span - usual) for _, _, ends in ways for span in _bit_positions(ends))
    wanted = sum(1 << span for span in {usual - off, usual + off} if span > 0)
    return min(
        tuple(first + number for number in _earliest_days(rows[first], gaps, ends & wanted, terms))
        for first, gaps, ends in ways
        if ends & wanted
    )


def _choose_times(choices: Sequence[Sequence[int]]) -> list[int]:
    clocks = [{start: _clock(start) for start in starts} for starts in choices]
    days_with = Counter(clock for day in clocks for clock in set(day.values()))
    usual = min(days_with, key=lambda clock: (-days_with[clock], clock))
    return [min(day, key=lambda start: (abs(day[start] - usual), start)) for day in clocks]


def _clock(start: int) -> int:
    moment = to_paris(from_epoch(start))
    return moment.hour * 60 + moment.minute


def _days_as_bits(days: Sequence[int], first: int, terms: CycleTerms) -> int:
    """Return a number with a bit for each of `days` in the window. The lowest bit is the day `first`."""
    among = slice(bisect_left(days, first), bisect_left(days, first + terms.window_days + 1))
    return sum(1 << day - first for day in days[among])


def _possible_gaps(days_as_bits: int, gap_width: int, terms: CycleTerms) -> list[tuple[range, int]]:
    """Return the ranges of gaps, `gap_width` days wide, that allow a plan, each with the possible last days as bits."""
    several = range(APART_DAYS, terms.window_days // (terms.sessions - 1) + 1)
    ranges = [range(shortest, shortest + gap_width + 1) for shortest in several]
    return [(gaps, ends) for gaps in ranges if (ends := _days_by_session(days_as_bits, gaps, terms)[-1])]


def _days_by_session(days_as_bits: int, gaps: range, terms: CycleTerms) -> list[int]:
    levels = [1]
    for _ in range(terms.sessions - 1):
        levels.append(_spread_bits(levels[-1] << gaps.start, len(gaps)) & days_as_bits)
    return levels


def _earliest_days(days_as_bits: int, gaps: range, ends: int, terms: CycleTerms) -> list[int]:
    """Return the earliest plan whose last séance is on one of the days `ends` (bits), as offsets from the first day."""
    levels = [*_days_by_session(days_as_bits, gaps, terms)[:-1], ends]
    for at in range(terms.sessions - 2, 0, -1):  # Keep only days from which the last séance can be reached.
        levels[at] &= _spread_bits(levels[at + 1], len(gaps)) >> gaps.stop - 1
    numbers = [0]
    for level in levels[1:]:
        numbers.append(next(_bit_positions(_spread_bits(1 << numbers[-1] + gaps.start, len(gaps)) & level)))
    return numbers


def _spread_bits(days: int, count: int) -> int:
    done = 1
    while done < count:
        days |= days << min(done, count - done)
        done *= 2
    return days


def _bit_positions(days: int) -> Iterator[int]:
    while days:
        yield (days & -days).bit_length() - 1
        days &= days - 1


def _day_of_start(start: int) -> _Day:
    number = start // _DAY
    day = _make_day(number)
    return day if start < day.ends else _make_day(number + 1)


@lru_cache(maxsize=4096)
def _make_day(number: int) -> _Day:
    day = date.fromordinal(_EPOCH_ORDINAL + number)
    return _Day(day.toordinal(), day.weekday(), epoch_at(day, HALF_DAY), midnight(day + timedelta(days=1)))
