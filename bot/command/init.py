"""`bot init`: write `.env` with what an installation needs, migrate the database, check everything, name the next step.

Values come from the environment, or from a `.env` that is there already; a terminal is asked for the others. A line
that says something is never changed, so that a second run is harmless.
"""

import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

import typer

from bot.command.causes import because
from bot.command.settings_example import NEEDED
from bot.errors import Refusal
from bot.programme.spelling import space_french
from bot.settings import Settings

FILE = Path(".env")
# Written only where the environment gives them: the defaults suffice elsewhere.
BESIDES = ("DATABASE_URL", "SLACK_API_URL")
_EMPTY = r"""(?:""|'')?[ \t]*(?:#.*)?"""  # a value that is none, and a note behind it
READY = "C’est prêt. Lancez `bot run`, puis tapez /dispositifs dans Slack ; l’accueil du bot dit la suite."
NOT_YET = "Corrigez ce qui est marqué ✗, puis relancez `bot init` : ce qui est déjà donné ne sera pas redemandé."
LEAD = (
    "L’application Slack existe déjà ? Sinon : `bot manifest`, à coller sur api.slack.com/apps, « Create New App »,",
    "« From a manifest », puis « Install to Workspace ». Ce que vous collez ne s’affiche pas.",
)
KEPT = f"{FILE} est déjà complet : rien n’y change."
WRITTEN = f"{FILE} est écrit ; seul votre compte peut le lire."


class NotGiven(Refusal):
    """Raised by `complete` where nobody can be asked. Facts: `why`, a French sentence that names the setting."""

    code = "not_given"


class NotWritten(Refusal):
    """Raised by `write` where `.env` cannot be written. Facts: `why`."""

    code = "not_written"


@dataclass(frozen=True, slots=True)
class Question:
    """How a setting is asked for: where it stands in Slack, and what a good answer looks like."""

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


def prepare(settings: Settings) -> str:
    """Complete `.env` from these settings and from the terminal, if there is one; return what to say of it.

    Raises NotGiven, NotWritten.
    """
    if sys.stdin.isatty():
        typer.echo(space_french("\n".join(LEAD)), err=True)
    known = complete(dict(_of(settings)), ask_terminal if sys.stdin.isatty() else None)
    return WRITTEN if write(FILE, known) else KEPT


def complete(given: Mapping[str, str], ask: Callable[[Question], str] | None) -> dict[str, str]:
    """Return what an installation needs, by variable: what is `given`, and what `ask` answers.

    An app token means Socket Mode, which needs no signing secret. Raises NotGiven if something is missing and `ask` is
    None.
    """
    known = {name: given[name] for name in (*NEEDED, *BESIDES) if given.get(name)}
    for name in NEEDED:
        by_socket = "SLACK_APP_TOKEN" in known
        needless = (name == "SLACK_APP_TOKEN" and "SLACK_SIGNING_SECRET" in known) or (
            name == "SLACK_SIGNING_SECRET" and by_socket
        )
        if name in known or needless:
            continue
        if ask is None:
            raise NotGiven(why=f"{name} manque : donnez cette variable, ou lancez `bot init` dans un terminal.")
        if answer := ask(QUESTIONS[name]):
            known[name] = answer
    return known


def write(file: Path, known: Mapping[str, str]) -> bool:
    """Add the settings that the file does not say yet, for its owner's eyes alone; return whether it changed.

    Other lines stay as they are. Raises NotWritten.
    """
    try:
        before = file.read_text("utf-8") if file.exists() else ""
        after = before
        for name, value in known.items():
            after = _with_line(after, name, value)
        if after != before:
            _replace(file.resolve(), after)
    except OSError as error:
        raise NotWritten(why=f"{file} ne peut pas être écrit{because(error)}.") from error
    return after != before


def ask_terminal(question: Question) -> str:
    """Ask until the answer looks good; a secret is not shown."""
    while True:
        said = typer.prompt(
            space_french(question.text), default="", show_default=False, hide_input=question.secret, err=True
        )
        answer = str(said).strip()
        if re.fullmatch(question.pattern, answer):
            return answer
        typer.echo(space_french(question.mend), err=True)


def _of(settings: Settings) -> Iterator[tuple[str, str]]:
    """Yield the settings that count now (environment, then `.env`), by variable; defaults are left out."""
    for name in (*NEEDED, *BESIDES):
        value = getattr(settings, name.lower())
        if value and value != Settings.model_fields[name.lower()].default:
            reveal = getattr(value, "get_secret_value", None)
            yield name, reveal() if reveal else ",".join(value) if isinstance(value, tuple) else str(value)


def _said(text: str) -> Iterator[tuple[str, str]]:
    for name, value in re.findall(r"^[ \t]*(?:export +)?(\w+) *=[ \t]*(.*?)[ \t]*$", text, re.MULTILINE):
        if not re.fullmatch(_EMPTY, value):
            yield name, value


def _with_line(text: str, name: str, value: str) -> str:
    """Return the text with this setting: in the place of its empty line, else at the end, else as it was."""
    if name in dict(_said(text)):
        return text
    line = f"{name}={_quoted(value)}"
    empty = re.compile(rf"^[ \t]*(?:export +)?{name} *=[ \t]*{_EMPTY}[ \t]*$", re.MULTILINE)
    if empty.search(text):
        return empty.sub(lambda _: line, text, count=1)
    return "".join([text, "" if not text or text.endswith("\n") else "\n", line, "\n"])


def _quoted(value: str) -> str:
    """Quote a value that `.env` would read otherwise: a space, a sign of its own."""
    if re.fullmatch(r"[\w@%+=:,./?&~-]+", value):
        return value
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _replace(file: Path, text: str) -> None:
    """Write the whole file or nothing; it is made 0600 before a word is in it."""
    with NamedTemporaryFile("w", encoding="utf-8", dir=file.parent, prefix=".env-", delete=False) as new:
        try:
            new.write(text)
            new.flush()
            if file.exists():
                os.chown(new.name, file.stat().st_uid, -1)  # root may do this for the bot's own account
            Path(new.name).replace(file)
        except BaseException:
            Path(new.name).unlink()
            raise
