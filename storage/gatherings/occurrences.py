"""The occurrences of series and who answered: tables `gatherings`, `gathering_answers`, `gathering_invited`."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    Select,
    String,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from bot.agenda.model import State
from bot.gatherings.model import Answer, Gathering, Reply
from storage.agenda.appointments import appointments
from storage.database import Reading, Transaction
from storage.schema import Id, Moment, metadata

from .feedback import erase_needs, needs
from .series import series

gatherings = Table(
    "gatherings",
    metadata,
    Column("id", Id, primary_key=True),
    Column("series_id", BigInteger, ForeignKey("gathering_series.id"), nullable=False),
    Column("period", String(10), nullable=False),
    Column("appointment_id", BigInteger, ForeignKey("appointments.id"), nullable=False, unique=True),
    Column("by_rule", String(10), nullable=False),
    Column("moved_for", String(100)),
    Column("unclaimed", Boolean, nullable=False),
    Column("capacity", Integer),
    Column("title", String(150)),
    Column("abstract", Text),
    Column("reading", Text),
    Column("sheet", Text),
    Column("announce_at", Moment, nullable=False),
    Column("announced_at", Moment),
    Column("closed_at", Moment),
    Column("attendance", String(10)),
    Column("grouping", String(20)),
    UniqueConstraint("series_id", "period"),  # made once for ever, whoever makes it, however often
    Index("ix_gatherings_announce_at", "announced_at", "announce_at"),
)

answers = Table(
    "gathering_answers",
    metadata,
    Column("gathering_id", BigInteger, ForeignKey("gatherings.id"), primary_key=True, autoincrement=False),
    Column("person_id", BigInteger, ForeignKey("people.id"), primary_key=True, autoincrement=False),
    Column("reply", String(10), nullable=False),
    Column("number", Integer, nullable=False),  # the order of the answers, and so of the line
    Column("answered_at", Moment, nullable=False),
    Column("attended", Boolean),
    Index("ix_gathering_answers_person_id", "person_id"),
)

invited = Table(
    "gathering_invited",  # by name, beside those whom the series is for
    metadata,
    Column("gathering_id", BigInteger, ForeignKey("gatherings.id"), primary_key=True, autoincrement=False),
    Column("person_id", BigInteger, ForeignKey("people.id"), primary_key=True, autoincrement=False),
    Column("invited_by", BigInteger, ForeignKey("people.id")),
    Index("ix_gathering_invited_person_id", "person_id"),
)

_GATHERINGS: Select[Any] = select(gatherings).order_by(gatherings.c.id)
_BY_IDS = _GATHERINGS.where(gatherings.c.id.in_(bindparam("ids", expanding=True)))
_BY_APPOINTMENTS = _GATHERINGS.where(gatherings.c.appointment_id.in_(bindparam("ids", expanding=True)))
_OF_SERIES = _GATHERINGS.where(gatherings.c.series_id.in_(bindparam("ids", expanding=True)))
_BETWEEN: Select[Any] = (
    select(gatherings)
    .join(series, series.c.id == gatherings.c.series_id)
    .join(appointments, appointments.c.id == gatherings.c.appointment_id)
    .where(
        series.c.promotion_id == bindparam("promotion_id"),
        appointments.c.ends > bindparam("since", type_=Moment()),
        appointments.c.starts < bindparam("until", type_=Moment()),
    )
    .order_by(appointments.c.starts, gatherings.c.id)
)
_LOCK = select(gatherings.c.id).where(gatherings.c.id == bindparam("gathering_id")).with_for_update(key_share=True)
_ANSWERS = select(answers).where(answers.c.gathering_id.in_(bindparam("ids", expanding=True)))
_INVITED = select(invited).where(invited.c.gathering_id.in_(bindparam("ids", expanding=True)))


def add(
    tx: Transaction,
    *,
    series_id: int,
    period: str,
    appointment_id: int,
    by_rule: date,
    announce_at: datetime,
    moved_for: str | None = None,
    unclaimed: bool = False,
) -> int:
    """Write an occurrence; give its id. The series' row is locked, so that no other makes the same period."""
    row = {
        "series_id": series_id,
        "period": period,
        "appointment_id": appointment_id,
        "by_rule": by_rule.isoformat(),
        "announce_at": announce_at,
        "moved_for": moved_for,
        "unclaimed": unclaimed,
    }
    return int(tx.execute(insert(gatherings).returning(gatherings.c.id), row).scalar_one())


def change(tx: Transaction, gathering_id: int, **values: object) -> None:
    """Set these columns of an occurrence."""
    tx.execute(update(gatherings).where(gatherings.c.id == gathering_id).values(values))


def lock(tx: Transaction, gathering_id: int) -> None:
    """Lock an occurrence's row: after people's rows, before its appointments'."""
    tx.execute(_LOCK, {"gathering_id": gathering_id})


def read(tx: Reading, gathering_id: int) -> Gathering | None:
    """Give an occurrence."""
    return by_ids(tx, [gathering_id]).get(gathering_id)


def by_ids(tx: Reading, ids: Collection[int]) -> dict[int, Gathering]:
    """Give these occurrences, in one query."""
    return {one.id: one for one in _read(tx, _BY_IDS, ids=sorted(ids))} if ids else {}


def of_appointments(tx: Reading, appointment_ids: Collection[int]) -> dict[int, Gathering]:
    """Give the occurrence of each of these appointments that has one, by appointment, in one query."""
    found = _read(tx, _BY_APPOINTMENTS, ids=sorted(appointment_ids)) if appointment_ids else []
    return {one.appointment_id: one for one in found}


def of_series(tx: Reading, series_ids: Collection[int]) -> list[Gathering]:
    """Give all occurrences of these series, by id."""
    return _read(tx, _OF_SERIES, ids=sorted(series_ids)) if series_ids else []


def between(tx: Reading, promotion_id: int, *, since: datetime, until: datetime) -> list[Gathering]:
    """Give a promotion's occurrences that touch the time given, cancelled ones too, by start."""
    return _read(tx, _BETWEEN, promotion_id=promotion_id, since=since, until=until)


def answers_of(tx: Reading, gathering_ids: Collection[int]) -> dict[int, dict[int, Answer]]:
    """Give what people answered, by occurrence and person, in one query."""
    found: dict[int, dict[int, Answer]] = {}
    for row in tx.execute(_ANSWERS, {"ids": sorted(gathering_ids)}):
        answer = Answer(row.person_id, Reply(row.reply), row.number, row.answered_at, row.attended)
        found.setdefault(row.gathering_id, {})[row.person_id] = answer
    return found


def put_answer(tx: Transaction, gathering_id: int, person_id: int, *, reply: Reply, now: datetime) -> None:
    """Write an answer in the place of the one before, last in the order. The occurrence's row is locked.

    What somebody needs there is erased with their coming.
    """
    if reply is not Reply.COMES:
        erase_needs(tx, gathering_id, [person_id])
    newest = select(func.coalesce(func.max(answers.c.number), 0)).where(answers.c.gathering_id == gathering_id)
    number = int(tx.execute(newest).scalar_one()) + 1
    dialect = sqlite if tx.dialect.name == "sqlite" else postgresql
    values = {"reply": reply.value, "number": number, "answered_at": now}
    statement = dialect.insert(answers).values(gathering_id=gathering_id, person_id=person_id, **values)
    tx.execute(statement.on_conflict_do_update(index_elements=["gathering_id", "person_id"], set_=values))


def change_answer(tx: Transaction, gathering_id: int, person_id: int, **values: object) -> None:
    """Set these columns of an answer; its place in the order stays."""
    mine = (answers.c.gathering_id == gathering_id) & (answers.c.person_id == person_id)
    tx.execute(update(answers).where(mine).values(values))


def forget_answer(tx: Transaction, gathering_id: int, person_id: int) -> None:
    """Forget an answer, as of somebody who has left the programme, and what they need."""
    erase_needs(tx, gathering_id, [person_id])
    mine = (answers.c.gathering_id == gathering_id) & (answers.c.person_id == person_id)
    tx.execute(delete(answers).where(mine))


def erase_old_needs(tx: Transaction, *, ended_before: datetime) -> int:
    """Erase what people needed for what ended before this moment, or does not take place; give for how many."""
    over = (
        select(gatherings.c.id)
        .join(appointments, appointments.c.id == gatherings.c.appointment_id)
        .where(or_(appointments.c.ends < ended_before, appointments.c.state == State.CANCELLED.value))
    )
    return tx.execute(delete(needs).where(needs.c.gathering_id.in_(over))).rowcount


def invite(tx: Transaction, gathering_id: int, person_ids: Collection[int], *, by: int | None) -> None:
    """Invite these people by name; who is invited already stays so."""
    dialect = sqlite if tx.dialect.name == "sqlite" else postgresql
    rows = [{"gathering_id": gathering_id, "person_id": one, "invited_by": by} for one in sorted(set(person_ids))]
    if rows:
        tx.execute(dialect.insert(invited).on_conflict_do_nothing(), rows)


def invited_of(tx: Reading, gathering_ids: Collection[int]) -> Mapping[int, set[int]]:
    """Give who is invited by name, by occurrence, in one query."""
    found: dict[int, set[int]] = {}
    for row in tx.execute(_INVITED, {"ids": sorted(gathering_ids)}):
        found.setdefault(row.gathering_id, set()).add(row.person_id)
    return found


def _read(tx: Reading, statement: Select[Any], **values: object) -> list[Gathering]:
    return [
        Gathering(
            id=row.id,
            series_id=row.series_id,
            period=row.period,
            appointment_id=row.appointment_id,
            by_rule=date.fromisoformat(row.by_rule),
            announce_at=row.announce_at,
            moved_for=row.moved_for,
            unclaimed=row.unclaimed,
            capacity=row.capacity,
            title=row.title,
            abstract=row.abstract,
            reading=row.reading,
            sheet=row.sheet,
            announced_at=row.announced_at,
            closed_at=row.closed_at,
            attendance=row.attendance,
            grouping=row.grouping,
        )
        for row in tx.execute(statement, values)
    ]
