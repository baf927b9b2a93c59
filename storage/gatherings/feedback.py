"""Feedback on gatherings (table `gathering_feedback`), and people's access needs (table `gathering_needs`)."""

from collections.abc import Collection, Mapping
from datetime import datetime

import sqlalchemy as sa

from bot.gatherings.model import Feedback, Mark
from storage.database import Reading, Transaction
from storage.dialects import insert_into
from storage.schema import Moment, metadata
from storage.values import from_row

feedback = sa.Table(
    "gathering_feedback",
    metadata,
    sa.Column("gathering_id", sa.BigInteger, sa.ForeignKey("gatherings.id"), primary_key=True, autoincrement=False),
    sa.Column("person_id", sa.BigInteger, sa.ForeignKey("people.id"), primary_key=True, autoincrement=False),
    sa.Column("mark", sa.String(10), nullable=False),
    sa.Column("words", sa.Text),
    sa.Column("at", Moment, nullable=False),
)

needs = sa.Table(
    # Access needs. Only organisers and hosts read them, and they are erased after 30 days.
    "gathering_needs",
    metadata,
    sa.Column("gathering_id", sa.BigInteger, sa.ForeignKey("gatherings.id"), primary_key=True, autoincrement=False),
    sa.Column("person_id", sa.BigInteger, sa.ForeignKey("people.id"), primary_key=True, autoincrement=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Index("ix_gathering_needs_at", "at"),
)

_FEEDBACK = (
    sa.select(feedback).where(feedback.c.gathering_id == sa.bindparam("gathering_id")).order_by(feedback.c.person_id)
)
_NEEDS = sa.select(needs.c.person_id, needs.c.text).where(needs.c.gathering_id == sa.bindparam("gathering_id"))


def save_rating(tx: Transaction, gathering_id: int, person_id: int, *, mark: Mark, now: datetime) -> None:
    """Save a person's rating in place of the previous one. The comment is kept."""
    values = {"mark": mark.value, "at": now}
    statement = insert_into(tx, feedback).values(gathering_id=gathering_id, person_id=person_id, **values)
    tx.execute(statement.on_conflict_do_update(index_elements=["gathering_id", "person_id"], set_=values))


def save_comment(tx: Transaction, gathering_id: int, person_id: int, *, comment: str | None, now: datetime) -> None:
    """Save a person's comment beside their rating. None deletes the comment."""
    mine = (feedback.c.gathering_id == gathering_id) & (feedback.c.person_id == person_id)
    tx.execute(sa.update(feedback).where(mine).values(words=comment, at=now))


def feedback_of(tx: Reading, gathering_id: int) -> Mapping[int, Feedback]:
    rows = tx.execute(_FEEDBACK, {"gathering_id": gathering_id})
    return {row.person_id: from_row(Feedback, row) for row in rows}


def put_need(tx: Transaction, gathering_id: int, person_id: int, *, text: str, now: datetime) -> None:
    values = {"text": text, "at": now}
    statement = insert_into(tx, needs).values(gathering_id=gathering_id, person_id=person_id, **values)
    tx.execute(statement.on_conflict_do_update(index_elements=["gathering_id", "person_id"], set_=values))


def needs_of(tx: Reading, gathering_id: int) -> Mapping[int, str]:
    """Return the access needs for a gathering, by person. Only organisers and hosts may see them."""
    return {row.person_id: row.text for row in tx.execute(_NEEDS, {"gathering_id": gathering_id})}


def erase_needs(tx: Transaction, gathering_id: int, person_ids: Collection[int]) -> None:
    tx.execute(sa.delete(needs).where(needs.c.gathering_id == gathering_id, needs.c.person_id.in_(sorted(person_ids))))
