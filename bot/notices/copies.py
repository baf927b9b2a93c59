"""Mails that replace Slack notices, each sent once to a person who has an e-mail but no Slack account."""

from dataclasses import replace
from datetime import datetime

from bot.notices.facts import Fact
from bot.notices.model import COPY, Action, Notice
from bot.notices.notices import owe
from storage.database import Transaction
from storage.notices import ledger
from storage.programme import people

_LONGEST = 500  # characters of a detail


class Copy(Fact, kind=COPY, action=Action.MAIL):
    """A mail that replaces a notice. `of` and `told` are the notice's kind and detail. Both have the same subject."""

    of: str
    told: str


def owe_copy(tx: Transaction, notice: Notice, *, due: datetime) -> bool:
    """Enqueue a mail in place of a failed post, which then no longer counts as failed.

    Return False if no mail is enqueued: the person has no address, the mail was enqueued before, the detail is too
    long, or the notice is not a direct message."""
    copy = Copy(notice.kind, notice.detail)
    person = people.by_id(tx, notice.person_id) if notice.person_id is not None else None
    if notice.action is not Action.POST or notice.channel or person is None or not person.email:
        return False
    if len(copy.detail) > _LONGEST:
        return False
    mail = copy.owed(
        notice.subject_id, to=person.id, due=due, expires=notice.expires, revision=notice.revision, period=notice.id
    )
    if owe(tx, replace(mail, subject=notice.subject)) == 0:
        return False
    drop_failed(tx, notice, reason="mailed")
    return True


def drop_failed(tx: Transaction, notice: Notice, *, reason: str) -> None:
    """Close a failed message so that it does not count as failed. `reason` says what its reader got instead."""
    ledger.drop_failed(tx, notice.id, reason=reason)


def original_post(notice: Notice) -> Notice:
    """Return the post that a mail replaces, so that its content can be rendered."""
    copy = Copy.read(notice.detail)
    return replace(notice, action=Action.POST, kind=copy.of, detail=copy.told)
