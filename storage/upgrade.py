"""Upgrade or downgrade the schema with Alembic, or read its version without Alembic.

Why: docs/decisions/migrations.md. Each start and each `/readyz` only read the version: from one row of the database and
from the names in each revision's file. Without Alembic, that takes a tenth of the time."""

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from .database import Database, Reading, Transaction

if TYPE_CHECKING:
    from alembic.config import Config

_FOLDER = Path(__file__).parent / "migrations"
_VERSION = "alembic_version"
# For each kind of database, a query that returns (table, column) for every column.
_COLUMNS = {
    "sqlite": "SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'",
    "postgresql": (
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema()"
    ),
}
# Revisions before 1.0.0 have four digits as their name. The first revision after 1.0.0 is `v0001`.
_BEFORE = re.compile(r"\d{4}")
_NAMED = re.compile(r'^(down_)?revision = (?:"(\w+)"|None)$', re.MULTILINE)


class NewerSchema(Exception):
    """Raised by `upgrade` if newer code made the schema."""


class SchemaTooOld(Exception):
    """Raised by `upgrade` if the schema is from before 1.0.0: it cannot be migrated."""


def upgrade(database: Database, revision: str = "head") -> None:
    """Migrate to `revision` in one transaction. Wait for a concurrent migration. Raises NewerSchema, SchemaTooOld."""
    from alembic import command

    wanted = (
        newest_revision() if revision == "head" else revision
    )  # Read the files before the lock, so that other processes wait less.
    with database.migration() as tx:
        found = revision_of(tx)
        if is_too_old(found):
            raise SchemaTooOld
        if is_newer(found):
            raise NewerSchema
        if found != wanted:  # If both are the same, another process has migrated.
            command.upgrade(_config(tx), wanted)


def downgrade(database: Database, revision: str = "base") -> None:
    from alembic import command

    with database.migration() as tx:
        command.downgrade(_config(tx), revision)


@cache
def revisions() -> tuple[str, ...]:
    """Return the revisions that this code knows, from the first to the newest."""
    after: dict[str, str] = {}
    for file in (_FOLDER / "versions").glob("*.py"):
        named = {bool(down): name for down, name in _NAMED.findall(file.read_text("utf-8"))}
        after[named[True]] = named[False]
    chain = [after[""]]
    while chain[-1] in after:
        chain.append(after[chain[-1]])
    return tuple(chain)


def newest_revision() -> str:
    return revisions()[-1]


def is_newer(revision: str | None) -> bool:
    """Return whether newer code made the schema, so that this code does not know its revision."""
    return revision is not None and revision not in revisions() and not is_too_old(revision)


def is_too_old(revision: str | None) -> bool:
    """Return whether a version before 1.0.0 made the schema. The revisions of that time no longer exist."""
    return revision is not None and _BEFORE.fullmatch(revision) is not None


def is_incomplete(reading: Reading) -> bool:
    """Return whether the database lacks a column that the code has.

    Before 1.0.0-rc1, the first revision had the same name but fewer columns (docs/decisions/migrations.md)."""
    from .tables import metadata

    there = {tuple(row) for row in reading.exec_driver_sql(_COLUMNS[reading.dialect.name])}
    return any((table.name, column.name) not in there for table in metadata.tables.values() for column in table.c)


def revision_of(reading: Reading) -> str | None:
    """Return the database's revision; None if the database is empty."""
    if not sa.inspect(reading).has_table(_VERSION):
        return None
    found = reading.exec_driver_sql(f"SELECT version_num FROM {_VERSION}").scalar_one_or_none()  # noqa: S608 - ours
    return None if found is None else str(found)


def _config(tx: Transaction) -> "Config":
    from alembic.config import Config

    config = Config(attributes={"connection": tx})
    config.set_main_option("script_location", str(_FOLDER))
    return config
