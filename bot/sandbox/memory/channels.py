"""A conversation (a public or private channel, a DM, a group DM) with its members and messages."""

from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.memory.messages import Message


@dataclass(slots=True, eq=False)
class Channel:
    """A conversation of the workspace. `kind`: public, private, im or mpim. `members`: ids of accounts."""

    id: str
    name: str
    kind: str
    members: set[str]
    messages: list[Message] = field(default_factory=list)
    archived: bool = False

    @property
    def shown_name(self) -> str:
        """The `channel_name` in payloads."""
        return {"im": "directmessage", "private": "privategroup"}.get(self.kind, self.name)

    @property
    def event_type(self) -> str:
        """The `channel_type` in message events."""
        return {"public": "channel", "private": "group"}.get(self.kind, self.kind)

    @property
    def history_scope(self) -> str:
        """The scope required to read this conversation."""
        return self.family + ":history"

    @property
    def family(self) -> str:
        """The first word of the scopes for conversations of this kind."""
        return {"public": "channels", "private": "groups"}.get(self.kind, self.kind)

    def find(self, ts: str) -> Message | None:
        return next((message for message in self.messages if message.ts == ts), None)

    def as_json(self) -> dict[str, Any]:
        """Return the conversation object of the Web API."""
        return {
            "id": self.id,
            "name": self.name,
            "is_channel": self.kind == "public",
            "is_group": self.kind == "private",
            "is_im": self.kind == "im",
            "is_mpim": self.kind == "mpim",
            "is_private": self.kind != "public",
            "is_archived": self.archived,
            "num_members": len(self.members),
        }
