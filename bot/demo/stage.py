"""The stage: the real bot over real HTTP, the stand-in for Slack beside it, and a clock that can be moved."""

import math
import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from secrets import token_urlsafe
from tempfile import TemporaryDirectory
from threading import Thread
from wsgiref.types import StartResponse, WSGIEnvironment

from bot.app import build_bot
from bot.clock import machine_now, make_clock
from bot.door.ahead import Outlook, look_ahead
from bot.door.manifest import build_manifest
from bot.door.web import listen
from bot.house import House
from bot.outside.documents import Fetcher
from bot.sandbox.workspace import Sandbox
from bot.settings import ExplicitSettings, Settings
from storage.database import Database
from storage.upgrade import upgrade

HOST = "127.0.0.1"
MAIL_SERVER = "mx.dispositifs.example.org"  # its Authentication-Results headers are trusted
PATIENCE = 30.0  # seconds to wait for due work, at most
LOOKS = 1.0  # seconds between two runs of the periodic jobs while messages are sent; a run is slow
LOOKS_AT_REST = 0.05  # the same when no notice is due


@cache
def migrated() -> bytes:
    """Return an empty database of the newest schema (SQLite, as bytes), with which each stage begins."""
    with TemporaryDirectory(prefix="dispositifs-demo-") as folder:
        file = Path(folder, "empty.db")
        database = Database(f"sqlite:///{file}")
        upgrade(database)
        database.close()
        return file.read_bytes()


class Stage:
    """A workspace and its bot, at the time `now` of the story.

    `folder` holds the clock file and, unless `database_url` is given, the database. `reachable`: the bot's address on
    this machine counts as public, so that it offers feeds and mail links, and reads answers from calendars. `fetcher`:
    also reads calendars on this machine. Use it as a context manager, or call `open` and `close`."""

    def __init__(
        self,
        folder: Path,
        *,
        now: datetime,
        database_url: str | None = None,
        coaches: tuple[str, ...] = (),
        reachable: bool = False,
        fetcher: Fetcher | None = None,
    ) -> None:
        self._clock_file = folder / "clock"
        self.clock = make_clock(self._clock_file)
        self.slack = Sandbox(now=lambda: self.clock().timestamp())
        self._file = None if database_url else folder / "demo.db"
        self._url = database_url or f"sqlite:///{self._file}"
        self._coaches = coaches
        self._reachable = reachable
        self._fetcher = fetcher
        self._secret = token_urlsafe(32)
        self._house: House | None = None
        self.set_clock(now)

    def __enter__(self) -> "Stage":
        self.open()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def house(self) -> House:
        """The running bot. Raises RuntimeError while the bot is stopped."""
        if self._house is None:
            raise RuntimeError("the bot is stopped")
        return self._house

    @property
    def is_running(self) -> bool:
        """Return whether the bot is running."""
        return self._house is not None

    def open(self) -> None:
        """Migrate, then start the workspace and the bot."""
        if self._file is not None:
            self._file.touch(mode=0o600)
            self._file.write_bytes(migrated())
        self.slack.start()
        self.slack.post.open()
        if self._reachable:
            self.slack.replies.open()
        self.start_bot()

    def close(self) -> None:
        """Stop the bot, then the workspace."""
        if self._house is not None:
            self.stop_bot()
        self.slack.stop()

    def start_bot(self) -> None:
        """Start the bot, which then sends pending notices."""
        # The port is opened before the bot is built, since the settings need its address; it answers only then.
        self._server = listen(self._answer, host=HOST, port=0)
        self.address = f"http://{HOST}:{self._server.effective_port}"
        self._house = house = build_bot(self._settings(), fetcher=self._fetcher)
        self._thread = Thread(target=self._server.run, name="bot-http", daemon=True)
        self._thread.start()
        self.slack.install(build_manifest(), request_url=f"{self.address}/slack/events")
        house.start()

    def stop_bot(self) -> None:
        """Stop the bot. The workspace stays open."""
        self._server.stop()  # first: a response that is pending needs what is closed below
        self._thread.join()
        self.house.stop()
        self._house = None

    def set_clock(self, now: datetime) -> None:
        """Set the story's time, without steps in between."""
        offset = math.ceil((now - machine_now()).total_seconds())  # rounded up: never before the requested second
        part = self._clock_file.with_suffix(".new")
        part.write_text(str(offset))
        part.replace(self._clock_file)  # atomic: the bot may read it at any moment

    def advance(self, to: datetime) -> None:
        """Move the time forward to `to`. Stop at each moment at which something is due, until it is done."""
        ahead = self._settled()
        while ahead.due is not None and ahead.due <= to:
            self.set_clock(max(ahead.due, self.clock()).astimezone(to.tzinfo) + timedelta(seconds=1))
            # A dispatcher sends due messages. Due periodic jobs are run here.
            ahead = self._settled(looking=ahead.moment is not None and ahead.moment <= self.clock())
        self.set_clock(to)
        self._settled()

    def next_due(self) -> datetime | None:
        """Return when the bot next has something to do; None for nothing."""
        return look_ahead(self.house.tools).due

    def settle(self) -> datetime | None:
        """Wait until nothing is due. Return when something next will be. Raises TimeoutError."""
        return self._settled().due

    def _settled(self, *, looking: bool = True) -> Outlook:
        """Wait until nothing is due. `looking`: run the periodic jobs first, not only after a pause."""
        begun, pause = time.monotonic(), 0.005
        looked = -math.inf if looking else begun - LOOKS_AT_REST
        self.house.tools.wake()
        ahead = look_ahead(self.house.tools, compute_all=False)
        while not ahead.idle:
            if (now := time.monotonic()) > begun + PATIENCE:
                raise TimeoutError("the bot still owes something")
            if now > looked + (LOOKS_AT_REST if ahead.resting else LOOKS):
                self.house.schedule.run_now()
                looked = time.monotonic()
            else:
                time.sleep(pause)
                pause = min(pause * 1.5, 0.05)  # longer and longer: pending work waits for Slack, and each look is slow
            ahead = look_ahead(self.house.tools, compute_all=False)
        return ahead

    def _answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        return self.house.door(environ, start_response)

    def _settings(self) -> Settings:
        return ExplicitSettings.model_validate(
            {
                "slack_bot_token": self.slack.bot_token,
                "slack_signing_secret": self.slack.signing_secret,
                "slack_api_url": self.slack.api_url,
                "database_url": self._url,
                "bot_coaches": self._coaches,
                "bot_contact": "Odile Ferrand, référente du programme, odile.ferrand@dinum.example.org",
                "bot_visio_url": "https://visio.example.org/{room}",
                "bot_base_url": self.address if self._reachable else None,
                "bot_secret_key": self._secret,
                "bot_calendar_accounts": True,
                "bot_reachable": HOST,  # where people's calendars are, in the demo
                "smtp_url": self.slack.post.url,
                "mail_from": "Dispositifs EIG <bot@dispositifs.example.org>",
                "imap_url": self.slack.replies.url if self._reachable else None,
                "imap_authserv": MAIL_SERVER,
                "bot_clock_file": self._clock_file,
            }
        )
