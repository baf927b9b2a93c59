"""The schema by migrations equals the schema by tables, up and down, on both databases."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

import storage
from storage.database import Database, Transaction
from storage.tables import metadata
from storage.upgrade import downgrade, newest_revision, revision_of, revisions, upgrade
from tests.databases import BACKENDS, blank, fresh


@pytest.mark.parametrize("backend", BACKENDS)
def test_revisions_are_alembics_and_where_a_database_stands_too(backend: str, tmp_path: Path) -> None:
    folder = Path(storage.__file__).parent / "migrations"
    walked = ScriptDirectory(str(folder)).walk_revisions()
    assert revisions() == tuple(one.revision for one in walked)[::-1]
    database = Database(blank(backend, tmp_path))
    upgrade(database)
    with database.reading() as reading:
        assert revision_of(reading) == MigrationContext.configure(reading).get_current_revision() == newest_revision()
    database.close()


def test_migrations_up_and_down_leave_what_the_tables_say_and_then_nothing(backend: str, tmp_path: Path) -> None:
    database = Database(blank(backend, tmp_path))
    upgrade(database)
    with database.reading() as reading:
        assert revision_of(reading) == newest_revision()
        assert compare_metadata(MigrationContext.configure(reading), metadata) == []
    downgrade(database)
    with database.reading() as reading:
        assert revision_of(reading) is None
        assert set(inspect(reading).get_table_names()) == {"alembic_version"}
    upgrade(database)  # and up again: nothing was left in the way
    with database.reading() as reading:
        assert revision_of(reading) == newest_revision()
    database.close()


def test_checks_and_indexes_by_migrations_are_those_of_the_tables(backend: str, tmp_path: Path) -> None:
    """Alembic compares neither the conditions of checks nor those of indexes."""
    found = []
    for made in (upgrade, made_at_once):
        database = Database(blank(backend, tmp_path))
        made(database)
        with database.migration() as tx:
            found.append(conditions(tx))
            metadata.drop_all(tx)
        database.close()
    assert found[0] == found[1]


def made_at_once(database: Database) -> None:
    with database.migration() as tx:
        metadata.create_all(tx)


def conditions(tx: Transaction) -> set[tuple[str, str]]:
    """Return (name, words) of each check and index, without quotation marks."""
    indexes = {
        "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL",
        "postgresql": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    }
    found = [tuple(row) for row in tx.execute(text(indexes[tx.dialect.name]))]
    for table in metadata.tables:
        found += [(check["name"], check["sqltext"]) for check in inspect(tx).get_check_constraints(table)]
    return {(str(name), " ".join(words.replace('"', "").split())) for name, words in found if name[:7] != "alembic"}


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
