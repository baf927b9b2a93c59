"""A migration that is killed at whatever statement leaves all of it or nothing: it is run again."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import make_url

from storage.database import Database
from storage.upgrade import newest_revision, revision_of, upgrade
from tests.databases import BACKENDS, blank
from tests.patience import PATIENCE
from tests.processes import FORKS, import_first
from tests.storage.asked import listening
from tests.storage.test_migrations import read

SCHEMA = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name"
AT_THE_END = -1


def test_sqlite_killed_at_any_statement_is_migrated_again(tmp_path: Path) -> None:
    work = tmp_path / "work.db"
    work.touch()
    left: set[tuple[bytes, bytes]] = set()  # what a kill would leave: the file, and the journal beside it
    statements = 0

    def look(*_: object) -> None:
        nonlocal statements
        statements += 1
        left.add((bytes_of(work), bytes_of(work.with_name("work.db-wal"))))

    with at_each_statement(f"sqlite:///{work}", look):
        upgrade(Database(f"sqlite:///{work}"))
    assert statements > 100
    expected = state(work)
    for number, (file, journal) in enumerate(sorted(left)):
        again = tmp_path / f"again{number}.db"
        again.write_bytes(file)
        again.with_name(f"{again.name}-wal").write_bytes(journal)
        upgrade(Database(f"sqlite:///{again}"))
        assert state(again) == expected


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_process_killed_as_it_migrates_leaves_the_revision_before(backend: str, tmp_path: Path) -> None:
    database = Database(blank(backend, tmp_path))
    for at in (1, 90, AT_THE_END):
        assert killed(database, at=at) == -signal.SIGKILL
        with database.reading() as reading:
            assert revision_of(reading) is None
    upgrade(database)
    with database.reading() as reading:
        assert revision_of(reading) == newest_revision()
    database.close()


def killed(database: Database, *, at: int) -> int | None:
    """Migrate in a process that is killed at a statement; return how it ended."""
    import_first()
    process = FORKS.Process(target=migrate_until, args=(database.url.render_as_string(hide_password=False), at))
    process.start()
    process.join(PATIENCE)
    return process.exitcode


def migrate_until(url: str, at: int) -> None:
    reached = count(1)

    def die(*given: object) -> None:
        if next(reached) == at or (at == AT_THE_END and len(given) == 1):  # the engine tells of a commit alone so
            os.kill(os.getpid(), signal.SIGKILL)

    with at_each_statement(url, die):
        upgrade(Database(url))


def state(file: Path) -> list[object]:
    """Return the revision and the schema."""
    database = Database(f"sqlite:///{file}")
    with database.reading() as reading:
        revision = revision_of(reading)
    schema = read(database, SCHEMA)
    database.close()
    return [revision, schema]


def bytes_of(file: Path) -> bytes:
    return file.read_bytes() if file.exists() else b""


@contextmanager
def at_each_statement(url: str, look: Callable[..., None]) -> Iterator[None]:
    """Call `look` before each statement and each end of a transaction of a database."""
    with listening(make_url(url), before_cursor_execute=look, commit=look):
        yield
