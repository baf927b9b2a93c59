"""What was read before, given again while nothing was written since: the same snapshot gives the same answer."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from sqlite3 import Connection as SqliteConnection
from sqlite3 import Error as SqliteError
from threading import Lock
from typing import TypeVar

import sqlalchemy as sa

Value = TypeVar("Value")

KEPT = 4096  # answers of half a kilobyte (`tools.recall`); past it all are forgotten, which costs one reading each
PLACES = 16  # connections of SQLite, which has ten; those that were opened anew leave their place behind
_SNAPSHOT = sa.text("SELECT CAST(pg_current_snapshot() AS text)")


@dataclass(frozen=True, slots=True)
class _Snapshot:
    stamp: Hashable
    answers: dict[Hashable, object] = field(default_factory=dict)


class Recall:
    """A memory beside a database, in this process.

    Nothing has to be told when something changes, in this process or another: an answer is good for one snapshot only,
    and forgotten with it. SQLite says by a number of the connection whether others have committed since (`PRAGMA
    data_version`, 3 µs); PostgreSQL names the snapshot itself, and two of the same name see the same rows.
    """

    def __init__(self) -> None:
        self._known: dict[Hashable, _Snapshot] = {}

    def give(self, reading: sa.Connection, key: Hashable, *, read: Callable[[], Value]) -> Value:
        """Give what `read` gave for `key` in this very snapshot, else read; the answer depends on nothing else."""
        place, stamp = _stamp(reading)
        return self.give_at(place, stamp, key=key, read=read)

    def give_at(self, place: Hashable, stamp: Hashable, *, key: Hashable, read: Callable[[], Value]) -> Value:
        """Give what `read` gave for `key` while this place had this stamp; what is read now is of then, or later."""
        known = self._known.get(place)
        if known is None or known.stamp != stamp:
            if len(self._known) >= PLACES:
                self._known.clear()
            known = self._known[place] = _Snapshot(stamp)
        if key in known.answers:
            return known.answers[key]  # type: ignore[return-value] # what `read` of this key gave
        value = read()
        if sum(len(one.answers) for one in list(self._known.values())) >= KEPT:
            self._known.clear()
        known.answers[key] = value
        return value


def _stamp(reading: sa.Connection) -> tuple[Hashable, Hashable]:
    info = reading.info
    if "name" in info:  # SQLite: the number means something on its own connection only
        driver = reading.connection.driver_connection
        return info["name"], driver.execute("PRAGMA data_version").fetchone()[0]  # type: ignore[union-attr]
    return None, reading.execute(_SNAPSHOT).scalar_one()


class Watch:
    """A connection to SQLite's file that does nothing but see whether somebody has committed: no view is opened for it.

    An answer that is read after the number was asked for is of that number or newer, and is not found again once the
    number has moved on.
    """

    def __init__(self, connect: Callable[[], SqliteConnection]) -> None:
        self._connect, self._turn = connect, Lock()
        self._connection: SqliteConnection | None = None

    def version(self) -> int | None:
        """Give a number that every commit changes; None where the file cannot be asked."""
        with self._turn:
            try:
                if self._connection is None:
                    self._connection = self._connect()
                number: int = self._connection.execute("PRAGMA data_version").fetchone()[0]
            except SqliteError:
                self._close()
                return None
            return number

    def close(self) -> None:
        """Close it; whoever asks later opens another."""
        with self._turn:
            self._close()

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
