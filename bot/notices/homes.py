"""Pending updates of App Homes. If a Home changes again before it is rendered, its pending update is reused."""

from collections.abc import Collection
from datetime import datetime
from uuid import uuid4

from bot.notices.facts import Fact
from bot.notices.model import Action, HomeFingerprint, NoticeToSend, key_of_home
from storage.database import Reading, Transaction
from storage.notices import homes, ledger


class Home(Fact, kind="home", subject="home", action=Action.HOME):
    """The update of a person's App Home."""


def note_home_opened(tx: Transaction, person_id: int, *, now: datetime) -> None:
    """Record that a person opened their Home. From then on, `owe_home` updates it."""
    homes.record_home_opened(tx, person_id, at=now)


def owe_home(tx: Transaction, person_ids: Collection[int], *, now: datetime) -> int:
    """Enqueue an update of these people's Homes, unless they never opened them. Return the number of opened Homes.

    A pending update that nobody claimed is reused. Call this after all writes: it locks the Homes until the transaction
    ends, so that the update shows the changes."""
    opened = homes.lock(tx, person_ids) if person_ids else []
    joined = homes.join_updates(tx, opened, due=now) if opened else set()
    rows = [_row(person_id, now) for person_id in opened if person_id not in joined]
    if rows:
        ledger.add(tx, rows)
    return len(opened)


def owe_home_always(tx: Transaction, person_id: int, *, now: datetime, blank: bool = False) -> None:
    """Record that a person opened their Home, and enqueue its rendering.

    `blank`: Slack reports an empty Home (its event has no view). The bot then forgets the last known content."""
    note_home_opened(tx, person_id, now=now)
    if blank:
        homes.save_shown_view(tx, person_id, HomeFingerprint())
    owe_home(tx, [person_id], now=now)


def show_promotion(tx: Transaction, person_id: int, promotion_id: int, *, now: datetime) -> None:
    """Show the défis of a promotion in a person's Home, until the person opens their own Home again."""
    homes.record_home_opened(tx, person_id, at=now, promotion_id=promotion_id)
    owe_home(tx, [person_id], now=now)


def promotion_in_home(reading: Reading, person_id: int) -> int | None:
    """Return the promotion that a person's Home shows; None if it is their own Home."""
    return homes.shown_promotion(reading, person_id)


def home_content(reading: Reading, person_id: int) -> HomeFingerprint:
    """Return the last known content of a person's Home."""
    return homes.read_shown_view(reading, person_id)


def note_home_content(tx: Transaction, person_id: int, view: HomeFingerprint) -> None:
    """Record the published Home. An empty `HomeFingerprint` means that its content in Slack is unknown."""
    homes.save_shown_view(tx, person_id, view)


def _row(person_id: int, now: datetime) -> tuple[str, str, NoticeToSend]:
    notice_id = str(uuid4())
    return notice_id, key_of_home(person_id, notice_id), Home().owed(person_id, to=person_id, due=now)
