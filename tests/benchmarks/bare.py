"""The floor of a transaction: its statements, as SQLAlchemy gave them to the driver, given to the driver alone."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

import psycopg
from sqlalchemy import event
from sqlalchemy.engine.interfaces import DBAPICursor

from storage.database import Database, Transaction


@dataclass(frozen=True, slots=True)
class Statement:
    """What a driver was asked: SQL and parameters, or (`many`) a list of them; `gives` rows or not."""

    sql: str
    parameters: Any
    many: bool
    gives: bool


class Driver(Protocol):
    """A connection of a driver that goes through statements in one transaction."""

    def replay(self, statements: Sequence[Statement]) -> None:
        """Begin, execute each, fetch what it gives, commit."""


class Sqlite:
    """The standard library's driver, set up as ours is."""

    def __init__(self, path: str) -> None:
        self.connection = sqlite3.connect(path, isolation_level=None)
        for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON"):
            self.connection.execute(f"PRAGMA {pragma}")

    def replay(self, statements: Sequence[Statement]) -> None:
        """Begin, execute each, fetch what it gives, commit."""
        execute, executemany = self.connection.execute, self.connection.executemany
        execute("BEGIN IMMEDIATE")
        for one in statements:
            cursor = (executemany if one.many else execute)(one.sql, one.parameters)
            if one.gives:
                cursor.fetchall()
        execute("COMMIT")


class Postgresql:
    """psycopg, which prepares what comes again and again, as it does for us."""

    def __init__(self, url: str) -> None:
        self.connection = psycopg.connect(url)

    def replay(self, statements: Sequence[Statement]) -> None:
        """Begin, execute each, fetch what it gives, commit."""
        for one in statements:
            with self.connection.cursor() as cursor:
                (cursor.executemany if one.many else cursor.execute)(one.sql, one.parameters)
                if one.gives:
                    cursor.fetchall()
        self.connection.commit()


@contextmanager
def bare(database: Database) -> Iterator[Driver]:
    """Open the driver's own connection to a database."""
    url = database.url
    if database.is_sqlite:
        driver: Sqlite | Postgresql = Sqlite(str(url.database))
    else:
        driver = Postgresql(url.set(drivername="postgresql").render_as_string(hide_password=False))
    try:
        yield driver
    finally:
        driver.connection.close()


def tell(tx: Transaction) -> list[Statement]:
    """Note from now on what this transaction asks of its driver, in the list given."""
    told: list[Statement] = []

    def note(_connection: object, cursor: DBAPICursor, sql: str, parameters: object, *_: object) -> None:
        many = isinstance(parameters, list)
        told.append(Statement(sql, parameters, many, gives=cursor.description is not None))

    event.listen(tx, "after_cursor_execute", note)
    return told
