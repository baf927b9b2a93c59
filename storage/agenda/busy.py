"""The calendars that hosts let the bot read, and when these say that they are busy: `busy_feeds`, `busy_blocks`."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa

from storage.database import Reading, Transaction
from storage.dialects import on_both
from storage.programme.people import memberships
from storage.schema import Moment, metadata
from storage.values import value

from .appointments import appointments, participants

# The address is a secret: whoever knows it reads that calendar. It is read to fetch, and for its owner.
busy_feeds = sa.Table(
    "busy_feeds",
    metadata,
    sa.Column("person_id", sa.BigInteger, sa.ForeignKey("people.id"), primary_key=True, autoincrement=False),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("etag", sa.String(200)),
    sa.Column("modified", sa.String(200)),
    sa.Column("fetched_at", Moment),  # tried last, which is also who tries now: None as soon as there is a new address
    sa.Column("read_at", Moment),  # the whole of it, which what lies far ahead needs now and then
    sa.Column("good_at", Moment),  # read, or known to be unchanged
    sa.Column("failure", sa.String(20)),
    sa.Column("told_on", sa.String(20)),  # the period that its owner was told about last, while it fails
    sa.Index("ix_busy_feeds_fetched_at", "fetched_at"),
)

# Times alone: no title, no place, nobody's name is ever kept.
busy_blocks = sa.Table(
    "busy_blocks",
    metadata,
    sa.Column("person_id", sa.BigInteger, sa.ForeignKey("people.id"), primary_key=True, autoincrement=False),
    sa.Column("starts", Moment, primary_key=True),
    sa.Column("ends", Moment, nullable=False),
    sa.Index("ix_busy_blocks_ends", "person_id", "ends", "starts"),  # all that the slot search reads
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
_READ = sa.select(*_COLUMNS).where(busy_feeds.c.person_id == sa.bindparam("person"))
_DUE_BEFORE = sa.or_(
    busy_feeds.c.fetched_at.is_(None), busy_feeds.c.fetched_at <= sa.bindparam("before", type_=Moment())
)
_HOSTS_NOW = (
    sa.select(memberships.c.person_id)
    .where(memberships.c.ended_at.is_(None), memberships.c.role.in_(sa.bindparam("roles", expanding=True)))
    .scalar_subquery()
)
_DUE = (
    sa.select(busy_feeds.c.person_id)
    .where(_DUE_BEFORE, busy_feeds.c.person_id.in_(_HOSTS_NOW))
    .order_by(busy_feeds.c.fetched_at.is_not(None), busy_feeds.c.fetched_at, busy_feeds.c.person_id)
    .limit(1)
)
_LEASE = (
    sa.update(busy_feeds)
    .where(busy_feeds.c.person_id == sa.bindparam("person"), _DUE_BEFORE)
    .values(fetched_at=sa.bindparam("at", type_=Moment()))
    .returning(*_COLUMNS)
)
_NEW = {"etag": None, "modified": None, "fetched_at": None, "read_at": None, "good_at": None} | {
    "failure": None,
    "told_on": None,
}
_PUT = on_both(
    lambda insert: insert(busy_feeds).on_conflict_do_update(
        index_elements=["person_id"], set_={"url": insert(busy_feeds).excluded.url, **_NEW}
    )
)
_UIDS = (
    sa.select(appointments.c.uid)
    .join(participants, participants.c.appointment_id == appointments.c.id)
    .where(participants.c.person_id == sa.bindparam("person"))
)
_COUNT = sa.select(sa.func.count()).where(
    busy_blocks.c.person_id == sa.bindparam("person"), busy_blocks.c.ends > sa.bindparam("since", type_=Moment())
)
_DROP = sa.delete(busy_blocks).where(busy_blocks.c.person_id == sa.bindparam("person"))
_ADD_BLOCKS = sa.insert(busy_blocks).values(
    person_id=sa.bindparam("person_id"),
    starts=sa.bindparam("starts", type_=sa.BigInteger()),
    ends=sa.bindparam("ends", type_=sa.BigInteger()),
)
_LEFT = sa.select(busy_feeds.c.person_id).where(_DUE_BEFORE, busy_feeds.c.person_id.not_in(_HOSTS_NOW))


def put(tx: Transaction, person_id: int, url: str) -> None:
    """Keep the address of a person's calendar in the place of any other; what was read there is dropped."""
    tx.execute(_PUT[tx.dialect.name], {"person_id": person_id, "url": url})
    tx.execute(_DROP, {"person": person_id})


def forget(tx: Transaction, person_id: int) -> bool:
    """Forget a person's calendar and all that was read there; False when there was none."""
    tx.execute(_DROP, {"person": person_id})
    known = busy_feeds.c.person_id
    return bool(tx.execute(sa.delete(busy_feeds).where(known == person_id).returning(known)).all())


def read(tx: Reading, person_id: int) -> Kept | None:
    """Give a person's feed."""
    row = tx.execute(_READ, {"person": person_id}).one_or_none()
    return None if row is None else value(Kept, row)


def due(tx: Reading, *, before: datetime, roles: Collection[str]) -> int | None:
    """Give whose feed was not tried since `before` for the longest time, of those who have one of these roles now."""
    found = tx.execute(_DUE, {"before": before, "roles": sorted(roles)}).scalar_one_or_none()
    return None if found is None else int(found)


def lease(tx: Transaction, person_id: int, *, before: datetime, now: datetime) -> Kept | None:
    """Take the next try of a feed for oneself; None when another replica was faster."""
    row = tx.execute(_LEASE, {"person": person_id, "before": before, "at": now}).one_or_none()
    return None if row is None else value(Kept, row)


def note(tx: Transaction, leased: Kept, **values: object) -> bool:
    """Write what came of a try; False when its owner has given another address, or none, meanwhile."""
    changed = (
        sa.update(busy_feeds)
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
