"""The file of a SQLite database is its owner's alone, from the first byte on, and so is what stands beside it."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, make_url, text

from bot.errors import Unavailable
from storage.database import Database
from storage.database_file import exposed_files, file_of, make_private
from storage.upgrade import upgrade

LOOKS = ("connect", "before_cursor_execute", "commit")  # when somebody else looks: SQLAlchemy's events


@pytest.fixture(autouse=True)
def open_to_all() -> Iterator[None]:
    """Let what a process makes be readable and writable by all, unless it says otherwise."""
    before = os.umask(0)
    yield
    os.umask(before)


def modes(folder: Path) -> dict[str, int]:
    return {file.name: file.stat().st_mode & 0o777 for file in folder.iterdir()}


@pytest.mark.parametrize("address", ["sqlite:///{}/bot.db", "sqlite:///file:{}/bot.db?uri=true"])
def test_all_files_are_private_while_it_is_written(tmp_path: Path, address: str) -> None:
    database = Database(address.format(tmp_path))
    upgrade(database)
    with database.transaction() as tx:
        tx.execute(text("INSERT INTO people (name) VALUES ('Ana')"))
    assert modes(tmp_path) == {"bot.db": 0o600, "bot.db-wal": 0o600, "bot.db-shm": 0o600}
    database.close()


@pytest.mark.parametrize("by", ["transaction", "reading"])
def test_whoever_opens_first_makes_it_private(tmp_path: Path, by: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    database = Database("sqlite:///bot.db")
    with getattr(database, by)() as opened:
        opened.execute(text("SELECT 1"))
    assert set(modes(tmp_path).values()) == {0o600}
    database.close()


def test_at_no_moment_can_somebody_else_open_it(tmp_path: Path) -> None:
    seen: set[int] = set()

    def look(*_: object) -> None:
        seen.update(modes(tmp_path).values())

    for name in LOOKS:
        event.listen(Engine, name, look)
    try:
        upgrade(Database(f"sqlite:///{tmp_path / 'bot.db'}"))
    finally:
        for name in LOOKS:
            event.remove(Engine, name, look)
    assert seen == {0o600}


def test_a_file_that_is_there_keeps_its_mode_and_what_others_hold_of_it(tmp_path: Path) -> None:
    file = tmp_path / "bot.db"
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("CREATE TABLE held (id)")
    file.chmod(0o640)
    other.execute("BEGIN EXCLUSIVE")
    make_private(make_url(f"sqlite:///{file}"))  # in this very process, which would let go of all locks on the file
    asked = "import sqlite3, sys; sqlite3.connect(sys.argv[1], timeout=0).execute('BEGIN IMMEDIATE')"
    refused = subprocess.run([sys.executable, "-c", asked, file], capture_output=True, text=True, check=False)
    other.close()
    assert (modes(tmp_path)["bot.db"], "database is locked" in refused.stderr) == (0o640, True)


def test_what_others_may_open_is_named(tmp_path: Path) -> None:
    file = tmp_path / "bot.db"
    url = make_url(f"sqlite:///{file}")
    assert exposed_files(url) == []
    for ending, mode in (("", 0o640), ("-wal", 0o600), ("-shm", 0o604)):
        beside = tmp_path / f"bot.db{ending}"
        beside.touch()
        beside.chmod(mode)
    assert exposed_files(url) == [file, tmp_path / "bot.db-shm"]
    (tmp_path / "link.db").symlink_to(file)
    assert exposed_files(make_url(f"sqlite:///{tmp_path / 'link.db'}")) == exposed_files(url)
    assert exposed_files(make_url("postgresql://a/b")) == []


@pytest.mark.parametrize(
    ("address", "file"),
    [
        ("sqlite:////a/b.db", "/a/b.db"),
        ("sqlite:///file:/a/b%20c.db?mode=rwc&uri=true", "/a/b c.db"),
        ("sqlite:///file://localhost/a/b.db?uri=true", "/a/b.db"),
        ("sqlite:///file:b.db?uri=true", "b.db"),
        ("postgresql://a/b", None),
    ],
)
def test_file_is_read_from_the_address(address: str, file: str | None) -> None:
    assert file_of(make_url(address)) == (file and Path(file))


@pytest.mark.parametrize(
    "address",
    ["sqlite://", "sqlite:///:memory:", "sqlite:///file::memory:?uri=true", "sqlite:///file:a?mode=memory&uri=true"],
)
def test_a_database_in_memory_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="in memory"):
        Database(address)


def test_a_file_that_may_not_be_made_is_not(tmp_path: Path) -> None:
    database = Database(f"sqlite:///file:{tmp_path}/bot.db?mode=rw&uri=true")
    with pytest.raises(Unavailable), database.reading():
        pass
    assert modes(tmp_path) == {}
