"""The bot as a process: killed amid what several share, twice on one database, and asked to stop as it answers.

Killed at each step of each gesture: `test_kills.py`.
"""

import os
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeAlias
from urllib.request import urlopen

import pytest
from sqlalchemy import text

from bot.clock import machine_now
from bot.door.manifest import build_manifest
from bot.sandbox.people.acks import Submission
from bot.sandbox.people.person import Person
from bot.sandbox.workspace import Sandbox
from storage.database import Database
from tests.databases import fresh
from tests.journeys.promotion import CAST, NEED, NINE, NOW, QUARTER_PAST_TEN, STANDS, first_line, plain, seed, slot_of
from tests.patience import PATIENCE
from tests.processes import Forked, fork, free_port

ROOT = Path(__file__).resolve().parents[2]
MONDAY = NOW + timedelta(hours=1)  # 9 h
Json: TypeAlias = dict[str, Any]
Started: TypeAlias = Forked | subprocess.Popen[bytes]


class Process:
    """`bot run` beside a sandbox, started as often as a test wants."""

    def __init__(self, slack: Sandbox, url: str, folder: Path) -> None:
        self.slack, self.folder = slack, folder
        self.port = free_port()
        self.clock = folder / "clock"
        self.set_clock(NOW)
        self.environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_SIGNING_SECRET": slack.signing_secret,
            "SLACK_API_URL": slack.api_url,
            "DATABASE_URL": url,
            "BOT_PORT": str(self.port),
            "BOT_CLOCK_FILE": str(self.clock),
        }
        self.receive()

    def receive(self) -> None:
        """Have Slack send what people do to this one."""
        self.slack.install(build_manifest(), request_url=f"http://127.0.0.1:{self.port}/slack/events")

    def set_clock(self, now: datetime) -> None:
        """Set the story's time, whole or not at all: the bot reads it at any moment."""
        part = self.clock.with_suffix(".new")
        part.write_text(str(round((now - machine_now()).total_seconds())))
        part.replace(self.clock)

    @contextmanager
    def running(self) -> Iterator[Started]:
        """Start it, wait until it serves, and end it whatever happens."""
        process = self.start()
        try:
            while not self._serves():
                assert process.poll() is None, "the bot did not start"
                time.sleep(0.02)
            yield process
        finally:
            process.kill()
            process.wait(PATIENCE)

    def start(self) -> Started:
        """Start it."""
        return fork("run", folder=self.folder, environment=self.environment)

    def _serves(self) -> bool:
        try:
            with urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=PATIENCE) as answer:
                return bool(answer.status == 200)
        except OSError:  # nobody listens yet, or it is not ready
            return False


@contextmanager
def world(url: str, folder: Path) -> Iterator[tuple[Process, dict[str, Person], Database]]:
    slack = Sandbox()
    slack.start()
    database = Database(url)
    try:
        cast = {key: slack.add_person(name, email=f"{key}@example.org") for key, name in CAST.items()}
        with database.transaction() as tx:
            seed(tx, None)
        yield Process(slack, url, folder), cast, database
        assert slack.violations == []
    finally:
        database.close()
        slack.stop()


def lapse_leases(database: Database) -> None:
    """Let the minute pass for which the dead process alone may send what it claimed."""
    with database.transaction() as tx:
        tx.execute(text("UPDATE notices SET lease_until = 0 WHERE state = 'leased'"))


def book(slack: Sandbox, person: Person, slot: str | None = NINE) -> None:
    """Book a slot, or the first that is free, in two steps, up to its confirmation."""
    person.command("/bureau-aide")
    assert slack.wait_for(lambda: person.modal)
    person.fill("need", NEED)
    assert person.submit() == Submission()
    person.choose("slot", next(one for one in person.options("slot") if slot in (None, slot_of(one))))
    assert person.submit() == Submission()
    assert person.modal
    assert person.modal.title == "C’est réservé"
    person.close(all=True)


def inboxes(cast: dict[str, Person]) -> dict[str, list[str]]:
    return {key: [first_line(one) for one in person.inbox()] for key, person in cast.items() if person.inbox()}


@pytest.mark.parametrize("backend", ["sqlite", pytest.param("postgresql", marks=pytest.mark.rare)])
def test_kills_before_and_after_the_post_of_a_shared_message_lose_and_double_none(tmp_path: Path, backend: str) -> None:
    """Monday at 9 h, Léa and Sami are told of two rendez-vous in one message each, by three lives of the bot."""
    with world(fresh(backend, tmp_path), tmp_path) as (bot, cast, database):
        with bot.running() as process:
            for key, slot in (("lea", NINE), ("sami", QUARTER_PAST_TEN)):
                book(bot.slack, cast[key], slot)
            bot.set_clock(NOW + STANDS)
            assert bot.slack.wait_for(lambda: states(database) == ["sent"] * 8, seconds=PATIENCE), ledger(database)
            kill_at_nine(bot, process, error="reset_before")
        assert weeks(database) == ["leased"] * 4
        lapse_leases(database)
        with bot.running() as process:
            kill_at_nine(bot, process, error="reset_after")
        assert "sent" not in weeks(database)
        lapse_leases(database)
        bot.slack.team.violations.clear()
        with bot.running():
            bot.set_clock(MONDAY)
            assert bot.slack.wait_for(lambda: weeks(database) == ["sent"] * 4, seconds=PATIENCE), weeks(database)
        assert {key: Counter(box)["Votre semaine"] for key, box in inboxes(cast).items()} == {
            "lea": 1,
            "sami": 1,
            "claire": 1,
            "david": 1,
        }
        for key in ("lea", "sami"):
            (week,) = [plain(one.text) for one in cast[key].inbox() if first_line(one) == "Votre semaine"]
            assert (week.count("Bureau d’aide mardi 5 mai"), "9 h" in week, "10 h 15" in week) == (2, True, True)


def kill_at_nine(bot: Process, process: Started, *, error: str) -> None:
    """Let it be Monday 9 h, and kill the bot at its first message that several reminders share."""

    def kill(arguments: Json) -> bool:
        if shared := "ids" in arguments["metadata"]["event_payload"]:
            process.kill()
        return shared

    bot.slack.faults.fail("chat.postMessage", error=error, when=kill)
    bot.set_clock(MONDAY)
    assert process.wait(PATIENCE) == -signal.SIGKILL
    bot.set_clock(NOW + STANDS)  # for its next life, which is killed once it serves


@pytest.mark.parametrize("killed", [False, True])
def test_two_replicas_on_one_database_send_each_card_once(tmp_path: Path, killed: bool) -> None:
    with world(fresh("postgresql", tmp_path), tmp_path) as (bot, cast, database):
        other = Process(bot.slack, bot.environment["DATABASE_URL"], tmp_path)
        with bot.running(), other.running() as process:
            for person, slot in (("lea", NINE), ("ines", NINE), ("sami", QUARTER_PAST_TEN)):
                book(bot.slack, cast[person], slot)
            bot.receive()
            book(bot.slack, cast["ines"], QUARTER_PAST_TEN)
            assert bot.slack.wait_for(lambda: states(database) == ["sent"] * 4, seconds=PATIENCE), ledger(database)
            assert list(inboxes(cast)) == ["lea", "sami", "ines"]
            bot.set_clock(NOW + STANDS)  # both see it: both let the same four gestures stand, and both send
            if killed:
                assert bot.slack.wait_for(lambda: states(database).count("sent") > 4, seconds=PATIENCE), ledger(
                    database
                )
                process.kill()
                process.wait(PATIENCE)
                lapse_leases(database)
            assert bot.slack.wait_for(lambda: states(database) == ["sent"] * 14, seconds=30), ledger(database)
        first, second = f"Bureau d’aide {NINE}", f"Bureau d’aide {QUARTER_PAST_TEN}"
        assert {key: Counter(box) for key, box in inboxes(cast).items()} == {
            key: Counter([first, second]) for key in ("lea", "sami", "ines", "claire", "david")
        }


def states(database: Database) -> list[object]:
    return [state for state, *_ in ledger(database)]


def ledger(database: Database) -> list[tuple[object, ...]]:
    """Return how each notice stands, and why, but for the reminders and the weeks owed for later."""
    told = (
        "SELECT state, attempts, retry_at, reason FROM notices "
        "WHERE kind NOT LIKE 'remind.%' AND kind <> 'records.host_week'"
    )
    with database.reading() as reading:
        return [tuple(row) for row in reading.execute(text(told))]


def weeks(database: Database) -> list[str]:
    """Give the states of what makes up « Votre semaine »."""
    with database.reading() as reading:
        return list(reading.execute(text("SELECT state FROM notices WHERE kind = 'remind.week'")).scalars())


def test_a_stop_finishes_the_answer_in_hand(tmp_path: Path) -> None:
    with world(fresh("sqlite", tmp_path), tmp_path) as (bot, cast, _), bot.running() as process:
        bot.slack.faults.fail("users.info", error="timeout", delay=1.0)
        with ThreadPoolExecutor(1) as pool:
            answer = pool.submit(cast["nadia"].command, "/bureau-aide")
            assert bot.slack.wait_for(lambda: any(call.method == "users.info" for call in bot.slack.calls))
            process.send_signal(signal.SIGTERM)
            assert answer.result(PATIENCE).buttons == ["Prévenir les coachs"]
        assert process.wait(PATIENCE) == 0
