"""The times that suit a group: all who must come, most of who may, spread over days."""

import random
from datetime import date, datetime, timedelta

from bot.agenda.school import HolidaySpan
from bot.dates.hours import DayHours, HostHours, WeeklyHours
from bot.dates.paris import PARIS, epoch_at, from_epoch, to_paris
from bot.polls.candidates import Candidate, TimeSearch, find_candidates

NOW = datetime(2026, 5, 4, 8, 0, tzinfo=PARIS)
SINCE = date(2026, 5, 11)  # a Monday; 14 May is a holiday
MUST, MAY = (1, 2), (3, 4)
Busy = tuple[int, int, int]


def wanted(days: int = 30, minutes: int = 60, **values: object) -> TimeSearch:
    given = {"must": MUST, "may": MAY, **values}
    return TimeSearch(**given, minutes=minutes, since=SINCE, until=SINCE + timedelta(days=days))  # type: ignore[arg-type]


def span(who: int, day: date, first: int, last: int) -> Busy:
    return who, epoch_at(day, first * 60), epoch_at(day, last * 60)


def found(asked: TimeSearch, busy: list[Busy], openings: tuple[HostHours, ...] = ()) -> list[Candidate]:
    return find_candidates(asked, busy, openings=openings, now=NOW)


def local(one: Candidate) -> datetime:
    return to_paris(from_epoch(one.starts))


def test_ten_times_at_most_spread_over_days_and_half_days() -> None:
    times = [local(one) for one in found(wanted(), [])]
    assert len(times) == 10
    assert len({one.date() for one in times}) == 10
    assert {one.hour < 13 for one in times} == {True, False}
    assert all(one.weekday() < 5 and one.date() != date(2026, 5, 14) for one in times)
    assert times == sorted(times)


def test_all_who_must_come_are_free_then_most_of_who_may() -> None:
    days = [SINCE + timedelta(days=at) for at in range(2)]
    busy = [span(1, days[0], 0, 24), span(3, days[1], 9, 13), span(4, days[1], 9, 13)]
    several = found(wanted(days=1), busy)
    assert [(local(one).isoformat()[:16], one.must_not, one.may_not) for one in several] == [
        ("2026-05-12T09:00", (), (3, 4)),
        ("2026-05-12T14:00", (), ()),
    ]


def test_school_holidays_are_offered_only_where_nothing_else_suits() -> None:
    off = (HolidaySpan(SINCE, SINCE + timedelta(days=20), "Zone B"),)
    several = found(wanted(school=off), [])
    assert {local(one).date() > off[0].last for one in several} == {True}
    taken = [span(1, off[0].last + timedelta(days=at), 0, 24) for at in range(1, 40)]
    assert {one.on_holiday for one in found(wanted(school=off), taken)} == {True}


def test_where_nothing_suits_all_who_must_come_the_fewest_are_missing() -> None:
    busy = [span(1, SINCE, 0, 24), span(2, SINCE, 0, 13)]
    (only,) = found(wanted(days=0), busy)
    assert (local(only).hour, only.must_not, only.may_not) == (14, (1,), ())
    assert found(wanted(days=0, minutes=30), [], ()) != []
    weekend = TimeSearch(MUST, MAY, 60, date(2026, 5, 16), date(2026, 5, 17))
    assert found(weekend, []) == []


def test_a_quarter_of_an_hour_is_left_before_what_comes_next() -> None:
    busy = [span(1, SINCE, 10, 13), span(1, SINCE, 15, 24)]
    assert found(wanted(days=0), busy)[0].must_not == (1,)  # 9 h to 10 h would be followed at once
    assert [local(one).hour for one in found(wanted(days=0, minutes=45), busy)] == [9, 14]


def test_what_somebody_blocked_of_their_hours_counts_as_busy_and_usual_hours_are_preferred() -> None:
    weekly = tuple(WeeklyHours(day, "10:00", "12:00") for day in range(5))
    (usual, _) = found(wanted(days=0), [], (HostHours(1, weekly),))
    assert local(usual).hour == 10
    blocked = HostHours(1, weekly, (DayHours(SINCE, "11:00", "12:00"),))
    first = found(wanted(days=0, minutes=30), [], (blocked,))[0]
    assert (local(first).hour, local(first).minute) == (11, 0)
    closed = HostHours(1, weekly, (DayHours(SINCE),))
    assert [one.must_not for one in found(wanted(days=0), [], (closed,))] == [(1,), (1,)]


def test_a_whole_day_is_asked_once_a_day() -> None:
    several = found(wanted(days=3, minutes=420), [])
    assert [local(one).isoformat()[:16] for one in several] == [f"2026-05-{day}T09:00" for day in (11, 12, 13)]


def test_what_is_found_is_as_free_as_it_says() -> None:
    chance = random.Random(7)
    everybody = range(1, 41)
    busy: list[Busy] = []
    for who in everybody:
        for _ in range(40):
            day = SINCE + timedelta(days=chance.randrange(31))
            busy.append(span(who, day, first := chance.randrange(8, 18), first + chance.randrange(1, 3)))
    asked = wanted(must=tuple(range(1, 6)), may=tuple(range(6, 41)))
    several = found(asked, busy)
    assert several
    for one in several:
        ends = one.starts + 75 * 60
        taken = {who for who, begins, last in busy if begins < ends and one.starts < last}
        assert (set(one.must_not), set(one.may_not)) == (taken & set(asked.must), taken & set(asked.may))


def test_the_end_of_the_year_is_proposed_only_to_who_asks_for_nothing_else() -> None:
    asked = TimeSearch(MUST, MAY, 60, date(2026, 12, 14), date(2027, 1, 8))
    days = {local(one).date() for one in found(asked, [])}
    assert days
    assert not [one for one in days if one.month == 12 and one.day >= 24]
    chosen = TimeSearch(MUST, MAY, 60, date(2026, 12, 28), date(2026, 12, 31))
    assert {local(one).date() for one in found(chosen, [])} == {date(2026, 12, day) for day in (28, 29, 30, 31)}
