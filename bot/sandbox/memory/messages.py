"""A message in a conversation, or for one person alone; and the reply to a command."""

from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.elements import buttons_in
from bot.sandbox.memory.files import SeenFile, StoredFile
from bot.sandbox.words import Block, NameOf, read_blocks, read_mrkdwn, read_text

Values = dict[str, dict[str, dict[str, Any]]]


@dataclass(slots=True, eq=False)
class Message:
    """A message. `ephemeral_for`: its only reader. `values`: what each person chose in it. `shared`: its files."""

    channel_id: str
    ts: str
    user: str
    bot_id: str | None
    app_id: str | None
    text: str
    blocks: list[Block]
    thread_ts: str | None = None
    metadata: dict[str, Any] | None = None
    edited: bool = False
    ephemeral_for: str | None = None
    shared: list[StoredFile] = field(default_factory=list, repr=False)
    shown_at: float = 0.0
    values: dict[str, Values] = field(default_factory=dict, repr=False)
    name_of: NameOf = field(default=str, repr=False)

    @property
    def ephemeral(self) -> bool:
        """Return whether only one person can see the message."""
        return self.ephemeral_for is not None

    @property
    def words(self) -> str:
        """All visible text: of the blocks if there are any, otherwise `text`; then the title of each file."""
        said = (
            read_blocks(self.blocks, None, name_of=self.name_of)
            if self.blocks
            else read_mrkdwn(self.text, self.name_of)
        )
        return "\n".join([*([said] if said or not self.shared else []), *(file.title for file in self.files)])

    @property
    def files(self) -> list[SeenFile]:
        """The files of the message that were not deleted."""
        return [file.seen for file in self.shared if not file.deleted]

    @property
    def share(self) -> dict[str, str]:
        """What files.info says of this message."""
        return {"ts": self.ts} | ({"thread_ts": self.thread_ts} if self.thread_ts else {})

    @property
    def buttons(self) -> list[str]:
        """The texts of the buttons, in order."""
        return [read_text(placed.element["text"]) for placed in buttons_in(self.blocks)]

    @property
    def from_app(self) -> bool:
        """Return whether an app wrote the message."""
        return self.bot_id is not None

    def as_json(self, *, all_metadata: bool = True, replies: int = 0) -> dict[str, Any]:
        """Return the message object of the Web API. Without `all_metadata`, the metadata is its event_type only."""
        found: dict[str, Any] = {"type": "message", "user": self.user, "ts": self.ts, "text": self.text}
        if self.bot_id:
            found |= {"bot_id": self.bot_id, "app_id": self.app_id}
        if self.blocks:
            found["blocks"] = self.blocks
        if self.shared:
            found |= {"files": [file.as_json() for file in self.shared], "upload": True}
        if self.thread_ts:
            found["thread_ts"] = self.thread_ts
        if replies:
            found |= {"thread_ts": self.ts, "reply_count": replies}
        if self.edited:
            found["edited"] = {"user": self.user, "ts": self.ts}
        if self.metadata:
            found["metadata"] = self.metadata if all_metadata else {"event_type": self.metadata["event_type"]}
        return found


@dataclass(frozen=True, slots=True)
class Reply:
    """What a person sees after an action: a message, an error of Slack, or nothing."""

    message: Message | None = None
    error: str | None = None

    @property
    def text(self) -> str:
        """The `text` of the message, as the app wrote it; "" without a message."""
        return self.message.text if self.message else ""

    @property
    def blocks(self) -> list[Block]:
        """The blocks of the message."""
        return self.message.blocks if self.message else []

    @property
    def ephemeral(self) -> bool:
        """Return whether only this person sees the reply."""
        return self.message is not None and self.message.ephemeral

    @property
    def words(self) -> str:
        """All visible text; "" without a message."""
        return self.message.words if self.message else ""

    @property
    def buttons(self) -> list[str]:
        """The texts of the buttons, in order."""
        return self.message.buttons if self.message else []
