"""The engine of PostgreSQL: psycopg 3. It is imported only if the database is PostgreSQL."""

from collections.abc import Callable, Sequence
from functools import cached_property
from select import POLLIN, poll
from typing import Any

import psycopg
import sqlalchemy as sa
from sqlalchemy.exc import DisconnectionError


def make_engine(url: sa.URL, *, wait_seconds: float) -> sa.Engine:
    """Return PostgreSQL's engine with its pool. `wait_seconds` limits waits for locks, statements and connections."""
    milliseconds = int(wait_seconds * 1000)
    engine = sa.create_engine(
        url,
        pool_size=16,
        max_overflow=16,
        pool_timeout=wait_seconds,
        hide_parameters=True,  # Values are private and must not be logged.
        connect_args={
            "connect_timeout": int(wait_seconds),
            "cursor_factory": _Cursor,
            "options": f"-c lock_timeout={milliseconds} -c statement_timeout={milliseconds}",
        },
    )

    @sa.event.listens_for(engine, "checkout")
    def look(connection: psycopg.Connection, _record: object, _proxy: object) -> None:
        # Drop connections that the server closed, for example in a nightly restart. An idle connection has something to
        # read only if the server closed it, so this check needs no round trip.
        if connection.closed or _is_readable(connection.fileno()):
            raise DisconnectionError

    return engine


class _Cursor(psycopg.Cursor[Any]):
    """psycopg's cursor. It describes the columns of a result only if the description is read.

    SQLAlchemy requests the description after each statement, but reads it only when it runs the statement for the first
    time. A description costs 5 µs a column."""

    @property
    def description(self) -> "_Columns | None":  # type: ignore[override] # any sequence will do
        result = self.pgresult
        return _Columns(lambda: super(_Cursor, self).description or ()) if result and result.nfields else None


class _Columns(Sequence[psycopg.Column]):
    def __init__(self, find: Callable[[], Sequence[psycopg.Column]]) -> None:
        self._find = find

    @cached_property
    def _found(self) -> Sequence[psycopg.Column]:
        return self._find()

    def __len__(self) -> int:
        return len(self._found)

    def __getitem__(self, at: Any) -> Any:  # noqa: ANN401 - an item or a slice
        return self._found[at]


def _is_readable(descriptor: int) -> bool:
    look = poll()
    look.register(descriptor, POLLIN)
    return bool(look.poll(0))
