"""Handle the notices of a database that was restored from a backup. Some may have been sent after the backup."""

from datetime import datetime

import sqlalchemy as sa

from bot.notices.model import UNLESS_UNREADABLE, Action, NoticeState
from storage.database import Reading, Transaction
from storage.schema import Moment

from .homes import homes
from .ledger import OPEN, close, notices

# Other notices (updates, Homes) may be sent twice without harm.
_LOOKED_UP = {Action.POST.value, Action.GROUP.value, Action.FILE.value}
_DUE = notices.c.due <= sa.bindparam("now", type_=Moment())
_DOUBT = (
    sa.update(notices)
    .where(OPEN, _DUE)
    .values(
        state=NoticeState.OWED.value,
        lease_until=None,
        doubtful=True,
        looks=UNLESS_UNREADABLE,
        # The first attempt is set to now, since an old time would leave no time for retries.
        first_attempt=sa.bindparam("tried", type_=Moment()),
        attempts=sa.literal_column("1", sa.BigInteger),
        retry_at=sa.bindparam("at", type_=Moment()),
    )
    .returning(notices.c.action)
)
_FORGET_SHOWN = sa.update(homes).values(digest=None, hash=None)


def mark_doubtful(tx: Transaction, *, now: datetime, machine_now: datetime, at: datetime) -> int:
    """Mark due notices as uncertain deliveries. From `at` on (machine's clock), the bot looks for them in Slack.

    Return the number of messages and files among them. All Homes are rendered again: what they show is unknown."""
    tx.execute(_FORGET_SHOWN)
    doubted = tx.execute(_DOUBT, {"now": now, "tried": machine_now, "at": at}).scalars()
    return sum(action in _LOOKED_UP for action in doubted)


def list_cards(tx: Reading, *, now: datetime, since: datetime) -> list[tuple[str, int, int]]:
    """Return (subject, subject id, revision) of cards that are pending or were sent at or after `since`.

    Expired cards are left out."""
    coming = sa.or_(notices.c.expires.is_(None), notices.c.expires > now)
    alive = sa.or_(OPEN, sa.and_(notices.c.state == NoticeState.SENT.value, notices.c.closed_at >= since))
    which = (notices.c.subject, notices.c.subject_id)
    found = sa.select(*which, sa.func.max(notices.c.revision)).where(notices.c.is_card, coming, alive).group_by(*which)
    return [(subject, subject_id, revision) for subject, subject_id, revision in tx.execute(found.order_by(*which))]


def fail_mails(tx: Transaction, *, now: datetime, reason: str, at: datetime) -> int:
    """Fail the due mails, since nobody can check whether they arrived. Return how many."""
    mails = sa.and_(OPEN, notices.c.due <= now, notices.c.action == Action.MAIL.value)
    return len(close(tx, mails, state=NoticeState.FAILED, reason=reason, at=at))
