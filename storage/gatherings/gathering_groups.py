"""Presenters and small groups of gatherings, and the coaches' changes to the groups before they are saved.

Tables `gathering_presenters`, `gathering_groups`, `gathering_adjustments` (one row for each gathering)."""

from collections.abc import Collection, Mapping
from datetime import datetime

import sqlalchemy as sa

from bot.agenda.model import Part, Reply, State
from bot.gatherings.groups.adjustment import Adjustment
from bot.gatherings.groups.placement import SMALLEST
from bot.gatherings.groups.turns import NOBODY, PRESENTING, PastPresentations, Presenter, PresenterState
from bot.gatherings.kinds import KINDS
from bot.gatherings.model import Reply as Answered
from storage.agenda.appointments import appointments, participants
from storage.agenda.changes import is_pending
from storage.database import Reading, Transaction
from storage.dialects import insert_into, is_among
from storage.programme.people import memberships
from storage.schema import Moment, metadata
from storage.values import from_row

from .gathering_series import series
from .occurrences import answers, gatherings

presenters = sa.Table(
    "gathering_presenters",
    metadata,
    sa.Column("gathering_id", sa.BigInteger, sa.ForeignKey("gatherings.id"), primary_key=True, autoincrement=False),
    sa.Column("person_id", sa.BigInteger, sa.ForeignKey("people.id"), primary_key=True, autoincrement=False),
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("asked_at", Moment, nullable=False),
    sa.Column("about", sa.String(300)),
    sa.Index("ix_gathering_presenters_person_id", "person_id"),
)

groups = sa.Table(
    "gathering_groups",
    metadata,
    sa.Column("appointment_id", sa.BigInteger, sa.ForeignKey("appointments.id"), primary_key=True, autoincrement=False),
    sa.Column("gathering_id", sa.BigInteger, sa.ForeignKey("gatherings.id"), nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    # The EIG who keeps the time in a group without a host.
    sa.Column("keeper_id", sa.BigInteger, sa.ForeignKey("people.id")),
    sa.Index("uq_gathering_groups_number", "gathering_id", "number", unique=True),
)

_PRESENTING = [state.value for state in PRESENTING]
_PRESENTERS = sa.select(presenters).where(is_among(presenters.c.gathering_id, "ids"))
_PAST = (
    sa.select(
        presenters.c.person_id,
        sa.func.count().label("times"),
        sa.func.max(sa.type_coerce(appointments.c.starts, sa.BigInteger)).label("last"),
    )
    .join(gatherings, gatherings.c.id == presenters.c.gathering_id)
    .join(series, series.c.id == gatherings.c.series_id)
    .join(appointments, appointments.c.id == gatherings.c.appointment_id)
    .where(
        series.c.promotion_id == sa.bindparam("promotion_id"),
        gatherings.c.id != sa.bindparam("besides"),
        presenters.c.state.in_(_PRESENTING),
    )
    .group_by(presenters.c.person_id)
)
_GROUPS = (
    sa.select(groups).where(is_among(groups.c.gathering_id, "ids")).order_by(groups.c.gathering_id, groups.c.number)
)
_GATHERING_OF = sa.select(groups.c.appointment_id, groups.c.gathering_id).where(
    is_among(groups.c.appointment_id, "ids")
)
_TOGETHER = (
    sa.select(groups.c.gathering_id, groups.c.appointment_id, participants.c.person_id)
    .join(gatherings, gatherings.c.id == groups.c.gathering_id)
    .join(series, series.c.id == gatherings.c.series_id)
    .join(participants, participants.c.appointment_id == groups.c.appointment_id)
    .join(appointments, appointments.c.id == gatherings.c.appointment_id)
    .where(
        series.c.promotion_id == sa.bindparam("promotion_id"),
        gatherings.c.id != sa.bindparam("besides"),
        participants.c.reply == Reply.COMES.value,
        participants.c.part == Part.GUEST.value,
    )
    .order_by(appointments.c.starts, gatherings.c.id, groups.c.number, participants.c.person_id)
)

# Only upcoming multidisciplinary gatherings have presenters and groups.
_STANDING = (
    sa.select(gatherings.c.id, appointments.c.starts)
    .join(series, series.c.id == gatherings.c.series_id)
    .join(appointments, appointments.c.id == gatherings.c.appointment_id)
    .where(
        series.c.dispositif.in_([kind.key for kind in KINDS.values() if kind.mixes]),
        appointments.c.state == State.CONFIRMED.value,
        appointments.c.starts > sa.bindparam("now", type_=Moment()),
    )
    .order_by(appointments.c.starts, gatherings.c.id)
)
_SETTLED = ~is_pending(gatherings.c.appointment_id)
_TO_ASK = _STANDING.where(_SETTLED, ~sa.exists().where(presenters.c.gathering_id == gatherings.c.id))
# If too few people accept in time to form a group, more people may accept later. This is the time of the answer that
# made their number sufficient.
_ENOUGH = (
    sa.select(answers.c.answered_at)
    .where(answers.c.gathering_id == gatherings.c.id, answers.c.reply == Answered.COMES.value)
    .order_by(answers.c.answered_at)
    .offset(SMALLEST - 1)
    .limit(1)
    .scalar_subquery()
)
_LATE = gatherings.c.grouping == NOBODY
_TO_FORM = _STANDING.add_columns(sa.case((_LATE, _ENOUGH)).label("enough_at")).where(
    _SETTLED,
    ~sa.exists().where(groups.c.gathering_id == gatherings.c.id),
    sa.or_(gatherings.c.grouping.is_(None), ~_LATE, _ENOUGH.is_not(None)),
)
_GONE = (
    _STANDING.add_columns(presenters.c.person_id)
    .join(presenters, presenters.c.gathering_id == gatherings.c.id)
    .where(
        presenters.c.state.in_(_PRESENTING),
        ~sa.exists().where(groups.c.gathering_id == gatherings.c.id),
        sa.or_(
            sa.exists().where(
                answers.c.gathering_id == gatherings.c.id,
                answers.c.person_id == presenters.c.person_id,
                answers.c.reply == Answered.DECLINES.value,
            ),
            ~sa.exists().where(memberships.c.person_id == presenters.c.person_id, memberships.c.ended_at.is_(None)),
        ),
    )
)
adjustments = sa.Table(
    "gathering_adjustments",
    metadata,
    sa.Column("gathering_id", sa.BigInteger, sa.ForeignKey("gatherings.id"), primary_key=True, autoincrement=False),
    sa.Column("version", sa.Integer, nullable=False),  # Each change raises it, so that outdated forms are detected.
    sa.Column("content", sa.Text, nullable=False),
    sa.Column("changed_by", sa.BigInteger, sa.ForeignKey("people.id")),
    sa.Column("changed_at", Moment, nullable=False),
)


def gatherings_without_presenters(tx: Reading, *, now: datetime) -> list[tuple[int, datetime]]:
    """Return (gathering, start) of upcoming gatherings for which nobody was asked to present, by start."""
    return [(row.id, row.starts) for row in tx.execute(_TO_ASK, {"now": now})]


def gatherings_without_groups(tx: Reading, *, now: datetime) -> list[tuple[int, datetime, datetime | None]]:
    """Return (gathering, start, enough at) of upcoming gatherings that need their groups formed, by start.

    `enough at` is None if enough people accepted in time. Otherwise it is the time of the later answer that made their
    number sufficient."""
    return [(row.id, row.starts, row.enough_at) for row in tx.execute(_TO_FORM, {"now": now})]


def list_unavailable_presenters(tx: Reading, *, now: datetime) -> list[tuple[int, int]]:
    """Return (gathering, person) for presenters who declined, or left the programme."""
    return [(row.id, row.person_id) for row in tx.execute(_GONE, {"now": now})]


def ask_presenters(tx: Transaction, gathering_id: int, person_ids: Collection[int], *, now: datetime) -> set[int]:
    """Record that these people are asked to present. Return the people who had not been asked."""
    values = {"gathering_id": gathering_id, "state": PresenterState.ASKED.value, "asked_at": now}
    rows = [{"person_id": id_, **values} for id_ in sorted(set(person_ids))]
    statement = insert_into(tx, presenters).on_conflict_do_nothing().returning(presenters.c.person_id)
    return set(tx.execute(statement, rows).scalars()) if rows else set()


def change_presenter(tx: Transaction, gathering_id: int, person_id: int, **values: object) -> bool:
    """Set these columns of a presenter. Return False if the person was not asked to present."""
    mine = (presenters.c.gathering_id == gathering_id) & (presenters.c.person_id == person_id)
    return tx.execute(sa.update(presenters).where(mine).values(values)).rowcount == 1


def presenters_of(tx: Reading, gathering_ids: Collection[int]) -> dict[int, dict[int, Presenter]]:
    """Return the people who were asked to present, as {gathering: {person: presenter}}. One query."""
    found: dict[int, dict[int, Presenter]] = {}
    for row in tx.execute(_PRESENTERS, {"ids": sorted(gathering_ids)}):
        found.setdefault(row.gathering_id, {})[row.person_id] = from_row(Presenter, row)
    return found


def past_presenters(tx: Reading, promotion_id: int, *, excluded_id: int) -> Mapping[int, PastPresentations]:
    """Return how often, and when last, people presented in this promotion. One query.

    The gathering `excluded_id` is left out."""
    rows = tx.execute(_PAST, {"promotion_id": promotion_id, "besides": excluded_id})
    return {row.person_id: PastPresentations(row.times, row.last) for row in rows}


def add_group(tx: Transaction, gathering_id: int, *, number: int, appointment_id: int, keeper_id: int | None) -> None:
    """Insert a group of a gathering. Lock the gathering's row before this call."""
    row = {"gathering_id": gathering_id, "number": number, "appointment_id": appointment_id, "keeper_id": keeper_id}
    tx.execute(sa.insert(groups), row)


def set_timekeeper(tx: Transaction, appointment_id: int, person_id: int) -> None:
    tx.execute(sa.update(groups).where(groups.c.appointment_id == appointment_id).values(keeper_id=person_id))


def groups_of(tx: Reading, gathering_ids: Collection[int]) -> dict[int, list[tuple[int, int, int | None]]]:
    """Return (number, appointment, timekeeper) of the groups of each gathering, by number. One query."""
    found: dict[int, list[tuple[int, int, int | None]]] = {}
    for row in tx.execute(_GROUPS, {"ids": sorted(gathering_ids)}):
        found.setdefault(row.gathering_id, []).append((row.number, row.appointment_id, row.keeper_id))
    return found


def gathering_ids_of(tx: Reading, appointment_ids: Collection[int]) -> dict[int, int]:
    """Return {appointment: gathering} for the small groups among these appointments. One query."""
    rows = tx.execute(_GATHERING_OF, {"ids": sorted(appointment_ids)}) if appointment_ids else ()
    return {row.appointment_id: row.gathering_id for row in rows}


def past_groups(tx: Reading, promotion_id: int, *, excluded_id: int = 0) -> list[list[tuple[int, ...]]]:
    """Return the members of each group of this promotion's gatherings, by gathering. One query.

    The gathering `excluded_id` is left out."""
    found: dict[int, dict[int, list[int]]] = {}
    for row in tx.execute(_TOGETHER, {"promotion_id": promotion_id, "besides": excluded_id}):
        found.setdefault(row.gathering_id, {}).setdefault(row.appointment_id, []).append(row.person_id)
    return [[tuple(some) for some in groups.values()] for groups in found.values()]


def adjustment_of(tx: Reading, gathering_id: int) -> Adjustment | None:
    row = tx.execute(sa.select(adjustments).where(adjustments.c.gathering_id == gathering_id)).one_or_none()
    return None if row is None else from_row(Adjustment, row)


def put_adjustment(tx: Transaction, adjustment: Adjustment, *, now: datetime) -> None:
    """Save an adjustment in place of the previous one. Lock the gathering's row before this call."""
    row = {
        "version": adjustment.version,
        "content": adjustment.content,
        "changed_by": adjustment.changed_by,
        "changed_at": now,
    }
    statement = insert_into(tx, adjustments).values(gathering_id=adjustment.gathering_id, **row)
    tx.execute(statement.on_conflict_do_update(index_elements=["gathering_id"], set_=row))


def forget_adjustment(tx: Transaction, gathering_id: int) -> None:
    tx.execute(sa.delete(adjustments).where(adjustments.c.gathering_id == gathering_id))
