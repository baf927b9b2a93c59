"""Convert rows of all tables to frozen values. Columns and fields have the same names."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import fields
from datetime import date
from enum import Enum
from functools import cache
from operator import attrgetter
from types import NoneType
from typing import Any, TypeAlias, TypeVar, cast, get_args, get_type_hints

import sqlalchemy as sa

V = TypeVar("V")
Row: TypeAlias = sa.Row[*tuple[Any, ...]]
Read: TypeAlias = Callable[[Any], Any]


def from_row(value_type: type[V], row: Row, **given: object) -> V:
    """Build a value from a row. A field is taken from `given`, or else from the column of the same name.

    Text columns are converted to the field's type: a member of an enum, or a local date."""
    columns_of, readers, places = _reading_plan(cast(Hashable, value_type), tuple(given))
    columns = list(columns_of(row))
    for place, read in readers:
        if columns[place] is not None:
            columns[place] = read(columns[place])
    for place, name in places:
        columns.insert(place, given[name])
    return value_type(*columns)


def group_rows(rows: Iterable[Row], to_part: Callable[[Row], V | None]) -> list[tuple[Row, list[V]]]:
    """Group the rows of an outer join by their column `id`. Return (first row, parts) for each id, in order.

    `to_part` returns the joined part of a row, or None if the row has no part."""
    found: dict[int, tuple[Row, list[V]]] = {}
    for row in rows:
        _, parts = found.setdefault(row.id, (row, []))
        if (part_ := to_part(row)) is not None:
            parts.append(part_)
    return list(found.values())


@cache
def _reading_plan(
    value_type: type[Any], given_names: tuple[str, ...]
) -> tuple[Callable[[object], Sequence[Any]], list[tuple[int, Read]], list[tuple[int, str]]]:
    """Return a getter of a value's columns, (position, converter) of columns, and (position, name) of given fields.

    Fields are read by position, not by name, since a Home reads a thousand rows."""
    kinds, every = get_type_hints(value_type), [field.name for field in fields(value_type)]
    names = [name for name in every if name not in given_names]
    columns_of = attrgetter(*names) if len(names) > 1 else lambda row: [getattr(row, name) for name in names]
    readers = ((place, _field_reader(kinds[name])) for place, name in enumerate(names))
    places = sorted((every.index(name), name) for name in given_names)
    return columns_of, [(place, read) for place, read in readers if read], places


def _field_reader(field_type: object) -> Read | None:
    whole = (
        [arg for arg in get_args(field_type) if arg is not NoneType]
        if NoneType in get_args(field_type)
        else [field_type]
    )
    if whole == [date]:
        return date.fromisoformat
    for one in whole:
        if isinstance(one, type) and issubclass(one, Enum):
            return {each.value: each for each in one}.__getitem__  # This is five times as fast as calling the enum.
    return None
