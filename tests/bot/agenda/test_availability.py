"""A host's own hours: read back before they are kept, what lies outside them, a slot blocked while others book."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from functools import partial
from threading import Barrier
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from bot.agenda import agenda, availability, blocking
from bot.agenda.availability import Preview, UnreadableHours
from bot.agenda.blocking import BlockedTime
from bot.agenda.model import AgendaPlan, Appointment, Part, Participant
from bot.dates.days_text import read_days
from bot.dates.hours import DayHours, WeeklyHours
from bot.dates.hours_text import LONGEST_TEXT
from bot.dates.paris import day_of, from_epoch
from bot.errors import DraftExpired, NotAllowed, Refusal, SlotTaken, SlotUnbookable
from bot.meeting_links import is_address
from bot.programme.model import Actor, Membership
from bot.programme.roles import Role
from storage.agenda import hours
from storage.database import Database
from storage.programme import history, people

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 5, 4, 8, 0, tzinfo=PARIS)  # a Monday; 8 May is a holiday
NINE = NOW + timedelta(days=1, hours=1)
WEEK = "lundi 9h-12h\nmardi 9h-12h, 14h-17h"
MORNINGS = [WeeklyHours(day, "09:00", "12:00") for day in range(5)]
SUMMER = WeeklyHours(2, "14:00", "16:00", date(2026, 5, 1), date(2026, 7, 31))
DRAFT = "00000000-0000-4000-8000-000000000001"


class Host:
    """Somebody with hours, over transactions of their own."""

    def __init__(self, database: Database, *weekly: WeeklyHours, role: Role = Role.COACH) -> None:
        self.database = database
        with database.transaction() as tx:
            self.id = people.add(tx, name="Claire Morel")
            people.add_membership(tx, self.id, Membership(role))
            hours.replace_weekly(tx, self.id, weekly)
            self.actor = Actor("UCLAIRE", people.by_id(tx, self.id))

    def keep(self, week: str = WEEK, days: str = "", *, seen: str = "", link: str = "", now: datetime = NOW) -> Preview:
        draft = str(uuid4())
        with self.database.transaction() as tx:
            availability.save_hours_draft(
                tx, self.actor, draft, week=week, days=days, link=link, seen_version=seen, now=now
            )
            return availability.apply_hours_draft(tx, self.actor, draft, now=now)

    def preview(self, week: str = WEEK, days: str = "", *, seen: str = "", link: str = "") -> Preview:
        with self.database.transaction() as tx:
            draft = str(uuid4())
            return availability.save_hours_draft(
                tx, self.actor, draft, week=week, days=days, link=link, seen_version=seen, now=NOW
            )

    def hours(self, now: datetime = NOW) -> availability.Hours:
        with self.database.reading() as reading:
            return availability.read_hours(reading, self.actor, now=now)

    def block(self, starts: datetime = NINE, *, now: datetime = NOW) -> BlockedTime:
        with self.database.transaction() as tx:
            return blocking.block_slot(tx, self.actor, starts=starts, now=now)

    def book(self, starts: datetime = NINE, *, now: datetime = NOW, part: Part = Part.HOST) -> Appointment:
        with self.database.transaction() as tx:
            host = self.id if part is Part.HOST else people.add(tx, name="David Nguyen")
            parts = {Participant(host, Part.HOST), Participant(self.id, part)}
            plan = AgendaPlan("bureau-aide", None, None, starts, 60, tuple(parts))
            return agenda.book(tx, self.actor, [plan], batch=starts.isoformat(), by_host=True, now=now)[0]

    def free(self, now: datetime = NOW) -> list[datetime]:
        with self.database.reading() as reading:
            return [from_epoch(one.starts) for one in blocking.list_free_slots(reading, self.actor, now=now)]

    def actions(self) -> list[str]:
        with self.database.reading() as reading:
            return [line.action for line in history.entries_of(reading, "person", self.id)]


def test_what_is_kept_is_what_was_read_back_and_reads_back_the_same(database: Database) -> None:
    host = Host(database, *MORNINGS)
    shown = host.preview(WEEK, "mardi 12 mai 9h-10h\n3 au 14 août fermé", link=" https://visio.example.org/claire ")
    assert host.hours().weekly == tuple(MORNINGS)  # nothing is kept yet
    kept = host.keep(WEEK, "mardi 12 mai 9h-10h\n3 au 14 août fermé", link=" https://visio.example.org/claire ")
    found = host.hours()
    assert kept == shown
    assert found == shown.hours
    assert (found.week_text, found.days_text) == (WEEK, "mardi 12 mai 9h-10h\ndu 3 au 14 août fermé")
    assert found.link == "https://visio.example.org/claire"
    assert host.actions() == ["agenda.hours"]
    host.keep(found.week_text, found.days_text, link=found.link or "")
    assert host.actions() == ["agenda.hours"]  # nothing changed


def test_what_a_file_gave_for_a_time_and_days_gone_by_stay(database: Database) -> None:
    host = Host(database, *MORNINGS, SUMMER)
    gone, again = DayHours(date(2026, 4, 30)), DayHours(date(2026, 5, 5))
    with database.transaction() as tx:
        hours.add_day_hours(tx, host.id, gone)
        hours.add_day_hours(tx, host.id, again)
    assert (host.hours().bounded, host.hours().week_text.splitlines()[2]) == ((SUMMER,), "mercredi 9h-12h")
    host.keep("", "")
    with database.reading() as reading:
        opening = hours.list_openings(reading, [host.id])[0]
    assert (opening.weekly, opening.exceptions) == ((SUMMER,), (gone,))
    assert host.hours(datetime(2026, 8, 3, tzinfo=PARIS)).bounded == ()


def test_all_that_cannot_be_read_is_told_at_once_and_nothing_is_kept(database: Database) -> None:
    host = Host(database, *MORNINGS)
    with pytest.raises(UnreadableHours) as refused:
        host.keep("lunid 9h-12h\nmardi 9h-25h", "mardi 13 mai fermé\n1er mai fermé", link="visio.example.org")
    found = {name: [(one.number, one.code, one.near) for one in some] for name, some in refused.value.faults.items()}
    assert found == {
        "week": [(1, "day", "lundi"), (2, "clock", None)],
        "days": [(1, "weekday", "mercredi")],
    }
    assert refused.value.link == "not_a_link"
    assert (host.hours().weekly, host.actions()) == (tuple(MORNINGS), [])


def test_link_to_the_service_that_closed_is_refused(database: Database) -> None:
    host = Host(database)
    with pytest.raises(UnreadableHours) as refused:
        host.keep("lundi 9h-12h", "", link="https://webconf.numerique.gouv.fr/BureauDeClaire")
    assert (refused.value.link, host.hours().link) == ("closed", None)


def test_a_week_that_no_field_could_show_again_is_refused(database: Database) -> None:
    host = Host(database)
    ranges = ", ".join(f"{hour}h-{hour}h15, {hour}h30-{hour}h45" for hour in range(24))
    with pytest.raises(UnreadableHours) as refused:
        host.keep(f"du lundi au dimanche {ranges}")
    assert [one.code for one in refused.value.faults["week"]] == ["long"]


def test_hours_begin_and_end_on_a_quarter_as_in_files(database: Database) -> None:
    host = Host(database)
    with pytest.raises(UnreadableHours) as refused:
        host.keep("lundi 9h07-12h\nmardi 9h-12h05", "mardi 12 mai 14h10-16h")
    assert {
        name: [(one.number, one.code, one.part) for one in some] for name, some in refused.value.faults.items()
    } == {
        "week": [(1, "quarter", "9h07"), (2, "quarter", "12h05")],
        "days": [(1, "quarter", "14h10")],
    }
    host.keep("lundi 9h15-12h45", "")
    assert [(one.starts, one.ends) for one in host.hours().weekly] == [("09:15", "12:45")]


def test_a_closed_period_may_last_a_year_and_the_rest_is_kept(database: Database) -> None:
    host = Host(database)
    host.keep("lundi 9h-12h", "du 1er juin au 31 décembre fermé\nmardi 5 mai 14h-16h")
    closed = [one.day for one in host.hours().exceptions if one.starts is None]
    assert (closed[0], closed[-1], len(closed)) == (date(2026, 6, 1), date(2026, 12, 31), 214)
    assert host.hours().days_text == "mardi 5 mai 14h-16h\ndu 1er juin au 31 décembre fermé"
    assert [one.weekday for one in host.hours().weekly] == [0]


@pytest.mark.parametrize("role", [Role.EIG, Role.PORTEUR, Role.ALUMNI])
def test_who_hosts_nothing_has_no_hours(database: Database, role: Role) -> None:
    host = Host(database, role=role)
    for use_case in (host.hours, host.keep, host.preview, host.block, host.free):
        with pytest.raises(NotAllowed):
            use_case()


def test_appointments_outside_the_new_hours_are_told_and_stand(database: Database) -> None:
    host = Host(database, *MORNINGS)
    inside, closed = host.book(NINE), host.book(NINE + timedelta(days=1))
    invited = host.book(NINE + timedelta(days=2, minutes=15), part=Part.EXPERT)
    host.book(NINE + timedelta(days=3), part=Part.GUEST)  # a guest's hours are nobody's business
    shown = host.preview("mardi 9h-10h\njeudi 9h30-10h30")
    assert [one.appointment.id for one in shown.touched] == [closed.id, invited.id]
    assert [one.appointment.id for one in host.preview("mardi 9h-10h", "mardi 5 mai fermé").touched] == [
        inside.id,
        closed.id,
        invited.id,
    ]
    host.keep("mardi 9h-10h\njeudi 9h30-10h30")
    with database.reading() as reading:
        assert agenda.get(reading, closed.id).state.value == "confirmed"


def test_what_has_begun_is_not_told(database: Database) -> None:
    host = Host(database, *MORNINGS)
    host.book(NINE)
    assert [len(host.keep("", now=NINE - timedelta(minutes=late)).touched) for late in (1, 0, -30)] == [1, 0, 0]


def test_a_form_of_before_a_change_says_what_it_replaces(database: Database) -> None:
    host = Host(database, *MORNINGS)
    seen = host.hours().version
    host.keep("lundi 9h-12h", seen=seen)  # the first window
    shown = host.preview("mardi 9h-12h", seen=seen)
    kept = host.keep("mardi 9h-12h", seen=seen)  # the second: the last one holds, and says what it took the place of
    assert [one.replaced and one.replaced.week_text for one in (shown, kept)] == ["lundi 9h-12h", "lundi 9h-12h"]
    assert host.hours().week_text == "mardi 9h-12h"
    assert host.preview("", seen=host.hours().version).replaced is None


def test_a_draft_is_kept_once_and_for_two_days(database: Database) -> None:
    host = Host(database, *MORNINGS)
    typed: dict[str, Any] = {"week": WEEK, "days": "5 mai fermé", "link": "", "seen_version": ""}
    with database.transaction() as tx:
        shown = availability.save_hours_draft(tx, host.actor, DRAFT, **typed, now=NOW)
    with pytest.raises(DraftExpired), database.transaction() as tx:
        availability.apply_hours_draft(tx, host.actor, DRAFT, now=NOW + timedelta(days=2))
    with pytest.raises(DraftExpired), database.transaction() as tx:
        availability.apply_hours_draft(tx, host.actor, DRAFT.replace("1", "2"), now=NOW)
    assert host.hours().weekly == tuple(MORNINGS)
    answers = []
    for _ in range(2):
        with database.transaction() as tx:
            answers.append(availability.apply_hours_draft(tx, host.actor, DRAFT, now=NOW))
    assert answers == [shown, shown]
    assert host.actions() == ["agenda.hours"]
    with pytest.raises(DraftExpired), database.transaction() as tx:
        availability.save_hours_draft(tx, host.actor, DRAFT, **typed, now=NOW)


def test_a_draft_about_a_day_that_has_passed_is_read_anew(database: Database) -> None:
    host = Host(database)
    with database.transaction() as tx:
        availability.save_hours_draft(
            tx, host.actor, DRAFT, week="", days="4/5/2026 fermé", link="", seen_version="", now=NOW
        )
    with pytest.raises(UnreadableHours), database.transaction() as tx:
        availability.apply_hours_draft(tx, host.actor, DRAFT, now=NOW + timedelta(days=1))


def test_exceptions_that_a_field_cannot_hold_stay_unless_they_are_named(database: Database) -> None:
    host = Host(database)
    host.keep("", "du 1er juin au 31 août 9h-10h15, 11h-12h15, 14h-15h15, 16h-17h15")
    found = host.hours()
    assert found.left_out is not None
    assert len(found.days_text) <= LONGEST_TEXT
    named = found.left_out + timedelta(days=1)
    host.keep("", f"{found.days_text}\n{named.isoformat()} fermé")
    days = {one.day for one in host.hours().exceptions}
    assert len(days) == 92
    assert [one for one in host.hours().exceptions if one.day == named] == [DayHours(named)]


@pytest.mark.parametrize(
    ("now", "day"),
    [
        (datetime(2026, 3, 23, 8, tzinfo=PARIS), date(2026, 3, 30)),  # the clocks change on Sunday 29 March
        (datetime(2026, 10, 19, 8, tzinfo=PARIS), date(2026, 10, 26)),  # and on Sunday 25 October
    ],
)
def test_hours_are_those_of_the_clocks_across_a_change_of_time(database: Database, now: datetime, day: date) -> None:
    host = Host(database, *MORNINGS)
    nine = [datetime(one.year, one.month, one.day, 9, tzinfo=PARIS) for one in (day - timedelta(days=3), day)]
    for starts in nine:
        host.book(starts, now=now)
    assert [len(host.keep(f"du lundi au vendredi {span}", now=now).touched) for span in ("9h-10h", "10h-11h")] == [0, 2]
    host.keep("du lundi au vendredi 9h-12h", now=now)
    done = host.block(nine[1] + timedelta(hours=2), now=now)
    assert (done.day, done.taken) == (day, (660, 720))
    assert [one for one in host.hours(now).exceptions if one.day == day] == [DayHours(day, "09:00", "11:00")]


def test_a_blocked_hour_is_offered_no_more_and_the_rest_of_the_day_is(database: Database) -> None:
    host = Host(database, *MORNINGS)
    ten = NINE + timedelta(hours=1)
    before = host.free()
    assert before[:5] == [NINE + timedelta(minutes=30 * number) for number in range(5)]
    done = host.block(ten)
    assert host.free()[:2] == [NINE, ten + timedelta(hours=1)]
    assert done.hours.days_text == "mardi 5 mai 9h-10h, 11h-12h"
    assert (done.before.days_text, done.hours.version != done.before.version) == ("", True)
    assert host.block(ten).hours == done.hours  # a second press
    assert host.actions() == ["agenda.block"]
    with pytest.raises(SlotUnbookable):
        book_as_a_team(host, ten)


def book_as_a_team(host: Host, starts: datetime) -> Appointment:
    with host.database.transaction() as tx:
        plan = AgendaPlan("bureau-aide", None, None, starts, 60, (Participant(host.id, Part.HOST),))
        return agenda.book(tx, Actor("U0"), [plan], batch="team", now=NOW)[0]


def test_free_hours_are_those_of_fourteen_days_that_have_one(database: Database) -> None:
    host = Host(database, WeeklyHours(1, "09:00", "10:00"))
    assert host.free() == [NINE.astimezone(UTC) + timedelta(weeks=number) for number in range(9)]
    host.keep("du lundi au dimanche 9h-10h")
    days = [day_of(one) for one in host.free()]
    assert (len(days), days[0], days[3]) == (14, date(2026, 5, 5), date(2026, 5, 9))  # 8 May is a holiday


def test_an_appointment_cannot_be_blocked_away_and_the_minutes_after_it_can(database: Database) -> None:
    host = Host(database, *MORNINGS)
    host.book(NINE)
    for minutes in (-30, 0, 45):
        with pytest.raises(SlotTaken):
            host.block(NINE + timedelta(minutes=minutes))
    host.block(NINE + timedelta(minutes=60))
    with pytest.raises(SlotUnbookable):
        host.block(NOW)
    assert host.hours().days_text == "mardi 5 mai 9h-10h, 11h-12h"


def attempt(barrier: Barrier, host: Host, starts: datetime, act: Callable[[Host, datetime], object]) -> str:
    barrier.wait()
    try:
        act(host, starts)
    except Refusal as refusal:
        return type(refusal).__name__
    return "done"


def test_blocking_and_booking_at_once_do_one_of_the_two(database: Database) -> None:
    host = Host(database, *MORNINGS)
    for number in range(8):
        starts = NINE + timedelta(weeks=number // 2, days=number % 2)
        compete = partial(attempt, Barrier(2), host, starts)
        with ThreadPoolExecutor(2) as pool:
            outcomes = list(pool.map(compete, [book_as_a_team, Host.block]))
        assert outcomes in (["done", "SlotTaken"], ["SlotUnbookable", "done"])


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("", "mardi 5 mai 11h-12h"),
        ("mercredi 6 mai fermé", "mardi 5 mai 11h-12h\nmercredi 6 mai fermé"),
        ("5 mai 10h-16h", "mardi 5 mai 11h-16h"),
        ("5 mai 14h-16h", "mardi 5 mai 14h-16h"),
        ("5 mia fermé", None),
    ],
)
def test_a_block_is_written_into_what_is_being_typed(database: Database, typed: str, written: str | None) -> None:
    host = Host(database, *MORNINGS)
    host.block(NINE)
    done = host.block(NINE + timedelta(hours=1))
    assert blocking.add_blocked_time(typed, done, now=NOW) == written
    assert read_days(done.hours.days_text, today=day_of(NOW)) == list(done.hours.exceptions)


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("https://visio.example.org/AbC?d=1", True),
        ("http://localhost:8000/salle", True),
        ("visio.example.org/AbC", False),
        ("ftp://visio.example.org", False),
        ("https://", False),
        ("https:///salle", False),
        ("https://visio.example.org/a b", False),
        ("https://visio.example.org/<!channel>", False),
        ("https://[visio", False),
        ("javascript:alert(1)", False),
    ],
)
def test_a_link_is_the_address_of_a_page(text: str, good: bool) -> None:
    assert is_address(text) is good
