"""Committees, rounds, and half-days that people excluded: three tables.

A round is the planning of a phase's committees."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from bot.agenda.model import Part, Reply, State
from bot.evaluation.model import Committee, CommitteeAnswer, Round
from storage.agenda.appointments import appointments, participants
from storage.database import Reading, Transaction
from storage.dialects import build_for_dialects, is_among
from storage.schema import Id, Moment, metadata
from storage.values import Row, from_row

rounds = sa.Table(
    "committee_rounds",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("promotion_id", sa.BigInteger, sa.ForeignKey("promotions.id"), nullable=False),
    sa.Column("phase", sa.Integer, nullable=False),
    sa.Column("weeks", sa.String(200), nullable=False, server_default=""),  # the Monday of each week, space-separated
    sa.Column("revision", sa.Integer, nullable=False, server_default="0"),
    sa.Column("asked_at", Moment),
    sa.UniqueConstraint("promotion_id", "phase"),
)

half_days = sa.Table(
    "committee_half_days",
    metadata,
    sa.Column("round_id", sa.BigInteger, sa.ForeignKey("committee_rounds.id"), primary_key=True),
    sa.Column("person_id", sa.BigInteger, sa.ForeignKey("people.id"), primary_key=True),
    # Numbers of the excluded half-days. All others are possible, even those of weeks added after the answer.
    sa.Column("shut", sa.Text, nullable=False),
    sa.Column("answered_at", Moment, nullable=False),
)

committees = sa.Table(
    "committees",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("round_id", sa.BigInteger, sa.ForeignKey("committee_rounds.id"), nullable=False),
    sa.Column("defi_id", sa.BigInteger, sa.ForeignKey("defis.id"), nullable=False),
    sa.Column("appointment_id", sa.BigInteger, sa.ForeignKey("appointments.id"), nullable=False, unique=True),
    sa.Column("ended", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("talk_id", sa.BigInteger, sa.ForeignKey("appointments.id"), unique=True),  # the meeting about its report
    sa.Index(
        "ix_committees_standing",
        "round_id",
        "defi_id",
        unique=True,
        sqlite_where=sa.text("ended = 0"),
        postgresql_where=sa.text("NOT ended"),
    ),
    sa.Index("ix_committees_defi_id", "defi_id"),
)

_OF_PHASE = sa.select(rounds).where(
    rounds.c.promotion_id == sa.bindparam("promotion"), rounds.c.phase == sa.bindparam("number")
)
ASKED = (
    sa.select(rounds)
    .where(is_among(rounds.c.promotion_id, "promotions"), rounds.c.asked_at.is_not(None))
    .order_by(rounds.c.phase.desc())
)
_ALL_ROUNDS = sa.select(rounds).where(rounds.c.promotion_id == sa.bindparam("promotion")).order_by(rounds.c.phase)
_ROUND = sa.select(rounds).where(rounds.c.id == sa.bindparam("round"))
_LOCK = _ROUND.with_for_update(key_share=True)
_ADD_ROUND = build_for_dialects(lambda insert: insert(rounds).on_conflict_do_nothing())
_ANSWER = build_for_dialects(
    lambda insert: insert(half_days).on_conflict_do_update(
        index_elements=["round_id", "person_id"],
        set_={"shut": sa.bindparam("new_shut"), "answered_at": sa.bindparam("new_at", type_=Moment())},
    )
)
_STANDING = sa.select(committees).where(
    committees.c.round_id == sa.bindparam("round"), committees.c.ended == sa.false()
)
# Upcoming committees. Each condition has its own query, which uses an index. One query with OR would scan the
# committees of all promotions.
_TO_COME = sa.select(appointments.c.id).where(
    appointments.c.starts > sa.bindparam("now", type_=Moment()), appointments.c.state != sa.bindparam("cancelled")
)
_COMING = (
    sa.select(committees)
    .where(
        committees.c.ended == sa.false(),
        committees.c.id.in_(
            sa.union(
                sa.select(committees.c.id).where(committees.c.appointment_id.in_(_TO_COME)),
                sa.select(committees.c.id).where(committees.c.talk_id.in_(_TO_COME)),
            )
        ),
    )
    .order_by(committees.c.id)
)
_AROUND = (
    sa.select(committees)
    .join_from(committees, appointments, appointments.c.id == committees.c.appointment_id)
    .where(
        is_among(committees.c.defi_id, "ids"),
        committees.c.ended == sa.false(),
        appointments.c.starts.between(sa.bindparam("since", type_=Moment()), sa.bindparam("until", type_=Moment())),
        appointments.c.state != sa.bindparam("cancelled"),
    )
    .order_by(committees.c.id)
)
_UNLED_TO_COME = _TO_COME.where(
    ~sa.select(participants.c.person_id)
    .where(
        participants.c.appointment_id == appointments.c.id,
        participants.c.part == Part.HOST.value,
        participants.c.reply == Reply.COMES.value,
    )
    .exists()
)
UNLED = (
    sa.select(committees)
    .where(
        committees.c.ended == sa.false(),
        committees.c.id.in_(
            sa.union(
                sa.select(committees.c.id).where(committees.c.appointment_id.in_(_UNLED_TO_COME)),
                sa.select(committees.c.id).where(committees.c.talk_id.in_(_UNLED_TO_COME)),
            )
        ),
    )
    .order_by(committees.c.id)
)
_COMMITTEE = sa.select(committees).where(committees.c.id == sa.bindparam("committee"))
_OF_APPOINTMENTS = sa.select(committees).where(
    sa.or_(
        is_among(committees.c.appointment_id, "ids"),
        is_among(committees.c.talk_id, "ids"),
    )
)


def ensure_round(tx: Transaction, promotion_id: int, phase: int) -> Round:
    """Return the round of a phase. Create it if there is none."""
    tx.execute(_ADD_ROUND[tx.dialect.name], {"promotion_id": promotion_id, "phase": phase})
    found = round_of(tx, promotion_id, phase)
    if found is None:
        raise LookupError(f"no round of phase {phase}")
    return found


def round_of(tx: Reading, promotion_id: int, phase: int) -> Round | None:
    return _select_round(tx, _OF_PHASE, promotion=promotion_id, number=phase)


def rounds_asking_half_days(tx: Reading, promotion_id: int) -> list[Round]:
    """Return the rounds of a promotion in which people are asked for half-days, the latest phase first. One query."""
    return [_as_round(row) for row in tx.execute(ASKED, {"promotions": [promotion_id]})]


def rounds_of(tx: Reading, promotion_id: int) -> list[Round]:
    return [_as_round(row) for row in tx.execute(_ALL_ROUNDS, {"promotion": promotion_id})]


def read_round(tx: Reading, round_id: int) -> Round | None:
    return _select_round(tx, _ROUND, round=round_id)


def lock_round(tx: Transaction, round_id: int) -> Round | None:
    return _select_round(tx, _LOCK, round=round_id)


def change_round(tx: Transaction, round_id: int, **values: object) -> None:
    tx.execute(sa.update(rounds).where(rounds.c.id == round_id).values(values))


def weeks_to_text(weeks: Collection[date]) -> str:
    return " ".join(sorted(week.isoformat() for week in weeks))


def save_answer(
    tx: Transaction, round_id: int, person_id: int, *, excluded_half_days: Collection[int], now: datetime
) -> None:
    text = " ".join(map(str, sorted(excluded_half_days)))
    row = {"round_id": round_id, "person_id": person_id, "shut": text, "answered_at": now}
    tx.execute(_ANSWER[tx.dialect.name], {**row, "new_shut": text, "new_at": now})


def answers_of(tx: Reading, round_id: int) -> dict[int, CommitteeAnswer]:
    found = tx.execute(sa.select(half_days).where(half_days.c.round_id == round_id))
    return {
        row.person_id: CommitteeAnswer(row.person_id, frozenset(map(int, row.shut.split())), row.answered_at)
        for row in found
    }


def add(tx: Transaction, round_id: int, defi_id: int, *, appointment_id: int, talk_id: int | None = None) -> int:
    """Insert a committee; return its id. `talk_id`: the appointment that is the meeting about its report."""
    row = {"round_id": round_id, "defi_id": defi_id, "appointment_id": appointment_id, "talk_id": talk_id}
    return int(tx.execute(sa.insert(committees).values(row).returning(committees.c.id)).scalar_one())


def mark_ended(tx: Transaction, committee_id: int) -> None:
    """Mark a cancelled committee as replaced by another."""
    tx.execute(sa.update(committees).where(committees.c.id == committee_id).values(ended=True))


def revive(tx: Transaction, committee_id: int) -> None:
    tx.execute(sa.update(committees).where(committees.c.id == committee_id).values(ended=False))


def set_talk(tx: Transaction, committee_id: int, talk_id: int) -> None:
    tx.execute(sa.update(committees).where(committees.c.id == committee_id).values(talk_id=talk_id))


def list_current(tx: Reading, round_id: int) -> list[Committee]:
    return [from_row(Committee, row) for row in tx.execute(_STANDING, {"round": round_id})]


def list_upcoming(tx: Reading, *, now: datetime) -> dict[int, list[Committee]]:
    """Return the committees that are upcoming or whose report will be discussed in an upcoming meeting, by round.

    One query."""
    found: dict[int, list[Committee]] = {}
    for row in tx.execute(_COMING, {"now": now, "cancelled": State.CANCELLED.value}):
        found.setdefault(row.round_id, []).append(from_row(Committee, row))
    return found


def list_between(
    tx: Reading, defi_ids: Collection[int], *, since: datetime, until: datetime
) -> dict[int, list[Committee]]:
    """Return these défis' committees that start between two moments, by round. One query."""
    given = {"ids": sorted(defi_ids), "since": since, "until": until, "cancelled": State.CANCELLED.value}
    found: dict[int, list[Committee]] = {}
    for row in tx.execute(_AROUND, given):
        found.setdefault(row.round_id, []).append(from_row(Committee, row))
    return found


def list_without_host(tx: Reading, *, now: datetime) -> list[Committee]:
    """Return committees whose upcoming appointment, or upcoming meeting about their report, lacks a host. One query."""
    found = tx.execute(UNLED, {"now": now, "cancelled": State.CANCELLED.value})
    return [from_row(Committee, row) for row in found]


def read(tx: Reading, committee_id: int) -> Committee | None:
    row = tx.execute(_COMMITTEE, {"committee": committee_id}).one_or_none()
    return None if row is None else from_row(Committee, row)


def appointments_of(tx: Reading, committee_id: int) -> list[int]:
    """Return the ids of a committee's own appointment and of the meeting about its report."""
    found = read(tx, committee_id)
    return (
        [appointment_id for appointment_id in (found.appointment_id, found.talk_id) if appointment_id] if found else []
    )


def lock(tx: Transaction, committee_id: int) -> None:
    tx.execute(_COMMITTEE.with_for_update(key_share=True), {"committee": committee_id})


def committee_ids_of(tx: Reading, appointment_ids: Collection[int]) -> dict[int, int]:
    """Return {appointment: committee} for these appointments. Other appointments are left out. One query."""
    if not appointment_ids:
        return {}
    found = tx.execute(_OF_APPOINTMENTS, {"ids": sorted(appointment_ids)}).all()
    known = {appointment_id: row.id for row in found for appointment_id in (row.appointment_id, row.talk_id)}
    return {id_: known[id_] for id_ in appointment_ids if id_ in known}


def _select_round(tx: Reading, statement: sa.Select[Any], **values: object) -> Round | None:
    row: Row | None = tx.execute(statement, values).one_or_none()
    return None if row is None else _as_round(row)


def _as_round(row: Row) -> Round:
    return from_row(Round, row, weeks=tuple(map(date.fromisoformat, row.weeks.split())))
