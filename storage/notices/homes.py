"""The App Homes that people opened, and the last content published there: table `homes`."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from bot.notices.model import Action, HomeFingerprint
from storage.database import Reading, Transaction
from storage.dialects import insert_into, is_among
from storage.schema import Moment, metadata

from .ledger import OPEN, OWED, notices

homes = sa.Table(
    "homes",
    metadata,
    sa.Column("person_id", sa.BigInteger, sa.ForeignKey("people.id"), primary_key=True, autoincrement=False),
    sa.Column("opened_at", Moment, nullable=False),
    sa.Column("digest", sa.String(64)),  # digest of the last published view, to skip unchanged views
    sa.Column("hash", sa.String(60)),  # Slack's hash of that view, so that a newer view is not overwritten
    # the promotion whose page is shown; NULL for the person's own Home
    sa.Column("promotion_id", sa.BigInteger, sa.ForeignKey("promotions.id")),
)


def record_home_opened(tx: Transaction, person_id: int, *, at: datetime, promotion_id: int | None = None) -> None:
    now = {"opened_at": at, "promotion_id": promotion_id}
    opened = insert_into(tx, homes).values(person_id=person_id, **now)
    tx.execute(opened.on_conflict_do_update(index_elements=["person_id"], set_=now))


def shown_promotion(tx: Reading, person_id: int) -> int | None:
    """Return the promotion whose page a person's Home shows; None if it is their own Home."""
    return tx.execute(sa.select(homes.c.promotion_id).where(homes.c.person_id == person_id)).scalar_one_or_none()


_LOCK = (
    sa.select(homes.c.person_id).where(is_among(homes.c.person_id, "ids")).order_by(homes.c.person_id).with_for_update()
)


def lock(tx: Transaction, person_ids: Collection[int]) -> list[int]:
    """Lock the Homes of these people, in order of id. Return the people who have opened their Home."""
    return list(tx.execute(_LOCK, {"ids": sorted(person_ids)}).scalars())


def join_updates(tx: Transaction, person_ids: Collection[int], *, due: datetime) -> set[int]:
    """Merge a change into pending Home updates that are due by `due` and unclaimed. Return the people of these updates.

    The row is written, though nothing in it changes, so that nobody claims it before this transaction ends."""
    joined = tx.execute(
        sa.update(notices)
        .where(
            OPEN,
            notices.c.due <= due,
            notices.c.action == Action.HOME.value,
            notices.c.person_id.in_(sorted(person_ids)),
            OWED,
        )
        .values(due=notices.c.due)
        .returning(notices.c.person_id)
    )
    return set(joined.scalars())


def read_shown_view(tx: Reading, person_id: int) -> HomeFingerprint:
    row = tx.execute(sa.select(homes.c.digest, homes.c.hash).where(homes.c.person_id == person_id)).one_or_none()
    return HomeFingerprint(row.digest, row.hash) if row else HomeFingerprint()


def save_shown_view(tx: Transaction, person_id: int, view: HomeFingerprint) -> None:
    tx.execute(sa.update(homes).where(homes.c.person_id == person_id).values(digest=view.digest, hash=view.hash))
