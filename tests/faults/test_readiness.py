"""`/readyz` tells the truth: a trouble by its name, the figures behind it, and ready again once it is over."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from threading import Event
from time import monotonic
from typing import Any

import pytest
from sqlalchemy import text
from werkzeug.test import Client

from bot.door.readiness import BEAT_SECONDS, Readiness
from bot.door.web import make_door
from bot.runtime.threads import KeptThread
from bot.schedule import Schedule
from bot.settings import ExplicitSettings
from bot.tools import Tools
from handlers.notices.dispatcher import Dispatcher
from storage.database import Database
from tests.faults.dispatch_rig import Rig, rigged
from tests.patience import PATIENCE

FULL = {
    "sqlite": ["CREATE TRIGGER full BEFORE {} ON receipts BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"],
    "postgresql": [
        "CREATE OR REPLACE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'no space left' USING ERRCODE = 'disk_full'; END $$",
        "CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE ON receipts FOR EACH ROW EXECUTE FUNCTION full_disk()",
    ],
}
FULL_IS = {"sqlite": "IntegrityError (SQLITE_CONSTRAINT_TRIGGER)", "postgresql": "DiskFull (53100)"}
GONE = "OperationalError (SQLITE_CANTOPEN)"
FREED = {
    "sqlite": ["DROP TRIGGER full"],
    "postgresql": ["DROP TRIGGER full_disk ON receipts", "DROP FUNCTION full_disk"],
}


class Watch:
    """A bot of which only what is judged runs: a dispatcher, a schedule, and the page that tells of both."""

    def __init__(self, rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
        self.rig = rig
        self.passed = 0.0
        for module in ("bot.door.readiness", "bot.schedule", "handlers.notices.dispatcher"):
            monkeypatch.setattr(f"{module}.monotonic", lambda: monotonic() + self.passed)
        monkeypatch.setattr("bot.door.readiness.machine_now", rig.clock)
        self.dispatcher = rig.dispatcher()
        self.schedule = Schedule()
        settings = ExplicitSettings.model_validate({"database_url": "sqlite://"})
        tools = Tools(rig.database, rig.clock, settings, self.dispatcher.wake)
        self.readiness = Readiness(tools, self.schedule, dispatchers={"slack": self.dispatcher})
        self.schedule.run_every(3600, self.readiness.beat)
        self.page = Client(make_door(tools, bolt=None, readiness=self.readiness.make_report))

    def beats(self, number: int = 1) -> None:
        for _ in range(number):
            self.rig.clock.advance(BEAT_SECONDS)
            self.readiness.beat()

    def asked(self) -> tuple[int, str | None]:
        """Give the status and the trouble that whoever asks is told."""
        answer = self.page.get("/readyz", environ_overrides={"REMOTE_ADDR": "127.0.0.1"})
        told: dict[str, Any] = answer.json or {}
        assert told["ready"] is (told["trouble"] is None)
        return answer.status_code, told["trouble"]

    def told(self) -> dict[str, Any]:
        details: dict[str, Any] = (self.page.get("/readyz", environ_overrides={"REMOTE_ADDR": "127.0.0.1"}).json or {})[
            "details"
        ]
        return details

    def pass_time(self, seconds: float) -> None:
        """Let monotonic time be so much further, in which the dispatcher went on looking."""
        self.passed = seconds
        self.dispatcher.wake()
        assert self.rig.sandbox.wait_for(lambda: abs(self.dispatcher.looked_at - self.passed - monotonic()) < 30)


@pytest.fixture
def rig(database: Database) -> Iterator[Rig]:
    with rigged(database) as ready:
        yield ready


@pytest.fixture
def watch(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watch]:
    made = Watch(rig, monkeypatch)
    before = dict(made.schedule._seen)  # noqa: SLF001 - else the first tick may come after time was let pass
    looked_at = made.dispatcher.looked_at  # as with the first tick
    made.schedule.start()
    made.dispatcher.start()
    assert rig.sandbox.wait_for(lambda: made.schedule._seen != before)  # noqa: SLF001 - as above
    assert rig.sandbox.wait_for(lambda: made.dispatcher.looked_at != looked_at)
    yield made
    made.schedule.stop()
    made.dispatcher.stop(5)


def sent(rig: Rig, dispatcher: Dispatcher, name: str, number: int = 1) -> bool:
    dispatcher.wake()
    return len(rig.inbox(name)) == number


def test_all_is_well_with_the_figures_that_say_so(watch: Watch) -> None:
    rig = watch.rig
    assert watch.asked() == (200, None)
    assert watch.told() == {
        "write": "ok",
        "ticks_overdue_seconds": 0,
        "due": 0,
        "oldest_due_seconds": None,
        "slack": {"answer": None, "seconds_ago": None},
    }
    rig.owe("Ada", 1)
    assert rig.sandbox.wait_for(lambda: sent(rig, watch.dispatcher, "Ada"))
    assert rig.sandbox.wait_for(lambda: watch.told()["slack"]["answer"] == "ok")


def test_revoked_token_is_told_as_long_as_something_is_due_and_not_longer(watch: Watch) -> None:
    rig = watch.rig
    rig.sandbox.faults.fail("chat.postMessage", error="token_revoked", times=1000)
    rig.owe("Ada", 1)
    watch.dispatcher.wake()
    assert rig.sandbox.wait_for(lambda: watch.told()["slack"]["answer"] == "token_revoked")
    watch.beats()
    assert watch.asked() == (503, "slack")
    assert watch.told()["due"] == 1
    assert watch.told()["oldest_due_seconds"] >= BEAT_SECONDS
    rig.sandbox.faults.clear()
    rig.clock.advance(30)
    assert rig.sandbox.wait_for(lambda: sent(rig, watch.dispatcher, "Ada"))
    assert rig.sandbox.wait_for(lambda: watch.asked() == (200, None))
    watch.beats()
    assert (watch.asked(), watch.told()["due"]) == ((200, None), 0)


def test_pace_of_slack_is_no_trouble_until_what_waits_is_late(watch: Watch) -> None:
    rig = watch.rig
    rig.sandbox.faults.fail("chat.postMessage", error="ratelimited", retry_after=3600)
    rig.owe("Ada", 1)
    watch.dispatcher.wake()
    assert rig.sandbox.wait_for(lambda: watch.told()["slack"]["answer"] == "ratelimited")
    watch.beats()
    assert watch.asked() == (200, None)
    rig.clock.advance(15 * 60)
    watch.beats()
    assert watch.asked() == (200, None)  # a bot that was stopped has a minute to send it all
    watch.passed += 70
    watch.beats()
    assert watch.asked() == (503, "late")
    assert watch.told()["oldest_due_seconds"] > 15 * 60


def test_database_that_takes_nothing_is_told_at_the_second_beat(
    watch: Watch, backend: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert watch.asked() == (200, None)
    events = ("INSERT", "UPDATE") if backend == "sqlite" else ("",)
    statements = [one.format(event).replace("full ", f"full{event} ", 1) for one in FULL[backend] for event in events]
    run(watch.rig.database, statements)
    with caplog.at_level(logging.INFO):
        watch.beats()
        assert watch.asked() == (200, None)  # another process may have held the only place to write
        watch.beats()
        assert watch.asked() == (503, "write")
        assert watch.told()["write"] == FULL_IS[backend]
    run(watch.rig.database, ["DROP TRIGGER fullINSERT", "DROP TRIGGER fullUPDATE"] if events[1:] else FREED[backend])
    watch.beats()
    assert (watch.asked(), watch.told()["write"]) == ((200, None), "ok")


def run(database: Database, statements: list[str]) -> None:
    with database.transaction() as tx:
        for statement in statements:
            tx.exec_driver_sql(statement)


def test_beats_leave_one_row_and_say_nothing(watch: Watch, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        watch.beats(5)
    with watch.rig.database.reading() as reading:
        assert reading.execute(text("SELECT count(*) FROM receipts")).scalar_one() == 1
    assert [one for one in caplog.records if one.name.startswith("bot.")] == []


def test_schedule_that_stalls_is_told_and_so_is_one_that_stopped(watch: Watch) -> None:
    assert watch.asked() == (200, None)
    watch.pass_time(3600 + 5)  # it is late, and a busy machine adds to it
    assert watch.asked() == (200, None)
    watch.pass_time(3600 + 70)
    assert watch.asked() == (503, "clock jobs")
    assert watch.told()["ticks_overdue_seconds"] >= 70
    watch.pass_time(0)
    assert watch.asked() == (200, None)
    watch.schedule.stop()
    assert watch.asked() == (503, "clock jobs")


def test_dispatcher_that_hangs_is_told_and_so_is_one_that_stopped(watch: Watch) -> None:
    assert watch.asked() == (200, None)
    watch.passed = 130
    assert watch.asked() == (503, "dispatcher")
    watch.passed = 0
    assert watch.asked() == (200, None)
    assert watch.dispatcher.stop(PATIENCE)
    assert watch.asked() == (503, "dispatcher")


def test_socket_mode_without_a_line_is_told(watch: Watch) -> None:
    stopping = Event()

    def work() -> None:
        stopping.wait(30)

    line = Line(KeptThread("socket mode", work, stopping=stopping))
    line.thread.start()
    watch.readiness.line = line
    assert watch.asked() == (200, None)
    assert watch.told()["socket_mode"] == {"without_line_seconds": 0}
    line.seconds_deaf = 31
    assert watch.asked() == (503, "socket mode")
    assert watch.told()["socket_mode"] == {"without_line_seconds": 31}
    line.seconds_deaf = 0
    assert watch.asked() == (200, None)
    stopping.set()
    assert line.thread.join(30)
    assert watch.asked() == (503, "socket mode")


@dataclass
class Line:
    """What Socket Mode tells of itself."""

    thread: KeptThread
    seconds_deaf: float = 0.0


def test_database_that_does_not_answer_is_told(watch: Watch) -> None:
    gone = Database("sqlite:////nowhere/bot.db")
    settings = ExplicitSettings.model_validate({"database_url": "sqlite://"})
    tools = Tools(gone, watch.rig.clock, settings, watch.dispatcher.wake)
    found = Readiness(tools, watch.schedule, dispatchers={"slack": watch.dispatcher}).make_report()
    assert (found.trouble, found.details["write"], found.details["due"]) == (
        "database",
        "OperationalError (SQLITE_CANTOPEN)",
        None,
    )
    gone.close()
