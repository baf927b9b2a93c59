"""The append-only history: who did what to which thing; and receipts, which make steps idempotent.

Both are written in the transaction that does it."""

from datetime import datetime

from bot.errors import Repeated
from bot.programme.model import Actor, Entry
from storage.database import Transaction
from storage.programme import history


def record(
    tx: Transaction, actor: Actor, action: str, *, thing: str, thing_id: int, now: datetime, detail: str = ""
) -> None:
    """Append a line: ids, states and keys only, never a name or a text (a person can be erased, the history stays)."""
    history.record(tx, Entry(actor.person_id, action, thing, thing_id, now, detail))


def once(tx: Transaction, key: str, *, now: datetime) -> bool:
    """Return whether `key` (an event's id, a message's button) is acted on for the first time, and note it."""
    return history.receive(tx, key, now=now)


def renew_receipt(tx: Transaction, key: str, *, now: datetime) -> None:
    """Note that `key` is acted on now, whenever it was before."""
    history.renew(tx, key, now=now)


class Receipt:
    """The receipt of one request, saved in the transaction that acts on it (`Tools.transaction`).

    `mark`: its idempotency key. `is_kept`: it was committed."""

    def __init__(self, mark: str) -> None:
        self.mark = mark
        self.is_kept = False

    def keep(self, tx: Transaction, *, now: datetime) -> None:
        """Write the note, once per request. Raises Repeated if an earlier request wrote it."""
        if not self.is_kept and not once(tx, f"request {self.mark}", now=now):
            raise Repeated

    def stand(self) -> None:
        """Remember that the note was committed."""
        self.is_kept = True


def undo_once(tx: Transaction, key: str) -> None:
    """Forget that `key` was acted on: what it stood for did not happen."""
    history.forget_receipt(tx, key)


def forget_receipts(tx: Transaction, *, before: datetime) -> None:
    """Forget what was acted on before this moment."""
    history.forget_receipts(tx, before=before)
