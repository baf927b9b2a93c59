"""Outcomes of an attempt to send, and the meaning of Slack's refusals and the network's failures."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from math import isfinite
from socket import gaierror
from ssl import SSLError
from traceback import walk_tb
from typing import TypeAlias
from urllib.error import URLError

from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.notices.model import FAULT, PACED, NoticeShown

# Slack's own errors, in the middle of a call, which may have had its effect (Slack's 5xx errors).
_UNREADABLE = "unreadable"
_UNSURE = frozenset(
    {"internal_error", "fatal_error", "request_timeout", "service_unavailable", "update_failed", _UNREADABLE}
)
_LIMITED = frozenset({"ratelimited", "rate_limited"})
# Errors of the token or the workspace: no message would be sent now, and an operator has to act.
_WORKSPACE = frozenset(
    {
        "access_denied",
        "accesslimited",
        "account_inactive",
        "app_access_restricted",
        "ekm_access_denied",
        "enterprise_is_restricted",
        "invalid_auth",
        "message_limit_exceeded",
        "missing_scope",
        "no_permission",
        "not_allowed_token_type",
        "not_authed",
        "org_login_required",
        "team_added_to_org",
        "token_expired",
        "token_revoked",
        "two_factor_setup_required",
    }
)
PROBE_SECONDS = 20.0  # seconds until the next attempt, while no message can be sent
_CONNECTING = (HTTPConnection.connect.__code__, HTTPSConnection.connect.__code__)
_LONGEST_WAIT = 3600.0  # Slack asks for minutes; `1e20` would not be a valid time
_LIMITED_SECONDS = 30.0  # seconds to wait if Slack does not say


@dataclass(frozen=True, slots=True)
class Sent:
    """It is in Slack, as this message."""

    channel: str
    ts: str


@dataclass(frozen=True, slots=True)
class Published:
    """It is in Slack, as the person's Home."""

    shown: NoticeShown


@dataclass(frozen=True, slots=True)
class Delivered:
    """A mail server has accepted the mail, and is responsible for it."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """Nothing is left to send."""

    reason: str


@dataclass(frozen=True, slots=True)
class Failed:
    """It will never succeed; the reason is Slack's code, or ours."""

    reason: str


@dataclass(frozen=True, slots=True)
class Later:
    """It may succeed later: in `seconds`, or None for the next step of the back-off.

    `ambiguous`: it may have arrived. `pauses`: other notices of this action would fail too. `looks`: how many more
    times it is looked up after the next one, before it is sent again; None: as many as before.
    """

    reason: str
    seconds: float | None = None
    ambiguous: bool = False
    pauses: bool = False
    looks: int | None = None


Outcome: TypeAlias = Sent | Published | Delivered | Dropped | Failed | Later


def holds_up(outcome: Outcome) -> bool:
    """Return whether later notices of this recipient must wait: this one is retried, not because of our own error."""
    return isinstance(outcome, Later) and outcome.reason != FAULT


def outcome_of(error: Exception) -> Later | Failed:
    """Return the outcome of an error of a call to Slack.

    A refusal by Slack, known to us or not, is final: nothing was sent, and repeating it changes nothing. Any other
    failure (a timeout, a reset, a proxy's page, our own error) leaves the delivery uncertain, unless the connection
    failed, in which case other notices would fail too."""
    if not isinstance(error, SlackApiError):
        if _never_left(error):
            return Later("unreachable", pauses=True)
        return Later(_loss(error), ambiguous=True)
    response = error.response
    status = getattr(response, "status_code", 200)
    data = response.data if isinstance(response, SlackResponse) else response
    code = str(data.get("error")) if isinstance(data, dict) else _UNREADABLE
    if status == 429 or code in _LIMITED:
        return Later(PACED, seconds=retry_after(response.headers), pauses=True)
    if not re.fullmatch(r"[a-z0-9_]{1,80}", code):
        code = _UNREADABLE  # the SDK puts the beginning of a response that is not JSON here
    if status >= 500 or code in _UNSURE:
        return Later(code, ambiguous=True)
    if code in _WORKSPACE:
        return Later(code, seconds=PROBE_SECONDS, pauses=True)
    return Failed(code)


def _never_left(error: Exception) -> bool:
    """Return whether it failed before the request was sent: no address, no connection, a bad certificate."""
    cause = error.reason if isinstance(error, URLError) else error
    if isinstance(cause, ConnectionRefusedError | gaierror) or (cause is not error and isinstance(cause, SSLError)):
        return True
    steps = walk_tb(cause.__traceback__) if isinstance(cause, Exception) else ()
    return any(frame.f_code in _CONNECTING for frame, _ in steps)


def _loss(error: Exception) -> str:
    if isinstance(error, OSError | HTTPException):
        return "unreachable"
    return _UNREADABLE if isinstance(error, ValueError) else FAULT


def retry_after(headers: Mapping[str, str] | None) -> float:
    """Return the seconds that Slack asks to wait, at most an hour, from an answer's headers, or a guess."""
    told = next((value for name, value in (headers or {}).items() if name.lower() == "retry-after"), None)
    try:
        seconds = float(told) if told is not None else _LIMITED_SECONDS
    except ValueError:
        return _LIMITED_SECONDS
    return min(max(seconds, 0.0), _LONGEST_WAIT) if isfinite(seconds) else _LIMITED_SECONDS
