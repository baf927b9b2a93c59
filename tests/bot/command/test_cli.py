"""The command line as a person uses it: what is printed where, and the exit status."""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from subprocess import run

import pytest

from bot.catalogue.eleven import ELEVEN
from bot.catalogue.model import to_json
from bot.command import cli, doctor_live
from bot.command.usage import explain_usage_error
from bot.door.manifest import build_manifest
from bot.programme.spelling import space_french
from bot.sandbox.workspace import Sandbox
from bot.settings import Settings
from storage.database import Database
from storage.upgrade import newest_revision, revision_of
from tests.bot.catalogue.pages import PAGE
from tests.databases import blank
from tests.patience import PATIENCE
from tests.processes import as_nobody, fork

ROOT = Path(__file__).parents[3]
MISSING = "Aucune base ici : le fichier {file} n’existe pas. Corrigez DATABASE_URL, ou créez-la avec `bot migrate`.\n"
Bot = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    for name in (*(name.upper() for name in Settings.model_fields), "PORT"):
        monkeypatch.delenv(name, raising=False)
    level = logging.getLogger().level
    yield
    logging.getLogger().setLevel(level)  # `run` says more


@pytest.fixture
def bot(capsys: pytest.CaptureFixture[str]) -> Bot:
    """Do `bot …` in this process; give status, standard output and standard error, with plain spaces."""

    def do(*arguments: str) -> tuple[int, str, str]:
        status = cli.run_command_line(arguments)
        printed = capsys.readouterr()
        out, err = (text.replace("\u00a0", " ").replace("\u202f", " ") for text in printed)
        return status, out, err

    return do


@pytest.fixture
def migrated(database_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("DATABASE_URL", database_url)
    return database_url


# What is not understood: status 2, one line of French that names the help.


def test_no_command_shows_the_help(bot: Bot) -> None:
    status, out, err = bot()
    listed = err.partition("Commandes :\n")[2]
    commands = [line.split()[0] for line in listed.splitlines() if not line.startswith("   ")]  # not the rest of one
    assert (status, out) == (2, "")
    assert "..." not in listed  # no sentence is cut
    assert sorted(commands) == [
        "audit",
        "backup",
        "catalogue",
        "demo",
        "doctor",
        "export",
        "import",
        "init",
        "manifest",
        "mentions",
        "migrate",
        "restore",
        "rotate-key",
        "run",
        "wording",
    ]


def test_mentions_are_those_of_the_page_filled_in_from_settings(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    status, empty, missing = bot("mentions")
    page = (ROOT / "docs" / "donnees-personnelles.md").read_text("utf-8").replace("\u00a0", " ")
    assert (status, empty in page) == (1, True)
    assert missing == "Il reste à compléter, dans .env : BOT_CONTROLLER, BOT_TRANSFERS, BOT_DPO.\n"
    given = {"BOT_CONTROLLER": "la DINUM", "BOT_DPO": "dpo@exemple.fr", "BOT_TRANSFERS": "Clauses types."}
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    status, filled, missing = bot("mentions")
    assert (status, missing) == (0, "")
    assert [value.rstrip(".") in filled for value in given.values()] == [True] * 3
    assert "à compléter" not in filled


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["nimp"], "Commande inconnue : nimp. Vouliez-vous écrire import ? Voyez `bot --help`."),
        (["xyz"], "Commande inconnue : xyz. Voyez `bot --help`."),
        (["catalogue", "shw"], "Commande inconnue : shw. Vouliez-vous écrire show ? Voyez `bot catalogue --help`."),
        (["import"], "Il manque FICHIER. Voyez `bot import --help`."),
        (["catalogue", "import"], "Il manque PAGE.md. Voyez `bot catalogue import --help`."),
        (["migrate", "now"], "C’est trop : now. Voyez `bot migrate --help`."),
        (
            ["catalogue", "show", "--jsn"],
            "Option inconnue : --jsn. Vouliez-vous écrire --json ? Voyez `bot catalogue show --help`.",
        ),
        (["manifest", "--http"], "L’option --http attend une valeur. Voyez `bot --help`."),
        (["migrate", "--help=x"], "L’option --help n’a pas de valeur. Voyez `bot --help`."),
        (
            ["manifest", "--http", "http://bot.exemple.fr"],
            "--http : l’adresse commence par https://. Voyez `bot manifest --help`.",
        ),
        (["demo", "--port", "x"], "--port : ce n’est pas un nombre entier. Voyez `bot demo --help`."),
        (["demo", "--port", "65536"], "--port : il faut au plus 65535. Voyez `bot demo --help`."),
        (["demo", "--port=-1"], "--port : il faut au moins 0. Voyez `bot demo --help`."),
    ],
)
def test_usage_error_is_one_french_line(bot: Bot, arguments: list[str], line: str) -> None:
    assert bot(*arguments) == (2, "", line + "\n")


def test_file_that_typer_cannot_read_is_one_french_line() -> None:
    """Its own check goes by who started the process, which a test cannot change."""
    line = "FICHIER : ce compte n’a pas le droit de lire copie.db. Voyez `bot restore --help`."
    said = "Invalid value for 'FICHIER': path 'copie.db' is not readable."
    assert explain_usage_error(said, path="bot restore") == line


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["run"],
        ["demo"],
        ["migrate"],
        ["import"],
        ["doctor"],
        ["manifest"],
        ["catalogue"],
        ["catalogue", "show"],
        ["catalogue", "import"],
        ["catalogue", "undo"],
        ["export"],
        ["export", "cycles"],
    ],
)
def test_help_is_french(bot: Bot, arguments: list[str]) -> None:
    status, out, err = bot(*arguments, "--help")
    assert (status, err, out.splitlines()[0].split()[:2]) == (0, "", ["Usage", ":"])
    assert "  --help" in out
    english = ["Usage:", "Show this", "required", "Commands", "ARGS", "<", "{", "default"]
    assert [word for word in english if word in out] == []


def test_version_is_that_of_the_package(bot: Bot) -> None:
    assert bot("--version") == (0, f"bot {version('dispositifs')}\n", "")


# Settings and database that cannot serve: status 1, one line.


def test_bad_setting_is_one_line(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_PORT", "abc")
    line = "BOT_PORT (ou PORT) : « abc » n’est pas un nombre entier.\n"
    assert (bot("migrate"), bot("doctor"), bot("run")) == ((1, "", line),) * 3


def test_env_file_that_is_no_text_is_one_line(bot: Bot, tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"BOT_HOST=\xff\xfe")
    assert bot("migrate") == (1, "", ".env ne peut pas être lu : enregistrez ce fichier en UTF-8.\n")


def test_env_file_of_another_account_says_so(bot: Bot, tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    (tmp_path / ".env").write_text("BOT_PORT=8421")
    (tmp_path / ".env").chmod(0)
    with as_nobody():
        assert bot("migrate") == (1, "", ".env ne peut pas être lu (ce compte n’en a pas le droit).\n")


@pytest.mark.parametrize(
    "arguments", [["import", "personnes.csv"], ["catalogue", "import", "page.md"], ["catalogue", "undo"]]
)
def test_database_that_is_not_there_is_named(bot: Bot, tmp_path: Path, arguments: list[str]) -> None:
    (tmp_path / "page.md").write_text(PAGE)
    assert bot(*arguments) == (1, "", MISSING.format(file=tmp_path / "bot.db"))
    assert sorted(file.name for file in tmp_path.iterdir()) == ["page.md"]


def test_migrate_prepares_the_database_and_may_be_repeated(
    bot: Bot, backend: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = blank(backend, tmp_path)
    monkeypatch.setenv("DATABASE_URL", url)
    done = (0, "C’est fait : la base est à jour.\n", "")
    assert (bot("migrate"), bot("migrate")) == (done, done)
    database = Database(url)
    with database.reading() as reading:
        assert revision_of(reading) == newest_revision()
    database.close()


@pytest.mark.parametrize(
    ("url", "line"),
    [
        (
            "nothing",
            "DATABASE_URL n’est pas comprise : écrivez sqlite:///bot.db ou postgresql://nom:secret@serveur/base.\n",
        ),
        ("sqlite:////nowhere/bot.db", "Le dossier /nowhere n’existe pas : créez-le, ou corrigez DATABASE_URL.\n"),
    ],
)
def test_migrate_of_no_database_is_one_line(bot: Bot, monkeypatch: pytest.MonkeyPatch, url: str, line: str) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    assert bot("migrate") == (1, "", line)


def test_database_from_a_newer_bot_is_left_alone(bot: Bot, migrated: str) -> None:
    database = Database(migrated)
    with database.transaction() as tx:
        tx.exec_driver_sql("UPDATE alembic_version SET version_num = 'v9999'")
    status, out, err = bot("migrate")
    with database.transaction() as tx:
        tx.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{newest_revision()}'")
    database.close()
    assert (status, out, err.startswith("La base vient d’une version plus récente du bot")) == (1, "", True)


# The commands.


def test_manifest_is_the_one_that_is_built(bot: Bot, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run_command_line(["manifest", "--http", "https://bot.exemple.fr"]) == 0
    assert json.loads(capsys.readouterr().out) == build_manifest(url="https://bot.exemple.fr")
    assert bot("manifest")[0] == 0


def test_manifest_needs_no_settings(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_PORT", "abc")
    assert bot("manifest")[0] == 0


def test_doctor_with_something_to_mend_is_status_1(bot: Bot) -> None:
    status, out, err = bot("doctor")
    absent = f"! à savoir    .env : absent de {Path.cwd()}"
    mode = "✗ à corriger  Mode : ni SLACK_APP_TOKEN (Socket Mode), ni SLACK_SIGNING_SECRET (HTTP)"
    assert (status, out.splitlines()[0], out.splitlines()[2], err) == (1, absent, mode, "")


def test_live_doctor_tells_its_trial_behind_the_rest(
    bot: Bot, slack: Sandbox, file_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    slack.add_person("Léa Martin", email="lea@exemple.fr")
    given = {"DATABASE_URL": file_url, "SLACK_BOT_TOKEN": slack.bot_token, "SLACK_API_URL": slack.api_url}
    for name, value in (given | {"BOT_COACHES": "lea@exemple.fr"}).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(doctor_live, "WAITS", (0.0, 0.0))
    _, out, err = bot("doctor", "--live")
    assert (out.splitlines()[-4:], err) == (
        [
            "✓ bon         Essai d’un message : envoyé, et retrouvé par sa marque",
            "✓ bon         Essai d’une mise à jour : faite, et le message a gardé sa marque",
            "✓ bon         Essai d’un fichier : déposé, et retrouvé par son nom",
            "✓ bon         Essai effacé : il ne reste rien dans la conversation",
        ],
        "",
    )
    assert "Essai" not in bot("doctor")[1]


def test_import_of_a_missing_file_is_one_line(bot: Bot, migrated: str) -> None:
    assert migrated
    status, out, err = bot("import", "personnes.csv")
    assert (status, out, err.count("\n"), "personnes.csv" in err) == (1, "", 1, True)


def test_run_without_token_is_one_line(bot: Bot) -> None:
    where = f"(il n’y a pas de .env dans {Path.cwd()})"
    line = f"SLACK_BOT_TOKEN manque {where} : lancez `bot init`, ou donnez le jeton xoxb-…."
    assert bot("run") == (1, "", f"{line}\n")


def test_fault_is_one_line_with_its_id_and_logged(
    bot: Bot, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def break_down() -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr(cli, "read_settings", break_down)
    status, out, err = bot("migrate")
    [record] = [record for record in caplog.records if record.name == "bot.command.cli"]
    number = record.getMessage().removeprefix("fault ")
    assert (status, out) == (1, "")
    assert err == f"C’est une erreur du bot, désolé. Référence : {number}, dans le journal ci-dessus.\n"
    assert (len(number), "boom" in (record.exc_text or caplog.text)) == (8, True)


# As a process of its own.


def test_help_is_said_without_the_bot() -> None:
    program = (
        "import sys; from bot.command import cli; cli.run_command_line(['--help']); "
        "heavy = {'sqlalchemy', 'slack_sdk', 'slack_bolt', 'pydantic', 'alembic', 'flask', 'handlers', 'storage'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ("Importer les personnes" in done.stdout, done.stdout.splitlines()[-1]) == (True, "[]")


def test_start_loads_no_alembic_and_without_postgresql_no_driver_of_it() -> None:
    program = "import sys, bot.app; print(sorted({'alembic', 'mako', 'pygments', 'psycopg'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_python_m_bot_prints_utf_8_whatever_the_locale() -> None:
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "latin-1"}
    done = run([sys.executable, "-m", "bot", "catalogue", "show", "--json"], env=env, capture_output=True, check=False)
    assert (done.returncode, json.loads(done.stdout.decode("utf-8"))) == (0, to_json(ELEVEN))
    assert done.stderr.decode() == space_french(
        "Aucune base n’est prête : voici les mots du bot. `bot migrate` en prépare une.\n"
    )


def test_database_that_is_gone_is_one_line_and_no_log(tmp_path: Path) -> None:
    given = {"DATABASE_URL": "postgresql://ana:very-secret@127.0.0.1:9/bot"}
    out, log = tmp_path / "out", tmp_path / "log"
    status = fork("catalogue", "show", folder=tmp_path, environment=given, out=out, log=log).wait(PATIENCE)
    err = log.read_text()
    assert (status, out.read_text(), err.count("\n"), "very-secret" in err) == (1, "", 1, False)


def test_pipe_that_closes_early_shows_no_traceback() -> None:
    done = run(
        ["/bin/sh", "-c", f"'{sys.executable}' -m bot catalogue show --json | head -c 10"],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
    )
    assert (done.stdout, b"Traceback" in done.stderr, b"Exception" in done.stderr) == (b"[\n  {\n    ", False, False)
