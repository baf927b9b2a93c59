"""Appointments and participants: tables `appointments`, `participants`."""

from collections.abc import Collection, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, cast

import sqlalchemy as sa

from bot.agenda.model import AgendaPlan, Appointment, Part, Participant, Reply, State
from bot.dates.paris import from_epoch
from storage.database import Reading, Transaction
from storage.dialects import is_among
from storage.schema import Id, Moment, metadata

LONGEST = 4 * 86_400

appointments = sa.Table(
    "appointments",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("uid", sa.String(36), nullable=False, unique=True),
    sa.Column("dispositif", sa.String(40), nullable=False),
    sa.Column("promotion_id", sa.BigInteger, sa.ForeignKey("promotions.id")),
    sa.Column("defi_id", sa.BigInteger, sa.ForeignKey("defis.id")),
    sa.Column("starts", Moment, nullable=False),
    sa.Column("ends", Moment, nullable=False),
    sa.Column("state", sa.String(20), nullable=False),
    sa.Column("revision", sa.Integer, nullable=False, server_default="0"),
    sa.Column("link", sa.String(500)),
    sa.Column("place", sa.String(300)),
    sa.Column("reason", sa.String(500)),
    sa.Column("changed_at", Moment),
    sa.Column("tags", sa.String(500)),  # keys of skills and values, separated by |; NULL if none are chosen
    sa.Index("ix_appointments_starts", "starts"),
)

participants = sa.Table(
    "participants",
    metadata,
    sa.Column("appointment_id", sa.BigInteger, sa.ForeignKey("appointments.id"), primary_key=True),
    sa.Column("person_id", sa.BigInteger, sa.ForeignKey("people.id"), primary_key=True),
    sa.Column("part", sa.String(20), nullable=False),
    sa.Column("reply", sa.String(10), nullable=False, server_default=Reply.COMES.value),
    sa.Column("sees_need", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("added", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Index("ix_participants_person_id", "person_id"),
)

# Statements are built once, as building one costs more than running it.
_ADD = sa.insert(appointments).returning(appointments.c.id)
_ADD_PARTICIPANTS = sa.insert(participants)
_ALL: sa.Select[Any] = sa.select(
    appointments,
    participants.c.person_id,
    participants.c.part,
    participants.c.reply,
    participants.c.sees_need,
    participants.c.added,
)
# For a span up to this length, `list_by_people` reads the span's appointments first (`_OF_PEOPLE_THEN`).
SHORT = timedelta(days=40)
_COLUMNS = [column.name for column in appointments.c]
_MOMENTS = [column.name for column in appointments.c if isinstance(column.type, Moment)]
_OWN = len(_COLUMNS)  # In a row, the columns of the participant begin at this index.


def ends_after(
    bind_name: str, *, source: sa.FromClause = appointments
) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    """Return the conditions that appointments end after the moment in parameter `bind_name`. `source`: table or alias.

    The conditions also require a start at most four days before that moment, since no appointment is longer. So the
    database uses its index on starts."""
    since = sa.bindparam(bind_name, type_=Moment())
    return source.c.ends > since, source.c.starts > since - sa.literal_column(str(LONGEST), sa.BigInteger)


_TAKING_PART = participants.c.appointment_id == appointments.c.id
_APPOINTMENTS = _ALL.select_from(appointments.outerjoin(participants, _TAKING_PART)).order_by(
    appointments.c.starts, appointments.c.id, participants.c.person_id
)
_APPOINTMENT = _APPOINTMENTS.where(appointments.c.id == sa.bindparam("appointment_id"))
_OF_SOME = _ALL.select_from(
    appointments.outerjoin(participants, sa.and_(_TAKING_PART, is_among(participants.c.person_id, "people")))
).where(appointments.c.id == sa.bindparam("appointment_id"))
_SEVERAL = _APPOINTMENTS.where(is_among(appointments.c.id, "ids"))
_LOCKED = (
    sa.select(appointments.c.id)
    .where(is_among(appointments.c.id, "ids"))
    .order_by(appointments.c.id)
    .with_for_update(key_share=True)  # Inserts of rows that refer to this row do not wait.
)

_SPANS = (
    sa.select(participants.c.person_id, appointments.c.id, appointments.c.starts, appointments.c.ends)
    .join_from(participants, appointments, appointments.c.id == participants.c.appointment_id)
    .where(
        is_among(participants.c.person_id, "people"),
        participants.c.reply == Reply.COMES.value,
        appointments.c.ends > sa.bindparam("since", type_=Moment()),
        # Adding 0 keeps SQLite from scanning the index on starts. SQLite does not know that there are only a few
        # people.
        appointments.c.starts + sa.literal_column("0") < sa.bindparam("until", type_=Moment()),
        is_among(appointments.c.state, "states"),
    )
    .order_by(appointments.c.starts, appointments.c.id, participants.c.person_id)
)
_THEIRS = participants.alias("theirs")
_OF_PEOPLE = _APPOINTMENTS.where(
    appointments.c.id.in_(
        sa.select(participants.c.appointment_id).where(
            is_among(participants.c.person_id, "people"), participants.c.reply == sa.bindparam("reply")
        )
    ),
    appointments.c.ends > sa.bindparam("since", type_=Moment()),
    appointments.c.starts < sa.bindparam("until", type_=Moment()),
    is_among(appointments.c.state, "states"),
)
# This query reads a short span's appointments first, since a person may have thousands in other years.
_OF_PEOPLE_THEN = _APPOINTMENTS.where(
    sa.exists().where(
        _THEIRS.c.appointment_id == appointments.c.id,
        is_among(_THEIRS.c.person_id, "people"),
        _THEIRS.c.reply == sa.bindparam("reply"),
    ),
    *ends_after("since"),
    appointments.c.starts < sa.bindparam("until", type_=Moment()),
    is_among(appointments.c.state, "states"),
)
_OF_DEFIS = _APPOINTMENTS.where(
    is_among(appointments.c.defi_id, "defis"),
    is_among(appointments.c.dispositif, "dispositifs"),
    appointments.c.state == State.CONFIRMED.value,
    appointments.c.ends > sa.bindparam("now", type_=Moment()),
)
# The table is declared again here, since the module that defines it imports this one.
_SMALL = sa.table("gathering_groups", sa.column("appointment_id"))
_COUNTED = (
    sa.select(
        appointments.c.dispositif,
        sa.func.sum(sa.case((appointments.c.ends <= sa.bindparam("now", type_=Moment()), 1), else_=0)).label("over"),
        sa.func.count().label("number"),
    )
    .where(
        appointments.c.state == State.CONFIRMED.value,
        appointments.c.starts >= sa.bindparam("since", type_=Moment()),
        appointments.c.starts < sa.bindparam("until", type_=Moment()),
        ~sa.exists().where(_SMALL.c.appointment_id == appointments.c.id),
    )
    .group_by(appointments.c.dispositif)
)
_COUNTED_OF_ONE = _COUNTED.where(
    sa.exists().where(
        _THEIRS.c.appointment_id == appointments.c.id,
        _THEIRS.c.person_id == sa.bindparam("person"),
        _THEIRS.c.reply == Reply.COMES.value,
    ),
    sa.or_(appointments.c.promotion_id.is_(None), appointments.c.promotion_id == sa.bindparam("promotion")),
)
_COUNTED_OF_ALL = _COUNTED.where(appointments.c.promotion_id == sa.bindparam("promotion"))
_COLLECTIVE = (
    sa.select(appointments.c.starts, appointments.c.ends)
    .where(
        appointments.c.promotion_id == sa.bindparam("promotion_id"),
        appointments.c.defi_id.is_(None),
        appointments.c.state != State.CANCELLED.value,
        *ends_after("since"),
        appointments.c.starts < sa.bindparam("until", type_=Moment()),
    )
    .order_by(appointments.c.starts)
)


def add(tx: Transaction, plan: AgendaPlan, *, uid: str, state: State, now: datetime) -> int:
    row = {
        "uid": uid,
        "dispositif": plan.dispositif,
        "promotion_id": plan.promotion_id,
        "defi_id": plan.defi_id,
        "starts": plan.starts,
        "ends": plan.ends,
        "state": state.value,
        "link": plan.link,
        "place": plan.place,
        "changed_at": now,
    }
    appointment_id = int(tx.execute(_ADD, row).scalar_one())
    rows = [
        {"appointment_id": appointment_id, "person_id": someone.person_id, "part": someone.part.value}
        for someone in plan.participants
    ]
    if rows:  # An appointment « à arbitrer » has no host yet.
        tx.execute(_ADD_PARTICIPANTS, rows)
    return appointment_id


def read(tx: Reading, appointment_id: int) -> Appointment | None:
    found = _read_appointments(tx, _APPOINTMENT, appointment_id=appointment_id)
    return found[0] if found else None


def read_all(tx: Reading, appointment_ids: Collection[int]) -> list[Appointment]:
    """Return these appointments with their participants, by start."""
    return _read_appointments(tx, _SEVERAL, ids=sorted(appointment_ids)) if appointment_ids else []


def lock_all(tx: Transaction, appointment_ids: Collection[int]) -> list[Appointment]:
    """Lock these rows in order of id, as the order of locks demands (`bot/agenda/locks.py`), then read them."""
    tx.execute(_LOCKED, {"ids": sorted(appointment_ids)})
    return read_all(tx, appointment_ids)


def lock_with_people(tx: Transaction, appointment_id: int, person_ids: Collection[int]) -> Appointment:
    """Lock an appointment. Return it without participants other than these, since reading hundreds would be slow."""
    tx.execute(_LOCKED, {"ids": [appointment_id]})
    (found,) = _read_appointments(tx, _OF_SOME, appointment_id=appointment_id, people=sorted(person_ids))
    return found


def change(tx: Transaction, appointment_id: int, *, now: datetime, **values: object) -> None:
    """Set these columns, and raise the revision, which is the SEQUENCE of the calendar entry."""
    tx.execute(
        sa.update(appointments)
        .where(appointments.c.id == appointment_id)
        .values(revision=appointments.c.revision + 1, changed_at=now, **values)
    )


def set_tags(tx: Transaction, appointment_ids: Collection[int], keys: Sequence[str]) -> None:
    """Set the skills and values of these appointments. The revision stays, since calendar entries do not show them."""
    tx.execute(
        sa.update(appointments).where(appointments.c.id.in_(sorted(appointment_ids))).values(tags="|".join(keys))
    )


def set_participant(
    tx: Transaction,
    appointment_id: int,
    person_id: int,
    *,
    part: Part | None = None,
    reply: Reply | None = None,
    sees_need: bool | None = None,
    added: bool | None = None,
) -> None:
    """Change the given fields of a participant. If `part` is given, a person who is not a participant becomes one."""
    mine = sa.and_(participants.c.appointment_id == appointment_id, participants.c.person_id == person_id)
    given = {"part": part and part.value, "reply": reply and reply.value, "sees_need": sees_need, "added": added}
    values = {name: value for name, value in given.items() if value is not None}
    if not tx.execute(sa.update(participants).where(mine).values(values)).rowcount and part is not None:
        tx.execute(sa.insert(participants).values(appointment_id=appointment_id, person_id=person_id, **values))


def list_by_people(
    tx: Reading,
    person_ids: Collection[int],
    *,
    since: datetime,
    until: datetime,
    states: Sequence[State],
    reply: Reply = Reply.COMES,
) -> list[Appointment]:
    """Return the appointments that overlap a span and to which these people answered `reply`, by start."""
    values = {"people": sorted(person_ids), "reply": reply.value, "states": [state.value for state in states]}
    statement = _OF_PEOPLE_THEN if until - since <= SHORT else _OF_PEOPLE
    return _read_appointments(tx, statement, since=since, until=until, **values)


def list_by_defis(
    tx: Reading, defi_ids: Collection[int], *, dispositifs: Collection[str], now: datetime
) -> list[Appointment]:
    """Return the confirmed appointments of these défis and dispositifs that are not over, by start."""
    return (
        _read_appointments(tx, _OF_DEFIS, defis=sorted(defi_ids), dispositifs=sorted(dispositifs), now=now)
        if defi_ids
        else []
    )


def count_by_dispositif(
    tx: Reading,
    *,
    promotion_id: int,
    person_id: int | None = None,
    since: datetime,
    until: datetime,
    now: datetime,
) -> dict[str, tuple[int, int]]:
    """Count a promotion's confirmed appointments that start in a time span. Return {dispositif: (past, upcoming)}.

    A gathering and its small groups count as one. With `person_id`, count only the appointments that this person
    attends, including appointments without a promotion."""
    values = {"since": since, "until": until, "now": now, "promotion": promotion_id}
    mine = {} if person_id is None else {"person": person_id}
    found = tx.execute(_COUNTED_OF_ONE if mine else _COUNTED_OF_ALL, values | mine)
    return {row.dispositif: (int(row.over), int(row.number) - int(row.over)) for row in found}


def spans_of(
    tx: Reading, person_ids: Collection[int], *, since: datetime, until: datetime, states: Sequence[State]
) -> list[tuple[int, int, int, int]]:
    """Return (person, appointment, start, end) of these people's appointments that overlap a time span, by start.

    Start and end are in seconds since 1970."""
    values = {"people": sorted(person_ids), "since": since, "until": until, "states": [state.value for state in states]}
    found = tx.execute(_SPANS, values)
    with closing(found):
        # Fifty people have ten thousand appointments: the driver's own tuples are faster than SQLAlchemy's rows.
        return cast(list[tuple[int, int, int, int]], found.cursor.fetchall() if found.cursor else [])


def list_collective_spans(
    tx: Reading, promotion_id: int, *, since: datetime, until: datetime
) -> list[tuple[datetime, datetime]]:
    """Return (start, end) of the events for a whole promotion (without a défi) that overlap a time span, by start."""
    rows = tx.execute(_COLLECTIVE, {"promotion_id": promotion_id, "since": since, "until": until})
    return [(row.starts, row.ends) for row in rows]


def _read_appointments(tx: Reading, statement: sa.Select[Any], **values: object) -> list[Appointment]:
    """Read appointments from the driver's own tuples, which are faster: a coach has hundreds.

    The tuples have the columns of `_ALL`, in order. Equal participants become one object."""
    with closing(tx.execute(statement, values)) as found:
        rows = found.cursor.fetchall() if found.cursor else []
    several: dict[int, tuple[tuple[Any, ...], list[Participant]]] = {}
    for row in rows:
        _, parts = several.setdefault(row[0], (row, []))
        if row[_OWN] is not None:
            parts.append(_participant(*row[_OWN:]))
    return [_appointment(row[:_OWN], tuple(parts)) for row, parts in several.values()]


def _appointment(row: tuple[Any, ...], parts: tuple[Participant, ...]) -> Appointment:
    of = dict(zip(_COLUMNS, row, strict=True))
    tags = of["tags"]
    of |= {name: from_epoch(of[name]) for name in _MOMENTS if of[name] is not None}
    of |= {"state": State(of["state"]), "tags": None if tags is None else tuple(tag for tag in tags.split("|") if tag)}
    return Appointment(**of, participants=parts)


@lru_cache(maxsize=1024)
def _participant(person_id: int, part: str, reply: str, sees_need: int, added: int) -> Participant:
    return Participant(person_id, Part(part), Reply(reply), bool(sees_need), bool(added))
