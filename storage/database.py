"""Open every transaction of the project: `Database(url).transaction()` and `.reading()`, on SQLite or PostgreSQL.

Why: docs/decisions/database.md."""

from collections import deque
from collections.abc import Callable, Hashable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from itertools import count
from sqlite3 import Connection as SqliteConnection
from threading import Lock
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from bot.errors import Unavailable

from .database_file import file_of, journal_is_empty, make_private
from .recall import Recall, Value, Watch
from .troubles import translate_errors

Transaction: TypeAlias = sa.Connection
Reading: TypeAlias = sa.Connection  # a connection for reads

WAIT_SECONDS = 2.0  # the longest wait for the database: Slack waits three seconds for an answer
MIGRATION_SECONDS = 60.0  # On SQLite, a migration waits for another one at most this long.
MIGRATION_LOCK = 1163479302  # the number of PostgreSQL's advisory lock for schema changes
_NAMES = count(1)
# Each SQLite connection caches this many KiB of pages and this many statements (20 KB each). More pages would help
# little, since the system caches the file too.
PAGES_KEPT, STATEMENTS_KEPT = 512, 64


class Database:
    """The database of one workspace.

    SQLite has one writing connection behind a FIFO lock, and a pool of readers (WAL). PostgreSQL has one pool.
    Raises Unavailable if the database does not answer within two seconds, Conflict if a retry may succeed, and
    ValueError for an in-memory database, since connections cannot share it."""

    def __init__(self, url: str) -> None:
        self.url = sa.make_url(normalise_url(url))
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite and file_of(self.url) is None:
            raise ValueError("a database in memory serves nobody")
        if self.is_sqlite:
            self._writer = _sqlite_engine(self.url, writes=True)
            self._readers = _sqlite_engine(self.url, writes=False)
        else:
            from .postgresql import make_engine

            self._writer = make_engine(self.url, wait_seconds=WAIT_SECONDS)
            # Reads use the same pool. psycopg sends these options with BEGIN, so they need no round trip.
            self._readers = self._writer.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        self._turn = FifoLock()
        self._recall = Recall()
        self._watch = Watch(self._watching, reading=self.reading) if self.is_sqlite else None

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Open a transaction. It is committed at the end of the block; an exception rolls it back."""
        with self._alone(), translate_errors(writes=True), self._writer.begin() as tx:
            yield tx

    @contextmanager
    def rehearsal(self) -> Iterator[Transaction]:
        """Open a transaction that is always rolled back, to preview a use case. It raises what `transaction` raises."""
        with self.transaction() as tx:
            yield tx
            begun = tx.get_transaction()
            if begun is not None:
                begun.rollback()

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """Open a read transaction, which sees one moment of the database. Writes in it are not saved."""
        with translate_errors(writes=False), self._readers.connect() as reading:
            yield reading
            reading.commit()  # Not a rollback: psycopg would drop its prepared statements.

    @contextmanager
    def migration(self) -> Iterator[Transaction]:
        """Open the transaction of a migration, all or nothing. Only one migration runs at a time, in all processes.

        It has its own connection, without the timeout of listeners. On SQLite, foreign keys are off during the block
        and checked at its end. Alembic copies a table and drops the old one, which would delete rows by cascade if
        foreign keys were on. Raises Unavailable, and RuntimeError for dangling foreign keys."""
        engine = _migration_engine(self.url)
        try:
            with translate_errors(writes=True), engine.begin() as tx:
                if not self.is_sqlite:
                    tx.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")
                yield tx
                if self.is_sqlite and (broken := tx.exec_driver_sql("PRAGMA foreign_key_check").all()):
                    raise RuntimeError(f"foreign keys broken by a migration: {broken[:5]}")
        finally:
            engine.dispose()

    def shed(self) -> None:
        """Move SQLite's journal into the database file, since the journal still contains erased data.

        This does not wait: a page that a reader or another process needs is moved by a later call. PostgreSQL needs no
        such step."""
        if not self.is_sqlite or journal_is_empty(self._writer.url):
            return
        with self._alone(), translate_errors(writes=True), closing(self._writer.raw_connection()) as connection:
            cursor = connection.cursor()
            [waits] = cursor.execute("PRAGMA busy_timeout").fetchone()
            cursor.execute("PRAGMA busy_timeout = 0")
            try:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                cursor.execute(f"PRAGMA busy_timeout = {waits:d}")

    def recall(self, reading: Reading, key: Hashable, *, read: Callable[[], Value]) -> Value:
        """Return the result of `read` through this read transaction, cached until something is written.

        `key` must contain everything on which the result depends, except the database. Never call this in a writing
        transaction, whose own changes are not in the cached results."""
        return self._recall.give(reading, key, read=read)

    def remember(self, key: Hashable, *, read: Callable[[Reading], Value]) -> Value:
        """Return the result of `read` in its own read transaction, cached until something is written.

        On SQLite, this is ten times as fast as `recall`, since it opens no transaction to check the cache. `Watch`
        notices the writes of other processes. The result may depend only on `key` and on the queries of `read`."""
        if self._watch:
            return self._watch.give(key, read=read)
        with self.reading() as reading:
            return self.recall(reading, key, read=partial(read, reading))

    def close(self) -> None:
        if self._watch:
            self._watch.close()
        self._writer.dispose()
        self._readers.dispose()

    def _watching(self) -> SqliteConnection:
        pooled = self._readers.raw_connection()
        connection = pooled.driver_connection
        pooled.detach()  # The watcher closes the connection itself.
        return connection  # type: ignore[return-value] # the engine is SQLite's

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Wait for our turn to write: SQLite has one writer at a time, PostgreSQL any number."""
        if not self.is_sqlite:
            yield
            return
        if not self._turn.acquire(WAIT_SECONDS / 2):  # The other half is for SQLite, which waits for other processes.
            raise Unavailable
        try:
            yield
        finally:
            self._turn.release()


@contextmanager
def savepoint(tx: Transaction) -> Iterator[None]:
    """Open a nested transaction (savepoint). An exception rolls back only this one."""
    with tx.begin_nested():
        yield


@contextmanager
def nested_rehearsal(tx: Transaction) -> Iterator[None]:
    """Open a nested transaction that is always rolled back, to preview a use case."""
    part = tx.begin_nested()
    try:
        yield
    finally:
        part.rollback()


def normalise_url(url: str) -> str:
    """Return a database URL in SQLAlchemy's form. Platforms write `postgres://`, and our driver is psycopg 3."""
    scheme, separator, rest = url.partition("://")
    return f"postgresql+psycopg{separator}{rest}" if scheme in {"postgres", "postgresql"} else url


def _sqlite_engine(url: sa.URL, *, writes: bool) -> sa.Engine:
    # SQLite waits half of the limit for another process, since the wait for the FIFO lock may have taken the other
    # half.
    engine = sa.create_engine(
        url,
        pool_size=1 if writes else 8,
        max_overflow=0,
        pool_use_lifo=True,  # The connection that was used last has the warmest caches.
        pool_timeout=WAIT_SECONDS,
        hide_parameters=True,  # Values are private and must not be logged.
        connect_args={
            "timeout": WAIT_SECONDS / 2,
            "check_same_thread": False,
            "cached_statements": STATEMENTS_KEPT,
        },
    )
    _begin_explicitly(engine, writes=writes, foreign_keys=True)

    @sa.event.listens_for(engine, "connect")
    def set_up(connection: SqliteConnection, record: ConnectionPoolEntry) -> None:
        record.info["name"] = next(_NAMES)
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute(f"PRAGMA cache_size = -{PAGES_KEPT}")
        if not writes:
            connection.execute("PRAGMA query_only = ON")

    return engine


def _migration_engine(url: sa.URL) -> sa.Engine:
    is_sqlite = url.get_backend_name() == "sqlite"
    options = {"timeout": MIGRATION_SECONDS} if is_sqlite else {}
    engine = sa.create_engine(url, poolclass=NullPool, hide_parameters=True, connect_args=options)
    if is_sqlite:
        _begin_explicitly(engine, writes=True, foreign_keys=False)
    return engine


def _begin_explicitly(engine: sa.Engine, *, writes: bool, foreign_keys: bool) -> None:
    """Begin SQLite's transactions explicitly.

    The driver begins a transaction only before the first write, and none before changes of the schema."""

    @sa.event.listens_for(engine, "do_connect")
    def make(_dialect: sa.Dialect, _record: ConnectionPoolEntry, _name: list[str], _options: dict[str, Any]) -> None:
        make_private(engine.url)

    @sa.event.listens_for(engine, "connect")
    def set_up(connection: SqliteConnection, _record: ConnectionPoolEntry) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute(f"PRAGMA foreign_keys = {foreign_keys:d}")

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        # The driver executes BEGIN itself: through SQLAlchemy, it would take as long as a query.
        connection.connection.driver_connection.execute("BEGIN IMMEDIATE" if writes else "BEGIN")  # type: ignore[union-attr]


class FifoLock:
    """A first-come, first-served lock with a timeout.

    With an ordinary lock, a thread waited up to 0.7 s in a test in which 32 threads wrote to one SQLite file. With this
    lock, it waits only until the threads before it have finished."""

    def __init__(self) -> None:
        self._mutex = Lock()
        self._held = False
        self._waiting: deque[Lock] = deque()

    def acquire(self, seconds: float) -> bool:
        with self._mutex:
            if not self._held:
                self._held = True
                return True
            turn = Lock()
            turn.acquire()
            self._waiting.append(turn)
        if turn.acquire(timeout=seconds):
            return True
        with self._mutex:
            if turn in self._waiting:
                self._waiting.remove(turn)
                return False
        return True  # The lock was handed over just as the wait ended.

    def release(self) -> None:
        with self._mutex:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._held = False
