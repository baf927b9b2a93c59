"""`/clock`, for who moves the story's time: it exists with a clock file only, and says when something comes next."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from werkzeug.test import Client

from bot.clock import machine_now
from bot.door.ahead import Outlook, look_ahead
from bot.door.readiness import Report
from bot.door.web import make_door
from bot.notices import notices
from bot.notices.model import Action, NoticeToSend
from bot.settings import ExplicitSettings
from bot.tools import Tools
from storage.database import Database
from storage.programme import people

NOW = datetime(2026, 5, 4, 8, 0, tzinfo=ZoneInfo("Europe/Paris"))
LATER = NOW + timedelta(minutes=30)


def door_of(database: Database, clock_file: Path | None) -> Client:
    settings = ExplicitSettings.model_validate({"database_url": "sqlite://", "bot_clock_file": clock_file})
    return Client(make_door(Tools(database, lambda: NOW, settings, lambda: None), bolt=None, readiness=Report))


def owe(database: Database, subject_id: int, due: datetime) -> None:
    with database.transaction() as tx:
        ada = people.add(tx, name="Ada")
        notices.owe(tx, NoticeToSend(Action.POST, "card", "thing", subject_id, 0, due, person_id=ada))


def test_clock_tells_now_and_that_nothing_is_to_come(database: Database, tmp_path: Path) -> None:
    answer = door_of(database, tmp_path / "clock").get("/clock")
    assert (answer.status_code, answer.json) == (200, {"now": NOW.timestamp(), "next_due": None, "idle": True})


def test_clock_tells_what_is_due_next_while_something_is_owed_now(database: Database, tmp_path: Path) -> None:
    door = door_of(database, tmp_path / "clock")
    owe(database, 1, LATER)
    assert door.get("/clock").json == {"now": NOW.timestamp(), "next_due": LATER.timestamp(), "idle": True}
    owe(database, 2, NOW)
    assert door.get("/clock").json == {"now": NOW.timestamp(), "next_due": LATER.timestamp(), "idle": False}


def test_clock_is_not_idle_while_something_due_waits_long_for_a_retry(database: Database, tmp_path: Path) -> None:
    """Who waits for the end of all work does not wait for it: `stage.advance`, the demo."""
    door = door_of(database, tmp_path / "clock")
    owe(database, 1, NOW)
    with database.transaction() as tx:
        (notice,) = notices.claim(tx, now=NOW, machine_now=machine_now(), limit=1)
        later = machine_now() + timedelta(seconds=60)
        assert notices.retry(tx, notice, at=later, ambiguous=False, reason="token_revoked")
    assert door.get("/clock").json == {"now": NOW.timestamp(), "next_due": None, "idle": False}
    tools = Tools(database, lambda: NOW, ExplicitSettings.model_validate({"database_url": "sqlite://"}), lambda: None)
    assert look_ahead(tools, compute_all=False) == Outlook(idle=True, resting=True)


def test_without_a_clock_file_there_is_no_such_address(database: Database) -> None:
    assert door_of(database, None).get("/clock").status_code == 404
