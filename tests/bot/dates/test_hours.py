"""Clock times, weekly hours and their exceptions."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dates.hours import DayHours, WeeklyHours, merge_ranges, parse_clock, ranges_on, usual_ranges
from bot.dates.words import clock_words

MONDAY = date(2026, 5, 11)
ASCENSION = date(2026, 5, 14)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("9h", 540),
        ("9h30", 570),
        ("9H30", 570),
        ("09:30", 570),
        ("9:30", 570),
        ("9 h 30", 570),
        ("9\u00a0h\u202f30", 570),
        (" 14 h ", 840),
        ("0h", 0),
        ("23:59", 1439),
        ("24:00", 1440),
    ],
)
def test_clock_time_is_read(text: str, minutes: int) -> None:
    assert parse_clock(text) == minutes


@pytest.mark.parametrize(
    "text", ["", "9", "h", "9h5", "9h60", "25h", "24:01", "9.30", "-9h", "9h30m", "９h", "009h", "neuf heures", "9:"]
)
def test_what_is_no_clock_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a clock time"):
        parse_clock(text)


@given(st.integers(0, 1439))
def test_clock_time_in_words_is_read_back(minute: int) -> None:
    assert parse_clock(clock_words(minute)) == minute


ranges = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=6)


@given(ranges)
def test_merged_ranges_hold_the_same_minutes_apart_and_sorted(given_ranges: list[tuple[int, int]]) -> None:
    result = merge_ranges(given_ranges)
    minutes = {minute for start, end in given_ranges for minute in range(start, end)}
    assert {minute for start, end in result for minute in range(start, end)} == minutes
    edges = [edge for one in result for edge in one]
    assert edges == sorted(set(edges))


def test_ranges_of_a_day_come_from_its_weekday() -> None:
    weekly = [WeeklyHours(0, "14:00", "17:00"), WeeklyHours(0, "09:00", "12:00"), WeeklyHours(1, "10:00", "11:00")]
    assert ranges_on(MONDAY, weekly) == [(540, 720), (840, 1020)]
    assert ranges_on(MONDAY + timedelta(days=1), weekly) == [(600, 660)]
    assert ranges_on(MONDAY + timedelta(days=2), weekly) == []


def test_overlapping_and_touching_hours_are_one_range() -> None:
    weekly = [WeeklyHours(0, "09:00", "11:00"), WeeklyHours(0, "10:00", "12:00"), WeeklyHours(0, "12:00", "13:00")]
    assert ranges_on(MONDAY, weekly) == [(540, 780)]


def test_hours_that_end_before_they_start_hold_nothing() -> None:
    assert ranges_on(MONDAY, [WeeklyHours(0, "12:00", "09:00"), WeeklyHours(0, "09:00", "09:00")]) == []


def test_hours_hold_from_their_first_to_their_last_day() -> None:
    weekly = [WeeklyHours(0, "09:00", "12:00", valid_from=MONDAY, valid_until=MONDAY + timedelta(weeks=1))]
    days = [MONDAY + timedelta(weeks=week) for week in range(-1, 3)]
    assert [ranges_on(day, weekly) for day in days] == [[], [(540, 720)], [(540, 720)], []]


def test_exceptions_replace_the_weekly_hours_of_their_day_only() -> None:
    weekly = [WeeklyHours(0, "09:00", "12:00"), WeeklyHours(1, "09:00", "12:00")]
    exceptions = [DayHours(MONDAY, "14:00", "15:00"), DayHours(MONDAY, "10:00", "11:00")]
    assert ranges_on(MONDAY, weekly, day_hours=exceptions) == [(600, 660), (840, 900)]
    assert ranges_on(MONDAY + timedelta(days=1), weekly, day_hours=exceptions) == [(540, 720)]


def test_closed_day_is_closed_whatever_else_is_said_of_it() -> None:
    weekly = [WeeklyHours(0, "09:00", "12:00")]
    assert ranges_on(MONDAY, weekly, day_hours=[DayHours(MONDAY)]) == []
    assert ranges_on(MONDAY, weekly, day_hours=[DayHours(MONDAY, "14:00", "15:00"), DayHours(MONDAY)]) == []


def test_public_holiday_is_closed_unless_an_exception_opens_it() -> None:
    weekly = [WeeklyHours(3, "09:00", "12:00")]
    assert ranges_on(ASCENSION, weekly) == []
    assert ranges_on(ASCENSION, weekly, day_hours=[DayHours(ASCENSION, "10:00", "11:00")]) == [(600, 660)]


limits = st.none() | st.dates(MONDAY, MONDAY + timedelta(days=20))
hours = st.builds(
    WeeklyHours,
    st.integers(0, 6),
    st.sampled_from(["08:00", "09:30"]),
    st.sampled_from(["10:00", "12:00"]),
    limits,
    limits,
)


@given(st.lists(hours, max_size=5))
def test_ranges_of_many_days_are_those_of_each_day(weekly: list[WeeklyHours]) -> None:
    days = [MONDAY + timedelta(days=offset) for offset in range(21)]
    assert usual_ranges(days, weekly) == [ranges_on(day, weekly) for day in days]


def test_no_day_has_no_ranges() -> None:
    assert usual_ranges([], [WeeklyHours(0, "09:00", "12:00")]) == []
