"""The state of the workspace: accounts, conversations, views, calls of the app, and rules that it broke."""

import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from bot.sandbox import stamps
from bot.sandbox.elements import with_ids
from bot.sandbox.memory.account import Account
from bot.sandbox.memory.channels import Channel
from bot.sandbox.memory.files import Files, StoredFile
from bot.sandbox.memory.installation import Installation
from bot.sandbox.memory.messages import Message
from bot.sandbox.memory.triggers import Triggers
from bot.sandbox.memory.views import Screens, View
from bot.sandbox.refused import Json
from bot.sandbox.stamps import Timestamps, new_id
from bot.sandbox.words import Block

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Call:
    """A call of the Web API. `when`: seconds since 1970, on the machine's clock."""

    method: str
    arguments: Json
    answer: Json
    status: int
    when: float


@dataclass(slots=True)
class Delivery:
    """A request to the bot and its answer. `ms`: time until the answer. `late`: it took more than three seconds.

    `answer`: the JSON or text of a 200, else None. `error`: what Slack shows the person without an answer. `fault`:
    the simulated fault.
    """

    kind: str
    name: str
    payload: Json
    status: int | None = None
    answer: Any = None
    ms: float = 0.0
    late: bool = False
    error: str | None = None
    attempt: int = 0
    no_retry: bool = False
    when: float = field(default_factory=stamps.unix_now)
    fault: str | None = None


class Hearing(Protocol):
    """Is told of the app's messages. The workspace's lock is held meanwhile."""

    def posted(self, message: Message) -> None:
        """Handle a new message."""

    def changed(self, message: Message, *, before: Json) -> None:
        """Handle a changed message. `before`: its JSON until then."""

    def deleted(self, message: Message) -> None:
        """Handle a deleted message."""


class Team:
    """A workspace with one app. `lock` protects all of it; `changed` wakes threads that wait for a change.

    `patience_s`: Slack's three seconds, on the machine's clock; more in tests on a slow machine.
    """

    patience_s = stamps.SLACK_S

    def __init__(self, *, team_id: str, domain: str, now: Callable[[], float]) -> None:
        self.id, self.domain, self.now = team_id, domain, now
        self.lock = threading.RLock()
        self.changed = threading.Condition(self.lock)
        self.app = Installation()
        self.app_id, self.bot_id = new_id("A"), new_id("B")
        self.bot = Account(new_id("U"), team_id, "dispositifs", None, is_bot=True)
        self.accounts: dict[str, Account] = {self.bot.id: self.bot}
        self.channels: dict[str, Channel] = {}
        self.ephemerals: dict[str, list[Message]] = {}
        self.screens = Screens(self.name_of)
        self.files = Files(team_id, domain=domain)
        self.triggers = Triggers(lambda: self.patience_s)
        self.timestamps = Timestamps()
        self.calls: list[Call] = []
        self.deliveries: list[Delivery] = []
        self.violations: list[str] = []
        self.hearing: Hearing | None = None
        # Blocks of RECENT that this workspace does not support.
        self.refused: Callable[[], Collection[str]] = tuple
        self.version = 0  # number of changes so far, for readers that poll

    def name_of(self, thing_id: str) -> str:
        """Return the name of the thing with this id, or the id itself."""
        found = self.accounts.get(thing_id) or self.channels.get(thing_id)
        return found.name if found else thing_id

    def tell(self) -> None:
        """Wake all threads that wait for a change."""
        with self.lock:
            self.version += 1
            self.changed.notify_all()

    def wait_for(self, condition: Callable[[], T], seconds: float) -> T:
        """Wait until the condition is truthy, which is checked after each change. Return its last value."""
        limit = stamps.elapsed() + seconds
        with self.lock:
            while not (found := condition()) and (left := limit - stamps.elapsed()) > 0:
                self.changed.wait(min(left, 0.05))
        return found

    def break_rule(self, sentence: str) -> None:
        """Record that the app broke a rule of Slack."""
        with self.lock:
            self.violations.append(sentence)

    def dm(self, user_id: str) -> Channel:
        """Return the DM between the app and a person, which is opened if needed."""
        for channel in self.channels.values():
            if channel.kind == "im" and user_id in channel.members:
                return channel
        return self.add_channel(Channel(new_id("D"), user_id, "im", {user_id, self.bot.id}))

    def add_channel(self, channel: Channel) -> Channel:
        """Add a conversation."""
        self.channels[channel.id] = channel
        return channel

    def post(
        self,
        channel: Channel,
        *,
        text: str,
        blocks: list[Block],
        author: Account | None = None,
        thread_ts: str | None = None,
        metadata: Json | None = None,
        ephemeral_for: str | None = None,
        shared: Sequence[StoredFile] = (),
    ) -> Message:
        """Write a message of `author` (None: the bot), for all or for one person. `shared`: complete files."""
        by_bot = author is None
        with self.lock:
            message = Message(
                channel_id=channel.id,
                ts=self.timestamps.next(),
                user=(author or self.bot).id,
                bot_id=self.bot_id if by_bot else None,
                app_id=self.app_id if by_bot else None,
                text=text,
                blocks=with_ids(blocks),
                thread_ts=thread_ts,
                metadata=metadata,
                ephemeral_for=ephemeral_for,
                shared=list(shared),
                shown_at=self.now(),
                name_of=self.name_of,
            )
            box = channel.messages if ephemeral_for is None else self.ephemerals.setdefault(ephemeral_for, [])
            box.append(message)
            for file in shared:
                file.shares.append((channel.kind, channel.id, message.share))
            if self.hearing and by_bot and ephemeral_for is None:
                self.hearing.posted(message)
            self.tell()
        return message

    def rewrite(self, message: Message, *, text: str, blocks: list[Block]) -> None:
        with self.lock:
            before = message.as_json() if self.hearing and message.from_app else {}
            message.text, message.blocks = text, with_ids(blocks)
            message.edited = True
            message.values = {}
            if self.hearing and before:
                self.hearing.changed(message, before=before)
            self.tell()

    def take_away(self, message: Message) -> None:
        """Delete a message of a conversation."""
        with self.lock:
            for box in (self.channels[message.channel_id].messages, *self.ephemerals.values()):
                if message in box:
                    box.remove(message)
            if self.hearing and message.from_app:
                self.hearing.deleted(message)
            self.tell()

    def view_json(self, view: View) -> Json:
        """Return a view as it is in payloads and answers."""
        return view.as_json(team_id=self.id, app_id=self.app_id, bot_id=self.bot_id)
