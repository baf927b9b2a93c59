"""Entries in people's own calendars when a process dies, two write the same, or an answer is lost or said twice."""

import os
import signal
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.agenda import changes
from bot.agenda.calendars.ics import make_stored_entry
from bot.agenda.calendars.model import CalendarEntry
from bot.agenda.model import Appointment
from bot.agenda.writing import found
from bot.agenda.writing.found import read_stored_event
from bot.notices.model import LEASE
from bot.outside.dav import Dav, DavAccount
from bot.runtime.limits import ENTRY
from storage.database import Database
from tests.bot.agenda.meetings import HOUR, NINE, NOW, actor, add_hosts, book
from tests.bot.agenda.writing.desk import Desk, start_in
from tests.bot.dav_servers import Fake, Handler, fake_server
from tests.databases import BACKENDS, fresh
from tests.patience import PATIENCE
from tests.processes import Forked


class Dying(Dav):
    """A client whose process dies right before it writes, or right after: the answer is there, and nobody notes it."""

    def __init__(self, *, after: bool) -> None:
        super().__init__(allows=lambda _: True)
        self._after = after

    def put(
        self, account: DavAccount, entry_address: str, *, body: bytes, etag: str | None, seconds: float
    ) -> str | None:
        """Die."""
        if self._after:
            super().put(account, entry_address, body=body, etag=etag, seconds=seconds)
        os.kill(os.getpid(), signal.SIGKILL)
        return None


def live_and_die(url: str, now: datetime, after: bool) -> None:
    """Make what is owed in a process that dies of it."""
    Desk(Database(url), now=now, client=Dying(after=after)).drain()


@pytest.fixture
def fake() -> Iterator[Fake]:
    with fake_server() as server:
        yield server


def begin(database: Database, fake: Fake) -> tuple[Desk, int]:
    desk = Desk(database)
    with database.transaction() as tx:
        (ana,) = add_hosts(tx, "Ana")
    desk.connect(ana, fake.account, fake.calendar)
    return desk, ana


def booked(desk: Desk, ana: int) -> Appointment:
    with desk.database.transaction() as tx:
        return book(tx, ana, now=desk.now)


def there(fake: Fake) -> list[datetime]:
    return [start_in(body) for _, body in fake.kept.values()]


@pytest.mark.parametrize("backend", BACKENDS)
def test_killed_around_a_put_leaves_one_entry_and_loses_none(tmp_path: Path, backend: str, fake: Fake) -> None:
    """New, then moved: each time killed before it is written, then between that and its receipt, then made again."""
    url = fresh(backend, tmp_path)
    database = Database(url)
    try:
        desk, ana = begin(database, fake)
        one, starts = booked(desk, ana), NINE
        for turn in range(2):
            desk.now += timedelta(minutes=2)
            for after in (False, True):
                process = Forked(live_and_die, url, desk.now, after)
                assert process.wait(PATIENCE) == -signal.SIGKILL
                known = [starts - HOUR] if turn else []
                assert there(fake) == ([starts] if after else known)
                desk.now += LEASE + timedelta(seconds=1)
            desk.drain()
            kept = desk.kept(ana, one.id)
            assert kept
            assert (there(fake), kept.starts, {state for state, _ in desk.owed()}) == ([starts], starts, {"sent"})
            starts += HOUR
            if not turn:
                with database.transaction() as tx:
                    changes.move(tx, actor(tx, ana), {one.id: starts}, batch="moved", now=desk.now)
    finally:
        database.close()


@pytest.mark.parametrize("after", ["cancelled", "back", "elsewhere"])
@pytest.mark.parametrize("backend", BACKENDS)
def test_what_changes_before_a_killed_put_is_made_again_leaves_what_is_true(
    tmp_path: Path, backend: str, fake: Fake, after: str
) -> None:
    """It was written, and nobody noted it: then it is cancelled, or moved back, or goes to another calendar."""
    url = fresh(backend, tmp_path)
    database = Database(url)
    try:
        desk, ana = begin(database, fake)
        one = booked(desk, ana)
        desk.now += timedelta(minutes=2)
        if after == "back":
            desk.drain()
            move(desk, ana, one, NINE + HOUR)
            desk.now += timedelta(minutes=2)
        process = Forked(live_and_die, url, desk.now, True)
        assert process.wait(PATIENCE) == -signal.SIGKILL
        assert there(fake) == [NINE + HOUR if after == "back" else NINE]
        if after == "cancelled":
            with database.transaction() as tx:
                changes.cancel(tx, actor(tx, ana), [one.id], batch="cancelled", now=desk.now)
        elif after == "back":
            move(desk, ana, one, NINE)
        else:
            desk.choose(ana, None)
        desk.now += LEASE + timedelta(seconds=1)
        desk.drain()
        desk.stand()
        desk.now += found.EVERY
        found.check_entries(desk.tools)
        assert (there(fake), desk.told()) == ([NINE] if after == "back" else [], [])
    finally:
        database.close()


def move(desk: Desk, ana: int, one: Appointment, starts: datetime) -> None:
    with desk.database.transaction() as tx:
        changes.move(tx, actor(tx, ana), {one.id: starts}, batch=f"to {starts}", now=desk.now)


def test_two_who_write_one_entry_leave_one(database: Database, fake: Fake) -> None:
    """One stalls past its lease in the midst of writing; another takes its place, and both go on."""
    desk, ana = begin(database, fake)
    booked(desk, ana)
    desk.now += timedelta(minutes=2)
    other, stalled = desk.make_dispatcher(), iter([True])

    def stall(request: Handler) -> bool:
        if request.command == "PUT" and next(stalled, False):
            desk.late += LEASE + timedelta(seconds=1)
            assert other.run_once() == 1
        return False

    fake.habits.append(stall)
    desk.drain()
    assert (there(fake), desk.owed()) == ([NINE], [("sent", None)])


@pytest.mark.parametrize("how", ["lost", "twice"])
def test_answer_that_is_lost_or_said_twice_leaves_one_entry(database: Database, fake: Fake, how: str) -> None:
    desk, ana = begin(database, fake)
    one = booked(desk, ana)
    once = iter([True])

    def answers(request: Handler) -> bool:
        if request.command == "PUT" and next(once, False):
            fake.kept[request.path] = (1, request.body)
            for _ in range({"lost": 0, "twice": 2}[how]):
                request.say(201, ETag='"1"')
            request.close_connection = True
            return True
        return False

    fake.habits.append(answers)
    desk.stand()
    desk.now += timedelta(seconds=30)
    desk.drain()
    assert (there(fake), desk.owed()) == ([NINE], [("sent", None)])
    kept = desk.kept(ana, one.id)
    assert kept


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:u\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:u\r\nDTSTART:hier\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:u\r\nDTSTART:99999999T999999Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
        b"BEGIN:VCALENDAR\r\n" + b"X-A:1\r\n" * ENTRY.size,
        b"\xff\xfe\x00BEGIN:VCALENDAR",
        b"BEGIN:VEVENT\r\n" * 2_000,
    ],
    ids=["nothing", "a page", "no start", "no time", "no date", "large", "no text", "deep"],
)
def test_whatever_stands_there_is_written_over(body: bytes) -> None:
    theirs = read_stored_event(body, "u")
    assert (theirs.starts, theirs.ends) == (None, None)
    entry = CalendarEntry("u", 1, NINE, NINE + HOUR, "Bureau", "", None, None, False, (), NOW)
    assert start_in(make_stored_entry(entry, stored_event=theirs.event)) == NINE


def test_days_and_floating_times_are_those_of_paris() -> None:
    body = b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:u\r\nDTSTART%b\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    assert read_stored_event(body % b":20260505T090000", "u").starts == NINE
    assert read_stored_event(body % b";TZID=Nulle/Part:20260505T090000", "u").starts == NINE
    assert read_stored_event(body % b";VALUE=DATE:20260505", "u").starts == NINE - 9 * HOUR
