"""The schema's versions: bring a database to the newest, take it back, or ask where it stands (Alembic)."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from .database import Database, Reading


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the schema up to `revision`, all the way or not at all; another one that does it is waited for."""
    _run(database, revision, up=True)


def downgrade(database: Database, revision: str = "base") -> None:
    """Take the schema back to `revision`."""
    _run(database, revision, up=False)


@cache
def revisions() -> tuple[str, ...]:
    """Give the revisions that this code knows, from the first to the one that it needs."""
    return tuple(one.revision for one in ScriptDirectory.from_config(_config()).walk_revisions())[::-1]


def newest() -> str:
    """Give the revision that this code needs."""
    return revisions()[-1]


def is_newer(revision: str | None) -> bool:
    """Say whether code that is newer than this made the schema: it is at a revision that we have never heard of."""
    return revision is not None and revision not in revisions()


def revision_of(reading: Reading) -> str | None:
    """Give the revision that the database has, None for an empty one."""
    return MigrationContext.configure(reading).get_current_revision()


def _run(database: Database, revision: str, *, up: bool) -> None:
    config = _config()
    with database.migration() as tx:
        config.attributes["connection"] = tx
        (command.upgrade if up else command.downgrade)(config, revision)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config
