"""When somebody is reminded: clock times of Paris across its changes, holidays, quiet hours, what cannot wait."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.agenda.model import Appointment, Part, Participant, Reply, State
from bot.agenda.reminders.timetable import Reminder, ReminderKind, WakingHours, timetable, waking_time
from bot.dates.holidays import is_working_day
from tests.bot.agenda.meetings import PARIS

BOOKER, GUEST, HOST, EXPERT, GONE = 1, 2, 3, 4, 5
PARTS = (
    Participant(BOOKER, Part.BOOKER),
    Participant(GUEST, Part.GUEST),
    Participant(HOST, Part.HOST),
    Participant(EXPERT, Part.EXPERT),
    Participant(GONE, Part.GUEST, Reply.LEFT),
)
LINK = "https://visio.example.org/a"
WEEK, EVE, HOUR, DAY, AFTER = "week", "eve", "hour", "day", "after"


def paris(text: str) -> datetime:
    """Read « 2026-05-05 09:00 » as a moment in Paris."""
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


def appointment(
    starts: str, *, link: str | None = LINK, dispositif: str = "bureau-aide", state: State = State.CONFIRMED
) -> Appointment:
    begins = paris(starts).astimezone(UTC)
    ends = begins + timedelta(hours=1)
    return Appointment(7, "a", dispositif, None, None, begins, ends, state, 0, link, PARTS)


def told(one: Appointment, person_id: int, quiet: Mapping[int, WakingHours] | None = None) -> dict[str, str]:
    """Give what somebody is reminded of and when, in Paris."""
    mine = [reminder for reminder in timetable(one, quiet or {}) if reminder.person_id == person_id]
    return {one.kind.removeprefix("remind."): f"{one.due.astimezone(PARIS):%Y-%m-%d %H:%M}" for one in mine}


@pytest.mark.parametrize(
    ("starts", "expected"),
    [
        pytest.param(
            "2026-05-14 14:00",  # a Thursday, and Ascension: a coach may plan it all the same
            {WEEK: "2026-05-11 09:00", EVE: "2026-05-13 09:00", HOUR: "2026-05-14 13:00"},
            id="in the middle of a week",
        ),
        pytest.param(
            "2026-05-12 09:00",
            {WEEK: "2026-05-11 09:00", HOUR: "2026-05-12 08:00"},
            id="on Tuesday, the week says what the day before would",
        ),
        pytest.param(
            "2026-05-27 14:00",
            {WEEK: "2026-05-26 09:00", HOUR: "2026-05-27 13:00"},
            id="after a Monday that is a holiday",
        ),
        pytest.param(
            "2026-05-04 08:30",
            {WEEK: "2026-04-27 09:00", EVE: "2026-04-30 09:00", HOUR: "2026-05-04 08:00"},
            id="on Monday before nine, the week before says it",
        ),
        pytest.param(
            "2026-05-11 09:00",
            {WEEK: "2026-05-04 09:00", EVE: "2026-05-07 09:00", HOUR: "2026-05-11 08:00"},
            id="on Monday at nine",
        ),
        pytest.param(
            "2026-05-26 09:00",
            {WEEK: "2026-05-18 09:00", EVE: "2026-05-22 09:00", HOUR: "2026-05-26 08:00"},
            id="early on the first day of a week whose Monday is a holiday",
        ),
        pytest.param(
            "2026-03-30 00:00",  # the night after the clocks went forward
            {WEEK: "2026-03-23 09:00", EVE: "2026-03-27 09:00", HOUR: "2026-03-29 23:00"},
            id="in the first minute of a week with another clock",
        ),
        pytest.param(
            "2026-05-11 14:00",
            {EVE: "2026-05-07 09:00", WEEK: "2026-05-11 09:00", HOUR: "2026-05-11 13:00"},
            id="on Monday after nine",
        ),
    ],
)
def test_a_guest_is_reminded_by_working_days(starts: str, expected: dict[str, str]) -> None:
    assert told(appointment(starts), GUEST) == expected


@pytest.mark.parametrize(
    ("starts", "in_utc"),
    [
        pytest.param(  # clocks go forward on Sunday 29 March: Friday at 9 h is 8 h UTC, Monday at 9 h is 7 h
            "2026-03-30 14:00",
            {EVE: "27 08:00", WEEK: "30 07:00", HOUR: "30 11:00", AFTER: "31 07:00"},
            id="spring",
        ),
        pytest.param(  # and back on Sunday 25 October
            "2026-10-26 14:00",
            {EVE: "23 07:00", WEEK: "26 08:00", HOUR: "26 12:00", AFTER: "27 08:00"},
            id="autumn",
        ),
    ],
)
def test_clock_times_hold_across_a_change_of_clocks(starts: str, in_utc: dict[str, str]) -> None:
    mine = [one for one in timetable(appointment(starts), {}) if one.person_id == BOOKER]
    assert {one.kind.removeprefix("remind."): f"{one.due.astimezone(UTC):%d %H:%M}" for one in mine} == in_utc


def test_only_what_is_online_is_recalled_an_hour_before() -> None:
    assert HOUR in told(appointment("2026-05-12 14:00"), GUEST)
    assert told(appointment("2026-05-12 14:00", link=None), GUEST) == {WEEK: "2026-05-11 09:00"}


@pytest.mark.parametrize("person_id", [HOST, EXPERT])
@pytest.mark.parametrize(
    ("starts", "due"),
    [
        ("14:00", "08:30"),
        ("09:00", "08:30"),
        ("08:45", "08:15"),
        ("08:30", "08:00"),
        ("08:15", "08:00"),
        ("08:05", "07:35"),
    ],
)
def test_who_hosts_hears_of_the_day_alone(person_id: int, starts: str, due: str) -> None:
    assert told(appointment(f"2026-05-12 {starts}"), person_id) == {DAY: f"2026-05-12 {due}"}


def test_who_booked_is_asked_on_the_next_working_morning() -> None:
    one = appointment("2026-05-07 14:00")  # the Friday after is a holiday
    assert told(one, BOOKER)[AFTER] == "2026-05-11 09:00"
    asked = [reminder for reminder in timetable(one, {}) if reminder.kind is ReminderKind.AFTER]
    assert asked == [Reminder(ReminderKind.AFTER, BOOKER, paris("2026-05-11 09:00"), paris("2026-05-18 09:00"))]
    assert AFTER not in told(appointment("2026-05-07 14:00", dispositif="mentorat"), BOOKER)


@pytest.mark.parametrize(
    ("starts", "asked"),
    [
        pytest.param("2026-05-14 14:00", "2026-05-18 09:00", id="the Monday after"),
        pytest.param("2026-05-15 14:00", "2026-05-18 09:00", id="of a Friday, the next morning is that Monday"),
        pytest.param("2026-05-20 14:00", "2026-05-26 09:00", id="or Tuesday, where Monday is a holiday"),
        pytest.param("2026-05-25 14:00", "2026-05-26 09:00", id="of that holiday too"),
    ],
)
def test_of_several_seances_all_but_the_last_are_asked_about_with_the_week(starts: str, asked: str) -> None:
    one = appointment(starts)
    (after,) = [each for each in timetable(one, {}, has_later_seance=True) if each.kind is ReminderKind.AFTER]
    assert f"{after.due.astimezone(PARIS):%Y-%m-%d %H:%M}" == asked


def test_what_comes_before_helps_until_the_start() -> None:
    one = appointment("2026-05-14 14:00")
    assert {reminder.expires for reminder in timetable(one, {}) if reminder.kind is not ReminderKind.AFTER} == {
        one.starts
    }


@pytest.mark.parametrize("state", [State.HELD, State.CANCELLED])
def test_what_does_not_stand_reminds_nobody(state: State) -> None:
    assert timetable(appointment("2026-05-14 14:00", state=state), {}) == []


def test_who_left_is_reminded_of_nothing() -> None:
    assert told(appointment("2026-05-14 14:00"), GONE) == {}


def test_what_can_wait_comes_in_waking_hours_alone() -> None:
    quiet = {GUEST: WakingHours(wakes=10 * 60, sleeps=16 * 60)}
    one = appointment("2026-05-14 18:00")
    assert told(one, GUEST, quiet) == {
        WEEK: "2026-05-11 10:00",
        EVE: "2026-05-13 10:00",
        HOUR: "2026-05-14 17:00",  # the next waking hour is after the start
    }
    assert told(one, BOOKER, quiet)[WEEK] == "2026-05-11 09:00"


@pytest.mark.parametrize(
    ("due", "before", "comes"),
    [
        ("07:30", "09:00", "05 08:00"),
        ("07:30", "08:10", "05 08:00"),
        ("07:30", "08:09", "05 07:30"),
        ("08:00", "09:00", "05 08:00"),
        ("18:59", "20:00", "05 18:59"),
        ("19:00", "20:00", "05 19:00"),
    ],
)
def test_waiting_leaves_ten_minutes_at_least(due: str, before: str, comes: str) -> None:
    when = waking_time(paris(f"2026-05-05 {due}"), WakingHours(), latest=paris(f"2026-05-05 {before}"))
    assert f"{when.astimezone(PARIS):%d %H:%M}" == comes


def test_what_is_due_in_the_evening_waits_for_the_morning() -> None:
    when = waking_time(paris("2026-05-05 19:00"), WakingHours(), latest=paris("2026-05-06 14:00"))
    assert when == paris("2026-05-06 08:00")


NOWHERE = "Nowhere/At_all"
ZONES = (None, "Europe/Paris", "Pacific/Tahiti", "America/Cayenne", "Pacific/Noumea", "America/Miquelon", NOWHERE)
QUARTER = timedelta(minutes=15)
HOURS = st.builds(
    WakingHours,
    st.integers(0, 95).map(lambda quarter: quarter * 15),
    st.integers(1, 96).map(lambda quarter: quarter * 15),
    st.sampled_from(ZONES),
).filter(lambda quiet: quiet.is_right and not 0 < (quiet.sleeps - quiet.wakes) % 1440 < 60)  # spring may skip less
MOMENTS = st.integers(0, 366 * 96).map(lambda quarter: datetime(2026, 1, 1, tzinfo=UTC) + quarter * QUARTER)


@given(HOURS, MOMENTS, st.timedeltas(timedelta(0), timedelta(days=9)))
@example(WakingHours(zone="Pacific/Tahiti"), datetime(2026, 5, 11, 7, tzinfo=UTC), timedelta(days=3))
@example(WakingHours(14 * 60, 2 * 60), datetime(2026, 5, 11, 23, 30, tzinfo=UTC), timedelta(days=3))
@example(
    WakingHours(150, 1200), datetime(2026, 10, 25, 1, 15, tzinfo=UTC), timedelta(days=3)
)  # woken at 2 h 30 already
def test_what_can_wait_comes_at_once_or_as_one_wakes_wherever_one_lives(
    quiet: WakingHours, due: datetime, rest: timedelta
) -> None:
    zone = PARIS if quiet.zone in (None, NOWHERE) else ZoneInfo(quiet.zone)

    def clock(moment: datetime) -> datetime:
        return moment.astimezone(zone).replace(tzinfo=None)

    def since_waking(moment: datetime) -> int:
        return (clock(moment).hour * 60 + clock(moment).minute - quiet.wakes) % 1440

    awake_for = (quiet.sleeps - quiet.wakes) % 1440 or 1440
    comes = waking_time(due, quiet, latest=due + rest)
    if since_waking(due) < awake_for:
        assert comes == due
    elif comes > due:  # when they wake, past one night, and what follows it of days on which nobody works
        assert since_waking(comes) < 60
        assert comes <= due + rest - timedelta(minutes=10)
        day = clock(comes).date() - timedelta(days=1)
        assert clock(comes) - clock(due) < timedelta(days=1, hours=1) or not is_working_day(day)
    else:
        too_near = rest < timedelta(days=6)
        assert comes == due
        assert too_near or due.astimezone(zone).fold
