"""Plan the séances of a cycle in the possible times, or name the obstacle; pure."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from bot.catalogue.formats import APART_DAYS, Terms
from bot.dates.paris import epoch_at, from_epoch, midnight, to_paris
from bot.mentoring.model import Half, Obstacle, Suits

FIRST_DAYS = 7  # days in which the first séance is chosen
USUAL_GAP = 7  # days: one séance a week
HALF_DAY = 13 * 60  # minutes since 0 h in Paris: where the morning ends and the afternoon begins

_DAY = 24 * 60 * 60  # seconds
_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class _Day:
    """A day in Paris. `half` and `ends`: 13 h and midnight after it, in seconds since 1970."""

    ordinal: int
    weekday: int
    half: int
    ends: int


def make_plan(starts: Sequence[int], *, earliest: date, terms: Terms) -> tuple[int, ...] | None:
    """Return the best of `starts` for a cycle, one for each séance, in order. None if no plan is possible.

    `starts`: sorted seconds since 1970; those before the day `earliest` are ignored. A plan has as many séances as
    `terms` say, within their window, at least 4 days apart. The best plan is the first by this order:

    1. the first séance is within 7 days of the first day on which a plan can begin;
    2. the smallest unevenness: longest gap less shortest, in days;
    3. the span, first day to last, nearest to that of one séance a week;
    4. the earliest days: of the first séance, then of the second, and so on;
    5. on those days, the clock time of Paris that most of them have, the earliest of such times; on a day without it
       the start whose clock time is nearest, the earlier of two as near."""
    by_day = _by_day(starts, earliest)
    chosen = _choose_days(sorted(by_day), terms)
    return None if chosen is None else tuple(_choose_times([by_day[day] for day in chosen]))


def explain(
    earliest: date,
    *,
    terms: Terms,
    open_starts: Sequence[int],
    mentor_free: Sequence[int],
    team_free: Sequence[int],
    suiting: Sequence[int],
) -> Obstacle:
    """Return the obstacle to a plan, when `make_plan` finds none in `suiting`.

    Each list (seconds since 1970) is a subset of the one before: the mentor's hours; the mentor is free; the team is
    free too; the team's wishes are met."""
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


def suits(start: int, wish: Suits, *, minutes: int) -> bool:
    """Return whether a séance of `minutes` at `start`, seconds since 1970, suits a team.

    It has to be on a wished weekday, and to lie in a wished half of the day. Across 13 h, it suits a team that
    wishes both halves."""
    day = _day_at(start)
    if day.weekday not in wish.weekdays:
        return False
    if len(wish.halves) == len(Half):
        return True
    return (Half.MORNING in wish.halves and start + minutes * 60 <= day.half) or (
        Half.AFTERNOON in wish.halves and start >= day.half
    )


def fits(starts: Sequence[int], terms: Terms) -> bool:
    """Return whether these starts (seconds since 1970) are on different days, within the window of `terms`.

    A plan changed by hand has to keep that, but not the 4 days between séances."""
    days = {_day_at(start).ordinal for start in starts}
    return len(starts) == len(days) == terms.sessions and max(days) - min(days) <= terms.window_days


def _by_day(starts: Iterable[int], earliest: date) -> Mapping[int, list[int]]:
    by_day: defaultdict[int, list[int]] = defaultdict(list)
    from_day = earliest.toordinal()
    for start in starts:
        day = _day_at(start).ordinal
        if day >= from_day:
            by_day[day].append(start)
    return by_day


def _is_enough(starts: Iterable[int], earliest: date, terms: Terms) -> bool:
    return _first_place(sorted(_by_day(starts, earliest)), terms) is not None


def _first_place(days: Sequence[int], terms: Terms) -> int | None:
    """Return the index in the sorted `days` of the first day on which a plan can begin."""
    return next((at for at in range(len(days)) if _can_begin(days, at, terms)), None)


def _can_begin(days: Sequence[int], at: int, terms: Terms) -> bool:
    """Return whether a plan can begin on the day at index `at`: the next possible days stay in the window."""
    first = day = days[at]
    for _ in range(terms.sessions - 1):
        at = bisect_left(days, day + APART_DAYS, at)
        if at == len(days):
            return False
        day = days[at]
    return day - first <= terms.window_days


def _choose_days(days: Sequence[int], terms: Terms) -> tuple[int, ...] | None:
    """Return the best of `days`, sorted ordinals, one for each séance.

    A plan is a chain of gaps. For a given shortest gap and unevenness, the possible days of each séance are the bits
    of a number, computed from those of the previous séance, without trying plans one by one."""
    place = _first_place(days, terms)
    if place is None:
        return None
    first_days = [
        days[at]
        for at in range(place, bisect_left(days, days[place] + FIRST_DAYS, place))
        if at == place or _can_begin(days, at, terms)
    ]
    rows = {first: _days_as_bits(days, first, terms) for first in first_days}
    longest = terms.window_days - (terms.sessions - 2) * APART_DAYS  # the longest gap, when all others are shortest
    uneven = bisect_left(
        range(longest - APART_DAYS),
        True,
        key=lambda most: any(_possible_gaps(row, most, terms) for row in rows.values()),
    )
    ways = [(first, gaps, ends) for first, row in rows.items() for gaps, ends in _possible_gaps(row, uneven, terms)]
    usual = USUAL_GAP * (terms.sessions - 1)
    off = min(abs(span - usual) for _, _, ends in ways for span in _numbers(ends))
    wanted = sum(1 << span for span in {usual - off, usual + off} if span > 0)
    return min(
        tuple(first + number for number in _earliest_days(rows[first], gaps, ends & wanted, terms))
        for first, gaps, ends in ways
        if ends & wanted
    )


def _choose_times(choices: Sequence[Sequence[int]]) -> list[int]:
    """Return a start for each day, with the same clock time on as many days as possible."""
    clocks = [{start: _clock(start) for start in starts} for starts in choices]
    days_with = Counter(clock for day in clocks for clock in set(day.values()))
    usual = min(days_with, key=lambda clock: (-days_with[clock], clock))
    return [min(day, key=lambda start: (abs(day[start] - usual), start)) for day in clocks]


def _clock(start: int) -> int:
    moment = to_paris(from_epoch(start))
    return moment.hour * 60 + moment.minute


def _days_as_bits(days: Sequence[int], first: int, terms: Terms) -> int:
    """Return a bit for each of `days` in the window that begins on `first`, which is the lowest bit."""
    among = slice(bisect_left(days, first), bisect_left(days, first + terms.window_days + 1))
    return sum(1 << day - first for day in days[among])


def _possible_gaps(row: int, uneven: int, terms: Terms) -> list[tuple[range, int]]:
    """Return ranges of gaps, at most `uneven` apart, with the days that the last séance can have."""
    several = range(APART_DAYS, terms.window_days // (terms.sessions - 1) + 1)
    ranges = [range(shortest, shortest + uneven + 1) for shortest in several]
    return [(gaps, ends) for gaps in ranges if (ends := _levels(row, gaps, terms)[-1])]


def _levels(row: int, gaps: range, terms: Terms) -> list[int]:
    levels = [1]
    for _ in range(terms.sessions - 1):
        levels.append(_spread(levels[-1] << gaps.start, len(gaps)) & row)
    return levels


def _earliest_days(row: int, gaps: range, ends: int, terms: Terms) -> list[int]:
    """Return days of the earliest plan whose last séance is on a day of `ends` (bits). Days: offsets from the first."""
    levels = [*_levels(row, gaps, terms)[:-1], ends]
    for at in range(terms.sessions - 2, 0, -1):  # only days from which the last séance can be reached
        levels[at] &= _spread(levels[at + 1], len(gaps)) >> gaps.stop - 1
    numbers = [0]
    for level in levels[1:]:
        numbers.append(next(_numbers(_spread(1 << numbers[-1] + gaps.start, len(gaps)) & level)))
    return numbers


def _spread(days: int, count: int) -> int:
    """Return these days, each with the `count` - 1 days that follow it."""
    done = 1
    while done < count:
        days |= days << min(done, count - done)
        done *= 2
    return days


def _numbers(days: int) -> Iterator[int]:
    while days:
        yield (days & -days).bit_length() - 1
        days &= days - 1


def _day_at(start: int) -> _Day:
    number = start // _DAY
    day = _day(number)
    return day if start < day.ends else _day(number + 1)


@lru_cache(maxsize=4096)
def _day(number: int) -> _Day:
    day = date.fromordinal(_EPOCH_ORDINAL + number)
    return _Day(day.toordinal(), day.weekday(), epoch_at(day, HALF_DAY), midnight(day + timedelta(days=1)))
