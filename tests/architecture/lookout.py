"""Sees each search for free times, and whether everybody who writes has to wait for it."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from threading import local

import pytest
from sqlalchemy import Connection, Engine, event

from bot.agenda import service as agenda
from bot.agenda.slots import Busy, Search, Slot, free_slots
from bot.dates.hours import Opening
from bot.mentoring.matching import times
from storage.database import Database

SEARCHING = (agenda, times)  # the modules that look for free times
IN_READING, IN_TRANSACTION = "in a reading", "in a transaction"


class Lookout:
    """What was seen: where each search was made, in a reading or within a transaction that may write."""

    def __init__(self, writer: Engine) -> None:
        self.searches: list[str] = []
        self._writer = writer
        self._mine = local()  # a transaction is its thread's

    def begin(self, connection: Connection) -> None:
        if connection.engine is self._writer:
            self._mine.where = IN_TRANSACTION

    def end(self, connection: Connection) -> None:
        if connection.engine is self._writer:
            self._mine.where = IN_READING

    def search(self, search: Search, openings: Sequence[Opening], *, busy: Iterable[Busy]) -> list[Slot]:
        self.searches.append(getattr(self._mine, "where", IN_READING))
        return free_slots(search, openings, busy=busy)


@contextmanager
def looking_out(database: Database) -> Iterator[Lookout]:
    """Watch the searches through this database; they are made all the same."""
    out = Lookout(database._writer)  # noqa: SLF001 - which of its two engines may write
    listened = (("begin", out.begin), ("commit", out.end), ("rollback", out.end))
    for name, listen in listened:
        event.listen(Engine, name, listen)
    with pytest.MonkeyPatch.context() as patch:
        for module in SEARCHING:
            patch.setattr(module, "free_slots", out.search)
        yield out
    for name, listen in listened:
        event.remove(Engine, name, listen)
