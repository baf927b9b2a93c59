"""A ledger with one person in it, and times to tell its story with."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from bot.notices import homes, notices
from bot.notices.model import Action, Notice, NoticeToSend
from storage.database import Database
from storage.programme import people

NOON = datetime(2026, 5, 12, 10, 0, tzinfo=UTC)


class Ledger:
    """The ledger as a test speaks of it: each call is its own transaction; both clocks start at NOON."""

    def __init__(self, database: Database) -> None:
        self.database = database
        with database.transaction() as tx:
            self.ada = people.add(tx, name="Ada", slack_id="UADA")
            self.bob = people.add(tx, name="Bob")

    def card(self, subject_id: int = 7, **values: object) -> NoticeToSend:
        """Describe a card about an appointment, for Ada."""
        given: dict[str, object] = {"kind": "helpdesk.card", "revision": 0, "due": NOON, "person_id": self.ada}
        given |= {"action": Action.POST, "subject": "appointment", "subject_id": subject_id, "card": True}
        return NoticeToSend(**(given | values))  # type: ignore[arg-type]

    def owe(self, *owed: NoticeToSend) -> int:
        """Owe these."""
        with self.database.transaction() as tx:
            return notices.owe(tx, owed)

    def file(self, subject_id: int = 7, **values: object) -> NoticeToSend:
        """Describe a file about an appointment, for Ada."""
        return self.card(subject_id, **({"action": Action.FILE, "kind": "agenda.file", "card": False} | values))

    def owe_file(self, owed: NoticeToSend, about: int = 7) -> bool:
        """Owe this file in the thread of the card about an appointment."""
        with self.database.transaction() as tx:
            return notices.owe_file(tx, owed, card_subject=("appointment", about))

    def open_home(self, *person_ids: int, blank: bool = False) -> None:
        """Let these people open their Home."""
        with self.database.transaction() as tx:
            for person_id in person_ids:
                homes.owe_home_always(tx, person_id, now=NOON, blank=blank)

    def owe_home(self, *person_ids: int, seconds: int = 0) -> int:
        """Owe these people's Homes."""
        with self.database.transaction() as tx:
            return homes.owe_home(tx, person_ids, now=NOON + timedelta(seconds=seconds))

    def update(self, subject_id: int = 7, *, revision: int = 1, due: datetime = NOON) -> int:
        """Owe the updates of an appointment's cards."""
        with self.database.transaction() as tx:
            return notices.owe_updates(tx, "appointment", subject_id, revision=revision, due=due)

    def drop(self, subject_id: int = 7, kinds: list[str] | None = None) -> int:
        """Drop what is owed about an appointment."""
        with self.database.transaction() as tx:
            return notices.drop_unsent(tx, "appointment", subject_id, kinds=kinds, reason="cancelled", now=NOON)

    def claim(self, *, seconds: int = 0, limit: int = 20, now: datetime | None = None) -> list[Notice]:
        """Claim, this many seconds after noon on the machine's clock (and on the bot's, unless told)."""
        at = NOON + timedelta(seconds=seconds)
        with self.database.transaction() as tx:
            return notices.claim(tx, now=now or at, machine_now=at, limit=limit)

    def sent(self, notice: Notice, ts: str = "1.0") -> bool:
        """Close a notice as sent."""
        with self.database.transaction() as tx:
            return notices.close_sent(tx, notice, channel="D1", ts=ts, machine_now=NOON)

    def retry(self, notice: Notice, *, seconds: float, ambiguous: bool = False, reason: str = "http_500") -> bool:
        """Owe a notice again this many seconds after noon."""
        with self.database.transaction() as tx:
            return notices.retry(tx, notice, at=NOON + timedelta(seconds=seconds), ambiguous=ambiguous, reason=reason)

    def do(self, step: Callable[..., object], *given: object, **values: object) -> object:
        """Do anything else of the service in a transaction."""
        with self.database.transaction() as tx:
            return step(tx, *given, **values)


@pytest.fixture
def book(database: Database) -> Ledger:
    return Ledger(database)
