"""A host's own calendar takes slots away, is read again, fails, is told about, and keeps its address to itself."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Thread

import pytest
from sqlalchemy import select, text

from bot.agenda import agenda, blocking, changes
from bot.agenda import facts as agenda_facts
from bot.agenda.busy import feeds as busy_feeds
from bot.agenda.busy.feeds import Feed, check_address
from bot.dates.paris import from_epoch
from bot.errors import Invalid, NotAllowed, SlotTaken
from bot.notices.model import NoticeState
from bot.outside.documents import Fetcher
from bot.programme.model import Actor, Membership
from bot.programme.roles import Role
from bot.settings import ExplicitSettings
from bot.tools import Tools
from bot.upkeep import refresh_feeds
from storage.agenda import busy
from storage.database import Database
from storage.notices.ledger import notices
from storage.programme import people
from tests.bot.agenda.meetings import HOUR, NINE, NOW, PARIS, add_hosts, book
from tests.bot.calendar_server import CalendarServer, anywhere, calendar, say, serving

SECRET = "jeton-secret"
MEETING = "UID:rdv\nDTSTART;TZID=Europe/Paris:20260505T090000\nDTEND;TZID=Europe/Paris:20260505T094000\nSUMMARY:Chut"
BODY = calendar(MEETING)


@pytest.fixture(scope="module")
def running() -> Iterator[CalendarServer]:
    with serving() as server:
        yield server


@dataclass
class Desk:
    """Ana, a coach, her calendar, and the clock of the bot that reads it."""

    database: Database
    server: CalendarServer
    ana: int
    now: datetime = NOW
    fetcher: Fetcher | None = None

    @property
    def tools(self) -> Tools:
        settings = ExplicitSettings.model_validate({"database_url": "x"})
        return Tools(self.database, lambda: self.now, settings, lambda: None, self.fetcher or anywhere())

    @property
    def actor(self) -> Actor:
        with self.database.reading() as reading:
            return Actor("U0", people.by_id(reading, self.ana))

    def give(self, body: bytes = BODY, **headers: str) -> None:
        """Put a calendar where hers is, and its address into her hours."""
        address = self.server.at(f"/{SECRET}.ics", say(body, 200, **headers))
        with self.database.transaction() as tx:
            busy_feeds.set_feed(tx, self.actor, address, now=self.now)

    def answer(self, body: bytes = b"", status: int = 200, **headers: str) -> None:
        self.server.at(f"/{SECRET}.ics", say(body, status, **headers))

    def read(self, after: timedelta = timedelta()) -> None:
        """Let time pass, and the clock's job run."""
        self.now += after
        refresh_feeds(self.tools)

    def free(self, day: int = 5) -> list[str]:
        with self.database.reading() as reading:
            slots = [
                from_epoch(one.starts).astimezone(PARIS)
                for one in agenda.bookable_slots(reading, [self.ana], minutes=60, now=NOW)
            ]
        return [f"{one:%H:%M}" for one in slots if one.day == day and one.month == NOW.month]

    def feed(self) -> Feed | None:
        with self.database.reading() as reading:
            return busy_feeds.read_feed(reading, self.actor, now=self.now)

    def told(self, *, state: NoticeState = NoticeState.OWED) -> list[str]:
        """Give when the owner is or was to be told, on the clocks of Paris."""
        with self.database.reading() as reading:
            due = reading.execute(
                select(notices.c.due)
                .where(notices.c.kind == agenda_facts.FeedFailed.kind, notices.c.state == state.value)
                .order_by(notices.c.seq)
            ).scalars()
            return [f"{one.astimezone(PARIS):%d/%m %H:%M}" for one in due]


@pytest.fixture
def desk(database: Database, running: CalendarServer) -> Desk:
    running.paths.clear()
    running.asked.clear()
    with database.transaction() as tx:
        (ana,) = add_hosts(tx, "Ana")
        people.add_membership(tx, ana, Membership(Role.COACH, None, None))
    return Desk(database, running, ana)


ALL_FREE = ["09:00", "09:30", "10:00", "10:30", "11:00", "11:30"]


def test_busy_time_takes_its_slots_away_with_its_quarter_of_an_hour(desk: Desk) -> None:
    desk.give()
    assert desk.free() == ALL_FREE
    desk.read()
    assert desk.free() == ["10:00", "10:30", "11:00", "11:30"]
    assert desk.free(6) == ALL_FREE
    assert desk.feed() == Feed("127.0.0.1", 1, NOW, None, NOW + timedelta(days=1), False)


def test_slots_offered_beside_busy_times_are_exactly_those_that_can_be_booked(desk: Desk) -> None:
    spans = [(9, 0, 20), (10, 40, 5), (24, 0, 60 * 24 * 6), (32, 10, 45)]
    seconds = [
        (int((NINE + timedelta(hours=hour - 9, minutes=minute)).timestamp()), long) for hour, minute, long in spans
    ]
    with desk.database.transaction() as tx:
        busy.replace_blocks(tx, desk.ana, [(start, start + 60 * long) for start, long in seconds])
        offered = {slot.starts for slot in agenda.bookable_slots(tx, [desk.ana], minutes=60, now=NOW)}
        begin = int(NOW.timestamp())
        for start in range(begin, begin + 14 * 86_400, 1_800):
            free = agenda.free_hosts(tx, [desk.ana], starts=from_epoch(start), minutes=60, now=NOW)
            assert (free == [desk.ana]) == (start in offered), from_epoch(start)
        meets = [s for s in offered if any(s < b + 60 * long + 900 and b < s + 4500 for b, long in seconds)]
        assert (meets, len(offered) > 200) == ([], True)


def test_team_cannot_book_a_busy_time_and_the_host_can(desk: Desk) -> None:
    desk.give()
    desk.read()
    with pytest.raises(SlotTaken), desk.database.transaction() as tx:
        book(tx, desk.ana)
    with desk.database.transaction() as tx:
        assert book(tx, desk.ana, by_host=True).starts == NINE
        later = book(tx, desk.ana, starts=NINE + timedelta(days=1), batch="two")
    desk.give(calendar(MEETING.replace("20260505T", "20260507T")))
    desk.read()
    moves, after = {later.id: NINE + timedelta(days=2)}, NOW + timedelta(minutes=5)
    with pytest.raises(SlotTaken), desk.database.transaction() as tx:
        changes.move(tx, desk.actor, moves, batch="team", now=after)
    with desk.database.transaction() as tx:
        assert len(changes.move(tx, desk.actor, moves, batch="host", by_host=True, now=after)) == 1


def test_host_may_block_an_hour_that_their_calendar_holds_too(desk: Desk) -> None:
    desk.give()
    desk.read()
    with desk.database.transaction() as tx:
        done = blocking.block_slot(tx, desk.actor, starts=NINE, now=NOW)
    assert done.taken == (540, 600)


def test_appointments_of_the_bot_in_that_calendar_are_not_counted_twice(desk: Desk) -> None:
    with desk.database.transaction() as tx:
        booked = book(tx, desk.ana)
    desk.give(calendar(MEETING.replace("UID:rdv", f"UID:{booked.uid}")))
    desk.read()
    found = desk.feed()
    assert found
    assert found.busy == 0


def test_calendar_is_asked_every_quarter_of_an_hour_and_read_when_it_changed(desk: Desk) -> None:
    desk.give(ETag='"1"')
    desk.read()
    desk.read(timedelta(minutes=14))
    assert len(desk.server.asked) == 1
    desk.answer(status=304)
    desk.read(timedelta(minutes=1))
    assert [one[1].get("if-none-match") for one in desk.server.asked] == [None, '"1"']
    assert desk.free() == ["10:00", "10:30", "11:00", "11:30"]
    desk.answer(calendar(MEETING.replace("T09", "T11")))
    desk.read(timedelta(minutes=15))
    assert desk.free() == ["09:00", "09:30"]
    desk.read(timedelta(days=1))  # days have come into what is looked at: the whole is asked for
    assert "if-none-match" not in desk.server.asked[-1][1]


def test_two_replicas_do_not_read_the_same_calendar_at_once(desk: Desk) -> None:
    desk.give()
    workers = [Thread(target=desk.read) for _ in range(8)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert len(desk.server.asked) == 1


def test_copy_holds_for_a_day_and_its_owner_is_told_once_and_when_it_ends(desk: Desk) -> None:
    desk.give()
    desk.read()
    desk.answer(status=500)
    desk.read(timedelta(minutes=15))
    assert (desk.told(), len(desk.free())) == ([], 4)
    for _ in range(8):
        desk.read(timedelta(minutes=15))
    assert desk.told() == ["04/05 09:00"]
    assert desk.feed() == Feed("127.0.0.1", 1, NOW, "refused", NOW + timedelta(days=1), False)
    desk.now = NOW + timedelta(hours=23, minutes=59)
    desk.read()
    assert (desk.told(), len(desk.free())) == (["04/05 09:00"], 4)
    desk.read(timedelta(minutes=15))
    assert (desk.told(), desk.free()) == (["05/05 08:14"], ALL_FREE)
    assert desk.told(state=NoticeState.DROPPED) == ["04/05 09:00"]
    for _ in range(40):
        desk.read(timedelta(minutes=15))
    assert desk.told() == ["05/05 08:14"]
    desk.read(timedelta(days=4))  # Saturday: nobody is written to before Monday, and then once
    desk.read(timedelta(days=1))
    assert desk.told() == ["11/05 09:00"]
    desk.answer(BODY)
    desk.read(timedelta(minutes=15))
    found = desk.feed()
    assert found
    assert (found.failure, found.ended, found.good_at) == (None, False, desk.now)


def test_calendar_that_was_never_read_is_told_about_at_once(desk: Desk) -> None:
    desk.now = NOW + timedelta(hours=2)
    desk.give(b"<html>Connexion</html>")
    desk.read()
    assert desk.told() == ["04/05 10:00"]
    assert desk.feed() == Feed("127.0.0.1", 0, None, "not_ics", None, True)


def test_another_address_that_cannot_be_read_either_is_told_about_too(desk: Desk) -> None:
    for name in ("un", "deux"):
        address = desk.server.at(f"/{SECRET}-{name}.ics", say(b"", 500))
        with desk.database.transaction() as tx:
            busy_feeds.set_feed(tx, desk.actor, address, now=desk.now)
        desk.read(timedelta(minutes=16))
        assert len(desk.told()) == 1
    assert len(desk.told(state=NoticeState.DROPPED)) == 1  # about the first one


def test_private_network_is_not_read(desk: Desk) -> None:
    desk.fetcher = Fetcher()
    desk.give()
    desk.read()
    assert desk.server.asked == []
    found = desk.feed()
    assert found
    assert found.failure == "private"


def test_new_address_or_none_forgets_what_was_read(desk: Desk) -> None:
    desk.give()
    desk.read()
    desk.give()
    assert desk.free() == ALL_FREE
    desk.answer(status=500)
    desk.read()
    assert len(desk.told()) == 1
    with desk.database.transaction() as tx:
        assert busy_feeds.forget_feed(tx, desk.actor, now=desk.now)
        assert not busy_feeds.forget_feed(tx, desk.actor, now=desk.now)
    assert (desk.feed(), desk.told()) == (None, [])
    desk.read(timedelta(minutes=15))
    assert len(desk.server.asked) == 2


def test_what_comes_after_the_address_changed_is_not_kept(desk: Desk) -> None:
    desk.give()
    with desk.database.transaction() as tx:
        attempt = busy_feeds.lease_feed(tx, desk.ana, now=NOW)
        assert attempt
        assert busy_feeds.lease_feed(tx, desk.ana, now=NOW) is None
    outcome = busy_feeds.fetch_feed(desk.tools, attempt, now=NOW)
    desk.give()
    with desk.database.transaction() as tx:
        busy_feeds.record_result(tx, attempt, outcome, now=NOW)
    assert desk.free() == ALL_FREE


def test_who_hosts_nothing_any_more_is_not_read_and_forgotten_after_a_month(desk: Desk) -> None:
    desk.give()
    desk.read()
    with desk.database.transaction() as tx:
        tx.execute(text("UPDATE memberships SET ended_at = 1"))
    desk.read(timedelta(minutes=15))
    assert len(desk.server.asked) == 1
    for later, kept in ((timedelta(days=29), True), (timedelta(days=31), False)):
        with desk.database.transaction() as tx:
            busy_feeds.forget_feeds_of_leavers(tx, now=NOW + later)
            assert (busy.read(tx, desk.ana) is not None) == kept
    with pytest.raises(NotAllowed), desk.database.transaction() as tx:
        busy_feeds.set_feed(tx, desk.actor, "https://agenda.example.org/a.ics", now=NOW)


def test_address_and_titles_are_in_no_log_and_no_other_table(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    desk.give()
    desk.read()
    desk.answer(b"BEGIN:VCALENDAR\r\nSUMMARY:Chut")
    desk.read(timedelta(days=2))
    with desk.database.transaction() as tx:
        attempt = busy_feeds.lease_feed(tx, desk.ana, now=desk.now + HOUR)
        tables = ("busy_blocks", "history", "notices", "drafts")
        kept = str([tx.execute(text(f"SELECT * FROM {table}")).all() for table in tables])
    said = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith(("bot", "storage")))
    assert [word for word in (SECRET, "Chut") if word in kept + said + repr(attempt)] == []


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" webcal://agenda.example.org/a.ics ", "https://agenda.example.org/a.ics"),
        ("WEBCALS://agenda.example.org/A.ics?b=C", "https://agenda.example.org/A.ics?b=C"),
        ("http://agenda.example.org", "http://agenda.example.org"),
        ("agenda.example.org/a.ics", "not_a_link"),
        ("ftp://agenda.example.org/a.ics", "not_a_link"),
        ("https://agenda.example.org/a b", "not_a_link"),
        ("https://agenda.example.org/a\nb", "not_a_link"),
        ("https://moi:secret@agenda.example.org/a", "not_a_link"),
        ("https://agenda.example.org/" + "a" * 1_000, "long"),
    ],
)
def test_address_is_one_of_the_web(typed: str, kept: str) -> None:
    if "://" in kept:
        assert check_address(typed) == kept
    else:
        with pytest.raises(Invalid) as refusal:
            check_address(typed)
        assert refusal.value.facts == {"field": "feed", "reason": kept}


def test_first_look_counts_what_is_busy_or_says_what_is_wrong(desk: Desk) -> None:
    address = desk.server.at("/a.ics", say(BODY))
    found = busy_feeds.peek_feed(desk.tools, desk.actor, typed_address=address, now=NOW)
    assert found
    assert (found.address, found.host, found.found, found.fault) == (address, "127.0.0.1", 1, None)
    assert busy_feeds.peek_feed(desk.tools, desk.actor, typed_address="  ", now=NOW) is None
    faults = {}
    desk.server.at("/page", say(b"<html>"))
    for path in ("/page", "/nothing"):
        looked = busy_feeds.peek_feed(desk.tools, desk.actor, typed_address=f"{desk.server.url}{path}", now=NOW)
        faults[path] = looked and looked.fault
    assert faults == {"/page": "not_ics", "/nothing": "gone"}
    down = busy_feeds.peek_feed(desk.tools, desk.actor, typed_address="http://127.0.0.1:1/a.ics", now=NOW)
    assert down
    assert (down.found, down.fault) == (None, None)  # it may be up again in a minute
