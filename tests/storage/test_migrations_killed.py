"""A migration that is killed at whatever statement leaves all of it or nothing: it is run again, no row is lost."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count, pairwise
from pathlib import Path
from shutil import copyfile

import pytest
from sqlalchemy import make_url

from storage.database import Database
from storage.upgrade import newest, revision_of, revisions, upgrade
from tests.databases import BACKENDS, blank
from tests.patience import PATIENCE
from tests.processes import FORKS
from tests.storage.asked import listening
from tests.storage.test_migrations import FIRST, KEPT, read, write

STEPS = [(None, revisions()[0]), *pairwise(revisions())]
SCHEMA = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name"
AT_THE_END = -1


@pytest.fixture(scope="module")
def along(tmp_path_factory: pytest.TempPathFactory) -> dict[str | None, Path]:
    """Give a file a revision, from none to the newest, with the rows that the first one knows."""
    folder = tmp_path_factory.mktemp("revisions")
    files: dict[str | None, Path] = {None: folder / "none.db"}
    files[None].touch()
    for before, after in STEPS:
        files[after] = folder / f"{after}.db"
        copyfile(files[before], files[after])
        database = Database(f"sqlite:///{files[after]}")
        upgrade(database, after)
        if before is None:
            write(database, FIRST)
        database.close()
    return files


@pytest.mark.parametrize(("before", "after"), STEPS)
def test_sqlite_killed_at_any_statement_is_migrated_again(
    along: dict[str | None, Path], tmp_path: Path, before: str | None, after: str
) -> None:
    expected = state(along[after], filled=before is not None)
    work = tmp_path / "work.db"
    copyfile(along[before], work)
    left: set[tuple[bytes, bytes]] = set()  # what a kill would leave: the file, and the journal beside it
    statements = 0

    def look(*_: object) -> None:
        nonlocal statements
        statements += 1
        left.add((bytes_of(work), bytes_of(work.with_name("work.db-wal"))))

    with at_each_statement(f"sqlite:///{work}", look):
        upgrade(Database(f"sqlite:///{work}"), after)
    assert statements > 3
    assert state(work, filled=before is not None) == expected
    for number, (file, journal) in enumerate(sorted(left)):
        again = tmp_path / f"again{number}.db"
        again.write_bytes(file)
        again.with_name(f"{again.name}-wal").write_bytes(journal)
        upgrade(Database(f"sqlite:///{again}"), after)
        assert state(again, filled=before is not None) == expected


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_process_killed_as_it_migrates_leaves_the_revision_before(backend: str, tmp_path: Path) -> None:
    database = Database(blank(backend, tmp_path))
    assert killed(database, at=20) == -signal.SIGKILL
    with database.reading() as reading:
        assert revision_of(reading) is None
    upgrade(database, "0001")
    write(database, FIRST)
    kept = [read(database, query) for query in KEPT]
    for at in (1, 90, AT_THE_END):
        assert killed(database, at=at) == -signal.SIGKILL
        with database.reading() as reading:
            assert revision_of(reading) == "0001"
        assert [read(database, query) for query in KEPT] == kept
    upgrade(database)
    with database.reading() as reading:
        assert revision_of(reading) == newest()
    assert [read(database, query) for query in KEPT[1:]] == kept[1:]
    database.close()


def killed(database: Database, *, at: int) -> int | None:
    """Migrate in a process that is killed at a statement; give how it ended."""
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


def state(file: Path, *, filled: bool) -> list[object]:
    """Give the revision, the schema and, of a file that was filled, what people wrote."""
    database = Database(f"sqlite:///{file}")
    kept = [read(database, query) for query in KEPT] if filled else []
    with database.reading() as reading:
        revision = revision_of(reading)
    # A table that is made anew has its constraints in an order of its own.
    schema = [(*names, sorted(str(sql).replace(",", "").split())) for *names, sql in read(database, SCHEMA)]
    database.close()
    return [revision, schema, kept]


def bytes_of(file: Path) -> bytes:
    return file.read_bytes() if file.exists() else b""


@contextmanager
def at_each_statement(url: str, look: Callable[..., None]) -> Iterator[None]:
    """Call `look` before each statement and each end of a transaction of a database."""
    with listening(make_url(url), before_cursor_execute=look, commit=look):
        yield
