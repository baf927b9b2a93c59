"""Drafts (table `drafts`): what a person typed in the earlier steps of a form, until the last step saves it."""

from datetime import datetime

import sqlalchemy as sa

from bot.agenda.model import Draft
from storage.database import Reading, Transaction
from storage.dialects import build_for_dialects
from storage.schema import Moment, metadata
from storage.values import from_row

# If a draft has an encrypted password, its id is this prefix and the person's id.
NEW_ACCOUNT = "calendar "

drafts = sa.Table(
    "drafts",
    metadata,
    # A UUID in the modal, which is the idempotency key of the booking.
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("person_id", sa.BigInteger, sa.ForeignKey("people.id"), nullable=False),
    sa.Column("content", sa.Text, nullable=False),
    sa.Column("expires_at", Moment, nullable=False),
    sa.Column("result_id", sa.BigInteger),  # A second submission gets the result with this id.
    sa.Index("ix_drafts_expires_at", "expires_at"),
)


_ADD = build_for_dialects(lambda insert: insert(drafts).on_conflict_do_nothing())
_READ = sa.select(drafts).where(drafts.c.id == sa.bindparam("id"))
_READ_LOCKED = _READ.with_for_update()
_SETTLE = sa.update(drafts).where(drafts.c.id == sa.bindparam("draft"))


def add(tx: Transaction, draft: Draft) -> None:
    """Insert a draft, unless its id exists: a form may be submitted twice at once."""
    row = {"id": draft.id, "person_id": draft.person_id, "content": draft.content, "expires_at": draft.expires_at}
    tx.execute(_ADD[tx.dialect.name], row)


def read(tx: Reading, draft_id: str, *, lock: bool = False) -> Draft | None:
    """Return a draft. With `lock`, lock its row, so that a second submission waits."""
    row = tx.execute(_READ_LOCKED if lock else _READ, {"id": draft_id}).one_or_none()
    return None if row is None else from_row(Draft, row)


def change(tx: Transaction, draft_id: str, *, content: str, expires_at: datetime) -> None:
    tx.execute(sa.update(drafts).where(drafts.c.id == draft_id).values(content=content, expires_at=expires_at))


def record_result(tx: Transaction, draft_id: str, *, result_id: int) -> None:
    """Record the id of the result, and delete the typed text, since the result has it."""
    tx.execute(_SETTLE, {"draft": draft_id, "result_id": result_id, "content": ""})


def remove(tx: Transaction, draft_id: str) -> None:
    tx.execute(sa.delete(drafts).where(drafts.c.id == draft_id))


def forget_expired(tx: Transaction, *, before: datetime) -> int:
    return tx.execute(sa.delete(drafts).where(drafts.c.expires_at < before)).rowcount
