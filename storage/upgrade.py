"""The schema's versions: bring a database to the newest, take it back, or ask where it stands (Alembic).

Why: docs/decisions/migrations.md.
"""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from .database import Database, Reading, Transaction


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the schema up to `revision`, all the way or not at all; another one that does it is waited for."""
    wanted = newest() if revision == "head" else revision  # read before others are made to wait
    with database.migration() as tx:
        if revision_of(tx) != wanted:  # somebody else may have done it meanwhile
            command.upgrade(_config(tx), wanted)


def downgrade(database: Database, revision: str = "base") -> None:
    """Take the schema back to `revision`."""
    with database.migration() as tx:
        command.downgrade(_config(tx), revision)


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


def _config(tx: Transaction | None = None) -> Config:
    config = Config(attributes={"connection": tx})
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config
