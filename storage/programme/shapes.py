"""Store the imported file with the programme's name, roles, phases and so on (table `shapes`, at most one row)."""

import json
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from storage.database import Reading, Transaction
from storage.dialects import build_for_dialects
from storage.schema import metadata

shapes = sa.Table(
    "shapes",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("content", sa.Text, nullable=False),  # JSON with the keys of the file
)

_READ = sa.select(shapes.c.content)
_WRITE = build_for_dialects(
    lambda insert: (new := insert(shapes)).on_conflict_do_update(
        index_elements=["id"], set_={"content": new.excluded.content}
    )
)


def read(tx: Reading) -> dict[str, Any]:
    """Return the content of the last imported file; empty if the programme is the default one."""
    content = tx.execute(_READ).scalar_one_or_none()
    return dict(json.loads(content)) if content else {}


def write(tx: Transaction, content: Mapping[str, Any]) -> None:
    tx.execute(_WRITE[tx.dialect.name], {"id": 1, "content": json.dumps(content, ensure_ascii=False)})
