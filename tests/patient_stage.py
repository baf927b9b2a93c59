"""The stage as tests have it: until nothing is due, listeners are waited for too."""

from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import Any

from bot.demo.stage import Stage
from bot.door.ahead import Outlook
from tests.patience import PATIENCE


class PatientStage(Stage):
    """A stage that waits for the listeners in hand: a press is acknowledged before its listener is through.

    What it will owe is not due yet then. One that never ends holds nothing up for longer than tests wait.
    """

    def start_bot(self) -> None:
        """Start the bot, and note which listeners are at work."""
        super().start_bot()
        self._at_work: set[Future[Any]] = set()
        executor = self.house.executor
        submit = executor.submit

        def noted(work: Callable[..., Any], /, *given: Any, **named: Any) -> Future[Any]:  # noqa: ANN401 - as `submit`
            begun = submit(work, *given, **named)
            self._at_work.add(begun)
            begun.add_done_callback(self._at_work.discard)
            return begun

        executor.submit = noted  # type: ignore[method-assign] # of this one executor

    def _settled(self, *, looking: bool = True) -> Outlook:
        wait(self._at_work.copy(), timeout=PATIENCE)
        return super()._settled(looking=looking)
