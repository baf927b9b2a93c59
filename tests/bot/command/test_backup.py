"""`bot backup FILE` and `bot restore FILE` as who runs the bot types them: files, refusals, PostgreSQL's own lines."""

import os
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from bot.clock import machine_now
from bot.command import cli
from bot.command.schema_check import BEFORE
from bot.programme.history import record, renew_receipt
from bot.programme.model import Actor
from bot.rights import rights
from storage.database import Database
from storage.programme import people
from tests.databases import fresh
from tests.patience import PATIENCE
from tests.processes import Forked, as_nobody

Bot = Callable[..., tuple[int, str, str]]
SECRET = "un secret"
KEPT = "bot-avant-*.db"
HOLDS_IT = """
import sys
from storage.database import Database
with Database(sys.argv[1]).reading():
    pass
print("open", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def file_url(tmp_path: Path) -> str:
    """A database with Ada in it."""
    url = fresh("sqlite", tmp_path)
    add(url, "Ada")
    return url


@pytest.fixture
def bot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], file_url: str) -> Bot:
    """Do `bot …` in the database's folder; give status, standard output and standard error, with plain spaces."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", file_url)

    def do(*arguments: str) -> tuple[int, str, str]:
        status = cli.run_command_line(arguments)
        printed = capsys.readouterr()
        out, err = (text.replace("\u00a0", " ").replace("\u202f", " ") for text in printed)
        return status, out, err

    return do


@contextmanager
def base(url: str) -> Iterator[Database]:
    database = Database(url)
    yield database
    database.close()


def add(url: str, name: str) -> None:
    with base(url) as database, database.transaction() as tx:
        people.add(tx, name=name, email=None, slack_id=None)


def names(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as opened:
        return [row[0] for row in opened.execute("SELECT name FROM people ORDER BY id")]


def left(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


@contextmanager
def held(url: str) -> Iterator[None]:
    """Let another process have the database open, doing nothing."""
    command = [sys.executable, "-c", HOLDS_IT, url]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "open\n"
        yield
        other.communicate()


def test_backup_is_one_file_for_its_owner_that_holds_what_was_just_written(
    bot: Bot, tmp_path: Path, file_url: str
) -> None:
    with base(file_url) as database, database.transaction() as tx:
        people.add(tx, name="Bob", email=None, slack_id=None)
        status, out, err = bot("backup", "copie.db")
    assert (status, err, out) == (0, "", "La base est sauvegardée dans copie.db, et relue : ce fichier est complet.\n")
    assert stat.S_IMODE((tmp_path / "copie.db").stat().st_mode) == 0o600
    assert names(tmp_path / "copie.db") == ["Ada"]
    bot("backup", "autre.db")
    assert names(tmp_path / "autre.db") == ["Ada", "Bob"]
    assert [one for one in left(tmp_path) if not one.startswith("bot.db")] == ["autre.db", "copie.db"]


def test_what_another_account_keeps_is_said(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    why = "(ce compte n’en a pas le droit)"
    with TemporaryDirectory() as folder:  # pytest's own lies where nobody else may look
        place = Path(folder)
        monkeypatch.setenv("DATABASE_URL", fresh("sqlite", place))
        monkeypatch.chdir("/")  # where `.env` is looked for
        assert bot("backup", f"{place}/copie.db")[0] == 0
        (place / "copie.db").chmod(0o644)
        place.chmod(0o755)
        with as_nobody():
            restored = bot("restore", f"{place}/copie.db")
            saved = bot("backup", f"{place}/autre.db")
    assert restored == (1, "", f"{place}/bot.db : ce fichier ne peut pas être ouvert {why}.\n")
    assert saved == (1, "", f"{place}/autre.db : ce fichier ne peut pas être écrit {why}.\n")


def test_backup_writes_over_nothing(bot: Bot, tmp_path: Path) -> None:
    (tmp_path / "copie.db").write_text("précieux")
    assert bot("backup", "copie.db") == (1, "", "copie.db existe déjà : donnez un autre nom.\n")
    assert (tmp_path / "copie.db").read_text() == "précieux"


def test_backup_of_a_damaged_database_is_refused_and_leaves_no_file(bot: Bot, tmp_path: Path) -> None:
    with (tmp_path / "bot.db").open("r+b") as file:
        file.seek(4096 * 3)
        file.write(b"\xff" * 4096 * 20)
    status, out, err = bot("backup", "copie.db")
    assert (status, out, err.startswith("La copie de ")) == (1, "", True)
    assert "copie.db" not in left(tmp_path)


def test_backup_without_a_database_is_refused(bot: Bot, tmp_path: Path) -> None:
    (tmp_path / "bot.db").unlink()
    status, _, err = bot("backup", "copie.db")
    assert (status, err.startswith("Il n’y a pas de base à sauvegarder : ")) == (1, True)


def test_backup_of_a_schema_before_1_0_0_is_made_and_not_restored(bot: Bot, file_url: str, tmp_path: Path) -> None:
    with base(file_url) as database, database.transaction() as tx:
        tx.exec_driver_sql("UPDATE alembic_version SET version_num = '0034'")
    assert bot("backup", "copie.db")[0] == 0
    (tmp_path / "bot.db").unlink()
    assert bot("restore", "copie.db")[::2] == (1, f"{BEFORE}\n")


def test_restore_puts_the_backup_in_place_and_keeps_the_other(bot: Bot, tmp_path: Path, file_url: str) -> None:
    bot("backup", "copie.db")
    add(file_url, "Bob")
    status, out, err = bot("restore", "copie.db")
    lines = out.splitlines()
    (kept,) = tmp_path.glob(KEPT)
    assert (status, err) == (0, "")
    assert [lines[0], lines[1], lines[-1]] == [
        "La base est rendue.",
        f"Celle d’avant est gardée : {kept}.",
        "Vous pouvez lancer le bot.",
    ]
    assert (names(tmp_path / "bot.db"), names(kept)) == (["Ada"], ["Ada", "Bob"])
    assert {stat.S_IMODE(one.stat().st_mode) for one in (kept, tmp_path / "bot.db")} == {0o600}
    assert left(tmp_path) == sorted([kept.name, "bot.db", "copie.db"])


def test_restore_erases_again_whom_the_replaced_database_had_erased(bot: Bot, file_url: str) -> None:
    with base(file_url) as database, database.transaction() as tx:
        record(tx, Actor(""), "first", thing="person", thing_id=1, now=machine_now())
    bot("backup", "copie.db")
    add(file_url, "Grace")
    with base(file_url) as database, database.transaction() as tx:
        rights.erase_restored(tx, [1, 2], now=machine_now())
    assert bot("export", "effacements", "--out", "liste.csv") == (
        0,
        "C’est écrit dans liste.csv : 2, par numéro, sans nom.\n",
        "",
    )
    said = "Personnes effacées depuis cette sauvegarde, et effacées à nouveau : 1."
    assert said in bot("restore", "copie.db")[1]
    assert names(Path("bot.db")) == ["Personne effacée"]
    Path("bot.db").unlink()
    assert "Les effacements faits depuis cette sauvegarde ne sont pas connus" in bot("restore", "copie.db")[1]
    assert names(Path("bot.db")) == ["Ada"]
    assert said in bot("restore", "--after", "--erased", "liste.csv")[1]
    assert names(Path("bot.db")) == ["Personne effacée"]


def test_erasures_of_another_database_erase_nobody(bot: Bot, file_url: str, tmp_path: Path) -> None:
    with base(file_url) as database, database.transaction() as tx:
        record(tx, Actor(""), "first", thing="person", thing_id=1, now=machine_now())
    Path("liste.csv").write_text("personne;base\n1;7 1790000000 first 9\n")
    assert "ceux d’une autre base : personne n’a été effacé." in bot("restore", "--after", "--erased", "liste.csv")[1]
    assert names(tmp_path / "bot.db") == ["Ada"]


@pytest.mark.parametrize("content", ["", "personne;base\n", "personne;base\nx;1\n", "personne;base\n1\n"])
def test_a_list_of_erasures_that_cannot_be_read_stops_the_restore(bot: Bot, content: str) -> None:
    bot("backup", "copie.db")
    Path("liste.csv").write_text(content)
    refused = "liste.csv : ce n’est pas une liste écrite par `bot export effacements`.\n"
    assert bot("restore", "copie.db", "--erased", "liste.csv") == (1, "", refused)
    assert names(Path("bot.db")) == ["Ada"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file to somebody else")
def test_restore_by_root_leaves_the_database_to_its_owner(bot: Bot, tmp_path: Path) -> None:
    bot("backup", "copie.db")
    os.chown(tmp_path / "bot.db", 12345, 23456)
    assert bot("restore", "copie.db")[0] == 0
    owner = (tmp_path / "bot.db").stat()
    assert (owner.st_uid, owner.st_gid) == (12345, 23456)


def _add_and_die(url: str) -> None:
    """Write, and end without closing anything."""
    database = Database(url)
    with database.transaction() as tx:
        tx.exec_driver_sql("INSERT INTO people (name) VALUES ('Bob')")
    os._exit(0)


def test_restore_takes_along_the_journal_of_a_bot_that_was_killed(bot: Bot, tmp_path: Path, file_url: str) -> None:
    bot("backup", "copie.db")
    assert Forked(_add_and_die, file_url).wait(PATIENCE) == 0
    assert (tmp_path / "bot.db-wal").stat().st_size > 0
    assert bot("restore", "copie.db")[0] == 0
    (kept,) = tmp_path.glob(KEPT)
    assert (names(tmp_path / "bot.db"), names(kept)) == (["Ada"], ["Ada", "Bob"])


def _give_back_and_die(folder: Path, url: str, at: int) -> None:
    """Restore, and be killed right before the renaming of this number."""
    os.chdir(folder)
    os.environ["DATABASE_URL"] = url
    renamed = count()

    def spring(name: str, _told: object) -> None:
        if name == "os.rename" and next(renamed) == at:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(spring)
    cli.run_command_line(("restore", "copie.db"))
    os._exit(0)


@pytest.mark.parametrize("at", range(4))  # a journal beside it would be two more than there are
def test_restore_that_was_killed_is_done_by_the_next_and_nothing_is_lost(
    bot: Bot, tmp_path: Path, file_url: str, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    bot("backup", "copie.db")
    assert Forked(_add_and_die, file_url).wait(PATIENCE) == 0
    killed = Forked(_give_back_and_die, tmp_path, file_url, at).wait(PATIENCE) != 0
    (before,) = [*tmp_path.glob(KEPT)] or [tmp_path / "bot.db"]
    assert (names(before), killed) == (["Ada", "Bob"], at < 2)
    (tmp_path / "clock").write_text("60")  # both are named by the second
    monkeypatch.setenv("BOT_CLOCK_FILE", str(tmp_path / "clock"))
    assert bot("restore", "copie.db")[0] == 0
    assert names(tmp_path / "bot.db") == ["Ada"]
    assert ["Ada", "Bob"] in [names(one) for one in tmp_path.glob(KEPT)]


def test_restore_says_of_when_the_backup_is(bot: Bot, file_url: str) -> None:
    with base(file_url) as database, database.transaction() as tx:
        renew_receipt(tx, "readiness", now=machine_now() - timedelta(days=2))
    bot("backup", "copie.db")
    first = bot("restore", "copie.db")[1].splitlines()[0]
    assert first.startswith("La base est rendue telle qu’elle était ")
    assert first.endswith(" ; ce qui s’est fait depuis n’y est pas.")


def test_restore_is_refused_while_a_bot_has_the_database_open(bot: Bot, tmp_path: Path, file_url: str) -> None:
    bot("backup", "copie.db")
    add(file_url, "Bob")
    with held(file_url):
        refused = (1, "", "Le bot se sert de cette base : arrêtez-le, puis recommencez.\n")
        assert bot("restore", "copie.db") == refused
    assert names(tmp_path / "bot.db") == ["Ada", "Bob"]
    assert list(tmp_path.glob(KEPT)) == []
    assert bot("restore", "copie.db")[0] == 0


@pytest.mark.parametrize("content", [b"", b"SQLite? Non.", b"SQLite format 3\x00" + b"\xff" * 5000])
def test_restore_of_what_is_no_backup_changes_nothing(bot: Bot, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "copie.db").write_bytes(content)
    status, out, _ = bot("restore", "copie.db")
    assert (status, out, names(tmp_path / "bot.db")) == (1, "", ["Ada"])
    assert left(tmp_path) == ["bot.db", "copie.db"]


def test_restore_of_a_newer_schema_changes_nothing(bot: Bot, tmp_path: Path) -> None:
    bot("backup", "copie.db")
    with closing(sqlite3.connect(tmp_path / "copie.db")) as copy:
        copy.execute("UPDATE alembic_version SET version_num = 'v9999'")
        copy.commit()
    status, _, err = bot("restore", "copie.db")
    assert (status, err.startswith("La base vient d’une version plus récente du bot")) == (1, True)
    assert left(tmp_path) == ["bot.db", "copie.db"]


def test_restore_of_itself_or_of_no_file_is_refused(bot: Bot) -> None:
    assert bot("restore", "bot.db") == (1, "", "bot.db est la base elle-même.\n")
    assert bot("restore", "absent.db") == (1, "", "absent.db : ce fichier n’existe pas.\n")


@pytest.mark.parametrize("arguments", [[], ["copie.db", "--after"]])
def test_restore_takes_a_file_or_after(bot: Bot, arguments: list[str]) -> None:
    line = "FICHIER : donnez une sauvegarde, ou --after. Voyez `bot restore --help`.\n"
    assert bot("restore", *arguments) == (2, "", line)


def test_after_mends_a_database_that_was_given_back_by_other_means(
    bot: Bot, database_url: str, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    with database.transaction() as tx:
        renew_receipt(tx, "readiness", now=machine_now() - timedelta(seconds=5))
    refused = "Un bot a écrit dans cette base il y a moins de 30 secondes : arrêtez-le, puis attendez-les.\n"
    assert bot("restore", "--after") == (1, "", refused)
    with database.transaction() as tx:
        renew_receipt(tx, "readiness", now=machine_now() - timedelta(minutes=5))
    status, out, err = bot("restore", "--after")
    assert (status, err, out.splitlines()[-1]) == (0, "", "Vous pouvez lancer le bot.")


def test_after_on_an_empty_database_makes_none(bot: Bot, tmp_path: Path) -> None:
    (tmp_path / "bot.db").unlink()
    assert bot("restore", "--after") == (1, "", "Ce n’est pas une base du bot, ou elle est vide.\n")
    assert left(tmp_path) == []


def test_on_postgresql_the_lines_are_named_without_the_password(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    address = "postgres://bot:un%20secret@db.example.org:5433/eig?sslmode=require&password=un%20secret"
    monkeypatch.setenv("DATABASE_URL", address)
    saved, given_back = bot("backup", "une copie"), bot("restore", "une copie")
    public = "postgresql://bot@db.example.org:5433/eig"
    assert saved == (
        1,
        "",
        "La base est sur PostgreSQL : rien n’est encore sauvegardé. Lancez\n"
        f"(umask 077; pg_dump --format=custom --no-owner '--file=une copie' '{public}?sslmode=require')\n",
    )
    assert given_back[:2] == (1, "")
    assert given_back[2].splitlines()[1:4] == [
        "bot export effacements --out effacements.csv",
        f"createdb '--maintenance-db={public}?sslmode=require' eig_rendue",
        "pg_restore --exit-on-error --single-transaction --no-owner "
        f"'--dbname={public}_rendue?sslmode=require' 'une copie'",
    ]
    assert [word for word in (SECRET, "un%20secret", "un+secret") if word in f"{saved}{given_back}"] == []
