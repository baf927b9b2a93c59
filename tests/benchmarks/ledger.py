"""A thousand notices due in the same second, claimed, handed over and closed: beside pgqueuer and APScheduler."""

import asyncio
import json
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from queue import Queue
from threading import Thread

import asyncpg
import psycopg
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from pgqueuer.adapters.drivers.psycopg import SyncPsycopgDriver
from pgqueuer.queries import Queries, SyncQueries
from sqlalchemy import insert, select

from bot.clock import machine_now
from bot.notices import notices
from bot.notices.model import Action, NoticeToSend
from storage.database import Database
from storage.programme import people

from .ledger_peers import do_nothing
from .measure import Row, Timing, at_most, timing
from .world import address, opened

NUMBER = 1_000
ROUNDS = 6
WARM_UP = 2
DISPATCHERS = (1, 2, 4)
SELDOM = 2  # one round in so many, of what only informs
LEAD = 0.5  # seconds from the writing of a thousand, which takes twice as long as the last time, to when they are due
PATIENCE = 60  # seconds for a thousand

Fill = Callable[[datetime], None]


class Side:
    """Processes that wait on one database of their own until what `fill` writes is due."""

    def __init__(self, kind: str, database: Database, workers: int, *, fill: Fill) -> None:
        self.seconds: list[float] = []
        self.closed: list[str] = []
        self.bursts = 0
        self._fill = fill
        self._filling = timedelta(seconds=1)  # the first time; then twice as long as it took
        self._told: Queue[tuple[float, list[str]]] = Queue()
        self._workers = [
            start(kind, _plain(database) if kind == "pgqueuer" else address(database)) for _ in range(workers)
        ]
        for worker in self._workers:
            Thread(target=self._listen, args=[worker], daemon=True).start()
        for _ in self._workers:
            self._told.get(timeout=PATIENCE)  # each says once that it is there

    def burst(self, *, counts: bool) -> None:
        """Write a thousand and wait until all are closed; what was written too late is done again."""
        while not (seconds := self._burst()):
            pass
        if counts:
            self.seconds.append(seconds)

    def _burst(self) -> float | None:
        started = machine_now()
        due = started + self._filling + timedelta(seconds=LEAD)
        self._fill(due)
        self._filling = 2 * (machine_now() - started)
        in_time = machine_now() < due
        for worker in self._workers:
            assert worker.stdin is not None
            worker.stdin.write(f"{due.timestamp()}\n")
            worker.stdin.flush()
        self.bursts += 1
        ended = 0.0
        while len(self.closed) < self.bursts * NUMBER:
            moment, ids = self._told.get(timeout=PATIENCE)
            self.closed += ids
            ended = max(ended, moment)
        return ended - due.timestamp() if in_time else None

    def stop(self) -> None:
        """Let the processes go; what they told last is counted."""
        for worker in self._workers:
            end(worker)
        while not self._told.empty():
            self.closed += self._told.get()[1]

    def _listen(self, worker: subprocess.Popen[str]) -> None:
        assert worker.stdout is not None
        for line in worker.stdout:
            moment, ids = json.loads(line)
            self._told.put((moment, ids))


def measure() -> list[Row]:
    """Give the rows of a thousand notices; PostgreSQL, as it comes."""
    with ExitStack() as stack:
        databases = iter(stack.enter_context(opened("postgresql", copies=3 * len(DISPATCHERS) + 1)))

        def sides(kind: str, filling: Callable[[Database], Fill], *workers: int) -> list[Side]:
            made = []
            for number in workers:
                database = next(databases)
                made.append(Side(kind, database, number, fill=filling(database)))
                stack.callback(made[-1].stop)
            return made

        ours = sides("batches", _owing, *DISPATCHERS)
        small = sides("dispatcher", _owing, *DISPATCHERS)
        peers = sides("pgqueuer", _enqueueing, *DISPATCHERS)
        (store,) = sides("apscheduler", _scheduling, 1)
        everybody = [*ours, *small, *peers, store]
        for number in range(WARM_UP + ROUNDS):
            for side in everybody if number % 2 else reversed(everybody):
                if side not in small or number % SELDOM == 0:
                    side.burst(counts=number >= WARM_UP)
        for side in everybody:
            side.stop()
    return _rows(ours, small, peers, store)


def _rows(ours: Sequence[Side], small: Sequence[Side], peers: Sequence[Side], store: Side) -> list[Row]:
    rows = []
    for number, mine, peer in zip(DISPATCHERS, ours, peers, strict=True):
        name = f"{NUMBER:,} notices due at once, {_spelled(number)}, batches of 100"
        rows.append(
            at_most(name, timing(mine.seconds), timing(peer.seconds), peer_name=f"pgqueuer, {number} of it", times=1)
        )
    rows.append(_faster("the same, one dispatcher", timing(ours[0].seconds), timing(store.seconds), times=10))
    for number, mine, peer in zip(DISPATCHERS, small, peers, strict=True):
        name = f"the same, {_spelled(number)} as the bot runs them"
        ratio = timing(mine.seconds).p50 / timing(peer.seconds).p50
        told = f"{ratio:.1f} ×"
        rows.append(Row(name, timing(mine.seconds), timing(peer.seconds), "pgqueuer", told, "informs", None))
    rows.append(_never_twice([*ours, *small]))
    return rows


def _never_twice(sides: Sequence[Side]) -> Row:
    closed = [one for side in sides for one in side.closed]
    owed = sum(side.bursts for side in sides) * NUMBER
    twice = len(closed) - len(set(closed))
    said = f"{len(set(closed)):,} of {owed:,}, {twice} twice"
    figure = "claimed by 1, 2 and 4 dispatchers"
    return Row(figure, None, None, "", said, "all, none twice", len(set(closed)) == owed and not twice)


def _faster(figure: str, ours: Timing, peer: Timing, *, times: float) -> Row:
    ratio = peer.p50 / ours.p50
    name = "APScheduler on its own job store"
    return Row(figure, ours, peer, name, f"{ratio:.1f} × faster", f"≥ {times:g} × faster", ratio >= times)


def _spelled(number: int) -> str:
    return "one dispatcher" if number == 1 else f"{number} dispatchers"


def settle_people(database: Database, number: int) -> list[int]:
    """Write so many people with accounts, and give their ids."""
    rows = [{"name": f"EIG {at}", "slack_id": f"UEIG{at}", "email": f"eig{at}@example.org"} for at in range(number)]
    with database.transaction() as tx:
        tx.execute(insert(people.people), rows)
        return list(tx.execute(select(people.people.c.id).order_by(people.people.c.id)).scalars())


def owe(database: Database, person_ids: Sequence[int], *, revision: int, due: datetime) -> None:
    """Owe each of these people one message."""
    owed = [
        NoticeToSend(Action.POST, "bench", "thing", person_id, revision, due, person_id=person_id)
        for person_id in person_ids
    ]
    with database.transaction() as tx:
        notices.owe(tx, owed)


def look_over(database: Database) -> None:
    """Let PostgreSQL look at a table that was filled at one go, as its own housekeeping does."""
    if not database.is_sqlite:
        with psycopg.connect(_plain(database), autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")


def _owing(database: Database) -> Fill:
    person_ids = settle_people(database, NUMBER)
    look_over(database)
    revisions = iter(range(10_000))
    return lambda due: owe(database, person_ids, revision=next(revisions), due=due)


def _enqueueing(database: Database) -> Fill:
    async def install() -> None:
        await Queries.from_asyncpg_connection(await asyncpg.connect(_plain(database))).install()

    asyncio.run(install())
    queries = SyncQueries(SyncPsycopgDriver(psycopg.connect(_plain(database), autocommit=True)))

    def fill(due: datetime) -> None:
        wait = due - machine_now()
        queries.enqueue(["send"] * NUMBER, [None] * NUMBER, [0] * NUMBER, execute_after=[wait] * NUMBER)

    return fill


def _scheduling(database: Database) -> Fill:
    scheduler = BackgroundScheduler()
    scheduler.start(paused=True)  # for good: it makes the jobs, which another process runs
    store = SQLAlchemyJobStore(address(database))
    store.start(scheduler, "default")

    def fill(due: datetime) -> None:
        jobs = [scheduler.add_job(do_nothing, "date", run_date=due, misfire_grace_time=None) for _ in range(NUMBER)]
        rows = [
            {"id": job.id, "next_run_time": due.timestamp(), "job_state": pickle.dumps(job.__getstate__())}
            for job in jobs
        ]
        with store.engine.begin() as connection:  # at one go: to fill it is not what is measured
            connection.execute(store.jobs_t.insert(), rows)
        scheduler.remove_all_jobs()

    return fill


def start(kind: str, argument: str) -> "subprocess.Popen[str]":
    """Start one process of the rows."""
    module = "ledger_dispatcher" if kind == "dispatcher" else "ledger_peers"
    return subprocess.Popen(
        [sys.executable, "-m", f"tests.benchmarks.{module}", kind, argument],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def end(process: "subprocess.Popen[str]") -> None:
    """Close its standard input, which ends it."""
    assert process.stdin is not None
    process.stdin.close()
    process.wait(10)


@contextmanager
def slow_slack(milliseconds: int) -> Iterator[str]:
    """Open a Slack that answers after so long; give its address."""
    process = start("slack", str(milliseconds))
    assert process.stdout is not None
    port = int(process.stdout.readline())
    yield f"http://127.0.0.1:{port}/api/"
    end(process)


def _plain(database: Database) -> str:
    return database.url.set(drivername="postgresql").render_as_string(hide_password=False)
