"""Store how far a mailbox was read (table `mailboxes`), and which addresses bounce (table `bounces`)."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from bot.notices.model import Action, NoticeState
from storage.database import Reading, Transaction
from storage.dialects import build_for_dialects
from storage.programme.people import people
from storage.schema import Moment, metadata
from storage.values import from_row

from .ledger import notices

# Each mailbox has one row. `key` is a digest of its address, so a new mailbox is read from its beginning.
mailboxes = sa.Table(
    "mailboxes",
    metadata,
    sa.Column("key", sa.String(32), primary_key=True),
    sa.Column("validity", sa.BigInteger, nullable=False),  # IMAP's UIDVALIDITY: if it changes, all mails have new UIDs
    sa.Column("uid", sa.BigInteger, nullable=False),
    sa.Column("leased_until", Moment, nullable=False),  # All times of this table are on the machine's clock.
    sa.Column("read_at", Moment),
    sa.Column("failure", sa.String(20)),
)
bounces = sa.Table(
    "bounces",
    metadata,
    sa.Column("person_id", sa.BigInteger, sa.ForeignKey("people.id"), primary_key=True, autoincrement=False),
    sa.Column("email", sa.String(320), nullable=False),  # the address that bounced; a corrected address does not match
    sa.Column("at", Moment, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Cursor:
    """The position in a mailbox, when it was last read, and why the last reading failed (None if it succeeded)."""

    validity: int
    uid: int
    read_at: datetime | None
    failure: str | None


@dataclass(frozen=True, slots=True)
class BouncedNotice:
    """A notice whose mail bounced, with its subject and its reader."""

    id: str
    kind: str
    subject_id: int
    person_id: int
    detail: str
    revision: int
    email: str | None


_COLUMNS = (mailboxes.c.validity, mailboxes.c.uid, mailboxes.c.read_at, mailboxes.c.failure)
_BY_KEY = mailboxes.c.key == sa.bindparam("of_key")
_READ = sa.select(*_COLUMNS).where(_BY_KEY)
_LEASE = build_for_dialects(
    lambda insert: (
        insert(mailboxes)
        .on_conflict_do_update(
            index_elements=["key"],
            set_={"leased_until": insert(mailboxes).excluded.leased_until},
            where=mailboxes.c.leased_until <= sa.bindparam("machine_now", type_=Moment()),
        )
        .returning(*_COLUMNS)
    )
)
_PASS = (
    sa.update(mailboxes)
    .where(_BY_KEY, mailboxes.c.validity == sa.bindparam("in_validity"), mailboxes.c.uid < sa.bindparam("at_uid"))
    .values(uid=sa.bindparam("at_uid"))
    .returning(mailboxes.c.uid)
)
_ANEW = sa.update(mailboxes).where(_BY_KEY).values(validity=sa.bindparam("in_validity"), uid=0)
_LEFT = (
    sa.update(mailboxes)
    .where(_BY_KEY)
    .values(
        leased_until=sa.bindparam("until", type_=Moment()),
        failure=sa.bindparam("why"),
        read_at=sa.func.coalesce(sa.bindparam("good_at", type_=Moment()), mailboxes.c.read_at),
    )
)
# If a mail contains several notices, the `file_name` of each is the id of the first. All have the same closing time,
# which is indexed.
_first = notices.alias("first")
_CLOSED = sa.select(_first.c.closed_at).where(_first.c.id == sa.bindparam("of_id")).scalar_subquery()
_WITH_IT = sa.and_(notices.c.closed_at == _CLOSED, notices.c.file_name == sa.bindparam("of_id"))
_UNDELIVERED = (
    sa.update(notices)
    .where(
        sa.or_(notices.c.id == sa.bindparam("of_id"), _WITH_IT),
        notices.c.action == Action.MAIL.value,
        notices.c.state == NoticeState.SENT.value,
        notices.c.person_id.is_not(None),
    )
    .values(state=NoticeState.FAILED.value, reason=sa.bindparam("why"))
    .returning(
        notices.c.id,
        notices.c.kind,
        notices.c.subject_id,
        notices.c.person_id,
        notices.c.detail,
        notices.c.revision,
    )
)
_STILL = people.c.email == bounces.c.email  # Bounces of earlier addresses do not count.
_COUNT = sa.select(sa.func.count()).select_from(bounces.join(people, people.c.id == bounces.c.person_id)).where(_STILL)


def read(tx: Reading, key: str) -> Cursor | None:
    row = tx.execute(_READ, {"of_key": key}).one_or_none()
    return None if row is None else from_row(Cursor, row)


def lease(tx: Transaction, key: str, *, until: datetime, machine_now: datetime) -> Cursor | None:
    """Lease a mailbox until this moment. Return None if another replica has the lease."""
    row = {"key": key, "validity": 0, "uid": 0, "leased_until": until, "machine_now": machine_now}
    found = tx.execute(_LEASE[tx.dialect.name], row).one_or_none()
    return None if found is None else from_row(Cursor, found)


def mark_processed(tx: Transaction, key: str, *, validity: int, uid: int) -> bool:
    """Record that a mail is processed. Return False if it already was.

    The row stays locked until the commit, so that only one mail at a time is processed."""
    return tx.execute(_PASS, {"of_key": key, "in_validity": validity, "at_uid": uid}).one_or_none() is not None


def reset_position(tx: Transaction, key: str, *, validity: int) -> None:
    """Start again at the first mail, since the mailbox has a new UIDVALIDITY and all mails have new UIDs."""
    tx.execute(_ANEW, {"of_key": key, "in_validity": validity})


def end_lease(tx: Transaction, key: str, *, until: datetime, good_at: datetime | None, failure: str | None) -> None:
    """End the lease of a mailbox at `until`. Save when it was read (`good_at`), or why reading failed."""
    tx.execute(_LEFT, {"of_key": key, "until": until, "good_at": good_at, "why": failure})


def fail_bounced_mail(tx: Transaction, notice_id: str, *, reason: str) -> list[BouncedNotice]:
    """Mark the notices of a bounced mail as failed, and return them.

    The list is empty if they were already marked, or if the bot did not send the mail."""
    rows = tx.execute(_UNDELIVERED, {"of_id": notice_id, "why": reason}).all()
    if not rows:
        return []
    email = tx.execute(sa.select(people.c.email).where(people.c.id == rows[0].person_id)).scalar_one_or_none()
    return [from_row(BouncedNotice, row, email=email) for row in rows]


def mark_bouncing(tx: Transaction, person_id: int, email: str, *, now: datetime) -> bool:
    """Record that a person's address bounces. Return False if this was known."""
    known = tx.execute(
        sa.select(bounces.c.email).where(bounces.c.person_id == person_id).with_for_update()
    ).scalar_one_or_none()
    if known == email:
        return False
    unmark_bouncing(tx, person_id)
    tx.execute(sa.insert(bounces).values(person_id=person_id, email=email, at=now))
    return True


def unmark_bouncing(tx: Transaction, person_id: int) -> None:
    tx.execute(sa.delete(bounces).where(bounces.c.person_id == person_id))


def count_bouncing(tx: Reading) -> int:
    return int(tx.execute(_COUNT).scalar_one())
