"""The settings: what the environment says, what a deployment platform says, and the file that lists them all."""

import sys
from pathlib import Path
from subprocess import run
from urllib.request import getproxies_environment

import pytest
from pydantic import ValidationError
from slack_sdk import WebClient

from bot.command.refusals import explain_settings
from bot.command.settings_example import render_env_example
from bot.outside.proxy import Proxy
from bot.settings import ExplicitSettings, Settings, remove_proxies
from storage.database import normalise_url

ROOT = Path(__file__).parents[2]
PROXY = Proxy("proxy.example.org", 3128)


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in (*(name.upper() for name in Settings.model_fields), "PORT"):
        monkeypatch.delenv(name, raising=False)


def refused(monkeypatch: pytest.MonkeyPatch, **variables: str) -> str:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError) as error:
        Settings()
    return explain_settings(error.value)


def test_story_and_tests_know_nothing_of_an_installation_beside_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("SLACK_APP_TOKEN=xapp-of-the-env-file\nPORT=5000\n")
    monkeypatch.setenv("SMTP_URL", "smtp://mail.example.org")
    assert Settings().uses_socket_mode
    assert ExplicitSettings() == ExplicitSettings.model_validate({})
    assert (ExplicitSettings().uses_socket_mode, ExplicitSettings().smtp_url, ExplicitSettings().bot_port) == (
        False,
        None,
        8421,
    )
    assert ExplicitSettings.model_validate({"bot_contact": "Odile"}).bot_contact == "Odile"


def test_settings_without_environment_are_the_contracts_defaults() -> None:
    assert Settings().model_dump() == {
        "slack_bot_token": None,
        "slack_app_token": None,
        "slack_signing_secret": None,
        "slack_api_url": "https://slack.com/api/",
        "database_url": "sqlite:///bot.db",
        "bot_host": "127.0.0.1",
        "bot_port": 8421,
        "bot_coaches": (),
        "bot_contact": "",
        "bot_visio_url": "https://visio.numerique.gouv.fr/{visio}",
        "bot_base_url": None,
        "bot_secret_key": None,
        "bot_secret_key_before": None,
        "bot_calendar_accounts": False,
        "bot_stylesheet": None,
        "bot_wording": None,
        "bot_trusted_proxies": (),
        "bot_reachable": (),
        "bot_kept_months": 24,
        "bot_controller": "",
        "bot_dpo": "",
        "bot_legal_basis": "mission d’intérêt public (article 6, 1, e du RGPD)",
        "bot_transfers": "",
        "bot_accessibility": "non conforme",
        "bot_accessibility_url": None,
        "bot_metrics_token": None,
        "smtp_url": None,
        "mail_from": None,
        "imap_url": None,
        "imap_authserv": None,
        "https_proxy": None,
        "no_proxy": "",
        "bot_clock_file": None,
    }


def test_coaches_are_parted_by_commas_and_compared_in_small_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_COACHES", " Lea@Exemple.fr, ,noe@exemple.fr ,")
    assert Settings().bot_coaches == ("lea@exemple.fr", "noe@exemple.fr")


def test_trusted_proxy_is_an_address_or_a_network(monkeypatch: pytest.MonkeyPatch) -> None:
    said = refused(monkeypatch, BOT_TRUSTED_PROXIES="127.0.0.1, proxy.exemple.fr")
    assert said.startswith("BOT_TRUSTED_PROXIES : « 127.0.0.1, proxy.exemple.fr » n’est pas une suite d’adresses IP")


def test_reachable_is_hosts_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_REACHABLE", "Agenda.Ministère.Interne, 10.0.0.7")
    assert Settings().bot_reachable == ("agenda.xn--ministre-60a.interne", "10.0.0.7")
    for wrong in ("https://agenda.interne", "agenda.interne:5232", "10.0.0.0/8", "a..b", "*"):
        said = refused(monkeypatch, BOT_REACHABLE=wrong)
        assert said.startswith(f"BOT_REACHABLE : « {wrong} » n’est pas une suite d’hôtes")


def test_port_of_a_platform_wins_over_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_PORT", "8421")
    monkeypatch.setenv("PORT", "5000")
    assert Settings().bot_port == 5000


def test_bot_port_alone_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_PORT", "9000")
    assert Settings().bot_port == 9000


@pytest.mark.parametrize("name", ["SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN", "SLACK_BOT_TOKEN", "BOT_BASE_URL"])
def test_empty_variable_counts_as_absent(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "")
    assert getattr(Settings(), name.lower()) is None


def test_app_token_means_socket_mode(monkeypatch: pytest.MonkeyPatch) -> None:
    http = Settings().uses_socket_mode
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-1-a")
    assert (http, Settings().uses_socket_mode) == (False, True)


def test_env_file_is_read_and_the_environment_wins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("BOT_HOST=0.0.0.0\nDATABASE_URL=sqlite:///file.db\n")
    monkeypatch.setenv("DATABASE_URL", "sqlite:///environment.db")
    settings = Settings()
    assert (settings.bot_host, settings.database_url) == ("0.0.0.0", "sqlite:///environment.db")  # noqa: S104 read only


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("postgres://ana:secret@serveur:5432/bot", "postgresql+psycopg://ana:secret@serveur:5432/bot"),
        ("postgresql://serveur/bot", "postgresql+psycopg://serveur/bot"),
        ("postgresql+psycopg://serveur/bot", "postgresql+psycopg://serveur/bot"),
        ("sqlite:///bot.db", "sqlite:///bot.db"),
    ],
)
def test_database_url_of_a_platform_is_understood(given: str, read: str) -> None:
    assert normalise_url(given) == read


@pytest.mark.parametrize(
    ("name", "value", "line"),
    [
        ("BOT_PORT", "abc", "BOT_PORT (ou PORT) : « abc » n’est pas un nombre entier."),
        ("PORT", "8421.5", "BOT_PORT (ou PORT) : « 8421.5 » n’est pas un nombre entier."),
        ("BOT_PORT", "70000", "BOT_PORT (ou PORT) : « 70000 » est trop grand (au plus 65535)."),
        ("BOT_PORT", "-1", "BOT_PORT (ou PORT) : « -1 » est trop petit (au moins 0)."),
    ],
)
def test_bad_port_is_refused_in_one_line(monkeypatch: pytest.MonkeyPatch, name: str, value: str, line: str) -> None:
    assert refused(monkeypatch, **{name: value}) == line


@pytest.mark.parametrize(
    ("name", "value", "line"),
    [
        (
            "SMTP_URL",
            "smtp://ana:very-secret@mail:port",
            "SMTP_URL : ce n’est pas une adresse de serveur (smtp://nom:motdepasse@serveur:587 ou smtps://…).",
        ),
        (
            "HTTPS_PROXY",
            "socks5://ana:very-secret@proxy:1080",
            "HTTPS_PROXY : ce n’est pas l’adresse d’un proxy HTTP (http://nom:motdepasse@hôte:port).",
        ),
        ("MAIL_FROM", "bot", "MAIL_FROM : « bot » n’est pas une adresse e-mail."),
    ],
)
def test_bad_address_is_refused_without_its_secret(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, line: str
) -> None:
    assert refused(monkeypatch, **{name: value}) == line


def test_secrets_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-very-secret")
    monkeypatch.setenv("SMTP_URL", "smtps://ana:very-secret@mail")
    monkeypatch.setenv("HTTPS_PROXY", "http://ana:very-secret@proxy:3128")
    assert "very-secret" not in repr(Settings())


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy"])
def test_a_proxy_is_used_for_what_is_elsewhere_and_named_nowhere_else(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "proxy.example.org:3128")
    monkeypatch.setenv("NO_PROXY", "example.com")
    settings = Settings()
    remove_proxies()
    asked = ("https://slack.com/api/", "https://agenda.example.com/a.ics", "http://127.0.0.1:8420/api/")
    used = [settings.proxy_for(address) for address in asked]
    assert (used, settings.slack_proxy) == ([PROXY, None, None], "http://proxy.example.org:3128")
    assert (WebClient().proxy, getproxies_environment()) == (None, {})  # libraries find none by themselves


def test_settings_are_never_read_at_import() -> None:
    # A value that cannot be: whoever reads the settings while being imported would fail.
    program = "import bot.command.cli, bot.app, bot.door.web, handlers, storage.tables"
    done = run(
        [sys.executable, "-c", program],
        env={"PYTHONPATH": str(ROOT), "BOT_PORT": "not a port", "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_env_example_lists_every_setting_with_default_and_line() -> None:
    # To write it again: python -m bot.command.settings_example > .env.example
    assert (ROOT / ".env.example").read_text(encoding="utf-8") == render_env_example()


def test_env_example_read_as_env_file_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes((ROOT / ".env.example").read_bytes())
    read = Settings()
    (tmp_path / ".env").unlink()
    assert read == Settings()


def test_env_example_names_are_those_that_set_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    names = [line.partition("=")[0] for line in render_env_example().splitlines() if line[:1].isalpha()]
    checked = {"SMTP_URL": "smtp://7", "MAIL_FROM": "7@7", "BOT_COACHES": "7@7", "BOT_TRUSTED_PROXIES": "7::7"}
    checked |= dict.fromkeys(("BOT_SECRET_KEY", "BOT_SECRET_KEY_BEFORE"), "7" * 32)
    checked |= {"IMAP_URL": "imaps://7:7@7", "BOT_CALENDAR_ACCOUNTS": "on"}
    checked |= {"BOT_ACCESSIBILITY": "non conforme", "BOT_ACCESSIBILITY_URL": "https://7"}
    for name in names:
        monkeypatch.setenv(name, checked.get(name, "7"))
    assert (len(names), Settings().model_fields_set) == (len(Settings.model_fields), set(Settings.model_fields))
