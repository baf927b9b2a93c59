"""Each rule of free slots by an example a person can check."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.agenda.slots import QUARTER, Busy, Slot, SlotSearch, free_slots, is_free
from bot.dates.hours import DayHours, HostHours, WeeklyHours
from bot.dates.paris import PARIS, day_of, epoch_at, from_epoch, moment_at, to_paris

MONDAY = date(2026, 5, 11)
NOW = moment_at(date(2026, 5, 8), 8 * 60)  # the Friday before, a public holiday
MORNING = HostHours(1, (WeeklyHours(0, "09:00", "12:30"),))


def clocks(slots: list[Slot], day: date = MONDAY) -> list[str]:
    """Give the clock times of the slots of one day."""
    moments = [to_paris(from_epoch(slot.starts)) for slot in slots]
    return [f"{moment:%H:%M}" for moment in moments if moment.date() == day]


def days(slots: list[Slot]) -> list[date]:
    """Give the days that have slots."""
    return sorted({day_of(from_epoch(slot.starts)) for slot in slots})


def booked(clock: str, minutes: int, *, host: int = 1, day: date = MONDAY) -> Busy:
    """Claim an appointment and its buffer, as the bot does."""
    hour, minute = clock.split(":")
    return host, epoch_at(day, int(hour) * 60 + int(minute)) // QUARTER, (minutes + 15) // 15


def search(minutes: int = 60, *, now: datetime = NOW, horizon_days: int = 9) -> SlotSearch:
    return SlotSearch(now, minutes, horizon_days=horizon_days)


def test_starts_are_at_the_hour_and_the_half_hour() -> None:
    expected = ["09:00", "09:30", "10:00", "10:30", "11:00", "11:30"]
    assert clocks(free_slots(search(), [MORNING], busy=[])) == expected


def test_morning_of_three_and_a_half_hours_holds_three_appointments() -> None:
    first = booked("09:00", 60)
    assert clocks(free_slots(search(), [MORNING], busy=[first])) == ["10:15", "10:30", "11:00", "11:30"]
    second = booked("10:15", 60)
    assert clocks(free_slots(search(), [MORNING], busy=[second, first])) == ["11:30"]
    third = booked("11:30", 60)
    assert clocks(free_slots(search(), [MORNING], busy=[second, third, first])) == []


def test_fifteen_minutes_stay_free_before_the_next_appointment() -> None:
    next_one = booked("11:00", 60)
    # 9 h 30 to 10 h 30 leaves half an hour; 10 h to 11 h would leave nothing
    assert clocks(free_slots(search(), [MORNING], busy=[next_one])) == ["09:00", "09:30"]
    assert clocks(free_slots(search(45), [MORNING], busy=[next_one])) == ["09:00", "09:30", "10:00"]


def test_buffer_may_lie_outside_opening_hours_but_not_on_another_appointment() -> None:
    assert clocks(free_slots(search(210), [MORNING], busy=[])) == ["09:00"]
    assert clocks(free_slots(search(210), [MORNING], busy=[booked("12:30", 60)])) == []
    assert clocks(free_slots(search(210), [MORNING], busy=[booked("12:45", 60)])) == ["09:00"]
    # an appointment made by hand before the hours ends, with its buffer, inside them
    assert clocks(free_slots(search(150), [MORNING], busy=[booked("08:00", 60)])) == ["09:15", "09:30", "10:00"]


def test_appointment_does_not_reach_over_a_break() -> None:
    opening = HostHours(1, (WeeklyHours(0, "09:00", "10:30"), WeeklyHours(0, "10:45", "12:00")))
    assert clocks(free_slots(search(), [opening], busy=[])) == ["09:00", "09:30", "11:00"]


def test_length_that_is_no_whole_quarter_is_rounded_up() -> None:
    opening = HostHours(1, (WeeklyHours(0, "09:05", "10:50"),))
    assert clocks(free_slots(search(50), [opening], busy=[])) == ["09:30", "10:00"]
    assert clocks(free_slots(search(50), [opening], busy=[booked("11:00", 15)])) == ["09:30"]
    assert clocks(free_slots(search(45), [opening], busy=[booked("11:00", 15)])) == ["09:30", "10:00"]
    assert clocks(free_slots(search(46), [opening], busy=[booked("11:00", 15)])) == ["09:30"]  # a minute is missing


def test_appointments_of_different_lengths_all_count() -> None:
    busy = [booked("09:00", 30), booked("10:00", 45), booked("11:00", 15)]
    assert clocks(free_slots(search(), [MORNING], busy=busy)) == ["11:30"]
    assert clocks(free_slots(search(15), [MORNING], busy=busy)) == ["11:30", "12:00"]


def test_other_hosts_appointments_do_not_matter() -> None:
    assert clocks(free_slots(search(150), [MORNING], busy=[booked("09:00", 180, host=2)])) == [
        "09:00",
        "09:30",
        "10:00",
    ]


def test_hosts_are_named_in_the_order_given() -> None:
    openings = [HostHours(host, (WeeklyHours(0, "09:00", "10:00"),)) for host in (7, 3, 5)]
    slots = free_slots(search(), openings, busy=[booked("09:00", 60, host=3)])
    assert slots == [Slot(epoch_at(MONDAY, 540), (7, 5))]


def test_first_start_is_a_whole_day_from_now() -> None:
    sunday = date(2026, 5, 10)
    assert clocks(free_slots(search(now=moment_at(sunday, 600)), [MORNING], busy=[])) == [
        "10:00",
        "10:30",
        "11:00",
        "11:30",
    ]
    just_after = moment_at(sunday, 600) + timedelta(microseconds=1)
    assert clocks(free_slots(search(now=just_after), [MORNING], busy=[])) == ["10:30", "11:00", "11:30"]


def test_day_of_lead_is_24_hours_though_the_clocks_change() -> None:
    spring = date(2026, 3, 29)
    saturday_noon = datetime(2026, 3, 28, 12, tzinfo=PARIS)
    opening = HostHours(1, (), (DayHours(spring, "09:00", "15:00"),))
    assert clocks(free_slots(search(now=saturday_noon), [opening], busy=[]), spring) == ["13:00", "13:30", "14:00"]


def test_last_day_is_sixty_days_from_today() -> None:
    opening = HostHours(1, tuple(WeeklyHours(weekday, "09:00", "10:00") for weekday in range(7)))
    late = datetime(2026, 8, 31, 22, 30, tzinfo=UTC)  # 1 September in Paris
    assert days(free_slots(SlotSearch(late, 60), [opening], busy=[]))[-1] == date(2026, 10, 31)


def test_holiday_is_closed_unless_the_host_opens_it() -> None:
    ascension = date(2026, 5, 14)
    weekly = tuple(WeeklyHours(weekday, "09:00", "10:00") for weekday in range(5))
    closed = free_slots(search(), [HostHours(1, weekly)], busy=[])
    assert days(closed) == [date(2026, 5, day) for day in (11, 12, 13, 15)]
    opened = free_slots(search(), [HostHours(1, weekly, (DayHours(ascension, "10:00", "11:00"),))], busy=[])
    assert clocks(opened, ascension) == ["10:00"]


def test_closed_weekday_of_the_defi_is_closed_whatever_the_host_says() -> None:
    opening = HostHours(
        1,
        MORNING.weekly,
        (DayHours(date(2026, 5, 18), "09:00", "12:00"), DayHours(date(2026, 5, 19), "09:00", "10:00")),
    )
    closed = SlotSearch(NOW, 60, horizon_days=14, closed_weekdays=frozenset({0}))
    assert days(free_slots(closed, [opening], busy=[])) == [date(2026, 5, 19)]
    assert not is_free(closed, opening, busy=[], starts=epoch_at(MONDAY, 540))


def test_exception_closes_a_day() -> None:
    opening = HostHours(1, MORNING.weekly, (DayHours(MONDAY),))
    assert days(free_slots(search(horizon_days=12), [opening], busy=[])) == [date(2026, 5, 18)]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 3, 29), ["01:00", "01:30", "03:00"]),  # 2 h does not exist
        (date(2026, 10, 25), ["01:00", "01:30", "02:00", "02:30", "02:00", "02:30", "03:00"]),  # 2 h comes twice
    ],
)
def test_slots_follow_the_clocks_when_they_change(day: date, expected: list[str]) -> None:
    opening = HostHours(1, (), (DayHours(day, "01:00", "04:00"),))
    now = moment_at(day - timedelta(days=3), 0)
    assert clocks(free_slots(search(now=now), [opening], busy=[]), day) == expected


def test_long_absence_blocks_what_it_covers() -> None:
    absence = (1, epoch_at(date(2026, 5, 1), 0) // QUARTER, 96 * 10 + 39)  # until 9 h 45 on the Monday
    assert clocks(free_slots(search(), [MORNING], busy=[absence])) == ["09:45", "10:00", "10:30", "11:00", "11:30"]


def test_nothing_is_free_when_the_lead_is_longer_than_the_horizon() -> None:
    assert free_slots(SlotSearch(NOW, 60, lead=timedelta(days=9), horizon_days=3), [MORNING], busy=[]) == []
    assert free_slots(search(), [], busy=[booked("09:00", 60)]) == []


@pytest.mark.parametrize(
    ("clock", "expected"),
    [
        ("08:30", False),
        ("09:00", False),
        ("10:00", False),
        ("10:15", True),
        ("10:30", True),
        ("10:45", True),  # off the grid, and free
        ("12:00", False),
    ],
)
def test_one_start_is_judged_by_the_same_rules(clock: str, expected: bool) -> None:
    starts = booked(clock, 60)[1] * QUARTER
    assert is_free(search(), MORNING, busy=[booked("09:00", 60)], starts=starts) is expected


def test_one_start_between_two_quarters_is_not_free() -> None:
    assert not is_free(search(), MORNING, busy=[], starts=epoch_at(MONDAY, 540) + 1)


def test_search_without_zone_or_length_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        SlotSearch(NOW.replace(tzinfo=None), 60)
    with pytest.raises(ValueError, match="0 minutes"):
        SlotSearch(NOW, 0)
