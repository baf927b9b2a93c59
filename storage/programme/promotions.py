"""Read and save promotions with their phases and défis, promotions in preparation, and the Slack workspace.

Tables `promotions`, `phases`, `defis`, `setups`, `workspace`."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from bot.programme.model import Defi, Phase, Promotion
from bot.programme.spelling import name_sort_key
from storage.database import Reading, Transaction
from storage.dialects import build_for_dialects, is_among
from storage.schema import Id, Moment, metadata
from storage.values import Row, from_row, group_rows

CHANNELS = ("promotion", "coachs", "porteurs")  # the keys of [canaux] in a promotion's file

promotions = sa.Table(
    "promotions",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("name", sa.String(200), nullable=False, unique=True),
    sa.Column("starts_on", sa.String(10), nullable=False),  # Local dates are text in ISO format.
    sa.Column("ends_on", sa.String(10), nullable=False),
    *(sa.Column(f"channel_{use}", sa.String(32)) for use in CHANNELS),
    sa.Column("closed_at", Moment),
    sa.Column("cancels_at", Moment),  # when the closed promotion's upcoming appointments are cancelled
)
RUNNING = sa.and_(promotions.c.ends_on >= sa.bindparam("today"), promotions.c.closed_at.is_(None))

phases = sa.Table(
    "phases",
    metadata,
    sa.Column("promotion_id", sa.BigInteger, sa.ForeignKey("promotions.id"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("starts_on", sa.String(10), nullable=False),
    sa.Column("ends_on", sa.String(10), nullable=False),
)

defis = sa.Table(
    "defis",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("promotion_id", sa.BigInteger, sa.ForeignKey("promotions.id"), nullable=False),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("administration", sa.String(200), nullable=False),
    sa.Column("channel", sa.String(32)),
    sa.Column("visio", sa.String(500)),
    sa.Column("place", sa.String(500)),
    sa.Column("closed_weekdays", sa.String(20), nullable=False, server_default=""),  # digits, such as "04": 0 is Monday
    sa.Column("documents_by_link", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("roadmap", sa.Text),
    sa.UniqueConstraint("promotion_id", "name"),
    sa.Index("ix_defis_promotion_id", "promotion_id"),
)

workspace = sa.Table(
    "workspace",
    metadata,
    # It is always 1: a database serves one workspace.
    sa.Column("only", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("team_id", sa.String(32), nullable=False),
)


_PROMOTIONS = (
    sa.select(promotions, phases.c.number, phases.c.name, phases.c.starts_on, phases.c.ends_on)
    .select_from(promotions.outerjoin(phases, phases.c.promotion_id == promotions.c.id))
    .order_by(promotions.c.starts_on, promotions.c.id, phases.c.number)
)
_NOT_ENDED = _PROMOTIONS.where(RUNNING)
_IDS_NOT_ENDED = sa.select(promotions.c.id).where(RUNNING)
_DEFIS = sa.select(defis, promotions.c.name.label("promotion")).join(
    promotions, promotions.c.id == defis.c.promotion_id
)
_DEFIS_OF = _DEFIS.where(defis.c.promotion_id == sa.bindparam("promotion_id"))
_DEFI_BY_ID = _DEFIS.where(defis.c.id == sa.bindparam("id"))
_DEFIS_BY_IDS = _DEFIS.where(is_among(defis.c.id, "ids"))

_plans = sa.table(
    "year_plans", sa.column("promotion_id"), sa.column("school", sa.Text)
)  # The table is declared again here, since `years` imports this module.
_SCHOOL_OF = sa.select(_plans.c.school).where(_plans.c.promotion_id == sa.bindparam("promotion_id"))

_NOTE = build_for_dialects(lambda insert: insert(workspace).on_conflict_do_nothing())
_TAKE = sa.select(workspace.c.team_id).with_for_update()


def team_id(tx: Reading) -> str | None:
    """Return the id of the Slack workspace that this database serves; None before the first start."""
    return tx.execute(sa.select(workspace.c.team_id)).scalar_one_or_none()


def record_workspace(tx: Transaction, workspace_id: str) -> str:
    """Record which Slack workspace the database serves, unless one is recorded. Return the recorded workspace.

    Its row stays locked, so that concurrent callers wait."""
    tx.execute(_NOTE[tx.dialect.name], {"only": 1, "team_id": workspace_id})
    return str(tx.execute(_TAKE).scalar_one())


def promotions_not_ended(tx: Reading, today: date) -> list[Promotion]:
    return _read_promotions(tx, _NOT_ENDED, today=today.isoformat())


def ids_not_ended(tx: Reading, today: date) -> frozenset[int]:
    return frozenset(tx.execute(_IDS_NOT_ENDED, {"today": today.isoformat()}).scalars())


def promotion_by_name(tx: Reading, name: str) -> Promotion | None:
    """Return the promotion with this name. Upper and lower case are equal.

    Python compares the names, since SQLite's `lower` only changes A to Z."""
    wanted = name.strip().casefold()
    return next((promotion for promotion in all_promotions(tx) if promotion.name.casefold() == wanted), None)


def all_promotions(tx: Reading) -> list[Promotion]:
    return _read_promotions(tx, _PROMOTIONS)


def promotion_by_id(tx: Reading, promotion_id: int) -> Promotion | None:
    return next((promotion for promotion in all_promotions(tx) if promotion.id == promotion_id), None)


def lock_imports(tx: Transaction) -> None:
    """Lock people and promotions, so that other imports and changes of people wait. Reads and bookings do not wait.

    SQLite needs no lock, as it has one writer. PostgreSQL locks whole tables: a first import has no row to lock."""
    if tx.dialect.name == "postgresql":
        tx.execute(sa.text("LOCK TABLE promotions, people IN SHARE ROW EXCLUSIVE MODE"))


def save_promotion(tx: Transaction, name: str, **values: str | None) -> int:
    """Insert or update the promotion with this name; return its id."""
    known = promotion_by_name(tx, name)
    if known is None:
        return int(
            tx.execute(sa.insert(promotions).values(name=name, **values).returning(promotions.c.id)).scalar_one()
        )
    change_promotion(tx, known.id, **values)
    return known.id


def change_promotion(tx: Transaction, promotion_id: int, **values: str | datetime | None) -> None:
    tx.execute(sa.update(promotions).where(promotions.c.id == promotion_id).values(values))


def save_phases(tx: Transaction, promotion_id: int, values: Sequence[Phase]) -> None:
    tx.execute(sa.delete(phases).where(phases.c.promotion_id == promotion_id))
    tx.execute(
        sa.insert(phases),
        [
            {
                "promotion_id": promotion_id,
                "number": phase.number,
                "name": phase.name,
                "starts_on": phase.starts_on.isoformat(),
                "ends_on": phase.ends_on.isoformat(),
            }
            for phase in values
        ],
    )


def save_defi(tx: Transaction, promotion_id: int, name: str, **values: object) -> int:
    """Insert or update the défi with this name in a promotion; return its id."""
    which = (defis.c.promotion_id == promotion_id) & (defis.c.name == name)
    known = tx.execute(sa.select(defis.c.id).where(which)).scalar_one_or_none()
    if known is None:
        row = {"promotion_id": promotion_id, "name": name, **values}
        return int(tx.execute(sa.insert(defis).values(row).returning(defis.c.id)).scalar_one())
    change_defi(tx, known, **values)
    return int(known)


def change_defi(tx: Transaction, defi_id: int, **values: object) -> None:
    tx.execute(sa.update(defis).where(defis.c.id == defi_id).values(values))


def defis_of(tx: Reading, promotion_id: int) -> list[Defi]:
    return _read_defis(tx, _DEFIS_OF, promotion_id=promotion_id)


def school_holidays_of(tx: Reading, promotion_id: int) -> str:
    """Return the school holidays that a coach typed for a promotion's plan (`years`), or ""."""
    return tx.execute(_SCHOOL_OF, {"promotion_id": promotion_id}).scalar_one_or_none() or ""


def defi_by_id(tx: Reading, defi_id: int) -> Defi | None:
    found = _read_defis(tx, _DEFI_BY_ID, id=defi_id)
    return found[0] if found else None


def defis_by_ids(tx: Reading, defi_ids: Collection[int]) -> dict[int, Defi]:
    return {defi.id: defi for defi in _read_defis(tx, _DEFIS_BY_IDS, ids=sorted(defi_ids))} if defi_ids else {}


def _read_promotions(tx: Reading, statement: sa.Select[Any], **values: object) -> list[Promotion]:
    return [
        from_row(
            Promotion,
            row,
            channels={use: channel for use in CHANNELS if (channel := getattr(row, f"channel_{use}"))},
            phases=tuple(parts),
        )
        for row, parts in group_rows(tx.execute(statement, values), _to_phase)
    ]


def _to_phase(row: Row) -> Phase | None:
    # The columns of `promotions` have the same names, so these are read by position.
    number, name, starts_on, ends_on = row[-4:]
    return None if number is None else Phase(number, name, date.fromisoformat(starts_on), date.fromisoformat(ends_on))


def set_roadmap(tx: Transaction, defi_id: int, link: str) -> None:
    tx.execute(sa.update(defis).where(defis.c.id == defi_id).values(roadmap=link))


def _read_defis(tx: Reading, statement: sa.Select[Any], **values: object) -> list[Defi]:
    found = (
        from_row(Defi, row, closed_weekdays=frozenset(int(digit) for digit in row.closed_weekdays))
        for row in tx.execute(statement, values)
    )
    return sorted(found, key=name_sort_key)


setups = sa.Table(
    "setups",
    metadata,
    sa.Column("id", Id, primary_key=True),
    # The promotion's three files as JSON, or "" after the promotion was opened or its preparation abandoned.
    sa.Column("content", sa.Text, nullable=False),
    sa.Column("changed_at", Moment, nullable=False),
    # The promotion that was opened from this row; NULL until then.
    sa.Column("promotion_id", sa.BigInteger, sa.ForeignKey("promotions.id")),
)

_BY_ID = sa.select(setups).where(setups.c.id == sa.bindparam("id"))
_LOCKED = _BY_ID.with_for_update()
_WAITING = sa.select(setups).where(setups.c.promotion_id.is_(None), setups.c.content != "").order_by(setups.c.id)


def add_setup(tx: Transaction, content: str, *, now: datetime) -> int:
    row = sa.insert(setups).values(content=content, changed_at=now).returning(setups.c.id)
    return int(tx.execute(row).scalar_one())


def read_setup(tx: Reading, setup_id: int, *, lock: bool = False) -> Row | None:
    """Return (id, content, promotion_id) of a promotion in preparation. With `lock`, a concurrent save waits."""
    return tx.execute(_LOCKED if lock else _BY_ID, {"id": setup_id}).one_or_none()


def list_waiting_setups(tx: Reading) -> list[Row]:
    """Return (id, content, promotion_id) of the promotions that are not open yet, the oldest first."""
    return list(tx.execute(_WAITING))


def save_setup(tx: Transaction, setup_id: int, content: str, *, promotion_id: int | None = None, now: datetime) -> None:
    kept = {"content": content, "changed_at": now, "promotion_id": promotion_id}
    tx.execute(sa.update(setups).where(setups.c.id == setup_id).values(kept))
