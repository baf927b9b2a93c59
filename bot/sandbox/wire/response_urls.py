"""Addresses to answer what a person did (response_url): five times, within thirty minutes."""

import json
import secrets
from dataclasses import dataclass

from bot.sandbox import stamps
from bot.sandbox.blockkit.judge import message_faults
from bot.sandbox.memory.channels import Channel
from bot.sandbox.memory.messages import Message
from bot.sandbox.memory.team import Team
from bot.sandbox.refused import Json

USES = 5
LIFE_S = 30 * 60


@dataclass(slots=True)
class Origin:
    """Where a response_url comes from: a person, a conversation, and the message with the button (None: a command)."""

    user_id: str
    channel: Channel
    message: Message | None
    issued_at: float
    uses: int = 0


class ResponseUrls:
    """The addresses that were given to the app, and what a POST to each does."""

    def __init__(self, team: Team) -> None:
        self._team = team
        self._origins: dict[str, Origin] = {}
        self.address = ""

    def issue(self, user_id: str, channel: Channel, *, message: Message | None) -> str:
        """Return a new address, for one payload."""
        token = secrets.token_hex(12)
        self._origins[token] = Origin(user_id, channel, message, stamps.unix_now())
        return f"{self.address}/response/{token}"

    def post(self, token: str, body: bytes) -> tuple[int, str]:
        """Apply a POST. Return (HTTP status, text of the answer)."""
        team = self._team
        with team.lock:
            origin = self._origins.get(token)
            if origin is None or stamps.unix_now() - origin.issued_at > LIFE_S:
                return self._refuse(404, "expired_url")
            if origin.uses >= USES:
                return self._refuse(404, "used_url")
            try:
                answer = json.loads(body)
            except ValueError:
                return self._refuse(400, "invalid_payload")
            faults = message_faults(answer.get("blocks") or [], refused=team.refused())
            if faults:
                return self._refuse(400, "invalid_blocks " + "; ".join(faults))
            origin.uses += 1
            self._show(origin, answer)
            team.tell()
        return 200, "ok"

    def _refuse(self, status: int, reason: str) -> tuple[int, str]:
        self._team.break_rule(f"response_url: {reason}")
        return status, reason

    def _show(self, origin: Origin, answer: Json) -> None:
        team, source = self._team, origin.message
        new = "text" in answer or "blocks" in answer
        replace = answer.get("replace_original")
        if replace is None:  # the default for buttons of a message, unless the response_type asks for a new message
            replace = source is not None and "response_type" not in answer
        if answer.get("delete_original") and source is not None:
            team.take_away(source)
        elif replace and source is not None:
            team.rewrite(source, text=answer.get("text", ""), blocks=answer.get("blocks") or [])
            return
        if not new:
            return
        ephemeral = answer.get("response_type", "ephemeral") != "in_channel"
        team.post(
            origin.channel,
            text=answer.get("text", ""),
            blocks=answer.get("blocks") or [],
            thread_ts=answer.get("thread_ts"),
            ephemeral_for=origin.user_id if ephemeral else None,
        )
