"""The séances of a cycle: the same as trying every choice of starts, and what stands in the way."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache, partial
from itertools import accumulate, combinations, pairwise, product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.agenda.slots import SlotSearch, free_slots
from bot.catalogue.formats import CycleTerms
from bot.dates.hours import DayHours, HostHours, WeeklyHours
from bot.dates.paris import PARIS, day_of, epoch_at, from_epoch, to_paris
from bot.mentoring.matching.plan import find_obstacle, fits_window, make_plan, suits_team
from bot.mentoring.model import SHIPPED, DayHalf, Obstacle, SuitableTimes

BASES = (date(2026, 3, 9), date(2026, 4, 20), date(2026, 10, 12), date(2026, 12, 14))  # clocks, holidays, the year
SEVERAL = (
    SHIPPED,
    CycleTerms(2, 60, 14),
    CycleTerms(3, 60, 90),
    CycleTerms(5, 60, 24),
)  # the last has room for hardly another plan
CLOCKS = (0, 540, 570, 615, 840, 1410)  # minutes: where days begin and end in Paris, and between


@cache
def day_number(start: int) -> int:
    return day_of(from_epoch(start)).toordinal()


@cache
def clock(start: int) -> int:
    shown = to_paris(from_epoch(start))
    return shown.hour * 60 + shown.minute


planned = partial(make_plan, terms=SHIPPED)
obstacle = partial(find_obstacle, terms=SHIPPED)


def shown(plan: Sequence[int] | None) -> list[str]:
    return [f"{to_paris(from_epoch(start)):%d/%m %H:%M}" for start in plan or ()]


def every_plan(starts: Sequence[int], earliest: date, terms: CycleTerms = SHIPPED) -> Iterator[tuple[int, ...]]:
    for some in combinations([start for start in starts if day_of(from_epoch(start)) >= earliest], terms.sessions):
        days = [day_number(start) for start in some]
        if days[-1] - days[0] <= terms.window_days and all(later - day >= 4 for day, later in pairwise(days)):
            yield some


def try_all(starts: Sequence[int], earliest: date, terms: CycleTerms) -> tuple[int, ...] | None:
    """Give the plan that the docstring of `make_plan` prefers, by trying every choice of starts."""
    plans = list(every_plan(starts, earliest, terms))
    if not plans:
        return None
    first = min(day_number(plan[0]) for plan in plans)
    weekly = 7 * (terms.sessions - 1)

    def place(choice: tuple[tuple[int, ...], int]) -> tuple[object, ...]:
        plan, usual = choice
        days = [day_number(start) for start in plan]
        gaps = [later - day for day, later in pairwise(days)]
        clocks = [clock(start) for start in plan]
        near = [(abs(at - usual), start) for at, start in zip(clocks, plan, strict=True)]
        return (max(gaps) - min(gaps), abs(days[-1] - days[0] - weekly), days, -clocks.count(usual), usual, near)

    soon = [plan for plan in plans if day_number(plan[0]) < first + 7]
    return min(((plan, clock(start)) for plan in soon for start in plan), key=place)[0]


@st.composite
def some_starts(draw: st.DrawFn) -> list[int]:
    base = draw(st.sampled_from(BASES))
    days = draw(st.sets(st.integers(0, 40), min_size=3, max_size=9))
    few = st.sets(st.sampled_from(CLOCKS), min_size=1, max_size=2)
    return sorted(epoch_at(base + timedelta(days=day), minute) for day in days for minute in draw(few))


@settings(max_examples=300)  # half of them have a plan
@given(some_starts(), st.integers(-2, 12), st.sampled_from(SEVERAL))
def test_a_plan_is_the_one_found_by_trying_them_all(starts: list[int], wait: int, terms: CycleTerms) -> None:
    earliest = day_of(from_epoch(starts[0])) + timedelta(days=wait)
    assert make_plan(starts, earliest=earliest, terms=terms) == try_all(starts, earliest, terms)


@cache
def shapes() -> list[tuple[int, ...]]:
    """Give every way to lay four days into thirty, the best first: what the search enumerated until it had terms."""
    every = [(0, *accumulate(gaps)) for gaps in product(range(4, 31), repeat=3) if sum(gaps) <= 30]

    def uneven(offsets: tuple[int, ...]) -> int:
        gaps = [later - offset for offset, later in pairwise(offsets)]
        return max(gaps) - min(gaps)

    return sorted(every, key=lambda offsets: (uneven(offsets), abs(offsets[3] - 21)))


def enumerate_days(days: set[int]) -> tuple[int, ...] | None:
    able = {day for day in days if any(all(day + offset in days for offset in shape) for shape in shapes())}
    soon = sorted(day for day in able if day < min(able) + 7)
    key = [(shape, day) for shape in shapes() for day in soon if all(day + offset in days for offset in shape)]
    if not key:
        return None

    def rank(choice: tuple[tuple[int, ...], int]) -> tuple[object, ...]:
        (offsets, day), gaps = choice, [later - offset for offset, later in pairwise(choice[0])]
        return max(gaps) - min(gaps), abs(offsets[3] - 21), day, offsets

    offsets, day = min(key, key=rank)
    return tuple(day + offset for offset in offsets)


@given(st.sets(st.integers(0, 50), max_size=40))
def test_four_days_in_thirty_are_those_of_the_enumeration(days: set[int]) -> None:
    starts = sorted(epoch_at(BASES[0] + timedelta(days=day), 600) for day in days)
    plan = planned(starts, earliest=BASES[0])
    assert (plan and tuple(day_number(start) - BASES[0].toordinal() for start in plan)) == enumerate_days(days)


@pytest.mark.parametrize(
    ("days", "window", "chosen"),
    [
        (range(90), 90, (0, 7, 14, 21, 28, 35, 42, 49)),
        (range(90), 28, (0, 4, 8, 12, 16, 20, 24, 28)),  # no other is possible
        (range(0, 90, 5), 34, None),
        ((0, 4, 8, 20, 24, 40, 60, 90), 90, (0, 4, 8, 20, 24, 40, 60, 90)),  # uneven, and the only one
    ],
)
def test_eight_are_weekly_where_they_can_be(days: Sequence[int], window: int, chosen: tuple[int, ...] | None) -> None:
    starts = [epoch_at(BASES[0] + timedelta(days=day), 600) for day in days]
    plan = make_plan(starts, earliest=BASES[0], terms=CycleTerms(8, 90, window))
    assert (plan and tuple(day_number(start) - BASES[0].toordinal() for start in plan)) == chosen


@pytest.mark.parametrize(
    ("days", "chosen"),
    [
        ((0, 4, 8, 12), (0, 4, 8, 12)),
        ((0, 3, 8, 12), None),  # less than four days apart
        ((0, 10, 20, 30), (0, 10, 20, 30)),
        ((0, 10, 20, 31), None),  # more than 30 days
        ((0, 1, 7, 14, 21, 29), (0, 7, 14, 21)),
        ((0, 6, 13, 20, 27), (6, 13, 20, 27)),  # a better one begins six days later
        ((0, 7, 12, 17, 22), (0, 7, 12, 17)),  # the even one begins only seven days later: people wait
        ((0, 5, 10, 15, 14, 7, 21), (0, 7, 14, 21)),  # as even, nearer to three weeks
        ((0, 6, 7, 12, 14, 19, 22), (0, 7, 14, 22)),  # 22 days are nearer than 19
        ((0, 3, 7, 9, 14, 16, 20, 23), (0, 7, 14, 20)),  # as good: the first séance sooner, though the second is not
    ],
)
def test_days_are_soon_even_and_about_weekly(days: tuple[int, ...], chosen: tuple[int, ...] | None) -> None:
    base = date(2026, 6, 1)
    plan = planned(sorted(epoch_at(base + timedelta(days=day), 600) for day in days), earliest=base)
    assert (plan and tuple((day_of(from_epoch(start)) - base).days for start in plan)) == chosen


def test_times_are_one_clock_time_of_paris_across_the_change_of_clocks() -> None:
    mondays = [date(2026, 3, 16) + timedelta(weeks=number) for number in range(4)]  # the clocks change on the 29th
    starts = [epoch_at(day, minute) for day in mondays for minute in (540, 600, 660)]
    assert shown(planned(starts, earliest=mondays[0])) == ["16/03 09:00", "23/03 09:00", "30/03 09:00", "06/04 09:00"]


def test_a_day_without_the_usual_time_gets_the_nearest_and_a_tie_the_earlier() -> None:
    hours = ((600, 900), (600, 900), (900, 1000), (570, 630))
    days = [date(2026, 6, 1) + timedelta(weeks=number) for number in range(4)]
    starts = [epoch_at(day, minute) for day, minutes in zip(days, hours, strict=True) for minute in minutes]
    plan = planned(starts, earliest=days[0])
    assert shown(plan) == ["01/06 15:00", "08/06 15:00", "15/06 15:00", "22/06 10:30"]
    starts.remove(epoch_at(days[2], 900))  # now two days have 10 h, two 15 h
    assert shown(planned(starts, earliest=days[0])) == ["01/06 10:00", "08/06 10:00", "15/06 16:40", "22/06 09:30"]


def test_a_month_of_may_goes_around_its_holidays() -> None:
    thursdays = HostHours(1, (WeeklyHours(3, "09:00", "12:00"), WeeklyHours(4, "14:00", "15:30")))
    search = SlotSearch(datetime(2026, 4, 20, 8, tzinfo=UTC), SHIPPED.minutes)
    starts = [slot.starts for slot in free_slots(search, [thursdays], busy=())]
    plan = planned(starts, earliest=date(2026, 4, 22))  # 1 and 8 May are Fridays, Ascension is Thursday the 14th
    assert shown(plan) == ["23/04 09:00", "30/04 09:00", "07/05 09:00", "15/05 14:00"]


week = st.integers(epoch_at(BASES[0], 0), epoch_at(date(2026, 4, 6), 0)).map(lambda start: start // 900 * 900)
wishes = st.builds(SuitableTimes, st.frozensets(st.integers(0, 6)), st.frozensets(st.sampled_from(DayHalf)))


@given(week, wishes)
@example(
    epoch_at(date(2026, 3, 29), 15), SuitableTimes(frozenset({6}), frozenset({DayHalf.MORNING}))
)  # the clocks skip an hour
@example(epoch_at(date(2026, 3, 16), 690), SuitableTimes(frozenset({0}), frozenset({DayHalf.MORNING})))  # ends at 13 h
@example(epoch_at(date(2026, 3, 16), 720), SuitableTimes(frozenset({0}), frozenset({DayHalf.MORNING})))  # across it
@example(epoch_at(date(2026, 3, 16), 720), SuitableTimes(frozenset({0}), frozenset({DayHalf.AFTERNOON})))
@example(epoch_at(date(2026, 3, 16), 720), SuitableTimes(frozenset({0})))
@example(epoch_at(date(2026, 3, 16), 780), SuitableTimes(frozenset({0}), frozenset({DayHalf.AFTERNOON})))
def test_a_time_suits_on_a_wished_day_and_wholly_in_a_wished_half(start: int, wish: SuitableTimes) -> None:
    begins = to_paris(from_epoch(start))
    ends = from_epoch(start + SHIPPED.minutes * 60)
    noon = datetime(begins.year, begins.month, begins.day, 13, tzinfo=PARIS).astimezone(UTC)
    halves = (DayHalf.MORNING in wish.halves, DayHalf.AFTERNOON in wish.halves)
    half = halves == (True, True) or (halves[0] and ends <= noon) or (halves[1] and from_epoch(start) >= noon)
    assert suits_team(start, wish, minutes=SHIPPED.minutes) is (begins.weekday() in wish.weekdays and half)


def test_four_by_hand_keep_four_days_within_thirty() -> None:
    def on(*days: int) -> list[int]:
        return [epoch_at(date(2026, 10, 1) + timedelta(days=day), 600) for day in days]

    assert fits_window(on(0, 1, 2, 30), SHIPPED)
    assert fits_window(on(30, 2, 1, 0), SHIPPED)
    assert not fits_window(on(0, 1, 2, 31), SHIPPED)
    assert not fits_window(on(0, 1, 2), SHIPPED)
    assert not fits_window(on(0, 1, 2, 3, 4), SHIPPED)
    assert not fits_window([*on(0, 1, 2), on(2)[0] + 7200], SHIPPED)
    assert not fits_window([*on(0, 1, 2, 3), on(3)[0] + 7200], SHIPPED)
    assert not fits_window((), SHIPPED)


@given(some_starts(), st.data())
def test_the_obstacle_is_the_first_whose_end_would_give_a_plan(starts: list[int], data: st.DataObject) -> None:
    earliest = day_of(from_epoch(starts[0]))
    lists = [starts]
    for _ in range(3):
        lost = data.draw(st.sets(st.sampled_from(lists[-1]), max_size=3)) if lists[-1] else set()
        lists.append([start for start in lists[-1] if start not in lost])
    planned = [next(every_plan(one, earliest), None) is not None for one in lists]
    told = obstacle(earliest, open_starts=lists[0], mentor_free=lists[1], team_free=lists[2], suiting=lists[3])
    assert told is (Obstacle.TOO_FEW, Obstacle.MENTOR, Obstacle.TEAM, Obstacle.WISHES, Obstacle.TOO_FEW)[sum(planned)]


def test_the_mentor_who_opens_nothing_from_the_earliest_day_has_no_hours() -> None:
    earliest = date(2026, 6, 10)
    before = [epoch_at(date(2026, 6, 9), 600)]
    for starts in ([], before):
        assert obstacle(earliest, open_starts=starts, mentor_free=[], team_free=[], suiting=[]) is Obstacle.NO_HOURS
    after = [*before, epoch_at(earliest, 600)]
    assert obstacle(earliest, open_starts=after, mentor_free=[], team_free=[], suiting=[]) is Obstacle.TOO_FEW


def test_a_holiday_that_the_mentor_opens_counts() -> None:
    host = HostHours(1, (WeeklyHours(3, "09:00", "10:30"),), (DayHours(date(2026, 5, 14), "09:00", "10:30"),))
    search = SlotSearch(datetime(2026, 4, 20, 8, tzinfo=UTC), SHIPPED.minutes)
    starts = [slot.starts for slot in free_slots(search, [host], busy=())]
    plan = planned(starts, earliest=date(2026, 4, 22))
    assert shown(plan) == ["23/04 09:00", "30/04 09:00", "07/05 09:00", "14/05 09:00"]
