"""The machine's clock, for tests that set it: what the bot and its libraries read of it moves, what is steady does not.

`python -m tests.machine_clock FILE ARGUMENT…` is `python -m bot ARGUMENT…` on a machine whose clock is set by as many
seconds as FILE says.
"""

import runpy
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

from apscheduler.executors import base as executors
from apscheduler.schedulers import base as schedulers

from bot import clock


def move(shift: Callable[[], float], *, put: Callable[[object, str, object], None] = setattr) -> None:
    """Have the machine's time be read as moved by `shift()` seconds from now on; `put` sets an attribute of a module.

    These are the places where the bot and APScheduler ask for it; the SDK asks `time.time`, and must come after this.
    """
    seconds = time.time  # noqa: TID251 what is moved

    class Moved(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override] # a plain one is a datetime too
            return datetime.now(tz) + timedelta(seconds=shift())  # noqa: TID251

    for module in (clock, schedulers, executors):
        put(module, "datetime", Moved)
    put(time, "time", lambda: seconds() + shift())


if __name__ == "__main__":
    file = Path(sys.argv.pop(1))
    move(lambda: float(file.read_text()))
    runpy.run_module("bot", run_name="__main__", alter_sys=True)
