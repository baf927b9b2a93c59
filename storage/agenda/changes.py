"""The changes of appointments that can still be undone: table `changes`, one row for each appointment."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from bot.agenda.model import AgendaChange
from storage.database import Reading, Transaction
from storage.dialects import build_for_dialects, is_among
from storage.schema import Moment, metadata
from storage.values import from_row

changes = sa.Table(
    "changes",
    metadata,
    sa.Column("appointment_id", sa.BigInteger, sa.ForeignKey("appointments.id"), primary_key=True, autoincrement=False),
    sa.Column("batch", sa.String(36), nullable=False),  # a UUID, the same for changes made together
    sa.Column("kind", sa.String(10), nullable=False),
    sa.Column("actor_id", sa.BigInteger, sa.ForeignKey("people.id")),
    sa.Column("until", Moment, nullable=False),
    sa.Column("before_starts", Moment),
    sa.Column("before_ends", Moment),
    sa.Column("told_starts", Moment),
    sa.Column("earlier", sa.Text),
    sa.Column("held", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Index("ix_changes_batch", "batch"),
    sa.Index("ix_changes_until", "until"),
)

_OF_BATCH = sa.select(changes).where(changes.c.batch == sa.bindparam("batch")).order_by(changes.c.appointment_id)
_OF_APPOINTMENTS = sa.select(changes).where(is_among(changes.c.appointment_id, "ids"))
_DUE = (
    sa.select(changes.c.batch)
    .where(changes.c.until <= sa.bindparam("now", type_=Moment()))
    .group_by(changes.c.batch)
    .order_by(sa.func.min(changes.c.until), changes.c.batch)
    .limit(100)
)
_NEXT = sa.select(sa.func.min(changes.c.until))
_NOTED = changes.alias("noted")
_PUT = build_for_dialects(
    lambda insert: (put := insert(changes)).on_conflict_do_update(
        index_elements=["appointment_id"], set_={column.name: put.excluded[column.name] for column in changes.c}
    )
)
_DELETE = sa.delete(changes).where(is_among(changes.c.appointment_id, "ids"))


def is_pending(appointment_id: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    """Return the condition that an appointment has a change that can still be undone (so nobody was notified yet)."""
    return sa.exists().where(_NOTED.c.appointment_id == appointment_id)


def replace(tx: Transaction, new_changes: Collection[AgendaChange]) -> None:
    """Save these changes. Each replaces an earlier change of its appointment."""
    tx.execute(
        _PUT[tx.dialect.name],
        [
            {
                "appointment_id": change.appointment_id,
                "batch": change.batch,
                "kind": change.kind.value,
                "actor_id": change.actor_id,
                "until": change.until,
                "before_starts": change.before_starts,
                "before_ends": change.before_ends,
                "told_starts": change.told_starts,
                "earlier": change.earlier,
                "held": change.held,
            }
            for change in new_changes
        ],
    )


def list_batch(tx: Reading, batch: str) -> list[AgendaChange]:
    """Return the changes of a batch that are neither final nor undone, by appointment."""
    return [from_row(AgendaChange, row) for row in tx.execute(_OF_BATCH, {"batch": batch})]


def changes_by_appointment(tx: Reading, appointment_ids: Collection[int]) -> dict[int, AgendaChange]:
    rows = tx.execute(_OF_APPOINTMENTS, {"ids": sorted(appointment_ids)})
    return {row.appointment_id: from_row(AgendaChange, row) for row in rows}


def list_due_batches(tx: Reading, *, now: datetime) -> list[str]:
    return list(tx.execute(_DUE, {"now": now}).scalars())


def next_deadline(tx: Reading) -> datetime | None:
    until: datetime | None = tx.execute(_NEXT).scalar_one()
    return until


def expire(tx: Transaction, appointment_ids: Collection[int], *, now: datetime) -> list[str]:
    """End the undo window of every batch that changes one of these appointments. Return these batches."""
    mine = sa.select(changes.c.batch).where(changes.c.appointment_id.in_(sorted(appointment_ids)))
    ended = sa.update(changes).where(changes.c.batch.in_(mine)).values(until=now).returning(changes.c.batch)
    return sorted(set(tx.execute(ended).scalars()))


def prolong(tx: Transaction, batches: Collection[str], *, until: datetime) -> None:
    """Prolong the undo windows of the new bookings in these batches to `until`. Later ends are kept."""
    rest = changes.c.batch.in_(sorted(batches)) & changes.c.told_starts.is_(None) & (changes.c.until < until)
    tx.execute(sa.update(changes).where(rest).values(until=until))


def remove(tx: Transaction, appointment_ids: Collection[int]) -> None:
    tx.execute(_DELETE, {"ids": sorted(appointment_ids)})
