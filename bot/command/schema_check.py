"""Check the database before a command: its URL is valid, its server answers, and its schema is the newest."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import ArgumentError, DBAPIError

from bot.command.causes import cause_suffix, is_spoilt
from bot.errors import Refusal, Unavailable
from storage.database import Database
from storage.database_file import file_of, may_exist
from storage.upgrade import (
    NewerSchema,
    SchemaTooOld,
    is_incomplete,
    is_newer,
    is_too_old,
    newest_revision,
    revision_of,
    upgrade,
)

MISSING = "Aucune base ici : le fichier {file} n’existe pas. Corrigez DATABASE_URL, ou créez-la avec `bot migrate`."
NO_FOLDER = "Le dossier {folder} n’existe pas : créez-le, ou corrigez DATABASE_URL."
OLD = "La base n’est pas à jour : lancez `bot migrate`."
NEWER = "La base vient d’une version plus récente du bot : installez cette version, ou rendez une sauvegarde à la base."
BEFORE = (
    "La base vient d’une version d’essai plus ancienne, que celle-ci ne reprend pas. Exportez avec la version d’avant "
    "(`bot export promotion`), créez une base neuve (une autre DATABASE_URL, puis `bot migrate`), et importez."
)
BAD_ADDRESS = "DATABASE_URL n’est pas comprise : écrivez sqlite:///bot.db ou postgresql://nom:secret@serveur/base."


class DatabaseUnfit(Refusal):
    """Raised if a command cannot use this database. Facts: `why`, a sentence in French that says what to do.

    `spoilt`: the SQLite file is damaged, so that only a backup helps."""

    code = "database_unfit"

    def __init__(self, *, spoilt: bool = False, **facts: object) -> None:
        super().__init__(**facts)
        self.spoilt = spoilt


def connect(url: str) -> Database:
    """Return the database at this URL, without opening it. Raises DatabaseUnfit for a bad URL or folder."""
    try:
        database = Database(url)
    except (ArgumentError, ImportError, ValueError) as error:  # The URL, its driver or its port is bad.
        raise DatabaseUnfit(why=BAD_ADDRESS) from error
    file = file_of(database.url)
    if file is not None and not Path(file).absolute().parent.is_dir():
        database.close()
        raise DatabaseUnfit(why=NO_FOLDER.format(folder=Path(file).absolute().parent))
    return database


@contextmanager
def open_database(url: str) -> Iterator[Database]:
    """Open the database for a command, then close it. Raises DatabaseUnfit unless its schema is the newest."""
    database = connect(url)
    try:
        if is_missing(database):
            raise DatabaseUnfit(why=MISSING.format(file=file_of(database.url)))
        found = schema_of(database)
        if found != newest_revision():
            raise DatabaseUnfit(why=schema_advice(found))
        with database.reading() as reading:
            if is_incomplete(reading):
                raise DatabaseUnfit(why=BEFORE)
        yield database
    finally:
        database.close()


def schema_advice(revision: str | None) -> str:
    """Return what to do about a schema that is not the newest."""
    if is_too_old(revision):
        return BEFORE
    return NEWER if is_newer(revision) else OLD


def schema_of(database: Database) -> str | None:
    """Return the revision of the schema, or None if the database is empty or does not exist. This creates no file.

    Raises DatabaseUnfit if the database cannot be reached, or the file is not a database."""
    if is_missing(database):
        return None
    try:
        with database.reading() as reading:
            return revision_of(reading)
    except Unavailable as error:
        raise DatabaseUnfit(why=f"La base de données ne répond pas{cause_suffix(error.__cause__)}.") from error
    except DBAPIError as error:
        why = f"La base de données ne peut pas être lue{cause_suffix(error)}."
        raise DatabaseUnfit(why=why, spoilt=is_spoilt(error)) from error


def is_missing(database: Database) -> bool:
    """Return whether the URL names a SQLite file that does not exist."""
    file = file_of(database.url)
    return file is not None and not may_exist(file)


def migrate(url: str) -> None:
    """Migrate the schema to the newest revision, in a new file if needed. Raises DatabaseUnfit if this fails."""
    database = connect(url)
    try:
        upgrade(database)
    except Unavailable as error:
        raise DatabaseUnfit(why=f"La base de données ne répond pas{cause_suffix(error.__cause__)}.") from error
    except DBAPIError as error:
        raise DatabaseUnfit(
            why=f"La base n’a pas pu être mise à jour, rien n’a changé{cause_suffix(error)}."
        ) from error
    except NewerSchema as error:
        raise DatabaseUnfit(why=NEWER) from error
    except SchemaTooOld as error:
        raise DatabaseUnfit(why=BEFORE) from error
    finally:
        database.close()
