"""Services that are loaded at their first use: renderers of notices, links in mails, writers of calendar entries.

Because of this, the start does not wait for the libraries of mails, pages and calendar files."""

from functools import cached_property
from typing import TYPE_CHECKING

from bot.catalogue.catalogue import OWN_WORDS
from bot.catalogue.hurt import distress_kind
from bot.clock import Now
from bot.dates.holidays import is_holiday
from bot.dates.paris import day_of
from bot.notices.model import Notice
from bot.outside.mail_server import read_mailbox
from bot.settings import Settings
from bot.signing import Signer
from bot.tools import Reading, Tools, Transaction
from handlers.kit.routes import Routes

if TYPE_CHECKING:
    from handlers.notices.mails.linking import Links
    from handlers.notices.messages import Drawn, Messages
    from handlers.pages.desk import Desk


class Behind:
    """Services that are loaded when any thread first uses them. `salt`: the database's random salt."""

    def __init__(self, routes: Routes, settings: Settings, *, now: Now, salt: str) -> None:
        self._routes, self._settings, self._now, self._salt = routes, settings, now, salt

    @cached_property
    def links(self) -> "Links | None":
        """The signer of the links in mails; None if mails have no links."""
        return make_links(self._settings, salt=self._salt)

    @cached_property
    def messages(self) -> "Messages":
        """The renderers of notices."""
        from handlers.notices.renderers import make_messages

        settings = self._settings
        answers = read_mailbox(settings.mail_from) if settings.mail_from and settings.reads_answers else None
        return make_messages(
            self._now, self._routes.help, links=self.links, reply_mailbox=answers, contact=settings.bot_contact
        )

    def render(self, reading: Reading, notice: Notice) -> "Drawn | None":
        """Render a notice (`Messages.render`)."""
        return self.messages.render(reading, notice)

    def follow_up(self, tx: Transaction, notice: Notice, reason: str) -> bool | None:
        """Call the follow-up of a failed notice (`Messages.follow_up`)."""
        return self.messages.follow_up(tx, notice, reason)

    def write(self, tools: Tools, notice: Notice) -> bool:
        """Write an entry into a person's calendar (`bot.agenda.writing`)."""
        from bot.agenda.writing.writer import write

        return write(tools, notice)

    def make_desk(self, tools: Tools) -> "Desk | None":
        """Return the handler of mail links; None if mails have no links."""
        from handlers.pages.desk import Desk

        return Desk(tools, self._routes, messages=self.messages, links=self.links) if self.links else None

    def load(self) -> None:
        """Load all services, and the caches that the first request may need."""
        is_holiday(day_of(self._now()))
        from bot.agenda.writing import writer  # noqa: F401 - `write` needs it

        self.messages  # noqa: B018 - reading a cached property creates its value
        OWN_WORDS.index  # noqa: B018 - reading a cached property creates its value
        distress_kind("")


def make_links(settings: Settings, *, salt: str) -> "Links | None":
    """Return the signer of the links in mails; None if BOT_BASE_URL or BOT_SECRET_KEY is missing."""
    from handlers.notices.mails.linking import Links
    from handlers.notices.renderers import PURPOSES

    if settings.bot_base_url is None or settings.secret_key is None:
        return None
    signer = Signer(settings.secret_key, before=settings.secret_key_before, salt=salt)
    return Links(signer, base=settings.bot_base_url, purposes=PURPOSES)
