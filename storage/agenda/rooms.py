"""The links of video rooms: of appointments, series, people and défis."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa

from bot.agenda.model import State
from bot.notices.model import NoticeState
from storage.database import Reading, Transaction
from storage.gatherings.gathering_series import series
from storage.notices.ledger import is_still_open, notices
from storage.programme.people import people
from storage.programme.promotions import defis

from .appointments import appointments

# No appointment is longer than this, so an appointment that is not over began at most this long ago.
LONGEST = timedelta(days=4)
STANDING = (State.HELD.value, State.CONFIRMED.value)
_COMING = (
    # This redundant condition lets the database use its index on starts.
    appointments.c.starts > sa.bindparam("since"),
    appointments.c.ends > sa.bindparam("now"),
    appointments.c.state.in_(STANDING),
)
_COMING_AT = sa.select(appointments.c.id).where(*_COMING, appointments.c.link == sa.bindparam("link"))
# For each kind of owner, the column with its room.
OWN = {"person": people.c.visio, "defi": defis.c.visio, "series": series.c.link}


def list_links(tx: Reading, host: str, *, now: datetime) -> list[str]:
    """Return the links to a server (`host`): those of current and upcoming appointments by start, then all others.

    Duplicates are removed. The match is approximate, so the caller must parse the links."""
    coming, own = _link_queries(host)
    several = (tx.execute(coming, {"now": now, "since": now - LONGEST}), tx.execute(own))
    return list(dict.fromkeys(link for some in several for link in some.scalars()))


def list_upcoming(tx: Reading, link: str, *, now: datetime) -> list[int]:
    return list(tx.execute(_COMING_AT, {"now": now, "since": now - LONGEST, "link": link}).scalars())


def replace_link(tx: Transaction, link: str, *, new_link: str) -> None:
    """Replace a link in all appointments, also past ones, as they may be rescheduled. Update no calendar entries."""
    tx.execute(sa.update(appointments).where(appointments.c.link == link).values(link=new_link))


def owners_of(tx: Reading, link: str) -> Mapping[str, list[int]]:
    found = {}
    for thing, column in OWN.items():
        found[thing] = list(tx.execute(sa.select(column.table.c.id).where(column == link).order_by("id")).scalars())
    return found


def lock_unsent_messages(tx: Transaction, kind: str, person_ids: Collection[int]) -> set[int]:
    """Lock the messages of a kind to these people that the bot has not tried to send. Return their recipients.

    Nobody claims a locked message before this transaction ends, so the message will include this transaction's
    changes."""
    rows = tx.execute(
        sa.select(notices.c.person_id)
        .where(
            notices.c.recipient.in_([f"person {id_}" for id_ in sorted(person_ids)]),
            is_still_open(notices),
            notices.c.kind == kind,
            notices.c.state == NoticeState.OWED.value,
            notices.c.first_attempt.is_(None),
        )
        .order_by(notices.c.seq)
        .with_for_update()
    )
    return {scalar for scalar in rows.scalars() if scalar is not None}


@cache
def _link_queries(host: str) -> tuple[sa.Select[Any], sa.CompoundSelect[Any]]:
    """Return two queries: one for links of upcoming appointments, one for links of people, défis and series. Cached."""
    coming = sa.select(appointments.c.link).where(*_COMING, _contains_host(appointments.c.link, host))
    own = sa.union_all(*(sa.select(column).where(_contains_host(column, host)) for column in OWN.values()))
    return coming.order_by(appointments.c.starts, appointments.c.id), own


def _contains_host(link: sa.ColumnElement[str | None], host: str) -> sa.ColumnElement[bool]:
    return sa.func.lower(link).contains(host, autoescape=True)
