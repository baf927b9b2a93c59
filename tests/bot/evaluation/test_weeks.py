"""The weeks of a phase's committees, and the starts and half-days that they hold."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dates.holidays import is_working_day
from bot.dates.paris import PARIS, day_of, from_epoch, to_paris
from bot.evaluation.model import HALVES, HalfDay, days_of
from bot.evaluation.placement import MINUTES
from bot.evaluation.weeks import halves_of, offered_weeks, phase_to_close, starts_of, usual_weeks
from bot.programme.model import Promotion
from tests.promotion import NOW, PHASES

PROMOTION = Promotion(1, "EIG 9", date(2026, 1, 12), date(2026, 11, 11), phases=tuple(PHASES))


def on(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 8, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("phase", "weeks"),
    [
        (1, ["2026-02-23", "2026-03-02"]),  # it ends on Wednesday 11 March
        (2, ["2026-05-25", "2026-06-01"]),
        (3, ["2026-08-31", "2026-09-07"]),  # it ends on Friday 11 September
        (4, ["2026-10-05", "2026-10-12"]),  # three weeks before Wednesday 11 November
    ],
)
def test_usual_weeks_are_the_last_two_before_the_end(phase: int, weeks: list[str]) -> None:
    found = usual_weeks(PROMOTION, PHASES[phase - 1], now=on(date(2026, 1, 12)))
    assert [one.isoformat() for one in found] == weeks


def test_usual_weeks_that_are_over_make_way_for_the_next_ones() -> None:
    late = on(date(2026, 6, 1))
    assert usual_weeks(PROMOTION, PHASES[1], now=late) == [date(2026, 6, 1)]
    assert usual_weeks(PROMOTION, PHASES[1], now=on(date(2026, 6, 10))) == [date(2026, 6, 15), date(2026, 6, 22)]


@pytest.mark.parametrize(("day", "phase"), [("2026-01-01", 1), ("2026-05-04", 2), ("2026-11-10", 4), ("2026-12-01", 4)])
def test_phase_to_close_is_the_one_that_runs_else_the_next(day: str, phase: int) -> None:
    found = phase_to_close(PROMOTION, now=on(date.fromisoformat(day)))
    assert found == PHASES[phase - 1]
    assert phase_to_close(Promotion(2, "Sans phase", date(2026, 1, 1), date(2026, 2, 1)), now=NOW) is None


def test_phase_of_a_closed_promotion_is_that_of_the_day_it_was_closed() -> None:
    closed = replace(PROMOTION, closed_at=on(date(2026, 5, 4)))
    assert phase_to_close(closed, now=on(date(2026, 12, 1))) == PHASES[1]


@given(st.dates(date(2026, 1, 1), date(2026, 11, 11)), st.sampled_from(PHASES))
def test_offered_weeks_hold_the_usual_ones_and_none_that_is_over(day: date, phase: object) -> None:
    assert phase in PHASES
    of = PHASES[PHASES.index(phase)]
    usual, offered = usual_weeks(PROMOTION, of, now=on(day)), offered_weeks(PROMOTION, of, now=on(day))
    assert set(usual) <= set(offered)
    assert len(offered) <= 8
    assert all(one.weekday() == 0 and one + timedelta(days=6) >= day for one in offered)


@given(st.dates(date(2025, 12, 1), date(2027, 1, 31)), st.integers(0, 7 * 24))
def test_starts_lie_in_worked_half_days_to_come(day: date, hours: int) -> None:
    monday = day - timedelta(days=day.weekday())
    now = on(monday) + timedelta(hours=hours)
    for start in starts_of([monday], until=date(2027, 12, 31), now=now):
        local = to_paris(from_epoch(start.at))
        half = HalfDay.from_number(start.half)
        opens, closes = HALVES[half.afternoon]
        minute = local.hour * 60 + local.minute
        assert (half.day, start.day) == (local.date(), local.date().toordinal())
        assert opens <= minute <= closes - MINUTES
        assert minute % 30 == 0
        assert is_working_day(local.date())
        assert from_epoch(start.at) > now
        assert start.spare == (local.date() > monday + timedelta(days=4))


def test_half_days_end_with_the_promotion() -> None:
    monday = date(2026, 11, 9)  # the 11th is a holiday, and its last day
    assert [one.day for one in halves_of([monday], until=PROMOTION.ends_on)] == [monday] * 2 + [date(2026, 11, 10)] * 2
    assert days_of((monday,), until=date(2026, 11, 10)) == [monday, date(2026, 11, 10)]
    assert day_of(NOW) == date(2026, 5, 4)


def test_the_end_of_the_year_is_closed_unless_its_week_is_chosen() -> None:
    year = Promotion(1, "EIG 10", date(2026, 9, 7), date(2027, 7, 2))
    phase = replace(PHASES[0], starts_on=date(2026, 9, 7), ends_on=date(2027, 1, 1))
    year = replace(year, phases=(phase, replace(PHASES[1], starts_on=date(2027, 1, 2), ends_on=date(2027, 3, 31))))
    assert usual_weeks(year, phase, now=on(date(2026, 10, 1))) == [date(2026, 12, 14), date(2026, 12, 21)]
    before, between = date(2026, 12, 21), date(2026, 12, 28)
    assert [one.day for one in days_of((before,), until=year.ends_on)] == [21, 22, 23]
    assert [one.day for one in days_of((between,), until=year.ends_on)] == [28, 29, 30, 31]
    starts = starts_of([before], until=year.ends_on, now=on(date(2026, 12, 1)))
    assert {from_epoch(one.at).day for one in starts} == {21, 22, 23}
