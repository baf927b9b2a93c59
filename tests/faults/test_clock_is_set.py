"""The machine's clock is set, back and forward, while the bot runs: cards come with their usual delay, each once."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.door.manifest import build_manifest
from bot.sandbox.people.person import Person
from bot.sandbox.workspace import Sandbox
from storage.database import Database
from tests.databases import BACKENDS, fresh
from tests.faults.test_process import Process, Started, book, world
from tests.journeys.promotion import NOW, STANDS, first_line
from tests.patience import PATIENCE

HOUR = 3600
UNSET = 3 * 365 * 24 * HOUR  # how far behind a machine without a battery can begin
USUAL = PATIENCE  # seconds from the end of « Défaire » to the cards: one or two as a rule
CARDS = 3  # of a booking: Léa's, Sami's and the host's


class Machine(Process):
    """A bot in Socket Mode, which nobody signs, on a machine whose clock can be set."""

    def __init__(self, slack: Sandbox, url: str, folder: Path) -> None:
        super().__init__(slack, url, folder)
        self.ahead = folder / "machine"
        del self.environment["SLACK_SIGNING_SECRET"]
        self.environment["SLACK_APP_TOKEN"] = slack.app_token
        self.set_machine(0)

    def receive(self) -> None:
        """Have Slack send what people do over the line that the bot opens."""
        self.slack.install(build_manifest(), request_url=None)

    def start(self) -> Started:
        """Start it anew: what it imports must ask the machine's clock as it is set."""
        command = [sys.executable, "-m", "tests.machine_clock", str(self.ahead), "run"]
        return subprocess.Popen(command, cwd=self.folder, env=self.environment, stderr=subprocess.DEVNULL)

    def set_machine(self, seconds: int) -> None:
        """Set the machine's clock so far from what it was at the start."""
        part = self.ahead.with_suffix(".new")
        part.write_text(str(seconds))
        part.replace(self.ahead)

    def let_stand(self) -> None:
        """Let the story's two minutes pass in which a gesture can be undone."""
        part = self.clock.with_suffix(".new")
        part.write_text(str(int(self.clock.read_text()) + round(STANDS.total_seconds())))
        part.replace(self.clock)


class Story:
    """Bookings, and the cards that they bring."""

    def __init__(self, bot: Machine, cast: dict[str, Person], database: Database) -> None:
        self.bot, self.cast, self.database = bot, cast, database
        self.booked = 0

    def book(self) -> None:
        """Book the first slot that is free, at the story's beginning."""
        self.bot.set_clock(NOW)
        book(self.bot.slack, self.cast["lea"], None)
        self.booked += 1

    def jump(self, seconds: int) -> None:
        """Set the machine's clock; back, the bot sees it at its next tick, and shortens what would wait."""
        until = self._until()
        self.bot.set_machine(seconds)
        if seconds < 0:
            assert self.bot.slack.wait_for(lambda: self._until() < until, seconds=USUAL)

    def seconds_to_cards(self) -> float:
        """Let what was booked stand; give the seconds until everybody has their cards, each once."""
        self.bot.let_stand()
        started = time.monotonic()
        self.bot.slack.wait_for(lambda: self._sent() == self.booked * CARDS, seconds=USUAL)
        seconds = time.monotonic() - started
        boxes = {key: [first_line(one) for one in person.inbox()] for key, person in self.cast.items()}
        cards = {key: sum(one.startswith("Bureau d’aide") for one in box) for key, box in boxes.items()}
        assert (cards["lea"], cards["sami"], sum(cards.values())) == (self.booked, self.booked, self.booked * CARDS)
        return seconds

    def _sent(self) -> int:
        return self._ask(
            "SELECT count(*) FROM notices WHERE kind = 'helpdesk.card' AND action = 'post' AND state = 'sent'"
        )

    def _until(self) -> int:
        return self._ask("SELECT coalesce(max(until), 0) FROM changes")

    def _ask(self, question: str) -> int:
        with self.database.reading() as reading:
            return int(reading.execute(text(question)).scalar_one())


@pytest.mark.parametrize("backend", BACKENDS)
def test_cards_keep_their_usual_delay_when_the_clock_is_set(tmp_path: Path, backend: str) -> None:
    with world(fresh(backend, tmp_path), tmp_path) as (plain, cast, database):
        bot = Machine(plain.slack, plain.environment["DATABASE_URL"], tmp_path)
        story = Story(bot, cast, database)
        with bot.running():
            for seconds in (-HOUR, -UNSET):
                story.book()
                story.jump(seconds)
                assert story.seconds_to_cards() < USUAL
                bot.set_machine(0)  # which is a jump as well, the other way
                story.book()
                assert story.seconds_to_cards() < USUAL
