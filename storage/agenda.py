"""Appointments, who takes part, and the quarter-hours they claim: tables `appointments`, `participants`, `claims`."""

from collections.abc import Collection, Sequence
from contextlib import closing
from datetime import datetime
from typing import Any, cast

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    Select,
    String,
    Table,
    bindparam,
    delete,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from bot.agenda.model import Appointment, Part, Participant, Plan, State

from .database import Reading, Transaction
from .schema import Id, Moment, metadata

appointments = Table(
    "appointments",
    metadata,
    Column("id", Id, primary_key=True),
    Column("uid", String(36), nullable=False, unique=True),
    Column("dispositif", String(40), nullable=False),
    Column("promotion_id", BigInteger, ForeignKey("promotions.id")),
    Column("defi_id", BigInteger, ForeignKey("defis.id")),
    Column("starts", Moment, nullable=False),
    Column("ends", Moment, nullable=False),
    Column("state", String(20), nullable=False),
    Column("revision", Integer, nullable=False, server_default="0"),
    Column("link", String(500)),
    Index("ix_appointments_starts", "starts"),
)

participants = Table(
    "participants",
    metadata,
    Column("appointment_id", BigInteger, ForeignKey("appointments.id"), primary_key=True),
    Column("person_id", BigInteger, ForeignKey("people.id"), primary_key=True),
    Column("part", String(20), nullable=False),
    Index("ix_participants_person_id", "person_id"),
)

# A host's time in quarter-hours since 1970: the primary key is what makes a double booking impossible. `length` is how
# many quarters the appointment claims, on its first quarter, and 0 on the others: the slot search reads one row each.
claims = Table(
    "claims",
    metadata,
    Column("person_id", BigInteger, ForeignKey("people.id"), primary_key=True),
    Column("quarter", BigInteger, primary_key=True, autoincrement=False),
    Column("length", Integer, nullable=False),
    Column("appointment_id", BigInteger, ForeignKey("appointments.id"), nullable=False),
    Index(
        "ix_claims_first",
        "person_id",
        "quarter",
        "length",
        sqlite_where=text("length > 0"),
        postgresql_where=text("length > 0"),
    ),
    Index("ix_claims_appointment_id", "appointment_id"),
)


# Statements are built once: building one costs more than running it. The 0 is written out, as in the partial index.
_BUSY = (
    select(claims.c.person_id, claims.c.quarter, claims.c.length)
    .where(
        claims.c.length > text("0"),
        claims.c.person_id.in_(bindparam("hosts", expanding=True)),
        claims.c.quarter.between(bindparam("first"), bindparam("last")),
    )
    .order_by(claims.c.person_id, claims.c.quarter)
)
_CLAIM = {
    dialect.__name__.rpartition(".")[2]: dialect.insert(claims).on_conflict_do_nothing().returning(claims.c.quarter)
    for dialect in (sqlite, postgresql)
}
_RELEASE = delete(claims).where(claims.c.appointment_id == bindparam("of"))
_ADD = insert(appointments).returning(appointments.c.id)
_APPOINTMENTS = (
    select(appointments, participants.c.person_id, participants.c.part)
    .select_from(appointments.outerjoin(participants, participants.c.appointment_id == appointments.c.id))
    .order_by(appointments.c.starts, appointments.c.id, participants.c.person_id)
)
_APPOINTMENT = _APPOINTMENTS.where(appointments.c.id == bindparam("appointment_id"))
_LOCKED = select(appointments.c.id).where(appointments.c.id == bindparam("appointment_id")).with_for_update()


def busy(tx: Reading, host_ids: Collection[int], *, first: int, last: int) -> list[tuple[int, int, int]]:
    """Give (host, first quarter, number of quarters) of what these hosts have between two quarters, in one query."""
    found = tx.execute(_BUSY, {"hosts": sorted(host_ids), "first": first, "last": last})
    with closing(found):
        # The driver's own tuples: as rows of SQLAlchemy's, ten thousand take three times as long to read and unpack.
        return cast(list[tuple[int, int, int]], found.cursor.fetchall() if found.cursor else [])


def claim(tx: Transaction, appointment_id: int, host_ids: Collection[int], *, first: int, length: int) -> bool:
    """Claim `length` quarters from `first` for each host, in one order for everybody; False when one was taken."""
    rows = [
        {"person_id": host, "quarter": first + i, "length": 0 if i else length, "appointment_id": appointment_id}
        for host in sorted(host_ids)
        for i in range(length)
    ]
    return len(tx.execute(_CLAIM[tx.dialect.name], rows).all()) == len(rows)


def release(tx: Transaction, appointment_id: int) -> None:
    """Give the time of an appointment back."""
    tx.execute(_RELEASE, {"of": appointment_id})


def add(tx: Transaction, plan: Plan, *, uid: str, state: State) -> int:
    """Write an appointment and who takes part; give its id."""
    row = {
        "uid": uid,
        "dispositif": plan.dispositif,
        "promotion_id": plan.promotion_id,
        "defi_id": plan.defi_id,
        "starts": plan.starts,
        "ends": plan.ends,
        "state": state.value,
        "link": plan.link,
    }
    appointment_id = int(tx.execute(_ADD, row).scalar_one())
    tx.execute(
        insert(participants),
        [
            {"appointment_id": appointment_id, "person_id": someone.person_id, "part": someone.part.value}
            for someone in plan.participants
        ],
    )
    return appointment_id


def read(tx: Reading, appointment_id: int) -> Appointment | None:
    """Give an appointment with who takes part."""
    found = _read(tx, _APPOINTMENT, appointment_id=appointment_id)
    return found[0] if found else None


def lock(tx: Transaction, appointment_id: int) -> Appointment | None:
    """Lock an appointment's row, then read it as it is now. The hosts' rows are locked before it."""
    tx.execute(_LOCKED, {"appointment_id": appointment_id})
    return read(tx, appointment_id)


def change(tx: Transaction, appointment_id: int, **values: object) -> None:
    """Set these columns and raise the revision: each change is a new SEQUENCE of the calendar entry."""
    tx.execute(
        update(appointments)
        .where(appointments.c.id == appointment_id)
        .values(revision=appointments.c.revision + 1, **values)
    )


def of_people(
    tx: Reading, person_ids: Collection[int], *, since: datetime, until: datetime, states: Sequence[State]
) -> list[Appointment]:
    """Give the appointments that any of these people take part in and that touch the time given, by start."""
    theirs = select(participants.c.appointment_id).where(participants.c.person_id.in_(sorted(person_ids)))
    return _read(
        tx,
        _APPOINTMENTS.where(
            appointments.c.id.in_(theirs),
            appointments.c.ends > since,
            appointments.c.starts < until,
            appointments.c.state.in_([state.value for state in states]),
        ),
    )


def _read(tx: Reading, statement: Select[Any], **values: object) -> list[Appointment]:
    rows = tx.execute(statement, values).all()
    parts: dict[int, list[Participant]] = {}
    details = {}
    for row in rows:
        details[row.id] = row
        if row.person_id is not None:
            parts.setdefault(row.id, []).append(Participant(row.person_id, Part(row.part)))
    return [
        Appointment(
            row.id,
            row.uid,
            row.dispositif,
            row.promotion_id,
            row.defi_id,
            row.starts,
            row.ends,
            State(row.state),
            row.revision,
            row.link,
            tuple(parts.get(row.id, ())),
        )
        for row in details.values()
    ]
