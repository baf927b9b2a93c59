"""What a database is asked, as its driver gets it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa


@contextmanager
def asked_of_drivers() -> Iterator[list[tuple[str, Sequence[Any]]]]:
    """Note each SELECT and each lease that any connection is asked, with its values."""
    told: list[tuple[str, Sequence[Any]]] = []

    def note(_connection: object, _cursor: object, sql: str, values: Sequence[Any], *_: object) -> None:
        if sql.startswith(("SELECT", "WITH")):
            told.append((sql, values))

    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    try:
        yield told
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", note)
