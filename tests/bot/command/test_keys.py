"""`bot rotate-key`: the old secret opens, the new one seals; nobody types anything again."""

from pathlib import Path

import pytest

from bot.agenda.busy import accounts
from bot.app import make_seal
from bot.command import cli
from bot.outside.dav import Account
from bot.programme.links import database_mark
from bot.settings import Settings
from storage.agenda import busy
from storage.database import Database
from storage.programme import people

OLD, NEW = "a" * 32, "n" * 32
ACCOUNT = Account("https://agenda.example.org", "ana", "canari")


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("BOT_SECRET_KEY", "BOT_SECRET_KEY_BEFORE"):
        monkeypatch.delenv(name, raising=False)


def test_rotation_by_the_command_can_be_done_twice_and_says_what_it_did(
    database: Database, database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    assert cli.answer(["rotate-key"]) == 1
    assert "BOT_SECRET_KEY_BEFORE" in capsys.readouterr().err
    with database.transaction() as tx:
        ana, mark = people.add(tx, name="Ana"), database_mark(tx)
        before = make_seal(Settings.model_validate({"bot_secret_key": OLD}), salt=mark)
        assert before
        sealed = accounts.sealed(before, ana, ACCOUNT)
        busy.put(tx, ana, ACCOUNT.address, username=ACCOUNT.user, sealed=sealed)
    monkeypatch.setenv("BOT_SECRET_KEY", NEW)
    monkeypatch.setenv("BOT_SECRET_KEY_BEFORE", OLD)
    for count in ("1", "0"):
        assert cli.answer(["rotate-key"]) == 0
        said = capsys.readouterr().out
        assert said.startswith(f"C’est fait\u00a0: {count} mots de passe")
        assert "canari" not in said
    with database.reading() as reading:
        after = make_seal(Settings.model_validate({"bot_secret_key": NEW}), salt=mark)
        assert accounts.account_of(reading, after, ana) == (ACCOUNT, None)
        assert accounts.account_of(reading, before, ana) is None
    monkeypatch.setenv("BOT_SECRET_KEY", "x" * 32)
    assert cli.answer(["rotate-key"]) == 1
    assert "1 mots de passe ne s’ouvrent" in capsys.readouterr().out
