"""Workshops (table `workshops`), their notes (table `workshop_lines`), and queries of their dates."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from bot.agenda.model import State
from bot.workshops.model import NoteKind, Workshop, WorkshopNote
from storage.agenda.appointments import LONGEST, appointments
from storage.database import Reading, Transaction
from storage.dialects import is_among
from storage.schema import Id, Moment, metadata
from storage.values import Row, from_row

workshops = sa.Table(
    "workshops",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("defi_id", sa.BigInteger, sa.ForeignKey("defis.id"), nullable=False),
    sa.Column("asked_by", sa.BigInteger, sa.ForeignKey("people.id"), nullable=False),
    sa.Column("coach_id", sa.BigInteger, sa.ForeignKey("people.id")),
    sa.Column("question", sa.String(300), nullable=False),
    sa.Column("format", sa.String(120), nullable=False),
    sa.Column("minutes", sa.Integer, nullable=False),
    sa.Column("place", sa.String(300), nullable=False, server_default=""),
    sa.Column("materials", sa.String(500), nullable=False, server_default=""),
    sa.Column("experts", sa.String(200), nullable=False, server_default=""),  # ids, space-separated
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("ended", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("thought_at", Moment),
    sa.Column("closed_at", Moment),
    sa.Column("revision", sa.Integer, nullable=False, server_default="0"),
    sa.Column("poll_id", sa.BigInteger, sa.ForeignKey("polls.id"), unique=True),
    sa.Column("appointment_id", sa.BigInteger, sa.ForeignKey("appointments.id"), unique=True),
    sa.Index("ix_workshops_defi_id", "defi_id"),
    sa.Index("ix_workshops_closed_at", "closed_at"),
)

lines = sa.Table(
    "workshop_lines",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("workshop_id", sa.BigInteger, sa.ForeignKey("workshops.id"), nullable=False),
    sa.Column("kind", sa.String(10), nullable=False),
    sa.Column("what", sa.String(500), nullable=False),
    sa.Column("author_id", sa.BigInteger, sa.ForeignKey("people.id")),
    sa.Column("written_at", Moment, nullable=False),
    sa.Index("ix_workshop_lines_workshop_id", "workshop_id"),
)

_ONE = sa.select(workshops).where(workshops.c.id == sa.bindparam("workshop"))
GOING = (
    sa.select(workshops)
    .where(workshops.c.ended == sa.false(), workshops.c.closed_at.is_(None))
    .order_by(workshops.c.id)
)
_OF_DEFIS = (
    sa.select(workshops)
    .where(workshops.c.ended == sa.false(), is_among(workshops.c.defi_id, "ids"))
    .order_by(workshops.c.id)
)
_LINES = sa.select(lines).where(is_among(lines.c.workshop_id, "ids")).order_by(lines.c.workshop_id, lines.c.id)
_OF_POLL = sa.select(workshops).where(workshops.c.poll_id == sa.bindparam("poll"))
_OF_APPOINTMENT = sa.select(workshops).where(workshops.c.appointment_id == sa.bindparam("appointment"))
_HELD = (
    sa.select(workshops.c.defi_id, sa.func.count())
    .join_from(workshops, appointments, appointments.c.id == workshops.c.appointment_id)
    .where(
        is_among(workshops.c.defi_id, "ids"),
        appointments.c.starts.between(sa.bindparam("since", type_=Moment()), sa.bindparam("until", type_=Moment())),
        appointments.c.state == sa.text(f"'{State.CONFIRMED.value}'"),
    )
    .group_by(workshops.c.defi_id)
)
_BESIDE = sa.select(appointments.c.id, appointments.c.place, appointments.c.defi_id).where(
    appointments.c.place.is_not(None),
    appointments.c.id != sa.bindparam("appointment"),
    appointments.c.state != sa.text(f"'{State.CANCELLED.value}'"),
    appointments.c.starts.between(sa.bindparam("since", type_=Moment()), sa.bindparam("until", type_=Moment())),
    appointments.c.ends > sa.bindparam("starts", type_=Moment()),
)


def add(tx: Transaction, new_workshop: Workshop) -> int:
    """Insert a workshop; return its new id. `new_workshop.id` is ignored."""
    row = {
        "defi_id": new_workshop.defi_id,
        "asked_by": new_workshop.asked_by,
        "coach_id": new_workshop.coach_id,
        "question": new_workshop.question,
        "format": new_workshop.format,
        "minutes": new_workshop.minutes,
        "place": new_workshop.place,
        "materials": new_workshop.materials,
        "experts": experts_to_text(new_workshop.experts),
        "created_at": new_workshop.created_at,
    }
    return int(tx.execute(sa.insert(workshops).values(row).returning(workshops.c.id)).scalar_one())


def experts_to_text(experts: Collection[int]) -> str:
    return " ".join(map(str, experts))


def change(tx: Transaction, workshop_id: int, **values: object) -> None:
    tx.execute(sa.update(workshops).where(workshops.c.id == workshop_id).values(values))


def read(tx: Reading, workshop_id: int) -> Workshop | None:
    row = tx.execute(_ONE, {"workshop": workshop_id}).one_or_none()
    return None if row is None else _as_workshop(row)


def lock(tx: Transaction, workshop_id: int) -> Workshop | None:
    """Lock a workshop's row, in the order of locks (`bot/agenda/locks.py`), and return the workshop."""
    row = tx.execute(_ONE.with_for_update(key_share=True), {"workshop": workshop_id}).one_or_none()
    return None if row is None else _as_workshop(row)


def list_ongoing(tx: Reading) -> list[Workshop]:
    return _read(tx, GOING)


def list_by_defis(tx: Reading, defi_ids: Collection[int]) -> list[Workshop]:
    """Return the workshops of these défis, without withdrawn ones, sorted by id. One query."""
    return _read(tx, _OF_DEFIS, ids=sorted(defi_ids)) if defi_ids else []


def find_by_poll(tx: Reading, poll_id: int) -> Workshop | None:
    row = tx.execute(_OF_POLL, {"poll": poll_id}).one_or_none()
    return None if row is None else _as_workshop(row)


def find_by_appointment(tx: Reading, appointment_id: int) -> Workshop | None:
    row = tx.execute(_OF_APPOINTMENT, {"appointment": appointment_id}).one_or_none()
    return None if row is None else _as_workshop(row)


def detach_poll(tx: Transaction, poll_id: int) -> None:
    """Detach a date poll from its workshop, because the poll found no date."""
    tx.execute(sa.update(workshops).where(workshops.c.poll_id == poll_id).values(poll_id=None))


def count_held(tx: Reading, defi_ids: Collection[int], *, since: datetime, until: datetime) -> dict[int, int]:
    """Return {défi: number of workshops} for workshops with a date between two moments. One query."""
    if not defi_ids:
        return {}
    rows = tx.execute(_HELD, {"ids": sorted(defi_ids), "since": since, "until": until})
    return {row[0]: row[1] for row in rows}


def places_at_same_time(
    tx: Reading, appointment_id: int, *, starts: datetime, ends: datetime
) -> list[tuple[str, int | None]]:
    """Return (place, défi) of the other appointments with a place that overlap this one. One query."""
    until = ends - timedelta(seconds=1)
    given = {
        "appointment": appointment_id,
        "starts": starts,
        "since": starts - timedelta(seconds=LONGEST),
        "until": until,
    }
    return [(row.place, row.defi_id) for row in tx.execute(_BESIDE, given)]


def add_line(tx: Transaction, line: WorkshopNote, *, now: datetime) -> None:
    row = {"workshop_id": line.workshop_id, "kind": line.kind.value, "what": line.what, "author_id": line.author_id}
    tx.execute(sa.insert(lines).values(row | {"written_at": now}))


def lines_of(tx: Reading, workshop_ids: Collection[int]) -> list[WorkshopNote]:
    found = tx.execute(_LINES, {"ids": sorted(workshop_ids)}) if workshop_ids else ()
    return [from_row(WorkshopNote, row, kind=NoteKind(row.kind)) for row in found]


def _read(tx: Reading, statement: sa.Select[Any], **values: object) -> list[Workshop]:
    return [_as_workshop(row) for row in tx.execute(statement, values)]


def _as_workshop(row: Row) -> Workshop:
    return from_row(Workshop, row, experts=tuple(map(int, row.experts.split())))
