"""What `bot doctor` finds, against the stand-in for Slack over HTTP, and against servers that misbehave."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import text

from bot.command.causes import MENDS
from bot.command.doctor import Finding, Level
from bot.command.doctor_files import look_at_files
from bot.command.run import check_settings
from bot.door.manifest import SCOPES
from bot.notices import notices
from bot.notices.model import Action, NoticeToSend
from bot.programme.service import appoint_coaches, claim_workspace
from bot.sandbox.workspace import Sandbox
from storage.database import Database
from storage.programme import people
from storage.upgrade import upgrade
from tests.bot.command.examined import found, of_slack, settings_of
from tests.databases import blank, fresh
from tests.processes import as_nobody

NOW = datetime(2026, 5, 12, 10, 0, tzinfo=UTC)
GOOD, NOTE, BAD = Level.GOOD, Level.NOTE, Level.BAD


def test_deployment_in_order_is_good(slack: Sandbox, database: Database, database_url: str) -> None:
    with database.transaction() as tx:
        claim_workspace(tx, slack.team_id)
        appoint_coaches(tx, ["lea@exemple.fr"])
        person = people.by_email(tx, "lea@exemple.fr")
        assert person is not None
        people.claim_slack_id(tx, person.id, "ULEA")
    slack.post.open()
    findings = found(
        of_slack(
            slack,
            database_url,
            bot_base_url="https://bot.exemple.fr",
            bot_contact="Inès Laurent, ines@exemple.fr",
            bot_secret_key="k" * 32,
            smtp_url=slack.post.url,
            mail_from="bot@exemple.fr",
        )
    )
    del findings["Horloge"]  # has its own tests
    assert {finding.level for finding in findings.values()} == {GOOD}
    backend = "SQLite" if database.is_sqlite else "PostgreSQL"
    assert findings["Base de données"].text.startswith(f"{backend}, schéma ")
    assert findings["SMTP_URL"].text.startswith("127.0.0.1, port ")
    assert slack.post.letters == []
    assert findings["Espace de travail"].text == f"eig ({slack.team_id})"
    assert findings["Autorisations"].text == f"les {len(SCOPES)} sont là"


def test_nothing_set_says_what_is_missing_and_makes_no_file(file_url: str, tmp_path: Path) -> None:
    findings = found(settings_of(database_url=file_url))
    assert {name: finding.level for name, finding in findings.items()} == {
        ".env": NOTE,
        "Mode": BAD,
        "BOT_BASE_URL": NOTE,
        "BOT_CONTACT": NOTE,
        "SMTP_URL": NOTE,
        "Base de données": BAD,
        "SLACK_BOT_TOKEN": BAD,
    }
    assert findings["Base de données"].mend == "Lancez `bot migrate`."
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("values", "level", "text"),
    [
        ({"slack_app_token": "xapp-1"}, GOOD, "Socket Mode (SLACK_APP_TOKEN est là)"),
        ({"slack_signing_secret": "abc"}, GOOD, "HTTP (SLACK_SIGNING_SECRET est là)"),
        ({"slack_signing_secret": "  "}, BAD, "ni SLACK_APP_TOKEN (Socket Mode), ni SLACK_SIGNING_SECRET (HTTP)"),
    ],
)
def test_mode_needs_its_secret(file_url: str, values: dict[str, str], level: Level, text: str) -> None:
    mode = found(settings_of(database_url=file_url, **values))["Mode"]
    assert (mode.level, mode.text) == (level, text)


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"slack_app_token": "xapp-1"}, False),
        ({"slack_signing_secret": "abc"}, True),
        ({"slack_signing_secret": "abc", "bot_metrics_token": "very-secret"}, False),
    ],
)
def test_metrics_behind_a_proxy_want_a_token(file_url: str, values: dict[str, str], told: bool) -> None:
    findings = found(settings_of(database_url=file_url, **values))
    assert ("BOT_METRICS_TOKEN" in findings) is told
    assert not any("very-secret" in finding.in_words() for finding in findings.values())


def test_internal_hosts_are_said_and_those_without_an_address_are_a_fault(file_url: str) -> None:
    known = found(settings_of(database_url=file_url, bot_reachable="localhost"))["BOT_REACHABLE"]
    assert (known.level, known.text) == (Level.NOTE, "réseau interne joint pour les agendas : localhost")
    lost = found(settings_of(database_url=file_url, bot_reachable="localhost,agenda.invalid"))["BOT_REACHABLE"]
    assert (lost.level, lost.text) == (Level.BAD, "sans adresse : agenda.invalid")


@pytest.mark.parametrize(("besides", "slack"), [("", "Slack aussi"), ("exemple.org", "Slack excepté")])
def test_a_proxy_is_said_without_its_password_and_who_judges_addresses(file_url: str, besides: str, slack: str) -> None:
    word = "http://ana:very-secret@proxy.exemple.fr:3128"
    set_so = {"https_proxy": word, "no_proxy": besides, "slack_api_url": "https://slack.exemple.org/api/"}
    finding = found(settings_of(database_url=file_url, **set_so))["HTTPS_PROXY"]
    text = f"proxy.exemple.fr:3128 pour toutes les requêtes sortantes, {slack}, les e-mails jamais"
    assert (finding.level, finding.text) == (NOTE, text)
    assert "adresses internes" in finding.mend


def test_mail_without_sender_is_bad(file_url: str) -> None:
    findings = found(settings_of(database_url=file_url, smtp_url="smtp://127.0.0.1"))
    assert (findings["MAIL_FROM"].level, "SMTP_URL" in findings) == (BAD, False)


def test_mailbox_of_answers_is_opened_and_what_keeps_it_shut_named(slack: Sandbox, file_url: str) -> None:
    slack.replies.open()
    url, given = slack.replies.url, {"imap_authserv": "mx.exemple.fr", "mail_from": "bot@exemple.fr"}
    good = found(settings_of(database_url=file_url, imap_url=url, **given))["IMAP_URL"]
    assert (good.level, good.text) == (GOOD, "127.0.0.1, dossier INBOX, se lit")
    wrong = found(settings_of(database_url=file_url, imap_url=url.replace(":sandbox", ":very-secret"), **given))
    assert (wrong["IMAP_URL"].level, "le mot de passe est refusé" in wrong["IMAP_URL"].text) == (BAD, True)
    assert "very-secret" not in wrong["IMAP_URL"].in_words()
    lacking = found(settings_of(database_url=file_url, imap_url=url, mail_from="bot@exemple.fr"))
    assert (lacking["IMAP_AUTHSERV"].level, "IMAP_URL" in lacking) == (BAD, False)


@pytest.mark.parametrize(
    ("address", "text", "mend"),
    [
        (
            "smtp://ana:very-secret@127.0.0.1:9",
            "127.0.0.1, port 9 : il ne répond pas",
            "Vérifiez le serveur et le port",
        ),
        ("smtp://ana:very-secret@127.0.0.1:{port}", "le nom ou le mot de passe est refusé", "Vérifiez les deux"),
        ("smtps://ana:very-secret@127.0.0.1:{port}", "il ne chiffre pas, ou pas de cette façon", "Essayez smtps://"),
    ],
)
def test_mail_server_that_takes_nothing_is_bad_and_keeps_its_secret(
    slack: Sandbox, file_url: str, address: str, text: str, mend: str
) -> None:
    slack.post.open()
    url = address.format(port=slack.post.url.rpartition(":")[2])
    finding = found(settings_of(database_url=file_url, smtp_url=url, mail_from="bot@exemple.fr"))["SMTP_URL"]
    assert (finding.level, text in finding.text, finding.mend.startswith(mend)) == (BAD, True, True)
    assert "very-secret" not in finding.in_words()


def test_clock_file_is_told(file_url: str, tmp_path: Path) -> None:
    findings = found(settings_of(database_url=file_url, bot_clock_file=tmp_path / "clock"))
    assert findings["BOT_CLOCK_FILE"].level is NOTE


@pytest.mark.parametrize(
    ("address", "text"),
    [
        ("https://webconf.numerique.gouv.fr/{room}", "les salles de webconf.numerique.gouv.fr ne s’ouvrent plus"),
        ("https://visio.numerique.gouv.fr/{room}", "{room} fait 16 signes, et les salles de Visio en ont 10"),
    ],
)
def test_rooms_that_nobody_can_open_are_told_with_what_to_write(
    file_url: str, caplog: pytest.LogCaptureFixture, address: str, text: str
) -> None:
    settings = settings_of(
        database_url=file_url, bot_visio_url=address, slack_bot_token="xoxb-1", slack_app_token="xapp-1"
    )
    finding = found(settings)["BOT_VISIO_URL"]
    assert (finding.level, finding.text.startswith(text)) == (BAD, True)
    assert "https://visio.numerique.gouv.fr/{visio}" in finding.mend
    check_settings(settings)
    [said] = [one.getMessage() for one in caplog.records if one.name == "bot.command.run"]
    assert (said.startswith(f"BOT_VISIO_URL\u00a0: {text}"), said.endswith("/{visio}."), "\n" in said) == (
        True,
        True,
        False,
    )


def test_rooms_of_the_default_are_in_order(file_url: str, caplog: pytest.LogCaptureFixture) -> None:
    settings = settings_of(database_url=file_url, slack_bot_token="xoxb-1", slack_app_token="xapp-1")
    check_settings(settings)
    assert ([*caplog.records], "BOT_VISIO_URL" in found(settings)) == ([], False)


def test_database_without_tables_names_the_command(backend: str, tmp_path: Path) -> None:
    url = blank(backend, tmp_path)
    Database(url).reading().__enter__().close()  # a SQLite file is made, empty
    finding = found(settings_of(database_url=url))["Base de données"]
    assert (finding.level, finding.text.split(", ")[1], finding.mend) == (
        BAD,
        "la base est vide",
        "Lancez `bot migrate`.",
    )


def test_database_of_another_revision_says_both(database: Database, database_url: str) -> None:
    with database.transaction() as tx:
        known = tx.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
        tx.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    finding = found(settings_of(database_url=database_url))["Base de données"]
    with database.transaction() as tx:
        tx.execute(text("UPDATE alembic_version SET version_num = :known"), {"known": known})
    assert (finding.level, finding.text.split(", ", 1)[1]) == (BAD, f"schéma 0000, le bot attend {known}")


@pytest.mark.parametrize(
    ("url", "begins"),
    [
        ("nothing at all", "DATABASE_URL n’est pas comprise"),
        ("mysql+nodriver://serveur/base", "DATABASE_URL n’est pas comprise"),
        ("postgresql://ana:very-secret@127.0.0.1:9/bot", "La base de données ne répond pas"),
    ],
)
def test_database_out_of_reach_is_bad_and_keeps_its_secret(url: str, begins: str) -> None:
    finding = found(settings_of(database_url=url))["Base de données"]
    assert (finding.level, finding.text.startswith(begins), "very-secret" in finding.in_words()) == (BAD, True, False)


def test_file_that_is_no_database_is_bad(tmp_path: Path) -> None:
    (tmp_path / "bot.db").write_bytes(b"This is a text, not a database. " * 100)
    finding = found(settings_of(database_url=f"sqlite:///{tmp_path}/bot.db"))["Base de données"]
    assert "`bot restore FICHIER`" in finding.mend
    assert (finding.level, finding.text) == (
        BAD,
        "La base de données ne peut pas être lue (ce n’est pas une base SQLite).",
    )


def test_token_of_another_workspace_is_bad(slack: Sandbox, database: Database, database_url: str) -> None:
    with database.transaction() as tx:
        claim_workspace(tx, "TOTHER")
    finding = found(of_slack(slack, database_url))["Espace de travail"]
    assert (finding.level, finding.text) == (BAD, f"la base sert TOTHER, le jeton est celui de eig ({slack.team_id})")


def test_files_that_others_may_open_are_named_with_their_mend(tmp_path: Path) -> None:
    url = fresh("sqlite", tmp_path)
    (tmp_path / "bot.db").chmod(0o644)
    finding = found(settings_of(database_url=url))["Fichier de la base"]
    assert (finding.level, finding.text) == (BAD, "d’autres comptes de la machine peuvent ouvrir bot.db")
    assert finding.mend == f"Lancez `chmod go= {tmp_path / 'bot.db'}`."
    (tmp_path / "bot.db").chmod(0o600)
    assert "Fichier de la base" not in found(settings_of(database_url=url))


def test_files_of_another_account_are_named_with_whose_they_should_be(tmp_path: Path) -> None:
    url, us = Database(fresh("sqlite", tmp_path)).url, os.geteuid()
    assert (look_at_files(url, account=us), look_at_files(url, account=0)) == (None, None)
    trouble = look_at_files(url, account=us + 1)
    assert trouble is not None
    assert trouble.text == "bot.db n’est pas à ce compte"
    assert trouble.mend == f"En root : `chown {us + 1} {tmp_path / 'bot.db'}`."


def test_database_that_takes_nothing_is_bad(tmp_path: Path) -> None:
    url = fresh("sqlite", tmp_path)
    assert "Écriture" not in found(settings_of(database_url=url))
    with Database(url).transaction() as tx:
        tx.execute(text("CREATE TRIGGER full BEFORE INSERT ON receipts BEGIN SELECT RAISE(ABORT, 'no room'); END"))
        tx.execute(text("CREATE TRIGGER full_too BEFORE UPDATE ON receipts BEGIN SELECT RAISE(ABORT, 'no room'); END"))
    finding = found(settings_of(database_url=url))["Écriture"]
    assert (finding.level, finding.text) == (BAD, "rien ne s’écrit (no room)")


def test_file_that_can_only_be_read_and_a_folder_that_is_closed_are_bad() -> None:
    with TemporaryDirectory() as folder:  # pytest's own lies where nobody else may look
        url, place = fresh("sqlite", Path(folder)), Path(folder)
        place.chmod(0o777)
        (place / "bot.db").chmod(0o444)
        with as_nobody():
            readable = found(settings_of(database_url=url))["Écriture"]
        place.chmod(0)
        with as_nobody():
            closed = found(settings_of(database_url=url))["Base de données"]
        place.chmod(0o700)
    assert (readable.level, readable.text) == (BAD, "rien ne s’écrit (ce compte ne peut que lire le fichier)")
    words = "La base de données ne répond pas (ce compte ne peut pas ouvrir le fichier)."
    assert (closed.level, closed.text) == (BAD, words)


@pytest.mark.parametrize("address", ["sqlite:///file:{}/blank.db?uri=true", "sqlite:///{}/blank.db"])
def test_a_file_that_is_there_is_found_whatever_its_address(tmp_path: Path, address: str) -> None:
    before = found(settings_of(database_url=address.format(tmp_path)))["Base de données"]
    upgrade(Database(address.format(tmp_path)))
    after = found(settings_of(database_url=address.format(tmp_path)))["Base de données"]
    assert (before.text, after.level) == ("SQLite, le fichier n’existe pas encore", GOOD)


def test_people_without_account_are_counted(database: Database, database_url: str) -> None:
    with database.transaction() as tx:
        people.add(tx, name="Léa", email="lea@exemple.fr")
        people.add(tx, name="Noé", email="noe@exemple.fr")
        people.add(tx, name="Zoé", slack_id="UZOE")
    finding = found(settings_of(database_url=database_url))["Comptes Slack"]
    assert (finding.level, finding.text) == (NOTE, "2 personnes sans compte trouvé")


def test_people_whom_nothing_reaches_are_counted(database: Database, database_url: str) -> None:
    with database.transaction() as tx:
        appoint_coaches(tx, ["lea@exemple.fr", "noe@exemple.fr"])
        people.add(tx, name="Zoé")  # is nothing in the programme
        person = people.by_email(tx, "lea@exemple.fr")
        assert person is not None
        people.change(tx, person.id, email=None)
    finding = found(settings_of(database_url=database_url))["Sans Slack ni e-mail"]
    assert (finding.level, finding.text) == (NOTE, "1 personne sans aucun moyen de recevoir un message")


@pytest.mark.parametrize(("emails", "told"), [((), True), (("lea@exemple.fr",), False)])
def test_no_coach_is_told_unless_one_is_named(database_url: str, emails: tuple[str, ...], told: bool) -> None:
    assert ("Coachs" in found(settings_of(database_url=database_url, bot_coaches=emails))) is told


@pytest.mark.parametrize(("days", "kept"), [(6, True), (8, False)])
def test_failures_of_the_last_seven_days_are_told_with_their_mend(
    database: Database, database_url: str, days: int, kept: bool
) -> None:
    at = NOW - timedelta(days=days)
    with database.transaction() as tx:
        owed = NoticeToSend(
            action=Action.POST,
            kind="helpdesk.card",
            subject="appointment",
            subject_id=1,
            revision=0,
            due=at,
            channel="C1",
        )
        notices.owe(tx, owed)
        [notice] = notices.claim(tx, now=at, machine_now=at, limit=1)
        notices.close_failed(tx, notice, reason="not_in_channel", machine_now=at)
    finding = found(settings_of(database_url=database_url), NOW)["Messages non remis"]
    assert (finding.level, finding.text, finding.mend) == (
        (NOTE, "1 × helpdesk.card depuis 7 jours (not_in_channel)", "Invitez le bot dans le canal (`/invite`).")
        if kept
        else (GOOD, "aucun depuis 7 jours", "")
    )


def test_file_home_or_mail_that_was_refused_has_its_mend() -> None:
    gone = {"access_denied", "file_deleted", "file_not_found", "not_visible", "template_not_visible"}
    unfit = {"empty_file", "external_file", "too_large"}
    mails = {"bad_address", "mail_refused", "mail_unknown", "mail_unsure", "no_mail", "no_smtp"}
    assert {*gone, *unfit, *mails, "not_enabled"} - set(MENDS) == set()


def test_line_begins_with_sign_and_word() -> None:
    finding = Finding("Base de données", BAD, "SQLite, la base est vide", "Lancez `bot migrate`.")
    assert finding.in_words() == (
        "✗ à corriger  Base de données : SQLite, la base est vide\n              → Lancez `bot migrate`."
    )
