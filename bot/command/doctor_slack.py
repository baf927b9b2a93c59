"""The checks of `bot doctor` on Slack: workspace, scopes and tokens, clock, and support for the bot's blocks."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPException

from slack_bolt import App
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.command.causes import cause_suffix
from bot.outside.slack import SlackClient
from handlers.kit.ack_runner import AckRunner
from handlers.kit.blocks import header, modal

_REFUSED = {
    "account_inactive": "Le jeton n’est plus valable : réinstallez l’application et copiez le nouveau dans .env.",
    "invalid_auth": "Copiez le jeton à nouveau, en entier, dans .env.",
    "missing_scope": "Donnez au jeton d’application l’autorisation connections:write.",
    "not_allowed_token_type": "Ce n’est pas la bonne sorte de jeton : xoxb-… pour le bot, xapp-… pour l’application.",
    "not_authed": "Copiez le jeton à nouveau, en entier, dans .env.",
    "ratelimited": "Attendez une minute, puis relancez `bot doctor`.",
    "token_expired": "Réinstallez l’application, sans rotation des jetons.",
    "token_revoked": "Réinstallez l’application et copiez le nouveau jeton dans .env.",
}
# What the bot cannot do if a workspace refuses the optional scopes.
LESS_CERTAIN = (
    "c’est facultatif ; là, un message dont l’envoi est incertain n’est pas cherché avant de repartir, et peut arriver "
    "deux fois, et un canal n’est pas essayé quand on le choisit"
)
# The disadvantages of Bolt's own runner. The bot uses it if our runner does not fit the installed version of Bolt.
_OTHER_BOLT = (
    "cette version garde son propre moteur : chaque réponse prend jusqu’à 10 ms de plus, sans mesure ni ligne du "
    "journal, et un message reçu juste avant un arrêt brutal peut rester sans réponse"
)
_ELSE = "Cherchez ce code dans la documentation de Slack."
_UNREACHABLE = "Vérifiez le réseau, le proxy et SLACK_API_URL."


def bolt_mismatches() -> Iterator[str]:
    """Yield what the bot loses if our runner does not fit the installed version of slack-bolt."""
    if not AckRunner.fits(App(name="doctor", token="xoxb-", token_verification_enabled=False)):  # noqa: S106
        yield _OTHER_BOLT


@dataclass(frozen=True, slots=True)
class SlackAccount:
    """The account of a bot token. `answered_at` is on Slack's clock.

    `scopes` and `answered_at` are None if Slack's answer does not have them."""

    team_id: str
    team: str
    user: str
    scopes: frozenset[str] | None
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class Trouble:
    """A problem and how to repair it, in French."""

    text: str
    mend: str


# If an answer is JSON but not an object (a list or a number), the SDK raises AttributeError.
FAILURES = (SlackClientError, OSError, HTTPException, ValueError, AttributeError)
_TOKEN = re.compile(r"[!-~]+")  # A header cannot contain other characters.
_NO_TOKEN = Trouble("ce n’est pas un jeton", "Copiez le jeton à nouveau, en entier, sans espace ni accent.")


def ask_account(token: str, *, url: str, seconds: float, proxy: str | None = None) -> SlackAccount | Trouble:
    """Return the account of a bot token (auth.test), or the trouble. `seconds` is the longest wait for Slack."""
    if not _TOKEN.fullmatch(token.strip()):
        return _NO_TOKEN
    client = SlackClient(token.strip(), base_url=url, timeout=_whole_seconds(seconds), retry_handlers=[], proxy=proxy)
    try:
        answer = client.auth_test()
    except FAILURES as error:
        return _trouble(error)
    headers = {str(name).lower(): value for name, value in answer.headers.items()}
    return SlackAccount(
        team_id=str(answer.get("team_id", "")),
        team=str(answer.get("team", "")),
        user=str(answer.get("user", "")),
        scopes=_scopes(headers),
        answered_at=_answer_moment(headers),
    )


def try_app_token(token: str, *, url: str, seconds: float, proxy: str | None = None) -> Trouble | None:
    """Test an app token: request a Socket Mode address, but do not connect. Return the trouble if this fails."""
    if not _TOKEN.fullmatch(token.strip()):
        return _NO_TOKEN
    client = SlackClient(base_url=url, timeout=_whole_seconds(seconds), retry_handlers=[], proxy=proxy)
    try:
        client.apps_connections_open(app_token=token.strip())
    except FAILURES as error:
        return _trouble(error)
    return None


def supports_levels(token: str, *, url: str, seconds: float, proxy: str | None = None) -> bool | Trouble:
    """Return whether this workspace accepts levels of headings. Some refuse them; all accept our other blocks."""
    client = SlackClient(token.strip(), base_url=url, timeout=_whole_seconds(seconds), retry_handlers=[], proxy=proxy)
    try:
        client.blocks_validate(view=modal("doctor.sample", "Essai", [header("Essai")]))
    except FAILURES as error:
        refused = isinstance(error, SlackApiError) and error.response.get("error") == "invalid_view"
        return _trouble(error) if not refused else False
    return True


def unknown_emails(
    emails: Sequence[str], token: str, *, url: str, seconds: float, proxy: str | None = None
) -> Iterator[str]:
    """Yield the e-mails that have no account in the workspace (users.lookupByEmail). Other errors are ignored."""
    client = SlackClient(token.strip(), base_url=url, timeout=_whole_seconds(seconds), retry_handlers=[], proxy=proxy)
    for email in emails:
        try:
            client.users_lookupByEmail(email=email)
        except FAILURES as error:
            if isinstance(error, SlackApiError) and error_code(error) == "users_not_found":
                yield email


def error_code(error: SlackApiError) -> str | None:
    """Return Slack's error code, or None if another server, such as a proxy, answered with a text."""
    code = str(error.response.get("error"))
    return code if re.fullmatch(r"\w+", code) else None


def _whole_seconds(seconds: float) -> int:
    return max(1, round(seconds))


def _trouble(error: Exception) -> Trouble:
    if isinstance(error, AttributeError):
        return Trouble("ce qui répond n’est pas Slack", _UNREACHABLE)
    if not isinstance(error, SlackApiError):
        return Trouble(f"Slack ne répond pas{cause_suffix(error) or f' ({type(error).__name__})'}", _UNREACHABLE)
    status, code = error.response.status_code, error_code(error)
    if status >= 500 or code is None:
        return Trouble(f"ce qui répond n’est pas Slack, ou va mal (statut {status})", _UNREACHABLE)
    return Trouble(f"refusé par Slack ({code})", _REFUSED.get(code, _ELSE))


def _scopes(headers: Mapping[str, object]) -> frozenset[str] | None:
    given = headers.get("x-oauth-scopes")
    return (
        None if given is None else frozenset(scope.strip() for scope in _header_text(given).split(",") if scope.strip())
    )


def _answer_moment(headers: Mapping[str, object]) -> datetime | None:
    try:
        found = parsedate_to_datetime(_header_text(headers["date"]))
    except (KeyError, ValueError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _header_text(value: object) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)
