"""`bot rotate-key`: the old secret opens, the new one seals; nobody types anything again."""

from pathlib import Path

import pytest

from bot.agenda.busy import accounts
from bot.app import make_seal
from bot.command import cli
from bot.outside.dav import DavAccount
from bot.programme.mail_links import database_mark
from bot.settings import ExplicitSettings
from storage.agenda import busy
from storage.database import Database
from storage.programme import people

OLD, NEW = "a" * 32, "n" * 32
ACCOUNT = DavAccount("https://agenda.example.org", "ana", "canari")


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("BOT_SECRET_KEY", "BOT_SECRET_KEY_BEFORE"):
        monkeypatch.delenv(name, raising=False)


def test_rotation_by_the_command_can_be_done_twice_and_says_what_it_did(
    database: Database, database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    assert cli.run_command_line(["rotate-key"]) == 1
    assert "BOT_SECRET_KEY_BEFORE" in capsys.readouterr().err
    with database.transaction() as tx:
        ana, mark = people.add(tx, name="Ana"), database_mark(tx)
        before = make_seal(ExplicitSettings.model_validate({"bot_secret_key": OLD}), salt=mark)
        assert before
        sealed = accounts.seal_password(before, ana, ACCOUNT)
        busy.replace_feed(tx, ana, ACCOUNT.address, username=ACCOUNT.user, sealed=sealed)
    monkeypatch.setenv("BOT_SECRET_KEY", NEW)
    monkeypatch.setenv("BOT_SECRET_KEY_BEFORE", OLD)
    for told in ("un mot de passe d’agenda est scellé", "il n’y avait aucun mot de passe"):
        assert cli.run_command_line(["rotate-key"]) == 0
        said = capsys.readouterr().out
        assert said.startswith(f"C’est fait\u00a0: {told}")
        assert "canari" not in said
    with database.reading() as reading:
        after = make_seal(ExplicitSettings.model_validate({"bot_secret_key": NEW}), salt=mark)
        assert accounts.account_of(reading, after, ana) == (ACCOUNT, None)
        assert accounts.account_of(reading, before, ana) is None
    monkeypatch.setenv("BOT_SECRET_KEY", "x" * 32)
    assert cli.run_command_line(["rotate-key"]) == 1
    assert "Un mot de passe ne s’ouvre avec aucun" in capsys.readouterr().out


def test_the_same_secret_twice_changes_nothing_and_is_said_so(
    database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("BOT_SECRET_KEY", "BOT_SECRET_KEY_BEFORE"):
        monkeypatch.setenv(name, OLD)
    monkeypatch.setenv("DATABASE_URL", database_url)
    assert cli.run_command_line(["rotate-key"]) == 1
    told = capsys.readouterr()
    assert "Rien n’a changé" in told.err
    assert "C’est fait" not in told.out + told.err


@pytest.mark.parametrize("command", ["audit", "rotate-key"])
def test_a_database_file_that_is_not_there_is_named(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("BOT_SECRET_KEY", NEW)
    monkeypatch.setenv("BOT_SECRET_KEY_BEFORE", OLD)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'nowhere.db'}")
    assert cli.run_command_line([command]) == 1
    assert "nowhere.db n’existe pas" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
