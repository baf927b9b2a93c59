"""The entries of appointments in people's own calendars, as the bot last wrote them: table `calendar_entries`."""

from dataclasses import asdict, dataclass, field
from datetime import datetime

import sqlalchemy as sa

from storage.database import Reading, Transaction
from storage.dialects import build_for_dialects
from storage.schema import Moment, metadata
from storage.values import from_row

from .appointments import appointments

calendar_entries = sa.Table(
    "calendar_entries",
    metadata,
    sa.Column("person_id", sa.BigInteger, sa.ForeignKey("people.id"), primary_key=True, autoincrement=False),
    sa.Column("appointment_id", sa.BigInteger, sa.ForeignKey("appointments.id"), primary_key=True, autoincrement=False),
    sa.Column("calendar", sa.Text, nullable=False),
    sa.Column("address", sa.Text, nullable=False),
    # Digest of the written entry, without the fields that its owner may change. It is BEGUN until the write has a
    # result.
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("starts", Moment, nullable=False),  # the start as the bot wrote it: the owner may have moved the entry
    sa.Column("ends", Moment, nullable=False),
    # The owner's change of which the bot has notified them: GONE (deleted), or the new time. NULL if none.
    sa.Column("found", sa.String(40)),
    sa.Index("ix_calendar_entries_appointment_id", "appointment_id"),
)

# The digest while a write has begun and its result is unknown.
BEGUN = ""


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """A calendar entry as the bot last wrote it. The write may have failed."""

    person_id: int
    appointment_id: int
    calendar: str = field(repr=False)
    address: str = field(repr=False)
    digest: str
    starts: datetime
    ends: datetime
    found: str | None = None

    @property
    def is_known(self) -> bool:
        return self.digest != BEGUN


_ONE = sa.and_(
    calendar_entries.c.person_id == sa.bindparam("person"), calendar_entries.c.appointment_id == sa.bindparam("of")
)
_READ = sa.select(calendar_entries).where(_ONE)
_REMOVE = sa.delete(calendar_entries).where(_ONE)
_PUT = build_for_dialects(
    lambda insert: (added := insert(calendar_entries)).on_conflict_do_update(
        index_elements=["person_id", "appointment_id"],
        set_={name: added.excluded[name] for name in ("calendar", "address", "digest", "starts", "ends", "found")},
    )
)
_COMING = (
    sa.select(calendar_entries)
    .join(appointments, appointments.c.id == calendar_entries.c.appointment_id)
    .where(
        calendar_entries.c.person_id == sa.bindparam("person"),
        appointments.c.ends > sa.bindparam("now", type_=Moment()),
    )
    .order_by(calendar_entries.c.starts, calendar_entries.c.appointment_id)
)
_NOTE_FOUND = (
    sa.update(calendar_entries)
    .where(_ONE, calendar_entries.c.digest == sa.bindparam("seen"))
    .values(found=sa.bindparam("what"))
    .returning(calendar_entries.c.person_id)
)


def read(tx: Reading, person_id: int, appointment_id: int) -> StoredEntry | None:
    row = tx.execute(_READ, {"person": person_id, "of": appointment_id}).one_or_none()
    return None if row is None else from_row(StoredEntry, row)


def save(tx: Transaction, entry: StoredEntry) -> None:
    tx.execute(_PUT[tx.dialect.name], asdict(entry))


def record_owner_change(tx: Transaction, entry: StoredEntry, found: str | None) -> bool:
    """Record that the owner changed an entry. Return False if the bot wrote the entry again meanwhile."""
    given = {"person": entry.person_id, "of": entry.appointment_id, "seen": entry.digest, "what": found}
    return bool(tx.execute(_NOTE_FOUND, given).all())


def remove(tx: Transaction, person_id: int, appointment_id: int) -> None:
    tx.execute(_REMOVE, {"person": person_id, "of": appointment_id})


def forget_all(tx: Transaction, person_id: int) -> None:
    """Forget the entries written to a person's calendar. The entries themselves stay in the calendar."""
    tx.execute(sa.delete(calendar_entries).where(calendar_entries.c.person_id == person_id))


def mark_doubtful(tx: Transaction, person_id: int) -> None:
    """Mark all entries of a person as possibly changed, so that the bot writes each again."""
    mine = calendar_entries.c.person_id == person_id
    tx.execute(sa.update(calendar_entries).where(mine).values(digest=BEGUN))


def list_upcoming(tx: Reading, person_id: int, *, now: datetime) -> list[StoredEntry]:
    """Return a person's entries of appointments that are not over, by start. Cancelled appointments are included."""
    return [from_row(StoredEntry, row) for row in tx.execute(_COMING, {"person": person_id, "now": now})]
