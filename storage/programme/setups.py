"""Promotions that are being set up in Slack: table `setups`. Once one is open, the promotion's own tables hold it."""

from datetime import datetime

import sqlalchemy as sa

from storage.database import Reading, Transaction
from storage.schema import Id, Moment, metadata
from storage.values import Row

setups = sa.Table(
    "setups",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("content", sa.Text, nullable=False),  # what its three files would say; "" once it is open or given up
    sa.Column("changed_at", Moment, nullable=False),
    sa.Column("promotion_id", sa.BigInteger, sa.ForeignKey("promotions.id")),  # what it became
)

_BY_ID = sa.select(setups).where(setups.c.id == sa.bindparam("id"))
_LOCKED = _BY_ID.with_for_update()
_WAITING = sa.select(setups).where(setups.c.promotion_id.is_(None), setups.c.content != "").order_by(setups.c.id)


def add(tx: Transaction, content: str, *, now: datetime) -> int:
    """Begin one; give its id."""
    row = sa.insert(setups).values(content=content, changed_at=now).returning(setups.c.id)
    return int(tx.execute(row).scalar_one())


def read(tx: Reading, setup_id: int, *, lock: bool = False) -> Row | None:
    """Return the row (id, content, promotion_id) of this id, locked when asked: who saves at once waits."""
    return tx.execute(_LOCKED if lock else _BY_ID, {"id": setup_id}).one_or_none()


def waiting(tx: Reading) -> list[Row]:
    """Return the rows of those that are not open yet, the oldest first."""
    return list(tx.execute(_WAITING))


def save(tx: Transaction, setup_id: int, content: str, *, promotion_id: int | None = None, now: datetime) -> None:
    """Keep what stands by now; `promotion_id`: what it became."""
    kept = {"content": content, "changed_at": now, "promotion_id": promotion_id}
    tx.execute(sa.update(setups).where(setups.c.id == setup_id).values(kept))
