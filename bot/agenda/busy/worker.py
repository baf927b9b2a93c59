"""A function that parses a calendar file in a subprocess. The subprocess is killed if it takes too long.

Parsing a large calendar takes seconds, and a recurrence rule can be endless. A subprocess cannot slow down the bot's
answers or fill its memory."""

import json
import sys
from collections.abc import Collection, Sequence
from datetime import datetime
from functools import partial

from bot.agenda.busy.ics_lines import Span, merge_files
from bot.apart import SubprocessFailed, confine_process, run_subprocess
from bot.dates.hours import merge_ranges
from bot.dates.paris import from_epoch
from bot.errors import FeedUnread
from bot.runtime.limits import CALENDAR

# Time limit of the parsing. A shutdown waits for the parsing. The fetch before the parsing takes up to 5 s more.
SECONDS = CALENDAR.seconds
MOST_MEMORY = 1_000_000_000  # in bytes
MOST_CPU = 20  # CPU seconds; this limit stops a process whose parent has ended


def read_in_subprocess(
    calendars: Sequence[Sequence[bytes]],
    *,
    since: datetime,
    until: datetime,
    without: Collection[str] = (),
    seconds: float | None = None,
) -> list[Span]:
    """Run `read_busy` in a subprocess and return its result. Raises FeedUnread, such as "too_many" after `seconds`."""
    asked = {"since": int(since.timestamp()), "until": int(until.timestamp()), "without": sorted(without)}
    asked |= {"sizes": [[len(piece) for piece in pieces] for pieces in calendars]}
    data = b"".join(piece for pieces in calendars for piece in pieces)
    try:
        answer = json.loads(
            run_subprocess(__name__, json.dumps(asked).encode() + b"\n" + data, seconds=seconds or SECONDS)
        )
    except SubprocessFailed as end:
        raise FeedUnread("too_many" if end.code == "too_long" else "broken") from None
    if "reason" in answer:
        raise FeedUnread(answer["reason"])
    return [(starts, ends) for starts, ends in answer["spans"]]


def _serve() -> None:
    from bot.agenda.busy.reader import read_busy  # only the subprocess imports the parser

    confine_process(memory_bytes=MOST_MEMORY, cpu_seconds=MOST_CPU)
    asked = json.loads(sys.stdin.buffer.readline())
    read = partial(read_busy, since=from_epoch(asked["since"]), until=from_epoch(asked["until"]))
    found: list[Span] = []
    try:
        for sizes in asked["sizes"]:
            whole = merge_files([sys.stdin.buffer.read(size) for size in sizes])
            found += read(whole, without=set(asked["without"]))
    except FeedUnread as refusal:
        json.dump({"reason": refusal.reason}, sys.stdout)
    else:
        json.dump({"spans": merge_ranges(found)}, sys.stdout)


if __name__ == "__main__":
    _serve()
