"""Events to the bot: only what the manifest asks for, repeated while they are not acknowledged."""

import threading
import time
from collections.abc import Sequence

from bot.sandbox.delivery import LATE, Courier
from bot.sandbox.payloads import event_callback
from bot.sandbox.refused import Json
from bot.sandbox.team import Delivery, Team

EVENT_OF = {"public": "message.channels", "private": "message.groups", "im": "message.im", "mpim": "message.mpim"}
RETRY_WAITS = (0.0, 0.05, 0.1)  # seconds; what stands for SLACK_WAITS where nobody wants to wait
SLACK_WAITS = (0.0, 60.0, 300.0)  # slack-facts section 8
PATIENCE_S = 0.5  # a longer wait happens behind the back of who caused the event


def wants(team: Team, event_name: str) -> bool:
    """Tell whether the app subscribed to this event."""
    return event_name in team.app.events


def send_event(
    team: Team, courier: Courier, *, event_name: str, event: Json, waits: Sequence[float] = RETRY_WAITS
) -> Delivery | None:
    """Deliver an event, then again up to three times with the same event_id; None when nobody subscribed to it.

    `waits` are the seconds before each repetition; from the first one beyond PATIENCE_S on, this comes back at once
    and the rest happens later.
    """
    if not wants(team, event_name):
        return None
    payload = event_callback(team, event)
    delivery = courier.send("events_api", event_name, payload=payload)
    return repeat(courier, delivery, waits=list(enumerate(waits, start=1)))


def repeat(courier: Courier, delivery: Delivery, *, waits: list[tuple[int, float]], patient: bool = False) -> Delivery:
    """Deliver an event again while it is not taken; `waits` are (number of the repetition, seconds before it)."""
    for done, (attempt, wait) in enumerate(waits):
        if delivery.error is None or delivery.no_retry:
            break
        if wait > PATIENCE_S and not patient:
            rest = {"waits": waits[done:], "patient": True}
            threading.Thread(target=repeat, args=(courier, delivery), kwargs=rest, daemon=True).start()
            break
        time.sleep(wait)
        reason = "http_timeout" if delivery.error == LATE else "http_error" if delivery.status else "connection_failed"
        delivery = courier.send("events_api", delivery.name, payload=delivery.payload, attempt=attempt, reason=reason)
    return delivery
