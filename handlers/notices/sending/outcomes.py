"""The possible outcomes of an attempt to send. `outcome_of` returns the outcome of an error of Slack or the network."""

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

from bot.notices.model import FAULT, PACED, HomeFingerprint

# After one of these errors, as after a 5xx error, the call may have succeeded all the same.
_UNREADABLE = "unreadable"
_UNSURE = frozenset(
    {"internal_error", "fatal_error", "request_timeout", "service_unavailable", "update_failed", _UNREADABLE}
)
_LIMITED = frozenset({"ratelimited", "rate_limited"})
# After these errors of the token or the workspace, no message can be sent until an operator acts.
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
PROBE_SECONDS = 20.0  # seconds between attempts while no message can be sent
_CONNECTING = (HTTPConnection.connect.__code__, HTTPSConnection.connect.__code__)
# The longest wait that the bot accepts. Slack asks for minutes at most, and `1e20` seconds would overflow a time.
_LONGEST_WAIT = 3600.0
_LIMITED_SECONDS = 30.0  # seconds to wait if Slack does not say how long


@dataclass(frozen=True, slots=True)
class Sent:
    """The notice is in Slack, as the message `ts` in `channel`."""

    channel: str
    ts: str


@dataclass(frozen=True, slots=True)
class Published:
    """The Home is published in Slack."""

    shown: HomeFingerprint


@dataclass(frozen=True, slots=True)
class Delivered:
    """A mail server has accepted the mail, and is responsible for it."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """The notice need not be sent any more."""

    reason: str


@dataclass(frozen=True, slots=True)
class Failed:
    """The notice will never be sent. The reason is Slack's code or our own."""

    reason: str


@dataclass(frozen=True, slots=True)
class RetryLater:
    """The notice may be sent later: after `seconds`, or after the next step of the back-off if `seconds` is None.

    `ambiguous` means that it may have arrived. `pauses` means that other notices of this action would fail too. `looks`
    is the number of look-ups after the next one. If `looks` is None, the number does not change."""

    reason: str
    seconds: float | None = None
    ambiguous: bool = False
    pauses: bool = False
    looks: int | None = None


Outcome: TypeAlias = Sent | Published | Delivered | Dropped | Failed | RetryLater


def blocks_later_notices(outcome: Outcome) -> bool:
    """Return whether later notices to this recipient must wait, because the bot retries this notice.

    After an error in our own code, they need not wait."""
    return isinstance(outcome, RetryLater) and outcome.reason != FAULT


def outcome_of(error: Exception) -> RetryLater | Failed:
    """Return the outcome of an error in a call to Slack.

    A refusal by Slack is final, even with an unknown code: nothing was sent, and another attempt would not help. After
    other failures (a timeout, a reset, a proxy's page, an error in our own code), the delivery is uncertain. If the
    call could not even connect, nothing was sent, and other notices would fail too."""
    if not isinstance(error, SlackApiError):
        if _was_never_sent(error):
            return RetryLater("unreachable", pauses=True)
        return RetryLater(_loss_reason(error), ambiguous=True)
    response = error.response
    status = getattr(response, "status_code", 200)
    data = response.data if isinstance(response, SlackResponse) else response
    code = str(data.get("error")) if isinstance(data, dict) else _UNREADABLE
    if status == 429 or code in _LIMITED:
        return RetryLater(PACED, seconds=retry_after_seconds(response.headers), pauses=True)
    if not re.fullmatch(r"[a-z0-9_]{1,80}", code):
        code = _UNREADABLE  # The response is not JSON, and the SDK puts the start of its text here.
    if status >= 500 or code in _UNSURE:
        return RetryLater(code, ambiguous=True)
    if code in _WORKSPACE:
        return RetryLater(code, seconds=PROBE_SECONDS, pauses=True)
    return Failed(code)


def _was_never_sent(error: Exception) -> bool:
    """Return whether a call failed before its request was sent: no address, no connection, or a bad certificate."""
    cause = error.reason if isinstance(error, URLError) else error
    if isinstance(cause, ConnectionRefusedError | gaierror) or (cause is not error and isinstance(cause, SSLError)):
        return True
    steps = walk_tb(cause.__traceback__) if isinstance(cause, Exception) else ()
    return any(frame.f_code in _CONNECTING for frame, _ in steps)


def _loss_reason(error: Exception) -> str:
    if isinstance(error, OSError | HTTPException):
        return "unreachable"
    return _UNREADABLE if isinstance(error, ValueError) else FAULT


def retry_after_seconds(headers: Mapping[str, str] | None) -> float:
    """Return how many seconds Slack's headers ask to wait: an hour at most, and 30 seconds if they do not say."""
    told = next((value for name, value in (headers or {}).items() if name.lower() == "retry-after"), None)
    try:
        seconds = float(told) if told is not None else _LIMITED_SECONDS
    except ValueError:
        return _LIMITED_SECONDS
    return min(max(seconds, 0.0), _LONGEST_WAIT) if isfinite(seconds) else _LIMITED_SECONDS
