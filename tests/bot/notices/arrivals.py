"""People arrive by files, and a coach greets them: how the welcome's tests speak of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import select

from bot.notices import notices as ledger
from bot.notices import welcome
from bot.notices.model import Action, Notice
from bot.programme.model import Actor, Person
from bot.settings import ExplicitSettings
from bot.tools import Tools
from storage.database import Database
from storage.notices.ledger import notices
from storage.programme import people
from tests.bot.programme.imports.written import NOW, PROMOTION, csv, run

T = TypeVar("T")
AFTER = datetime(2027, 7, 1, 7, 0, tzinfo=NOW.tzinfo)  # the promotion has ended
CLAIRE = "claire@exemple.fr,Claire,coach,,,,,"
DAVID = "david@exemple.fr,David,coach,,,,,"


@dataclass
class Door:
    """Where people arrive: each call is a transaction of its own."""

    database: Database
    now: datetime = NOW
    written: int = 0  # how often the clock's job opened a transaction

    def bring(self, *lines: str, files: tuple[str, ...] = (PROMOTION,)) -> None:
        run(self.database, *files, csv(*lines), confirmed=True, now=self.now)

    def announce(self) -> None:
        tools = Tools(
            self.database, lambda: self.now, ExplicitSettings.model_validate({"database_url": "x"}), self._wrote
        )
        welcome.announce_arrivals(tools)

    def _wrote(self) -> None:
        self.written += 1

    def do(self, step: Callable[..., T], *given: object) -> T:
        with self.database.transaction() as tx:
            return step(tx, *given, now=self.now)

    def person(self, name: str) -> Person:
        with self.database.reading() as reading:
            found = people.by_email(reading, f"{name}@exemple.fr")
        assert found
        return found

    def actor(self, name: str = "claire") -> Actor:
        return Actor(f"U{name}", self.person(name))

    def owed(self, kind: str, action: Action = Action.POST) -> list[tuple[int, str]]:
        """Give (subject, recipient) of what was owed, in order."""
        with self.database.reading() as reading:
            rows = reading.execute(
                select(notices.c.subject_id, notices.c.recipient)
                .where(notices.c.kind == kind, notices.c.action == action.value)
                .order_by(notices.c.seq)
            )
            return [(subject, recipient) for subject, recipient in rows]

    def welcomed(self) -> list[str]:
        """Give who was owed a welcome, by name, as often as it was."""
        with self.database.reading() as reading:
            known = people.by_ids(reading, [person for person, _ in self.owed(welcome.Greeting.kind)])
        return sorted(known[person].name for person, _ in self.owed(welcome.Greeting.kind))

    def waiting(self) -> list[str]:
        """Give whom the newest card names."""
        card = self.owed(welcome.ArrivalsCard.kind)[-1][0]
        with self.database.reading() as reading:
            return [one.name for one in welcome.read_arrivals(reading, card, now=self.now).people]

    def send(self) -> list[Notice]:
        """Send all that is due."""
        with self.database.transaction() as tx:
            claimed = ledger.claim(tx, now=self.now, machine_now=self.now, limit=100)
            for number, notice in enumerate(claimed):
                ledger.close_sent(tx, notice, channel="C1", ts=f"{number}.0", machine_now=self.now)
        return claimed
