"""The schema's versions: bring a database to the newest, take it back, or ask where it stands (Alembic)."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine

from .database import Database, Reading


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the schema up to `revision`; all of a step or nothing of it."""
    _run(database, revision, up=True)


def downgrade(database: Database, revision: str = "base") -> None:
    """Take the schema back to `revision`."""
    _run(database, revision, up=False)


def newest() -> str:
    """Give the revision that this code needs."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    if head is None:
        raise RuntimeError("no migration found")
    return head


def revision_of(reading: Reading) -> str | None:
    """Give the revision that the database has, None for an empty one."""
    return MigrationContext.configure(reading).get_current_revision()


def _run(database: Database, revision: str, *, up: bool) -> None:
    # A connection of its own: a migration may take longer than a listener may wait, and on SQLite it runs with foreign
    # keys off (a batch migration copies tables; with them on, dropping the old one deletes by cascade).
    engine = create_engine(database.url)
    try:
        with engine.connect() as connection:
            if database.is_sqlite:
                connection.exec_driver_sql("PRAGMA journal_mode = WAL")
                connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
                connection.commit()
            else:
                connection.exec_driver_sql("SELECT pg_advisory_lock(1163479302)")  # one replica migrates at a time
                connection.commit()
            _alembic(connection, revision, up=up)
            if database.is_sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
                raise RuntimeError(f"foreign keys broken by a migration: {broken[:5]}")
    finally:
        engine.dispose()


def _alembic(connection: Connection, revision: str, *, up: bool) -> None:
    config = _config()
    config.attributes["connection"] = connection
    (command.upgrade if up else command.downgrade)(config, revision)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config
