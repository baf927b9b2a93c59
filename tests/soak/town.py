"""The town of a soak: a workspace, a promotion on a database, and replicas of `bot run` that are killed at will."""

import logging
import os
import random
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from bot.app import build
from bot.catalogue.phases import PHASES
from bot.clock import clock_from, machine_now
from bot.dates.paris import day_of
from bot.demo.cast import gather, promotion_files
from bot.door.manifest import build_manifest
from bot.house import House
from bot.programme.files.kind import read_file
from bot.programme.imports.service import NamedFile, apply_import
from bot.programme.model import Actor
from bot.sandbox.people.person import Person
from bot.sandbox.workspace import Sandbox
from bot.settings import Settings
from bot.upkeep import look_ahead
from storage.audit import look
from storage.database import Database
from tests.processes import Forked, fork, free_port

from .received import compare

ROOT = Path(__file__).resolve().parents[2]
START = 30.0  # seconds until a replica serves
DAYS_BEFORE = 30  # the promotion has been going on for a month
# What a traceback ends with when Slack did not answer, or refused: nothing of ours went wrong.
SLACKS_OWN = ("slack_sdk.errors.", "builtins.ConnectionResetError", "http.client.", "urllib.error.", "TimeoutError")
# What the weather is like: of each call and each delivery, the share that goes wrong in each way.
WEATHER = {
    "*": {"ratelimited": 0.01, "http_500": 0.01, "reset_before": 0.01, "reset_after": 0.005, "http_500_after": 0.005},
    "events_api": {"duplicate": 0.1, "lost_ack": 0.02},
    "interactive": {"duplicate": 0.1, "lost_ack": 0.02},
    "slash_commands": {"duplicate": 0.05},
}


@dataclass
class Town:
    """All of it, at `now` of the story."""

    slack: Sandbox
    people: list[Person]
    url: str
    folder: Path
    replicas: int
    ports: list[int] = field(default_factory=list)
    running: dict[int, Forked] = field(default_factory=dict)
    kills: int = 0
    lookout: House | None = None  # a bot that was built and serves nobody: it says what is due next

    @property
    def clock_file(self) -> Path:
        """The file that every replica's clock follows."""
        return self.folder / "clock"

    @property
    def log(self) -> Path:
        """What all replicas log."""
        return self.folder / "bot.log"

    def now(self) -> datetime:
        """Give the story's time."""
        return clock_from(self.clock_file)()

    def set_clock(self, now: datetime) -> None:
        """Set the story's time, whole or not at all."""
        part = self.clock_file.with_suffix(".new")
        part.write_text(str(round((now - machine_now()).total_seconds()) + 1))
        part.replace(self.clock_file)

    def start(self, number: int) -> None:
        """Start a replica, and wait until it serves. Raises TimeoutError."""
        port = self.ports[number]
        settings = self._settings()
        environment = {key.upper(): str(value) for key, value in settings.items()}
        environment |= {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "BOT_PORT": str(port)}
        self.running[number] = fork("run", folder=self.folder, environment=environment, log=self.log)
        ends = time.monotonic() + START
        while not _serves(port):
            if time.monotonic() > ends or self.running[number].poll() is not None:
                raise TimeoutError("a replica did not start")
            time.sleep(0.02)
        self.receive(number)

    def receive(self, number: int) -> None:
        """Have Slack send what people do to this replica, as a balancer would."""
        self.slack.install(build_manifest(), request_url=f"http://127.0.0.1:{self.ports[number]}/slack/events")

    def kill(self, number: int) -> None:
        """Kill a replica, whatever it is doing."""
        self.running[number].kill()
        self.running.pop(number).wait(10)
        self.kills += 1

    def settle(self, *, seconds: float) -> datetime | None:
        """Wait until nothing is owed now, at most so long; give when something falls due next."""
        ends = time.monotonic() + seconds
        while True:
            ahead = look_ahead(self.house.tools)
            if ahead.idle or time.monotonic() > ends:
                return ahead.due
            time.sleep(0.05)

    def pass_time(self, to: datetime) -> None:
        """Let time go by until `to`, step by step, so that what falls due happens in its order."""
        due = self.settle(seconds=5)
        while due is not None and due <= to:
            self.set_clock(max(due, self.now()))
            due = self.settle(seconds=5)
        self.set_clock(to)

    @property
    def house(self) -> House:
        """The lookout. Raises RuntimeError before the town is open."""
        if self.lookout is None:
            raise RuntimeError("the town is not open")
        return self.lookout

    def use(self) -> dict[int, tuple[int, int, int]]:
        """Give of each replica its kilobytes of memory, threads and open files."""
        return {number: _use(one.pid) for number, one in self.running.items() if one.pid is not None}

    def _settings(self) -> dict[str, object]:
        return {
            "slack_bot_token": self.slack.bot_token,
            "slack_signing_secret": self.slack.signing_secret,
            "slack_api_url": self.slack.api_url,
            "database_url": self.url,
            "bot_clock_file": self.clock_file,
            "bot_base_url": "https://bot.example.org",
            "bot_secret_key": "soak" * 8,
            "smtp_url": self.slack.post.url,
            "mail_from": "bot@dispositifs.example.org",
        }

    def open(self, now: datetime) -> None:
        """Import the promotion, start all replicas."""
        self.set_clock(now)
        self.ports = [free_port() for _ in range(self.replicas)]
        self.receive(0)  # the app is installed before it is built: it may do then what its manifest asks for
        self.lookout = build(Settings.model_validate(self._settings()))
        with self.house.tools.transaction() as tx:
            files = promotion_files(self._cast, begins=self._begins(now))
            apply_import(
                tx,
                [NamedFile(name, read_file(name, data)) for name, data in files],
                promotion_name=None,
                phase_names=[phase.name for phase in PHASES],
                confirmed=False,
                actor=Actor(""),
                now=now,
            )
        for number in range(self.replicas):
            self.start(number)

    def __post_init__(self) -> None:
        self._cast = gather(self.slack)
        self.people = self.slack.people

    def _begins(self, now: datetime) -> date:
        return day_of(now) - timedelta(days=DAYS_BEFORE)


@contextmanager
def opened(url: str, folder: Path, *, replicas: int, now: datetime) -> Iterator[Town]:
    """Open a town on a migrated database; at the end all of it is gone."""
    logging.getLogger("bot.sandbox").setLevel(logging.CRITICAL)
    slack = Sandbox(now=lambda: clock_from(folder / "clock")().timestamp())
    slack.start()
    slack.post.open()
    town = Town(slack, [], url, folder, replicas)
    try:
        town.open(now)
        yield town
    finally:
        for one in town.running.values():
            one.kill()
        if town.lookout is not None:
            town.lookout.stop()
        slack.stop()


def weather(town: Town, chance: random.Random) -> None:
    """Let calls and deliveries go wrong from now on."""
    town.slack.faults.storm(chance.randrange(1_000_000), rates=WEATHER, delay=0.05)


def audit(town: Town) -> dict[str, list[str]]:
    """Look at the database and at all that Slack and the post office have received; give what is wrong, by rule."""
    database = Database(town.url)
    try:
        with database.reading() as reading:
            found = look(reading, now=town.now(), machine=machine_now()) | compare(reading, town.slack)
    finally:
        database.close()
    found["faults"] = list(_faults(town.log))
    return {name: broken for name, broken in found.items() if broken}


def _faults(file: Path) -> Iterator[str]:
    """Give the faults in a log that are our own: of what Slack refused or cut off, the person was told."""
    for entry in re.split(
        r"^(?=\d{4}-\d\d-\d\d )", file.read_text(encoding="utf-8", errors="replace"), flags=re.MULTILINE
    ):
        lines = entry.rstrip().splitlines()
        if lines and re.search(r"\bfault [0-9a-f]{8}", lines[0]) and not lines[-1].startswith(SLACKS_OWN):
            yield f"{lines[0]} {lines[-1]}"


def _serves(port: int) -> bool:
    with suppress(URLError, OSError), urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
        return bool(answer.status == 200)
    return False


def _use(pid: int) -> tuple[int, int, int]:
    status = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    return int(status["VmRSS"].split()[0]), int(status["Threads"]), len(list(Path(f"/proc/{pid}/fd").iterdir()))
