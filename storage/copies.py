"""Backups of SQLite's file: make one while the bot writes, verify it, and restore it."""

import fcntl
import os
from contextlib import closing, suppress
from pathlib import Path
from sqlite3 import Connection, DatabaseError, connect

from .database_file import BESIDE

# In WAL mode, each open connection has a shared lock on these bytes, just after PENDING_BYTE (SQLite's file format).
_SHARED_FIRST, _SHARED_SIZE = 0x40000002, 510


class DamagedCopy(Exception):
    """Raised by `copy` if the copy is damaged."""


def copy(source: Path, target: Path) -> None:
    """Copy a database into a new file that only its owner can open, and verify the copy.

    The bot may write meanwhile: the copy shows the database at one moment. After an error the new file is deleted.
    Raises FileExistsError, other OSErrors, DamagedCopy."""
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        with closing(_open(source)) as here, closing(_open(target)) as there:
            here.backup(there)
            # The copy must be one file that is readable on a read-only disk.
            there.execute("PRAGMA journal_mode = DELETE")
            found = [row[0] for row in there.execute("PRAGMA integrity_check(1)")]
    except DatabaseError as error:
        remove(target)
        raise DamagedCopy(str(error)) from error
    except BaseException:
        remove(target)
        raise
    if found != ["ok"]:
        remove(target)
        raise DamagedCopy(found[0])


def remove(file: Path) -> None:
    for ending in BESIDE:
        Path(f"{file}{ending}").unlink(missing_ok=True)


def is_in_use(file: Path) -> bool:
    """Return whether another process has this database open.

    Never call this if this process has the database open: closing the file would drop its locks."""
    with file.open("rb+") as opened:
        try:
            fcntl.lockf(opened, fcntl.LOCK_EX | fcntl.LOCK_NB, _SHARED_SIZE, _SHARED_FIRST)
        except (BlockingIOError, PermissionError):
            return True
    return False


def replace_database(new_file: Path, file: Path, *, backup: Path) -> bool:
    """Replace the database `file` by `new_file`, and keep the old one as `backup`. Return False if `file` is missing.

    SQLite's old journal is merged and moved first, or SQLite would replay it into the new database. If the process is
    killed between two moves, the whole old database is either `file` or `backup`."""
    there = file.exists()
    if there:
        with suppress(DatabaseError), closing(_open(file)) as before:  # A damaged file is moved unchanged.
            before.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    if there and os.geteuid() == 0:  # If root runs this, the file must belong to the bot's account.
        os.chown(new_file, file.stat().st_uid, file.stat().st_gid)
    for ending in reversed(BESIDE):
        old = Path(f"{file}{ending}")
        if old.exists():
            old.rename(f"{backup}{ending}")
    new_file.rename(file)
    return there


def _open(file: Path) -> Connection:
    return connect(f"{file.resolve().as_uri()}?mode=rw", uri=True, isolation_level=None)
