"""APScheduler with a few interval ticks, in memory: what is due, each job asks of the tables with our own clock."""

import logging
from collections.abc import Callable
from threading import Lock
from time import monotonic
from uuid import uuid4

from apscheduler.schedulers.background import BackgroundScheduler

from bot.errors import Unavailable

log = logging.getLogger(__name__)

SECONDS = 30.0
SECONDS_WITH_CLOCK_FILE = 0.5  # the story's time jumps: look often


class Schedule:
    """Ticks jobs at an interval; cron triggers would go by the machine's time and never see our clock."""

    def __init__(self) -> None:
        self._often: list[Callable[[], None]] = []
        self._seen: dict[Callable[[], object], tuple[float, float]] = {}  # the interval of a job, when it last ended
        # A tick that was missed is made up for at once. Two instances, of which the second gives way (see `every`):
        # with one, APScheduler warns of each tick that comes while a long one runs.
        self._scheduler = BackgroundScheduler(
            timezone="UTC", job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 2}
        )

    def every(self, seconds: float, job: Callable[[], object]) -> None:
        """Run `job` every `seconds`; a fault in it is logged with an id and the next tick comes all the same."""
        turn = Lock()  # of who moves the clock and of the interval: one at a time

        def look() -> None:
            try:
                job()
            except Unavailable:
                log.warning("the database did not answer; the next tick comes")
            except Exception:
                log.exception("fault %s in a clock job; the next tick comes", uuid4().hex[:8])
            self._seen[job] = seconds, monotonic()

        def look_in_turn() -> None:
            with turn:
                look()

        def tick() -> None:
            if turn.acquire(blocking=False):  # else one is at work, and the next tick comes
                try:
                    look()
                finally:
                    turn.release()

        if seconds <= SECONDS_WITH_CLOCK_FILE:
            self._often.append(look_in_turn)
        self._seen[job] = seconds, monotonic()
        self._scheduler.add_job(tick, "interval", seconds=seconds)

    def look_now(self) -> None:
        """Run each job that looks often once, in this thread, for who has just moved the clock."""
        for tick in self._often if self.is_running else ():
            tick()

    def start(self) -> None:
        """Begin to tick."""
        self._scheduler.start()

    def stop(self) -> None:
        """End after the tick in hand."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)

    @property
    def overdue(self) -> float:
        """By how many seconds the job that is most overdue is so; 0 when all came in time."""
        return max([0.0, *(monotonic() - ended - seconds for seconds, ended in self._seen.values())])

    @property
    def is_running(self) -> bool:
        """Whether it ticks."""
        return bool(self._scheduler.running)
