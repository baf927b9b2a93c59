"""Store times offered by mentors without weekly hours (`mentoring_times`), and reviews (`mentoring_reviews`)."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from bot.mentoring.model import Review
from storage.database import Reading, Transaction
from storage.schema import Id, Moment, metadata
from storage.values import from_row

times = sa.Table(
    "mentoring_times",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("cycle_id", sa.BigInteger, sa.ForeignKey("mentoring_cycles.id"), nullable=False),
    # A mentor without weekly hours offers this time for this cycle only.
    sa.Column("starts", Moment, nullable=False),
    sa.Column("ends", Moment, nullable=False),
    sa.Index("ix_mentoring_times_cycle_id", "cycle_id"),
)

reviews = sa.Table(
    "mentoring_reviews",
    metadata,
    sa.Column("cycle_id", sa.BigInteger, sa.ForeignKey("mentoring_cycles.id"), primary_key=True, autoincrement=False),
    sa.Column("person_id", sa.BigInteger, sa.ForeignKey("people.id"), primary_key=True, autoincrement=False),
    sa.Column("useful", sa.String(10), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
)


def set_offered_times(tx: Transaction, cycle_id: int, time_ranges: Collection[tuple[datetime, datetime]]) -> None:
    tx.execute(sa.delete(times).where(times.c.cycle_id == cycle_id))
    if time_ranges:
        tx.execute(
            sa.insert(times),
            [{"cycle_id": cycle_id, "starts": starts, "ends": ends} for starts, ends in sorted(time_ranges)],
        )


def offered_times_of(tx: Reading, cycle_id: int) -> list[tuple[datetime, datetime]]:
    rows = tx.execute(
        sa.select(times.c.starts, times.c.ends).where(times.c.cycle_id == cycle_id).order_by(times.c.starts)
    )
    return [(row.starts, row.ends) for row in rows]


def set_review(tx: Transaction, review: Review, *, now: datetime) -> None:
    mine = (reviews.c.cycle_id == review.cycle_id) & (reviews.c.person_id == review.person_id)
    tx.execute(sa.delete(reviews).where(mine))
    tx.execute(
        sa.insert(reviews).values(
            cycle_id=review.cycle_id, person_id=review.person_id, useful=review.useful, text=review.text, at=now
        )
    )


def reviewed_cycle_ids(tx: Reading, cycle_ids: Collection[int], *, person_id: int) -> set[int]:
    mine = sa.select(reviews.c.cycle_id).where(reviews.c.cycle_id.in_(cycle_ids), reviews.c.person_id == person_id)
    return set(tx.execute(mine).scalars()) if cycle_ids else set()


def reviews_of(tx: Reading, cycle_id: int) -> list[Review]:
    rows = tx.execute(sa.select(reviews).where(reviews.c.cycle_id == cycle_id).order_by(reviews.c.person_id))
    return [from_row(Review, row) for row in rows]
