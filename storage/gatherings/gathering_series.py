"""Series of gatherings: tables `gathering_series`, `gathering_metiers`."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.gatherings.model import Series
from bot.programme.roles import Role
from storage.database import Reading, Transaction
from storage.dialects import is_among
from storage.programme.people import memberships
from storage.programme.promotions import RUNNING, promotions
from storage.schema import Id, Moment, metadata
from storage.values import from_row, group_rows

series = sa.Table(
    "gathering_series",
    metadata,
    sa.Column("id", Id, primary_key=True),
    # The idempotency key: if a form is submitted twice, it creates one series.
    sa.Column("draft_id", sa.String(36), nullable=False, unique=True),
    sa.Column("promotion_id", sa.BigInteger, sa.ForeignKey("promotions.id"), nullable=False),
    sa.Column("dispositif", sa.String(40), nullable=False),
    sa.Column("title", sa.String(150)),
    sa.Column("rule", sa.String(300), nullable=False),
    sa.Column("minutes", sa.Integer, nullable=False),
    sa.Column("organiser_id", sa.BigInteger, sa.ForeignKey("people.id"), nullable=False),
    sa.Column("channel", sa.String(32)),
    sa.Column("place", sa.String(300)),
    sa.Column("link", sa.String(500)),
    sa.Column("lead_days", sa.Integer, nullable=False),
    sa.Column("capacity", sa.Integer),
    sa.Column("skips_august", sa.Boolean, nullable=False),
    sa.Column("opened_to", sa.String(100), nullable=False),  # roles, comma-separated
    sa.Column("skills", sa.String(500), nullable=False),  # keys, separated by |
    sa.Column("valeurs", sa.String(500), nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("ended_at", Moment),
    sa.Index("ix_gathering_series_ended_at", "ended_at"),
    sa.Index("ix_gathering_series_promotion_id", "promotion_id", "ended_at"),
)

metiers = sa.Table(
    "gathering_metiers",
    metadata,
    sa.Column("series_id", sa.BigInteger, sa.ForeignKey("gathering_series.id"), primary_key=True, autoincrement=False),
    sa.Column("metier", sa.String(40), primary_key=True),
)

_SERIES: sa.Select[Any] = (
    sa.select(series, metiers.c.metier)
    .outerjoin(metiers, metiers.c.series_id == series.c.id)
    .order_by(series.c.id, metiers.c.metier)
)
_BY_IDS = _SERIES.where(is_among(series.c.id, "ids"))
_OF_PROMOTIONS = _SERIES.where(is_among(series.c.promotion_id, "promotions"), series.c.ended_at.is_(None))
# Series of running promotions whose organiser does not coach this promotion now.
ORPHANS = sa.select(series.c.id).where(
    series.c.ended_at.is_(None),
    series.c.promotion_id.in_(sa.select(promotions.c.id).where(RUNNING)),
    ~sa.select(memberships.c.id)
    .where(
        memberships.c.person_id == series.c.organiser_id,
        memberships.c.ended_at.is_(None),
        memberships.c.role == Role.COACH.value,
        sa.or_(memberships.c.promotion_id.is_(None), memberships.c.promotion_id == series.c.promotion_id),
    )
    .exists(),
)
_LOCK = sa.select(series.c.id).where(series.c.id == sa.bindparam("series_id")).with_for_update(key_share=True)
_BY_DRAFT = sa.select(series.c.id).where(series.c.draft_id == sa.bindparam("draft_id"))
_KINDS = sa.select(series.c.dispositif).distinct()
_OF_DRAFTS = _SERIES.where(is_among(series.c.draft_id, "drafts"))


def add(tx: Transaction, new_series: Series, *, draft_id: str, now: datetime) -> int:
    """Insert a series; return its new id. `new_series.id` is ignored."""
    row = {"draft_id": draft_id, "promotion_id": new_series.promotion_id, "created_at": now, **_to_columns(new_series)}
    series_id = int(tx.execute(sa.insert(series).returning(series.c.id), row).scalar_one())
    put_metiers(tx, series_id, new_series.metiers)
    return series_id


def update(tx: Transaction, changed_series: Series) -> None:
    tx.execute(sa.update(series).where(series.c.id == changed_series.id).values(_to_columns(changed_series)))
    put_metiers(tx, changed_series.id, changed_series.metiers)


def put_metiers(tx: Transaction, series_id: int, names: Collection[str]) -> None:
    tx.execute(sa.delete(metiers).where(metiers.c.series_id == series_id))
    if names:
        tx.execute(sa.insert(metiers), [{"series_id": series_id, "metier": name} for name in sorted(set(names))])


def change(tx: Transaction, series_id: int, **values: object) -> None:
    tx.execute(sa.update(series).where(series.c.id == series_id).values(values))


def id_of_draft(tx: Reading, draft_id: str) -> int | None:
    return tx.execute(_BY_DRAFT, {"draft_id": draft_id}).scalar()


def list_by_drafts(tx: Reading, draft_ids: Collection[str]) -> list[Series]:
    """Return the series that these forms created, even ended ones, sorted by id. One query."""
    return _read(tx, _OF_DRAFTS, drafts=sorted(draft_ids))


def lock(tx: Transaction, series_id: int) -> None:
    tx.execute(_LOCK, {"series_id": series_id})


def read(tx: Reading, series_id: int) -> Series | None:
    return by_ids(tx, [series_id]).get(series_id)


def by_ids(tx: Reading, ids: Collection[int]) -> dict[int, Series]:
    """Return these series, even ended ones, by id. One query."""
    return {series.id: series for series in _read(tx, _BY_IDS, ids=sorted(ids))} if ids else {}


def list_by_promotions(tx: Reading, promotion_ids: Collection[int]) -> list[Series]:
    return _read(tx, _OF_PROMOTIONS, promotions=sorted(promotion_ids)) if promotion_ids else []


def dispositifs_with_series(tx: Reading) -> set[str]:
    """Return the keys of the dispositifs that have a series, even an ended one."""
    return set(tx.execute(_KINDS).scalars())


def _to_columns(given: Series) -> dict[str, object]:
    return {
        "dispositif": given.dispositif,
        "title": given.title,
        "rule": given.rule,
        "minutes": given.minutes,
        "organiser_id": given.organiser_id,
        "channel": given.channel,
        "place": given.place,
        "link": given.link,
        "lead_days": given.lead_days,
        "capacity": given.capacity,
        "skips_august": given.skips_august,
        "opened_to": ",".join(sorted(role.value for role in given.opened_to)),
        "skills": "|".join(given.skills),
        "valeurs": "|".join(given.valeurs),
    }


def _read(tx: Reading, statement: sa.Select[Any], **values: object) -> list[Series]:
    return [
        from_row(
            Series,
            row,
            opened_to=frozenset(Role(role) for role in row.opened_to.split(",") if role),
            skills=tuple(skill for skill in row.skills.split("|") if skill),
            valeurs=tuple(valeur for valeur in row.valeurs.split("|") if valeur),
            metiers=tuple(names),
        )
        for row, names in group_rows(tx.execute(statement, values), lambda row: row.metier)
    ]
