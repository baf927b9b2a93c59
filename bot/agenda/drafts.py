"""Drafts: text that a person types in a form of several steps.

The id of a draft is also an idempotency key: it belongs to one result, even if the form is submitted twice."""

from datetime import datetime, timedelta

from bot.agenda.model import Draft
from bot.errors import DraftExpired
from bot.programme.model import Actor
from storage.agenda import drafts
from storage.database import Reading, Transaction

KEPT = timedelta(days=2)


def save(tx: Transaction, actor: Actor, draft_id: str, *, content: str, now: datetime) -> None:
    """Save the typed text under the id that the modal carries.

    A draft expires after two days, and its id can then be used again. Raises DraftExpired if the draft belongs to
    another person (a forged id), or if it has a result, so that the form must begin a new draft."""
    drafts.add(tx, Draft(draft_id, _person_id(actor), content, now + KEPT))
    known = drafts.read(tx, draft_id, lock=True)
    if known is None or known.person_id != _person_id(actor) or known.result_id is not None:
        raise DraftExpired
    if known.content != content or known.expires_at <= now:
        expires_at = known.expires_at if known.expires_at > now else now + KEPT
        drafts.change(tx, draft_id, content=content, expires_at=expires_at)


def find(tx: Reading, actor: Actor, draft_id: str, *, now: datetime, lock: bool = False) -> Draft:
    """Return the actor's draft. Raises DraftExpired if it is missing or expired, or if it belongs to another person."""
    draft = drafts.read(tx, draft_id, lock=lock)
    if draft is None or draft.person_id != _person_id(actor) or draft.expires_at <= now:
        raise DraftExpired
    return draft


def settle(tx: Transaction, draft: Draft, *, result_id: int) -> None:
    """Record the id of the result. Delete the typed text, because the result contains it."""
    drafts.record_result(tx, draft.id, result_id=result_id)


def forget_expired(tx: Transaction, *, now: datetime) -> int:
    """Delete expired drafts. Return the number of deleted drafts."""
    return drafts.forget_expired(tx, before=now)


def _person_id(actor: Actor) -> int:
    if actor.person_id is None:
        raise DraftExpired
    return actor.person_id
