"""The one reader of the machine's time: `now()` is injected everywhere, so that tests and the demo can move it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeAlias

Now: TypeAlias = Callable[[], datetime]


def machine_now() -> datetime:
    """Give the machine's time, aware, in UTC. For what must not move with the story: leases, signatures, time-outs."""
    return datetime.now(UTC)


def clock_from(file: Path | None) -> Now:
    """Give the `now()` of the bot: the machine's time, plus the whole seconds written in `file` if there is one.

    The file is read at each call (contract: `BOT_CLOCK_FILE`); an empty or missing file means zero, so that it can be
    replaced while the bot runs.
    """
    if file is None:
        return machine_now

    def now() -> datetime:
        try:
            offset = int(file.read_text() or 0)
        except FileNotFoundError:
            offset = 0
        return machine_now() + timedelta(seconds=offset)

    return now
