"""The tools that listeners and jobs share: the composition root builds them once."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, TypeVar

from bot.clock import Now
from bot.outside.dav import Dav
from bot.outside.documents import Fetcher
from bot.sealing import Seal
from bot.settings import Settings
from storage.database import Database, Reading, Transaction

# Handlers import these three names from here, since they must not import storage.
__all__ = ["Database", "Reading", "Tools", "Transaction"]


Value = TypeVar("Value")


class Receipt(Protocol):
    """The receipt of a request, which is saved with the request's changes (`programme.history`)."""

    def keep(self, tx: Transaction, *, now: datetime) -> None:
        """Save the receipt. Raises Repeated if it was already saved: Slack or the browser sent the request twice."""

    def stand(self) -> None:
        """Record that the receipt was committed."""


@dataclass(frozen=True, slots=True)
class Tools:
    """The database, the clock, the settings and clients, for listeners and jobs.

    `wake` wakes the dispatcher; `transaction()` calls it after each commit. `fetcher` fetches addresses that people
    typed. `dav` is the client for calendar servers. `seal` encrypts passwords; if it is None, people cannot enter any.
    `receipt` belongs to the current request; it is None in jobs."""

    database: Database
    now: Now
    settings: Settings
    wake: Callable[[], None]
    fetcher: Fetcher = field(default_factory=Fetcher)
    dav: Dav = field(default_factory=Dav)
    receipt: Receipt | None = None
    seal: Seal | None = None

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Open the transaction of one use case. Its notices are sent after the commit.

        Raises Repeated if the current request was already applied: anybody who copied a signed request can send it
        again within five minutes."""
        with self.database.transaction() as tx:
            if self.receipt is not None:
                self.receipt.keep(tx, now=self.now())
            yield tx
        if self.receipt is not None:
            self.receipt.stand()
        self.wake()

    def rehearsal(self) -> AbstractContextManager[Transaction]:
        """Open a transaction that is always rolled back, to preview a use case."""
        return self.database.rehearsal()

    def recall(self, reading: Reading, key: Hashable, *, read: Callable[[], Value]) -> Value:
        """Return the result of `read`, cached by `key` until something is written."""
        return self.database.recall(reading, key, read=read)

    def remember(self, key: Hashable, *, read: Callable[[Reading], Value]) -> Value:
        """Return the result of `read`, cached by `key`. A transaction is opened only if something was written since."""
        return self.database.remember(key, read=read)

    def reading(self) -> AbstractContextManager[Reading]:
        """Open a read transaction."""
        return self.database.reading()
