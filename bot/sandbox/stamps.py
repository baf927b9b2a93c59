"""Values that Slack makes: ids (`U…`, `Ev…`), hashes of views, and times for `ts` and triggers."""

import secrets
import string
import threading
import time

CAPITALS = string.ascii_uppercase + string.digits
LETTERS = string.ascii_letters + string.digits


def new_id(prefix: str) -> str:
    """Return a new id: the prefix, and ten capitals or digits, as in `U012AB3CDE`."""
    return prefix + "".join(secrets.choice(CAPITALS) for _ in range(10))


def short_id() -> str:
    """Return five characters, which Slack gives to a block or an action without an id."""
    return "".join(secrets.choice(LETTERS) for _ in range(5))


def new_hash() -> str:
    """Return a view's hash, `<unix>.<8 letters or digits>`."""
    return f"{int(unix_now())}." + "".join(secrets.choice(LETTERS) for _ in range(8))


class Timestamps:
    """Timestamps of messages, `<seconds>.<microseconds>`: each is unique and later than the one before."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0

    def next(self) -> str:
        """Return the machine's time as a ts; at least a microsecond after the last ts."""
        with self._lock:
            self._last = max(self._last + 1, int(unix_now() * 1_000_000))
            return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"


def unix_now() -> float:
    """Return the machine's time in seconds since 1970, for what Slack makes (ts, signatures, response_url)."""
    return time.time()  # noqa: TID251 the stand-in is Slack's side of the wire and may not import the bot's clock


SLACK_S = 3.0  # seconds to acknowledge a request, and for which a trigger id is valid


def elapsed() -> float:
    """Return seconds on the monotonic clock, for durations: trigger ids and acknowledgements (3 s each)."""
    return time.monotonic()
