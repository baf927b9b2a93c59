"""Deliveries with simulated faults and limits: repeated, late or lost ones, lost acknowledgements, too many events."""

import time

from bot.sandbox import stamps
from bot.sandbox.memory.team import Delivery
from bot.sandbox.methods.rate_limits import RateLimits
from bot.sandbox.refused import Json
from bot.sandbox.wire.delivery import LATE, Courier
from bot.sandbox.wire.faults import Faults


class FaultyCourier:
    """Passes deliveries to another courier, with `faults` and `limits`; without any, unchanged.

    These faults do not count as broken rules of the app. People see at once what would take three seconds.
    """

    def __init__(self, courier: Courier, faults: Faults, *, limits: RateLimits) -> None:
        self._courier, self._faults, self._limits = courier, faults, limits

    def send(self, kind: str, name: str, *, payload: Json, attempt: int = 0, reason: str = "") -> Delivery:
        """Send a payload, or simulate a fault."""
        if self._limits.active and kind == "events_api" and attempt == 0:
            passes, due = self._limits.check_event()
            if due:
                self._courier.send(kind, "app_rate_limited", payload=rate_limited(payload))
            if not passes:
                return Delivery(kind, name, payload, fault="rate_limited")  # not sent, and not repeated
        fault = self._faults.take(kind, payload)
        if fault is None:
            return self._courier.send(kind, name, payload=payload, attempt=attempt, reason=reason)
        if fault.error == "lost":
            return Delivery(kind, name, payload, error=LATE, attempt=attempt, fault="lost")
        if fault.error == "delay":
            time.sleep(fault.delay)
        delivery = self._courier.send(kind, name, payload=payload, attempt=attempt, reason=reason)
        delivery.fault = fault.error
        if fault.error == "duplicate":
            # send the payload again: an event is marked as a retry, an interaction cannot be
            again = (attempt + 1, "http_timeout") if kind == "events_api" else (attempt, reason)
            self._courier.send(kind, name, payload=payload, attempt=again[0], reason=again[1]).fault = "duplicate"
        if fault.error == "late_ack":
            time.sleep(fault.delay)
        if fault.error == "lost_ack":
            delivery.status, delivery.answer, delivery.error = None, None, LATE
        return delivery


def rate_limited(payload: Json) -> Json:
    """Return the event that Slack sends in place of those beyond the limit per minute. It has no inner event."""
    minute = int(stamps.unix_now()) // 60 * 60
    own = {key: payload[key] for key in ("token", "team_id", "api_app_id") if key in payload}
    return own | {"type": "app_rate_limited", "minute_rate_limited": minute}
