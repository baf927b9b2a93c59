"""The append-only history: who did what to which thing, written in the transaction that does it."""

from datetime import datetime

from bot.programme.model import Actor, Entry
from storage import history
from storage.database import Transaction


def record(
    tx: Transaction, actor: Actor, action: str, *, thing: str, thing_id: int, now: datetime, detail: str = ""
) -> None:
    """Append a line: ids, states and keys only, never a name or a text (a person can be erased, the history stays)."""
    history.record(tx, Entry(actor.person_id, action, thing, thing_id, now, detail))


def once(tx: Transaction, key: str, *, now: datetime) -> bool:
    """Say whether `key` (an event's id, a message's button) is acted on for the first time, and note it."""
    return history.receive(tx, key, now=now)


def renew_receipt(tx: Transaction, key: str, *, now: datetime) -> None:
    """Note that `key` is acted on now, whenever it was before."""
    history.renew(tx, key, now=now)


def undo_once(tx: Transaction, key: str) -> None:
    """Forget that `key` was acted on: what it stood for did not happen."""
    history.forget_receipt(tx, key)


def forget_receipts(tx: Transaction, *, before: datetime) -> None:
    """Forget what was acted on before this moment."""
    history.forget_receipts(tx, before=before)
