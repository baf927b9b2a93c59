"""The bot as a process: killed between a booking and its cards, and asked to stop while it answers."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from sqlalchemy import text

from bot.clock import machine_now
from bot.manifest import build_manifest
from bot.sandbox.acks import Submission
from bot.sandbox.person import Person
from bot.sandbox.workspace import Sandbox
from storage.database import Database
from tests.databases import fresh
from tests.journeys.promotion import CAST, NEED, NINE, NOW, first_line, plain, seed

ROOT = Path(__file__).resolve().parents[2]


class Process:
    """`python -m bot run` beside a sandbox, started as often as a test wants."""

    def __init__(self, slack: Sandbox, url: str, folder: Path) -> None:
        self.slack, self.folder = slack, folder
        with socket.socket() as door:
            door.bind(("127.0.0.1", 0))
            self.port = door.getsockname()[1]
        clock = folder / "clock"
        clock.write_text(str(round((NOW - machine_now()).total_seconds())))
        self.environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_SIGNING_SECRET": slack.signing_secret,
            "SLACK_API_URL": slack.api_url,
            "DATABASE_URL": url,
            "BOT_PORT": str(self.port),
            "BOT_CLOCK_FILE": str(clock),
        }
        slack.install(build_manifest(), request_url=f"http://127.0.0.1:{self.port}/slack/events")

    @contextmanager
    def running(self) -> Iterator[subprocess.Popen[bytes]]:
        """Start it, wait until it serves, and end it whatever happens."""
        command = [sys.executable, "-m", "bot", "run"]
        with subprocess.Popen(command, cwd=self.folder, env=self.environment, stderr=subprocess.DEVNULL) as process:
            try:
                while not self._serves():
                    assert process.poll() is None, "the bot did not start"
                    time.sleep(0.02)
                yield process
            finally:
                process.kill()

    def _serves(self) -> bool:
        try:
            with urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5) as answer:
                return bool(answer.status == 200)
        except URLError:
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


@pytest.mark.parametrize(("backend", "error"), [("sqlite", "reset_after"), ("postgresql", "reset_before")])
def test_a_kill_between_a_booking_and_its_cards_loses_and_doubles_none(
    tmp_path: Path, backend: str, error: str
) -> None:
    with world(fresh(backend, tmp_path), tmp_path) as (bot, cast, database):
        lea = cast["lea"]
        with bot.running() as process:

            def kill(_: object) -> bool:
                process.kill()
                return True

            bot.slack.faults.fail("chat.postMessage", error=error, when=kill)
            lea.command("/bureau-aide")
            assert bot.slack.wait_for(lambda: lea.modal)
            lea.fill("need", NEED)
            assert lea.submit() == Submission()
            lea.choose("slot", next(label for label in lea.options("slot") if plain(label) == NINE))
            lea.submit()  # whether its answer still came, nobody knows
            assert process.wait(5) == -signal.SIGKILL
        posted = sum(len(person.inbox()) for person in cast.values())
        assert posted == (1 if error == "reset_after" else 0)
        lapse_leases(database)
        bot.slack.team.violations.clear()
        with bot.running():
            bot.slack.wait_for(lambda: all(state == "sent" for state, *_ in ledger(database)), seconds=15)
        assert [state for state, *_ in ledger(database)] == ["sent"] * 3, ledger(database)
        assert {key: [first_line(one) for one in person.inbox()] for key, person in cast.items() if person.inbox()} == {
            key: [f"Bureau d’aide {NINE}"] for key in ("lea", "sami", "claire")
        }


def ledger(database: Database) -> list[tuple[object, ...]]:
    """Give how each notice stands, and why."""
    with database.reading() as reading:
        return [tuple(row) for row in reading.execute(text("SELECT state, attempts, retry_at, reason FROM notices"))]


def test_a_stop_finishes_the_answer_in_hand(tmp_path: Path) -> None:
    with world(fresh("sqlite", tmp_path), tmp_path) as (bot, cast, _), bot.running() as process:
        bot.slack.faults.fail("users.info", error="timeout", delay=1.0)
        with ThreadPoolExecutor(1) as pool:
            answer = pool.submit(cast["nadia"].command, "/bureau-aide")
            assert bot.slack.wait_for(lambda: any(call.method == "users.info" for call in bot.slack.calls))
            started = time.monotonic()
            process.send_signal(signal.SIGTERM)
            assert answer.result(10).buttons == ["Prévenir les coachs"]
        assert process.wait(10) == 0
        assert time.monotonic() - started < 10
