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

# Handlers name the three through here: they do not import storage.
__all__ = ["Database", "Reading", "Tools", "Transaction"]


Value = TypeVar("Value")


class Receipt(Protocol):
    """The note that one request was acted on, kept with what it changes (`programme.history`)."""

    def keep(self, tx: Transaction, *, now: datetime) -> None:
        """Write the note, once. Raises Repeated where it stands already: the request came again."""

    def stand(self) -> None:
        """Know that it was committed."""


@dataclass(frozen=True, slots=True)
class Tools:
    """The database, the clock and the settings, for listeners and jobs.

    `wake` wakes the dispatcher; `transaction()` calls it after each commit. `fetcher` reads addresses that people gave,
    `dav` speaks to calendar servers, `seal` encrypts their passwords, None without a key. `receipt`: of the current
    request, None for jobs."""

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

        Raises Repeated for a request that was acted on before: a signed one can be replayed for five minutes."""
        with self.database.transaction() as tx:
            if self.receipt is not None:
                self.receipt.keep(tx, now=self.now())
            yield tx
        if self.receipt is not None:
            self.receipt.stand()
        self.wake()

    def rehearsal(self) -> AbstractContextManager[Transaction]:
        """Open a transaction that keeps nothing, and so owes nothing: to show what one use case would do."""
        return self.database.rehearsal()

    def recall(self, reading: Reading, key: Hashable, *, read: Callable[[], Value]) -> Value:
        """Return what `read` reads, or what it gave for `key` before if nothing was written since."""
        return self.database.recall(reading, key, read=read)

    def remember(self, key: Hashable, *, read: Callable[[Reading], Value]) -> Value:
        """Return the same of a view of its own, which is not opened where nothing was written since."""
        return self.database.remember(key, read=read)

    def reading(self) -> AbstractContextManager[Reading]:
        """Open a view for reading."""
        return self.database.reading()
