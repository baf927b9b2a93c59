"""Two at once: use cases in threads of their own, let go together; a lost deadlock is tried once more, as by routes."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from bot.errors import Conflict, Refusal
from tests.patience import PATIENCE


def together(*acts: Callable[[], object]) -> list[str]:
    """Do these at once; give "done" or the name of the refusal, in their order."""
    gate = Barrier(len(acts))

    def attempt(act: Callable[[], object]) -> str:
        gate.wait(PATIENCE)
        for tries in range(2):
            try:
                act()
            except Conflict:
                if tries:
                    raise
            except Refusal as refusal:
                return type(refusal).__name__
            else:
                return "done"
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        done: Sequence[str] = list(pool.map(attempt, acts))
    return list(done)
