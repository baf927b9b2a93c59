"""Read a calendar file in a process of its own, which is ended when it takes too long: what strangers write can.

Parsing is slow Python (seconds for a large calendar) and a rule of recurrence can be made to be followed for ever; here
it keeps neither the bot's answers waiting nor its memory. The process has no secret and no network to ask: it is given
the file and gives numbers.
"""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Collection
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from bot.agenda.busy_reading import Span, read_busy
from bot.dates.paris import from_epoch
from bot.errors import FeedUnread

SECONDS = 4.0  # of reading: with the five of fetching, what a stop of the bot waits for at most
MOST_MEMORY = 1_000_000_000  # bytes
MOST_CPU = 20  # seconds, should nobody be left to end it

_ROOT = Path(__file__).parents[2]


def read_apart(
    data: bytes, *, since: datetime, until: datetime, without: Collection[str] = (), seconds: float = SECONDS
) -> list[Span]:
    """Give what `read_busy` gives, within `seconds`. Raises FeedUnread; too_many also for what takes longer."""
    asked = {"since": int(since.timestamp()), "until": int(until.timestamp()), "without": sorted(without)}
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module, nothing of what was given
            [sys.executable, "-m", __name__],
            input=json.dumps(asked).encode() + b"\n" + data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # a traceback could quote what people meet about
            env={"PYTHONPATH": os.pathsep.join([str(_ROOT), *(path for path in sys.path if path)])},
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise FeedUnread("too_many") from None
    if done.returncode:
        raise FeedUnread("broken")
    answer = json.loads(done.stdout)
    if "reason" in answer:
        raise FeedUnread(answer["reason"])
    return [(starts, ends) for starts, ends in answer["spans"]]


def _serve() -> None:
    for kind, most in ((resource.RLIMIT_AS, MOST_MEMORY), (resource.RLIMIT_CPU, MOST_CPU)):
        with suppress(ValueError, OSError):  # not every system lets itself be limited
            resource.setrlimit(kind, (most, most))
    os.nice(5)
    asked = json.loads(sys.stdin.buffer.readline())
    since, until = from_epoch(asked["since"]), from_epoch(asked["until"])
    try:
        spans = read_busy(sys.stdin.buffer.read(), since=since, until=until, without=set(asked["without"]))
    except FeedUnread as refusal:
        json.dump({"reason": refusal.reason}, sys.stdout)
    else:
        json.dump({"spans": spans}, sys.stdout)


if __name__ == "__main__":
    _serve()
