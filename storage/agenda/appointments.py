"""Appointments and who takes part in them: tables `appointments`, `participants`."""

from collections.abc import Collection, Sequence
from contextlib import closing
from datetime import datetime
from typing import Any, cast

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
    and_,
    bindparam,
    insert,
    select,
    true,
    update,
)

from bot.agenda.model import Appointment, Part, Participant, Plan, Reply, State
from storage.database import Reading, Transaction
from storage.programme.people import memberships
from storage.schema import Id, Moment, metadata

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
    Column("place", String(300)),
    Column("reason", String(500)),
    Column("changed_at", Moment),
    Index("ix_appointments_starts", "starts"),
)

participants = Table(
    "participants",
    metadata,
    Column("appointment_id", BigInteger, ForeignKey("appointments.id"), primary_key=True),
    Column("person_id", BigInteger, ForeignKey("people.id"), primary_key=True),
    Column("part", String(20), nullable=False),
    Column("reply", String(10), nullable=False, server_default=Reply.COMES.value),
    Column("sees_need", Boolean, nullable=False, server_default=true()),
    Index("ix_participants_person_id", "person_id"),
)

# Statements are built once: building one costs more than running it. The 0 is written out, as in the partial index.
_ADD = insert(appointments).returning(appointments.c.id)
_ALL: Select[Any] = select(
    appointments,
    participants.c.person_id,
    participants.c.part,
    participants.c.reply,
    participants.c.sees_need,
)
_TAKING_PART = participants.c.appointment_id == appointments.c.id
_APPOINTMENTS = _ALL.select_from(appointments.outerjoin(participants, _TAKING_PART)).order_by(
    appointments.c.starts, appointments.c.id, participants.c.person_id
)
_APPOINTMENT = _APPOINTMENTS.where(appointments.c.id == bindparam("appointment_id"))
_OF_SOME = _ALL.select_from(
    appointments.outerjoin(
        participants, and_(_TAKING_PART, participants.c.person_id.in_(bindparam("people", expanding=True)))
    )
).where(appointments.c.id == bindparam("appointment_id"))
_SEVERAL = _APPOINTMENTS.where(appointments.c.id.in_(bindparam("ids", expanding=True)))
_LOCKED = (
    select(appointments.c.id)
    .where(appointments.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(appointments.c.id)
    .with_for_update(key_share=True)  # as in `people`: what only names it waits for nobody
)
_LEFT_BEHIND = (
    select(participants.c.appointment_id, participants.c.person_id)
    .join(appointments, appointments.c.id == participants.c.appointment_id)
    .where(
        appointments.c.dispositif == bindparam("dispositif"),
        appointments.c.starts > bindparam("now", type_=Moment()),
        appointments.c.state.in_(bindparam("states", expanding=True)),
        participants.c.reply == Reply.COMES.value,
        ~select(memberships.c.id)
        .where(memberships.c.person_id == participants.c.person_id, memberships.c.ended_at.is_(None))
        .exists(),
    )
    .order_by(participants.c.appointment_id, participants.c.person_id)
)

_SPANS = (
    select(participants.c.person_id, appointments.c.id, appointments.c.starts, appointments.c.ends)
    .join_from(participants, appointments, appointments.c.id == participants.c.appointment_id)
    .where(
        participants.c.person_id.in_(bindparam("people", expanding=True)),
        participants.c.reply == Reply.COMES.value,
        appointments.c.ends > bindparam("since", type_=Moment()),
        appointments.c.starts < bindparam("until", type_=Moment()),
        appointments.c.state.in_(bindparam("states", expanding=True)),
    )
    .order_by(appointments.c.starts, appointments.c.id, participants.c.person_id)
)
_COLLECTIVE = (
    select(appointments.c.starts, appointments.c.ends)
    .where(
        appointments.c.promotion_id == bindparam("promotion_id"),
        appointments.c.defi_id.is_(None),
        appointments.c.state != State.CANCELLED.value,
        appointments.c.ends > bindparam("since", type_=Moment()),
        appointments.c.starts < bindparam("until", type_=Moment()),
    )
    .order_by(appointments.c.starts)
)


def add(tx: Transaction, plan: Plan, *, uid: str, state: State, now: datetime) -> int:
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
        "place": plan.place,
        "changed_at": now,
    }
    appointment_id = int(tx.execute(_ADD, row).scalar_one())
    rows = [
        {"appointment_id": appointment_id, "person_id": someone.person_id, "part": someone.part.value}
        for someone in plan.participants
    ]
    if rows:  # what is to be arbitrated has no host yet
        tx.execute(insert(participants), rows)
    return appointment_id


def read(tx: Reading, appointment_id: int) -> Appointment | None:
    """Give an appointment with who takes part."""
    found = _read(tx, _APPOINTMENT, appointment_id=appointment_id)
    return found[0] if found else None


def read_all(tx: Reading, appointment_ids: Collection[int]) -> list[Appointment]:
    """Give these appointments with who takes part, by start."""
    return _read(tx, _SEVERAL, ids=sorted(appointment_ids)) if appointment_ids else []


def lock_all(tx: Transaction, appointment_ids: Collection[int]) -> list[Appointment]:
    """Lock these rows by id, then read them as they are now. The hosts' rows are locked before."""
    tx.execute(_LOCKED, {"ids": sorted(appointment_ids)})
    return read_all(tx, appointment_ids)


def lock_for(tx: Transaction, appointment_id: int, person_ids: Collection[int]) -> Appointment:
    """Lock a row, then read it with the parts of these people alone: it costs the same however many take part."""
    tx.execute(_LOCKED, {"ids": [appointment_id]})
    (found,) = _read(tx, _OF_SOME, appointment_id=appointment_id, people=sorted(person_ids))
    return found


def change(tx: Transaction, appointment_id: int, *, now: datetime, **values: object) -> None:
    """Set these columns and raise the revision: each change is a new SEQUENCE of the calendar entry."""
    tx.execute(
        update(appointments)
        .where(appointments.c.id == appointment_id)
        .values(revision=appointments.c.revision + 1, changed_at=now, **values)
    )


def set_part(
    tx: Transaction,
    appointment_id: int,
    person_id: int,
    *,
    part: Part | None = None,
    reply: Reply | None = None,
    sees_need: bool | None = None,
) -> None:
    """Change what is given of a person's part; who has none yet joins with `part`."""
    mine = and_(participants.c.appointment_id == appointment_id, participants.c.person_id == person_id)
    given = {"part": part and part.value, "reply": reply and reply.value, "sees_need": sees_need}
    values = {name: value for name, value in given.items() if value is not None}
    if not tx.execute(update(participants).where(mine).values(values)).rowcount and part is not None:
        tx.execute(insert(participants).values(appointment_id=appointment_id, person_id=person_id, **values))


def of_people(
    tx: Reading, person_ids: Collection[int], *, since: datetime, until: datetime, states: Sequence[State]
) -> list[Appointment]:
    """Give the appointments that any of these people take part in and that touch the time given, by start."""
    theirs = select(participants.c.appointment_id).where(
        participants.c.person_id.in_(sorted(person_ids)), participants.c.reply == Reply.COMES.value
    )
    return _read(
        tx,
        _APPOINTMENTS.where(
            appointments.c.id.in_(theirs),
            appointments.c.ends > since,
            appointments.c.starts < until,
            appointments.c.state.in_([state.value for state in states]),
        ),
    )


def spans_of(
    tx: Reading, person_ids: Collection[int], *, since: datetime, until: datetime, states: Sequence[State]
) -> list[tuple[int, int, int, int]]:
    """Give (person, appointment, start, end) of what these people come to and touches the time given, by start.

    Start and end are seconds since 1970.
    """
    values = {"people": sorted(person_ids), "since": since, "until": until, "states": [one.value for one in states]}
    found = tx.execute(_SPANS, values)
    with closing(found):
        # The driver's own tuples, as in `claims`: fifty people have ten thousand of them.
        return cast(list[tuple[int, int, int, int]], found.cursor.fetchall() if found.cursor else [])


def collective(tx: Reading, promotion_id: int, *, since: datetime, until: datetime) -> list[tuple[datetime, datetime]]:
    """Give (start, end) of what stands for a whole promotion, no défi's, and touches the time given, by start."""
    rows = tx.execute(_COLLECTIVE, {"promotion_id": promotion_id, "since": since, "until": until})
    return [(row.starts, row.ends) for row in rows]


def left_behind(tx: Reading, *, dispositif: str, now: datetime) -> list[tuple[int, int]]:
    """Give (appointment, person) of who would come later than now and is nothing in the programme any more."""
    values = {"now": now, "dispositif": dispositif, "states": [State.HELD.value, State.CONFIRMED.value]}
    rows = tx.execute(_LEFT_BEHIND, values)
    return [(row.appointment_id, row.person_id) for row in rows]


def _read(tx: Reading, statement: Select[Any], **values: object) -> list[Appointment]:
    rows = tx.execute(statement, values).all()
    parts: dict[int, list[Participant]] = {}
    details = {}
    for row in rows:
        details[row.id] = row
        if row.person_id is not None:
            someone = Participant(row.person_id, Part(row.part), Reply(row.reply), row.sees_need)
            parts.setdefault(row.id, []).append(someone)
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
            row.reason,
            row.changed_at,
            row.place,
        )
        for row in details.values()
    ]
