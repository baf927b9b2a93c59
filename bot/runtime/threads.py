"""A supervised thread: it logs any exception of its work, and starts the work again."""

import logging
from collections.abc import Callable
from threading import Event, Thread
from time import monotonic
from uuid import uuid4

log = logging.getLogger(__name__)

PAUSES = (0.0, 1.0, 5.0, 30.0)  # If the work fails several times in a row, each restart waits for this many seconds.
CALM = 60.0  # If the work ran longer than this (in seconds), failures are counted anew.
MOST_IN_A_ROW = 3  # After so many failures in a row, `/readyz` fails.


class KeptThread:
    """Runs `work` until `stopping` is set. If `work` raises or returns earlier, it is run again.

    Even SystemExit makes it run again; a plain thread would end silently."""

    def __init__(self, name: str, work: Callable[[], None], *, stopping: Event) -> None:
        self.name = name
        self.restarts = 0
        self.ended_by: str | None = None  # type of the last error
        self._work, self._stopping = work, stopping
        self._in_a_row, self._ended_at = 0, 0.0
        self._thread: Thread | None = None

    def start(self) -> None:
        """Start the work in its own thread."""
        self._thread = Thread(target=self.run, name=self.name, daemon=True)
        self._thread.start()

    def join(self, seconds: float) -> bool:
        """Wait at most `seconds` for the thread to end. Return whether it has ended."""
        if self._thread is None:
            return True
        self._thread.join(seconds)
        return not self._thread.is_alive()

    @property
    def is_well(self) -> bool:
        """Return whether the thread was started, is alive, and does not keep failing."""
        alive = self._thread is not None and self._thread.is_alive() and not self._stopping.is_set()
        return alive and not self.keeps_failing

    @property
    def keeps_failing(self) -> bool:
        """Return whether the work failed several times in a row, the last time less than CALM seconds ago."""
        return self._in_a_row >= MOST_IN_A_ROW and monotonic() - self._ended_at < CALM

    def run(self) -> None:
        """Run the work in this thread."""
        while not self._stopping.is_set():
            began = monotonic()
            try:
                self._work()
                self.ended_by = "returned"
            except BaseException as error:
                self.ended_by = type(error).__name__
                log.exception("fault %s ended the thread %s; restarting it", uuid4().hex[:8], self.name)
            self._ended_at = monotonic()
            self._in_a_row = 1 if self._ended_at - began > CALM else self._in_a_row + 1
            if not self._stopping.wait(PAUSES[min(self._in_a_row, len(PAUSES)) - 1]):
                self.restarts += 1
