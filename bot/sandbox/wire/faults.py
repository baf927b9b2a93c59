"""Simulated faults of the network or of Slack, in calls and deliveries: planned, switched on, or random."""

import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from bot.sandbox.blockkit.recent import RECENT
from bot.sandbox.wire.storms import DELIVERIES, DELIVERY_CODES, Storm

Condition: TypeAlias = Callable[[dict[str, Any]], bool]

# Faults before the call has its effect; so is any error code of Slack.
BEFORE = ("ratelimited", "http_500", "reset_before")
# faults after the call had its effect: the response is lost or late
AFTER = ("reset_after", "http_500_after", "timeout", "delay")

BLOCKS = "blocks"  # a fault of the workspace, not of a method: it lacks the blocks of RECENT
# faults that stay until they are switched off: code → (method, error)
SWITCHES = {
    "rate_limited": ("*", "ratelimited"),
    "slack_down": ("*", "http_500"),
    "calls_lost": ("*", "reset_before"),
    "answers_lost": ("*", "reset_after"),
    "slack_slow": ("*", "delay"),
    "events_twice": ("events_api", "duplicate"),
    "events_lost": ("events_api", "lost"),
    "event_acks_lost": ("events_api", "lost_ack"),
    "gestures_twice": ("interactive", "duplicate"),
    "gesture_acks_lost": ("interactive", "lost_ack"),
    "blocks_refused": (BLOCKS, "refused"),
}


@dataclass(slots=True)
class WireFault:
    """A fault. `times`: calls that it still affects (None: all). `retry_after` and `delay`: seconds."""

    method: str
    error: str
    times: int | None
    retry_after: int
    delay: float
    when: Condition

    @property
    def takes_effect(self) -> bool:
        """Return whether the call has its effect before its answer is lost or delayed."""
        return self.error in AFTER

    def meets(self, method: str, arguments: dict[str, Any]) -> bool:
        """Return whether the fault applies to a call. `"*"` is every call, but no delivery."""
        named = self.method == method or (self.method == "*" and method not in DELIVERIES)
        return named and self.times != 0 and self.when(arguments)


@dataclass(frozen=True, slots=True)
class Active:
    """A fault that is on. `source`: planned, switch or storm. `left`: calls that a planned fault still affects.

    `rate`: the share of calls that a storm affects. `switch`: the code of a switch.
    """

    method: str
    error: str
    source: str
    left: int | None = None
    rate: float | None = None
    switch: str | None = None


def always(_arguments: dict[str, Any]) -> bool:
    return True


class Faults:
    """The faults that are on: planned ones first, then switches, then the storm."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._planned: list[WireFault] = []
        self._switched: dict[str, WireFault] = {}
        self._storm: tuple[Storm, int, float] | None = None
        self._refused: frozenset[str] = frozenset()

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
        """Make the next `times` calls of `method` (`"*"`: any) whose arguments satisfy `when` fail with `error`.

        `error` for a method: `ratelimited` (429, Retry-After), `http_500`, `reset_before` (dropped without effect),
        `reset_after` and `http_500_after` (with effect, the answer is lost), `timeout` (with effect, dropped after
        `delay` seconds), `delay` (with effect, answered after `delay` seconds), or any error code of Slack.

        The addresses of files are the methods `upload` and `download`: a code is a 400 there, and `login_page` is the
        page to sign in that Slack returns instead of a file. Requests to the app are `events_api`, `interactive` and
        `slash_commands`, with `when` on the payload: `duplicate` (sent twice), `lost` (not sent), `lost_ack` (sent, the
        acknowledgement is lost), `late_ack` (it is read `delay` seconds later), `delay`. Raises ValueError for any
        other error of a request.
        """
        if method in DELIVERIES and error not in DELIVERY_CODES:
            raise ValueError(f"{method} can meet {', '.join(DELIVERY_CODES)}, not {error}")
        with self._lock:
            self._planned.append(WireFault(method, error, times, retry_after, delay, when))

    def storm(
        self,
        seed: int | str,
        *,
        rates: Mapping[str, float | Mapping[str, float]],
        retry_after: int = 1,
        delay: float = 0.2,
    ) -> None:
        """Make calls and deliveries fail at these rates, by method or for `"*"`. An earlier storm ends.

        A rate is a share of the calls, for all codes alike, or {code: share}. Seed, method and the number of earlier
        calls decide which calls fail, so that the same seed has the same failures. `retry_after` and `delay`: seconds.
        Raises ValueError (see `storms.Storm`)."""
        with self._lock:
            self._storm = (Storm(seed, rates), retry_after, delay)

    def switch(self, code: str, *, on: bool, retry_after: int = 1, delay: float = 2.0) -> None:
        """Switch a fault of SWITCHES on or off. Raises KeyError for any other code."""
        method, error = SWITCHES[code]
        with self._lock:
            self._switched.pop(code, None)
            if on:
                self._switched[code] = WireFault(method, error, None, retry_after, delay, always)

    def refuse(self, *recent: str) -> None:
        """Simulate a workspace that lacks these of RECENT (types of blocks, `header.level`). Earlier ones come back.

        The switch `blocks_refused` takes all of them away. Raises ValueError for a block that every workspace has.
        """
        if strange := set(recent) - RECENT:
            raise ValueError(f"every workspace has {', '.join(sorted(strange))}")
        self._refused = frozenset(recent)

    def refused(self) -> Collection[str]:
        """Return which blocks of RECENT the workspace lacks."""
        return RECENT if "blocks_refused" in self._switched else self._refused

    def clear(self) -> None:
        """Remove every fault. The workspace has all blocks again."""
        with self._lock:
            self._refused = frozenset()
            self._planned.clear()
            self._switched.clear()
            self._storm = None

    def take(self, method: str, arguments: dict[str, Any]) -> WireFault | None:
        """Return the fault for this call or delivery, None without one. It counts as used."""
        if not (self._planned or self._switched or self._storm):
            return None
        with self._lock:
            for fault in self._planned:
                if fault.meets(method, arguments):
                    fault.times = (fault.times or 0) - 1
                    self._planned = [fault for fault in self._planned if fault.times]
                    return fault
            for fault in self._switched.values():
                if fault.meets(method, arguments):
                    return fault
            if self._storm is None:
                return None
            storm, retry_after, delay = self._storm
            code = storm.next(method)
        return WireFault(method, code, 0, retry_after, delay, always) if code else None

    def describe(self) -> tuple[Active, ...]:
        """Return the faults that are on, in the order in which they apply."""
        with self._lock:
            found = [Active(fault.method, fault.error, "planned", left=fault.times) for fault in self._planned]
            found += [
                Active(fault.method, fault.error, "switch", switch=code) for code, fault in self._switched.items()
            ]
            rates = self._storm[0].rates if self._storm else {}
            found += [
                Active(method, code, "storm", rate=share)
                for method, row in rates.items()
                for code, share in row.items()
                if share
            ]
        return tuple(found)
