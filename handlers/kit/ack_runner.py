"""A runner that answers Slack as soon as a listener acks. Bolt's own runner polls every 10 ms.

The runner replaces a private attribute of `App`. An empty listener takes 0.25 ms instead of 10.9 ms (measured). If a
version of Bolt lacks it, Bolt's runner stays and uses our `Ack`: docs/decisions/bolt.md describes the consequences.
"""

import logging
import time
from collections.abc import Callable
from threading import Event
from typing import Any

from slack_bolt import App, BoltContext, BoltRequest, BoltResponse
from slack_bolt.context.ack import Ack
from slack_bolt.listener import Listener
from slack_bolt.listener.thread_runner import ThreadListenerRunner

from .lacking import plain_blocks

log = logging.getLogger(__name__)

JSON = "application/json;charset=utf-8"
# After an ack, sleep this number of seconds, so that the interpreter switches to the thread that responds.
# Measured: a command that opens a modal is acked after 0.67 ms instead of 1.08 ms.
LET_GO = 0.0002
# After a response with a view, wait this number of seconds before a call that replaces this view. Otherwise Slack
# could show the response's view later than the new view, and hide the new view. Slack documents no order.
SETTLES = 1.0
# An event is acked after this number of seconds at most. After 3 s, Slack resends it and counts a failure.
EVENT = 2.0
_NEVER = Event()
_PLACE = "_listener_runner"  # `App` keeps its runner in this private attribute.


class SignallingAck(Ack):
    """Bolt's `ack`, which also wakes the runner that waits for the answer.

    It calls `before` with each answer, before Slack gets the answer."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # Bolt leaves it untyped
        self.done = Event()
        self.before: Callable[[BoltResponse], None] | None = None
        self.waits = False  # True if the response shows a « please wait » view.
        self._shown: float | None = None

    def __call__(self, *args: Any, **kwargs: Any) -> BoltResponse:  # noqa: ANN401 - Bolt's own signature, passed on
        """Store the answer, and wake the runner that waits for it."""
        if view := kwargs.get("view"):
            # Replace recent kinds of blocks by text: if Slack refuses a block in an ack, it does not report this.
            kwargs["view"] = view | {"blocks": plain_blocks(view["blocks"])}
            self._shown = time.monotonic()
        response = super().__call__(*args, **kwargs)
        self._give_answer(response)
        _NEVER.wait(LET_GO)
        return response

    def settle(self) -> None:
        """Wait until Slack has shown the view of this answer. Otherwise a later view could appear before it."""
        if self._shown is not None:
            _NEVER.wait(max(0.0, self._shown + SETTLES - time.monotonic()))

    def send_again(self, response: BoltResponse) -> None:
        self.response = response
        self._give_answer(response)

    def send(self, body: str) -> None:
        """Answer with serialised JSON. For a dictionary, Bolt would copy and serialise it for each answer."""
        self.send_again(BoltResponse(status=200, body=body, headers={"content-type": [JSON]}))

    def _give_answer(self, response: BoltResponse) -> None:
        if self.before is not None:
            self.before(response)
        self.done.set()


class AckRunner(ThreadListenerRunner):
    """A runner that uses the executor of Bolt's runner, but waits on an event instead of polling."""

    # `install` sets this function, which gets the kind of a request, the outcome and the seconds.
    observe: Callable[[str, str, float], None]
    # The factor of Bolt's timeout of three seconds. Tests on busy machines raise it.
    patience = 1

    def run(
        self,
        request: BoltRequest,
        response: BoltResponse,
        listener_name: str,
        listener: Listener,
        starting_time: float | None = None,  # noqa: ARG002 - Bolt's signature
    ) -> BoltResponse | None:
        """Run a listener, and return its answer as soon as the answer exists.

        Return None after a timeout. Slack shows that as an error."""
        started = time.perf_counter()
        ack = SignallingAck()
        request.context["ack"] = ack
        is_event = listener.auto_acknowledgement

        def job() -> None:
            try:
                listener.run_ack_function(request=request, response=response)
            except Exception as error:  # noqa: BLE001 - Bolt's contract: every fault goes to app.error
                self.listener_error_handler.handle(error=error, request=request, response=response)
                if ack.response is None and not is_event:
                    ack.response = BoltResponse(status=500, body="")
            finally:
                ack.done.set()

        self.listener_executor.submit(job)
        limit = listener.ack_timeout * self.patience
        ack.done.wait(min(limit, EVENT) if is_event else limit)
        # Ack an event only here: if the process is killed before, Slack resends the event.
        if is_event and ack.response is None:
            ack()
        if ack.response is None:
            log.warning("%s did not ack in time; Slack shows an error or sends it again", listener_name)
        outcome = "late" if ack.response is None else "ok" if ack.response.status == 200 else "fault"
        kind, seconds = _request_kind(request), time.perf_counter() - started
        self.observe(kind, outcome, seconds)
        # Other outcomes are logged elsewhere.
        if outcome == "ok":
            log.info("%s answered in %.0f ms", kind, seconds * 1000)
        return ack.response

    @staticmethod
    def fits(app: App) -> bool:
        """Return whether this version of Bolt stores its runner in the attribute that `install` replaces."""
        return type(vars(app).get(_PLACE)) is ThreadListenerRunner

    @classmethod
    def install(cls, app: App, observe: Callable[[str, str, float], None]) -> None:
        """Replace Bolt's runner by an `AckRunner`. If Bolt stores its runner elsewhere, only replace `ack`."""
        if not cls.fits(app):
            log.warning("this version of slack-bolt keeps its own runner: answers take up to 10 ms more")
            app.use(_bring_ack)
            return
        given = app.listener_runner
        runner = cls(
            logger=given.logger,
            process_before_response=False,
            listener_error_handler=given.listener_error_handler,
            listener_start_handler=given.listener_start_handler,
            listener_completion_handler=given.listener_completion_handler,
            listener_executor=given.listener_executor,
            lazy_listener_runner=given.lazy_listener_runner,
        )
        runner.observe = observe
        setattr(app, _PLACE, runner)


def _bring_ack(context: BoltContext, next_: Callable[[], BoltResponse]) -> BoltResponse:
    context["ack"] = SignallingAck()
    return next_()


def _request_kind(request: BoltRequest) -> str:
    body = request.body
    return "command" if "command" in body else str(body.get("type", "unknown"))
