"""`bot init`: write `.env`, migrate the database, check everything, and name the next step.

Values come from the environment or from an existing `.env`, and the user types missing values in the terminal. A
second run does no harm, because existing values never change."""

import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

import typer
from dotenv import dotenv_values

from bot.command.causes import cause_suffix
from bot.command.doctor_slack import Trouble
from bot.command.settings_example import NEEDED, env_name
from bot.errors import Refusal
from bot.programme.spelling import nearest_word, proposal_sentence, space_french
from bot.settings import ExplicitSettings, Settings

FILE = Path(".env")
# Write these settings only if the environment sets them. In other cases, their defaults are right.
BESIDES = ("DATABASE_URL", "SLACK_API_URL")
OTHERS = 0o077  # These bits of a file's mode let other accounts open it.
# `.env` may also have these settings, which only `compose.yaml` reads.
_OF_CONTAINERS = {"COMPOSE_PROFILES", "POSTGRES_DB", "POSTGRES_PASSWORD", "TLS_DIR"}
_EMPTY = r"""(?:""|'')?[ \t]*(?:#.*)?"""  # This pattern finds an empty value, with or without a comment.
READY = "C’est prêt. Lancez `bot run`, puis tapez /dispositifs dans Slack ; l’accueil du bot dit la suite."
NOT_YET = "Corrigez ce qui est marqué ✗, un réglage dans {file}, puis relancez `bot init`."
LEAD = (
    "L’application Slack existe déjà ? Sinon : `bot manifest`, à coller sur api.slack.com/apps, « Create New App »,",
    "« From a manifest », puis « Install to Workspace ». Ce que vous collez ne s’affiche pas.",
)
KEPT = f"{FILE} est déjà complet : rien n’y change."
OTHERWISE = (
    "{name} : l’environnement l’emporte ici, et .env dit autre chose. Corrigez .env, ou gardez cette variable partout."
)
WRITTEN = f"{FILE} est écrit ; seul votre compte peut le lire."


class SettingNotGiven(Refusal):
    """Raised by `fill_in_settings` if a setting is missing and no terminal can ask. Facts: `why`."""

    code = "not_given"


class EnvNotWritten(Refusal):
    """Raised by `write_env` if `.env` cannot be written. Facts: `why`."""

    code = "not_written"


@dataclass(frozen=True, slots=True)
class Question:
    """A question for a setting: its text, the pattern of a valid answer, and how to correct another answer."""

    text: str
    pattern: str
    mend: str
    secret: bool = True


QUESTIONS: Mapping[str, Question] = {
    "SLACK_BOT_TOKEN": Question(
        "Jeton du bot (page « OAuth & Permissions »)", r"xoxb-[!-~]+", "Ce jeton commence par xoxb-."
    ),
    "SLACK_APP_TOKEN": Question(
        "Jeton d’application (« Basic Information », « App-Level Tokens », connections:write ; Entrée : mode HTTP)",
        r"(xapp-[!-~]+)?",
        "Ce jeton commence par xapp-.",
    ),
    "SLACK_SIGNING_SECRET": Question(
        "Secret de signature (« Basic Information », « Signing Secret »)", r"[!-~]{16,}", "Copiez-le en entier."
    ),
    "BOT_COACHES": Question(
        "E-mail de la première personne coach", r"[^@\s,]+@[^@\s,]+", "Écrivez une seule adresse e-mail.", secret=False
    ),
}


def prepare_env(settings: Settings, migrate: Callable[[], None]) -> Iterator[str]:
    """Write these settings to `.env`, and migrate the database. Yield the report.

    In a terminal, ask the user for missing settings. The address of the database is written only after `migrate`
    succeeds. Raises SettingNotGiven, EnvNotWritten, and the errors of `migrate`."""
    if sys.stdin.isatty():
        typer.echo(space_french("\n".join(LEAD)), err=True)
    known = fill_in_settings(dict(_current_values(settings)), ask_terminal if sys.stdin.isatty() else None)
    address = {name: known.pop(name) for name in ("DATABASE_URL",) if name in known}
    wrote = write_env(FILE, known)
    yield from (OTHERWISE.format(name=name) for name in _conflicting_settings(known | address))
    try:
        migrate()
    except Refusal:
        yield WRITTEN if wrote else KEPT
        raise
    yield WRITTEN if write_env(FILE, address) or wrote else KEPT


def fill_in_settings(given_values: Mapping[str, str], ask: Callable[[Question], str] | None) -> dict[str, str]:
    """Return the needed settings: the `given_values` ones, and the answers of `ask` for missing ones.

    An app token (for Socket Mode) or a signing secret (for HTTP) is enough. Raises SettingNotGiven if a setting is
    missing and `ask` is None."""
    known = {name: given_values[name] for name in (*NEEDED, *BESIDES) if given_values.get(name)}
    for name in NEEDED:
        by_socket = "SLACK_APP_TOKEN" in known
        needless = (name == "SLACK_APP_TOKEN" and "SLACK_SIGNING_SECRET" in known) or (
            name == "SLACK_SIGNING_SECRET" and by_socket
        )
        if name in known or needless:
            continue
        if ask is None:
            raise SettingNotGiven(why=f"{name} manque : donnez cette variable, ou lancez `bot init` dans un terminal.")
        if answer := ask(QUESTIONS[name]):
            known[name] = answer
    return known


def write_env(file: Path, values: Mapping[str, str]) -> bool:
    """Add missing settings to the file, which only its owner may read. Return whether the file changed.

    Other lines are kept. Raises EnvNotWritten."""
    try:
        before = file.read_text("utf-8") if file.exists() else ""
        after = before
        for name, value in values.items():
            after = _set_variable(after, name, value)
        if after != before:
            _replace_file(file.resolve(), after)
        elif file.exists() and file.stat().st_mode & OTHERS:
            file.chmod(0o600)
    except OSError as error:
        raise EnvNotWritten(why=f"{file} ne peut pas être écrit{cause_suffix(error)}.") from error
    return after != before


def look_at_env(settings: Settings) -> Iterator[Trouble]:
    """Yield the problems of `.env`: it is missing, other accounts can read it, or it has an unknown variable."""
    try:
        text, mode = FILE.read_text("utf-8"), FILE.stat().st_mode
    except (OSError, UnicodeDecodeError):
        text, mode = "", 0
    if not FILE.exists():
        if settings.slack_bot_token is None:
            yield Trouble(f"absent de {Path.cwd()}", "Lancez `bot` dans le dossier où il est, ou `bot init` ici.")
        return
    if mode & OTHERS:
        yield Trouble("d’autres comptes de la machine peuvent le lire", "Lancez `chmod 600 .env`.")
    names = [env_name(name, field) for name, field in Settings.model_fields.items()]
    for name in {*dict(_env_values(text))} - {*names, "PORT"} - _OF_CONTAINERS:
        yield Trouble(
            f"{name} n’est pas un réglage", proposal_sentence(nearest_word(name, names), ["un nom de .env.example"])
        )


def _conflicting_settings(values: Mapping[str, str]) -> Iterator[str]:
    """Yield the settings to which the environment and `.env` give different values. The environment wins."""
    try:
        read = {name.lower(): value for name, value in dotenv_values(FILE).items() if value}
        said = dict(_current_values(ExplicitSettings.model_validate(read)))
    except (OSError, ValueError):
        return
    yield from (name for name, value in values.items() if said.get(name, value) != value)


def ask_terminal(question: Question) -> str:
    """Ask until the answer is valid. A secret is not shown while it is typed."""
    while True:
        said = typer.prompt(
            space_french(question.text), default="", show_default=False, hide_input=question.secret, err=True
        )
        answer = str(said).strip()
        if re.fullmatch(question.pattern, answer):
            return answer
        typer.echo(space_french(question.mend), err=True)


def _current_values(settings: Settings) -> Iterator[tuple[str, str]]:
    for name in (*NEEDED, *BESIDES):
        value = getattr(settings, name.lower())
        if value and value != Settings.model_fields[name.lower()].default:
            reveal = getattr(value, "get_secret_value", None)
            yield name, reveal() if reveal else ",".join(value) if isinstance(value, tuple) else str(value)


def _env_values(text: str) -> Iterator[tuple[str, str]]:
    for name, value in re.findall(r"^[ \t]*(?:export +)?(\w+) *=[ \t]*(.*?)[ \t]*$", text, re.MULTILINE):
        if not re.fullmatch(_EMPTY, value):
            yield name, value


def _set_variable(text: str, name: str, value: str) -> str:
    """Set a variable that has no value yet: on its empty line, or else at the end of the text."""
    if name in dict(_env_values(text)):
        return text
    line = f"{name}={_quote_value(value)}"
    empty = re.compile(rf"^[ \t]*(?:export +)?{name} *=[ \t]*{_EMPTY}[ \t]*$", re.MULTILINE)
    if empty.search(text):
        return empty.sub(lambda _: line, text, count=1)
    return "".join([text, "" if not text or text.endswith("\n") else "\n", line, "\n"])


def _quote_value(value: str) -> str:
    if re.fullmatch(r"[\w@%+=:,./?&~-]+", value):
        return value
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _replace_file(file: Path, text: str) -> None:
    """Write the whole file or nothing. From the start, only its owner can read it."""
    with NamedTemporaryFile("w", encoding="utf-8", dir=file.parent, prefix=".env-", delete=False) as new:
        try:
            new.write(text)
            new.flush()
            if file.exists():
                # If root runs this for the bot's account, that account stays the owner.
                os.chown(new.name, file.stat().st_uid, -1)
            Path(new.name).replace(file)
        except BaseException:
            Path(new.name).unlink()
            raise
