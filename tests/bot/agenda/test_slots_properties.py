"""Free slots against a slow and obvious oracle, over ten years, with holidays and both changes of the clocks."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.agenda.slots import Busy, Slot, SlotSearch, free_slots, is_free
from bot.dates.holidays import holidays_of
from bot.dates.hours import DayHours, HostHours, WeeklyHours

ZONE = ZoneInfo("Europe/Paris")
YEARS = range(2024, 2034)
DAY = timedelta(days=1)


def last_sunday(year: int, month: int) -> date:
    day = date(year, month, 31)  # March and October both have 31 days
    return day - timedelta(days=(day.weekday() + 1) % 7)


SWITCHES = [last_sunday(year, month) for year in YEARS for month in (3, 10)]
HOLIDAYS = sorted(day for year in YEARS for day in holidays_of(year))


def instant(day: date, clock: str) -> datetime:
    """Give the moment of a clock time: what spring skips is 3 h, what autumn repeats is its first time."""
    if clock == "24:00":
        return instant(day + DAY, "00:00")
    if day.month == 3 and day in SWITCHES and clock.startswith("02"):
        clock = "03:00"
    return datetime.combine(day, time.fromisoformat(clock), ZONE).astimezone(UTC)


def hours_of(opening: HostHours, day: date) -> list[tuple[str, str]]:
    own = [exception for exception in opening.exceptions if exception.day == day]
    if own:
        if any(exception.starts is None for exception in own):
            return []
        return [(exception.starts or "", exception.ends or "") for exception in own]
    if day in HOLIDAYS:
        return []
    return [
        (hours.starts, hours.ends)
        for hours in opening.weekly
        if hours.weekday == day.weekday()
        and (hours.valid_from is None or hours.valid_from <= day)
        and (hours.valid_until is None or day <= hours.valid_until)
    ]


def epoch_minute(moment: datetime) -> int:
    return int(moment.timestamp()) // 60


def open_minutes(opening: HostHours, day: date) -> set[int]:
    """Give each minute of the day, counted from 1970, at which the host is open."""
    minutes: set[int] = set()
    for starts, ends in hours_of(opening, day):
        minutes.update(range(epoch_minute(instant(day, starts)), epoch_minute(instant(day, ends))))
    return minutes


def oracle(search: SlotSearch, openings: list[HostHours], busy: list[Busy]) -> Iterator[tuple[int, int]]:
    """Give (start, host) of each free slot: try every quarter-hour and look at every minute that it would need."""
    today = search.now.astimezone(ZONE).date()
    length = search.duration_minutes
    for opening in openings:
        spans = [(first, number) for host, first, number in busy if host == opening.host_id]
        claimed = {minute for first, number in spans for minute in range(first * 15, (first + number) * 15)}
        ends = {(first + number) * 15 for first, number in spans}
        for offset in range(search.horizon_days + 1):
            day = today + offset * DAY
            minutes = open_minutes(opening, day)
            for start in range(epoch_minute(instant(day, "00:00")), epoch_minute(instant(day + DAY, "00:00")), 15):
                moment = datetime.fromtimestamp(start * 60, UTC)
                if (
                    day.weekday() not in search.closed_weekdays
                    and (moment.astimezone(ZONE).minute in (0, 30) or start in ends)
                    and moment - search.now.astimezone(UTC) >= search.lead
                    and all(minute in minutes for minute in range(start, start + length))
                    and not any(minute in claimed for minute in range(start, start + length + 15))
                ):
                    yield start * 60, opening.host_id


def expected_slots(search: SlotSearch, openings: list[HostHours], busy: list[Busy]) -> list[Slot]:
    hosts: dict[int, list[int]] = {}
    for start, host in oracle(search, openings, busy):
        hosts.setdefault(start, []).append(host)
    return [Slot(start, tuple(hosts[start])) for start in sorted(hosts)]


CLOCKS = [
    "00:00",
    "01:30",
    "02:00",
    "02:30",
    "02:45",
    "03:00",
    "08:45",
    "09:00",
    "09:20",
    "12:30",
    "14:00",
    "18:00",
    "24:00",
]
STARTING_DAYS = (
    st.sampled_from([day - back * DAY for day in SWITCHES for back in (0, 1, 2)])
    | st.sampled_from([day - back * DAY for day in HOLIDAYS for back in (1, 2)])
    | st.dates(date(YEARS[0], 1, 1), date(YEARS[-1], 12, 25))
)


@st.composite
def problems(draw: st.DrawFn) -> tuple[SlotSearch, list[HostHours], list[Busy]]:
    """Draw a search of a few days with hosts whose hours overlap, and spans that lie in, over and outside them."""
    today = draw(STARTING_DAYS)
    zone = draw(st.sampled_from([UTC, ZONE, ZoneInfo("Pacific/Noumea")]))
    now = (instant(today, "00:00") + timedelta(seconds=draw(st.integers(0, 86_399)))).astimezone(zone)
    search = SlotSearch(
        now,
        draw(st.sampled_from([15, 30, 46, 60, 60, 75, 90, 240])),
        lead=timedelta(hours=draw(st.sampled_from([0, 1, 24]))),
        horizon_days=draw(st.integers(0, 3)),
        closed_weekdays=draw(st.sampled_from([frozenset(), frozenset({today.weekday()}), frozenset({0, 4, 6})])),
    )
    near = st.integers(-1, 4).map(lambda offset: today + offset * DAY)
    clocks = st.tuples(st.sampled_from(CLOCKS), st.sampled_from(CLOCKS)).map(sorted)
    weekly = st.builds(
        lambda weekday, pair, since, until: WeeklyHours(weekday, pair[0], pair[1], since, until),
        near.map(date.weekday),
        clocks,
        st.none() | st.none() | near,
        st.none() | st.none() | near,
    )
    exceptions = st.builds(DayHours, near) | st.builds(lambda day, pair: DayHours(day, pair[0], pair[1]), near, clocks)
    openings = [
        HostHours(
            host, tuple(draw(st.lists(weekly, min_size=2, max_size=10))), tuple(draw(st.lists(exceptions, max_size=2)))
        )
        for host in draw(st.sampled_from([[1], [2, 1]]))
    ]
    origin = int(instant(today, "00:00").timestamp()) // 900
    first = st.integers(origin - 120, origin + 5 * 96)
    busy = draw(st.lists(st.tuples(st.integers(1, 3), first, st.sampled_from([1, 2, 3, 5, 7, 40, 150])), max_size=12))
    return search, openings, busy


@settings(max_examples=120, deadline=None)
@given(problems())
def test_free_slots_are_those_of_the_oracle(problem: tuple[SlotSearch, list[HostHours], list[Busy]]) -> None:
    search, openings, busy = problem
    assert free_slots(search, openings, busy=busy) == expected_slots(search, openings, busy)


@settings(max_examples=60, deadline=None)
@given(problems())
def test_the_free_starts_of_the_grid_are_what_is_offered(
    problem: tuple[SlotSearch, list[HostHours], list[Busy]],
) -> None:
    search, openings, busy = problem
    offered = {(slot.starts, host) for slot in free_slots(search, openings, busy=busy) for host in slot.hosts}
    begin = int(search.now.timestamp()) // 900 * 900 - 86_400
    tried = range(begin, begin + (search.horizon_days + 4) * 86_400, 900)
    found = {
        (starts, opening.host_id)
        for opening in openings
        for starts in tried
        if is_free(search, opening, busy=busy, starts=starts)
    }
    buffer_ends = {(first + number, host) for host, first, number in busy if number > 0}
    on_grid = {(starts, host) for starts, host in found if starts % 1800 == 0 or (starts // 900, host) in buffer_ends}
    assert on_grid == offered


@settings(max_examples=60, deadline=None)
@given(problems())
def test_slots_taken_one_after_another_stay_fifteen_minutes_apart(
    problem: tuple[SlotSearch, list[HostHours], list[Busy]],
) -> None:
    search, openings, _ = problem
    opening = openings[0]
    busy: list[Busy] = []
    starts: list[int] = []
    while slots := free_slots(search, [opening], busy=busy):
        taken = slots[len(slots) // 2]
        starts.append(taken.starts)
        busy.append((opening.host_id, taken.starts // 900, -(-(search.duration_minutes + 15) // 15)))
    starts.sort()
    least = (search.duration_minutes + 15) * 60
    assert all(after - before >= least for before, after in pairwise(starts))


@pytest.mark.parametrize("switch", SWITCHES)
def test_days_whose_clocks_change_are_those_of_the_oracle(switch: date) -> None:
    weekly = tuple(WeeklyHours(weekday, "00:00", "24:00") for weekday in range(7))
    part = HostHours(2, weekly, (DayHours(switch, "01:15", "02:30"), DayHours(switch, "02:45", "09:00")))
    search = SlotSearch(instant(switch - DAY, "00:15"), 60, lead=timedelta(hours=20), horizon_days=2)
    one_o_clock = int(instant(switch, "01:00").timestamp()) // 900
    busy: list[Busy] = [(1, one_o_clock, 3), (2, one_o_clock, 3)]
    openings = [HostHours(1, weekly), part]
    assert free_slots(search, openings, busy=busy) == expected_slots(search, openings, busy)
