"""Cache results of queries until something is written. In one snapshot of the database, a query has one result."""

import time
from collections.abc import Callable, Hashable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from sqlite3 import Connection as SqliteConnection
from sqlite3 import Error as SqliteError
from threading import Lock
from typing import Any, TypeVar

import sqlalchemy as sa

Value = TypeVar("Value")

# The cache is cleared when it has this many results. A result takes 0.5 KB, or 1.5 KB with its statements.
KEPT = 4096
# At most this many connections have cached results. Ten are open at a time. If one is opened again, it counts twice.
PLACES = 16
# A result of more statements than this is read anew. To execute them again for a comparison would cost as much.
ASKED = 3
# The cache is cleared after this many seconds, so that it forgets erased data.
LONGEST = 600.0
_SNAPSHOT = sa.text("SELECT CAST(pg_current_snapshot() AS text)")


@dataclass(frozen=True, slots=True)
class _Snapshot:
    stamp: Hashable
    answers: dict[Hashable, object] = field(default_factory=dict)


class Recall:
    """The cache of one database, in this process.

    Results need no invalidation: each belongs to one snapshot, and is dropped with it. On SQLite, each
    connection has a number (`PRAGMA data_version`, 3 µs) that changes when another connection commits. On PostgreSQL,
    snapshots have names: two transactions with the same name see the same rows."""

    def __init__(self) -> None:
        self._known: dict[Hashable, _Snapshot] = {}

    def give(self, reading: sa.Connection, key: Hashable, *, read: Callable[[], Value]) -> Value:
        """Return the result of `read`, cached by `key` for this snapshot.

        The result may depend only on `key` and on the database."""
        place, stamp = _stamp(reading)
        known = self._known.get(place)
        if known is None or known.stamp != stamp:
            if len(self._known) >= PLACES:
                self._known.clear()
            known = self._known[place] = _Snapshot(stamp)
        if key in known.answers:
            return known.answers[key]  # type: ignore[return-value] # a result of `read` with this key
        value = read()
        if sum(len(snapshot.answers) for snapshot in list(self._known.values())) >= KEPT:
            self._known.clear()
        known.answers[key] = value
        return value


def _stamp(reading: sa.Connection) -> tuple[Hashable, Hashable]:
    info = reading.info
    if "name" in info:  # SQLite's numbers are comparable only within one connection.
        driver = reading.connection.driver_connection
        return info["name"], driver.execute("PRAGMA data_version").fetchone()[0]  # type: ignore[union-attr]
    return None, reading.execute(_SNAPSHOT).scalar_one()


@dataclass(frozen=True, slots=True)
class StatementResult:
    """A statement as the driver got it, and all its rows."""

    sql: str
    parameters: Any
    rows: list[Any]


@dataclass(frozen=True, slots=True)
class _CachedAnswer:
    stamp: Hashable
    value: object
    asked: Sequence[StatementResult]


class Watch:
    """A connection to SQLite's file that notices the commits of other connections, and caches results.

    While the connection's `data_version` stays the same, nobody wrote, and cached results are valid. Otherwise the
    driver executes the statements of a cached result again, in one transaction. If their rows are the same, the result
    is still valid."""

    def __init__(
        self, connect: Callable[[], SqliteConnection], *, reading: Callable[[], AbstractContextManager[sa.Connection]]
    ) -> None:
        self._connect, self._reading, self._turn = connect, reading, Lock()
        self._connection: SqliteConnection | None = None
        self._opened = 0  # Part of the stamp: versions of different connections are not comparable.
        self._answers: dict[Hashable, _CachedAnswer] = {}
        self._since = time.monotonic()

    def give(self, key: Hashable, *, read: Callable[[sa.Connection], Value]) -> Value:
        """Return the cached result of `key` if it is still valid. Otherwise call `read` in its own transaction."""
        stamp = self._stamp()  # The stamp is taken before the read, so that the result is not older than it.
        if time.monotonic() - self._since >= LONGEST or len(self._answers) >= KEPT:
            self._answers.clear()
            self._since = time.monotonic()
        known = self._answers.get(key)
        if known is not None and stamp is not None:
            if known.stamp == stamp:
                return known.value  # type: ignore[return-value] # as above
            if known.asked and self._gives_still(known.asked):
                self._answers[key] = replace(known, stamp=stamp)
                return known.value  # type: ignore[return-value]
        with self._reading() as reading:
            value, asked = _read_with_statements(reading, read)
        if stamp is not None:
            self._answers[key] = _CachedAnswer(stamp, value, asked)
        return value

    def close(self) -> None:
        with self._turn:
            self._close()

    def _stamp(self) -> Hashable | None:
        """Return a value that changes with every commit; None if the file cannot be read."""
        with self._turn:
            try:
                if self._connection is None:
                    self._connection = self._connect()
                    self._opened += 1
                return self._opened, self._connection.execute("PRAGMA data_version").fetchone()[0]
            except SqliteError:
                self._close()
                return None

    def _gives_still(self, statements: Sequence[StatementResult]) -> bool:
        with self._turn:
            connection = self._connection
            if connection is None:
                return False
            try:
                connection.execute("BEGIN")
                same = all(
                    connection.execute(asked_.sql, asked_.parameters).fetchall() == asked_.rows for asked_ in statements
                )
                connection.execute("COMMIT")
            except SqliteError:
                return False
            finally:
                if connection.in_transaction:  # An open transaction would never see new data.
                    self._close()
            return same

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _read_with_statements(
    reading: sa.Connection, read: Callable[[sa.Connection], Value]
) -> tuple[Value, Sequence[StatementResult]]:
    """Return the result of `read`, and its statements with their rows. Return no statements if they exceed ASKED."""
    told: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, sql: str, parameters: object, *_: object) -> None:
        told.append((sql, parameters))

    sa.event.listen(reading, "after_cursor_execute", note)
    value = read(reading)
    if len(told) > ASKED:
        return value, ()
    execute = reading.connection.driver_connection.execute  # type: ignore[union-attr] # it sees the same rows
    try:
        return value, [
            StatementResult(sql, parameters, execute(sql, parameters).fetchall()) for sql, parameters in told
        ]
    except SqliteError:
        return value, ()
