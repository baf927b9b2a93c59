"""Store proposed subjects, questions to speakers and their supporters.

Tables `gathering_proposals`, `gathering_supports`."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.agenda.model import State
from bot.gatherings.kinds import KINDS
from bot.gatherings.model import Proposal, Purpose
from storage.agenda.appointments import appointments
from storage.agenda.changes import is_pending
from storage.database import Reading, Transaction
from storage.dialects import insert_into, is_among
from storage.notices.ledger import notices
from storage.schema import Id, Moment, metadata
from storage.values import from_row, group_rows

from .gathering_series import series
from .occurrences import gatherings

proposals = sa.Table(
    "gathering_proposals",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("gathering_id", sa.BigInteger, sa.ForeignKey("gatherings.id"), nullable=False),
    sa.Column("purpose", sa.String(20), nullable=False),
    # The id of the form: if it is submitted twice, it creates one proposal.
    sa.Column("gesture", sa.String(36), nullable=False, unique=True),
    sa.Column(
        "author_id", sa.BigInteger, sa.ForeignKey("people.id")
    ),  # It is NULL if the proposal is anonymous: nothing else identifies the author.
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Index("ix_gathering_proposals_gathering_id", "gathering_id", "purpose"),
)

supports = sa.Table(
    "gathering_supports",
    metadata,
    sa.Column(
        "proposal_id", sa.BigInteger, sa.ForeignKey("gathering_proposals.id"), primary_key=True, autoincrement=False
    ),
    sa.Column("person_id", sa.BigInteger, sa.ForeignKey("people.id"), primary_key=True, autoincrement=False),
)

_PROPOSALS: sa.Select[Any] = (
    sa.select(proposals, supports.c.person_id.label("supporter_id"))
    .outerjoin(supports, supports.c.proposal_id == proposals.c.id)
    .order_by(proposals.c.id)
)
_BY_IDS = _PROPOSALS.where(is_among(proposals.c.id, "ids"))
_BY_GESTURE = _PROPOSALS.where(proposals.c.gesture == sa.bindparam("gesture"))
_OF_GATHERINGS = _PROPOSALS.where(
    is_among(proposals.c.gathering_id, "ids"), proposals.c.purpose == sa.bindparam("purpose")
)


_ASKED: sa.Select[Any] = (
    sa.select(gatherings.c.id, appointments.c.starts)
    .join(appointments, appointments.c.id == gatherings.c.appointment_id)
    .where(
        appointments.c.starts > sa.bindparam("now", type_=Moment()),
        appointments.c.state == State.CONFIRMED.value,
        gatherings.c.id.in_(sa.select(proposals.c.gathering_id).where(proposals.c.purpose == Purpose.QUESTION.value)),
    )
    .order_by(appointments.c.starts, gatherings.c.id)
)
_COUNT = sa.select(sa.func.count()).where(
    proposals.c.gathering_id == sa.bindparam("gathering_id"), proposals.c.purpose == Purpose.QUESTION.value
)
_earlier, _its = gatherings.alias("earlier"), appointments.alias("its")
_BEFORE = sa.exists().where(
    _earlier.c.series_id == gatherings.c.series_id,
    _its.c.id == _earlier.c.appointment_id,
    _its.c.state != State.CANCELLED.value,
    _its.c.starts < appointments.c.starts,
)
_IS_ASKED = sa.exists().where(
    notices.c.kind == sa.bindparam("asked_kind"),
    notices.c.subject == sa.bindparam("asked_subject"),
    notices.c.subject_id == gatherings.c.id,
)
_UNASKED = (
    sa.select(gatherings.c.id)
    .join(series, series.c.id == gatherings.c.series_id)
    .join(appointments, appointments.c.id == gatherings.c.appointment_id)
    .where(
        series.c.dispositif.in_([kind.key for kind in KINDS.values() if kind.votes_subject]),
        series.c.ended_at.is_(None),
        gatherings.c.title.is_(None),
        gatherings.c.announced_at.is_(None),
        appointments.c.state != State.CANCELLED.value,
        ~is_pending(gatherings.c.appointment_id),
        ~_BEFORE,
        ~_IS_ASKED,
    )
)
_UNASKED_BETWEEN = _UNASKED.where(
    gatherings.c.announce_at > sa.bindparam("after"), gatherings.c.announce_at <= sa.bindparam("until")
).order_by(gatherings.c.id)
_NEXT_UNASKED = _UNASKED.with_only_columns(sa.func.min(gatherings.c.announce_at))


def add(
    tx: Transaction,
    gathering_id: int,
    *,
    purpose: Purpose,
    gesture: str,
    author_id: int | None,
    text: str,
    now: datetime,
) -> bool:
    """Insert a proposal. Return False if this form has already inserted it. Lock the occurrence's row first."""
    row = {
        "gathering_id": gathering_id,
        "purpose": purpose.value,
        "gesture": gesture,
        "author_id": author_id,
        "text": text,
        "at": now,
    }
    statement = insert_into(tx, proposals).on_conflict_do_nothing().returning(proposals.c.id)
    return tx.execute(statement, row).scalar() is not None


def read(tx: Reading, proposal_id: int) -> Proposal | None:
    """Return a proposal with its supporters; None if it was withdrawn."""
    return next(iter(_read(tx, _BY_IDS, ids=[proposal_id])), None)


def find_by_gesture(tx: Reading, gesture: str) -> Proposal | None:
    return next(iter(_read(tx, _BY_GESTURE, gesture=gesture)), None)


def by_gatherings(tx: Reading, gathering_ids: Collection[int], purpose: Purpose) -> dict[int, list[Proposal]]:
    """Return the proposals for these occurrences, as {occurrence: proposals in order}. One query."""
    found: dict[int, list[Proposal]] = {}
    if gathering_ids:
        for proposal in _read(tx, _OF_GATHERINGS, ids=sorted(gathering_ids), purpose=purpose.value):
            found.setdefault(proposal.gathering_id, []).append(proposal)
    return found


def put_support(tx: Transaction, proposal_id: int, person_id: int) -> None:
    row = {"proposal_id": proposal_id, "person_id": person_id}
    tx.execute(insert_into(tx, supports).on_conflict_do_nothing(), row)


def drop_support(tx: Transaction, proposal_id: int, person_id: int) -> None:
    mine = (supports.c.proposal_id == proposal_id) & (supports.c.person_id == person_id)
    tx.execute(sa.delete(supports).where(mine))


def remove(tx: Transaction, proposal_id: int) -> None:
    tx.execute(sa.delete(supports).where(supports.c.proposal_id == proposal_id))
    tx.execute(sa.delete(proposals).where(proposals.c.id == proposal_id))


def move(tx: Transaction, proposal_ids: Collection[int], *, target_id: int, at: datetime | None = None) -> None:
    """Move these proposals to another occurrence. Lock both occurrences first. With `at`, change their time too."""
    if proposal_ids:
        values = {"gathering_id": target_id, **({"at": at} if at else {})}
        tx.execute(sa.update(proposals).where(proposals.c.id.in_(sorted(proposal_ids))).values(values))


def _read(tx: Reading, statement: sa.Select[Any], **values: object) -> list[Proposal]:
    found = group_rows(tx.execute(statement, values), lambda row: row.supporter_id)
    return [from_row(Proposal, row, supporters=frozenset(supporters)) for row, supporters in found]


def starts_with_questions(tx: Reading, *, now: datetime) -> Mapping[int, datetime]:
    """Return {gathering: start} for upcoming gatherings with questions to the speakers, by start. One query."""
    return {row.id: row.starts for row in tx.execute(_ASKED, {"now": now})}


def count_questions(tx: Reading, gathering_id: int) -> int:
    return int(tx.execute(_COUNT, {"gathering_id": gathering_id}).scalar_one())


def gatherings_without_subject(tx: Reading, *, after: datetime, until: datetime, kind: str, subject: str) -> list[int]:
    """Return gatherings without a subject that are the first of their series and must be announced in a time span.

    A gathering is left out if a notice about it with this `kind` and `subject` exists."""
    given = {"asked_kind": kind, "asked_subject": subject, "after": after, "until": until}
    return list(tx.execute(_UNASKED_BETWEEN, given).scalars())


def next_announcement_without_subject(tx: Reading, *, kind: str, subject: str) -> datetime | None:
    """Return when the next of `gatherings_without_subject` is announced, or None."""
    found: datetime | None = tx.execute(_NEXT_UNASKED, {"asked_kind": kind, "asked_subject": subject}).scalar()
    return found
