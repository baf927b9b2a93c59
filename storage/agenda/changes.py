"""What was done to appointments and can still be undone: table `changes`, one row an appointment."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    Row,
    String,
    Table,
    bindparam,
    delete,
    exists,
    func,
    insert,
    select,
    update,
)

from bot.agenda.model import Change, Kind
from storage.database import Reading, Transaction
from storage.schema import Moment, metadata

changes = Table(
    "changes",
    metadata,
    Column("appointment_id", BigInteger, ForeignKey("appointments.id"), primary_key=True, autoincrement=False),
    Column("batch", String(36), nullable=False),  # a UUID: what was done in one gesture
    Column("kind", String(10), nullable=False),
    Column("actor_id", BigInteger, ForeignKey("people.id")),
    Column("until", Moment, nullable=False),
    Column("before_starts", Moment),
    Column("before_ends", Moment),
    Column("told_starts", Moment),
    Index("ix_changes_batch", "batch"),
    Index("ix_changes_until", "until"),
)

_OF_BATCH = select(changes).where(changes.c.batch == bindparam("batch")).order_by(changes.c.appointment_id)
_OF_APPOINTMENTS = select(changes).where(changes.c.appointment_id.in_(bindparam("ids", expanding=True)))
_DUE = (
    select(changes.c.batch)
    .where(changes.c.until <= bindparam("now", type_=Moment()))
    .group_by(changes.c.batch)
    .order_by(func.min(changes.c.until), changes.c.batch)
    .limit(100)
)
_NEXT = select(func.min(changes.c.until))
_NOTED = changes.alias("noted")
_DELETE = delete(changes).where(changes.c.appointment_id.in_(bindparam("ids", expanding=True)))


def is_pending(appointment_id: ColumnElement[int]) -> ColumnElement[bool]:
    """Give the condition that something was done to an appointment which can still be undone: nobody is told of it."""
    return exists().where(_NOTED.c.appointment_id == appointment_id)


def put(tx: Transaction, several: Collection[Change]) -> None:
    """Note these changes, each in the place of an earlier one of its appointment."""
    tx.execute(_DELETE, {"ids": [one.appointment_id for one in several]})
    tx.execute(
        insert(changes),
        [
            {
                "appointment_id": one.appointment_id,
                "batch": one.batch,
                "kind": one.kind.value,
                "actor_id": one.actor_id,
                "until": one.until,
                "before_starts": one.before_starts,
                "before_ends": one.before_ends,
                "told_starts": one.told_starts,
            }
            for one in several
        ],
    )


def of_batch(tx: Reading, batch: str) -> list[Change]:
    """Give what is left of a gesture, by appointment."""
    return [_change(row) for row in tx.execute(_OF_BATCH, {"batch": batch})]


def of_appointments(tx: Reading, appointment_ids: Collection[int]) -> dict[int, Change]:
    """Give the changes of these appointments that can still be undone, by appointment."""
    rows = tx.execute(_OF_APPOINTMENTS, {"ids": sorted(appointment_ids)})
    return {row.appointment_id: _change(row) for row in rows}


def due(tx: Reading, *, now: datetime) -> list[str]:
    """Give the gestures that can no longer be undone, oldest first."""
    return list(tx.execute(_DUE, {"now": now}).scalars())


def next_until(tx: Reading) -> datetime | None:
    """Give when the next one stands for good."""
    until: datetime | None = tx.execute(_NEXT).scalar_one()
    return until


def expire(tx: Transaction, appointment_ids: Collection[int], *, now: datetime) -> list[str]:
    """End the time to undo what was done to these appointments; give the gestures, whole, that stand now."""
    mine = select(changes.c.batch).where(changes.c.appointment_id.in_(sorted(appointment_ids)))
    ended = update(changes).where(changes.c.batch.in_(mine)).values(until=now).returning(changes.c.batch)
    return sorted(set(tx.execute(ended).scalars()))


def remove(tx: Transaction, appointment_ids: Collection[int]) -> None:
    """Forget these changes: they stand, or are undone."""
    tx.execute(_DELETE, {"ids": sorted(appointment_ids)})


def _change(row: Row[Any]) -> Change:
    return Change(
        row.appointment_id,
        row.batch,
        Kind(row.kind),
        row.actor_id,
        row.until,
        row.before_starts,
        row.before_ends,
        row.told_starts,
    )
