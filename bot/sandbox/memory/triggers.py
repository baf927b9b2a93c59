"""Trigger ids. Each can open one view, within three seconds after it was sent."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from bot.sandbox import stamps
from bot.sandbox.refused import Refused


@dataclass(slots=True)
class Trigger:
    """What a trigger id belongs to: a person, their window, a view if any, and the time on the stand-in's clock."""

    user_id: str
    window: str
    view_id: str | None
    sent_at: float
    spent: bool = False


class Triggers:
    """All trigger ids that were sent. Callers hold the workspace's lock."""

    def __init__(self, life_s: Callable[[], float]) -> None:
        self._life_s = life_s
        self._sent: dict[str, Trigger] = {}

    def issue(self, user_id: str, *, window: str = "", view_id: str | None = None) -> str:
        """Return a new trigger id, in Slack's format `<digits>.<digits>.<hex>`."""
        trigger_id = f"{secrets.randbelow(10**12)}.{secrets.randbelow(10**11)}.{secrets.token_hex(16)}"
        self._sent[trigger_id] = Trigger(user_id, window, view_id, stamps.elapsed())
        return trigger_id

    def look_up(self, trigger_id: object) -> Trigger:
        """Return the trigger with this id. Raises Refused: invalid_, exchanged_, expired_trigger_id."""
        trigger = self._sent.get(str(trigger_id))
        if trigger is None:
            raise Refused("invalid_trigger_id")
        if trigger.spent:
            raise Refused("exchanged_trigger_id")
        if stamps.elapsed() - trigger.sent_at > self._life_s():
            raise Refused("expired_trigger_id")
        return trigger
