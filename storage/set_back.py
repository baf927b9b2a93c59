"""Shift future times back after the machine's clock was set back, so that nothing is delayed.

This is in its own module because it concerns several tables."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from bot.notices.model import LEASE, Action

from .agenda.absences import absences
from .agenda.busy import busy_feeds
from .agenda.changes import changes
from .database import Transaction
from .helpdesk.asks import waits
from .notices.ledger import OPEN, notices
from .programme.people import people
from .programme.promotions import promotions
from .schema import Moment

_NOW, _WAS, _LAPSED, _SETTLED = (sa.bindparam(name, type_=Moment()) for name in ("now", "was", "lapsed", "settled"))
_GONE = sa.bindparam("gone", type_=sa.BigInteger())  # seconds
_RETRY = sa.literal_column("retry_at", sa.BigInteger)

# Notices that were due stay due. Updates and Homes become due now, as they show the current state. The others stay.
_STILL_DUE = sa.or_(notices.c.due <= _WAS, notices.c.action.in_([Action.UPDATE.value, Action.HOME.value]))
_LEDGER = (
    sa.update(notices)
    .where(
        OPEN,
        sa.or_((notices.c.due > _NOW) & _STILL_DUE, notices.c.retry_at.is_not(None), notices.c.lease_until > _LAPSED),
    )
    .values(
        due=sa.case((_STILL_DUE & (notices.c.due > _NOW), _NOW), else_=notices.c.due),
        retry_at=_RETRY - _GONE,
        lease_until=sa.case((notices.c.lease_until > _LAPSED, _LAPSED), else_=notices.c.lease_until),
    )
)
_UNDOABLE = [
    sa.update(column.table).where(column > _SETTLED).values({column.name: _SETTLED})
    for column in (changes.c.until, absences.c.until, promotions.c.cancels_at)
]
# Times of the last attempt or notice. If such a time were in the future, the next one would come too late.
_ASKED = [
    sa.update(column.table).where(column > _NOW).values({column.name: _NOW})
    for column in (busy_feeds.c.fetched_at, busy_feeds.c.looked_at, people.c.looked_up_at, waits.c.told_at)
]


def shift_future_times(
    tx: Transaction, *, gone: timedelta, undo: timedelta, now: datetime, machine_now: datetime
) -> None:
    """Shift future times after the machine's clock moved back by `gone`, so that nothing is delayed.

    Times that people chose, such as starts of appointments, are not shifted. Undo windows end at most `undo` from
    now, and leases at most LEASE from now. If several replicas run this, the only harm is an early retry."""
    given = {"now": now, "was": now + gone, "lapsed": machine_now + LEASE, "settled": now + undo}
    tx.execute(_LEDGER, given | {"gone": int(gone.total_seconds())})
    for statement in (*_UNDOABLE, *_ASKED):
        tx.execute(statement, given)
