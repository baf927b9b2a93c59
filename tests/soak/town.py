"""The town of a soak: a workspace, a promotion on a database, and replicas of `bot run` that are killed at will."""

import json
import logging
import os
import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

from bot.app import build_bot
from bot.catalogue.phases import PHASES
from bot.clock import machine_now, make_clock
from bot.command.doctor import Level, run_checks
from bot.dates.paris import day_of
from bot.demo.cast import gather, promotion_files
from bot.demo.stage import MAIL_SERVER
from bot.door.ahead import look_ahead
from bot.door.manifest import build_manifest
from bot.house import House
from bot.programme.files.kind import read_file
from bot.programme.imports.service import NamedFile, apply_import
from bot.programme.model import Actor
from bot.sandbox.people.person import Person
from bot.sandbox.workspace import Sandbox
from bot.settings import ExplicitSettings
from storage.audit import find_violations
from storage.database import Database
from tests.processes import Forked, fork, free_port

from .received import compare

ROOT = Path(__file__).resolve().parents[2]
START = 30.0  # seconds until a replica serves
RECOVERS = 30.0  # seconds: what `/readyz` says is of its last beat
DAYS_BEFORE = 30  # the promotion has been going on for a month
# What a traceback ends with when Slack did not answer, or refused: nothing of ours went wrong.
SLACKS_OWN = ("slack_sdk.errors.", "builtins.ConnectionResetError", "http.client.", "urllib.error.", "TimeoutError")


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
    aside: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(3))  # what people do not wait for
    enrolled: list[datetime] = field(default_factory=list)  # when each promotion began

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
        return make_clock(self.clock_file)()

    def set_clock(self, now: datetime) -> None:
        """Set the story's time, whole or not at all."""
        part = self.clock_file.with_suffix(".new")
        part.write_text(str(round((now - machine_now()).total_seconds()) + 1))
        part.replace(self.clock_file)

    def start(self, number: int) -> None:
        """Start a replica, and wait until it serves. Raises TimeoutError."""
        port = self.ports[number]
        settings = self.settings()
        environment = {key.upper(): str(value) for key, value in settings.items()}
        environment |= {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "BOT_PORT": str(port)}
        self.running[number] = fork("run", folder=self.folder, environment=environment, log=self.log)
        ends = time.monotonic() + START
        while self.ready(number) is None:
            if time.monotonic() > ends or self.running[number].poll() is not None:
                said = self.log.read_text(encoding="utf-8", errors="replace")[-2000:]
                raise TimeoutError(f"a replica did not start ({self.running[number].poll()}): {said}")
            time.sleep(0.02)
        self.receive(number)

    def ready(self, number: int) -> str | None:
        """Give what a replica's `/readyz` says is wrong, "" for nothing; None while it does not answer."""
        try:
            with urlopen(f"http://127.0.0.1:{self.ports[number]}/readyz", timeout=5) as answer:
                answer.read()
                return ""
        except HTTPError as error:
            return str(json.loads(error.read())["trouble"])
        except OSError:
            return None

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

    def pass_time(self, to: datetime, *, leaps: bool = False) -> None:
        """Let time go by until `to`, step by step, so that what falls due happens in its order; or at once.

        The latter is what a bot meets whose machine slept for days.
        """
        due = None if leaps else self.settle(seconds=5)
        while due is not None and due <= to:
            self.set_clock(max(due, self.now()))
            due = self.settle(seconds=5)
        self.set_clock(to)
        if leaps:
            self.settle(seconds=5)

    def enrol(self) -> None:
        """Import a promotion of the same people: the first began a month ago, each other begins today."""
        now, number = self.now(), len(self.enrolled)
        begins = day_of(now) - timedelta(days=0 if number else DAYS_BEFORE)
        files = [
            (name, data.replace(b'"EIG 7"', f'"EIG {7 + number}"'.encode()))
            for name, data in promotion_files(self.cast, begins=begins)
        ]
        with self.house.tools.transaction() as tx:
            apply_import(
                tx,
                [NamedFile(name, read_file(name, data)) for name, data in files],
                promotion_name=None if number == 0 else f"EIG {7 + number}",
                phase_names=[phase.name for phase in PHASES],
                confirmed=True,
                actor=Actor(""),
                now=now,
            )
        self.enrolled.append(now)

    def plan(self) -> None:
        """Let a coach confirm the months of the newest promotion as they are proposed: then all has its dates."""
        coach = self.cast.coach
        coach.command("/dispositifs programme")
        coach.click("Plan de la promotion")
        if self.slack.wait_for(lambda: (top := coach.modal) and top.body.get("submit")):
            coach.submit()
            coach.close(all=True)

    @property
    def house(self) -> House:
        """The lookout. Raises RuntimeError before the town is open."""
        if self.lookout is None:
            raise RuntimeError("the town is not open")
        return self.lookout

    def use(self) -> dict[int, tuple[int, int, int]]:
        """Give of each replica its kilobytes of memory, threads and open files."""
        return {number: _use(one.pid) for number, one in self.running.items() if one.pid is not None}

    def settings(self) -> dict[str, object]:
        return {
            "slack_bot_token": self.slack.bot_token,
            "slack_signing_secret": self.slack.signing_secret,
            "slack_api_url": self.slack.api_url,
            "database_url": self.url,
            "bot_clock_file": self.clock_file,
            "bot_base_url": f"http://127.0.0.1:{self.ports[0]}",
            "bot_secret_key": "soak" * 8,
            "bot_calendar_accounts": True,
            "smtp_url": self.slack.post.url,
            "mail_from": "bot@dispositifs.example.org",
            "imap_url": self.slack.replies.url,
            "imap_authserv": MAIL_SERVER,
        }

    def open(self, now: datetime) -> None:
        """Import the promotion, start all replicas."""
        self.set_clock(now)
        self.ports = [free_port() for _ in range(self.replicas)]
        self.receive(0)  # the app is installed before it is built: it may do then what its manifest asks for
        self.lookout = build_bot(ExplicitSettings.model_validate(self.settings()))
        self.enrol()
        for number in range(self.replicas):
            self.start(number)
        self.plan()

    def __post_init__(self) -> None:
        self.cast = gather(self.slack)
        self.people = self.slack.people
        self.rooms = (self.cast.promotion, self.cast.coachs, self.cast.porteurs)
        self.correspondents = (self.cast.porteuse_by_mail.email, self.cast.mentor_by_mail.email)


@contextmanager
def opened(url: str, folder: Path, *, replicas: int, now: datetime) -> Iterator[Town]:
    """Open a town on a migrated database; at the end all of it is gone."""
    logging.getLogger("bot.sandbox").setLevel(logging.CRITICAL)
    slack = Sandbox(now=lambda: make_clock(folder / "clock")().timestamp())
    slack.start()
    slack.post.open()
    slack.replies.open()
    town = Town(slack, [], url, folder, replicas)
    try:
        town.open(now)
        yield town
    finally:
        for one in town.running.values():
            one.kill()
        if town.lookout is not None:
            town.lookout.stop()
        town.aside.shutdown(cancel_futures=True)
        slack.stop()


def audit(town: Town) -> dict[str, list[str]]:
    """Look at the database and at all that Slack and the post office have received; give what is wrong, by rule."""
    database = Database(town.url)
    try:
        with database.reading() as reading:
            found = find_violations(reading, now=town.now(), machine_now=machine_now()) | compare(reading, town.slack)
    finally:
        database.close()
    found["faults"] = list(_faults(town.log))
    examined = run_checks(town.house.tools.settings, machine_now())
    found["doctor"] = [f"{one.name} : {one.text}" for one in examined if one.level is Level.BAD]
    ends = time.monotonic() + RECOVERS
    while time.monotonic() < ends and any(town.ready(number) for number in town.running):
        time.sleep(0.5)
    found["not_ready"] = [f"{number} {said}" for number in town.running if (said := town.ready(number)) != ""]
    return {name: broken for name, broken in found.items() if broken}


def _faults(file: Path) -> Iterator[str]:
    """Give the faults in a log that are our own: of what Slack refused or cut off, the person was told."""
    for entry in re.split(
        r"^(?=\d{4}-\d\d-\d\d )", file.read_text(encoding="utf-8", errors="replace"), flags=re.MULTILINE
    ):
        lines = entry.rstrip().splitlines()
        if lines and re.search(r"\bfault [0-9a-f]{8}", lines[0]) and not lines[-1].startswith(SLACKS_OWN):
            yield f"{lines[0]} {lines[-1]}"


def _use(pid: int) -> tuple[int, int, int]:
    status = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    return int(status["VmRSS"].split()[0]), int(status["Threads"]), len(list(Path(f"/proc/{pid}/fd").iterdir()))
