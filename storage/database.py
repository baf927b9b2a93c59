"""The only begin and commit of the project: `Database(url).transaction()` and `.reading()`, on both databases."""

import logging
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from itertools import count
from select import POLLIN, poll
from sqlite3 import Connection as SqliteConnection
from sqlite3 import Error as SqliteError
from typing import TypeAlias

from psycopg import Connection as PostgresqlConnection
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import ConnectionPoolEntry

from bot.errors import Conflict, Unavailable

from .fifo import FifoLock
from .recall import Recall, Value

log = logging.getLogger(__name__)

Transaction: TypeAlias = Connection  # what a use case may write through
Reading: TypeAlias = Connection  # what a question may read through

WAIT_SECONDS = 2.0  # every wait for the database ends within it: Slack wants its answer within three
_CONFLICTS = {"40P01", "40001"}  # deadlock_detected, serialization_failure
_BUSY = ("08", "53", "57", "55P03")  # connection, resources, shutdown or time-out, lock_timeout
_NAMES = count(1)  # of SQLite's connections, never the same twice in a process
# What each connection of SQLite keeps: pages, in KiB (the system keeps the file's as well), and statements of 20 KB.
PAGES_KEPT, STATEMENTS_KEPT = 512, 64
_SQLITE_BUSY = ("locked", "unable to open", "disk i/o", "readonly")


class Database:
    """One database, of one workspace.

    SQLite has one writing connection behind a FIFO lock and a pool of readers (WAL); PostgreSQL one pool for both.
    Raises Unavailable when the database does not answer within two seconds, Conflict when a second try is worth it.
    """

    def __init__(self, url: str) -> None:
        self.url = make_url(understood(url))
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            self._writer = _sqlite_engine(self.url, writes=True)
            self._readers = _sqlite_engine(self.url, writes=False)
        else:
            self._writer = _postgresql_engine(self.url)
            # The same pool; psycopg says it within BEGIN, so that it costs no round trip.
            self._readers = self._writer.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        self._turn = FifoLock()
        self._recall = Recall()

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Open one transaction: committed at the end of the block, rolled back by anything raised in it."""
        if not self.is_sqlite:
            with _translated(), self._writer.begin() as tx:
                yield tx
            return
        if not self._turn.acquire(WAIT_SECONDS / 2):  # the other half is SQLite's own wait for another process
            raise Unavailable
        try:
            with _translated(), self._writer.begin() as tx:
                yield tx
        finally:
            self._turn.release()

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """Open one consistent view for reading; nothing written through it is kept."""
        with _translated(), self._readers.connect() as reading:
            yield reading
            reading.commit()  # psycopg forgets at each ROLLBACK what it has prepared: all would be planned each time

    def recall(self, reading: Reading, key: Hashable, *, read: Callable[[], Value]) -> Value:
        """Give what `read` reads through this reading, or what it gave before if nothing was written since.

        `key` names all that the answer depends on beside the database. Never inside a transaction: its own writes are
        in no snapshot yet.
        """
        return self._recall.give(reading, key, read=read)

    def close(self) -> None:
        """Close all connections."""
        self._writer.dispose()
        self._readers.dispose()


def understood(url: str) -> str:
    """Give SQLAlchemy's spelling of a database address: platforms write `postgres://`, and psycopg 3 is our driver."""
    scheme, separator, rest = url.partition("://")
    return f"postgresql+psycopg{separator}{rest}" if scheme in {"postgres", "postgresql"} else url


def _sqlite_engine(url: URL, *, writes: bool) -> Engine:
    # A busy wait of half the limit: the other half may have been spent in the FIFO lock.
    engine = create_engine(
        url,
        pool_size=1 if writes else 8,
        max_overflow=0,
        pool_use_lifo=True,  # the connection used last knows most
        pool_timeout=WAIT_SECONDS,
        hide_parameters=True,  # values are private: they reach no log
        connect_args={
            "timeout": WAIT_SECONDS / 2,
            "check_same_thread": False,
            "cached_statements": STATEMENTS_KEPT,
        },
    )

    @event.listens_for(engine, "connect")
    def set_up(connection: SqliteConnection, record: ConnectionPoolEntry) -> None:
        record.info["name"] = next(_NAMES)
        connection.isolation_level = None  # we begin ourselves: sqlite3 would begin late, and deferred
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(f"PRAGMA cache_size = -{PAGES_KEPT}")
        if not writes:
            connection.execute("PRAGMA query_only = ON")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # By the driver itself: through SQLAlchemy it costs as much as a query.
        connection.connection.driver_connection.execute("BEGIN IMMEDIATE" if writes else "BEGIN")  # type: ignore[union-attr]

    return engine


def _postgresql_engine(url: URL) -> Engine:
    milliseconds = int(WAIT_SECONDS * 1000)
    engine = create_engine(
        url,
        pool_size=16,
        max_overflow=16,
        pool_timeout=WAIT_SECONDS,
        hide_parameters=True,  # values are private: they reach no log
        connect_args={
            "connect_timeout": int(WAIT_SECONDS),
            "options": f"-c lock_timeout={milliseconds} -c statement_timeout={milliseconds}",
        },
    )

    @event.listens_for(engine, "checkout")
    def look(connection: PostgresqlConnection, _record: object, _proxy: object) -> None:
        # A server that restarted in the night is not the first person's problem in the morning. An idle connection has
        # nothing to read unless its server hung up: to look at it costs no round trip, as a ping would.
        if connection.closed or _is_readable(connection.fileno()):
            raise DisconnectionError

    return engine


def _is_readable(descriptor: int) -> bool:
    look = poll()
    look.register(descriptor, POLLIN)
    return bool(look.poll(0))


@contextmanager
def _translated() -> Iterator[None]:
    """Turn the driver's ways of saying « not now » into Conflict or Unavailable; other errors stay faults."""
    try:
        yield
    except PoolTimeout as error:
        raise Unavailable from error
    except (DBAPIError, SqliteError) as error:  # the driver's own: from our BEGIN and PRAGMA
        cause = error.orig if isinstance(error, DBAPIError) else error
        state = getattr(cause, "sqlstate", None) or ""
        if state in _CONFLICTS:
            raise Conflict from error
        words = str(cause).lower()
        cut = isinstance(error, DBAPIError) and error.connection_invalidated
        gone = cut or state.startswith(_BUSY) or "connection" in words
        if gone or any(word in words for word in _SQLITE_BUSY):
            log.warning("the database did not answer: %s", type(cause).__name__)
            raise Unavailable from error
        # PostgreSQL's second line can quote a row, and a row can hold what only a few may read: it reaches no log.
        for one in (error, cause or error):
            one.args = tuple(str(part).partition("\n")[0] for part in one.args)
        raise
