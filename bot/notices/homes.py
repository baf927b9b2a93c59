"""Pending updates of App Homes: one row for each person, however much changes before it is rendered."""

from collections.abc import Collection
from datetime import datetime
from uuid import uuid4

from bot.notices.facts import Fact
from bot.notices.model import Action, NoticeShown, Owed, key_of_home
from storage.database import Reading, Transaction
from storage.notices import homes, ledger


class Home(Fact, kind="home", subject="home", action=Action.HOME):
    """Render a person's App Home again."""


def note_opened(tx: Transaction, person_id: int, *, now: datetime) -> None:
    """Record that a person opened their Home; `owe_home` updates it from then on."""
    homes.note_opened(tx, person_id, at=now)


def owe_home(tx: Transaction, person_ids: Collection[int], *, now: datetime) -> int:
    """Enqueue an update for people who have opened their Home; return their number.

    It joins a pending update that is not claimed yet. Call it last, after all writes: it locks the people's Homes until
    the transaction ends, so that the update includes the change."""
    opened = homes.lock(tx, person_ids) if person_ids else []
    joined = homes.join(tx, opened, due=now) if opened else set()
    rows = [_row(person_id, now) for person_id in opened if person_id not in joined]
    if rows:
        ledger.add(tx, rows)
    return len(opened)


def owe_home_always(tx: Transaction, person_id: int, *, now: datetime, blank: bool = False) -> None:
    """Record that a person opened their Home, and enqueue its rendering.

    `blank`: Slack reports an empty Home (the event has no view), so drop the recorded content.
    """
    note_opened(tx, person_id, now=now)
    if blank:
        homes.note_shown(tx, person_id, NoticeShown())
    owe_home(tx, [person_id], now=now)


def turn_to(tx: Transaction, person_id: int, promotion_id: int, *, now: datetime) -> None:
    """Show a promotion défi by défi in a person's Home, until they open the normal Home again."""
    homes.note_opened(tx, person_id, at=now, promotion_id=promotion_id)
    owe_home(tx, [person_id], now=now)


def turned_to(reading: Reading, person_id: int) -> int | None:
    """Return the promotion that a person's Home shows défi by défi, if it does."""
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
