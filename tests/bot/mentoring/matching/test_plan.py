"""Four séances within a month: the same as trying every four, and what stands in the way."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import combinations, pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.agenda.slots import Search, free_slots
from bot.dates.hours import DayHours, Opening, WeeklyHours
from bot.dates.paris import PARIS, day_of, epoch_at, from_epoch, to_paris
from bot.mentoring.matching.plan import explain, fits, make_plan, suits
from bot.mentoring.model import MINUTES, Half, Obstacle, Suits

BASES = (date(2026, 3, 9), date(2026, 4, 20), date(2026, 10, 12), date(2026, 12, 14))  # clocks, holidays, the year
CLOCKS = (0, 540, 570, 615, 840, 1410)  # minutes: where days begin and end in Paris, and between


@cache
def day_number(start: int) -> int:
    return day_of(from_epoch(start)).toordinal()


@cache
def clock(start: int) -> int:
    shown = to_paris(from_epoch(start))
    return shown.hour * 60 + shown.minute


def shown(plan: Sequence[int] | None) -> list[str]:
    return [f"{to_paris(from_epoch(start)):%d/%m %H:%M}" for start in plan or ()]


def every_plan(starts: Sequence[int], earliest: date) -> Iterator[tuple[int, ...]]:
    for four in combinations([start for start in starts if day_of(from_epoch(start)) >= earliest], 4):
        days = [day_number(start) for start in four]
        if days[3] - days[0] <= 30 and all(later - day >= 4 for day, later in pairwise(days)):
            yield four


def try_all(starts: Sequence[int], earliest: date) -> tuple[int, ...] | None:
    """Give the plan that the docstring of `make_plan` prefers, by trying every four."""
    plans = list(every_plan(starts, earliest))
    if not plans:
        return None
    first = min(day_number(four[0]) for four in plans)

    def place(choice: tuple[tuple[int, ...], int]) -> tuple[object, ...]:
        four, usual = choice
        days = [day_number(start) for start in four]
        gaps = [later - day for day, later in pairwise(days)]
        clocks = [clock(start) for start in four]
        near = [(abs(at - usual), start) for at, start in zip(clocks, four, strict=True)]
        return (max(gaps) - min(gaps), abs(days[3] - days[0] - 21), days, -clocks.count(usual), usual, near)

    soon = [four for four in plans if day_number(four[0]) < first + 7]
    return min(((four, clock(start)) for four in soon for start in four), key=place)[0]


@st.composite
def some_starts(draw: st.DrawFn) -> list[int]:
    base = draw(st.sampled_from(BASES))
    days = draw(st.sets(st.integers(0, 40), min_size=3, max_size=9))
    few = st.sets(st.sampled_from(CLOCKS), min_size=1, max_size=2)
    return sorted(epoch_at(base + timedelta(days=day), minute) for day in days for minute in draw(few))


@settings(max_examples=300)  # half of them have a plan
@given(some_starts(), st.integers(-2, 12))
def test_a_plan_is_the_one_found_by_trying_every_four(starts: list[int], wait: int) -> None:
    earliest = day_of(from_epoch(starts[0])) + timedelta(days=wait)
    assert make_plan(starts, earliest=earliest) == try_all(starts, earliest)


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
    plan = make_plan(sorted(epoch_at(base + timedelta(days=day), 600) for day in days), earliest=base)
    assert (plan and tuple((day_of(from_epoch(start)) - base).days for start in plan)) == chosen


def test_times_are_one_clock_time_of_paris_across_the_change_of_clocks() -> None:
    mondays = [date(2026, 3, 16) + timedelta(weeks=number) for number in range(4)]  # the clocks change on the 29th
    starts = [epoch_at(day, minute) for day in mondays for minute in (540, 600, 660)]
    assert shown(make_plan(starts, earliest=mondays[0])) == ["16/03 09:00", "23/03 09:00", "30/03 09:00", "06/04 09:00"]


def test_a_day_without_the_usual_time_gets_the_nearest_and_a_tie_the_earlier() -> None:
    hours = ((600, 900), (600, 900), (900, 1000), (570, 630))
    days = [date(2026, 6, 1) + timedelta(weeks=number) for number in range(4)]
    starts = [epoch_at(day, minute) for day, minutes in zip(days, hours, strict=True) for minute in minutes]
    plan = make_plan(starts, earliest=days[0])
    assert shown(plan) == ["01/06 15:00", "08/06 15:00", "15/06 15:00", "22/06 10:30"]
    starts.remove(epoch_at(days[2], 900))  # now two days have 10 h, two 15 h
    assert shown(make_plan(starts, earliest=days[0])) == ["01/06 10:00", "08/06 10:00", "15/06 16:40", "22/06 09:30"]


def test_a_month_of_may_goes_around_its_holidays() -> None:
    thursdays = Opening(1, (WeeklyHours(3, "09:00", "12:00"), WeeklyHours(4, "14:00", "15:30")))
    search = Search(datetime(2026, 4, 20, 8, tzinfo=UTC), MINUTES)
    starts = [slot.starts for slot in free_slots(search, [thursdays], busy=())]
    plan = make_plan(starts, earliest=date(2026, 4, 22))  # 1 and 8 May are Fridays, Ascension is Thursday the 14th
    assert shown(plan) == ["23/04 09:00", "30/04 09:00", "07/05 09:00", "15/05 14:00"]


week = st.integers(epoch_at(BASES[0], 0), epoch_at(date(2026, 4, 6), 0)).map(lambda start: start // 900 * 900)
wishes = st.builds(Suits, st.frozensets(st.integers(0, 6)), st.frozensets(st.sampled_from(Half)))


@given(week, wishes)
@example(epoch_at(date(2026, 3, 29), 15), Suits(frozenset({6}), frozenset({Half.MORNING})))  # the clocks skip an hour
@example(epoch_at(date(2026, 3, 16), 690), Suits(frozenset({0}), frozenset({Half.MORNING})))  # ends at 13 h
@example(epoch_at(date(2026, 3, 16), 720), Suits(frozenset({0}), frozenset({Half.MORNING})))  # across it
@example(epoch_at(date(2026, 3, 16), 720), Suits(frozenset({0}), frozenset({Half.AFTERNOON})))
@example(epoch_at(date(2026, 3, 16), 720), Suits(frozenset({0})))
@example(epoch_at(date(2026, 3, 16), 780), Suits(frozenset({0}), frozenset({Half.AFTERNOON})))
def test_a_time_suits_on_a_wished_day_and_wholly_in_a_wished_half(start: int, wish: Suits) -> None:
    begins = to_paris(from_epoch(start))
    ends = from_epoch(start + MINUTES * 60)
    noon = datetime(begins.year, begins.month, begins.day, 13, tzinfo=PARIS).astimezone(UTC)
    halves = (Half.MORNING in wish.halves, Half.AFTERNOON in wish.halves)
    half = halves == (True, True) or (halves[0] and ends <= noon) or (halves[1] and from_epoch(start) >= noon)
    assert suits(start, wish) is (begins.weekday() in wish.weekdays and half)


def test_four_by_hand_keep_four_days_within_thirty() -> None:
    def on(*days: int) -> list[int]:
        return [epoch_at(date(2026, 10, 1) + timedelta(days=day), 600) for day in days]

    assert fits(on(0, 1, 2, 30))
    assert fits(on(30, 2, 1, 0))
    assert not fits(on(0, 1, 2, 31))
    assert not fits(on(0, 1, 2))
    assert not fits(on(0, 1, 2, 3, 4))
    assert not fits([*on(0, 1, 2), on(2)[0] + 7200])
    assert not fits([*on(0, 1, 2, 3), on(3)[0] + 7200])
    assert not fits(())


@given(some_starts(), st.data())
def test_the_obstacle_is_the_first_whose_end_would_give_a_plan(starts: list[int], data: st.DataObject) -> None:
    earliest = day_of(from_epoch(starts[0]))
    lists = [starts]
    for _ in range(3):
        lost = data.draw(st.sets(st.sampled_from(lists[-1]), max_size=3)) if lists[-1] else set()
        lists.append([start for start in lists[-1] if start not in lost])
    planned = [next(every_plan(one, earliest), None) is not None for one in lists]
    told = explain(earliest, open_starts=lists[0], mentor_free=lists[1], team_free=lists[2], suiting=lists[3])
    assert told is (Obstacle.TOO_FEW, Obstacle.MENTOR, Obstacle.TEAM, Obstacle.WISHES, Obstacle.TOO_FEW)[sum(planned)]


def test_the_mentor_who_opens_nothing_from_the_earliest_day_has_no_hours() -> None:
    earliest = date(2026, 6, 10)
    before = [epoch_at(date(2026, 6, 9), 600)]
    for starts in ([], before):
        assert explain(earliest, open_starts=starts, mentor_free=[], team_free=[], suiting=[]) is Obstacle.NO_HOURS
    after = [*before, epoch_at(earliest, 600)]
    assert explain(earliest, open_starts=after, mentor_free=[], team_free=[], suiting=[]) is Obstacle.TOO_FEW


def test_a_holiday_that_the_mentor_opens_counts() -> None:
    host = Opening(1, (WeeklyHours(3, "09:00", "10:30"),), (DayHours(date(2026, 5, 14), "09:00", "10:30"),))
    search = Search(datetime(2026, 4, 20, 8, tzinfo=UTC), MINUTES)
    starts = [slot.starts for slot in free_slots(search, [host], busy=())]
    plan = make_plan(starts, earliest=date(2026, 4, 22))
    assert shown(plan) == ["23/04 09:00", "30/04 09:00", "07/05 09:00", "14/05 09:00"]
