"""The default phases of a promotion."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dates.phases import add_months, phase_bounds


def test_phases_of_another_programme_last_weeks_or_months() -> None:
    assert phase_bounds(date(2026, 9, 1), date(2027, 3, 31), lengths=[(0, 8), (3, 0), (12, 0)]) == [
        (1, date(2026, 9, 1), date(2026, 10, 26)),
        (2, date(2026, 10, 27), date(2027, 1, 25)),
        (3, date(2027, 1, 26), date(2027, 3, 31)),
    ]


def test_phases_of_ten_months_are_two_three_three_and_two() -> None:
    assert phase_bounds(date(2026, 9, 1), date(2027, 6, 30)) == [
        (1, date(2026, 9, 1), date(2026, 10, 31)),
        (2, date(2026, 11, 1), date(2027, 1, 31)),
        (3, date(2027, 2, 1), date(2027, 4, 30)),
        (4, date(2027, 5, 1), date(2027, 6, 30)),
    ]


def test_phases_start_at_the_end_of_a_shorter_month() -> None:
    starts = [first for _, first, _ in phase_bounds(date(2026, 8, 31), date(2027, 6, 30))]
    assert starts == [date(2026, 8, 31), date(2026, 10, 31), date(2027, 1, 31), date(2027, 4, 30)]
    assert add_months(date(2027, 12, 31), 2) == date(2028, 2, 29)


def test_phases_of_a_shorter_promotion_fall_away() -> None:
    assert phase_bounds(date(2026, 9, 1), date(2026, 11, 1)) == [
        (1, date(2026, 9, 1), date(2026, 10, 31)),
        (2, date(2026, 11, 1), date(2026, 11, 1)),
    ]


def test_promotion_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot end on 2026-08-31"):
        phase_bounds(date(2026, 9, 1), date(2026, 8, 31))


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(0, 400))
def test_phases_cover_the_promotion_without_gap_or_overlap(starts_on: date, length: int) -> None:
    ends_on = starts_on + timedelta(days=length)
    bounds = phase_bounds(starts_on, ends_on)
    covered = [first + timedelta(days=day) for _, first, last in bounds for day in range((last - first).days + 1)]
    assert covered == [starts_on + timedelta(days=day) for day in range(length + 1)]
    assert [number for number, _, _ in bounds] == list(range(1, len(bounds) + 1))
