"""Occurrences of series, and people's answers: tables `gatherings`, `gathering_answers`, `gathering_invited`."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from bot.agenda.model import State
from bot.gatherings.model import Answer, Gathering, Reply
from storage.agenda.appointments import appointments
from storage.database import Reading, Transaction
from storage.dialects import insert_into, is_among
from storage.schema import Id, Moment, metadata
from storage.values import from_row

from .feedback import erase_needs, needs
from .gathering_series import series

gatherings = sa.Table(
    "gatherings",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("series_id", sa.BigInteger, sa.ForeignKey("gathering_series.id"), nullable=False),
    sa.Column("period", sa.String(10), nullable=False),
    sa.Column("appointment_id", sa.BigInteger, sa.ForeignKey("appointments.id"), nullable=False, unique=True),
    sa.Column("by_rule", sa.String(10), nullable=False),
    sa.Column("moved_for", sa.String(100)),
    sa.Column("unclaimed", sa.Boolean, nullable=False),
    sa.Column("capacity", sa.Integer),
    sa.Column("title", sa.String(150)),
    sa.Column("abstract", sa.Text),
    sa.Column("reading", sa.Text),
    sa.Column("sheet", sa.Text),
    sa.Column("announce_at", Moment, nullable=False),
    sa.Column("announced_at", Moment),
    sa.Column("closed_at", Moment),
    sa.Column("attendance", sa.String(10)),
    sa.Column("grouping", sa.String(20)),
    sa.UniqueConstraint("series_id", "period"),  # A period whose occurrence is cancelled gets no other.
    sa.Index("ix_gatherings_closed_at", "closed_at"),
    sa.Index("ix_gatherings_announce_at", "announced_at", "announce_at"),
)

answers = sa.Table(
    "gathering_answers",
    metadata,
    sa.Column("gathering_id", sa.BigInteger, sa.ForeignKey("gatherings.id"), primary_key=True, autoincrement=False),
    sa.Column("person_id", sa.BigInteger, sa.ForeignKey("people.id"), primary_key=True, autoincrement=False),
    sa.Column("reply", sa.String(10), nullable=False),
    sa.Column("number", sa.Integer, nullable=False),  # The waiting list has the order of the answers.
    sa.Column("answered_at", Moment, nullable=False),
    sa.Column("attended", sa.Boolean),
    sa.Index("ix_gathering_answers_person_id", "person_id"),
)

invited = sa.Table(
    # People who were invited by name need not belong to the series' audience.
    "gathering_invited",
    metadata,
    sa.Column("gathering_id", sa.BigInteger, sa.ForeignKey("gatherings.id"), primary_key=True, autoincrement=False),
    sa.Column("person_id", sa.BigInteger, sa.ForeignKey("people.id"), primary_key=True, autoincrement=False),
    sa.Column("invited_by", sa.BigInteger, sa.ForeignKey("people.id")),
    sa.Index("ix_gathering_invited_person_id", "person_id"),
)

_GATHERINGS: sa.Select[Any] = sa.select(gatherings).order_by(gatherings.c.id)
_BY_IDS = _GATHERINGS.where(is_among(gatherings.c.id, "ids"))
_BY_APPOINTMENTS = _GATHERINGS.where(is_among(gatherings.c.appointment_id, "ids"))
_OF_SERIES = _GATHERINGS.where(is_among(gatherings.c.series_id, "ids"))
_BETWEEN: sa.Select[Any] = (
    sa.select(gatherings)
    .join(series, series.c.id == gatherings.c.series_id)
    .join(appointments, appointments.c.id == gatherings.c.appointment_id)
    .where(
        series.c.promotion_id == sa.bindparam("promotion_id"),
        appointments.c.ends > sa.bindparam("since", type_=Moment()),
        appointments.c.starts < sa.bindparam("until", type_=Moment()),
    )
    .order_by(appointments.c.starts, gatherings.c.id)
)
_LOCK = (
    sa.select(gatherings.c.id).where(gatherings.c.id == sa.bindparam("gathering_id")).with_for_update(key_share=True)
)
_ANSWERS = sa.select(answers).where(is_among(answers.c.gathering_id, "ids"))
_INVITED = sa.select(invited).where(is_among(invited.c.gathering_id, "ids"))


def add(
    tx: Transaction,
    *,
    series_id: int,
    period: str,
    appointment_id: int,
    rule_day: date,
    announce_at: datetime,
    moved_for: str | None = None,
    unclaimed: bool = False,
) -> int:
    """Insert an occurrence; return its id. Lock the series' row first, so that a period gets only one occurrence."""
    row = {
        "series_id": series_id,
        "period": period,
        "appointment_id": appointment_id,
        "by_rule": rule_day.isoformat(),
        "announce_at": announce_at,
        "moved_for": moved_for,
        "unclaimed": unclaimed,
    }
    return int(tx.execute(sa.insert(gatherings).returning(gatherings.c.id), row).scalar_one())


def change(tx: Transaction, gathering_id: int, **values: object) -> None:
    tx.execute(sa.update(gatherings).where(gatherings.c.id == gathering_id).values(values))


def lock(tx: Transaction, gathering_id: int) -> None:
    tx.execute(_LOCK, {"gathering_id": gathering_id})


def read(tx: Reading, gathering_id: int) -> Gathering | None:
    return by_ids(tx, [gathering_id]).get(gathering_id)


def by_ids(tx: Reading, ids: Collection[int]) -> dict[int, Gathering]:
    return {gathering.id: gathering for gathering in _read(tx, _BY_IDS, ids=sorted(ids))} if ids else {}


def by_appointments(tx: Reading, appointment_ids: Collection[int]) -> dict[int, Gathering]:
    """Return {appointment: occurrence} for these appointments. Other appointments are left out. One query."""
    found = _read(tx, _BY_APPOINTMENTS, ids=sorted(appointment_ids)) if appointment_ids else []
    return {gathering.appointment_id: gathering for gathering in found}


def list_by_series(tx: Reading, series_ids: Collection[int]) -> list[Gathering]:
    return _read(tx, _OF_SERIES, ids=sorted(series_ids)) if series_ids else []


def list_between(tx: Reading, promotion_id: int, *, since: datetime, until: datetime) -> list[Gathering]:
    """Return a promotion's occurrences that overlap a time span, by start. Cancelled ones are included."""
    return _read(tx, _BETWEEN, promotion_id=promotion_id, since=since, until=until)


def answers_of(tx: Reading, gathering_ids: Collection[int]) -> dict[int, dict[int, Answer]]:
    """Return people's answers as {occurrence: {person: answer}}. One query."""
    found: dict[int, dict[int, Answer]] = {}
    for row in tx.execute(_ANSWERS, {"ids": sorted(gathering_ids)}):
        found.setdefault(row.gathering_id, {})[row.person_id] = from_row(Answer, row)
    return found


def put_answer(tx: Transaction, gathering_id: int, person_id: int, *, reply: Reply, now: datetime) -> None:
    """Save a person's answer in place of the previous one. On the waiting list, the person becomes the last.

    If the person does not come, their access needs are erased. Lock the occurrence's row before this call."""
    if reply is not Reply.COMES:
        erase_needs(tx, gathering_id, [person_id])
    newest = sa.select(sa.func.coalesce(sa.func.max(answers.c.number), 0)).where(answers.c.gathering_id == gathering_id)
    number = int(tx.execute(newest).scalar_one()) + 1
    values = {"reply": reply.value, "number": number, "answered_at": now}
    statement = insert_into(tx, answers).values(gathering_id=gathering_id, person_id=person_id, **values)
    tx.execute(statement.on_conflict_do_update(index_elements=["gathering_id", "person_id"], set_=values))


def change_answer(tx: Transaction, gathering_id: int, person_id: int, **values: object) -> None:
    """Set these columns of an answer. Its place in the waiting list does not change."""
    mine = (answers.c.gathering_id == gathering_id) & (answers.c.person_id == person_id)
    tx.execute(sa.update(answers).where(mine).values(values))


def forget_answer(tx: Transaction, gathering_id: int, person_id: int) -> None:
    """Delete a person's answer and access needs, for example after they left the programme."""
    erase_needs(tx, gathering_id, [person_id])
    mine = (answers.c.gathering_id == gathering_id) & (answers.c.person_id == person_id)
    tx.execute(sa.delete(answers).where(mine))


def erase_old_needs(tx: Transaction, *, ended_before: datetime) -> int:
    """Erase the access needs of gatherings that ended before this moment, or were cancelled. Return how many."""
    over = (
        sa.select(gatherings.c.id)
        .join(appointments, appointments.c.id == gatherings.c.appointment_id)
        .where(sa.or_(appointments.c.ends < ended_before, appointments.c.state == State.CANCELLED.value))
    )
    return tx.execute(sa.delete(needs).where(needs.c.gathering_id.in_(over))).rowcount


def invite(tx: Transaction, gathering_id: int, person_ids: Collection[int], *, inviter_id: int | None) -> None:
    rows = [
        {"gathering_id": gathering_id, "person_id": id_, "invited_by": inviter_id} for id_ in sorted(set(person_ids))
    ]
    if rows:
        tx.execute(insert_into(tx, invited).on_conflict_do_nothing(), rows)


def guests_of(tx: Reading, gathering_ids: Collection[int]) -> Mapping[int, set[int]]:
    """Return the people invited by name, by occurrence. One query."""
    found: dict[int, set[int]] = {}
    for row in tx.execute(_INVITED, {"ids": sorted(gathering_ids)}):
        found.setdefault(row.gathering_id, set()).add(row.person_id)
    return found


def _read(tx: Reading, statement: sa.Select[Any], **values: object) -> list[Gathering]:
    return [from_row(Gathering, row) for row in tx.execute(statement, values)]
