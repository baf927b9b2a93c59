"""Actions, one row each. An action belongs to a défi, or else to the appointment from which it came."""

from collections.abc import Collection
from datetime import date
from typing import Any

import sqlalchemy as sa

from bot.records.model import OPEN, Action, Origin, State
from storage.database import Reading, Transaction
from storage.dialects import is_among
from storage.schema import Id, Moment, metadata
from storage.values import from_row

actions = sa.Table(
    "actions",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("promotion_id", sa.BigInteger, sa.ForeignKey("promotions.id")),
    sa.Column("defi_id", sa.BigInteger, sa.ForeignKey("defis.id")),
    sa.Column("what", sa.Text, nullable=False),
    sa.Column("owner_id", sa.BigInteger, sa.ForeignKey("people.id"), nullable=False),
    sa.Column("due", sa.String(10), nullable=False),
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("postponed", sa.Integer, nullable=False, server_default="0"),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("created_by", sa.BigInteger, sa.ForeignKey("people.id")),
    sa.Column("closed_at", Moment),
    sa.Column("link", sa.Text),
    sa.Column("origin", sa.String(12), nullable=False),
    sa.Column("origin_id", sa.BigInteger),
    sa.Column("origin_link", sa.Text),
    sa.Column("why", sa.Text),
    sa.Column("left_id", sa.BigInteger),
    sa.Index("ix_actions_owner_id", "owner_id", "state"),
    sa.Index("ix_actions_defi_id", "defi_id", "state"),
    sa.Index("ix_actions_promotion_id", "promotion_id", "state"),
    sa.Index("ix_actions_origin", "origin", "origin_id"),
)

_OPEN = [state.value for state in sorted(OPEN)]
_BY_TIME = (actions.c.due, actions.c.id)
_IS_OPEN = actions.c.state.in_(_OPEN)
_ONE = sa.select(actions).where(actions.c.id == sa.bindparam("action"))
_LOCK = _ONE.with_for_update(key_share=True)
_OF_DEFIS = (
    sa.select(actions).where(is_among(actions.c.defi_id, "ids"), _IS_OPEN).order_by(actions.c.defi_id, *_BY_TIME)
)
OF_OWNER = sa.select(actions).where(actions.c.owner_id == sa.bindparam("owner"), _IS_OPEN).order_by(*_BY_TIME)
_HELD = sa.select(actions).where(is_among(actions.c.promotion_id, "promotions"), _IS_OPEN).order_by(actions.c.id)
_FROM = (
    sa.select(actions)
    .where(actions.c.origin == sa.bindparam("origin"), is_among(actions.c.origin_id, "ids"))
    .order_by(actions.c.id)
)


def add(tx: Transaction, **values: object) -> int:
    return int(tx.execute(sa.insert(actions).values(values).returning(actions.c.id)).scalar_one())


def change(tx: Transaction, action_id: int, **values: object) -> None:
    tx.execute(sa.update(actions).where(actions.c.id == action_id).values(values))


def read(tx: Reading, action_id: int) -> Action | None:
    row = tx.execute(_ONE, {"action": action_id}).one_or_none()
    return None if row is None else from_row(Action, row)


def lock(tx: Transaction, action_id: int) -> Action | None:
    """Lock an action, and return it. A use case that locks an action locks nothing else (`bot/agenda/locks.py`)."""
    row = tx.execute(_LOCK, {"action": action_id}).one_or_none()
    return None if row is None else from_row(Action, row)


def list_open_of_defis(tx: Reading, defi_ids: Collection[int]) -> list[Action]:
    """Return the open actions of these défis, by défi, the first due first. One query."""
    return _read(tx, _OF_DEFIS, ids=sorted(defi_ids)) if defi_ids else []


def list_open_of_owner(tx: Reading, person_id: int) -> list[Action]:
    return _read(tx, OF_OWNER, owner=person_id)


def list_open(tx: Reading, promotion_ids: Collection[int]) -> list[Action]:
    return _read(tx, _HELD, promotions=sorted(promotion_ids)) if promotion_ids else []


def list_by_origin(tx: Reading, origin: Origin, ids: Collection[int]) -> list[Action]:
    """Return the actions that came from these appointments or this advice, open or closed. One query."""
    return _read(tx, _FROM, origin=origin.value, ids=sorted(ids)) if ids else []


def close(tx: Transaction, action_id: int, state: State, **values: object) -> None:
    change(tx, action_id, state=state.value, **values)


def day_to_text(day: date) -> str:
    return day.isoformat()


def _read(tx: Reading, statement: sa.Select[Any], **values: object) -> list[Action]:
    return [from_row(Action, row) for row in tx.execute(statement, values)]
