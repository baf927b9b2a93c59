"""Deadlines in working days and quiet hours."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dates.holidays import is_working_day
from bot.dates.paris import PARIS, day_of, moment_at, to_paris
from bot.dates.working import (
    is_at_night,
    is_quiet,
    next_working_morning,
    shift_out_of_quiet,
    working_days_earlier,
    working_days_later,
)

moments = st.timedeltas(timedelta(0), timedelta(days=420)).map(lambda after: datetime(2025, 12, 1, tzinfo=UTC) + after)


def paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS).astimezone(UTC)


@pytest.mark.parametrize(
    ("moment", "days", "later"),
    [
        ("2026-06-05 18:00", 1, "2026-06-08 18:00"),  # a Friday
        ("2026-06-06 18:00", 1, "2026-06-08 18:00"),  # a Saturday
        ("2026-04-30 10:30", 1, "2026-05-04 10:30"),  # 1 May is a Friday
        ("2026-05-13 10:30", 2, "2026-05-18 10:30"),  # Ascension
        ("2026-12-24 23:59:30", 1, "2026-12-28 23:59:30"),  # Christmas, a Friday
        ("2026-12-30 09:00", 5, "2027-01-07 09:00"),
        ("2026-03-27 09:00", 1, "2026-03-30 09:00"),  # the clocks go forward in between
        ("2026-10-23 00:30", 1, "2026-10-26 00:30"),  # and back: in UTC it is 22 h 30 before, 23 h 30 after
        ("2026-10-25 02:30", 0, "2026-10-25 02:30"),
    ],
)
def test_in_working_days_keeps_the_clock_and_skips_weekends_and_holidays(moment: str, days: int, later: str) -> None:
    assert working_days_later(paris(moment), days) == paris(later)
    assert working_days_later(paris(moment), days).tzinfo is UTC


@pytest.mark.parametrize(
    ("moment", "days", "earlier"),
    [
        ("2026-06-08 09:00", 1, "2026-06-05 09:00"),  # a Monday
        ("2026-06-07 09:00", 1, "2026-06-05 09:00"),  # a Sunday
        ("2026-05-04 10:00", 1, "2026-04-30 10:00"),  # 1 May
        ("2026-05-15 10:00", 1, "2026-05-13 10:00"),  # Ascension
        ("2026-03-30 09:00", 1, "2026-03-27 09:00"),
        ("2026-10-26 09:00", 1, "2026-10-23 09:00"),
    ],
)
def test_before_working_days_keeps_the_clock_and_skips_weekends_and_holidays(
    moment: str, days: int, earlier: str
) -> None:
    assert working_days_earlier(paris(moment), days) == paris(earlier)


def test_working_days_of_a_naive_moment_or_below_none_are_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        working_days_later(paris("2026-06-05 09:00").replace(tzinfo=None), 1)
    with pytest.raises(ValueError, match="working days"):
        working_days_earlier(paris("2026-06-05 09:00"), -1)


@given(moments, st.integers(1, 12))
def test_as_many_working_days_lie_between_as_asked(moment: datetime, days: int) -> None:
    later, earlier = working_days_later(moment, days), working_days_earlier(moment, days)
    for other, low, high in (
        (later, day_of(moment), day_of(later)),
        (earlier, day_of(earlier) - timedelta(days=1), day_of(moment) - timedelta(days=1)),
    ):
        assert is_working_day(day_of(other))
        between = [low + timedelta(days=number) for number in range(1, (high - low).days + 1)]
        assert sum(map(is_working_day, between)) == days
        assert to_paris(other).time() == to_paris(moment).time()
    if is_working_day(day_of(moment)):
        assert working_days_earlier(later, days) == moment == working_days_later(earlier, days)


@pytest.mark.parametrize(
    ("moment", "quiet"),
    [
        ("2026-06-05 07:59:59", True),
        ("2026-06-05 08:00", False),
        ("2026-06-05 18:59:59", False),
        ("2026-06-05 19:00", True),
        ("2026-06-06 10:00", True),
        ("2026-06-07 10:00", True),
        ("2026-05-14 10:00", True),
        ("2026-01-05 08:30", False),  # 7 h 30 in UTC
    ],
)
def test_quiet_hours_are_nights_weekends_and_holidays(moment: str, quiet: bool) -> None:
    assert is_quiet(paris(moment)) is quiet


@pytest.mark.parametrize(
    ("clock", "minutes", "night"),
    [
        ("06:59", 60, True),
        ("07:00", 60, False),
        ("20:45", 75, False),
        ("20:45", 90, True),
        ("21:00", 30, True),
        ("00:15", 30, True),
        ("15:15", 420, True),
    ],
)
def test_nobody_meets_before_seven_from_nine_on_or_past_ten(clock: str, minutes: int, night: bool) -> None:
    assert is_at_night(paris(f"2026-06-05 {clock}"), minutes) is night


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ("2026-06-05 10:20", "2026-06-05 10:20"),
        ("2026-06-05 06:00", "2026-06-05 09:00"),
        ("2026-06-05 19:00", "2026-06-08 09:00"),  # Friday evening
        ("2026-05-01 06:00", "2026-05-04 09:00"),  # before 8 h on a holiday
        ("2026-10-24 12:00", "2026-10-26 09:00"),
    ],
)
def test_what_is_due_in_quiet_hours_is_said_at_nine(moment: str, said: str) -> None:
    assert shift_out_of_quiet(paris(moment)) == paris(said)


@given(moments)
def test_out_of_quiet_is_the_first_nine_o_clock_that_people_work(moment: datetime) -> None:
    said = shift_out_of_quiet(moment)
    assert not is_quiet(said)
    nine = next(at for at in map(_nine, _days_from(day_of(moment))) if is_working_day(day_of(at)) and at >= moment)
    assert said == (nine if is_quiet(moment) else moment)


def test_next_working_morning_is_never_the_same_day() -> None:
    assert next_working_morning(paris("2026-06-05 06:00")) == paris("2026-06-08 09:00")
    assert next_working_morning(paris("2026-05-13 23:30")) == paris("2026-05-15 09:00")


def _days_from(day: date) -> list[date]:
    return [day + timedelta(days=number) for number in range(8)]


def _nine(day: date) -> datetime:
    return moment_at(day, 9 * 60)
