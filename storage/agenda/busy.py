"""Connected calendars (table `busy_feeds`), and the busy times read from them (table `busy_blocks`).

A person has one calendar: a file at an address, or chosen calendars of an account."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime

import sqlalchemy as sa

from bot.agenda.model import State
from storage.database import Reading, Transaction
from storage.dialects import build_for_dialects, is_among
from storage.programme.people import memberships
from storage.schema import Moment, metadata
from storage.values import from_row

from . import entries
from .appointments import appointments, participants

# The URL is a secret that gives access to the calendar. Only the code that fetches the calendar and the owner's pages
# load it.
busy_feeds = sa.Table(
    "busy_feeds",
    metadata,
    sa.Column("person_id", sa.BigInteger, sa.ForeignKey("people.id"), primary_key=True, autoincrement=False),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("etag", sa.String(200)),
    sa.Column("modified", sa.String(200)),
    # Time of the last attempt, which also serves as its lease. A new URL sets it to NULL.
    sa.Column("fetched_at", Moment),
    # When the calendar was last parsed. An unchanged file is parsed again on a later day, to find times further ahead.
    sa.Column("read_at", Moment),
    sa.Column("good_at", Moment),  # the last successful fetch, which may be a 304
    sa.Column("failure", sa.String(20)),
    sa.Column("told_on", sa.String(20)),  # the period of the owner's last notice about a failure
    # For an account, `url` is the address of its server. Otherwise it is the address of a file.
    sa.Column("username", sa.Text),
    sa.Column("sealed", sa.Text),  # the password, sealed by `bot.sealing`
    sa.Column("calendars", sa.Text),  # URLs of the calendars that are read, one a line; NULL before the owner chooses
    sa.Column("writes_to", sa.Text),  # URL of the calendar to which the bot writes appointments
    sa.Column("looked_at", Moment),  # when `writes_to` was last checked for its owner's changes
    sa.Index("ix_busy_feeds_fetched_at", "fetched_at"),
)

# Only times are stored, no titles, places or names.
busy_blocks = sa.Table(
    "busy_blocks",
    metadata,
    sa.Column("person_id", sa.BigInteger, sa.ForeignKey("people.id"), primary_key=True, autoincrement=False),
    sa.Column("starts", Moment, primary_key=True),
    sa.Column("ends", Moment, nullable=False),
    sa.Index("ix_busy_blocks_ends", "person_id", "ends", "starts"),  # has all columns of the slot search
)


@dataclass(frozen=True, slots=True)
class DueTimes:
    """The times that decide which feeds are due.

    A feed is due if the last attempt to read it was earlier than `before`. If the owner of an account has an
    appointment between `now` and `tonight`, the account is due if the last attempt was earlier than `sooner`."""

    before: datetime
    sooner: datetime
    now: datetime
    tonight: datetime


@dataclass(frozen=True, slots=True)
class ConnectedCalendar:
    """A connected calendar as stored. `sealed` is None for a file at an address, since it has no password."""

    person_id: int
    url: str = field(repr=False)
    etag: str | None
    modified: str | None
    fetched_at: datetime | None
    read_at: datetime | None
    good_at: datetime | None
    failure: str | None
    told_on: str | None
    username: str | None = field(repr=False)
    sealed: str | None = field(repr=False)
    calendars: str | None = field(repr=False)
    writes_to: str | None = field(repr=False)

    @property
    def chosen(self) -> tuple[str, ...]:
        return tuple((self.calendars or "").split())


_COLUMNS = tuple(busy_feeds.c)
READ = sa.select(*_COLUMNS).where(busy_feeds.c.person_id == sa.bindparam("person"))
_BEFORE = sa.bindparam("before", type_=Moment())
_MEETS_SOON = (
    sa.select(sa.literal(1))
    .select_from(participants.join(appointments, participants.c.appointment_id == appointments.c.id))
    .where(
        participants.c.person_id == busy_feeds.c.person_id,
        appointments.c.state != State.CANCELLED.value,
        appointments.c.starts >= sa.bindparam("now", type_=Moment()),
        appointments.c.starts < sa.bindparam("tonight", type_=Moment()),
    )
    .exists()
)
_UNTRIED = sa.or_(busy_feeds.c.fetched_at.is_(None), busy_feeds.c.fetched_at <= _BEFORE)
_DUE_NOW = sa.and_(
    sa.or_(busy_feeds.c.sealed.is_(None), busy_feeds.c.calendars != ""),
    sa.or_(
        _UNTRIED,
        sa.and_(
            busy_feeds.c.sealed.is_not(None),
            busy_feeds.c.fetched_at <= sa.bindparam("sooner", type_=Moment()),
            _MEETS_SOON,
        ),
    ),
)
_TAKES_PART = (
    sa.select(memberships.c.person_id)
    .where(memberships.c.ended_at.is_(None), is_among(memberships.c.role, "roles"))
    .scalar_subquery()
)
_DUE = (
    sa.select(busy_feeds.c.person_id)
    .where(_DUE_NOW, busy_feeds.c.person_id.in_(_TAKES_PART))
    .order_by(busy_feeds.c.fetched_at.is_not(None), busy_feeds.c.fetched_at, busy_feeds.c.person_id)
    .limit(1)
)
_LEASE = (
    sa.update(busy_feeds)
    .where(busy_feeds.c.person_id == sa.bindparam("person"), _DUE_NOW)
    .values(fetched_at=sa.bindparam("at", type_=Moment()))
    .returning(*_COLUMNS)
)
_NEW = {"etag": None, "modified": None, "fetched_at": None, "read_at": None, "good_at": None} | {
    "failure": None,
    "told_on": None,
    "calendars": None,
    "writes_to": None,
}
_PUT = build_for_dialects(
    lambda insert: insert(busy_feeds).on_conflict_do_update(
        index_elements=["person_id"],
        set_={name: insert(busy_feeds).excluded[name] for name in ("url", "username", "sealed")} | _NEW,
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
_BLOCKS = (
    sa.select(busy_blocks.c.starts, busy_blocks.c.ends)
    .where(
        busy_blocks.c.person_id == sa.bindparam("person"),
        busy_blocks.c.ends > sa.bindparam("since", type_=Moment()),
        busy_blocks.c.starts < sa.bindparam("until", type_=Moment()),
    )
    .order_by(busy_blocks.c.starts)
)
_DROP = sa.delete(busy_blocks).where(busy_blocks.c.person_id == sa.bindparam("person"))
_ADD_BLOCKS = sa.insert(busy_blocks).values(
    person_id=sa.bindparam("person_id"),
    starts=sa.bindparam("starts", type_=sa.BigInteger()),
    ends=sa.bindparam("ends", type_=sa.BigInteger()),
)
_LEFT = sa.select(busy_feeds.c.person_id).where(
    sa.or_(_UNTRIED, busy_feeds.c.sealed.is_not(None)), busy_feeds.c.person_id.not_in(_TAKES_PART)
)
_CHOOSE = (
    sa.update(busy_feeds)
    .where(busy_feeds.c.person_id == sa.bindparam("person"), busy_feeds.c.sealed == sa.bindparam("seen"))
    .values({**_NEW, "calendars": sa.bindparam("chosen"), "writes_to": sa.bindparam("to")})
    .returning(busy_feeds.c.person_id)
)
_FAIL = (
    sa.update(busy_feeds)
    .where(busy_feeds.c.person_id == sa.bindparam("person"), busy_feeds.c.sealed == sa.bindparam("seen"))
    .values(failure=sa.bindparam("reason"), told_on=sa.bindparam("told"))
    .returning(busy_feeds.c.person_id)
)
_READ_OF = sa.select(busy_feeds.c.person_id).where(
    is_among(busy_feeds.c.person_id, "people"), busy_feeds.c.good_at.is_not(None), busy_feeds.c.failure.is_(None)
)
_WRITERS = sa.select(busy_feeds.c.person_id).where(
    is_among(busy_feeds.c.person_id, "people"), busy_feeds.c.writes_to.is_not(None)
)
_UNSEEN = sa.and_(
    busy_feeds.c.writes_to.is_not(None), sa.or_(busy_feeds.c.looked_at.is_(None), busy_feeds.c.looked_at <= _BEFORE)
)
_TO_SEE = (
    sa.select(busy_feeds.c.person_id)
    .where(_UNSEEN)
    .order_by(busy_feeds.c.looked_at.is_not(None), busy_feeds.c.looked_at, busy_feeds.c.person_id)
    .limit(1)
)
_SEE = (
    sa.update(busy_feeds)
    .where(busy_feeds.c.person_id == sa.bindparam("person"), _UNSEEN)
    .values(looked_at=sa.bindparam("at", type_=Moment()))
    .returning(busy_feeds.c.person_id)
)
_SEALED = sa.select(busy_feeds.c.person_id, busy_feeds.c.sealed).where(busy_feeds.c.sealed.is_not(None))
_RESEAL = (
    sa.update(busy_feeds)
    .where(busy_feeds.c.person_id == sa.bindparam("person"), busy_feeds.c.sealed == sa.bindparam("seen"))
    .values(sealed=sa.bindparam("again"))
)


def replace_feed(
    tx: Transaction, person_id: int, url: str, *, username: str | None = None, sealed: str | None = None
) -> None:
    """Save a person's calendar or account, and delete all data of the calendar that it replaces.

    If only the account's password is new, the records of the entries that the bot wrote are kept. The bot then writes
    each entry again, or removes an outdated entry."""
    before = read(tx, person_id)
    given = {"person_id": person_id, "url": url, "username": username, "sealed": sealed}
    tx.execute(_PUT[tx.dialect.name], given)
    tx.execute(_DROP, {"person": person_id})
    if before is not None and sealed is not None and (before.url, before.username) == (url, username):
        entries.mark_doubtful(tx, person_id)
    else:
        entries.forget_all(tx, person_id)


def set_calendars(
    tx: Transaction, account: ConnectedCalendar, *, calendars: Sequence[str], writes_to: str | None
) -> bool:
    """Save which calendars of an account are read, and which is written. Return False if the account was replaced."""
    given = {"person": account.person_id, "seen": account.sealed, "chosen": "\n".join(calendars), "to": writes_to}
    chosen = bool(tx.execute(_CHOOSE, given).all())
    if chosen and not calendars:
        tx.execute(_DROP, {"person": account.person_id})
    return chosen


def record_failure(tx: Transaction, account: ConnectedCalendar, reason: str, *, told_on: str) -> bool:
    """Record why an account cannot be used, and when its owner was notified. Return False if it was replaced."""
    given = {"person": account.person_id, "seen": account.sealed, "reason": reason, "told": told_on}
    return bool(tx.execute(_FAIL, given).all())


def list_sealed_passwords(tx: Reading) -> list[tuple[int, str]]:
    return [(int(person), str(sealed)) for person, sealed in tx.execute(_SEALED)]


def reseal_password(tx: Transaction, person_id: int, old_sealed: str, *, new_sealed: str) -> None:
    """Replace a person's encrypted password, unless the person has changed it since `old_sealed` was read."""
    tx.execute(_RESEAL, {"person": person_id, "seen": old_sealed, "again": new_sealed})


def people_with_written_calendar(tx: Reading, person_ids: Collection[int]) -> set[int]:
    """Return the people whose appointments the bot writes to a calendar of their choice. One query."""
    return set(tx.execute(_WRITERS, {"people": sorted(person_ids)}).scalars()) if person_ids else set()


def people_with_read_feed(tx: Reading, person_ids: Collection[int]) -> set[int]:
    """Return which of these people have a calendar whose last reading succeeded. One query."""
    return set(tx.execute(_READ_OF, {"people": sorted(person_ids)}).scalars()) if person_ids else set()


def find_due_entry_check(tx: Reading, *, before: datetime) -> int | None:
    """Return the person whose entries were checked longest ago; None if all were checked after `before`."""
    found = tx.execute(_TO_SEE, {"before": before}).scalar_one_or_none()
    return None if found is None else int(found)


def lease_entry_check(tx: Transaction, person_id: int, *, before: datetime, now: datetime) -> bool:
    """Lease the next check of a person's entries. Return False if another replica was faster."""
    return bool(tx.execute(_SEE, {"person": person_id, "before": before, "at": now}).all())


def forget_feed(tx: Transaction, person_id: int) -> bool:
    """Delete a person's calendar, and all data read from it or written to it. Return False without a calendar."""
    tx.execute(_DROP, {"person": person_id})
    entries.forget_all(tx, person_id)
    known = busy_feeds.c.person_id
    return bool(tx.execute(sa.delete(busy_feeds).where(known == person_id).returning(known)).all())


def read(tx: Reading, person_id: int) -> ConnectedCalendar | None:
    row = tx.execute(READ, {"person": person_id}).one_or_none()
    return None if row is None else from_row(ConnectedCalendar, row)


def find_due_feed(tx: Reading, due_times: DueTimes, *, roles: Collection[str]) -> int | None:
    """Return the person with one of these roles whose feed is due and waited longest; None if no feed is due."""
    found = tx.execute(_DUE, {**asdict(due_times), "roles": sorted(roles)}).scalar_one_or_none()
    return None if found is None else int(found)


def lease_feed(tx: Transaction, person_id: int, due_times: DueTimes) -> ConnectedCalendar | None:
    """Lease the next reading of a feed. Return None if another replica was faster."""
    row = tx.execute(_LEASE, {"person": person_id, **asdict(due_times), "at": due_times.now}).one_or_none()
    return None if row is None else from_row(ConnectedCalendar, row)


def record_reading(tx: Transaction, leased_feed: ConnectedCalendar, **values: object) -> bool:
    """Save the result of an attempt to read a calendar. Return False if the owner changed the address meanwhile."""
    changed = (
        sa.update(busy_feeds)
        .where(
            busy_feeds.c.person_id == leased_feed.person_id,
            busy_feeds.c.url == leased_feed.url,
            busy_feeds.c.fetched_at == leased_feed.fetched_at,
        )
        .values(values)
        .returning(busy_feeds.c.person_id)
    )
    return bool(tx.execute(changed).all())


def replace_blocks(tx: Transaction, person_id: int, spans: Sequence[tuple[int, int]]) -> None:
    """Replace a person's busy spans by these, which do not overlap. Each is (start, end) in seconds since 1970."""
    tx.execute(_DROP, {"person": person_id})
    if spans:
        rows = [{"person_id": person_id, "starts": starts, "ends": ends} for starts, ends in spans]
        tx.execute(_ADD_BLOCKS, rows)


def count_blocks(tx: Reading, person_id: int, *, since: datetime) -> int:
    return int(tx.execute(_COUNT, {"person": person_id, "since": since}).scalar_one())


def blocks_of(tx: Reading, person_id: int, *, since: datetime, until: datetime) -> list[tuple[datetime, datetime]]:
    rows = tx.execute(_BLOCKS, {"person": person_id, "since": since, "until": until})
    return [(row.starts, row.ends) for row in rows]


def appointment_uids_of(tx: Reading, person_id: int) -> set[str]:
    """Return the UIDs of all appointments in which a person is or was a participant."""
    return set(tx.execute(_UIDS, {"person": person_id}).scalars())


def list_leavers(tx: Reading, *, before: datetime, roles: Collection[str]) -> list[int]:
    """Return the people who have none of these roles now, but whose calendar data is still stored.

    A calendar without an account is only returned if the last attempt to read it was before `before`."""
    return list(tx.execute(_LEFT, {"before": before, "roles": sorted(roles)}).scalars())
