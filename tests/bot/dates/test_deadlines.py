"""Deadlines fall on round hours in working hours; who is asked again is asked on mornings, working days apart."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dates.holidays import is_working_day
from bot.dates.paris import PARIS, day_of, to_paris
from bot.dates.working import answer_deadline, last_deadline, reminder_mornings, working_days_later

MOMENTS = st.timedeltas(timedelta(0), timedelta(days=730)).map(lambda after: datetime(2026, 1, 1, tzinfo=UTC) + after)


def paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


def is_round(moment: datetime) -> bool:
    local = to_paris(moment)
    return is_working_day(local.date()) and 9 <= local.hour <= 18 and not (local.minute or local.second)


@pytest.mark.parametrize(
    ("asked", "days", "due"),
    [
        ("2026-06-01 14:37", 2, "2026-06-03 15:00"),
        ("2026-06-01 14:00", 2, "2026-06-03 14:00"),
        ("2026-06-01 07:10", 2, "2026-06-03 09:00"),
        ("2026-06-01 18:20", 1, "2026-06-03 09:00"),  # a day whole, so not that evening
        ("2026-05-07 10:20", 1, "2026-05-11 11:00"),  # Friday is a holiday
        ("2026-06-05 10:20", 0, "2026-06-05 11:00"),
        ("2026-06-06 10:20", 0, "2026-06-08 09:00"),  # a Saturday
    ],
)
def test_whole_working_days_end_on_a_round_hour(asked: str, days: int, due: str) -> None:
    assert answer_deadline(paris(asked), days) == paris(due)


@pytest.mark.parametrize(
    ("known", "due"),
    [
        ("2026-06-03 14:15", "2026-06-03 14:00"),
        ("2026-06-03 08:30", "2026-06-02 18:00"),
        ("2026-06-03 20:00", "2026-06-03 18:00"),
        ("2026-06-07 14:00", "2026-06-05 18:00"),  # a Sunday
        ("2026-05-25 09:00", "2026-05-22 18:00"),  # Whit Monday
    ],
)
def test_what_has_to_be_known_is_due_the_hour_before(known: str, due: str) -> None:
    assert last_deadline(paris(known)) == paris(due)


@given(MOMENTS, st.integers(0, 10))
def test_who_has_days_has_them_whole(moment: datetime, days: int) -> None:
    due = answer_deadline(moment, days)
    assert is_round(due)
    assert working_days_later(moment, days) <= due


@given(MOMENTS)
def test_what_is_due_before_is_before(moment: datetime) -> None:
    assert is_round(last_deadline(moment))
    assert last_deadline(moment) <= moment


@given(MOMENTS, st.integers(0, 12))
def test_who_is_asked_again_is_asked_on_mornings_of_working_days(moment: datetime, days: int) -> None:
    until = answer_deadline(moment, days)
    again = reminder_mornings(moment, until=until)
    assert len(again) <= 2
    assert all(is_round(one) and to_paris(one).hour == 9 and moment < one < until for one in again)
    assert all(day_of(first) < day_of(second) for first, second in pairwise(again))


def test_five_days_are_asked_again_on_the_second_and_the_fourth() -> None:
    asked = paris("2026-05-05 10:20")  # Tuesday; Friday is a holiday
    assert reminder_mornings(asked, until=answer_deadline(asked, 5)) == (
        paris("2026-05-07 09:00"),
        paris("2026-05-12 09:00"),
    )
