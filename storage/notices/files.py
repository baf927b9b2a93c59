"""Enqueue files in `notices`, and find out whether a file was sent.

A newer file replaces older files. In Slack, a file is found again by the name that it had in the last attempt."""

from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa

from bot.notices.model import Action, EarlierAttempt, Notice, NoticeState, NoticeToSend
from storage.database import Reading, Transaction

from .ledger import OPEN, SUPERSEDED, close, has_our_lease, notices

_other = notices.alias("other")
_SENT = _other.c.state == NoticeState.SENT.value


def replace_pending_files(tx: Transaction, owed: NoticeToSend, *, key: str) -> None:
    """Replace pending files of the same kind, subject and person by a new file, whose key is `key`.

    Older files that were certainly not sent are dropped. If a file is being sent or was perhaps delivered, it expires,
    so that it is not sent again."""
    older = sa.and_(
        notices.c.subject == owed.subject,
        notices.c.subject_id == owed.subject_id,
        notices.c.kind == owed.kind,
        notices.c.person_id == owed.person_id,
        notices.c.action == Action.FILE.value,
        notices.c.key != key,
        OPEN,
    )
    rows = tx.execute(
        sa.select(notices.c.id, notices.c.state, notices.c.doubtful)
        .where(older)
        .order_by(notices.c.seq)
        .with_for_update()
    ).all()
    unsent = [row.id for row in rows if row.state == NoticeState.OWED.value and not row.doubtful]
    if unsent:
        close(tx, notices.c.id.in_(unsent), state=NoticeState.DROPPED, reason=SUPERSEDED, at=owed.due)
    if len(unsent) < len(rows):
        tx.execute(sa.update(notices).where(older).values(expires=owed.due))


def subjects_with_file(
    tx: Reading, subject: str, subject_ids: Collection[int], *, kind: str, person_id: int
) -> set[int]:
    """Return the subjects about which a file of this kind was ever enqueued for a person."""
    return set(
        tx.execute(
            sa.select(notices.c.subject_id)
            .where(notices.c.subject == subject, notices.c.subject_id.in_(sorted(subject_ids)))
            .where(notices.c.kind == kind, notices.c.person_id == person_id, notices.c.action == Action.FILE.value)
            .distinct()
        ).scalars()
    )


def drop_joined_files(tx: Transaction, keys: Sequence[str], *, at: datetime) -> None:
    """Drop these new files, since one other file contains the entries of all of them."""
    close(tx, notices.c.key.in_(keys), state=NoticeState.DROPPED, reason="together", at=at)


def note_attempt(tx: Transaction, notice: Notice, name: str) -> bool:
    """Save the name under which a file is sent now. Return False if our lease has expired."""
    return tx.execute(sa.update(notices).where(has_our_lease(notice)).values(file_name=name)).rowcount == 1


def earlier_attempt(tx: Reading, notice: Notice, name: str) -> EarlierAttempt | None:
    """Return what happened to another file of the same kind and card that has this name; None if no file has it."""
    row = tx.execute(
        sa.select(_SENT.label("sent"), _other.c.first_attempt)
        .select_from(notices.join(_other, _other.c.card_id == notices.c.card_id))
        .where(notices.c.id == notice.id, _other.c.id != notice.id, _other.c.kind == notices.c.kind)
        .where(_other.c.file_name == name, sa.or_(_SENT, _other.c.doubtful, _other.c.state == NoticeState.LEASED.value))
        .order_by(_SENT.desc(), _other.c.first_attempt)
        .limit(1)
    ).one_or_none()
    return None if row is None else EarlierAttempt(bool(row.sent), row.first_attempt)


def is_expired(tx: Reading, notice: Notice, *, now: datetime) -> bool:
    expires: datetime | None = tx.execute(sa.select(notices.c.expires).where(notices.c.id == notice.id)).scalar_one()
    return expires is not None and expires <= now
