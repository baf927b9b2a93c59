"""Build statements that differ between the databases: upserts, and parameters that have many values."""

import json
from collections.abc import Callable, Collection
from typing import Any, TypeAlias, TypeVar, cast

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator

from storage.database import Reading

Insert: TypeAlias = postgresql.Insert  # SQLite's Insert has the same methods, but the classes share no base class.
S = TypeVar("S")


def insert_into(tx: Reading, table: sa.Table) -> Insert:
    return postgresql.insert(table) if tx.dialect.name == "postgresql" else cast(Insert, sqlite.insert(table))


def build_for_dialects(make: Callable[[Callable[[sa.Table], Insert]], S]) -> dict[str, S]:
    """Build a statement for each database, and keep it. Return {dialect name: statement}."""
    return {"sqlite": make(cast(Callable[[sa.Table], Insert], sqlite.insert)), "postgresql": make(postgresql.insert)}


def is_among(column: sa.ColumnElement[Any], bind_name: str) -> sa.ColumnElement[bool]:
    """Return the condition that a column is one of the values in parameter `bind_name`.

    All values are one parameter: an array on PostgreSQL, JSON on SQLite. With a parameter for each value, the database
    would parse and plan a new statement for each number of values."""
    plain = sa.String() if isinstance(column.type, sa.String) else column.type
    return _Among(column, sa.bindparam(bind_name, type_=_ManyValues(plain)))


class _ManyValues(TypeDecorator[Collection[object]]):
    """The type of a parameter that has any number of values."""

    impl = sa.String
    cache_ok = True

    def __init__(self, type_: sa.types.TypeEngine[Any]) -> None:
        super().__init__()
        self.one = type_

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[Any]:
        return dialect.type_descriptor(ARRAY(self.one) if dialect.name == "postgresql" else sa.String())

    def process_bind_param(self, value: Collection[object] | None, dialect: sa.Dialect) -> object:
        values = list(value or ())
        return values if dialect.name == "postgresql" else json.dumps(values)


class _Among(FunctionElement[bool]):
    inherit_cache = True


@compiles(_Among, "postgresql")
def _compile_for_array(element: _Among, compiler: SQLCompiler, **options: object) -> str:
    column, values = element.clauses
    return f"({compiler.process(column == sa.any_(values), **options)})"


@compiles(_Among)
def _compile_for_json(element: _Among, compiler: SQLCompiler, **options: object) -> str:
    column, values = element.clauses
    listed = sa.select(sa.func.json_each(values).table_valued("value").c.value)
    return f"({compiler.process(column.in_(listed), **options)})"
