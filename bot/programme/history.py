"""The append-only history (who did what to which thing) and receipts (idempotency keys), written with the action."""

from datetime import datetime

from bot.errors import Repeated
from bot.programme.model import Actor, Entry
from storage.database import Transaction
from storage.programme import history


def record(
    tx: Transaction, actor: Actor, action: str, *, thing: str, thing_id: int, now: datetime, detail: str = ""
) -> None:
    """Append a line of ids, states and keys, never a name or a text: the history outlives an erased person."""
    history.record(tx, Entry(actor.person_id, action, thing, thing_id, now, detail))


def once(tx: Transaction, key: str, *, now: datetime) -> bool:
    """Return whether `key` (an event's id, a message's button) is used for the first time, and record it."""
    return history.receive(tx, key, now=now)


def renew_receipt(tx: Transaction, key: str, *, now: datetime) -> None:
    """Record that `key` is used now, even if it was before."""
    history.renew(tx, key, now=now)


class Receipt:
    """The receipt of one request, saved in the transaction that acts on it (`Tools.transaction`).

    `mark`: its idempotency key. `is_kept`: whether the receipt was committed."""

    def __init__(self, mark: str) -> None:
        self.mark = mark
        self.is_kept = False

    def keep(self, tx: Transaction, *, now: datetime) -> None:
        """Save the receipt, once. Raises Repeated if an earlier copy of the request saved it."""
        if not self.is_kept and not once(tx, f"request {self.mark}", now=now):
            raise Repeated

    def stand(self) -> None:
        """Record that the receipt was committed."""
        self.is_kept = True


def undo_once(tx: Transaction, key: str) -> None:
    """Delete a receipt, since its action did not happen."""
    history.forget_receipt(tx, key)


def forget_receipts(tx: Transaction, *, before: datetime) -> None:
    """Delete the receipts older than this moment."""
    history.forget_receipts(tx, before=before)
