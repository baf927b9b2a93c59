"""Sees each search for free times, whether everybody who writes has to wait for it, and what is locked out of turn."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import local

import pytest
from sqlalchemy import Connection, Engine, Select

from bot.agenda import agenda
from bot.agenda.slots import Busy, Slot, SlotSearch, free_slots
from bot.dates.hours import HostHours
from bot.mentoring.matching import times
from storage.database import Database
from tests.storage.asked import listening

SEARCHING = (agenda, times)  # the modules that look for free times
IN_READING, IN_TRANSACTION = "in a reading", "in a transaction"
# The order of locks, by table: docs/decisions/locks.md.
THINGS = ("helpdesk_requests", "mentoring_cycles", "gathering_series", "gatherings", "committee_rounds", "committees")
ORDER = ("people", *THINGS, "appointments", "notices", "homes")


class Lookout:
    """What was seen: where each search was made, in a reading or within a transaction that may write.

    `disordered`: which table's rows were locked out of turn, and after which.
    """

    def __init__(self, writer: Engine) -> None:
        self.searches: list[str] = []
        self.disordered: list[str] = []
        self._writer = writer
        self._mine = local()  # a transaction is its thread's

    def begin(self, connection: Connection) -> None:
        if connection.engine is self._writer:
            self._mine.where, self._mine.held = IN_TRANSACTION, {}

    def end(self, connection: Connection) -> None:
        if connection.engine is self._writer:
            self._mine.where = IN_READING

    def lock(
        self,
        connection: Connection,
        clause: object,
        _several: Sequence[Mapping[str, object]],
        given: Mapping[str, object],
        _options: Mapping[str, object],
    ) -> None:
        """Note whose rows a statement locks, compiled or not; those that a transaction holds may be locked again."""
        if not isinstance(clause, Select) or getattr(clause, "_for_update_arg", None) is None:
            return
        table = clause.columns_clause_froms[0].description
        if connection.engine is not self._writer or table not in ORDER:
            return
        held: dict[str, set[object]] = self._mine.held
        ids = {each for one in given.values() for each in (one if isinstance(one, list) else [one])}
        if not ids <= held.get(table, set()):
            later = (one for one in held if ORDER.index(one) > ORDER.index(table))
            self.disordered += [f"{table} after {one}" for one in later]
        held.setdefault(table, set()).update(ids)

    def search(self, search: SlotSearch, openings: Sequence[HostHours], *, busy: Iterable[Busy]) -> list[Slot]:
        self.searches.append(getattr(self._mine, "where", IN_READING))
        return free_slots(search, openings, busy=busy)


@contextmanager
def looking_out(database: Database) -> Iterator[Lookout]:
    """Watch the searches through this database; they are made all the same."""
    out = Lookout(database._writer)  # noqa: SLF001 - which of its two engines may write
    heard = listening(database.url, before_execute=out.lock, begin=out.begin, commit=out.end, rollback=out.end)
    with heard, pytest.MonkeyPatch.context() as patch:
        for module in SEARCHING:
            patch.setattr(module, "free_slots", out.search)
        yield out
