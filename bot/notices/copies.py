"""A message that Slack cannot bring, its reader having no account there, goes by mail: once, to who has an e-mail."""

from dataclasses import replace
from datetime import datetime

from bot.notices.model import Action, Notice, Owed
from bot.notices.service import owe
from storage.database import Transaction
from storage.notices import ledger
from storage.programme import people

COPY = "mail.copy"
_LONGEST = 500  # characters of a detail


def note(tx: Transaction, notice: Notice, *, now: datetime) -> bool:
    """Owe the mail of a post to somebody that failed, which counts as a failure no more; True once it is owed.

    False when there is no address, or it was owed before.
    """
    detail = f"{notice.kind} {notice.detail}"
    person = people.by_id(tx, notice.person_id) if notice.person_id is not None else None
    if notice.action is not Action.POST or notice.channel or person is None or not person.email:
        return False
    if len(detail) > _LONGEST:
        return False
    mail = Owed(
        action=Action.MAIL,
        kind=COPY,
        subject=notice.subject,
        subject_id=notice.subject_id,
        revision=notice.revision,
        person_id=notice.person_id,
        due=now,
        expires=notice.expires,
        detail=detail,
        period=notice.id,
    )
    if owe(tx, mail) == 0:
        return False
    let_go(tx, notice, reason="mailed")
    return True


def let_go(tx: Transaction, notice: Notice, *, reason: str) -> None:
    """Note of a message that failed that nothing is lost by it: `reason` says what its reader got instead."""
    ledger.let_go(tx, notice.id, reason=reason)


def original(notice: Notice) -> Notice:
    """Give the post that a mail copies, to draw it."""
    kind, _, detail = notice.detail.partition(" ")
    return replace(notice, action=Action.POST, kind=kind, detail=detail)
