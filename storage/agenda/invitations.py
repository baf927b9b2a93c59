"""Find people whom the bot reaches by mail, and the invitation mails that it sent or will send them.

Tables `people`, `reminder_wishes`, `notices`."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.agenda.calendars.invited import InvitationMail
from bot.agenda.facts import Invite
from bot.notices.model import NoticeState
from storage.database import Reading, Transaction
from storage.dialects import is_among
from storage.notices.ledger import notices
from storage.programme.people import people

from .reminders import wishes

_BY_MAIL = (
    sa.select(people.c.id)
    .select_from(people.outerjoin(wishes, wishes.c.person_id == people.c.id))
    .where(
        is_among(people.c.id, "people"),
        sa.func.coalesce(people.c.email, "") != "",
        sa.or_(sa.and_(people.c.slack_id.is_(None), people.c.looked_up_at.is_not(None)), wishes.c.by_mail),
    )
)
_TOLD = (
    sa.select(
        notices.c.id,
        notices.c.seq,
        notices.c.subject_id,
        notices.c.person_id,
        notices.c.state,
        notices.c.doubtful,
        notices.c.detail,
        notices.c.revision,
    )
    .where(
        notices.c.subject == sa.bindparam("of_subject"),
        is_among(notices.c.subject_id, "ids"),
        notices.c.kind == sa.bindparam("of_kind"),
    )
    .order_by(notices.c.seq)
)
_LOCKED = _TOLD.with_for_update()
_LOCKED_ONE = _LOCKED.where(notices.c.person_id == sa.bindparam("of_person"))
_DROP = (
    sa.update(notices)
    .where(is_among(notices.c.id, "ids"))
    .values(state=NoticeState.DROPPED.value, reason=sa.bindparam("why"), closed_at=sa.bindparam("at"), retry_at=None)
)


def people_reached_by_mail(tx: Reading, person_ids: Collection[int]) -> set[int]:
    """Return the people with an e-mail who chose mail, or for whom Slack was asked and has no account. One query."""
    return set(tx.execute(_BY_MAIL, {"people": sorted(person_ids)}).scalars()) if person_ids else set()


def list_mails(
    tx: Reading, subject_ids: Collection[int], *, subject: str, kind: str
) -> dict[tuple[int, int], list[InvitationMail]]:
    """Return {(subject id, person): mails} of this kind about these subjects, the oldest mail first. One query."""
    return _read_mails(tx, _TOLD, subject_ids, subject=subject, kind=kind)


def lock_mails(
    tx: Transaction, subject_ids: Collection[int], *, subject: str, kind: str, person_id: int | None = None
) -> dict[tuple[int, int], list[InvitationMail]]:
    """Return the mails of `list_mails`, locked until the commit so that none is sent.

    `person_id`: only mails to this person."""
    if person_id is None:
        return _read_mails(tx, _LOCKED, subject_ids, subject=subject, kind=kind)
    return _read_mails(tx, _LOCKED_ONE, subject_ids, subject=subject, kind=kind, of_person=person_id)


def drop_mails(tx: Transaction, notice_ids: Collection[str], *, reason: str, at: datetime) -> None:
    tx.execute(_DROP, {"ids": sorted(notice_ids), "why": reason, "at": at})


def _read_mails(
    tx: Reading, statement: sa.Select[Any], subject_ids: Collection[int], *, subject: str, kind: str, **parameters: int
) -> dict[tuple[int, int], list[InvitationMail]]:
    found: dict[tuple[int, int], list[InvitationMail]] = {}
    for row in tx.execute(
        statement, {"ids": sorted(subject_ids), "of_subject": subject, "of_kind": kind, **parameters}
    ):
        waits = row.state == NoticeState.OWED.value and not row.doubtful
        is_out = row.doubtful or not (waits or row.state == NoticeState.DROPPED.value)
        told = InvitationMail(
            row.id, row.seq, Invite.read(row.detail), waits=waits, is_out=is_out, revision=row.revision
        )
        found.setdefault((row.subject_id, row.person_id), []).append(told)
    return found
