"""INSERT with what to do where a row is there already: each database says it in its own dialect."""

from collections.abc import Callable
from typing import TypeAlias, TypeVar, cast

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from storage.database import Reading

Insert: TypeAlias = postgresql.Insert  # SQLite's has the same methods, and no base that says so
S = TypeVar("S")


def insert_into(tx: Reading, table: sa.Table) -> Insert:
    """Give the INSERT of this database."""
    return postgresql.insert(table) if tx.dialect.name == "postgresql" else cast(Insert, sqlite.insert(table))


def on_both(make: Callable[[Callable[[sa.Table], Insert]], S]) -> dict[str, S]:
    """Make a statement for each database, once, by the name of its dialect."""
    return {"sqlite": make(cast(Callable[[sa.Table], Insert], sqlite.insert)), "postgresql": make(postgresql.insert)}
