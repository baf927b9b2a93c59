"""Plan four séances of a cycle from the possible times, or name the obstacle; pure."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import product

from bot.dates.paris import epoch_at, from_epoch, midnight, to_paris
from bot.mentoring.cycle import APART_DAYS, WINDOW_DAYS
from bot.mentoring.model import MINUTES, SESSIONS, Half, Obstacle, Suits

FIRST_DAYS = 7  # days among which the first séance is chosen: people wait for it
USUAL_SPAN = 21  # days from the first to the last when there is one a week
HALF_DAY = 13 * 60  # minutes since 0 h in Paris: where the morning ends and the afternoon begins

_DAY = 24 * 60 * 60  # seconds
_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class _Day:
    """A day of Paris: its ordinal, where it ends and where its afternoon begins, in seconds since 1970."""

    ordinal: int
    weekday: int
    half: int
    ends: int


def make_plan(starts: Sequence[int], *, earliest: date) -> tuple[int, int, int, int] | None:
    """Return the best four of `starts` for a cycle, in order, None if there are none.

    `starts`: sorted seconds since 1970 at which a séance of 90 minutes could be held; none is used on a day before
    `earliest`. The rule: four séances within 30 days of the first, at least 4 days apart, as even as can be.
    Of the plans that keep it, the first by this order is given:

    1. the first séance is on one of the 7 days that begin with the first day on which some plan can begin;
    2. the smallest unevenness: longest gap less shortest, in days;
    3. the span, first day to last, nearest to 21 days;
    4. the earliest days: that of the first séance, then of the second, and so on;
    5. on those days, the clock time of Paris that most of them have, the earliest of such times; on a day without it
       the start whose clock time is nearest, the earlier of two as near.
    """
    by_day = _by_day(starts, earliest)
    chosen = _choose_days(sorted(by_day))
    if chosen is None:
        return None
    first, second, third, last = _choose_times([by_day[day] for day in chosen])
    return first, second, third, last


def explain(
    earliest: date,
    *,
    open_starts: Sequence[int],
    mentor_free: Sequence[int],
    team_free: Sequence[int],
    suiting: Sequence[int],
) -> Obstacle:
    """Return the obstacle to a plan, when `make_plan` finds none in `suiting`.

    Each list, in seconds since 1970, is part of the one before: times inside the mentor's hours, whatever is booked;
    those at which the mentor is free; those at which the team is too; those that suit the team's wishes."""
    if not _by_day(open_starts, earliest):
        return Obstacle.NO_HOURS
    for obstacle, narrow, wide in (
        (Obstacle.WISHES, suiting, team_free),
        (Obstacle.TEAM, team_free, mentor_free),
        (Obstacle.MENTOR, mentor_free, open_starts),
    ):
        if _is_enough(wide, earliest) and not _is_enough(narrow, earliest):
            return obstacle
    return Obstacle.TOO_FEW


def suits(start: int, wish: Suits) -> bool:
    """Return whether a séance of 90 minutes at `start`, seconds since 1970, suits a team.

    It does on a weekday wished, when it lies wholly in a half of the day that is wished: until 13 h, or from 13 h on.
    Across 13 h it suits who wishes both.
    """
    day = _day_at(start)
    if day.weekday not in wish.weekdays:
        return False
    if len(wish.halves) == len(Half):
        return True
    return (Half.MORNING in wish.halves and start + MINUTES * 60 <= day.half) or (
        Half.AFTERNOON in wish.halves and start >= day.half
    )


def fits(starts: Sequence[int]) -> bool:
    """Return whether these are four séances on four days within 30 of the first: what a plan changed by hand must keep.

    `starts`: seconds since 1970, in any order.
    """
    days = {_day_at(start).ordinal for start in starts}
    return len(starts) == len(days) == SESSIONS and max(days) - min(days) <= WINDOW_DAYS


def _by_day(starts: Iterable[int], earliest: date) -> Mapping[int, list[int]]:
    """Return the starts of each day, by its ordinal, from `earliest` on."""
    by_day: defaultdict[int, list[int]] = defaultdict(list)
    from_day = earliest.toordinal()
    for start in starts:
        day = _day_at(start).ordinal
        if day >= from_day:
            by_day[day].append(start)
    return by_day


def _is_enough(starts: Iterable[int], earliest: date) -> bool:
    return _first_place(sorted(_by_day(starts, earliest))) is not None


def _first_place(days: Sequence[int]) -> int | None:
    """Return the place in `days`, sorted, of the first on which a plan can begin."""
    return next((at for at in range(len(days)) if _can_begin(days, at)), None)


def _can_begin(days: Sequence[int], at: int) -> bool:
    """Return whether a plan can begin on the day at place `at`: whether the soonest following ones end in time."""
    first = day = days[at]
    for _ in range(SESSIONS - 1):
        at = bisect_left(days, day + APART_DAYS, at)
        if at == len(days):
            return False
        day = days[at]
    return day - first <= WINDOW_DAYS


def _choose_days(days: Sequence[int]) -> tuple[int, ...] | None:
    """Return the four best of `days`, sorted ordinals."""
    place = _first_place(days)
    if place is None:
        return None
    first_days = [
        days[at]
        for at in range(place, bisect_left(days, days[place] + FIRST_DAYS, place))
        if at == place or _can_begin(days, at)
    ]
    held = sum(1 << day - days[place] for day in days[place:] if day - days[place] < FIRST_DAYS + WINDOW_DAYS)
    rows = [(day, held >> day - days[place]) for day in first_days]  # from each of them on, a bit for each day
    for group in _shapes():
        for day, row in rows:
            for bits, offsets in group:
                if row & bits == bits:
                    return tuple(day + offset for offset in offsets)
    return None  # cannot be: a plan can begin on the first of them


def _choose_times(choices: Sequence[Sequence[int]]) -> list[int]:
    """Return a start for each day, as many as possible at one clock time."""
    clocks = [{start: _clock(start) for start in starts} for starts in choices]
    days_with = Counter(clock for day in clocks for clock in set(day.values()))
    usual = min(days_with, key=lambda clock: (-days_with[clock], clock))
    return [min(day, key=lambda start: (abs(day[start] - usual), start)) for day in clocks]


def _clock(start: int) -> int:
    moment = to_paris(from_epoch(start))
    return moment.hour * 60 + moment.minute


@lru_cache(maxsize=1)
def _shapes() -> tuple[tuple[tuple[int, tuple[int, ...]], ...], ...]:
    """Return every way to lay four days into the window, best first, equal ones grouped by their days.

    Each as a bit for each of its days, and as days after the first."""
    groups: defaultdict[tuple[int, int], list[tuple[int, tuple[int, ...]]]] = defaultdict(list)
    for gaps in product(range(APART_DAYS, WINDOW_DAYS + 1), repeat=SESSIONS - 1):  # in the order of the days they give
        span = sum(gaps)
        if span <= WINDOW_DAYS:
            offsets = tuple(sum(gaps[:number]) for number in range(SESSIONS))
            bits = sum(1 << offset for offset in offsets)
            groups[max(gaps) - min(gaps), abs(span - USUAL_SPAN)].append((bits, offsets))
    return tuple(tuple(groups[key]) for key in sorted(groups))


def _day_at(start: int) -> _Day:
    """Return the day of Paris, whose clocks are ahead of UTC's by less than a day."""
    number = start // _DAY
    day = _day(number)
    return day if start < day.ends else _day(number + 1)


@lru_cache(maxsize=4096)
def _day(number: int) -> _Day:
    """Return the day of Paris with the date that UTC has `number` days after 1 January 1970."""
    day = date.fromordinal(_EPOCH_ORDINAL + number)
    return _Day(day.toordinal(), day.weekday(), epoch_at(day, HALF_DAY), midnight(day + timedelta(days=1)))
