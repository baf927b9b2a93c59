"""What each database says in its own dialect: a row that is there already, many values as one; for all that write."""

import json
from collections.abc import Callable, Collection
from typing import Any, TypeAlias, TypeVar, cast

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import ARRAY

from storage.database import Reading

Insert: TypeAlias = postgresql.Insert  # SQLite's has the same methods, and no base that says so
S = TypeVar("S")


def insert_into(tx: Reading, table: sa.Table) -> Insert:
    """Give the INSERT of this database."""
    return postgresql.insert(table) if tx.dialect.name == "postgresql" else cast(Insert, sqlite.insert(table))


def on_both(make: Callable[[Callable[[sa.Table], Insert]], S]) -> dict[str, S]:
    """Make a statement for each database, once, by the name of its dialect."""
    return {"sqlite": make(cast(Callable[[sa.Table], Insert], sqlite.insert)), "postgresql": make(postgresql.insert)}


def among(column: sa.ColumnElement[Any], name: str, *, dialect: str) -> sa.ColumnElement[bool]:
    """Say that a column is one of the values given as the parameter `name`, by `array`."""
    if dialect == "postgresql":
        return column == sa.any_(sa.bindparam(name, type_=ARRAY(column.type)))
    return column.in_(sa.select(sa.func.json_each(sa.bindparam(name)).table_valued("value").c.value))


def array(values: Collection[object], *, dialect: str) -> object:
    """Give values as one parameter: PostgreSQL has arrays, SQLite reads JSON."""
    return list(values) if dialect == "postgresql" else json.dumps(list(values))
