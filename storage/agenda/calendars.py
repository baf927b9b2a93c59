"""The addresses of people's private calendars (table `feeds`), and the people who took an appointment's calendar file.

The second table is `calendar_takers`."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from storage.database import Reading, Transaction
from storage.dialects import build_for_dialects, is_among
from storage.schema import Moment, metadata

# The token gives access to a personal calendar, so the owner can renew and revoke it.
feeds = sa.Table(
    "feeds",
    metadata,
    sa.Column("person_id", sa.BigInteger, sa.ForeignKey("people.id"), primary_key=True, autoincrement=False),
    sa.Column("token", sa.String(64), nullable=False, unique=True),
    sa.Column("made_at", Moment, nullable=False),
)

calendar_takers = sa.Table(
    "calendar_takers",
    metadata,
    sa.Column("appointment_id", sa.BigInteger, sa.ForeignKey("appointments.id"), primary_key=True, autoincrement=False),
    sa.Column("person_id", sa.BigInteger, sa.ForeignKey("people.id"), primary_key=True, autoincrement=False),
    sa.Column("taken_at", Moment, nullable=False),
    sa.Index("ix_calendar_takers_person_id", "person_id"),
)


# Statements are built once, as building one costs several times more than running it.
_TAKE = build_for_dialects(
    lambda insert: insert(calendar_takers).on_conflict_do_nothing().returning(calendar_takers.c.appointment_id)
)
_TAKERS = (
    sa.select(calendar_takers.c.appointment_id, calendar_takers.c.person_id)
    .where(is_among(calendar_takers.c.appointment_id, "ids"))
    .order_by(calendar_takers.c.appointment_id, calendar_takers.c.person_id)
)
_FORGET_TAKER = sa.delete(calendar_takers).where(
    calendar_takers.c.appointment_id == sa.bindparam("of"), calendar_takers.c.person_id == sa.bindparam("person")
)
# Setting the token to its own value locks the row, and returns the present token.
_ADD_FEED = build_for_dialects(
    lambda insert: (
        insert(feeds)
        .on_conflict_do_update(index_elements=["person_id"], set_={"token": feeds.c.token})
        .returning(feeds.c.token)
    )
)
_PUT_FEED = build_for_dialects(
    lambda insert: (added := insert(feeds)).on_conflict_do_update(
        index_elements=["person_id"], set_={"token": added.excluded.token, "made_at": added.excluded.made_at}
    )
)
_TOKEN_OF = sa.select(feeds.c.token).where(feeds.c.person_id == sa.bindparam("person"))
_OWNER_OF = sa.select(feeds.c.person_id).where(feeds.c.token == sa.bindparam("token"))
_REMOVE_FEED = sa.delete(feeds).where(feeds.c.person_id == sa.bindparam("person")).returning(feeds.c.token)


def record_files_taken(tx: Transaction, appointment_ids: Collection[int], person_id: int, *, now: datetime) -> set[int]:
    """Record that a person took the calendar files of these appointments. Return the appointments that are new."""
    rows = [{"appointment_id": id_, "person_id": person_id, "taken_at": now} for id_ in sorted(appointment_ids)]
    return set(tx.execute(_TAKE[tx.dialect.name], rows).scalars()) if rows else set()


def list_file_takers(tx: Reading, appointment_ids: Collection[int]) -> list[tuple[int, int]]:
    """Return (appointment, person) for the people who took the calendar files of these appointments. One query."""
    rows = tx.execute(_TAKERS, {"ids": sorted(appointment_ids)})
    return [(row.appointment_id, row.person_id) for row in rows]


def forget_file_taker(tx: Transaction, appointment_id: int, person_id: int) -> bool:
    """Delete the record that a person took an appointment's calendar file. Return False if it did not exist."""
    return tx.execute(_FORGET_TAKER, {"of": appointment_id, "person": person_id}).rowcount > 0


def add_feed(tx: Transaction, person_id: int, token: str, *, now: datetime) -> str:
    """Save a token for a person, unless they have one. Return the token that they have now."""
    row = {"person_id": person_id, "token": token, "made_at": now}
    return str(tx.execute(_ADD_FEED[tx.dialect.name], row).scalar_one())


def replace_feed(tx: Transaction, person_id: int, token: str, *, now: datetime) -> None:
    tx.execute(_PUT_FEED[tx.dialect.name], {"person_id": person_id, "token": token, "made_at": now})


def token_of(tx: Reading, person_id: int) -> str | None:
    token: str | None = tx.execute(_TOKEN_OF, {"person": person_id}).scalar_one_or_none()
    return token


def owner_of(tx: Reading, token: str) -> int | None:
    person_id: int | None = tx.execute(_OWNER_OF, {"token": token}).scalar_one_or_none()
    return person_id


def remove_feed(tx: Transaction, person_id: int) -> bool:
    return tx.execute(_REMOVE_FEED, {"person": person_id}).one_or_none() is not None
