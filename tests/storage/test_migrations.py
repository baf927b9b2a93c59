"""The schema by migrations equals the schema by tables, up and down, on both databases."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from storage.database import Database
from storage.tables import metadata
from storage.upgrade import downgrade, newest, revision_of, upgrade
from tests.databases import BACKENDS, blank


@pytest.mark.parametrize("backend", BACKENDS)
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
