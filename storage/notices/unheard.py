"""Unsent rows of `notices`, which a newer notice may replace or drop.

Apart from the ledger's own rules: here queued rows give way to newer notices, as in `files` to newer files."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from bot.notices.model import Action, NoticeState, Unheard
from storage.database import Transaction
from storage.dialects import among

from .ledger import OPEN, OWED, close, notices

_LOCKED = (
    sa.select(notices.c.id, notices.c.kind, notices.c.person_id, notices.c.channel, notices.c.detail)
    .where(
        notices.c.subject == sa.bindparam("of_subject"),
        notices.c.subject_id == sa.bindparam("of_id"),
        among(notices.c.kind, "kinds"),
        notices.c.action.in_([Action.POST.value, Action.MAIL.value]),
        ~notices.c.doubtful,
        OPEN,
        OWED,
    )
    .order_by(notices.c.seq)
    .with_for_update()
)


def lock(tx: Transaction, subject: str, subject_id: int, *, kinds: Collection[str]) -> list[Unheard]:
    """Return what of these kinds waits about a subject, oldest first; until this transaction ends nobody sends it."""
    rows = tx.execute(_LOCKED, {"of_subject": subject, "of_id": subject_id, "kinds": sorted(kinds)})
    return [Unheard(row.id, row.kind, row.person_id, row.channel, row.detail) for row in rows]


def drop(tx: Transaction, ids: Collection[str], *, at: datetime) -> None:
    """Drop these, which are locked: newer news says it."""
    if ids:
        close(tx, notices.c.id.in_(sorted(ids)), state=NoticeState.DROPPED, reason="superseded", at=at)
