"""Store the lines of committees' sheets (decisions, subjects not reached), and whether the minutes were sent."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from bot.agenda.model import State
from bot.records.model import SheetLine, SheetLineKind
from storage.agenda.appointments import appointments, ends_after
from storage.database import Reading, Transaction
from storage.dialects import build_for_dialects, is_among
from storage.evaluation.committees import committees
from storage.schema import Id, Moment, metadata
from storage.values import from_row

lines = sa.Table(
    "committee_lines",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("committee_id", sa.BigInteger, sa.ForeignKey("committees.id"), nullable=False),
    sa.Column("kind", sa.String(10), nullable=False),
    sa.Column("what", sa.Text, nullable=False),
    sa.Column("why", sa.Text),
    sa.Column("disagrees", sa.Text),
    sa.Column("author_id", sa.BigInteger, sa.ForeignKey("people.id")),
    sa.Column("written_at", Moment, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False, server_default="0"),
    sa.Index("ix_committee_lines_committee_id", "committee_id"),
)

minutes = sa.Table(
    "committee_minutes",
    metadata,
    sa.Column("committee_id", sa.BigInteger, sa.ForeignKey("committees.id"), primary_key=True),
    # True means that the minutes were sent. False means that they were missing, so that the host was asked for them.
    sa.Column("told", sa.Boolean, nullable=False),
    sa.Column("at", Moment, nullable=False),
)

_OF = sa.select(lines).where(is_among(lines.c.committee_id, "ids")).order_by(lines.c.id)
_LINE = sa.select(lines).where(lines.c.id == sa.bindparam("line"))
_SAME = sa.select(committees.c.id, committees.c.appointment_id).where(
    committees.c.round_id == sa.bindparam("round"), committees.c.defi_id == sa.bindparam("defi")
)
_TOLD = sa.select(minutes.c.told).where(minutes.c.committee_id == sa.bindparam("committee"))
_TELL = build_for_dialects(
    lambda insert: insert(minutes).on_conflict_do_update(
        index_elements=["committee_id"],
        set_={"told": sa.bindparam("new_told"), "at": sa.bindparam("new_at", type_=Moment())},
    )
)
_over = appointments.alias("over")
_UNTOLD = (
    sa.select(committees.c.id, appointments.c.ends)
    .join_from(committees, appointments, appointments.c.id == committees.c.appointment_id)
    .join(minutes, minutes.c.committee_id == committees.c.id, isouter=True)
    .where(
        committees.c.ended == sa.false(),
        # With a join, SQLite would scan the committees of all promotions.
        committees.c.appointment_id.in_(
            sa.select(_over.c.id).where(_over.c.state == sa.bindparam("confirmed"), *ends_after("since", source=_over))
        ),
        minutes.c.committee_id.is_(None),
    )
    .order_by(appointments.c.ends, committees.c.id)
)


def list_committees(tx: Reading, round_id: int, defi_id: int) -> list[tuple[int, int]]:
    """Return (committee, appointment) of a défi's committees in a round, even cancelled ones."""
    return [(row.id, row.appointment_id) for row in tx.execute(_SAME, {"round": round_id, "defi": defi_id})]


def add(tx: Transaction, **values: object) -> int:
    return int(tx.execute(sa.insert(lines).values(values).returning(lines.c.id)).scalar_one())


def change(tx: Transaction, line_id: int, **values: object) -> None:
    tx.execute(sa.update(lines).where(lines.c.id == line_id).values(values))


def lock(tx: Transaction, line_id: int) -> SheetLine | None:
    row = tx.execute(_LINE.with_for_update(key_share=True), {"line": line_id}).one_or_none()
    return None if row is None else from_row(SheetLine, row)


def read(tx: Reading, line_id: int) -> SheetLine | None:
    row = tx.execute(_LINE, {"line": line_id}).one_or_none()
    return None if row is None else from_row(SheetLine, row)


def lines_by_kind(tx: Reading, committee_ids: Collection[int]) -> dict[SheetLineKind, list[SheetLine]]:
    """Return the lines of these committees' sheets, in the order of writing. One query."""
    found: dict[SheetLineKind, list[SheetLine]] = {item: [] for item in SheetLineKind}
    for row in tx.execute(_OF, {"ids": sorted(committee_ids)}) if committee_ids else ():
        line = from_row(SheetLine, row)
        found[line.kind].append(line)
    return found


def minutes_sent(tx: Reading, committee_id: int) -> bool | None:
    """Return True if the minutes were sent, False if the host was asked for them, None if nothing happened yet."""
    return tx.execute(_TOLD, {"committee": committee_id}).scalar_one_or_none()


def minutes_sent_by_committee(tx: Reading, committee_ids: Collection[int]) -> dict[int, bool]:
    """Return {committee: result of `minutes_sent`} for these committees, without None. One query."""
    seen_to = sa.select(minutes.c.committee_id, minutes.c.told)
    found = tx.execute(seen_to.where(minutes.c.committee_id.in_(sorted(committee_ids)))) if committee_ids else ()
    return {row.committee_id: row.told for row in found}


def record_minutes_sent(tx: Transaction, committee_id: int, *, was_sent: bool, now: datetime) -> None:
    """Record that a committee's minutes were sent or, if `was_sent` is False, that its host was asked for them."""
    row = {"committee_id": committee_id, "told": was_sent, "at": now}
    tx.execute(_TELL[tx.dialect.name], {**row, "new_told": was_sent, "new_at": now})


def list_without_minutes(tx: Reading, *, since: datetime) -> list[tuple[int, datetime]]:
    """Return (committee, end) of committees that end after `since`, if their minutes were not sent nor asked for."""
    found = tx.execute(_UNTOLD, {"confirmed": State.CONFIRMED.value, "since": since})
    return [(row.id, row.ends) for row in found]
