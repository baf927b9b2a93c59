"""What is typed over several steps, until it becomes something: table `drafts`."""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    String,
    Table,
    Text,
    bindparam,
    delete,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from bot.agenda.model import Draft
from storage.database import Reading, Transaction
from storage.schema import Moment, metadata

drafts = Table(
    "drafts",
    metadata,
    Column("id", String(36), primary_key=True),  # a UUID: it travels in a modal and is the booking's idempotency key
    Column("person_id", BigInteger, ForeignKey("people.id"), nullable=False),
    Column("content", Text, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("result_id", BigInteger),  # what it became: a second submission returns the same
    Index("ix_drafts_expires_at", "expires_at"),
)


_ADD = {
    name: dialect.insert(drafts).on_conflict_do_nothing()
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
}
_READ = select(drafts).where(drafts.c.id == bindparam("id"))
_READ_LOCKED = _READ.with_for_update()
_SETTLE = update(drafts).where(drafts.c.id == bindparam("draft"))


def add(tx: Transaction, draft: Draft) -> None:
    """Write a new draft, unless its id is there: two submissions of one form may come at once."""
    row = {"id": draft.id, "person_id": draft.person_id, "content": draft.content, "expires_at": draft.expires_at}
    tx.execute(_ADD[tx.dialect.name], row)


def read(tx: Reading, draft_id: str, *, lock: bool = False) -> Draft | None:
    """Give a draft, its row locked when asked: two submissions of it then wait for each other."""
    row = tx.execute(_READ_LOCKED if lock else _READ, {"id": draft_id}).one_or_none()
    return None if row is None else Draft(row.id, row.person_id, row.content, row.expires_at, row.result_id)


def change(tx: Transaction, draft_id: str, *, content: str) -> None:
    """Keep what is typed by now."""
    tx.execute(update(drafts).where(drafts.c.id == draft_id).values(content=content))


def settle(tx: Transaction, draft_id: str, *, result_id: int) -> None:
    """Note what the draft became, and forget what was typed: the thing itself holds it now."""
    tx.execute(_SETTLE, {"draft": draft_id, "result_id": result_id, "content": ""})


def forget(tx: Transaction, *, before: datetime) -> int:
    """Delete drafts that expired before `before`."""
    return tx.execute(delete(drafts).where(drafts.c.expires_at < before)).rowcount
