"""`bot backup FILE` and `bot restore FILE`: copy a SQLite database, or replace it by a copy.

For PostgreSQL, these commands print the commands to run. After a restore, the ledger of notices is repaired
(`bot/command/restoring.py`), so that no message is sent twice. SQLite's restore includes this; for PostgreSQL, run `bot
restore --after`."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from shlex import quote

from sqlalchemy import URL

from bot.clock import machine_now, make_clock
from bot.command import erasures
from bot.command.causes import cause_suffix
from bot.command.erasures import Erasures
from bot.command.restoring import RepairReport, is_running, repair_database
from bot.command.schema_check import connect, is_missing, migrate, open_database, schema_advice, schema_of
from bot.dates.paris import to_paris
from bot.dates.words import moment_words
from bot.errors import Refusal
from bot.settings import Settings
from storage import copies
from storage.database_file import file_of
from storage.upgrade import is_newer, is_too_old

_SECRETS = ("password", "passfile", "sslpassword")  # These query parameters of a database URL hold a secret.
STOPPED = "arrêtez-le, puis recommencez"


class BackupFailed(Refusal):
    """Raised if a backup cannot be made or restored. The database is unchanged. Facts: `why`."""

    code = "not_copied"


def back_up(settings: Settings, file: Path) -> list[str]:
    """Copy the database into a new file. Return the report. The bot may be running, and the schema may be old.

    Raises DatabaseUnfit. Raises BackupFailed; for PostgreSQL, it has the command to run."""
    database = connect(settings.database_url)
    source = file_of(database.url)
    if source is None:
        target = quote(f"--file={file}")
        line = f"(umask 077; pg_dump --format=custom --no-owner {target} {quote(_remove_password(database.url))})"
        raise BackupFailed(why=f"La base est sur PostgreSQL : rien n’est encore sauvegardé. Lancez\n{line}")
    if is_missing(database):
        raise BackupFailed(why=f"Il n’y a pas de base à sauvegarder : {source} n’existe pas.")
    _copy_file(source, file)
    return [f"La base est sauvegardée dans {file}, et relue : ce fichier est complet."]


def restore_backup(settings: Settings, file: Path, *, known_erasures: Erasures | None = None) -> list[str]:
    """Replace the database by a backup, and keep the old database in another file. Return the report.

    The bot must be stopped. `known_erasures` has the people to erase again; by default, these are the people erased in
    the old database. Raises DatabaseUnfit. Raises BackupFailed; for PostgreSQL, it has the commands to run."""
    database = connect(settings.database_url)
    place = file_of(database.url)
    if place is None:
        raise BackupFailed(why="\n".join(_postgresql_lines(database.url, file)))
    if not file.is_file():
        raise BackupFailed(why=f"{file} : ce fichier n’existe pas.")
    _check_restorable(place, file)
    now = make_clock(settings.bot_clock_file)()
    kept, new = (
        place.with_name(f"{place.stem}-{word}-{to_paris(now):%Y%m%d-%H%M%S}{place.suffix}")
        for word in ("avant", "neuve")
    )
    _copy_file(file, new)
    try:
        if known_erasures is None and place.exists():
            known_erasures = erasures.read_replaced(f"sqlite:///{place}")
        mended, erased = _repair_database(settings, f"sqlite:///{new}", known_erasures=known_erasures, now=now)
        before = copies.replace_database(new, place, backup=kept)
    finally:
        copies.remove(new)
    there = [f"Celle d’avant est gardée : {kept}."] if before else []
    return [f"La base est rendue{_age_clause(mended, now)}.", *there, erased, *_repair_lines(mended)]


def _check_restorable(database_file: Path, backup_file: Path) -> None:
    try:
        if not database_file.exists():
            return
        if database_file.samefile(backup_file):
            raise BackupFailed(why=f"{backup_file} est la base elle-même.")
        if copies.is_in_use(database_file):
            raise BackupFailed(why=f"Le bot se sert de cette base : {STOPPED}.")
    except OSError as error:
        raise BackupFailed(why=f"{database_file} : ce fichier ne peut pas être ouvert{cause_suffix(error)}.") from error


def repair_restored(settings: Settings, *, known_erasures: Erasures | None = None) -> list[str]:
    """Repair a database that pg_restore restored. The bot must be stopped. Raises DatabaseUnfit, BackupFailed."""
    now = make_clock(settings.bot_clock_file)()
    mended, erased = _repair_database(settings, settings.database_url, known_erasures=known_erasures, now=now)
    return [f"La base est reprise{_age_clause(mended, now)}.", erased, *_repair_lines(mended)]


def _copy_file(source: Path, target: Path) -> None:
    try:
        copies.copy(source, target)
    except FileExistsError as error:
        raise BackupFailed(why=f"{target} existe déjà : donnez un autre nom.") from error
    except copies.DamagedCopy as error:
        why = f"La copie de {source} n’est pas entière{cause_suffix(error.__cause__ or error)} : rien n’a changé."
        raise BackupFailed(why=why) from error
    except OSError as error:
        raise BackupFailed(why=f"{target} : ce fichier ne peut pas être écrit{cause_suffix(error)}.") from error


def _repair_database(
    settings: Settings, url: str, *, known_erasures: Erasures | None, now: datetime
) -> tuple[RepairReport, str]:
    database = connect(url)
    try:
        schema = schema_of(database)
    finally:
        database.close()
    if schema is None or is_newer(schema) or is_too_old(schema):
        raise BackupFailed(why=schema_advice(schema) if schema else "Ce n’est pas une base du bot, ou elle est vide.")
    migrate(url)
    with open_database(url) as database:
        if url == settings.database_url and is_running(database, now):
            raise BackupFailed(
                why="Un bot a écrit dans cette base il y a moins de 30 secondes : arrêtez-le, puis attendez-les."
            )
        erased = erasures.apply_erasures(database, known_erasures, now=now)
        return repair_database(database, settings, now=now, machine_now=machine_now()), erased


def _postgresql_lines(url: URL, file: Path) -> Iterator[str]:
    name = f"{url.database}_rendue"
    yield "La base est sur PostgreSQL : rien n’a changé. Arrêtez le bot et lancez ces lignes :"
    yield "bot export effacements --out effacements.csv"
    yield f"createdb {quote(f'--maintenance-db={_remove_password(url)}')} {quote(name)}"
    options = "--exit-on-error --single-transaction --no-owner"
    yield f"pg_restore {options} {quote(f'--dbname={_remove_password(url.set(database=name))}')} {quote(str(file))}"
    yield f"Écrivez {name} dans DATABASE_URL, puis lancez `bot restore --after --erased effacements.csv` et le bot."
    yield "La base d’avant reste là."


def _remove_password(url: URL) -> str:
    """Return the URL for PostgreSQL's programs without its password. They ask for it, or read it from ~/.pgpass."""
    shown = url.set(drivername="postgresql").difference_update_query(_SECRETS)
    return URL.create(
        "postgresql", shown.username, None, shown.host, shown.port, shown.database, shown.query
    ).render_as_string()


def _age_clause(report: RepairReport, now: datetime) -> str:
    if report.ran_at is None:
        return ""
    return f" telle qu’elle était {moment_words(report.ran_at, now)} ; ce qui s’est fait depuis n’y est pas"


def _repair_lines(report: RepairReport) -> Iterator[str]:
    yield f"Messages cherchés dans Slack avant d’y partir, pour que rien n’y soit deux fois : {report.doubtful}."
    if report.mails:
        yield f"E-mails qui étaient dus et ne partent pas, car ils sont peut-être déjà arrivés : {report.mails}."
    yield "Vous pouvez lancer le bot."
