"""Events to the bot: only what the manifest asks for, repeated while they are not acknowledged."""

import time

from bot.sandbox.delivery import LATE, Courier
from bot.sandbox.payloads import event_callback
from bot.sandbox.refused import Json
from bot.sandbox.team import Delivery, Team

EVENT_OF = {"public": "message.channels", "private": "message.groups", "im": "message.im", "mpim": "message.mpim"}
RETRY_WAITS = (0.0, 0.05, 0.1)  # seconds; Slack waits almost nothing, a minute, five minutes (slack-facts 8)


def wants(team: Team, event_name: str) -> bool:
    """Tell whether the app subscribed to this event."""
    return event_name in team.app.events


def send_event(
    team: Team, courier: Courier, *, event_name: str, event: Json, waits: tuple[float, ...] = RETRY_WAITS
) -> Delivery | None:
    """Deliver an event, then again up to three times with the same event_id; None when nobody subscribed to it."""
    if not wants(team, event_name):
        return None
    payload = event_callback(team, event)
    delivery = courier.send("events_api", event_name, payload=payload)
    for attempt, wait in enumerate(waits, start=1):
        if delivery.error is None or delivery.no_retry:
            break
        time.sleep(wait)
        reason = "http_timeout" if delivery.error == LATE else "http_error" if delivery.status else "connection_failed"
        delivery = courier.send("events_api", event_name, payload=payload, attempt=attempt, reason=reason)
    return delivery
