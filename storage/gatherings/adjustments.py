"""What coaches change of small groups before they say it: table `gathering_adjustments`, one row a gathering."""

from datetime import datetime

import sqlalchemy as sa

from bot.gatherings.groups.adjustment import Adjustment
from storage.database import Reading, Transaction
from storage.dialects import insert_into
from storage.schema import Moment, metadata
from storage.values import value

adjustments = sa.Table(
    "gathering_adjustments",
    metadata,
    sa.Column("gathering_id", sa.BigInteger, sa.ForeignKey("gatherings.id"), primary_key=True, autoincrement=False),
    sa.Column("version", sa.Integer, nullable=False),  # rises with each change: who saw another one is told
    sa.Column("content", sa.Text, nullable=False),
    sa.Column("changed_by", sa.BigInteger, sa.ForeignKey("people.id")),
    sa.Column("changed_at", Moment, nullable=False),
)


def read(tx: Reading, gathering_id: int) -> Adjustment | None:
    """Give what is changed of the groups of a gathering and not said yet."""
    row = tx.execute(sa.select(adjustments).where(adjustments.c.gathering_id == gathering_id)).one_or_none()
    return None if row is None else value(Adjustment, row)


def put(tx: Transaction, one: Adjustment, *, now: datetime) -> None:
    """Write it in the place of what was; the gathering's row is locked."""
    row = {"version": one.version, "content": one.content, "changed_by": one.changed_by, "changed_at": now}
    statement = insert_into(tx, adjustments).values(gathering_id=one.gathering_id, **row)
    tx.execute(statement.on_conflict_do_update(index_elements=["gathering_id"], set_=row))


def forget(tx: Transaction, gathering_id: int) -> None:
    """Forget it: it is said, or given up."""
    tx.execute(sa.delete(adjustments).where(adjustments.c.gathering_id == gathering_id))
