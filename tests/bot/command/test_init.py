"""`bot init`: what it asks for, the `.env` that it writes, and what a second run leaves alone."""

import os
import pty
import select
import signal
import sys
import termios
from collections.abc import Iterator, Mapping
from pathlib import Path
from time import sleep

import pytest

from bot.clock import machine_now
from bot.command import cli
from bot.command.init import NOT_YET, READY, WRITTEN, SettingNotGiven, fill_in_settings, look_at_env, write_env
from bot.command.settings_example import render_env_example
from bot.door.manifest import build_manifest
from bot.programme.spelling import space_french
from bot.sandbox.workspace import Sandbox
from bot.settings import Settings
from tests.patience import NAP, PATIENCE

ROOT = Path(__file__).parents[3]
COACH = "claire@exemple.fr"


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in (*(name.upper() for name in Settings.model_fields), "PORT"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def slack() -> Iterator[Sandbox]:
    sandbox = Sandbox()
    sandbox.start(0)
    sandbox.install(build_manifest(), request_url=None)
    sandbox.add_person("Claire Morel", email=COACH)
    yield sandbox
    sandbox.stop()


def environment_of(slack: Sandbox) -> dict[str, str]:
    return {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_API_URL": slack.api_url,
        "BOT_COACHES": COACH,
    }


def lines(settings: Mapping[str, str], *names: str) -> str:
    return "".join(f"{name}={settings[name]}\n" for name in names)


def test_script_writes_what_is_needed_and_no_more_then_all_is_well(
    slack: Sandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = environment_of(slack)
    for name, value in {**given, "BOT_KEPT_MONTHS": "12"}.items():
        monkeypatch.setenv(name, value)
    status = cli.run_command_line(["init"])
    said = capsys.readouterr().out
    assert (status, said.splitlines()[-1]) == (0, space_french(READY))
    written = (tmp_path / ".env").read_text()
    assert written == lines(given, "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "BOT_COACHES", "SLACK_API_URL")
    assert (tmp_path / ".env").stat().st_mode & 0o777 == 0o600
    assert [given["SLACK_BOT_TOKEN"] in said, given["SLACK_APP_TOKEN"] in said] == [False, False]
    for name in given:  # the file alone is enough from then on, and a second run changes nothing
        monkeypatch.delenv(name)
    before = (tmp_path / ".env").stat()
    assert (cli.run_command_line(["init"]), cli.run_command_line(["doctor"])) == (0, 0)
    after = (tmp_path / ".env").stat()
    assert ((tmp_path / ".env").read_text(), after.st_mtime_ns) == (written, before.st_mtime_ns)


def test_without_a_terminal_the_missing_setting_is_named_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = cli.run_command_line(["init"])
    line = "SLACK_BOT_TOKEN manque : donnez cette variable, ou lancez `bot init` dans un terminal.\n"
    assert (status, capsys.readouterr().err) == (1, space_french(line))
    assert [*tmp_path.iterdir()] == []


def test_what_slack_refuses_is_written_too_and_the_next_step_says_so(
    slack: Sandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in {**environment_of(slack), "SLACK_BOT_TOKEN": "xoxb-wrong"}.items():
        monkeypatch.setenv(name, value)
    assert cli.run_command_line(["init"]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == space_french(NOT_YET.format(file=tmp_path / ".env"))
    assert "SLACK_BOT_TOKEN=xoxb-wrong\n" in (tmp_path / ".env").read_text()


def test_coach_whom_the_workspace_does_not_know_is_named(
    slack: Sandbox, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in {**environment_of(slack), "BOT_COACHES": f"{COACH},personne@exemple.fr"}.items():
        monkeypatch.setenv(name, value)
    assert cli.run_command_line(["init"]) == 0  # one of them can begin
    assert "aucun compte de cet espace Slack n’a l’adresse personne@exemple.fr" in capsys.readouterr().out
    monkeypatch.setenv("BOT_COACHES", "personne@exemple.fr")
    assert cli.run_command_line(["doctor"]) == 1
    assert "✗ à corriger  BOT_COACHES" in capsys.readouterr().out


@pytest.mark.parametrize("coaches", ["claire", "claire@exemple.fr;lea@exemple.fr", "Claire <claire@exemple.fr>"])
def test_list_of_coaches_that_is_none_is_refused(
    coaches: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BOT_COACHES", coaches)
    assert cli.run_command_line(["init"]) == 1
    assert "n’est pas une suite d’e-mails séparés par des virgules" in capsys.readouterr().err
    assert [*tmp_path.iterdir()] == []


def test_address_of_a_database_that_is_not_reached_is_not_kept_and_the_rest_is(
    slack: Sandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in {**environment_of(slack), "DATABASE_URL": f"sqlite:///{tmp_path}/nulle-part/bot.db"}.items():
        monkeypatch.setenv(name, value)
    assert cli.run_command_line(["init"]) == 1
    told = capsys.readouterr()
    assert f"Le dossier {tmp_path}/nulle-part n’existe pas" in told.err
    assert (
        "SLACK_BOT_TOKEN=" in (tmp_path / ".env").read_text(),
        "DATABASE_URL" in (tmp_path / ".env").read_text(),
    ) == (
        True,
        False,
    )
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/bot.db")
    assert cli.run_command_line(["init"]) == 0
    assert f"DATABASE_URL=sqlite:///{tmp_path}/bot.db\n" in (tmp_path / ".env").read_text()


def test_environment_that_says_something_else_than_the_file_is_told(
    slack: Sandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = environment_of(slack)
    (tmp_path / ".env").write_text(lines(given | {"SLACK_BOT_TOKEN": "xoxb-old"}, *given))
    monkeypatch.setenv("SLACK_BOT_TOKEN", given["SLACK_BOT_TOKEN"])
    assert cli.run_command_line(["init"]) == 0
    assert (
        "SLACK_BOT_TOKEN : l’environnement l’emporte ici, et .env dit autre chose"
        in capsys.readouterr().out.replace("\u00a0", " ")
    )


def test_file_that_says_the_same_in_other_words_is_not_told(
    slack: Sandbox, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = environment_of(slack)
    quoted = {"BOT_COACHES": f'" {COACH.title()} ,"', "SLACK_BOT_TOKEN": f"{given['SLACK_BOT_TOKEN']} # prod"}
    (tmp_path / ".env").write_text(lines(given | quoted, *given))
    assert (cli.run_command_line(["init"]), "l’environnement" in capsys.readouterr().out) == (0, False)


def test_file_that_others_may_read_is_closed_and_a_name_that_is_none_is_told(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("SLACK_BOT_TOKEN=xoxb-1\nBOT_COACH=claire@exemple.fr\nPOSTGRES_PASSWORD=a\nPORT=8080\n")
    file.chmod(0o644)
    assert [(one.text, one.mend) for one in look_at_env(Settings())] == [
        ("d’autres comptes de la machine peuvent le lire", "Lancez `chmod 600 .env`."),
        ("BOT_COACH n’est pas un réglage", "Vouliez-vous écrire « BOT_COACHES » ?"),
    ]
    assert not write_env(file, {"SLACK_BOT_TOKEN": "xoxb-1"})
    assert file.stat().st_mode & 0o777 == 0o600


def test_empty_lines_of_the_example_are_filled_and_all_others_stay(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text(render_env_example().replace("BOT_COACHES=", "BOT_COACHES=lea@exemple.fr"))
    before = file.read_text().splitlines()
    assert write_env(file, {"SLACK_BOT_TOKEN": "xoxb-1", "BOT_COACHES": COACH, "DATABASE_URL": "sqlite:///a b.db"})
    changed = [(old, new) for old, new in zip(before, file.read_text().splitlines(), strict=True) if old != new]
    assert changed == [("SLACK_BOT_TOKEN=", "SLACK_BOT_TOKEN=xoxb-1")]
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("empty", ["", '""', "''", "# à remplir", '""  # à remplir'])
def test_line_without_a_value_is_filled_however_it_is_empty(empty: str, tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text(f"BOT_COACHES= {empty}\nPORT=8080\n")
    assert (write_env(file, {"BOT_COACHES": COACH}), file.read_text()) == (True, f"BOT_COACHES={COACH}\nPORT=8080\n")
    assert not write_env(file, {"BOT_COACHES": COACH})


@pytest.mark.parametrize("value", ["sqlite:///a b.db", "postgresql://ana:d'o#u\\$x@serveur/bot"])
def test_value_is_read_back_as_it_was_given(value: str, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("BOT_COACHES=lea@exemple.fr")  # no line end
    write_env(tmp_path / ".env", {"DATABASE_URL": value})
    assert (Settings().database_url, Settings().bot_coaches) == (value, ("lea@exemple.fr",))


def test_signing_secret_is_asked_for_in_http_mode_alone() -> None:
    by_socket = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1", "BOT_COACHES": COACH}
    by_http = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s" * 32, "BOT_COACHES": COACH}
    assert (fill_in_settings(by_socket, None), fill_in_settings(by_http, None)) == (by_socket, by_http)
    with pytest.raises(SettingNotGiven):
        fill_in_settings({"SLACK_BOT_TOKEN": "xoxb-1", "BOT_COACHES": COACH}, None)


@pytest.mark.ring2
def test_person_at_a_terminal_is_asked_and_their_tokens_are_not_shown(slack: Sandbox, tmp_path: Path) -> None:
    child, terminal = pty.fork()
    if child == 0:
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "SLACK_API_URL": slack.api_url}
        os.execve(sys.executable, [sys.executable, "-m", "bot", "init"], environment)  # noqa: S606 ours, by its whole path
    told = [
        ("OAuth & Permissions", "xapp-not-this-one"),
        ("commence par xoxb-", slack.bot_token),
        ("App-Level Tokens", slack.app_token),
        ("première personne coach", COACH),
    ]
    shown = ""
    for words, answer in told:
        said = _until(terminal, words)
        shown += said + _until(terminal, ": ")
        if answer != COACH:
            _wait_until_hidden(terminal)
        os.write(terminal, f"{answer}\n".encode())
    shown += _until(terminal, None)
    _, status = os.waitpid(child, 0)
    os.close(terminal)
    assert (os.waitstatus_to_exitcode(status), space_french(WRITTEN) in shown, space_french(READY) in shown) == (
        0,
        True,
        True,
    ), shown
    assert [one in shown for one in (slack.bot_token, slack.app_token)] == [False, False]
    assert lines(environment_of(slack), "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "BOT_COACHES") in (
        (tmp_path / ".env").read_text()
    )


@pytest.mark.ring2
@pytest.mark.parametrize("sign", [b"\x03", b"\x04"], ids=["Ctrl-C", "Ctrl-D"])
def test_person_who_gives_up_gets_one_line(sign: bytes, tmp_path: Path) -> None:
    child, terminal = pty.fork()
    if child == 0:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # a suite that runs in the background ignores it
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
        os.execve(sys.executable, [sys.executable, "-m", "bot", "init"], environment)  # noqa: S606 ours, by its whole path
    _until(terminal, ": ")
    _wait_until_hidden(terminal)
    os.write(terminal, sign)
    shown = _until(terminal, None)
    _, status = os.waitpid(child, 0)
    os.close(terminal)
    assert (os.waitstatus_to_exitcode(status), "Abandonné" in shown, "Traceback" in shown) == (130, True, False), shown
    assert [*tmp_path.iterdir()] == []


def _wait_until_hidden(terminal: int) -> None:
    """Wait until what is typed is no longer shown: what came before is thrown away."""
    by = machine_now().timestamp() + PATIENCE
    while termios.tcgetattr(terminal)[3] & termios.ECHO:
        assert machine_now().timestamp() < by
        sleep(NAP)


def _until(terminal: int, words: str | None) -> str:
    """Read the terminal until it shows these words, or to its end."""
    shown, by = b"", machine_now().timestamp() + PATIENCE
    while words is None or words.encode() not in shown:
        ready, _, _ = select.select([terminal], [], [], max(0.0, by - machine_now().timestamp()))
        assert ready, f"not shown: {words!r} after {shown.decode(errors='replace')!r}"
        try:
            read = os.read(terminal, 1 if words else 1024)
        except OSError:  # Linux: the other side has closed
            read = b""
        if not read:
            assert words is None, shown.decode(errors="replace")
            break
        shown += read
    return shown.decode(errors="replace")
