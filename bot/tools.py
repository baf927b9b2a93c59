"""Tools for listeners and jobs: built once by the composition root."""

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

# Handlers import these three from here: they do not import storage.
__all__ = ["Database", "Reading", "Tools", "Transaction"]


Value = TypeVar("Value")


class Receipt(Protocol):
    """The receipt of a request, saved with its changes (`programme.history`)."""

    def keep(self, tx: Transaction, *, now: datetime) -> None:
        """Save the receipt, once. Raises Repeated if it exists, so that the request is a repetition."""

    def stand(self) -> None:
        """Record that the receipt was committed."""


@dataclass(frozen=True, slots=True)
class Tools:
    """The database, the clock and the settings, for listeners and jobs.

    `wake` wakes the dispatcher; `transaction()` calls it after each commit. `fetcher` fetches addresses that people
    typed, `dav` is the client for calendar servers, `seal` encrypts passwords, None without a key. `receipt`: of the
    current request, None for jobs."""

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
        """Open the transaction of exactly one use case; its notices are sent after the commit.

        Raises Repeated for a request that was applied before: a signed one can be replayed for five minutes."""
        with self.database.transaction() as tx:
            if self.receipt is not None:
                self.receipt.keep(tx, now=self.now())
            yield tx
        if self.receipt is not None:
            self.receipt.stand()
        self.wake()

    def rehearsal(self) -> AbstractContextManager[Transaction]:
        """Open a transaction that is rolled back at the end, to preview a use case."""
        return self.database.rehearsal()

    def recall(self, reading: Reading, key: Hashable, *, read: Callable[[], Value]) -> Value:
        """Return the result of `read`, cached by `key` until something is written."""
        return self.database.recall(reading, key, read=read)

    def remember(self, key: Hashable, *, read: Callable[[Reading], Value]) -> Value:
        """Return a cached answer, opening a read transaction only if something was written since."""
        return self.database.remember(key, read=read)

    def reading(self) -> AbstractContextManager[Reading]:
        """Open a read transaction."""
        return self.database.reading()
