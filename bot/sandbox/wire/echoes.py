"""Events about the app's own messages, which Slack sends back to the app when they are new, changed or deleted."""

import threading
from queue import SimpleQueue

from bot.sandbox.memory.messages import Message
from bot.sandbox.refused import Json
from bot.sandbox.wire.desk import Desk
from bot.sandbox.wire.events import EVENT_OF
from bot.sandbox.wire.payloads import changed_event, deleted_event, file_shared_event, message_event

HEARD = frozenset((*EVENT_OF.values(), "file_shared"))  # events that the app's own messages can cause


class Echoes:
    """Sends events in order, from a thread of its own, so that the app's call is answered first.

    It exists only if the app subscribed to an event of HEARD. Callers hold the workspace's lock."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._due: SimpleQueue[tuple[str, Json] | None] = SimpleQueue()
        threading.Thread(target=self._run, daemon=True).start()

    def posted(self, message: Message) -> None:
        """Send the events of a new message of the app, and of the files in it."""
        channel = self._desk.team.channels[message.channel_id]
        self._add(message, message_event(self._desk.team, message, channel=channel))
        if self._desk.team.bot.id in channel.members:
            for file in message.shared:
                self._due.put(("file_shared", file_shared_event(file.id, message=message)))

    def changed(self, message: Message, *, before: Json) -> None:
        self._add(message, changed_event(self._desk.team, message, before=before))

    def deleted(self, message: Message) -> None:
        self._add(message, deleted_event(self._desk.team, message))

    def stop(self) -> None:
        self._due.put(None)

    def _add(self, message: Message, event: Json) -> None:
        channel = self._desk.team.channels[message.channel_id]
        if self._desk.team.bot.id in channel.members and not message.ephemeral:
            self._due.put((EVENT_OF[channel.kind], event))

    def _run(self) -> None:
        while (due := self._due.get()) is not None:
            self._desk.event(*due)
