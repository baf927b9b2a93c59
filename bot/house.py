"""The running bot: its parts, how it starts, and how it stops."""

import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from time import monotonic

from slack_bolt import App

from bot.behind import Behind
from bot.door.readiness import Readiness
from bot.door.web import Door
from bot.schedule import Schedule
from bot.tools import Tools
from handlers.notices.dispatcher import Dispatcher

log = logging.getLogger(__name__)

# Time to finish the current message. A platform grants ten seconds for a whole stop.
STOP_SECONDS = 4.0


@dataclass(frozen=True)
class House:
    """All running parts of the bot."""

    tools: Tools
    bolt: App
    dispatcher: Dispatcher
    # Mails have their own dispatcher, so that a slow mail server does not delay messages in Slack.
    mailer: Dispatcher
    # Calendar entries have their own dispatchers too, since calendar servers may be slow.
    writers: Sequence[Dispatcher]
    schedule: Schedule
    door: Door
    executor: ThreadPoolExecutor
    behind: Behind
    readiness: Readiness

    def start(self) -> None:
        """Start the dispatchers and the periodic jobs."""
        self.dispatcher.start()
        for dispatcher in (self.mailer, *self.writers):
            dispatcher.start()
        self.schedule.start()

    def load(self) -> None:
        """Load the lazy services, so that no request has to wait for them."""
        self.door.pages  # noqa: B018 - reading a cached property creates its value
        self.behind.load()

    def stop(self) -> None:
        """Stop in order: periodic jobs, current listeners, current messages, and then the database.

        A stop takes under ten seconds. A listener waits at most three seconds for Slack and two for the database. Then
        the current messages have STOP_SECONDS to end."""
        self.schedule.stop()
        self.executor.shutdown(wait=True)
        until = monotonic() + STOP_SECONDS
        for dispatcher in (self.mailer, *self.writers):
            dispatcher.stop(0)  # Ask all of them before waiting for any, so that they stop at the same time.
        ended = [
            dispatcher.stop(max(0.0, until - monotonic()))
            for dispatcher in (self.dispatcher, self.mailer, *self.writers)
        ]
        if not all(ended):
            log.warning("stopped while a message was being sent; the next start checks whether it was delivered")
        self.tools.database.close()
