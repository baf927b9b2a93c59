"""Thirty-two people press at once: all for one slot, or each for their own; on both databases."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from uuid import uuid4

from sqlalchemy import func, select

from bot.errors import Conflict, SlotTaken
from bot.programme.model import Actor
from storage.agenda.claims import claims
from storage.database import Database

from .booking import Asked, actor_of, book, free_times, type_draft
from .measure import Row, at_most, timing
from .world import BACKENDS, NAMES, Cast, opened, settle

CLIENTS = 32  # of them every round has one attempt each
ROUNDS = 20  # 640 attempts of each kind
WARM_UP = 4


@dataclass
class Rounds:
    """What became of all rounds of a kind."""

    seconds: list[float] = field(default_factory=list)
    winners: list[int] = field(default_factory=list)
    conflicts: int = 0


def measure() -> list[Row]:
    """Give two rows for each database."""
    return [row for backend in BACKENDS for row in _measure(backend)]


def _measure(backend: str) -> list[Row]:
    with opened(backend) as (database,), ThreadPoolExecutor(CLIENTS) as clients:
        with database.transaction() as tx:
            cast = settle(tx, eig=2, hosts=CLIENTS)  # distinct slots are distinct hosts': nothing makes them wait
        actor = actor_of(database, cast)
        times: dict[int, list[Asked]] = {host: [] for host in cast.hosts}
        for starts, host in free_times(cast):
            times[host].append(Asked("", starts, host))
        one, own = Rounds(), Rounds()
        for number in range(WARM_UP + ROUNDS):
            same = times[cast.hosts[number % CLIENTS]].pop()
            for wanted, rounds in (([same] * CLIENTS, one), ([times[host].pop() for host in cast.hosts], own)):
                found = _round(database, clients, [_typed(database, actor, cast, asked) for asked in wanted], actor)
                if number >= WARM_UP:
                    rounds.seconds += found.seconds
                    rounds.winners += found.winners
                    rounds.conflicts += found.conflicts
        booked = _appointments(database)
        deadlocks = one.conflicts + own.conflicts + _deadlocks(database)
    name = f"{CLIENTS} clients for one slot, {NAMES[backend]}"
    peer = "a slot and a host for each"
    right = set(one.winners) == {1} and set(own.winners) == {CLIENTS} and deadlocks == 0
    right = right and booked == (WARM_UP + ROUNDS) * (1 + CLIENTS)
    told = f"{_spelled(one.winners)} of {CLIENTS} won, {deadlocks} deadlocks"
    return [
        at_most(name, timing(one.seconds), timing(own.seconds), peer_name=peer, times=3, tail=True),
        Row(f"{name}, {ROUNDS} rounds", None, None, "", told, "1 winner, 0 deadlocks", right),
    ]


def _round(database: Database, clients: ThreadPoolExecutor, wanted: list[Asked], actor: Actor) -> Rounds:
    """Let every client attempt once, all at the same moment."""
    together = threading.Barrier(len(wanted))

    def attempt(asked: Asked) -> tuple[float, bool, int]:
        together.wait()
        started = time.perf_counter()
        won, conflicts = _attempt(database, actor, asked)
        return time.perf_counter() - started, won, conflicts

    found = list(clients.map(attempt, wanted))
    return Rounds([spent for spent, _, _ in found], [sum(won for _, won, _ in found)], sum(n for _, _, n in found))


def _attempt(database: Database, actor: Actor, asked: Asked) -> tuple[bool, int]:
    """Book, and once more if two transactions met, as the routes do; tell whether it was won and how often they met."""
    for conflicts in range(2):
        try:
            with database.transaction() as tx:
                book(tx, actor, asked)
        except SlotTaken:
            return False, conflicts
        except Conflict:
            continue
        return True, conflicts
    return False, 2


def _typed(database: Database, actor: Actor, cast: Cast, asked: Asked) -> Asked:
    draft_id = str(uuid4())
    with database.transaction() as tx:
        type_draft(tx, actor, cast, draft_id)
    return Asked(draft_id, asked.starts, asked.host_id)


def _appointments(database: Database) -> int:
    """Count what is booked, by the claims."""
    with database.reading() as reading:
        return int(reading.execute(select(func.count(claims.c.appointment_id.distinct()))).scalar_one())


def _deadlocks(database: Database) -> int:
    """Ask PostgreSQL how many deadlocks it had to break; SQLite's one writer knows none."""
    if database.is_sqlite:
        return 0
    with database.reading() as reading:
        found = reading.exec_driver_sql("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return int(found.scalar_one())


def _spelled(winners: list[int]) -> str:
    return "1" if set(winners) == {1} else f"{min(winners)} to {max(winners)}"
