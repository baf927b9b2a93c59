"""A stage whose bot is one or two processes of `bot run`, and traps in them: SIGKILL at a named step of what they do.

A trap is one file that all processes look at. Whoever comes to its step first takes the file away and dies of it; the
others go on. It is laid in the process beside the bot, on the events of its engine and on what Python itself tells of
requests: nothing of the product knows of it.
"""

import os
import re
import signal
import sys
import threading
from contextlib import suppress
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.pool import Pool

from bot.app import build_bot
from bot.demo.stage import Stage
from bot.door.manifest import build_manifest
from storage.database import Database
from tests.patience import PATIENCE
from tests.processes import Forked, free_port, live

ROOT = Path(__file__).resolve().parents[2]


class When(StrEnum):
    """Where in a transaction that writes something, or at a request that says something."""

    AMID = "amid"  # it is written, and much of its transaction is not
    BEFORE = "before"  # right before its commit
    AFTER = "after"  # right after
    SENDING = "sending"  # right before it leaves this machine


class Troupe(Stage):
    """A stage on a migrated database whose bot is so many processes; what the first hears, the others may do."""

    def __init__(self, folder: Path, *, now: datetime, url: str, replicas: int) -> None:
        super().__init__(folder, now=now, database_url=url)
        self._folder, self._replicas = folder, replicas
        self.processes: dict[int, Forked] = {}  # by the port of each

    @property
    def trap(self) -> Path:
        """The file of the trap."""
        return self._folder / "trap"

    def start_bot(self) -> None:
        """Start all processes, and a bot that serves nobody: it says what is owed."""
        self._house = build_bot(self._settings())
        ports = [free_port() for _ in range(self._replicas)]
        for port in ports:
            self._start(port)
        self._hear(ports[0])

    def stop_bot(self) -> None:
        """End all of it."""
        for one in self.processes.values():
            one.kill()
        self.house.stop()
        self._house = None

    def set_trap(self, when: When, pattern: str) -> None:
        """Let the next process die that writes by a statement of this pattern."""
        part = self.trap.with_suffix(".new")
        part.write_text(f"{when} {pattern}")
        part.replace(self.trap)

    def has_died(self) -> bool:
        """Say whether a process has died, after it was waited for."""
        died = self.slack.wait_for(
            lambda: any(one.poll() is not None for one in self.processes.values()), seconds=PATIENCE
        )
        return bool(died)

    def go_on(self) -> None:
        """Let what goes on take over from who died, or start one anew; what the dead had claimed is anybody's."""
        for port, one in list(self.processes.items()):
            if (status := one.poll()) is not None:
                assert status == -signal.SIGKILL, status
                del self.processes[port]
        database = Database(self._url)
        with database.transaction() as tx:
            tx.execute(text("UPDATE notices SET lease_until = 0 WHERE state = 'leased'"))
        database.close()
        if not self.processes:
            self._start(free_port())
        self._hear(next(iter(self.processes)))

    def kill(self) -> None:
        """Kill the process that hears."""
        next(iter(self.processes.values())).kill()

    def _start(self, port: int) -> None:
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "BOT_PORT": str(port),
            "BOT_VISIO_URL": "https://visio.example.org/{room}",
            "SMTP_URL": self.slack.post.url,
            "MAIL_FROM": "bot@dispositifs.example.org",
            "SLACK_BOT_TOKEN": self.slack.bot_token,
            "SLACK_SIGNING_SECRET": self.slack.signing_secret,
            "SLACK_API_URL": self.slack.api_url,
            "DATABASE_URL": self._url,
            "BOT_CLOCK_FILE": str(self._clock_file),
        }
        log = self._folder / "bot.log"
        self.processes[port] = Forked(_trapped, self.trap, ("run",), self._folder, environment, log, log)
        assert self.slack.wait_for(lambda: _serves(port), seconds=PATIENCE), log.read_text()

    def _hear(self, port: int) -> None:
        self.slack.install(build_manifest(), request_url=f"http://127.0.0.1:{port}/slack/events")


def _serves(port: int) -> bool:
    with suppress(OSError), urlopen(f"http://127.0.0.1:{port}/readyz", timeout=PATIENCE) as answer:
        return bool(answer.status == 200)
    return False


def _trapped(trap: Path, *given: Any) -> None:  # noqa: ANN401 - what `live` takes
    """Be a bot with a trap in it."""
    mine = threading.local()  # a transaction is of one thread

    def spring() -> None:
        with suppress(FileNotFoundError):  # else another process was here first
            trap.rename(trap.with_suffix(".sprung"))
            os.kill(os.getpid(), signal.SIGKILL)

    def met(what: str) -> str | None:
        with suppress(FileNotFoundError):
            when, _, pattern = trap.read_text().partition(" ")
            return when if re.search(pattern, what) else None
        return None

    @event.listens_for(Engine, "after_cursor_execute")
    def write(_connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        if (when := met(statement)) == When.AMID:
            spring()
        mine.step = when or getattr(mine, "step", None)

    @event.listens_for(Engine, "commit")
    def commit(_connection: Connection) -> None:
        if getattr(mine, "step", None) == When.BEFORE:
            spring()

    @event.listens_for(Engine, "rollback")
    def forget(_connection: Connection) -> None:
        mine.step = None

    @event.listens_for(Pool, "checkin")
    def commited(*_: object) -> None:
        if getattr(mine, "step", None) == When.AFTER:
            spring()
        mine.step = None

    def request(name: str, told: tuple[Any, ...]) -> None:
        if name == "http.client.send" and met(bytes(told[1]).decode("latin-1")) == When.SENDING:
            spring()

    sys.addaudithook(request)
    live(*given)
