"""The files of a SQLite database: create them for their owner alone, and check whether others can open them."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Lock
from urllib.parse import unquote, urlsplit

import sqlalchemy as sa

# the suffixes of the database file, and of the files that SQLite creates beside it with the same permissions
BESIDE = ("", "-wal", "-shm", "-journal")
OTHERS = 0o077
_MAKING = Lock()


def file_of(url: sa.URL) -> Path | None:
    """Return the path of a SQLite database, which need not exist; None for PostgreSQL or a database in memory."""
    if url.get_backend_name() != "sqlite":
        return None
    (name,), options = url.get_dialect()().create_connect_args(url)
    if options.get("uri") and name.startswith("file:"):
        name = "" if url.query.get("mode") == "memory" else unquote(urlsplit(name).path)
    return None if name in ("", ":memory:") else Path(name)


def journal_is_empty(url: sa.URL) -> bool:
    file = file_of(url)
    journal = file.with_name(f"{file.name}-wal") if file else None
    return journal is None or not journal.exists() or journal.stat().st_size == 0


def make_private(url: sa.URL) -> None:
    """Create an empty database file that only its owner can open, since SQLite would not. Keep an existing file."""
    file = file_of(url)
    if file is None or url.query.get("mode") in ("ro", "rw"):
        return
    # Errors are ignored here, since SQLite reports them better. An existing file is not opened, since closing it would
    # drop SQLite's locks on it in this process.
    with _MAKING, suppress(OSError):
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def exposed_files(url: sa.URL) -> list[Path]:
    """Return the files of the database that other accounts can read or write."""
    return [path for path, found in _files_of(url) if found.st_mode & OTHERS]


def foreign_files(url: sa.URL, user_id: int) -> list[Path]:
    """Return the files of the database that do not belong to this account (a user id)."""
    return [path for path, found in _files_of(url) if found.st_uid != user_id]


def may_exist(file: Path) -> bool:
    """Return whether a file exists. Also return True if we may not open its folder, as SQLite will report why."""
    try:
        file.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True


def _files_of(url: sa.URL) -> Iterator[tuple[Path, os.stat_result]]:
    file = file_of(url)
    for path in [Path(f"{file.resolve()}{ending}") for ending in BESIDE] if file else ():
        with suppress(OSError):
            yield path, path.stat()
