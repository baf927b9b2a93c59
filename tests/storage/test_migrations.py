"""The schema by migrations equals the schema by tables, up and down, on both databases."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

import storage
from storage.database import Database
from storage.tables import metadata
from storage.upgrade import downgrade, newest, revision_of, revisions, upgrade
from tests.databases import BACKENDS, blank, fresh


@pytest.mark.parametrize("backend", BACKENDS)
def test_revisions_are_alembics_and_where_a_database_stands_too(backend: str, tmp_path: Path) -> None:
    folder = Path(storage.__file__).parent / "migrations"
    walked = ScriptDirectory(str(folder)).walk_revisions()
    assert revisions() == tuple(one.revision for one in walked)[::-1]
    database = Database(blank(backend, tmp_path))
    upgrade(database)
    with database.reading() as reading:
        assert revision_of(reading) == MigrationContext.configure(reading).get_current_revision() == newest()
    database.close()


def test_migrations_up_and_down_leave_what_the_tables_say_and_then_nothing(backend: str, tmp_path: Path) -> None:
    database = Database(blank(backend, tmp_path))
    upgrade(database)
    with database.reading() as reading:
        assert revision_of(reading) == newest()
        assert compare_metadata(MigrationContext.configure(reading), metadata) == []
    downgrade(database)
    with database.reading() as reading:
        assert revision_of(reading) is None
        assert set(inspect(reading).get_table_names()) == {"alembic_version"}
    upgrade(database)  # and up again: nothing was left in the way
    with database.reading() as reading:
        assert revision_of(reading) == newest()
    database.close()


def test_a_migration_that_leaves_a_reference_to_nobody_is_undone(tmp_path: Path) -> None:
    database = Database(fresh("sqlite", tmp_path))  # whose references are not looked at before the end
    orphan = text("INSERT INTO memberships (person_id, role) VALUES (999, 'eig')")
    with pytest.raises(RuntimeError, match="foreign keys"), database.migration() as tx:
        tx.execute(orphan)
    assert read(database, "SELECT * FROM memberships") == []
    database.close()


def read(database: Database, query: str) -> list[tuple[object, ...]]:
    with database.reading() as reading:
        return [tuple(row) for row in reading.execute(text(query))]
