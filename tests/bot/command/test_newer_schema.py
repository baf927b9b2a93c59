"""A schema that a newer bot made, or one before 1.0.0, is said as such by whoever meets it, and stays as it is."""

from collections.abc import Iterator

import pytest
from sqlalchemy import text
from werkzeug.test import Client

from bot.clock import machine_now
from bot.command.doctor import Level
from bot.command.run import prepare_database
from bot.command.schema_check import BEFORE, NEWER, DatabaseUnfit, open_database
from bot.door.readiness import Readiness
from bot.door.web import make_door
from bot.schedule import Schedule
from bot.settings import Settings
from bot.tools import Tools
from storage.database import Database
from storage.upgrade import newest_revision
from tests.bot.command.examined import found, settings_of

NEXT = "v9999"
LAST_BEFORE = "0034"
HERE = {"REMOTE_ADDR": "127.0.0.1"}  # who may hear the trouble by its name


@pytest.fixture
def newer(database: Database) -> Iterator[Database]:
    note(database, NEXT)
    yield database
    note(database, newest_revision())


def note(database: Database, revision: str) -> None:
    with database.transaction() as tx:
        tx.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})


@pytest.mark.parametrize("migrate", [False, True])
@pytest.mark.parametrize(("revision", "why"), [(NEXT, NEWER), (LAST_BEFORE, BEFORE)])
def test_run_says_so_and_does_not_start(
    newer: Database, database_url: str, migrate: bool, revision: str, why: str
) -> None:
    note(newer, revision)
    with pytest.raises(DatabaseUnfit) as refused:
        prepare_database(database_url, migrate=migrate)
    assert refused.value.facts == {"why": why}
    with newer.reading() as reading:
        assert reading.execute(text("SELECT version_num FROM alembic_version")).scalars().all() == [revision]


@pytest.mark.usefixtures("newer")
def test_every_other_command_says_so(database_url: str) -> None:
    with pytest.raises(DatabaseUnfit) as refused, open_database(database_url):
        pass
    assert refused.value.facts == {"why": NEWER}


@pytest.mark.usefixtures("newer")
def test_doctor_says_so_instead_of_a_migration(database_url: str) -> None:
    finding = found(settings_of(database_url=database_url))["Base de données"]
    assert (finding.level, finding.text.split(", ", 1)[1], finding.mend) == (
        Level.BAD,
        f"schéma {NEXT}, le bot attend {newest_revision()}",
        NEWER,
    )


def test_a_bot_that_runs_is_ready_no_more(newer: Database) -> None:
    tools = Tools(newer, machine_now, Settings.model_construct(), lambda: None)
    readiness = Readiness(tools, Schedule(), dispatchers={})
    client = Client(make_door(tools, bolt=None, readiness=readiness.make_report))
    for revision, trouble in ((NEXT, "newer schema"), (LAST_BEFORE, "schema before 1.0.0")):
        note(newer, revision)
        answer = client.get("/readyz", environ_overrides=HERE)
        assert (answer.status_code, (answer.json or {})["trouble"]) == (503, trouble)


def test_column_that_the_database_lacks_is_said_before_it_is_asked_for(database: Database, database_url: str) -> None:
    with database.transaction() as tx:
        tx.execute(text("ALTER TABLE people DROP COLUMN own_zone"))
    try:
        with pytest.raises(DatabaseUnfit) as refused:
            prepare_database(database_url, migrate=True)
        assert refused.value.facts == {"why": BEFORE}
    finally:
        with database.transaction() as tx:
            tx.execute(text("ALTER TABLE people ADD COLUMN own_zone VARCHAR(64)"))
    prepare_database(database_url, migrate=True)
