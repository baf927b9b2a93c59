"""Many values as one parameter, on both databases: a statement stays the same text, whatever their number."""

import json
from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY


def among(column: sa.ColumnElement[Any], name: str, *, dialect: str) -> sa.ColumnElement[bool]:
    """Say that a column is one of the values given as the parameter `name`, by `array`."""
    if dialect == "postgresql":
        return column == sa.any_(sa.bindparam(name, type_=ARRAY(column.type)))
    return column.in_(sa.select(sa.func.json_each(sa.bindparam(name)).table_valued("value").c.value))


def array(values: Collection[object], *, dialect: str) -> object:
    """Give values as one parameter: PostgreSQL has arrays, SQLite reads JSON."""
    return list(values) if dialect == "postgresql" else json.dumps(list(values))
