"""Write and read the history (table `history`, which only grows) and receipts (table `receipts`).

Receipts prevent the bot from handling the same event twice."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from bot.programme.model import Entry
from storage.database import Reading, Transaction
from storage.dialects import build_for_dialects, is_among
from storage.schema import Id, Moment, metadata
from storage.values import from_row

history = sa.Table(
    "history",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("at", Moment, nullable=False),
    sa.Column("actor_id", sa.BigInteger),  # It has no foreign key, since the history outlives people.
    sa.Column("action", sa.String(60), nullable=False),
    sa.Column("thing", sa.String(40), nullable=False),
    sa.Column("thing_id", sa.BigInteger, nullable=False),
    sa.Column("detail", sa.String(200), nullable=False, server_default=""),
    sa.Index("ix_history_thing_thing_id", "thing", "thing_id"),
)

receipts = sa.Table(
    "receipts",
    metadata,
    sa.Column("key", sa.String(200), primary_key=True),
    sa.Column("at", Moment, nullable=False),
    sa.Index("ix_receipts_at", "at"),
)


_RECORD = sa.insert(history).inline()  # `inline` avoids a read of the id.
_RECEIVED_AT = sa.select(receipts.c.at).where(receipts.c.key == sa.bindparam("key"))
_RECEIVED = sa.select(receipts.c.key).where(is_among(receipts.c.key, "keys"))
_RECEIVE = build_for_dialects(lambda insert: insert(receipts).on_conflict_do_nothing().returning(receipts.c.key))
_RENEW = build_for_dialects(
    lambda insert: (inserted := insert(receipts)).on_conflict_do_update(
        index_elements=["key"], set_={"at": inserted.excluded.at}
    )
)


def record(tx: Transaction, entry: Entry) -> None:
    tx.execute(
        _RECORD,
        {
            "at": entry.at,
            "actor_id": entry.actor_id,
            "action": entry.action,
            "thing": entry.thing,
            "thing_id": entry.thing_id,
            "detail": entry.detail,
        },
    )


def entries_of(tx: Reading, thing: str, thing_id: int) -> list[Entry]:
    rows = tx.execute(
        sa.select(history).where(history.c.thing == thing, history.c.thing_id == thing_id).order_by(history.c.id)
    )
    return [from_row(Entry, row) for row in rows]


def entries_of_all(tx: Reading, thing: str, thing_ids: Collection[int]) -> list[Entry]:
    """Return the history of several things, the oldest line first. One query."""
    rows = tx.execute(
        sa.select(history)
        .where(history.c.thing == thing, history.c.thing_id.in_(sorted(thing_ids)))
        .order_by(history.c.id)
    )
    return [from_row(Entry, row) for row in rows]


def database_fingerprint(tx: Reading) -> str:
    """Return a text from the first line of the history, or "". It identifies this database and its copies."""
    first = tx.execute(sa.select(history).order_by(history.c.id).limit(1)).one_or_none()
    return "" if first is None else f"{first.id} {int(first.at.timestamp())} {first.action} {first.thing_id}"


def things_only_held(tx: Reading, thing: str, thing_ids: Collection[int]) -> set[int]:
    """Return which of these things the history shows as held (an action `.hold`) and never confirmed."""
    if not thing_ids:
        return set()
    either = sa.or_(history.c.action.like("%.hold"), history.c.action.like("%.confirm"))
    rows = tx.execute(
        sa.select(history.c.thing_id, history.c.action).where(
            history.c.thing == thing, history.c.thing_id.in_(sorted(thing_ids)), either
        )
    ).all()
    confirmed = {row.thing_id for row in rows if row.action.endswith(".confirm")}
    return {row.thing_id for row in rows} - confirmed


def add_receipt(tx: Transaction, key: str, *, now: datetime) -> bool:
    """Insert a receipt for `key`, which names an event or a button of a message. Return False if it exists."""
    receive_once = _RECEIVE[tx.dialect.name]
    return tx.execute(receive_once, {"key": key, "at": now}).one_or_none() is not None


def renew_receipt(tx: Transaction, key: str, *, now: datetime) -> None:
    """Insert a receipt, or set the time of the existing receipt to now."""
    tx.execute(_RENEW[tx.dialect.name], {"key": key, "at": now})


def is_received(tx: Reading, key: str) -> bool:
    return received_at(tx, key) is not None


def received_at(tx: Reading, key: str) -> datetime | None:
    at: datetime | None = tx.execute(_RECEIVED_AT, {"key": key}).scalar_one_or_none()
    return at


def list_received(tx: Reading, keys: Collection[str]) -> set[str]:
    return set(tx.execute(_RECEIVED, {"keys": sorted(keys)}).scalars()) if keys else set()


def count_received(tx: Reading, prefix: str) -> int:
    counting = sa.select(sa.func.count()).select_from(receipts)
    return int(tx.execute(counting.where(receipts.c.key.startswith(prefix, autoescape=True))).scalar_one())


def forget_receipt(tx: Transaction, key: str) -> None:
    tx.execute(sa.delete(receipts).where(receipts.c.key == key))


def forget_receipts(tx: Transaction, *, before: datetime) -> int:
    """Delete the receipts from before `before`. Return how many. Slack repeats no event after a day."""
    return tx.execute(sa.delete(receipts).where(receipts.c.at < before)).rowcount
