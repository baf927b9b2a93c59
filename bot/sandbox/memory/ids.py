"""Ids in Slack's shapes: `U…`, `C…`, `Ev…`, message timestamps that never repeat, hashes of views."""

import secrets
import string
import threading

from bot.sandbox import wire_clock

CAPITALS = string.ascii_uppercase + string.digits
LETTERS = string.ascii_letters + string.digits


def new_id(prefix: str) -> str:
    """Give a fresh id: the prefix and ten capitals or digits, as Slack writes `U012AB3CDE`."""
    return prefix + "".join(secrets.choice(CAPITALS) for _ in range(10))


def short_id() -> str:
    """Give the five characters that Slack assigns to a block or an action without an id of its own."""
    return "".join(secrets.choice(LETTERS) for _ in range(5))


def new_hash() -> str:
    """Give a view's hash, `<unix>.<8 letters or digits>` (slack-facts section 6)."""
    return f"{int(wire_clock.unix_now())}." + "".join(secrets.choice(LETTERS) for _ in range(8))


class Timestamps:
    """Message timestamps, `<seconds>.<microseconds>`: unique and rising in one workspace."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0

    def next(self) -> str:
        """Give the machine's time as a ts, one microsecond past the last one if the clock has not moved."""
        with self._lock:
            self._last = max(self._last + 1, int(wire_clock.unix_now() * 1_000_000))
            return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"
