"""Days on which a host is absent (`absences`), and the host's choices for their appointments (`absence_lines`)."""

from collections.abc import Collection
from datetime import date, datetime

import sqlalchemy as sa

from bot.agenda.model import Absence, AbsenceLine, AbsenceState
from storage.database import Reading, Transaction
from storage.schema import Id, Moment, metadata
from storage.values import from_row

absences = sa.Table(
    "absences",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("person_id", sa.BigInteger, sa.ForeignKey("people.id"), nullable=False),
    sa.Column("batch", sa.String(36), nullable=False, unique=True),  # the id of the form, a UUID
    sa.Column("first_day", sa.String(10), nullable=False),
    sa.Column("last_day", sa.String(10), nullable=False),
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("until", Moment, nullable=False),  # end of the undo window, when the absence takes effect
    sa.Column("word", sa.Text, nullable=False, server_default=""),
    # The host's exceptions to their weekly hours on these days, before this absence. An undo restores them.
    sa.Column("hours_before", sa.Text, nullable=False, server_default=""),
    sa.Index("ix_absences_person_id", "person_id", "last_day"),
    sa.Index(
        "ix_absences_until",
        "until",
        sqlite_where=sa.text("state = 'pending'"),
        postgresql_where=sa.text("state = 'pending'"),
    ),
)
absence_lines = sa.Table(
    "absence_lines",
    metadata,
    sa.Column("absence_id", sa.BigInteger, sa.ForeignKey("absences.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("appointment_id", sa.BigInteger, sa.ForeignKey("appointments.id"), primary_key=True),
    # The start when the absence was recorded. It does not change if the appointment is rescheduled.
    sa.Column("starts", Moment, nullable=False),
    sa.Column("way", sa.String(10), nullable=False),
    sa.Column("taker_id", sa.BigInteger, sa.ForeignKey("people.id")),
    sa.Column("times", sa.String(60), nullable=False, server_default=""),  # proposed times, in seconds, comma-separated
    sa.Column("done", sa.Boolean, nullable=False, server_default=sa.false()),
)

_PENDING = sa.text("state = 'pending'")
_DUE = sa.select(absences.c.id).where(_PENDING, absences.c.until <= sa.bindparam("now", type_=Moment()))
_NEXT = sa.select(sa.func.min(absences.c.until)).where(_PENDING)
_AWAY = (
    sa.select(absences.c.person_id)
    .where(
        absences.c.state != AbsenceState.UNDONE.value,
        absences.c.first_day <= sa.bindparam("day"),
        absences.c.last_day >= sa.bindparam("day"),
    )
    .distinct()
)
_SPANS = sa.select(absences.c.first_day, absences.c.last_day).where(
    absences.c.person_id == sa.bindparam("person"),
    absences.c.last_day >= sa.bindparam("since"),
    absences.c.state != AbsenceState.UNDONE.value,
)


def add(tx: Transaction, absence: Absence, lines: Collection[AbsenceLine]) -> int:
    row = {
        "person_id": absence.person_id,
        "batch": absence.batch,
        "first_day": absence.first_day.isoformat(),
        "last_day": absence.last_day.isoformat(),
        "state": absence.state.value,
        "until": absence.until,
        "word": absence.word,
        "hours_before": absence.hours_before,
    }
    absence_id = int(tx.execute(sa.insert(absences).values(row).returning(absences.c.id)).scalar_one())
    if lines:
        rows = [
            {
                "absence_id": absence_id,
                "appointment_id": line.appointment_id,
                "starts": line.starts,
                "way": line.way,
                "taker_id": line.taker_id,
                "times": line.times,
            }
            for line in lines
        ]
        tx.execute(sa.insert(absence_lines), rows)
    return absence_id


def read(tx: Reading, absence_id: int) -> Absence | None:
    return _find_one(tx, absences.c.id == absence_id)


def find_by_batch(tx: Reading, batch: str) -> Absence | None:
    return _find_one(tx, absences.c.batch == batch)


def find_pending(tx: Reading, person_id: int) -> Absence | None:
    return _find_one(tx, absences.c.person_id == person_id, _PENDING)


def lines_of(tx: Reading, absence_id: int) -> list[AbsenceLine]:
    found = sa.select(absence_lines).where(absence_lines.c.absence_id == absence_id)
    rows = tx.execute(found.order_by(absence_lines.c.starts, absence_lines.c.appointment_id))
    return [from_row(AbsenceLine, row) for row in rows]


def mark_applied(tx: Transaction, absence_id: int, appointment_ids: Collection[int]) -> None:
    of_it = sa.and_(
        absence_lines.c.absence_id == absence_id, absence_lines.c.appointment_id.in_(sorted(appointment_ids))
    )
    tx.execute(sa.update(absence_lines).where(of_it).values(done=True))


def set_state(tx: Transaction, absence_id: int, state: AbsenceState) -> None:
    tx.execute(sa.update(absences).where(absences.c.id == absence_id).values(state=state.value))


def list_due(tx: Reading, *, now: datetime) -> list[int]:
    """Return the ids of absences whose undo window has ended and that must be applied, oldest first."""
    return list(tx.execute(_DUE.order_by(absences.c.until, absences.c.id).limit(100), {"now": now}).scalars())


def next_deadline(tx: Reading) -> datetime | None:
    until: datetime | None = tx.execute(_NEXT).scalar_one()
    return until


def list_spans(tx: Reading, person_id: int, *, since: date) -> list[tuple[date, date]]:
    """Return (first day, last day) of each absence of a person that ends on `since` or later."""
    rows = tx.execute(_SPANS, {"person": person_id, "since": since.isoformat()})
    return [(date.fromisoformat(first), date.fromisoformat(last)) for first, last in rows]


def people_away_on(tx: Reading, day: date) -> set[int]:
    return set(tx.execute(_AWAY, {"day": day.isoformat()}).scalars())


def forget_past(tx: Transaction, *, before: date) -> int:
    """Delete absences whose last day is earlier than `before`, with their lines. Return how many."""
    old = sa.select(absences.c.id).where(absences.c.last_day < before.isoformat())
    tx.execute(sa.delete(absence_lines).where(absence_lines.c.absence_id.in_(old)))
    return tx.execute(sa.delete(absences).where(absences.c.last_day < before.isoformat())).rowcount


def _find_one(tx: Reading, *where: sa.ColumnElement[bool] | sa.TextClause) -> Absence | None:
    row = tx.execute(sa.select(absences).where(*where).order_by(absences.c.id).limit(1)).one_or_none()
    return None if row is None else from_row(Absence, row)
