"""Whole databases in which a notice of each kind was owed, as an earlier demo and its journeys left them.

For each kind of notice, and each way it may go, `worlds.jsonl.xz` holds the rows of all tables.
"""

import json
import lzma
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Boolean

from storage.database import Transaction
from tests.databases import TABLES

World = dict[str, Any]


def worlds() -> Iterator[World]:
    """Yield each database, with the notice that was drawn in it."""
    with lzma.open(Path(__file__).with_name("worlds.jsonl.xz"), "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def fill(tx: Transaction, world: World) -> None:
    """Write the rows of a world into an empty SQLite database; some name another of their own table."""
    tx.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    for table in TABLES:
        if (kept := world["rows"].get(table.name)) is None:
            continue
        truths = {name for name in kept["columns"] if isinstance(table.c[name].type, Boolean)}
        places = [place for place, name in enumerate(kept["columns"]) if name in truths]
        rows = [list(row) for row in kept["rows"]]
        for row in rows:
            for place in places:
                row[place] = row[place] if row[place] is None else bool(row[place])
        names, marks = ", ".join(f'"{name}"' for name in kept["columns"]), ", ".join("?" * len(kept["columns"]))
        tx.exec_driver_sql(f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})', list(map(tuple, rows)))
