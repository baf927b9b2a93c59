"""Append lines to the history (who did what to which thing), and save receipts, which are idempotency keys.

Both are written in the transaction of the action."""

from datetime import datetime

from bot.errors import Repeated
from bot.programme.model import Actor, Entry
from storage.database import Transaction
from storage.programme import history


def record(
    tx: Transaction, actor: Actor, action: str, *, thing: str, thing_id: int, now: datetime, detail: str = ""
) -> None:
    """Append a line of ids, states and keys, never a name or a text: the history outlives erased people."""
    history.record(tx, Entry(actor.person_id, action, thing, thing_id, now, detail))


def record_once(tx: Transaction, key: str, *, now: datetime) -> bool:
    """Record the use of `key` (the id of an event, the button of a message). Return whether this is its first use."""
    return history.add_receipt(tx, key, now=now)


def renew_receipt(tx: Transaction, key: str, *, now: datetime) -> None:
    """Record that `key` is used now, even if it was used before."""
    history.renew_receipt(tx, key, now=now)


class Receipt:
    """The receipt of one request, saved in the transaction that acts on the request (`Tools.transaction`).

    `mark` is the idempotency key of the request. `is_kept` is True after the commit."""

    def __init__(self, mark: str) -> None:
        self.mark = mark
        self.is_kept = False

    def keep(self, tx: Transaction, *, now: datetime) -> None:
        """Save the receipt. Raises Repeated if an earlier copy of the request saved it."""
        if not self.is_kept and not record_once(tx, f"request {self.mark}", now=now):
            raise Repeated

    def stand(self) -> None:
        """Record that the receipt was committed."""
        self.is_kept = True


def delete_receipt(tx: Transaction, key: str) -> None:
    """Delete the receipt of an action that did not happen."""
    history.forget_receipt(tx, key)


def forget_receipts(tx: Transaction, *, before: datetime) -> None:
    """Delete the receipts older than this moment."""
    history.forget_receipts(tx, before=before)
