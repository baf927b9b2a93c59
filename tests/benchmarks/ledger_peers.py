"""One process of the `ledger` rows: a claimer of ours or a worker of a peer, which tells what it closed, and when.

`python -m tests.benchmarks.ledger_peers KIND ADDRESS` reads a moment of due a line, and writes a line of JSON for all
that it closed at one go: `[moment, ids]`. The first line, without ids, says that it is there. It ends with its standard
input. The bot's own dispatcher, which takes ten times as long to import, is in `ledger_dispatcher.py`.
"""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import asyncpg
import uvloop
from apscheduler.events import EVENT_JOB_REMOVED, JobEvent
from apscheduler.executors.debug import DebugExecutor
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from pgqueuer.core.qm import QueueManager
from pgqueuer.models import Job
from pgqueuer.queries import Queries

from bot.clock import machine_now
from bot.notices import notices
from bot.notices.model import Notice
from storage.database import Database, Transaction

BATCH = 100  # of our loop and of pgqueuer alike
ANSWER = {"ok": True, "channel": "D1", "ts": "1.1"}


def batches(address: str) -> None:
    """Claim, hand over and close by the hundred, each in a transaction of its own."""
    database = Database(address)

    def once() -> list[str]:
        now = machine_now()
        with database.transaction() as tx:
            claimed = notices.claim(tx, now=now, machine_now=now, limit=BATCH)
        for notice in claimed:
            do_nothing(notice)
        if claimed:
            with database.transaction() as tx:
                close_together(tx, claimed, at=machine_now())
        return [notice.id for notice in claimed]

    drain(database, once)


def pgqueuer(address: str) -> None:
    """Run a worker of pgqueuer, on the driver and the loop that it runs best on."""
    uvloop.run(_pgqueuer(address))


def apscheduler(address: str) -> None:
    """Run APScheduler on its own job store; the executor calls what does nothing, and no thread is in between."""
    store = SQLAlchemyJobStore(address)
    scheduler = BackgroundScheduler(
        jobstores={"default": store},
        executors={"default": DebugExecutor()},
        job_defaults={"misfire_grace_time": None},
    )
    scheduler.add_listener(_tell_removed, EVENT_JOB_REMOVED)
    scheduler.start()
    _tell([])
    for _ in sys.stdin:
        scheduler.wakeup()  # another process filled the store


def slack(milliseconds: str) -> None:
    """Be a Slack that takes any message and answers after so long; the first line told is its port."""

    class Slow(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            time.sleep(int(milliseconds) / 1000)
            answer = json.dumps(ANSWER).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Slow)
    Thread(target=server.serve_forever, daemon=True).start()
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    sys.stdin.read()


KINDS = {"batches": batches, "pgqueuer": pgqueuer, "apscheduler": apscheduler, "slack": slack}


def close_together(tx: Transaction, claimed: Sequence[Notice], *, at: datetime) -> int:
    """Close several as sent in one statement, each only while its lease is ours; give how many."""
    return len(notices.close_many_sent(tx, [(notice, "D1", "1.1") for notice in claimed], machine_now=at))


def do_nothing(_thing: object = None) -> None:
    """Be the sender that answers at once."""


class _Telling(Queries):
    """pgqueuer's queries, telling when what was done is written down."""

    async def log_jobs(self, job_status: list[tuple[Job, Any, Any]]) -> None:
        await super().log_jobs(job_status)
        _tell([str(job.id) for job, _, _ in job_status])


async def _pgqueuer(address: str) -> None:
    manager = QueueManager(_Telling.from_asyncpg_connection(await asyncpg.connect(address)))

    @manager.entrypoint("send")
    async def send(job: Job) -> None:
        do_nothing(job)

    Thread(target=_end_with_parent, daemon=True).start()
    _tell([])
    await manager.run(batch_size=BATCH)


def _end_with_parent() -> None:
    sys.stdin.read()
    os._exit(0)


def _tell_removed(event: JobEvent) -> None:
    _tell([event.job_id])


def drain(database: Database, once: Callable[[], list[str]]) -> None:
    """From each moment told on, go on until nothing due is left open."""
    _tell([])
    for due in _moments():
        time.sleep(max((due - machine_now()).total_seconds(), 0))
        while True:
            if closed := once():
                _tell(closed)
                continue
            with database.reading() as reading:
                outlook = notices.ledger_state(reading, now=machine_now(), machine_now=machine_now())
            if not outlook.owed_now:
                break
            if not outlook.ready:
                time.sleep(0.005)  # others have all that is left


def _moments() -> Iterator[datetime]:
    return map(partial(datetime.fromtimestamp, tz=UTC), map(float, sys.stdin))


def _tell(ids: Sequence[str]) -> None:
    sys.stdout.write(json.dumps([machine_now().timestamp(), ids]) + "\n")
    sys.stdout.flush()


def main(kinds: Mapping[str, Callable[[str], None]] = KINDS) -> None:
    """Be one of these until the parent closes our standard input."""
    kinds[sys.argv[1]](sys.argv[2])
    os._exit(0)  # the parent has what it wanted, and nothing here is worth a tidy end


if __name__ == "__main__":
    main()
