"""The calendars that hosts let the bot read, and when these say that they are busy: `busy_feeds`, `busy_blocks`."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
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
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from storage.database import Reading, Transaction
from storage.programme.people import memberships
from storage.schema import Moment, metadata

from .appointments import appointments, participants

# The address is a secret: whoever knows it reads that calendar. It is read to fetch, and for its owner.
busy_feeds = Table(
    "busy_feeds",
    metadata,
    Column("person_id", BigInteger, ForeignKey("people.id"), primary_key=True, autoincrement=False),
    Column("url", Text, nullable=False),
    Column("etag", String(200)),
    Column("modified", String(200)),
    Column("fetched_at", Moment),  # tried last, which is also who tries now: None as soon as there is a new address
    Column("read_at", Moment),  # the whole of it, which what lies far ahead needs now and then
    Column("good_at", Moment),  # read, or known to be unchanged
    Column("failure", String(20)),
    Column("told_on", String(20)),  # the period that its owner was told about last, while it fails
    Index("ix_busy_feeds_fetched_at", "fetched_at"),
)

# Times alone: no title, no place, nobody's name is ever kept.
busy_blocks = Table(
    "busy_blocks",
    metadata,
    Column("person_id", BigInteger, ForeignKey("people.id"), primary_key=True, autoincrement=False),
    Column("starts", Moment, primary_key=True),
    Column("ends", Moment, nullable=False),
    Index("ix_busy_blocks_ends", "person_id", "ends", "starts"),  # all that the slot search reads
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A feed as it stands."""

    person_id: int
    url: str = field(repr=False)
    etag: str | None
    modified: str | None
    fetched_at: datetime | None
    read_at: datetime | None
    good_at: datetime | None
    failure: str | None
    told_on: str | None


_COLUMNS = tuple(busy_feeds.c)
_READ = select(*_COLUMNS).where(busy_feeds.c.person_id == bindparam("person"))
_DUE_BEFORE = or_(busy_feeds.c.fetched_at.is_(None), busy_feeds.c.fetched_at <= bindparam("before", type_=Moment()))
_HOSTS_NOW = (
    select(memberships.c.person_id)
    .where(memberships.c.ended_at.is_(None), memberships.c.role.in_(bindparam("roles", expanding=True)))
    .scalar_subquery()
)
_DUE = (
    select(busy_feeds.c.person_id)
    .where(_DUE_BEFORE, busy_feeds.c.person_id.in_(_HOSTS_NOW))
    .order_by(busy_feeds.c.fetched_at.is_not(None), busy_feeds.c.fetched_at, busy_feeds.c.person_id)
    .limit(1)
)
_LEASE = (
    update(busy_feeds)
    .where(busy_feeds.c.person_id == bindparam("person"), _DUE_BEFORE)
    .values(fetched_at=bindparam("at", type_=Moment()))
    .returning(*_COLUMNS)
)
_NEW = {"etag": None, "modified": None, "fetched_at": None, "read_at": None, "good_at": None} | {
    "failure": None,
    "told_on": None,
}
_PUT = {
    name: dialect.insert(busy_feeds).on_conflict_do_update(
        index_elements=["person_id"], set_={"url": dialect.insert(busy_feeds).excluded.url, **_NEW}
    )
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
}
_UIDS = (
    select(appointments.c.uid)
    .join(participants, participants.c.appointment_id == appointments.c.id)
    .where(participants.c.person_id == bindparam("person"))
)
_COUNT = select(func.count()).where(
    busy_blocks.c.person_id == bindparam("person"), busy_blocks.c.ends > bindparam("since", type_=Moment())
)
_DROP = delete(busy_blocks).where(busy_blocks.c.person_id == bindparam("person"))
_ADD_BLOCKS = insert(busy_blocks).values(
    person_id=bindparam("person_id"),
    starts=bindparam("starts", type_=BigInteger()),
    ends=bindparam("ends", type_=BigInteger()),
)
_LEFT = select(busy_feeds.c.person_id).where(_DUE_BEFORE, busy_feeds.c.person_id.not_in(_HOSTS_NOW))


def put(tx: Transaction, person_id: int, url: str) -> None:
    """Keep the address of a person's calendar in the place of any other; what was read there is dropped."""
    tx.execute(_PUT[tx.dialect.name], {"person_id": person_id, "url": url})
    tx.execute(_DROP, {"person": person_id})


def forget(tx: Transaction, person_id: int) -> bool:
    """Forget a person's calendar and all that was read there; False when there was none."""
    tx.execute(_DROP, {"person": person_id})
    known = busy_feeds.c.person_id
    return bool(tx.execute(delete(busy_feeds).where(known == person_id).returning(known)).all())


def read(tx: Reading, person_id: int) -> Kept | None:
    """Give a person's feed."""
    row = tx.execute(_READ, {"person": person_id}).one_or_none()
    return None if row is None else Kept(*row)


def due(tx: Reading, *, before: datetime, roles: Collection[str]) -> int | None:
    """Give whose feed was not tried since `before` for the longest time, of those who have one of these roles now."""
    found = tx.execute(_DUE, {"before": before, "roles": sorted(roles)}).scalar_one_or_none()
    return None if found is None else int(found)


def lease(tx: Transaction, person_id: int, *, before: datetime, now: datetime) -> Kept | None:
    """Take the next try of a feed for oneself; None when another replica was faster."""
    row = tx.execute(_LEASE, {"person": person_id, "before": before, "at": now}).one_or_none()
    return None if row is None else Kept(*row)


def note(tx: Transaction, leased: Kept, **values: object) -> bool:
    """Write what came of a try; False when its owner has given another address, or none, meanwhile."""
    changed = (
        update(busy_feeds)
        .where(
            busy_feeds.c.person_id == leased.person_id,
            busy_feeds.c.url == leased.url,
            busy_feeds.c.fetched_at == leased.fetched_at,
        )
        .values(values)
        .returning(busy_feeds.c.person_id)
    )
    return bool(tx.execute(changed).all())


def replace_blocks(tx: Transaction, person_id: int, spans: Sequence[tuple[int, int]]) -> None:
    """Replace when a person is busy, by (from, to) in seconds since 1970, apart from one another."""
    tx.execute(_DROP, {"person": person_id})
    if spans:
        rows = [{"person_id": person_id, "starts": starts, "ends": ends} for starts, ends in spans]
        tx.execute(_ADD_BLOCKS, rows)


def count_blocks(tx: Reading, person_id: int, *, since: datetime) -> int:
    """Count the busy spans of a person that end after a moment."""
    return int(tx.execute(_COUNT, {"person": person_id, "since": since}).scalar_one())


def uids_of(tx: Reading, person_id: int) -> set[str]:
    """Give the UIDs of all appointments that a person has or had a part in, as calendars know them."""
    return set(tx.execute(_UIDS, {"person": person_id}).scalars())


def left_behind(tx: Reading, *, before: datetime, roles: Collection[str]) -> list[int]:
    """Give whose feed was not tried since `before`, of those who have none of these roles any more."""
    return list(tx.execute(_LEFT, {"before": before, "roles": sorted(roles)}).scalars())
