"""Signatures of requests to the bot: `v0=` and HMAC-SHA256 over version, timestamp and raw body (slack-facts 1)."""

import hashlib
import hmac

from bot.sandbox import wire_clock


def signature(secret: str, *, timestamp: str, body: bytes) -> str:
    """Give the value of `X-Slack-Signature`."""
    basestring = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), basestring, hashlib.sha256).hexdigest()


def signed_headers(secret: str, body: bytes, *, age_s: int = 0) -> dict[str, str]:
    """Give both headers of a request sent `age_s` seconds ago."""
    timestamp = str(int(wire_clock.unix_now()) - age_s)
    return {
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": signature(secret, timestamp=timestamp, body=body),
    }
