"""What the version before this house's second draft wrote is read as it read it: rows of every kind and every table.

`rows_of_before.jsonl.xz` was written by that version (7022be8) while its demo and its journeys were played: for each
kind of notice, and each of its ways to go, the whole database as it stood when the first was drawn, and what was said.
"""

import json
import lzma
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any

from sqlalchemy import Boolean, select, text

from bot.clock import machine_now
from bot.demo.stage import Stage
from handlers.kit.blocks import Message
from handlers.kit.told import GroupPost, HomeView, Upload
from handlers.notices.messages import Drawn, Mail
from handlers.notices.renderers import make_messages
from storage.database import Database, Transaction
from storage.notices.ledger import notices
from storage.notices.rows import RETURNED, as_notices, rows_of
from storage.tables import metadata
from storage.upgrade import upgrade
from tests.databases import blank

WORLDS = Path(__file__).parent / "rows_of_before.jsonl.xz"
REVISION = "0010"  # the schema of these rows
World = dict[str, Any]


def worlds() -> Iterator[World]:
    """Give each database of before, with the notice that was drawn in it."""
    with lzma.open(WORLDS, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


@cache
def kinds() -> frozenset[str]:
    """Give the kinds that the bot draws today."""
    return frozenset(make_messages(machine_now, [])._renderers)  # noqa: SLF001 - nothing else asks


def fill(tx: Transaction, world: World) -> None:
    """Write the rows of a world, as they were, into an empty database; some name another of their own table."""
    deferred = "PRAGMA defer_foreign_keys = ON", "SET LOCAL session_replication_role = replica"
    tx.exec_driver_sql(deferred[tx.dialect.name == "postgresql"])
    for table in metadata.sorted_tables:
        kept = world["rows"].get(table.name)
        if kept is None:
            continue
        truths = {name for name in kept["columns"] if isinstance(table.c[name].type, Boolean)}
        rows = [dict(zip(kept["columns"], row, strict=True)) for row in kept["rows"]]
        for row in rows:
            row |= {name: bool(row[name]) for name in truths if row[name] is not None}
        names = ", ".join(f'"{name}"' for name in kept["columns"])
        values = ", ".join(f":{name}" for name in kept["columns"])
        tx.execute(text(f'INSERT INTO "{table.name}" ({names}) VALUES ({values})'), rows)


def said(drawn: Drawn | None) -> str | None:
    """Give what a drawing says."""
    match drawn:
        case Message():
            return drawn.text
        case GroupPost():
            return drawn.message.text
        case Upload():
            return f"{drawn.name} | {drawn.title} | {drawn.words}"
        case HomeView():
            return json.dumps(drawn.view, ensure_ascii=False, sort_keys=True)
        case Mail():
            return f"{drawn.subject}\n{drawn.text}"
    return None


def whole(text: str | None) -> str | None:
    """Leave out where sentences end: since then the catalogue's words end with a full stop too."""
    return text and re.sub(r"\.(?=\s)", "", text)


def test_what_was_owed_before_is_said_as_it_was_then(database: Database) -> None:
    changed = {}
    for world in worlds():
        with database.rehearsal() as tx:
            fill(tx, world)
            [notice] = as_notices(rows_of(tx, select(*RETURNED).where(notices.c.id == world["id"]), {}))
            drawn = said(make_messages(partial(datetime.fromtimestamp, world["now"], UTC), []).render(tx, notice))
            if whole(drawn) != whole(world["text"]):
                changed[f"{world['kind']} {world['action']}"] = (world["text"], drawn)
    assert changed == {}


def test_every_kind_and_every_table_of_before_is_here() -> None:
    found = list(worlds())
    assert {table for world in found for table in world["rows"]} == {one.name for one in metadata.sorted_tables}
    assert {world["kind"] for world in found} == kinds()


def test_bot_goes_on_where_the_version_before_was_stopped(backend: str, tmp_path: Path) -> None:
    *_, world = (one for one in worlds())
    url = blank(backend, tmp_path)
    database = Database(url)
    upgrade(database, REVISION)
    with database.transaction() as tx:
        fill(tx, world)
    upgrade(database)
    with Stage(tmp_path, now=datetime.fromtimestamp(world["now"], UTC), database_url=url) as stage:
        stage.settle()
