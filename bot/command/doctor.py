"""`bot doctor`: check settings, database, tokens, scopes, clock and failed notices, and say how to repair faults."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import SecretStr

from bot.agenda.facts import EntryToWrite
from bot.command.causes import MENDS, OWNERS, UNKNOWN_REASON
from bot.command.doctor_files import look_at_files, try_writing
from bot.command.doctor_slack import (
    LESS_CERTAIN,
    SlackAccount,
    Trouble,
    ask_account,
    bolt_mismatches,
    supports_levels,
    try_app_token,
    unknown_emails,
)
from bot.command.init import look_at_env
from bot.command.schema_check import DatabaseUnfit, connect, is_missing, schema_advice, schema_of
from bot.door.manifest import OPTIONAL_SCOPES, SCOPES
from bot.meeting_links import DEFAULT, visio_fault
from bot.notices import notices
from bot.outside.connections import resolve_host
from bot.outside.mail_server import read_inbox, read_mailbox, read_server
from bot.outside.mailbox import Inbox, InboxUnread
from bot.outside.proxy import read_proxy
from bot.programme.service import list_coaches
from bot.settings import Settings
from handlers.notices.mails.smtp import SmtpClient
from storage.database import Database, Reading
from storage.notices import mailbox
from storage.programme import accounts, promotions
from storage.upgrade import newest_revision

SECONDS = 5.0
# If the clock is wrong by five minutes, the bot refuses Slack's requests. Report it from one minute on.
CLOCK_TOLERANCE = timedelta(seconds=60)
FAILURES_SINCE = timedelta(days=7)
REACH = "Vérifiez DATABASE_URL et que le serveur, ou le dossier, est accessible."
OUR_BOLT = "La version de requirements/bot.txt n’a pas cette limite."
GIVE_BACK = "Arrêtez le bot, puis rendez la dernière sauvegarde : `bot restore FICHIER` ; la base abîmée est gardée."


class Level(StrEnum):
    """The level of a finding. Its value, a sign and a word, begins the finding's line. Screen readers skip the sign."""

    GOOD = "✓ bon"
    NOTE = "! à savoir"
    BAD = "✗ à corriger"


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of a check: its name, its level, the state in French, and how to repair it ("" if all is well)."""

    name: str
    level: Level
    text: str
    mend: str = ""

    def in_words(self) -> str:
        """Return the finding as the terminal shows it."""
        line = f"{self.level:<12}  {self.name} : {self.text}"
        return f"{line}\n{'':14}→ {self.mend}" if self.mend else line


def run_checks(settings: Settings, now: datetime, *, seconds: float = SECONDS) -> list[Finding]:
    """Check everything once. A broken part leads to a finding, and never to an error.

    `now` is the machine's time. `seconds` is the longest wait for an answer of Slack or of a mail server."""
    account = _ask_slack(settings, seconds)
    return [
        *(Finding("slack-bolt", Level.NOTE, text, OUR_BOLT) for text in bolt_mismatches()),
        *(Finding(".env", Level.NOTE, trouble.text, trouble.mend) for trouble in look_at_env(settings)),
        *_look_at_settings(settings),
        *_look_at_database(settings, account, now),
        *_look_at_slack(settings, account, now, seconds),
        *_look_at_mail(settings, seconds),
        *_look_at_answers(settings, seconds),
    ]


def _look_at_settings(settings: Settings) -> Iterator[Finding]:
    if settings.uses_socket_mode:
        yield Finding("Mode", Level.GOOD, "Socket Mode (SLACK_APP_TOKEN est là)")
    elif not _secret_text(settings.slack_signing_secret):
        yield Finding(
            "Mode",
            Level.BAD,
            "ni SLACK_APP_TOKEN (Socket Mode), ni SLACK_SIGNING_SECRET (HTTP)",
            "Lancez `bot init`, ou copiez l’un des deux de la page « Basic Information » de l’application.",
        )
    else:
        yield Finding("Mode", Level.GOOD, "HTTP (SLACK_SIGNING_SECRET est là)")
        if settings.bot_metrics_token is None:
            text = "absent : seule cette machine lit /metrics, et un proxy qui s’y trouve peut passer pour elle"
            mend = "Donnez un mot de passe, ou que le proxy ne passe que /slack/events et /agenda/."
            yield Finding("BOT_METRICS_TOKEN", Level.NOTE, text, mend)
    if settings.https_proxy is not None:
        yield _look_at_proxy(settings)
    if settings.bot_reachable:
        yield _look_at_reachable(settings)
    if settings.bot_base_url is None:
        yield Finding("BOT_BASE_URL", Level.NOTE, "absente : les agendas n’ont pas d’adresse d’abonnement")
    elif settings.bot_secret_key is None and settings.smtp_url is not None:
        yield Finding("BOT_SECRET_KEY", Level.NOTE, "absent : les e-mails n’ont pas de liens pour répondre")
    if settings.bot_calendar_accounts:
        text = "on : le bot garde des mots de passe d’agendas, scellés, et joint les serveurs que des personnes nomment"
        yield Finding("BOT_CALENDAR_ACCOUNTS", Level.NOTE, text)
    if not settings.bot_contact.strip():
        text = "absent : qui a un problème avec sa ou son coach n’a personne d’autre à qui écrire hors de l’équipe"
        yield Finding("BOT_CONTACT", Level.NOTE, text, "Donnez le nom et l’adresse d’une référente ou d’un référent.")
    if trouble := visio_fault(settings.bot_visio_url):
        yield Finding("BOT_VISIO_URL", Level.BAD, trouble, f"Ôtez ce réglage, ou écrivez {DEFAULT}.")
    if settings.bot_clock_file is not None:
        yield Finding(
            "BOT_CLOCK_FILE",
            Level.NOTE,
            "l’heure du bot peut être déplacée",
            "Retirez ce réglage, sauf pour une démo ou des tests.",
        )


def _look_at_proxy(settings: Settings) -> Finding:
    proxy = read_proxy(_secret_text(settings.https_proxy))
    slack = "Slack aussi" if settings.slack_proxy else "Slack excepté"
    text = f"{proxy.place} pour toutes les requêtes sortantes, {slack}, les e-mails jamais"
    mend = "C’est à ce proxy de refuser les adresses internes que des personnes donneraient pour leur agenda."
    return Finding("HTTPS_PROXY", Level.NOTE, text, mend)


def _look_at_reachable(settings: Settings) -> Finding:
    unknown = [host for host in settings.bot_reachable if not _has_address(host)]
    if unknown:
        text, mend = f"sans adresse : {', '.join(unknown)}", "Vérifiez ces noms et le DNS de cette machine."
        return Finding("BOT_REACHABLE", Level.BAD, text, mend)
    text = f"réseau interne joint pour les agendas : {', '.join(settings.bot_reachable)}"
    return Finding("BOT_REACHABLE", Level.NOTE, text, "N’y laissez que des serveurs d’agendas.")


def _has_address(host: str) -> bool:
    try:
        return bool(resolve_host(host, 443))
    except OSError:
        return False


def _look_at_database(settings: Settings, account: SlackAccount | Trouble | None, now: datetime) -> Iterator[Finding]:
    try:
        database = connect(settings.database_url)
    except DatabaseUnfit as unfit:
        yield Finding("Base de données", Level.BAD, str(unfit.facts["why"]), "Corrigez DATABASE_URL.")
        return
    if trouble := look_at_files(database.url, account=os.geteuid()):
        yield Finding("Fichier de la base", Level.BAD, trouble.text, trouble.mend)
    try:
        yield from _look_inside(database, settings, account, now)
    except DatabaseUnfit as unfit:
        yield Finding("Base de données", Level.BAD, str(unfit.facts["why"]), GIVE_BACK if unfit.spoilt else REACH)
    finally:
        database.close()


def _look_inside(
    database: Database, settings: Settings, account: SlackAccount | Trouble | None, now: datetime
) -> Iterator[Finding]:
    backend = "SQLite" if database.is_sqlite else "PostgreSQL"
    revision = schema_of(database)
    if revision is None:
        what = "le fichier n’existe pas encore" if is_missing(database) else "la base est vide"
        yield Finding("Base de données", Level.BAD, f"{backend}, {what}", "Lancez `bot migrate`.")
    elif revision != newest_revision():
        text = f"{backend}, schéma {revision}, le bot attend {newest_revision()}"
        yield Finding("Base de données", Level.BAD, text, schema_advice(revision))
    else:
        yield Finding("Base de données", Level.GOOD, f"{backend}, schéma {revision}")
        if trouble := try_writing(database, now):
            yield Finding("Écriture", Level.BAD, trouble.text, trouble.mend)
        with database.reading() as reading:
            yield from _look_at_rows(reading, settings, account, now)


def _look_at_rows(
    reading: Reading, settings: Settings, account: SlackAccount | Trouble | None, now: datetime
) -> Iterator[Finding]:
    yield from _look_at_workspace(promotions.team_id(reading), account)
    if not list_coaches(reading, now, person=None) and not settings.bot_coaches:
        mend = "Écrivez leurs e-mails dans BOT_COACHES, ou importez personnes.csv."
        yield Finding("Coachs", Level.NOTE, "personne n’a ce rôle pour l’instant", mend)
    missing = accounts.count_without_account(reading)
    if missing:
        yield Finding(
            "Comptes Slack",
            Level.NOTE,
            f"{missing} {'personnes' if missing > 1 else 'personne'} sans compte trouvé",
            "Vérifiez leurs e-mails dans personnes.csv ; le bot cherche de lui-même, et au premier message reçu.",
        )
    unreachable = accounts.count_unreachable(reading)
    if unreachable:
        text = f"{unreachable} {'personnes' if unreachable > 1 else 'personne'} sans aucun moyen de recevoir un message"
        yield Finding("Sans Slack ni e-mail", Level.NOTE, text, "Ajoutez leurs e-mails dans personnes.csv.")
    bounced = mailbox.count_bouncing(reading)
    if bounced:
        text = f"{bounced} {'adresses ne reçoivent' if bounced > 1 else 'adresse ne reçoit'} plus"
        mend = "Corrigez-les dans personnes.csv ; les coachs savent lesquelles."
        yield Finding("E-mails revenus", Level.NOTE, text, mend)
    failures = notices.count_failures(reading, since=now - FAILURES_SINCE)
    for failure in failures:
        text = f"{failure.count} × {failure.kind} depuis 7 jours ({failure.reason})"
        mend = OWNERS if failure.kind == EntryToWrite.kind else MENDS.get(failure.reason, UNKNOWN_REASON)
        yield Finding("Messages non remis", Level.NOTE, text, mend)
    if not failures:
        yield Finding("Messages non remis", Level.GOOD, "aucun depuis 7 jours")


def _look_at_workspace(saved_team_id: str | None, account: SlackAccount | Trouble | None) -> Iterator[Finding]:
    if not isinstance(account, SlackAccount):
        return
    if saved_team_id is None:
        text = f"{account.team} ({account.team_id}), noté dans la base au premier démarrage"
        yield Finding("Espace de travail", Level.GOOD, text)
    elif saved_team_id == account.team_id:
        yield Finding("Espace de travail", Level.GOOD, f"{account.team} ({saved_team_id})")
    else:
        text = f"la base sert {saved_team_id}, le jeton est celui de {account.team} ({account.team_id})"
        mend = "Donnez le jeton de l’autre espace de travail, ou une autre base."
        yield Finding("Espace de travail", Level.BAD, text, mend)


def _ask_slack(settings: Settings, seconds: float) -> SlackAccount | Trouble | None:
    token = _secret_text(settings.slack_bot_token)
    if not token:
        return None
    return ask_account(token, url=settings.slack_api_url, seconds=seconds, proxy=settings.slack_proxy)


def _look_at_slack(
    settings: Settings, account: SlackAccount | Trouble | None, now: datetime, seconds: float
) -> Iterator[Finding]:
    if account is None:
        mend = "Copiez « Bot User OAuth Token » (xoxb-…) de la page « OAuth & Permissions » de l’application."
        yield Finding("SLACK_BOT_TOKEN", Level.BAD, "absent", mend)
    elif isinstance(account, Trouble):
        yield Finding("SLACK_BOT_TOKEN", Level.BAD, account.text, account.mend)
    else:
        yield Finding("SLACK_BOT_TOKEN", Level.GOOD, f"accepté, le bot est {account.user}")
        yield _look_at_scopes(account)
        yield _look_at_clock(account, now)
        yield _look_at_blocks(settings, seconds)
        yield from _look_at_coaches(settings, seconds)
    if settings.slack_app_token is not None:
        token, url = _secret_text(settings.slack_app_token), settings.slack_api_url
        trouble = try_app_token(token, url=url, seconds=seconds, proxy=settings.slack_proxy)
        if trouble is None:
            yield Finding("SLACK_APP_TOKEN", Level.GOOD, "accepté, Socket Mode répond")
        else:
            yield Finding("SLACK_APP_TOKEN", Level.BAD, trouble.text, trouble.mend)


def _look_at_mail(settings: Settings, seconds: float) -> Iterator[Finding]:
    url = _secret_text(settings.smtp_url)
    if not url:
        text = "absente : aucun e-mail ne part, et les personnes sans compte Slack ne reçoivent rien"
        yield Finding("SMTP_URL", Level.NOTE, text, "Donnez l’adresse d’un serveur, et MAIL_FROM.")
    elif settings.mail_from is None:
        yield Finding("MAIL_FROM", Level.BAD, "absente, alors que SMTP_URL est là", "Donnez l’adresse d’expédition.")
    elif trouble := try_mail(url, sender=settings.mail_from, seconds=seconds):
        yield Finding("SMTP_URL", Level.BAD, trouble.text, trouble.mend)
    else:
        yield Finding("SMTP_URL", Level.GOOD, f"{server_address(url)}, prêt à prendre les e-mails")


def _look_at_answers(settings: Settings, seconds: float) -> Iterator[Finding]:
    url = _secret_text(settings.imap_url)
    missing = next((name for name in ("IMAP_AUTHSERV", "MAIL_FROM") if not getattr(settings, name.lower())), None)
    if not url:
        return
    if missing:
        mend = "Sans ce réglage, aucune réponse d’agenda n’est lue : voyez docs/reponses.md."
        yield Finding(missing, Level.BAD, "absent, alors que IMAP_URL est là", mend)
        return
    place = read_inbox(url)
    try:
        with Inbox(place, seconds=seconds).opened():
            yield Finding("IMAP_URL", Level.GOOD, f"{place.host}, dossier {place.folder}, se lit")
    except InboxUnread as unread:
        text, mend = _INBOX_TROUBLES[unread.reason]
        yield Finding("IMAP_URL", Level.BAD, f"{place.host}, port {place.port} : {text}", mend)


def _look_at_scopes(account: SlackAccount) -> Finding:
    if account.scopes is None:
        return Finding("Autorisations", Level.NOTE, "Slack n’a pas dit lesquelles il donne")
    missing = [scope for scope in SCOPES if scope not in account.scopes]
    if missing and OPTIONAL_SCOPES.issuperset(missing):
        return Finding("Autorisations", Level.NOTE, f"sans {', '.join(missing)} : {LESS_CERTAIN}")
    if missing:
        mend = (
            "Collez `bot manifest` dans « App Manifest », puis réinstallez l’application (« Reinstall to Workspace »)."
        )
        return Finding("Autorisations", Level.BAD, f"il manque {', '.join(missing)}", mend)
    return Finding("Autorisations", Level.GOOD, f"les {len(SCOPES)} sont là")


def _look_at_blocks(settings: Settings, seconds: float) -> Finding:
    token, url = _secret_text(settings.slack_bot_token), settings.slack_api_url
    taken = supports_levels(token, url=url, seconds=seconds, proxy=settings.slack_proxy)
    if isinstance(taken, Trouble):
        return Finding("Blocs récents", Level.NOTE, f"on ne sait pas lesquels sont acceptés : {taken.text}")
    if not taken:
        text = "cet espace de travail refuse les niveaux de titre (header.level) : le bot écrit les titres sans eux"
        return Finding("Blocs récents", Level.NOTE, text)
    return Finding("Blocs récents", Level.GOOD, "les niveaux de titre sont acceptés")


def _look_at_coaches(settings: Settings, seconds: float) -> Iterator[Finding]:
    token, url, emails = _secret_text(settings.slack_bot_token), settings.slack_api_url, settings.bot_coaches
    strangers = list(unknown_emails(emails, token, url=url, seconds=seconds, proxy=settings.slack_proxy))
    alone = len(strangers) == len(emails)
    mend = "Corrigez BOT_COACHES dans .env" + (" : personne d’autre ne prépare la promotion." if alone else ".")
    for email in strangers:
        text = f"aucun compte de cet espace Slack n’a l’adresse {email}"
        yield Finding("BOT_COACHES", Level.BAD if alone else Level.NOTE, text, mend)


def _look_at_clock(account: SlackAccount, now: datetime) -> Finding:
    if account.answered_at is None:
        return Finding("Horloge", Level.NOTE, "Slack n’a pas donné l’heure : pas de comparaison possible")
    gap = now - account.answered_at
    seconds = abs(round(gap.total_seconds()))
    if abs(gap) > CLOCK_TOLERANCE:
        way = "avance" if gap > timedelta() else "retarde"
        mend = "Réglez l’heure de la machine (par exemple avec NTP) : sinon, Slack et le bot refusent leurs messages."
        return Finding("Horloge", Level.BAD, f"la machine {way} de {seconds} secondes sur Slack", mend)
    return Finding("Horloge", Level.GOOD, f"à {seconds} s de celle de Slack")


def _secret_text(secret: SecretStr | None) -> str:
    return secret.get_secret_value().strip() if secret else ""


_MAIL_TROUBLES: Mapping[str, tuple[str, str]] = {
    "mail_auth": ("le nom ou le mot de passe est refusé", "Vérifiez les deux dans SMTP_URL (smtp://nom:motdepasse@…)."),
    "mail_certificate": (
        "son certificat n’est pas valable pour ce nom",
        "Écrivez dans SMTP_URL le nom que porte le certificat du serveur.",
    ),
    "mail_deferred": ("il ne prend rien pour l’instant", "Réessayez dans quelques minutes."),
    "mail_no_tls": (
        "il ne chiffre pas, ou pas de cette façon",
        "Essayez smtps:// avec le port 465, ou smtp:// avec le port 587.",
    ),
    "unreachable": ("il ne répond pas", "Vérifiez le serveur et le port dans SMTP_URL, et le réseau."),
}
_CHECK_PLACE = "Vérifiez le serveur et le port dans IMAP_URL, et le réseau."
_INBOX_TROUBLES: Mapping[str, tuple[str, str]] = {
    "broken": ("il répond autre chose que de l’IMAP", _CHECK_PLACE),
    "forbidden": ("le nom ou le mot de passe est refusé", "Vérifiez les deux dans IMAP_URL ; « @ » s’y écrit %40."),
    "no_folder": ("ce dossier n’existe pas", "Écrivez-le à la fin de IMAP_URL, comme le serveur le nomme."),
    "no_uids": ("il ne numérote pas ses messages (UIDVALIDITY)", "Choisissez une autre boîte, ou un autre serveur."),
    "slow": ("il ne répond pas à temps", "Réessayez dans quelques minutes."),
    "unreachable": ("il ne répond pas", _CHECK_PLACE),
    "unsafe": ("son certificat n’est pas valable pour ce nom", "Écrivez le nom que porte le certificat du serveur."),
}


def server_address(url: str) -> str:
    """Return the host and port of the server in SMTP_URL."""
    server = read_server(url)
    return f"{server.host}, port {server.port}"


def try_mail(url: str, *, sender: str, seconds: float) -> Trouble | None:
    """Return why the server would refuse mails from `sender`, or None if it accepts them. No mail is sent."""
    server = read_server(url)
    trouble = SmtpClient(server, read_mailbox(sender), seconds=seconds).check()
    if trouble is None:
        return None
    text, mend = _MAIL_TROUBLES.get(trouble.reason, _MAIL_TROUBLES["unreachable"])
    return Trouble(f"{server_address(url)} : {text}", mend)
