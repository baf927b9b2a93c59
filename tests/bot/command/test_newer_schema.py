"""A schema that a newer bot made is said as such, by whoever meets it, and stays as it is."""

from collections.abc import Iterator

import pytest
from sqlalchemy import text
from werkzeug.test import Client

from bot.clock import machine_now
from bot.command.doctor import Level
from bot.command.run import prepare
from bot.command.schema_check import NEWER, DatabaseUnfit, opened
from bot.door.readiness import Readiness
from bot.door.web import make_door
from bot.schedule import Schedule
from bot.settings import Settings
from bot.tools import Tools
from storage.database import Database
from storage.upgrade import newest
from tests.bot.command.examined import found, settings_of

NEXT = "9999"
HERE = {"REMOTE_ADDR": "127.0.0.1"}  # who may hear the trouble by its name


@pytest.fixture
def newer(database: Database) -> Iterator[Database]:
    note(database, NEXT)
    yield database
    note(database, newest())


def note(database: Database, revision: str) -> None:
    with database.transaction() as tx:
        tx.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})


@pytest.mark.parametrize("migrate", [False, True])
def test_run_says_so_and_does_not_start(newer: Database, database_url: str, migrate: bool) -> None:
    with pytest.raises(DatabaseUnfit) as refused:
        prepare(database_url, migrate=migrate)
    assert refused.value.facts == {"why": NEWER}
    with newer.reading() as reading:
        assert reading.execute(text("SELECT version_num FROM alembic_version")).scalars().all() == [NEXT]


@pytest.mark.usefixtures("newer")
def test_every_other_command_says_so(database_url: str) -> None:
    with pytest.raises(DatabaseUnfit) as refused, opened(database_url):
        pass
    assert refused.value.facts == {"why": NEWER}


@pytest.mark.usefixtures("newer")
def test_doctor_says_so_instead_of_a_migration(database_url: str) -> None:
    finding = found(settings_of(database_url=database_url))["Base de données"]
    assert (finding.level, finding.text.split(", ", 1)[1], finding.mend) == (
        Level.BAD,
        f"schéma {NEXT}, le bot attend {newest()}",
        NEWER,
    )


def test_a_bot_that_runs_is_ready_no_more(newer: Database) -> None:
    tools = Tools(newer, machine_now, Settings.model_construct(), lambda: None)
    readiness = Readiness(tools, Schedule(), dispatchers={})
    answer = Client(make_door(tools, bolt=None, readiness=readiness.look)).get("/readyz", environ_overrides=HERE)
    assert (answer.status_code, (answer.json or {})["trouble"]) == (503, "newer schema")
