"""Many values as one parameter, on both databases: a statement stays the same text, whatever their number."""

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, any_, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY


def among(column: ColumnElement[Any], name: str, *, dialect: str) -> ColumnElement[bool]:
    """Say that a column is one of the values given as the parameter `name`, by `array`."""
    if dialect == "postgresql":
        return column == any_(bindparam(name, type_=ARRAY(column.type)))
    return column.in_(select(func.json_each(bindparam(name)).table_valued("value").c.value))


def array(values: Collection[object], *, dialect: str) -> object:
    """Give values as one parameter: PostgreSQL has arrays, SQLite reads JSON."""
    return list(values) if dialect == "postgresql" else json.dumps(list(values))
