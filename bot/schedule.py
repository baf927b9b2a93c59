"""Run the periodic jobs with APScheduler. Each job finds its due work in the tables, by the bot's clock.

The jobs are kept in memory only."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Event, Lock
from time import monotonic
from uuid import uuid4

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger

from bot.clock import machine_now
from bot.errors import Unavailable
from bot.runtime.threads import KeptThread

log = logging.getLogger(__name__)

SECONDS = 30.0
# Seconds between two runs if a file sets the bot's clock, as in the demo. Such a clock can jump by hours.
SECONDS_WITH_CLOCK_FILE = 1.0


class _Every(BaseTrigger):  # type: ignore[misc] # APScheduler has no types
    """Fires at once, then after each interval. If the clock is set forward by many intervals, it fires once.

    APScheduler's own trigger computes all missed times, one by one. It also waits one interval before it fires first.
    If the bot were restarted within each interval, the job would never run."""

    def __init__(self, seconds: float) -> None:
        self.interval = timedelta(seconds=seconds)

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime:
        return now if previous is None else now + self.interval


class _Ticker(BackgroundScheduler):  # type: ignore[misc] # as above
    """APScheduler in a supervised thread. Even if the clock is set back, each job runs again after its interval."""

    def __init__(self, **options: object) -> None:
        super().__init__(**options)
        self.stopping = Event()
        self.kept = KeptThread("clock", self._loop, stopping=self.stopping)

    def shutdown(self, *args: object, **options: object) -> None:
        self.stopping.set()
        super().shutdown(*args, **options)

    def _main_loop(self) -> None:
        self.kept.run()

    def _loop(self) -> None:
        self.wakeup()  # Without this call, APScheduler never begins to look for jobs.
        super()._main_loop()

    def _process_jobs(self) -> float | None:
        """Run due jobs, even after the machine's clock was set back.

        APScheduler wakes by the monotonic clock, but compares due times with the machine's clock."""
        now, jobs = machine_now(), self.get_jobs()
        for job in jobs:
            if job.next_run_time > now + job.trigger.interval:
                job.modify(next_run_time=now)
        wait: float | None = super()._process_jobs()
        # If the clock is set back while APScheduler computes this wait, the wait is too long. So it gets a limit.
        return wait and min([wait, *(job.trigger.interval.total_seconds() for job in jobs)])


class Schedule:
    """Runs jobs at intervals, never at a time of day: APScheduler would read the machine's clock, not the bot's."""

    def __init__(self) -> None:
        self._often: list[Callable[[], None]] = []
        self._seen: dict[Callable[[], object], tuple[float, float]] = {}  # job → (its interval, when it last ended)
        self._waiting: set[Callable[[], object]] = set()  # jobs that failed because the database did not answer
        self._noting = Lock()  # guards `_waiting`, as several jobs may fail at once
        # A late tick is not dropped. If the job is still running, the tick does nothing (see `run_every`).
        # If only one run were allowed, APScheduler would warn of each tick that comes during a long run.
        self._scheduler = _Ticker(
            timezone="UTC", job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 2}
        )

    def run_every(self, seconds: float, job: Callable[[], object]) -> None:
        """Run `job` at the start, then every `seconds`. An error is logged with an id, and the job runs next time."""
        turn = Lock()  # A run holds this lock, whether a tick or `run_now` started it.

        def look() -> None:
            try:
                job()
                self._note_answer(job)
            except Unavailable:
                self._note_waiting(job)
            except Exception:
                log.exception("fault %s in a clock job; retrying at its next tick", uuid4().hex[:8])
            self._seen[job] = seconds, monotonic()

        def look_in_turn() -> None:
            with turn:
                look()

        def tick() -> None:
            if turn.acquire(blocking=False):  # Skip this tick if an earlier run is not over.
                try:
                    look()
                finally:
                    turn.release()

        if seconds <= SECONDS_WITH_CLOCK_FILE:
            self._often.append(look_in_turn)
        self._seen[job] = seconds, monotonic()
        self._scheduler.add_job(tick, _Every(seconds))

    def _note_waiting(self, job: Callable[[], object]) -> None:
        """Log that the database did not answer, but only once for all jobs together."""
        with self._noting:
            if not self._waiting:
                log.warning("the database did not answer; clock jobs retry at their next tick")
            self._waiting.add(job)

    def _note_answer(self, job: Callable[[], object]) -> None:
        with self._noting:
            if job in self._waiting:
                self._waiting.discard(job)
                if not self._waiting:
                    log.warning("the database answers again; clock jobs run")

    def run_now(self) -> None:
        """After the clock was moved, run each job with an interval of at most one second once, in this thread."""
        for tick in self._often if self.is_running else ():
            tick()

    def start(self) -> None:
        """Start to run jobs."""
        self._scheduler.start()

    def stop(self) -> None:
        """Stop, after the current job."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)

    @property
    def overdue(self) -> float:
        """The number of seconds by which the most delayed job is late; 0 if no job is late."""
        return max([0.0, *(monotonic() - ended - seconds for seconds, ended in self._seen.values())])

    @property
    def is_running(self) -> bool:
        """Return whether the scheduler is running."""
        return bool(self._scheduler.running) and not self._scheduler.kept.keeps_failing

    @property
    def thread(self) -> KeptThread:
        """The thread that runs due jobs."""
        return self._scheduler.kept
