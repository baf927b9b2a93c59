"""Public holidays and working days."""

import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dates.holidays import (
    add_working_days,
    first_working_day,
    holiday_name,
    holidays_of,
    is_holiday,
    is_working_day,
    next_working_day,
)

ROOT = Path(__file__).parents[3]


def easter(year: int) -> date:
    """Compute Easter Sunday by the anonymous Gregorian rule."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    m = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


@pytest.mark.parametrize("year", range(2024, 2036))
def test_holidays_of_a_year_are_eight_fixed_and_three_moving_ones(year: int) -> None:
    fixed = [(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)]
    moving = [easter(year) + timedelta(days=after) for after in (1, 39, 50)]
    assert set(holidays_of(year)) == {date(year, *day) for day in fixed} | set(moving)


def test_holiday_names_are_french() -> None:
    assert list(dict(sorted(holidays_of(2026).items())).values()) == [
        "Jour de l’an",
        "Lundi de Pâques",
        "Fête du Travail",
        "Fête de la Victoire",
        "Ascension",
        "Lundi de Pentecôte",
        "Fête nationale",
        "Assomption",
        "Toussaint",
        "Armistice",
        "Noël",
    ]
    assert holiday_name(date(2026, 4, 6)) == "Lundi de Pâques"
    assert holiday_name(date(2026, 4, 7)) is None
    assert holiday_name(date(2008, 5, 1)) == "Ascension et Fête du Travail"


def test_names_and_days_are_those_of_the_package_and_no_other_country_is_loaded() -> None:
    asks = """
import sys
from bot.dates.holidays import holidays_of
ours = {year: holidays_of(year) for year in range(2020, 2060)}
assert not [one for one in sys.modules if one.startswith("holidays.countries")]
import holidays
theirs = {year: holidays.country_holidays("FR", years=year, language="fr") for year in ours}
assert ours == {
    year: {day: " et ".join(one.get_list(day)).replace("'", "\u2019") for day in one} for year, one in theirs.items()
}
"""
    done = subprocess.run([sys.executable, "-c", asks], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_working_day_is_neither_weekend_holiday_nor_closed() -> None:
    monday = date(2026, 5, 11)
    week = [monday + timedelta(days=offset) for offset in range(7)]
    assert [is_working_day(day) for day in week] == [True, True, True, False, True, False, False]  # Thursday: Ascension
    assert [is_working_day(day, frozenset({0})) for day in week[:3]] == [False, True, True]
    assert is_holiday(date(2026, 5, 14))


def test_working_days_jump_over_weekends_and_holidays() -> None:
    wednesday = date(2026, 5, 13)
    assert add_working_days(wednesday, 0) == wednesday
    assert add_working_days(wednesday, 1) == date(2026, 5, 15)
    assert add_working_days(wednesday, 2) == date(2026, 5, 18)
    assert add_working_days(date(2026, 5, 18), -2) == wednesday
    assert next_working_day(date(2026, 5, 22)) == date(2026, 5, 26)  # Whit Monday is the 25th
    assert next_working_day(wednesday, frozenset({4})) == date(2026, 5, 18)


@given(st.dates(date(2024, 1, 1), date(2034, 1, 1)), st.integers(1, 30))
def test_working_days_counted_one_by_one(day: date, number: int) -> None:
    reached = add_working_days(day, number)
    between = [day + timedelta(days=offset) for offset in range(1, (reached - day).days + 1)]
    assert is_working_day(reached)
    assert sum(is_working_day(each) for each in between) == number


def test_week_without_a_working_day_is_refused() -> None:
    with pytest.raises(ValueError, match="no working day"):
        next_working_day(date(2026, 5, 13), frozenset(range(5)))


@pytest.mark.parametrize(("day", "first"), [("2027-01-01", "2027-01-04"), ("2027-02-01", "2027-02-01")])
def test_first_working_day_may_be_the_day_itself(day: str, first: str) -> None:
    assert first_working_day(date.fromisoformat(day)) == date.fromisoformat(first)
