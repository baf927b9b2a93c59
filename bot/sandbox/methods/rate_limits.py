"""Slack's rate limits: calls per minute for each method, by its tier, and a message per second for each channel."""

import math
import threading
from collections import deque
from collections.abc import Callable

from bot.sandbox import stamps
from bot.sandbox.methods.table import METHODS, SPECIAL

PER_MINUTE = {1: 1, 2: 20, 3: 50, 4: 100}  # docs.slack.dev/apis/web-api/rate-limits: "20+" is read as 20
SPECIAL_PER_MINUTE = 300  # "several hundred": chat.postMessage in a workspace
BURST = 3  # messages to a channel at once, before each needs a second: Slack says "short bursts", without a figure
WINDOW_S = 60.0
EVENTS_PER_HOUR = 30_000  # section 8
HOUR_S = 3600.0


class Window:
    """Allows `most` calls within `span` seconds."""

    def __init__(self, most: int, span: float) -> None:
        self._most, self._span = most, span
        self._passed: deque[float] = deque()

    def wait(self, now: float) -> float:
        """Return the seconds until the next call is allowed; 0 if it is now."""
        while self._passed and now - self._passed[0] >= self._span:
            self._passed.popleft()
        return 0.0 if len(self._passed) < self._most else self._span - (now - self._passed[0])

    def add(self, now: float) -> None:
        """Count a call that is allowed."""
        self._passed.append(now)


class Bucket:
    """Allows a message a second in a channel, and BURST of them at once."""

    def __init__(self, now: float) -> None:
        self._saved, self._seen = float(BURST), now

    def wait(self, now: float) -> float:
        """Return the seconds until the next message is allowed; 0 if it is now."""
        self._saved, self._seen = min(float(BURST), self._saved + now - self._seen), now
        return max(0.0, 1.0 - self._saved)

    def spend(self) -> None:
        """Count a message that is allowed."""
        self._saved -= 1.0


class RateLimits:
    """The limits for one app in one workspace. They apply from `on` on, and earlier calls do not count.

    `elapsed`: seconds on the stand-in's clock, not the story's. After a 429, a method is refused for every channel
    until its Retry-After has passed.
    """

    def __init__(self, *, on: bool = False, elapsed: Callable[[], float] = stamps.elapsed) -> None:
        self._lock = threading.Lock()
        self._elapsed = elapsed
        self.active = on
        self._forget()

    def _forget(self) -> None:
        self._windows: dict[str, Window] = {}
        self._buckets: dict[str, Bucket] = {}
        self._closed_until: dict[str, float] = {}
        self._events = Window(EVENTS_PER_HOUR, HOUR_S)
        self._told: int = -1  # the minute for which app_rate_limited was last sent

    def on(self) -> None:
        with self._lock:
            self._forget()
            self.active = True

    def off(self) -> None:
        self.active = False

    def check(self, method: str, channel: str | None = None) -> int | None:
        """Count a call of the Web API. Return None if it is allowed, otherwise the Retry-After in whole seconds.

        `channel`: where a chat.postMessage goes.
        """
        if not self.active or method not in METHODS:
            return None
        with self._lock:
            now = self._elapsed()
            left = self._closed_until.get(method, now) - now
            if left > 0:
                return math.ceil(left)
            window = self._windows.setdefault(method, Window(most_per_minute(method), WINDOW_S))
            bucket = self._buckets.setdefault(channel, Bucket(now)) if channel else None
            left = max(window.wait(now), bucket.wait(now) if bucket else 0.0)
            if left > 0:
                self._closed_until[method] = now + math.ceil(left)
                return math.ceil(left)
            window.add(now)
            if bucket:
                bucket.spend()
        return None

    def check_event(self) -> tuple[bool, bool]:
        """Count an event to the app. Return (is it sent, is app_rate_limited due); the latter is true once a minute."""
        if not self.active:
            return True, False
        with self._lock:
            now = self._elapsed()
            if self._events.wait(now) <= 0:
                self._events.add(now)
                return True, False
            minute = int(now // WINDOW_S)
            due = minute != self._told
            self._told = minute
        return False, due


def most_per_minute(method: str) -> int:
    """Return how many calls of a method are allowed per minute."""
    tier = METHODS[method].tier
    return SPECIAL_PER_MINUTE if tier == SPECIAL else PER_MINUTE[tier]
