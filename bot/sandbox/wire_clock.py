"""The machine's time for what never moves with the story: message ts, trigger ids, signatures, the 3 s of an ack."""

import time


def unix_now() -> float:
    """Give the machine's time in seconds since 1970, for what Slack itself stamps (ts, signatures, response_url)."""
    return time.time()  # noqa: TID251 the stand-in is Slack's side of the wire and may not import the bot's clock


def elapsed() -> float:
    """Give seconds on a clock that never jumps, for durations: trigger ids (3 s) and acks (3 s)."""
    return time.monotonic()
