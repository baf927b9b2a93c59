"""Events to the bot: those that its manifest names, repeated until it acknowledges them."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.sandbox.memory.team import Delivery, Team
from bot.sandbox.refused import Json
from bot.sandbox.wire.delivery import LATE, Courier
from bot.sandbox.wire.payloads import event_callback

EVENT_OF = {"public": "message.channels", "private": "message.groups", "im": "message.im", "mpim": "message.mpim"}
SLACK_WAITS = (0.0, 60.0, 300.0)  # seconds before each repetition
QUICK_WAITS = (0.0, 0.05, 0.1)  # shorter waits, for tests and the demo
PATIENCE_S = 0.5  # a longer wait happens in the background
LOOK_S = 0.1  # seconds between two looks at the workspace's clock, which may jump


def wants(team: Team, event_name: str) -> bool:
    """Return whether the app subscribed to this event."""
    return event_name in team.app.events


def send_event(team: Team, courier: Courier, *, event_name: str, event: Json) -> Delivery | None:
    """Send an event once. Return None if the app did not subscribe to it."""
    if not wants(team, event_name):
        return None
    return courier.send("events_api", event_name, payload=event_callback(team, event))


@dataclass(frozen=True, slots=True)
class _Late:
    """An event that `courier` did not acknowledge, and when it is due again on the workspace's clock."""

    delivery: Delivery
    courier: Courier | None
    due: float


class Repeats:
    """Repeats deliveries that were not acknowledged, with the same event_id, once for each of `waits`.

    `waits`: seconds before each repetition, on the workspace's clock. An app that comes back (with another courier)
    gets the events that it missed at once, in order."""

    def __init__(self, team: Team, courier: Callable[[], Courier | None], *, waits: Sequence[float]) -> None:
        self._team, self._courier, self._waits = team, courier, tuple(waits)
        self._late: dict[str, _Late] = {}  # by event_id, the oldest first
        self._working = False

    def follow(self, delivery: Delivery) -> None:
        """Repeat an event until it is acknowledged. The caller waits only if the delay is short."""
        while self._is_owed(delivery):
            wait = self._waits[delivery.attempt]
            if wait > PATIENCE_S:
                self._keep(delivery, due=self._team.now() + wait)
                return
            time.sleep(wait)
            delivery = self._again(delivery)
        with self._team.lock:
            self._late.pop(delivery.payload["event_id"], None)

    def forget(self) -> None:
        """Cancel all events that are to be repeated."""
        with self._team.lock:
            self._late.clear()

    def _is_owed(self, delivery: Delivery) -> bool:
        return delivery.error is not None and not delivery.no_retry and delivery.attempt < len(self._waits)

    def _keep(self, delivery: Delivery, *, due: float) -> None:
        with self._team.lock:
            self._late[delivery.payload["event_id"]] = _Late(delivery, self._courier(), due)
            if not self._working:
                self._working = True
                threading.Thread(target=self._work, name="event-repeats", daemon=True).start()

    def _work(self) -> None:
        while (late := self._next()) is not None:
            self.follow(self._again(late.delivery))

    def _next(self) -> _Late | None:
        with self._team.lock:
            while self._late:
                now, courier = self._team.now(), self._courier()
                for late in self._late.values():
                    if late.due <= now or late.courier is not courier:
                        return late
                self._team.changed.wait(LOOK_S)
            self._working = False
            return None

    def _again(self, delivery: Delivery) -> Delivery:
        courier, attempt = self._courier(), delivery.attempt + 1
        reason = "http_timeout" if delivery.error == LATE else "http_error" if delivery.status else "connection_failed"
        if courier is None:
            return Delivery("events_api", delivery.name, delivery.payload, attempt=attempt)
        return courier.send("events_api", delivery.name, payload=delivery.payload, attempt=attempt, reason=reason)
