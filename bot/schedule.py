"""APScheduler with a few periodic jobs, in memory: each job reads due work from the tables, by the bot's clock."""

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
SECONDS_WITH_CLOCK_FILE = 1.0  # seconds between checks in the demo, whose clock jumps (see `look_now`)


class _Every(BaseTrigger):  # type: ignore[misc] # APScheduler has no types
    """Fires at once, then at an interval after the last time; if the clock is set forward, only once.

    APScheduler's own interval trigger counts each missed time, one by one, and first fires after an interval: a bot
    that is restarted sooner than that would never run the job.
    """

    def __init__(self, seconds: float) -> None:
        self.interval = timedelta(seconds=seconds)

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime:
        """Return when to fire next; `now`: the machine's time."""
        return now if previous is None else now + self.interval


class _Ticker(BackgroundScheduler):  # type: ignore[misc] # as above
    """APScheduler in a supervised thread. If the clock is set back, each job still runs after its interval."""

    def __init__(self, **options: object) -> None:
        super().__init__(**options)
        self.stopping = Event()
        self.kept = KeptThread("clock", self._loop, stopping=self.stopping)

    def shutdown(self, *args: object, **options: object) -> None:
        """End the scheduler; the name is APScheduler's."""
        self.stopping.set()
        super().shutdown(*args, **options)

    def _main_loop(self) -> None:
        self.kept.run()

    def _loop(self) -> None:
        self.wakeup()  # needed: otherwise APScheduler never starts to look
        super()._main_loop()

    def _process_jobs(self) -> float | None:
        """Run due jobs as APScheduler does; it wakes by the monotonic clock, but compares with the machine's time."""
        now = machine_now()
        for job in self.get_jobs():
            if job.next_run_time > now + job.trigger.interval:
                job.modify(next_run_time=now)
        wait: float | None = super()._process_jobs()
        return wait


class Schedule:
    """Runs jobs at intervals; cron triggers would use the machine's time instead of the bot's clock."""

    def __init__(self) -> None:
        self._often: list[Callable[[], None]] = []
        self._seen: dict[Callable[[], object], tuple[float, float]] = {}  # job → (interval, when it last ended)
        self._waiting: set[Callable[[], object]] = set()  # jobs that failed as the database was unavailable
        self._noting = Lock()  # guards `_waiting`, as several jobs may fail at once
        # A missed tick runs at once. Two instances of a job, of which the second skips its turn (see `every`):
        # with one, APScheduler warns of each tick that comes while a long one runs.
        self._scheduler = _Ticker(
            timezone="UTC", job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 2}
        )

    def every(self, seconds: float, job: Callable[[], object]) -> None:
        """Run `job` at the start and every `seconds`; an error is logged with an id, and the job runs next time."""
        turn = Lock()  # one run at a time, by interval or by a clock move

        def look() -> None:
            try:
                job()
                self._answered(job)
            except Unavailable:
                self._wait(job)
            except Exception:
                log.exception("fault %s in a clock job; retrying at its next tick", uuid4().hex[:8])
            self._seen[job] = seconds, monotonic()

        def look_in_turn() -> None:
            with turn:
                look()

        def tick() -> None:
            if turn.acquire(blocking=False):  # otherwise a run is in progress
                try:
                    look()
                finally:
                    turn.release()

        if seconds <= SECONDS_WITH_CLOCK_FILE:
            self._often.append(look_in_turn)
        self._seen[job] = seconds, monotonic()
        self._scheduler.add_job(tick, _Every(seconds))

    def _wait(self, job: Callable[[], object]) -> None:
        """Log once that the database did not answer, for all jobs."""
        with self._noting:
            if not self._waiting:
                log.warning("the database did not answer; clock jobs retry at their next tick")
            self._waiting.add(job)

    def _answered(self, job: Callable[[], object]) -> None:
        with self._noting:
            if job in self._waiting:
                self._waiting.discard(job)
                if not self._waiting:
                    log.warning("the database answers again; clock jobs run")

    def look_now(self) -> None:
        """Run each frequent job once in this thread, after the clock was moved."""
        for tick in self._often if self.is_running else ():
            tick()

    def start(self) -> None:
        """Start running jobs."""
        self._scheduler.start()

    def stop(self) -> None:
        """Stop after the current job."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)

    @property
    def overdue(self) -> float:
        """By how many seconds the latest job is overdue; 0 if none is."""
        return max([0.0, *(monotonic() - ended - seconds for seconds, ended in self._seen.values())])

    @property
    def is_running(self) -> bool:
        """Return whether the scheduler runs."""
        return bool(self._scheduler.running) and not self._scheduler.kept.keeps_failing

    @property
    def thread(self) -> KeptThread:
        """The thread that runs due jobs."""
        return self._scheduler.kept
