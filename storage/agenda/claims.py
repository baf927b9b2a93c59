"""The quarter-hours of people's time that appointments claim (table `claims`), and people's other busy times.

Why: docs/decisions/appointments.md."""

from collections.abc import Collection, Mapping
from contextlib import closing
from typing import cast

import sqlalchemy as sa

from bot.agenda.slots import BUFFER, QUARTER
from storage.database import Reading, Transaction
from storage.dialects import build_for_dialects, is_among
from storage.schema import metadata

from .busy import busy_blocks

# A host's time, in quarter-hours since 1970. The primary key makes a double booking impossible. The row of an
# appointment's first quarter has the `length` in quarters. The other rows have 0, and the slot search skips them.
claims = sa.Table(
    "claims",
    metadata,
    sa.Column("person_id", sa.BigInteger, sa.ForeignKey("people.id"), primary_key=True),
    sa.Column("quarter", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("length", sa.Integer, nullable=False),
    sa.Column("appointment_id", sa.BigInteger, sa.ForeignKey("appointments.id"), nullable=False),
    sa.Index(
        "ix_claims_first",
        "person_id",
        "quarter",
        "length",
        sqlite_where=sa.text("length > 0"),
        postgresql_where=sa.text("length > 0"),
    ),
    sa.Index("ix_claims_appointment_id", "appointment_id"),
)


# Statements are built once, as building one costs more than running it. The 0 is a literal, not a parameter: only then
# can the database use the partial index `ix_claims_first`.
_CLAIMED = sa.select(claims.c.person_id, claims.c.quarter, claims.c.length).where(
    claims.c.length > sa.text("0"),
    is_among(claims.c.person_id, "hosts"),
    claims.c.quarter.between(sa.bindparam("first"), sa.bindparam("last")),
)
# Busy times from people's own calendars, rounded out to quarter-hours. Like appointments, they include the buffer.
_FIRST = sa.type_coerce(busy_blocks.c.starts, sa.BigInteger) // QUARTER
_AFTER = (sa.type_coerce(busy_blocks.c.ends, sa.BigInteger) + (BUFFER + QUARTER - 1)) // QUARTER
_OUTSIDE = sa.select(busy_blocks.c.person_id, _FIRST, _AFTER - _FIRST).where(
    is_among(busy_blocks.c.person_id, "hosts"),
    sa.type_coerce(busy_blocks.c.ends, sa.BigInteger) > sa.bindparam("first", type_=sa.BigInteger) * QUARTER,
    sa.type_coerce(busy_blocks.c.starts, sa.BigInteger) < sa.bindparam("last", type_=sa.BigInteger) * QUARTER,
)
_BUSY = sa.union_all(_CLAIMED, _OUTSIDE)
_CLAIMED_IN_ORDER = _CLAIMED.order_by(claims.c.person_id, claims.c.quarter)
# The statement keeps the driver's row count, so that it needs no RETURNING.
_CLAIM = build_for_dialects(
    lambda insert: insert(claims).on_conflict_do_nothing().execution_options(preserve_rowcount=True)
)
_RELEASE = sa.delete(claims).where(claims.c.appointment_id == sa.bindparam("of"))
_OWN_QUARTERS = sa.select(claims.c.person_id, claims.c.quarter).where(claims.c.appointment_id == sa.bindparam("of"))


def list_busy_times(tx: Reading, host_ids: Collection[int], *, first: int, last: int) -> list[tuple[int, int, int]]:
    """Return (host, first quarter, number of quarters) of busy times between two quarters, unordered, in one query.

    The times are from appointments and connected calendars. A connected calendar claims no time: its owner may still
    book over it (see `list_claimed_times`)."""
    return _fetch_rows(tx, _BUSY, {"hosts": sorted(host_ids), "first": first, "last": last})


def list_claimed_times(tx: Reading, host_ids: Collection[int], *, first: int, last: int) -> list[tuple[int, int, int]]:
    """Return what `list_busy_times` returns, but only for appointments, sorted by host and quarter."""
    return _fetch_rows(tx, _CLAIMED_IN_ORDER, {"hosts": sorted(host_ids), "first": first, "last": last})


def claims_of_appointments(tx: Reading, appointment_ids: Collection[int]) -> set[tuple[int, int, int]]:
    """Return (host, first quarter, number of quarters) of the time that these appointments claim."""
    mine = claims.c.appointment_id.in_(sorted(appointment_ids)), claims.c.length > 0
    found = tx.execute(sa.select(claims.c.person_id, claims.c.quarter, claims.c.length).where(*mine))
    return {(row.person_id, row.quarter, row.length) for row in found}


def _fetch_rows(tx: Reading, statement: sa.Executable, parameters: Mapping[str, object]) -> list[tuple[int, int, int]]:
    with closing(tx.execute(statement, parameters)) as found:
        # The driver's own tuples are used: ten thousand rows of SQLAlchemy take three times as long.
        return cast(list[tuple[int, int, int]], found.cursor.fetchall() if found.cursor else [])


def claim(tx: Transaction, appointment_id: int, person_ids: Collection[int], *, first: int, length: int) -> bool:
    """Claim `length` quarters from `first` for each person. Return False if one of these quarters was taken."""
    rows = [
        {"person_id": person, "quarter": first + i, "length": 0 if i else length, "appointment_id": appointment_id}
        for person in sorted(person_ids)
        for i in range(length)
    ]
    return not rows or tx.execute(_CLAIM[tx.dialect.name], rows).rowcount == len(rows)


def claim_more(
    tx: Transaction,
    appointment_id: int,
    person_ids: Collection[int],
    *,
    first: int,
    length: int,
    leaving_ids: Collection[int] = (),
) -> bool:
    """Claim more time for an appointment. It may overlap the first claim. Return False if a quarter was taken.

    `leaving_ids`: appointments that give up their time in the same change. This appointment gets their quarters."""
    if others := sorted({*leaving_ids} - {appointment_id}):
        passed = sa.and_(
            claims.c.person_id.in_(sorted(person_ids)),
            claims.c.quarter.between(first, first + length - 1),
            claims.c.appointment_id.in_(others),
        )
        tx.execute(sa.update(claims).where(passed).values(appointment_id=appointment_id, length=0))
    own = {(row.person_id, row.quarter) for row in tx.execute(_OWN_QUARTERS, {"of": appointment_id})}
    wanted = [(person, first + i) for person in sorted(person_ids) for i in range(length)]
    rows = [
        {"person_id": person, "quarter": quarter, "length": 0, "appointment_id": appointment_id}
        for person, quarter in wanted
        if (person, quarter) not in own
    ]
    if rows and tx.execute(_CLAIM[tx.dialect.name], rows).rowcount != len(rows):
        return False
    tx.execute(
        sa.update(claims)
        .where(claims.c.appointment_id == appointment_id, claims.c.quarter == first)
        .values(length=length)
    )
    return True


def release_outside(tx: Transaction, appointment_id: int, *, first: int, length: int) -> None:
    mine = claims.c.appointment_id == appointment_id
    tx.execute(sa.delete(claims).where(mine, sa.or_(claims.c.quarter < first, claims.c.quarter >= first + length)))
    tx.execute(sa.update(claims).where(mine).values(length=sa.case((claims.c.quarter == first, length), else_=0)))


def release(tx: Transaction, appointment_id: int) -> None:
    tx.execute(_RELEASE, {"of": appointment_id})


def release_person(tx: Transaction, appointment_id: int, person_id: int) -> None:
    tx.execute(sa.delete(claims).where(claims.c.appointment_id == appointment_id, claims.c.person_id == person_id))
