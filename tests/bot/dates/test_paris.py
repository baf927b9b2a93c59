"""Paris time, the two days whose clocks change included."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dates.paris import day_of, epoch_at, epoch_ceiling, from_epoch, midnight, moment_at, to_paris

SPRING = date(2026, 3, 29)
AUTUMN = date(2026, 10, 25)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "minute", "expected"),
    [
        (date(2026, 5, 12), 14 * 60, "2026-05-12 12:00"),
        (date(2026, 1, 12), 14 * 60, "2026-01-12 13:00"),
        (date(2026, 5, 12), 24 * 60, "2026-05-12 22:00"),
        (SPRING, 119, "2026-03-29 00:59"),
        (SPRING, 120, "2026-03-29 01:00"),
        (SPRING, 150, "2026-03-29 01:00"),  # 2 h 30 does not exist: the first moment after the switch
        (SPRING, 180, "2026-03-29 01:00"),
        (SPRING, 181, "2026-03-29 01:01"),
        (SPRING, 24 * 60, "2026-03-29 22:00"),
        (AUTUMN, 150, "2026-10-25 00:30"),  # 2 h 30 comes twice: the first one
        (AUTUMN, 180, "2026-10-25 02:00"),
        (AUTUMN, 24 * 60, "2026-10-25 23:00"),
    ],
)
def test_moment_of_a_clock_time(day: date, minute: int, expected: str) -> None:
    assert moment_at(day, minute) == utc(expected)
    assert epoch_at(day, minute) == utc(expected).timestamp()


def test_moments_are_in_utc_and_shown_in_paris() -> None:
    assert moment_at(date(2026, 5, 12), 870).isoformat() == "2026-05-12T12:30:00+00:00"
    assert from_epoch(midnight(date(2026, 1, 12))).isoformat() == "2026-01-11T23:00:00+00:00"
    assert to_paris(utc("2026-05-12 22:30")).isoformat() == "2026-05-13T00:30:00+02:00"
    assert day_of(utc("2026-05-12 22:30")) == date(2026, 5, 13)


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(0, 1439))
def test_later_clock_times_never_give_earlier_moments(day: date, minute: int) -> None:
    assert epoch_at(day, minute) <= epoch_at(day, minute + 1)
    assert epoch_at(day, 1440) == midnight(day + timedelta(days=1))


@pytest.mark.parametrize("minute", [-1, 1441])
def test_minute_outside_a_day_is_refused(minute: int) -> None:
    with pytest.raises(ValueError, match="not a minute of a day"):
        moment_at(date(2026, 5, 12), minute)


def test_naive_moment_is_refused() -> None:
    naive = utc("2026-05-12 12:00").replace(tzinfo=None)
    for refuse in (to_paris, day_of, epoch_ceiling):
        with pytest.raises(ValueError, match="needs its time zone"):
            refuse(naive)


def test_epoch_ceiling_rounds_up_to_a_whole_second() -> None:
    moment = datetime(2026, 5, 12, 14, 0, 0, tzinfo=ZoneInfo("Indian/Reunion"))
    assert epoch_ceiling(moment) == utc("2026-05-12 10:00").timestamp()
    assert epoch_ceiling(moment + timedelta(microseconds=1)) == utc("2026-05-12 10:00:01").timestamp()
