"""The whole booking transaction beside the same statements on the bare driver, on both databases."""

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import uuid4

from sqlalchemy import select

from bot.agenda import drafts
from bot.helpdesk import service as helpdesk
from bot.helpdesk.model import RankedHost, RankReason, RequestWish
from bot.helpdesk.wishes import write_wish
from bot.programme.model import Actor
from storage.database import Database, Transaction
from storage.programme import people
from storage.tables import metadata

from .bare import Statement, bare, tell
from .measure import SAMPLES, Row, at_most, timing
from .world import BACKENDS, NAMES, NOW, Cast, opened, settle

VISIO = "https://visio.example.org/{room}"
GOALS = {"sqlite": 5.0, "postgresql": 1.8}
HOSTS = 6
WARM_UP = 50
STARTS_A_DAY = [8 * 60 + 90 * number for number in range(8)]  # minutes after 0 h; each claims an hour and a quarter
DAYS = range(2, 56)  # from now, all within the horizon


@dataclass(frozen=True, slots=True)
class Asked:
    """One booking to make: the draft under which it was typed, when, and with whom."""

    draft_id: str
    starts: datetime
    host_id: int


def measure() -> list[Row]:
    """Give a row for each database."""
    return [_measure(backend) for backend in BACKENDS]


def book(tx: Transaction, actor: Actor, asked: Asked) -> None:
    """Book as a submitted modal does."""
    candidate = RankedHost(asked.host_id, RankReason.CHOSEN)
    helpdesk.book(tx, actor, asked.draft_id, starts=[asked.starts], candidate=candidate, visio_url=VISIO, now=NOW)


def free_times(cast: Cast) -> list[tuple[datetime, int]]:
    """Give starts and hosts that do not meet, in an order that fills all agendas evenly; the same in each run."""
    midnight = NOW.replace(hour=0)
    times = [
        (midnight + timedelta(days=day, minutes=minute), host)
        for day in DAYS
        for minute in STARTS_A_DAY
        for host in cast.hosts
        if (midnight + timedelta(days=day)).date().isoformat() not in ("2026-05-08", "2026-05-14", "2026-05-25")
    ]
    random.Random(7).shuffle(times)
    return times


def type_draft(tx: Transaction, actor: Actor, cast: Cast, draft_id: str) -> None:
    """Keep what the first two steps ask: a need, and who comes."""
    wish = RequestWish(cast.defi, "Relire notre plan d’expérimentation.", guest_ids=cast.eig[:2])
    drafts.save(tx, actor, draft_id, content=write_wish(wish), now=NOW)


def actor_of(database: Database, cast: Cast) -> Actor:
    """Give the EIG who books."""
    with database.reading() as reading:
        return Actor("UEIG0", people.by_id(reading, cast.eig[0]))


def _measure(backend: str) -> Row:
    # Three databases live through the same bookings: one is timed, one tells its statements, one hears them again. So
    # the floor has true parameters each time, and its rows can be compared with ours at the end.
    with opened(backend, copies=3) as (ours, told, heard):
        for database in (ours, told, heard):
            with database.transaction() as tx:
                cast = settle(tx, eig=3, hosts=HOSTS)
        actor = actor_of(ours, cast)
        times = free_times(cast)[: SAMPLES + WARM_UP]
        mine: list[float] = []
        floor: list[float] = []
        with bare(heard) as driver:
            for number, (starts, host_id) in enumerate(times):
                asked = Asked(str(uuid4()), starts, host_id)
                for database in (ours, told, heard):
                    with database.transaction() as tx:
                        type_draft(tx, actor, cast, asked.draft_id)
                statements = _told(told, actor, asked)
                sides: list[tuple[list[float], Callable[[], None]]] = [
                    (mine, partial(_book, ours, actor, asked)),
                    (floor, partial(driver.replay, statements)),
                ]
                for seconds, act in sides if number % 2 else reversed(sides):
                    started = time.perf_counter()
                    act()
                    seconds.append(time.perf_counter() - started)
        if _rows(told) != _rows(heard):
            raise RuntimeError("the floor did not write what the booking wrote")
    name = f"booking, the whole transaction, {NAMES[backend]}"
    peer = f"its {len(statements)} statements on the bare driver"
    return at_most(name, timing(mine[WARM_UP:]), timing(floor[WARM_UP:]), peer_name=peer, times=GOALS[backend])


def _book(database: Database, actor: Actor, asked: Asked) -> None:
    with database.transaction() as tx:
        book(tx, actor, asked)


def _told(database: Database, actor: Actor, asked: Asked) -> Sequence[Statement]:
    with database.transaction() as tx:
        statements = tell(tx)
        book(tx, actor, asked)
    return statements


def _rows(database: Database) -> dict[str, list[tuple[object, ...]]]:
    with database.reading() as reading:
        return {
            table.name: [tuple(row) for row in reading.execute(select(table).order_by(*table.primary_key.columns))]
            for table in metadata.sorted_tables
        }
