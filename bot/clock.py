"""The only reader of the machine's time. Other code is given a `now()`, so that tests and the demo can move time."""

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import TypeAlias

from bot.runtime.limits import CLOCK_FILE

Now: TypeAlias = Callable[[], datetime]

_NOTICED = timedelta(seconds=2)  # Smaller differences are ordinary corrections of the clock.


def machine_now() -> datetime:
    """Return the machine's time in UTC. Leases, signatures and timeouts need it; all else uses `now()`."""
    return datetime.now(UTC)


def make_clock(file: Path | None) -> Now:
    """Return the bot's `now()`: the machine's time plus the number of seconds in `file`, if `file` is given.

    `now()` reads the file (`BOT_CLOCK_FILE`, whole seconds) at each call, so the file can be replaced while the bot
    runs. An empty or missing file means 0."""
    if file is None:
        return machine_now

    def now() -> datetime:
        try:
            opened = os.open(file, os.O_RDONLY)  # `read_text` takes six times as long, and `now` runs often.
        except FileNotFoundError:
            return machine_now()
        try:
            offset = int(os.read(opened, CLOCK_FILE.size) or 0)
        finally:
            os.close(opened)
        return machine_now() + timedelta(seconds=offset)

    return now


class SetbackWatch:
    """Detects that the machine's clock was set back, by comparing it with the monotonic clock."""

    def __init__(self) -> None:
        self._least: timedelta | None = None  # the smallest difference between the two clocks so far

    def read_setback(self) -> timedelta | None:
        """Return by how much the clock was set back since the last call; None if it was not.

        The first call returns timedelta(0), because it cannot know whether the clock was set back while the bot was
        down."""
        before, now, after = monotonic(), machine_now(), monotonic()
        most, least = now - datetime.fromtimestamp(before, UTC), now - datetime.fromtimestamp(after, UTC)
        was, self._least = self._least, least
        if was is None:
            return timedelta()
        return was - most if was - most > _NOTICED else None
