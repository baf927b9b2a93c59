"""Faults on demand: the Web API fails as a network or Slack itself does, for chosen calls, a chosen number of times."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

Condition: TypeAlias = Callable[[dict[str, Any]], bool]

BEFORE = ("ratelimited", "http_500", "reset_before")  # the call has no effect; so it is for any error code of Slack
AFTER = ("reset_after", "http_500_after", "timeout")  # the call took effect, the answer is lost


@dataclass(slots=True)
class Fault:
    """One planned failure; `times` counts down, `retry_after` and `delay` are seconds."""

    method: str
    error: str
    times: int
    retry_after: int
    delay: float
    when: Condition

    @property
    def takes_effect(self) -> bool:
        """Whether the call does its work before the answer is lost."""
        return self.error in AFTER


def always(_arguments: dict[str, Any]) -> bool:
    """Hold for every call."""
    return True


class Faults:
    """The failures still to come, oldest first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._planned: list[Fault] = []

    def fail(
        self,
        method: str,
        *,
        error: str,
        times: int = 1,
        retry_after: int = 1,
        delay: float = 12.0,
        when: Condition = always,
    ) -> None:
        """Let the next `times` calls of `method` (`"*"`: any) whose arguments satisfy `when` fail with `error`.

        `error`: `ratelimited` (429, Retry-After), `http_500`, `reset_before` (dropped without effect), `reset_after`
        and `http_500_after` (took effect, the answer is lost), `timeout` (took effect, dropped after `delay` seconds),
        or any error code of Slack.
        """
        with self._lock:
            self._planned.append(Fault(method, error, times, retry_after, delay, when))

    def clear(self) -> None:
        """Forget every planned failure."""
        with self._lock:
            self._planned.clear()

    def take(self, method: str, arguments: dict[str, Any]) -> Fault | None:
        """Give the failure planned for this call, used up once."""
        with self._lock:
            for fault in self._planned:
                if fault.method in (method, "*") and fault.times > 0 and fault.when(arguments):
                    fault.times -= 1
                    return fault
        return None
