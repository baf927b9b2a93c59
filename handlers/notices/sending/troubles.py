"""Pause sending while Slack or the mail server refuses everything. Log when a trouble starts and when it ends."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import Now
from bot.notices.model import FAULT, PACED, Action, Notice

from .outcomes import PROBE_SECONDS, Delivered, Outcome, Published, RetryLater, Sent

log = logging.getLogger(__name__)

_CALM = timedelta(seconds=60)  # A trouble is over if nothing has paused sending for this long.
# After uncertain deliveries to three recipients in a row, assume that the server is down, and pause sending.
_DOWN = 3


@dataclass(frozen=True, slots=True)
class SlackAnswer:
    """The result of the last attempt, and its time by the machine's clock. `reason` is None if it succeeded."""

    at: datetime
    reason: str | None


class Troubles:
    """The pauses of one dispatcher, by action, and its current trouble. All times are by the machine's clock."""

    def __init__(self, machine_now: Now) -> None:
        self._machine_now = machine_now
        self._pauses: dict[Action, tuple[datetime, datetime]] = {}  # the start and the end of each action's pause
        self._refusals: dict[Action, str] = {}  # the last reason of each action's pause, except rate limits
        self._doubted: dict[Action, set[str]] = {}  # the recipients with uncertain deliveries since the last success
        self._said: list[str] = []  # the logged reasons of the current trouble
        self._began = self._last = machine_now()
        self._passed = True
        self.last_answer: SlackAnswer | None = None

    def note(self, notice: Notice, outcome: Outcome, *, wait: timedelta | None = None) -> None:
        """Note the outcome of an attempt. `wait` is the time until the next attempt."""
        now = self._machine_now()
        if isinstance(outcome, Sent | Published | Delivered):
            self._doubted.pop(notice.action, None)
            self._refusals.pop(notice.action, None)
            self._passed, self.last_answer = True, SlackAnswer(now, None)
        elif isinstance(outcome, RetryLater) and outcome.reason != FAULT and wait is not None:
            doubted = self._doubted.setdefault(notice.action, set())
            if outcome.ambiguous:
                doubted.add(notice.recipient)
            if outcome.ambiguous or outcome.pauses:
                self.last_answer = SlackAnswer(now, outcome.reason)
            if len(doubted) >= _DOWN:
                wait = timedelta(seconds=PROBE_SECONDS)
            if outcome.pauses or (outcome.ambiguous and len(doubted) >= _DOWN):
                self._pause(notice.action, outcome.reason, now, wait)

    def is_paused(self, action: Action) -> bool:
        if action not in self._pauses:
            return False
        since, until = self._pauses[action]
        return since <= self._machine_now() < until  # If the clock is set back, the pause ends too.

    @property
    def ends(self) -> list[datetime]:
        """Return when each pause ends. Past pauses are included."""
        return [until for _, until in self._pauses.values()]

    @property
    def refusal(self) -> str | None:
        """Return the reason for which Slack refuses all messages, or None if it does not."""
        return next(iter(self._refusals.values()), None)

    def look(self) -> None:
        """Log that the trouble is over, if a notice was sent and sending has not paused for a minute."""
        if self._said and self._passed and abs(self._machine_now() - self._last) >= _CALM:
            lasted = max(until for _, until in self._pauses.values()) - self._began
            log.warning("notices are sent again, after %d seconds (%s)", lasted.total_seconds(), ", ".join(self._said))
            self._said = []

    def _pause(self, action: Action, reason: str, now: datetime, wait: timedelta) -> None:
        self._pauses[action] = (now, now + wait)
        if reason != PACED:
            self._refusals[action] = reason
        if not self._said:
            self._began = now
        self._last, self._passed = now, False
        if reason not in self._said:
            self._said.append(reason)
            whose = "the mail server" if action is Action.MAIL else "Slack"
            log.error("%s refuses notices now (%s); retrying later", whose, reason)
