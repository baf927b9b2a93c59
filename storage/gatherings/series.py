"""What comes back: tables `gathering_series`, `gathering_metiers`."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    Select,
    String,
    Table,
    bindparam,
    delete,
    insert,
    select,
    update,
)

from bot.gatherings.model import Series
from bot.programme.roles import Role
from storage.database import Reading, Transaction
from storage.schema import Id, Moment, metadata

series = Table(
    "gathering_series",
    metadata,
    Column("id", Id, primary_key=True),
    Column("draft_id", String(36), nullable=False, unique=True),  # the idempotency key: one submission, one series
    Column("promotion_id", BigInteger, ForeignKey("promotions.id"), nullable=False),
    Column("dispositif", String(40), nullable=False),
    Column("title", String(150)),
    Column("rule", String(300), nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("organiser_id", BigInteger, ForeignKey("people.id"), nullable=False),
    Column("channel", String(32)),
    Column("place", String(300)),
    Column("link", String(500)),
    Column("lead_days", Integer, nullable=False),
    Column("capacity", Integer),
    Column("skips_august", Boolean, nullable=False),
    Column("opened_to", String(100), nullable=False),  # roles, with a comma between
    Column("skills", String(500), nullable=False),  # with a bar between, as the values
    Column("valeurs", String(500), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Index("ix_gathering_series_promotion_id", "promotion_id", "ended_at"),
)

metiers = Table(
    "gathering_metiers",
    metadata,
    Column("series_id", BigInteger, ForeignKey("gathering_series.id"), primary_key=True, autoincrement=False),
    Column("metier", String(40), primary_key=True),
)

_SERIES: Select[Any] = (
    select(series, metiers.c.metier)
    .outerjoin(metiers, metiers.c.series_id == series.c.id)
    .order_by(series.c.id, metiers.c.metier)
)
_BY_IDS = _SERIES.where(series.c.id.in_(bindparam("ids", expanding=True)))
_OF_PROMOTIONS = _SERIES.where(
    series.c.promotion_id.in_(bindparam("promotions", expanding=True)), series.c.ended_at.is_(None)
)
_LOCK = select(series.c.id).where(series.c.id == bindparam("series_id")).with_for_update(key_share=True)
_BY_DRAFT = select(series.c.id).where(series.c.draft_id == bindparam("draft_id"))
_OF_DRAFTS = _SERIES.where(series.c.draft_id.in_(bindparam("drafts", expanding=True)))


def add(tx: Transaction, given: Series, *, draft_id: str, now: datetime) -> int:
    """Write a series, whose own id does not count; give its id."""
    row = {"draft_id": draft_id, "promotion_id": given.promotion_id, "created_at": now, **_values(given)}
    series_id = int(tx.execute(insert(series).returning(series.c.id), row).scalar_one())
    put_metiers(tx, series_id, given.metiers)
    return series_id


def put(tx: Transaction, given: Series) -> None:
    """Write what a series says now in the place of what it said before."""
    tx.execute(update(series).where(series.c.id == given.id).values(_values(given)))
    put_metiers(tx, given.id, given.metiers)


def put_metiers(tx: Transaction, series_id: int, names: Collection[str]) -> None:
    """Write which métiers a series gathers."""
    tx.execute(delete(metiers).where(metiers.c.series_id == series_id))
    if names:
        tx.execute(insert(metiers), [{"series_id": series_id, "metier": one} for one in sorted(set(names))])


def change(tx: Transaction, series_id: int, **values: object) -> None:
    """Set these columns of a series."""
    tx.execute(update(series).where(series.c.id == series_id).values(values))


def id_of_draft(tx: Reading, draft_id: str) -> int | None:
    """Give the series that a submission became, None before."""
    return tx.execute(_BY_DRAFT, {"draft_id": draft_id}).scalar()


def of_drafts(tx: Reading, draft_ids: Collection[str]) -> list[Series]:
    """Give the series that these submissions became, ended or not, by id, in one query."""
    return _read(tx, _OF_DRAFTS, drafts=sorted(draft_ids))


def lock(tx: Transaction, series_id: int) -> None:
    """Lock a series' row: after people's rows, before those of its gatherings and appointments."""
    tx.execute(_LOCK, {"series_id": series_id})


def read(tx: Reading, series_id: int) -> Series | None:
    """Give a series, ended or not."""
    return by_ids(tx, [series_id]).get(series_id)


def by_ids(tx: Reading, ids: Collection[int]) -> dict[int, Series]:
    """Give these series, ended or not, in one query."""
    return {one.id: one for one in _read(tx, _BY_IDS, ids=sorted(ids))} if ids else {}


def of_promotions(tx: Reading, promotion_ids: Collection[int]) -> list[Series]:
    """Give the series of these promotions that go on, by id."""
    return _read(tx, _OF_PROMOTIONS, promotions=sorted(promotion_ids)) if promotion_ids else []


def _values(given: Series) -> dict[str, object]:
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


def _read(tx: Reading, statement: Select[Any], **values: object) -> list[Series]:
    rows, names = {}, dict[int, list[str]]()
    for row in tx.execute(statement, values):
        rows[row.id] = row
        if row.metier is not None:
            names.setdefault(row.id, []).append(row.metier)
    return [
        Series(
            id=row.id,
            promotion_id=row.promotion_id,
            dispositif=row.dispositif,
            rule=row.rule,
            minutes=row.minutes,
            organiser_id=row.organiser_id,
            title=row.title,
            channel=row.channel,
            place=row.place,
            link=row.link,
            lead_days=row.lead_days,
            capacity=row.capacity,
            skips_august=row.skips_august,
            opened_to=frozenset(Role(one) for one in row.opened_to.split(",") if one),
            skills=tuple(one for one in row.skills.split("|") if one),
            valeurs=tuple(one for one in row.valeurs.split("|") if one),
            metiers=tuple(names.get(row.id, ())),
            ended_at=row.ended_at,
        )
        for row in rows.values()
    ]
