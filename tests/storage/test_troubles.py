"""What the drivers' errors become: « not now » for all that passes by itself, a conflict, or a fault that stays one."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.errors import Conflict, Unavailable
from storage import troubles
from storage.database import Database
from storage.programme import people
from tests.databases import fresh

RAISE = "DO $$ BEGIN RAISE EXCEPTION 'a row of mine' USING ERRCODE = '{}'; END $$"
PAGES = 200_000  # bytes: more than fits into what is free in the file


@pytest.fixture(autouse=True)
def _not_said_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    """What another test met a moment ago is written down here as well: a process says each trouble once a while."""
    monkeypatch.setattr(troubles, "_told", {})


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Database]:
    database = Database(fresh("postgresql", tmp_path))
    yield database
    database.close()


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Database]:
    database = Database(fresh("sqlite", tmp_path))
    yield database
    database.close()


def write(database: Database) -> None:
    with database.transaction() as tx:
        person = people.add(tx, name="Ana")
        row = text("INSERT INTO drafts (id, person_id, content, expires_at) VALUES ('d1', :person, :content, 1)")
        tx.execute(row, {"person": person, "content": "x" * PAGES})


def count(database: Database) -> int:
    with database.reading() as reading:
        return int(reading.execute(text("SELECT count(*) FROM people")).scalar_one())


@pytest.mark.parametrize(
    "state",
    [
        "08006",  # connection_failure
        "25006",  # read_only_sql_transaction, after a fail-over
        "25P03",  # idle_in_transaction_session_timeout
        "53100",  # disk_full
        "53200",  # out_of_memory
        "53300",  # too_many_connections
        "53400",  # configuration_limit_exceeded
        "55P03",  # lock_not_available
        "57014",  # query_canceled
        "57P01",  # admin_shutdown
        "57P03",  # cannot_connect_now
        "58030",  # io_error
    ],
)
def test_what_a_server_cannot_do_now_is_said_as_such(
    server: Database, state: str, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(Unavailable), server.transaction() as tx:
        tx.exec_driver_sql(RAISE.format(state))
    assert ([state in line for line in caplog.messages], "a row of mine" in caplog.text) == ([True], False)
    assert count(server) == 0


@pytest.mark.parametrize("state", ["40P01", "40001"])
def test_who_lost_to_somebody_else_hears_of_a_conflict(server: Database, state: str) -> None:
    with pytest.raises(Conflict), server.transaction() as tx:
        tx.exec_driver_sql(RAISE.format(state))


@pytest.mark.parametrize("state", ["22012", "23505", "42P01", "P0001", "XX001"])
def test_a_fault_stays_a_fault(server: Database, state: str) -> None:
    # Its words may well name a connection or a lock: they are not what is judged.
    with pytest.raises(DBAPIError), server.transaction() as tx:
        tx.exec_driver_sql(RAISE.format(state).replace("a row of mine", "connection locked"))


def test_a_standby_that_is_written_to_is_unavailable_and_a_reading_that_writes_a_fault(server: Database) -> None:
    with pytest.raises(Unavailable), server.transaction() as tx:
        tx.exec_driver_sql("SET TRANSACTION READ ONLY; INSERT INTO people (name) VALUES ('Ana')")
    with pytest.raises(DBAPIError), server.reading() as reading:
        people.add(reading, name="Ana")
    assert count(server) == 0


def test_a_full_disk_is_unavailable_until_there_is_room(file: Database) -> None:
    with full(file):
        with pytest.raises(Unavailable):
            write(file)
        assert count(file) == 0
    write(file)
    assert count(file) == 1


@contextmanager
def full(database: Database) -> Iterator[None]:
    """Let the file grow no more, as on a full disk; SQLite's own limit, of its writing connection."""
    limit(database, 1)  # as small as it can be: what it is
    yield
    limit(database, 1 << 30)


def limit(database: Database, pages: int) -> None:
    with database.transaction() as tx:
        tx.exec_driver_sql(f"PRAGMA max_page_count = {pages}")


def test_a_disk_that_takes_no_more_is_unavailable_until_it_does(file: Database) -> None:
    with file.transaction() as tx:
        people.add(tx, name="Bob")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (PAGES // 2, before[1]))
    try:
        with pytest.raises(Unavailable):
            write(file)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert count(file) == 1
    write(file)
    assert count(file) == 2


def test_a_file_that_may_only_be_read_is_read_and_not_written(tmp_path: Path) -> None:
    fresh("sqlite", tmp_path)
    database = Database(f"sqlite:///file:{tmp_path}/bot.db?mode=ro&uri=true")
    assert count(database) == 0
    with pytest.raises(Unavailable):
        write(database)
    database.close()


def test_a_reading_that_writes_is_a_fault_of_ours(file: Database) -> None:
    with pytest.raises(DBAPIError), file.reading() as reading:
        people.add(reading, name="Ana")
    assert count(file) == 0


def test_what_many_threads_meet_at_once_is_written_down_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    passed = [0.0]
    monkeypatch.setattr("storage.troubles._told", {})
    monkeypatch.setattr("storage.troubles.monotonic", lambda: passed[0])
    gone = Database("sqlite:////nowhere/bot.db")
    for second in (0, 1, 9, 10, 11):
        passed[0] = float(second)
        with pytest.raises(Unavailable), gone.reading():
            pass
    assert [record.getMessage() for record in caplog.records] == [
        "the database failed temporarily (OperationalError (SQLITE_CANTOPEN)); the request is refused or retried"
    ] * 2
