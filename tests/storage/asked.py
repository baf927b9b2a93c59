"""What a database is asked, as its driver gets it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa


@contextmanager
def listening(url: sa.URL, **heard: Callable[..., None]) -> Iterator[None]:
    """Call each function at the event of its name, for the engines of one database.

    SQLAlchemy's events on `Engine` are those of the whole process, in which another test's bot may be alive.
    """

    def of_ours(listen: Callable[..., None]) -> Callable[..., None]:
        def hear(connection: sa.Connection, *given: object) -> None:
            if connection.engine.url.database == url.database:
                listen(connection, *given)

        return hear

    listeners = {name: of_ours(listen) for name, listen in heard.items()}
    for name, listen in listeners.items():
        sa.event.listen(sa.Engine, name, listen)
    try:
        yield
    finally:
        for name, listen in listeners.items():
            sa.event.remove(sa.Engine, name, listen)


@contextmanager
def asked_of(url: sa.URL) -> Iterator[list[tuple[str, Sequence[Any]]]]:
    """Note each SELECT and each lease that any connection to one database is asked, with its values."""
    told: list[tuple[str, Sequence[Any]]] = []

    def note(_connection: object, _cursor: object, sql: str, values: Sequence[Any], *_: object) -> None:
        if sql.startswith(("SELECT", "WITH")):
            told.append((sql, values))

    with listening(url, before_cursor_execute=note):
        yield told
