"""What a person does without modals and clicks: write messages, open the Home, read."""

from dataclasses import dataclass

from bot.sandbox.elements import NotOnScreen
from bot.sandbox.memory.account import Account
from bot.sandbox.memory.channels import Channel
from bot.sandbox.memory.messages import Message, Reply
from bot.sandbox.memory.team import Team
from bot.sandbox.memory.views import View
from bot.sandbox.refused import Json
from bot.sandbox.wire.desk import Desk
from bot.sandbox.wire.events import EVENT_OF, wants
from bot.sandbox.wire.payloads import changed_event, deleted_event, file_shared_event, message_event, typed_blocks
from bot.sandbox.words import Block, escape


@dataclass(frozen=True, slots=True)
class HomeView:
    """The Home tab as a person sees it; empty until it is published."""

    view: View | None

    @property
    def text(self) -> str:
        """All text, in order."""
        return self.view.text if self.view else ""

    @property
    def words(self) -> str:
        """All text (messages have this name for it)."""
        return self.text

    @property
    def blocks(self) -> list[Block]:
        return self.view.blocks if self.view else []

    @property
    def buttons(self) -> list[str]:
        """The texts of the buttons, in order."""
        return self.view.buttons if self.view else []


class Writer:
    """A member who writes and reads, in one of their windows, or without a window in a script."""

    def __init__(self, desk: Desk, account: Account, *, window: str = "") -> None:
        self._desk, self._account, self.window = desk, account, window

    @property
    def _team(self) -> Team:
        return self._desk.team

    @property
    def id(self) -> str:
        """The Slack id, `U…`."""
        return self._account.id

    @property
    def name(self) -> str:
        """The displayed name."""
        return self._account.name

    @property
    def email(self) -> str | None:
        """The e-mail in the profile."""
        return self._account.email

    @property
    def dm(self) -> Channel:
        """The person's DM with the app."""
        with self._team.lock:
            return self._team.dm(self.id)

    def message(self, text: str, *, channel: Channel | None = None, thread: Message | None = None) -> Message:
        """Write a message, by default in the DM with the app. `<@U…>` and `@Name` mention people who exist.

        The app gets the events that its manifest names: message.im and the like, and app_mention if it is mentioned.
        Raises NotOnScreen if this person cannot write there.
        """
        where = self._place(channel)
        typed = self._typed(text)
        thread_ts = (thread.thread_ts or thread.ts) if thread else None
        written = self._team.post(
            where, text=typed, blocks=typed_blocks(text), author=self._account, thread_ts=thread_ts
        )
        self._said(where, written)
        return written

    def share(
        self, name: str, *, data: bytes, text: str = "", channel: Channel | None = None, thread: Message | None = None
    ) -> Message:
        """Share a new file in a message. Raises NotOnScreen as `message`.

        The app gets the events of the message (`file_share`) and of the file (file_shared) that its manifest names.
        """
        where = self._place(channel)
        with self._team.lock:
            file = self._team.files.add(name, data=data, user=self.id)
            typed, blocks = self._typed(text), typed_blocks(text) if text else []
            thread_ts = (thread.thread_ts or thread.ts) if thread else None
            written = self._team.post(
                where, text=typed, blocks=blocks, author=self._account, thread_ts=thread_ts, shared=[file]
            )
        self._said(where, written)
        if self._team.bot.id in where.members:
            self._event("file_shared", file_shared_event(file.id, message=written))
        return written

    def edit(self, message: Message, text: str) -> None:
        """Edit an own message. The app gets message_changed. Raises NotOnScreen for another person's message."""
        self._refuse_foreign(message)
        before = message.as_json()
        self._team.rewrite(message, text=self._typed(text), blocks=typed_blocks(text))
        self._told(message, changed_event(self._team, message, before=before))

    def take_back(self, message: Message) -> None:
        """Delete an own message. The app gets message_deleted. Raises NotOnScreen for another person's message."""
        self._refuse_foreign(message)
        self._team.take_away(message)
        self._told(message, deleted_event(self._team, message))

    def join(self, channel: Channel) -> None:
        """Join a channel. If the app is in it, it gets member_joined_channel."""
        with self._team.lock:
            channel.members.add(self.id)
            self._team.tell()
        if self._team.bot.id in channel.members:
            event = {"type": "member_joined_channel", "user": self.id, "channel": channel.id, "team": self._team.id}
            kind = {"channel_type": channel.id[0], "event_ts": self._team.timestamps.next()}
            self._event("member_joined_channel", event | kind)

    def mention(self, text: str, *, channel: Channel, thread: Message | None = None) -> Message:
        """Write a message that mentions the app: at the start, unless the text has a mention."""
        named = f"<@{self._team.bot.id}>"
        return self.message(text if named in text else f"{named} {text}", channel=channel, thread=thread)

    def open_home(self, *, wait: float = 30.0) -> HomeView:
        """Open the Home tab. Return it once the app has published it, or as it is after `wait` seconds."""
        team = self._team
        if not team.app.home_tab:
            raise NotOnScreen("the app has no Home tab")
        before = self.home()
        known = before.hash if before else None
        self._open_tab("home", before)
        if wants(team, "app_home_opened"):
            team.wait_for(lambda: (found := self.home()) is not None and found.hash != known, wait)
        return HomeView(self.home())

    def open_messages(self) -> None:
        """Open the Messages tab. The app gets app_home_opened for it."""
        self._open_tab("messages", self.home())

    def arrive(self) -> None:
        """Join the workspace. The app gets team_join."""
        user = self._account.as_json(with_email=self._team.app.has_any(("users:read.email",)))
        self._event("team_join", {"type": "team_join", "user": user, "event_ts": self._team.timestamps.next()})

    def home(self) -> View | None:
        """Return the last published Home, None without one."""
        with self._team.lock:
            return self._team.screens.homes.get(self.id)

    def inbox(self, *, threads: bool = True) -> list[Message]:
        """Return the app's messages in the DM with this person, the oldest first. `threads`: also those in threads."""
        with self._team.lock:
            found = [message for message in self._team.dm(self.id).messages if message.from_app]
        return found if threads else [message for message in found if message.thread_ts in (None, message.ts)]

    def thread(self, message: Message) -> list[Message]:
        """Return all replies in a message's thread, the oldest first, without the message itself.

        Raises NotOnScreen if this person is not in the conversation.
        """
        with self._team.lock:
            channel = self._team.channels[message.channel_id]
            if self.id not in channel.members:
                raise NotOnScreen(f"{self.name} is not in #{channel.name}")
            root = message.thread_ts or message.ts
            return [message for message in channel.messages if message.thread_ts == root and message.ts != root]

    def delete_file(self, file_id: str) -> None:
        """Delete an own file. Raises NotOnScreen for any other file."""
        with self._team.lock:
            file = self._team.files.find(file_id)
            if file is None or file.deleted or file.user != self.id:
                raise NotOnScreen(f"{self.name} has no file {file_id}")
            self._team.files.delete(file)
            self._team.tell()
        event = {"type": "file_deleted", "file_id": file_id, "event_ts": self._team.timestamps.next()}
        self._event("file_deleted", event)

    def replies(self) -> list[Reply]:
        """Return this person's ephemeral messages as they are now, the oldest first."""
        with self._team.lock:
            return [Reply(message=message) for message in self._team.ephemerals.get(self.id, [])]

    def buttons(self) -> list[str]:
        """Return the texts of all visible buttons, from the newest message to the oldest."""
        with self._team.lock:
            seen = sorted(self._seen(), key=lambda message: message.ts, reverse=True)
            return [label for message in seen for label in message.buttons]

    def _place(self, channel: Channel | None) -> Channel:
        """Return where this person writes: the DM with the app, or a channel with them. Raises NotOnScreen."""
        where = channel or self.dm
        app = self._team.app
        if where.kind == "im" and (not app.messages_tab or app.messages_read_only):
            raise NotOnScreen("the Messages tab takes no messages")
        if self.id not in where.members:
            raise NotOnScreen(f"{self.name} is not in #{where.name}")
        return where

    def _refuse_foreign(self, message: Message) -> None:
        if message.user != self.id or message.from_app:
            raise NotOnScreen(f"the message is not {self.name}'s")

    def _said(self, where: Channel, written: Message) -> None:
        self._told(written, message_event(self._team, written, channel=where))
        named = where.kind != "im" and f"<@{self._team.bot.id}>" in written.text
        if named and self._team.bot.id in where.members:
            self._event("app_mention", message_event(self._team, written, channel=where, kind="app_mention"))

    def _told(self, message: Message, event: Json) -> None:
        where = self._team.channels[message.channel_id]
        if self._team.bot.id in where.members:
            self._event(EVENT_OF[where.kind], event)

    def _seen(self) -> list[Message]:
        own = self._team.ephemerals.get(self.id, [])
        return [
            *own,
            *(message for c in self._team.channels.values() if self.id in c.members for message in c.messages),
        ]

    def _typed(self, text: str) -> str:
        """Return the text as the client sends it: typed markup is escaped, and names of people are mentions."""
        sent = escape(text)
        for account in self._team.accounts.values():
            sent = sent.replace(f"&lt;@{account.id}&gt;", f"<@{account.id}>").replace(
                f"@{account.name}", f"<@{account.id}>"
            )
        return sent

    def _open_tab(self, tab: str, home: View | None) -> None:
        stamp = self._team.timestamps.next()
        event: Json = {
            "type": "app_home_opened",
            "user": self.id,
            "channel": self.dm.id,
            "tab": tab,
            "event_ts": stamp,
        }
        if home is not None:
            event["view"] = self._team.view_json(home)
        self._event("app_home_opened", event)

    def _event(self, name: str, event: Json) -> None:
        self._desk.event(name, event)
