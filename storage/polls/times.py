"""Find the times when people are busy: with appointments, claims and connected calendars. Also name meetings.

The agenda must not import polls, so the table is declared again here."""

from collections.abc import Collection
from contextlib import closing
from typing import cast

import sqlalchemy as sa

from bot.agenda.model import Reply, State
from bot.agenda.slots import QUARTER
from storage.agenda.appointments import appointments, participants
from storage.agenda.busy import busy_blocks
from storage.agenda.claims import claims
from storage.database import Reading
from storage.dialects import is_among

_polls = sa.table(
    "polls", sa.column("appointment_id", sa.BigInteger), sa.column("moves"), sa.column("title", sa.String)
)
_SINCE, _UNTIL = sa.bindparam("since", type_=sa.BigInteger), sa.bindparam("until", type_=sa.BigInteger)
_FIRST = claims.c.quarter * QUARTER
_AFTER = (claims.c.quarter + claims.c.length) * QUARTER
_STARTS, _ENDS = (sa.type_coerce(column, sa.BigInteger) for column in (appointments.c.starts, appointments.c.ends))
_FROM, _TO = (sa.type_coerce(column, sa.BigInteger) for column in (busy_blocks.c.starts, busy_blocks.c.ends))
_BUSY = sa.union_all(
    sa.select(participants.c.person_id, _STARTS, _ENDS)
    .join_from(participants, appointments, appointments.c.id == participants.c.appointment_id)
    .where(
        is_among(participants.c.person_id, "people"),
        participants.c.reply == Reply.COMES.value,
        appointments.c.state != State.CANCELLED.value,
        appointments.c.id != sa.bindparam("without"),
        _ENDS > _SINCE,
        _STARTS < _UNTIL,
    ),
    sa.select(claims.c.person_id, _FIRST, _AFTER).where(
        claims.c.length > sa.text("0"),
        is_among(claims.c.person_id, "people"),
        claims.c.appointment_id != sa.bindparam("without"),
        claims.c.quarter.between(sa.bindparam("first"), sa.bindparam("last")),
    ),
    sa.select(busy_blocks.c.person_id, _FROM, _TO).where(
        is_among(busy_blocks.c.person_id, "people"), _TO > _SINCE, _FROM < _UNTIL
    ),
)
_NAMES = sa.select(_polls.c.appointment_id, _polls.c.title).where(
    is_among(_polls.c.appointment_id, "ids"), _polls.c.moves.is_(None)
)
# No claim is longer than this many quarter-hours. So a claim that is not over began at most this long ago.
_LONGEST = 4 * 96


def busy_times(
    tx: Reading, person_ids: Collection[int], *, since: int, until: int, excluded_id: int | None = None
) -> list[tuple[int, int, int]]:
    """Return (person, start, end) of the times when these people are busy, in seconds since 1970. One query, unordered.

    `since` and `until` are in seconds since 1970. Claims include their buffer.
    `excluded_id`: an appointment to leave out."""
    given = {
        "people": sorted(person_ids),
        "since": since,
        "until": until,
        "first": since // QUARTER - _LONGEST,
        "last": until // QUARTER,
        "without": excluded_id or 0,
    }
    with closing(tx.execute(_BUSY, given)) as found:
        # The driver's own tuples are faster than SQLAlchemy's rows.
        return cast(list[tuple[int, int, int]], found.cursor.fetchall() if found.cursor else [])


def names_of(tx: Reading, appointment_ids: Collection[int]) -> dict[int, str]:
    """Return {appointment: title} for those of these appointments that date polls booked. One query."""
    return {row.appointment_id: row.title for row in tx.execute(_NAMES, {"ids": sorted(appointment_ids)})}
