"""The private address of a calendar over real HTTP: what programs are answered, and what our log says of it."""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from threading import Thread
from time import monotonic
from zoneinfo import ZoneInfo

import pytest
from ical.calendar_stream import IcsCalendarStream

from bot.agenda.calendars import calendars
from bot.agenda.model import AgendaPlan, Part, Participant, State
from bot.door.readiness import Report
from bot.door.web import listen, make_door
from bot.programme.model import Actor, Membership
from bot.programme.roles import Role
from bot.settings import ExplicitSettings
from bot.tools import Tools
from storage.agenda import appointments
from storage.database import Database
from storage.programme import people
from tests.patience import PATIENCE, counted
from tests.promotion import found
from tests.storage.asked import asked_of

NOW = datetime(2026, 5, 4, 8, 0, tzinfo=ZoneInfo("Europe/Paris"))
HOST = "127.0.0.1"


class Door:
    """A bot's HTTP door with Léa's calendar behind it."""

    def __init__(self, database: Database) -> None:
        settings = ExplicitSettings.model_validate(
            {"database_url": "sqlite://", "bot_base_url": "https://bot.example.org"}
        )
        door = make_door(Tools(database, lambda: NOW, settings, lambda: None), bolt=None, readiness=Report)
        self.database = database
        self.server = listen(door, host=HOST, port=0)
        self.port = int(self.server.effective_port)
        self.thread = Thread(target=self.server.run, daemon=True)
        self.thread.start()

    def ask(self, path: str, *, method: str = "GET", **headers: str) -> tuple[HTTPResponse, bytes]:
        connection = HTTPConnection(HOST, self.port, timeout=PATIENCE)
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer, body

    def close(self) -> None:
        self.server.stop()
        self.thread.join(PATIENCE)


@pytest.fixture
def door(database: Database) -> Iterator[Door]:
    opened = Door(database)
    yield opened
    opened.close()


@pytest.fixture
def lea(database: Database) -> Actor:
    with database.transaction() as tx:
        person = people.add(tx, name="Léa Martin", email="lea@example.org")
        people.add_membership(tx, person, Membership(Role.MENTOR))
        return Actor("U1", people.by_id(tx, person))


@pytest.fixture
def path(database: Database, lea: Actor) -> str:
    with database.transaction() as tx:
        return address(calendars.ensure_feed_token(tx, lea, now=NOW))


def address(token: str) -> str:
    return f"/agenda/{token}.ics"


def book(database: Database, lea: Actor) -> None:
    with database.transaction() as tx:
        plan = AgendaPlan(
            "mentorat", None, None, NOW + timedelta(days=1), 90, (Participant(lea.person_id or 0, Part.HOST),)
        )
        appointments.add(tx, plan, uid="one", state=State.CONFIRMED, now=NOW)


def test_feed_is_a_private_calendar(door: Door, path: str, lea: Actor) -> None:
    book(door.database, lea)
    answer, body = door.ask(path)
    assert answer.status == 200
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    (event,) = IcsCalendarStream.calendar_from_ics(body.decode()).events
    assert (event.uid, event.summary) == ("one", "Mentorat")


HEADERS = {
    "Content-Type": "text/calendar; charset=utf-8",
    "Cache-Control": "private, no-cache",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}


def test_an_unchanged_feed_costs_an_empty_answer(door: Door, path: str, lea: Actor) -> None:
    etag = door.ask(path)[0].headers["ETag"]
    same, nothing = door.ask(path, If_None_Match=etag)
    assert (same.status, nothing, same.headers["ETag"], same.headers["Cache-Control"]) == (
        304,
        b"",
        etag,
        "private, no-cache",
    )
    book(door.database, lea)
    changed, body = door.ask(path, If_None_Match=etag)
    assert (changed.status, b"UID:one\r\n" in body, changed.headers["ETag"] != etag) == (200, True, True)


def test_head_says_what_get_would(door: Door, path: str) -> None:
    whole, body = door.ask(path)
    head, nothing = door.ask(path, method="HEAD")
    assert (head.status, nothing, head.headers["ETag"]) == (200, b"", whole.headers["ETag"])
    assert int(head.headers["Content-Length"]) == len(body)


def test_an_address_renewed_revoked_or_made_up_is_unknown_at_once(door: Door, path: str, lea: Actor) -> None:
    assert door.ask(path)[0].status == 200
    with door.database.transaction() as tx:
        renewed = address(calendars.renew_feed(tx, lea, now=NOW))
    assert [door.ask(one)[0].status for one in (path, renewed)] == [404, 200]
    with door.database.transaction() as tx:
        calendars.revoke_feed(tx, lea, now=NOW)
    odd = ["/agenda/.ics", f"/agenda/{'a' * 43}.ics", path.removesuffix(".ics"), "/agenda/%00%ff.ics", "/agenda/"]
    answers = [door.ask(one) for one in (renewed, *odd)]
    assert {answer.status for answer, _ in answers} == {404}
    assert (answers[0][1], answers[0][0].headers["X-Robots-Tag"]) == (b"not found\n", "noindex")
    assert door.ask(renewed, method="POST")[0].status == 405


def gone_file(folder: Path) -> str:
    return f"sqlite:///{folder / 'nowhere' / 'bot.db'}"


def gone_server(_folder: Path) -> str:
    return "postgresql://127.0.0.1:9/nothing"


@pytest.mark.parametrize("url", [gone_file, gone_server])
def test_a_database_that_is_gone_asks_for_patience(url: Callable[[Path], str], tmp_path: Path) -> None:
    door = Door(Database(url(tmp_path)))
    try:
        with counted() as seconds:
            answer, body = door.ask(f"/agenda/{'a' * 43}.ics")
            assert seconds() < 2.5
        assert (answer.status, body, answer.headers["Retry-After"]) == (503, b"not now\n", "60")
    finally:
        door.close()
        door.database.close()


def test_no_log_line_holds_an_address(
    door: Door, path: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.log.SPARING_SECONDS", 0.0)
    caplog.set_level(logging.INFO)
    door.ask(path)
    with door.database.transaction() as tx:
        tx.exec_driver_sql(
            "ALTER TABLE participants RENAME TO participants_gone"
        )  # a fault of ours, in the midst of a feed
    try:
        assert door.ask(path)[0].status == 500
    finally:
        with door.database.transaction() as tx:
            tx.exec_driver_sql("ALTER TABLE participants_gone RENAME TO participants")
    logging.getLogger("waitress").info("Client disconnected while serving %s" % path)  # as waitress says it  # noqa: UP031
    assert [line for line in caplog.messages if "serving" in line or "Exception" in line] == [
        "Exception on /agenda/… [GET]",
        "Client disconnected while serving …",
    ]
    assert path.removeprefix("/agenda/").removesuffix(".ics") not in caplog.text


def test_the_open_calendar_is_made_anew_once_something_was_written(door: Door) -> None:
    def asks() -> tuple[bool, bytes]:
        with asked_of(door.database.url) as seen:
            answer, body = door.ask("/promotion.ics")
        assert answer.status == 200
        return any("promotions" in sql for sql, _ in seen), body

    asked, body = asks()
    assert asked
    # PostgreSQL's snapshot moves on with what other databases of its server write: ask until none did in between.
    until = monotonic() + PATIENCE
    while asks()[0]:
        assert monotonic() < until
    with door.database.transaction() as tx:
        found(tx)
    assert (b"EIG 7" in body, b"EIG 7" in asks()[1]) == (False, True)
