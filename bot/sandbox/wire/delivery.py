"""Signed requests to the bot over HTTP. An answer after more than three seconds counts as late."""

import hashlib
import hmac
import http.client
import json
from collections.abc import Mapping
from email.message import Message as Headers
from typing import Any, Protocol
from urllib.parse import urlencode, urlsplit

from bot.sandbox import stamps
from bot.sandbox.memory.team import Delivery, Team
from bot.sandbox.refused import Json

LATE = "operation_timeout"
UNREACHED = "dispatch_failed"


class Courier(Protocol):
    """Sends payloads to the bot, and returns its answers."""

    def send(self, kind: str, name: str, *, payload: Json, attempt: int = 0, reason: str = "") -> Delivery:
        """Send a payload. `kind`: slash_commands, interactive or events_api. `name`: a short description."""


def encode(kind: str, payload: Json) -> tuple[bytes, str]:
    """Return (body, content type) in Slack's format for this kind."""
    if kind == "events_api":
        return json.dumps(payload).encode(), "application/json"
    fields = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
    return urlencode(fields).encode(), "application/x-www-form-urlencoded"


def post(url: str, body: bytes, *, headers: Mapping[str, str], seconds: float) -> tuple[int, Headers, str]:
    """POST a body. Return (status, headers, text). Raises OSError, and TimeoutError without an answer in time."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "127.0.0.1", parts.port, timeout=seconds)
    try:
        connection.request("POST", parts.path or "/", body, dict(headers))
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read().decode()
    except http.client.HTTPException as broken:
        raise OSError(str(broken)) from broken
    finally:
        connection.close()


class HttpCourier:
    """Sends to the bot's own address, as Slack does in HTTP mode."""

    def __init__(self, team: Team, *, url: str, signing_secret: str) -> None:
        self.url = url
        self._team, self._secret = team, signing_secret

    def send(self, kind: str, name: str, *, payload: Json, attempt: int = 0, reason: str = "") -> Delivery:
        """Send a payload, and record the delivery."""
        body, content_type = encode(kind, payload)
        headers = {"Content-Type": content_type, **signed_headers(self._secret, body)}
        if attempt:
            headers |= {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": reason}
        delivery = Delivery(kind, name, payload, attempt=attempt)
        started = stamps.elapsed()
        try:
            delivery.status, found, text = post(self.url, body, headers=headers, seconds=self._team.patience_s)
            taken = delivery.status == 200 or (kind == "events_api" and 200 <= delivery.status < 300)
            delivery.answer = read_answer(found.get("Content-Type", ""), text) if taken else None
            delivery.error = None if taken else UNREACHED
            delivery.no_retry = found.get("X-Slack-No-Retry") == "1"
        except TimeoutError:
            delivery.late, delivery.error = True, LATE
        except OSError:
            delivery.error = UNREACHED
        delivery.ms = (stamps.elapsed() - started) * 1000
        return note(self._team, delivery)


def read_answer(content_type: str, text: str) -> Any:  # noqa: ANN401 JSON, or plain text as Slack takes it
    """Return the JSON of an answer, or its text; "" without a body."""
    if not content_type.startswith("application/json"):
        return text
    try:
        return json.loads(text) if text else ""
    except ValueError:
        return text


def note(team: Team, delivery: Delivery) -> Delivery:
    """Record a delivery. If it is late or refused, the bot broke a rule."""
    if delivery.ms > team.patience_s * 1000 and not delivery.late:
        delivery.late, delivery.error = True, LATE
    with team.lock:
        team.deliveries.append(delivery)
        if delivery.late:
            team.break_rule(f"{delivery.kind} {delivery.name}: no answer within {team.patience_s:g} s")
        elif delivery.status and delivery.error:  # without a server it is an outage, not a broken rule
            team.break_rule(f"{delivery.kind} {delivery.name}: status {delivery.status}, {delivery.error}")
        team.tell()
    return delivery


def signature(secret: str, *, timestamp: str, body: bytes) -> str:
    """Return the value of `X-Slack-Signature`: an HMAC-SHA256 of version, timestamp and raw body."""
    basestring = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), basestring, hashlib.sha256).hexdigest()


def signed_headers(secret: str, body: bytes, *, age_s: int = 0) -> dict[str, str]:
    """Return the two headers of a request that was signed `age_s` seconds ago."""
    timestamp = str(int(stamps.unix_now()) - age_s)
    return {
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": signature(secret, timestamp=timestamp, body=body),
    }
