"""The changes that coaches make to a promotion's plan of the year: tables `year_plans`, `year_lines`."""

import sqlalchemy as sa

from bot.planning.year.model import YearChoice, YearPlan
from storage.database import Reading, Transaction
from storage.dialects import build_for_dialects, insert_into
from storage.schema import Moment, metadata
from storage.values import from_row

plans = sa.Table(
    "year_plans",
    metadata,
    sa.Column("promotion_id", sa.BigInteger, sa.ForeignKey("promotions.id"), primary_key=True, autoincrement=False),
    sa.Column("revision", sa.Integer, nullable=False, server_default="0"),
    sa.Column("school", sa.Text, nullable=False, server_default=""),
    sa.Column("confirmed_at", Moment),
    sa.Column("confirmed_by", sa.BigInteger, sa.ForeignKey("people.id")),
)

lines = sa.Table(
    "year_lines",
    metadata,
    sa.Column("promotion_id", sa.BigInteger, sa.ForeignKey("promotions.id"), primary_key=True, autoincrement=False),
    sa.Column("key", sa.String(60), primary_key=True),
    # What the coaches set for this line of the plan; "" if the line follows the rules.
    sa.Column("what", sa.String(300), nullable=False, server_default=""),
    sa.Column("organiser_id", sa.BigInteger, sa.ForeignKey("people.id")),
    sa.Column("out", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("revision", sa.Integer, nullable=False, server_default="0"),
    sa.Column("confirmed", sa.String(300), nullable=False, server_default=""),
)

_ADD = build_for_dialects(lambda insert: insert(plans).on_conflict_do_nothing())
_PLAN = sa.select(plans).where(plans.c.promotion_id == sa.bindparam("promotion"))
_LINES = sa.select(lines).where(lines.c.promotion_id == sa.bindparam("promotion"))


def read(tx: Reading, promotion_id: int) -> YearPlan:
    """Return a promotion's plan. It is the default plan if nobody changed it."""
    row = tx.execute(_PLAN, {"promotion": promotion_id}).one_or_none()
    return YearPlan(promotion_id) if row is None else from_row(YearPlan, row)


def lock(tx: Transaction, promotion_id: int) -> YearPlan:
    """Lock a promotion's plan, and return it. Create it if needed. Lock people before plans (`bot/agenda/locks.py`)."""
    tx.execute(_ADD[tx.dialect.name], {"promotion_id": promotion_id})
    return from_row(YearPlan, tx.execute(_PLAN.with_for_update(), {"promotion": promotion_id}).one())


def change(tx: Transaction, promotion_id: int, **values: object) -> None:
    tx.execute(sa.update(plans).where(plans.c.promotion_id == promotion_id).values(values))


def read_choices(tx: Reading, promotion_id: int) -> dict[str, YearChoice]:
    return {row.key: from_row(YearChoice, row) for row in tx.execute(_LINES, {"promotion": promotion_id})}


def set_line(tx: Transaction, promotion_id: int, key: str, **values: object) -> None:
    statement = insert_into(tx, lines).values(promotion_id=promotion_id, key=key, **values)
    tx.execute(statement.on_conflict_do_update(index_elements=["promotion_id", "key"], set_=values))
