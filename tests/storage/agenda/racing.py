"""Hosts and appointments to race for, and what each racer does, in a thread or a process of its own."""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from threading import Barrier
from zoneinfo import ZoneInfo

from bot.agenda import agenda
from bot.agenda.model import AgendaPlan, Part, Participant
from bot.dates.hours import WeeklyHours
from bot.errors import Conflict, Refusal, Unavailable
from bot.programme.model import Actor
from storage.agenda import hours
from storage.database import Database, Transaction
from storage.programme import people
from tests.databases import raw

NOW = datetime(2026, 5, 4, 8, 0, tzinfo=ZoneInfo("Europe/Paris"))
NINE = NOW + timedelta(days=1, hours=1)
QUARTER = 900


def add_hosts(database: Database, number: int, *, until: date | None = None) -> list[int]:
    """Add hosts who can be met from 9 h to 18 h, until a day or for ever."""
    with database.transaction() as tx:
        hosts = [people.add(tx, name=f"Host {one}") for one in range(number)]
        for host in hosts:
            hours.replace_weekly(tx, host, [WeeklyHours(day, "09:00", "18:00", None, until) for day in range(5)])
    return hosts


def plan(*hosts: int, starts: datetime = NINE, minutes: int = 60) -> AgendaPlan:
    """Plan an appointment."""
    parts = tuple(Participant(host, Part.HOST) for host in hosts)
    return AgendaPlan("bureau-aide", None, None, starts, minutes, parts)


def claimed(database: Database) -> Counter[tuple[int, int]]:
    """Give every claimed (person, quarter)."""
    with database.reading() as reading:
        return Counter(raw(reading, "SELECT person_id, quarter FROM claims"))


def race_acts(database: Database, acts: Sequence[Callable[[Transaction], object]]) -> list[object]:
    """Let a thread do each of these in a transaction of its own, all at once; give what each gave, or its refusal."""
    together = Barrier(len(acts))

    def do(act: Callable[[Transaction], object]) -> object:
        together.wait()
        while True:
            try:
                with database.transaction() as tx:
                    return act(tx)
            except Conflict as refusal:
                return type(refusal).__name__
            except Unavailable:  # on a busy machine somebody waits for two seconds, and presses again
                continue
            except Refusal as refusal:
                return type(refusal).__name__

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(do, acts))


def race(database: Database, bids: list[tuple[int, datetime, int]], *, now: datetime) -> list[str]:
    """Let a thread for each bid (host, start, minutes) book; give what came of each, in that order."""

    def bid(wanted: tuple[int, datetime, int]) -> Callable[[Transaction], object]:
        host, starts, minutes = wanted
        one = plan(host, starts=starts, minutes=minutes)
        return lambda tx: agenda.book(tx, Actor("U0"), [one], batch=f"{id(one)}", now=now)

    return [came if isinstance(came, str) else "booked" for came in race_acts(database, [bid(one) for one in bids])]


def race_apart(url: str, bids: list[tuple[int, datetime, int]], *, now: datetime) -> list[str]:
    """Do the same with a database opened here: what a process runs."""
    database = Database(url)
    try:
        return race(database, bids, now=now)
    finally:
        database.close()
