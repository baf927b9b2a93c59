"""Pending updates of App Homes. A person has one row at most, however much changes before their Home is rendered."""

from collections.abc import Collection
from datetime import datetime
from uuid import uuid4

from bot.notices.facts import Fact
from bot.notices.model import Action, NoticeShown, Owed, key_of_home
from storage.database import Reading, Transaction
from storage.notices import homes, ledger


class Home(Fact, kind="home", subject="home", action=Action.HOME):
    """A person's App Home is to be rendered again."""


def note_opened(tx: Transaction, person_id: int, *, now: datetime) -> None:
    """Record that a person opened their Home. From then on, `owe_home` updates it."""
    homes.note_opened(tx, person_id, at=now)


def owe_home(tx: Transaction, person_ids: Collection[int], *, now: datetime) -> int:
    """Enqueue an update of the Home of each of these people who has opened it. Return how many.

    A pending update that is not claimed yet is reused. Call this after all writes: it locks the Homes until the
    transaction ends, so that the update shows the change."""
    opened = homes.lock(tx, person_ids) if person_ids else []
    joined = homes.join(tx, opened, due=now) if opened else set()
    rows = [_row(person_id, now) for person_id in opened if person_id not in joined]
    if rows:
        ledger.add(tx, rows)
    return len(opened)


def owe_home_always(tx: Transaction, person_id: int, *, now: datetime, blank: bool = False) -> None:
    """Record that a person opened their Home, and enqueue its rendering.

    `blank`: Slack reports that the Home is empty (the event has no view), so the last known content is forgotten."""
    note_opened(tx, person_id, now=now)
    if blank:
        homes.note_shown(tx, person_id, NoticeShown())
    owe_home(tx, [person_id], now=now)


def turn_to(tx: Transaction, person_id: int, promotion_id: int, *, now: datetime) -> None:
    """Show a promotion défi by défi in a person's Home, until they open their own Home again."""
    homes.note_opened(tx, person_id, at=now, promotion_id=promotion_id)
    owe_home(tx, [person_id], now=now)


def turned_to(reading: Reading, person_id: int) -> int | None:
    """Return the promotion whose page is shown in a person's Home, None for their own Home."""
    return homes.promotion_of(reading, person_id)


def shown(reading: Reading, person_id: int) -> NoticeShown:
    """Return the last known content of a person's Home."""
    return homes.shown(reading, person_id)


def note_shown(tx: Transaction, person_id: int, view: NoticeShown) -> None:
    """Record the published Home; an empty `NoticeShown` if its content in Slack is unknown."""
    homes.note_shown(tx, person_id, view)


def _row(person_id: int, now: datetime) -> tuple[str, str, Owed]:
    notice_id = str(uuid4())
    return notice_id, key_of_home(person_id, notice_id), Home().owed(person_id, to=person_id, due=now)
