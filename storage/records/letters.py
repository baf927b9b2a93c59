"""Letters of coaches to porteurs (table `letters`), and their readers (table `letter_readers`)."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from bot.records.model import Letter
from storage.database import Reading, Transaction
from storage.dialects import is_among
from storage.schema import Id, Moment, metadata
from storage.values import from_row

letters = sa.Table(
    "letters",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("promotion_id", sa.BigInteger, sa.ForeignKey("promotions.id"), nullable=False),
    sa.Column("author_id", sa.BigInteger, sa.ForeignKey("people.id"), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("sent_at", Moment, nullable=False),
    sa.Column("undone_at", Moment),
    sa.Index("ix_letters_author_id", "author_id"),
)
letter_readers = sa.Table(
    "letter_readers",
    metadata,
    sa.Column("letter_id", sa.BigInteger, sa.ForeignKey("letters.id"), primary_key=True, autoincrement=False),
    sa.Column("person_id", sa.BigInteger, sa.ForeignKey("people.id"), primary_key=True, autoincrement=False),
    sa.Index("ix_letter_readers_person_id", "person_id"),
)

_ONE = sa.select(letters).where(letters.c.id == sa.bindparam("letter"))
_LOCK = _ONE.with_for_update(key_share=True)
_WRITTEN_TO = (
    sa.select(letter_readers.c.person_id)
    .join(letters, letters.c.id == letter_readers.c.letter_id)
    .where(
        is_among(letter_readers.c.person_id, "ids"),
        letters.c.undone_at.is_(None),
        letters.c.sent_at > sa.bindparam("since", type_=Moment()),
    )
)


def add(
    tx: Transaction, *, promotion_id: int, author_id: int, text: str, reader_ids: Collection[int], now: datetime
) -> int:
    row = {"promotion_id": promotion_id, "author_id": author_id, "text": text, "sent_at": now}
    letter_id = int(tx.execute(sa.insert(letters).values(row).returning(letters.c.id)).scalar_one())
    tx.execute(sa.insert(letter_readers), [{"letter_id": letter_id, "person_id": id_} for id_ in sorted(reader_ids)])
    return letter_id


def read(tx: Reading, letter_id: int, *, lock: bool = False) -> Letter | None:
    row = tx.execute(_LOCK if lock else _ONE, {"letter": letter_id}).one_or_none()
    return None if row is None else from_row(Letter, row)


def mark_undone(tx: Transaction, letter_id: int, *, now: datetime) -> None:
    """Record that the author took back a letter before it was sent."""
    tx.execute(sa.update(letters).where(letters.c.id == letter_id).values(undone_at=now))


def recipients_since(tx: Reading, person_ids: Collection[int], *, since: datetime) -> set[int]:
    return set(tx.execute(_WRITTEN_TO, {"ids": sorted(person_ids), "since": since}).scalars()) if person_ids else set()
