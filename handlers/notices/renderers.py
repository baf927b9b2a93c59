"""The kinds of notices and how each is drawn, borrowing the features' views: the registry of `Messages`."""

from bot.catalogue import service as catalogue
from bot.catalogue.model import plain
from bot.clock import Now
from bot.helpdesk import service as helpdesk
from bot.helpdesk.model import KEY as HELPDESK
from bot.notices import answers, team
from bot.notices.model import Notice
from bot.programme.service import identify
from bot.tools import Reading
from handlers.catalogue.listeners import draw
from handlers.catalogue.views import Seen
from handlers.helpdesk import views as helpdesk_views
from handlers.kit.blocks import Message
from handlers.programme import views as programme_views

from .messages import Messages


def make_messages(now: Now, help_lines: list[str]) -> Messages:
    """Give the renderers of all kinds; `help_lines` are those of the features, for who asks for help in a DM."""

    def answer(reading: Reading, notice: Notice) -> Message:
        wanted, asked_by = answers.read_answer(notice.detail)
        seen = Seen.ALONE if notice.thread_ts is None else Seen.SHARED
        menu = catalogue.open_menu(reading, identify(reading, asked_by), now=now())
        return draw(menu, wanted, help_lines=help_lines, seen=seen)

    def card(reading: Reading, notice: Notice) -> Message:
        sheet = helpdesk.describe(reading, notice.subject_id)
        words = catalogue.current(reading).catalogue.get(HELPDESK)
        preparation = plain(words.preparer) if words else ""
        return helpdesk_views.card(sheet, notice.person_id or 0, preparation=preparation, now=now())

    def cancelled(reading: Reading, notice: Notice) -> Message:
        sheet = helpdesk.describe(reading, notice.subject_id)
        by = helpdesk.person_named(reading, int(notice.detail))
        return helpdesk_views.cancelled(sheet, notice.person_id or 0, by=by, now=now())

    def stranger(reading: Reading, notice: Notice) -> Message:
        known = identify(reading, notice.detail).roles
        return (programme_views.waiting if known else programme_views.stranger)(notice.detail)

    def waiting(_reading: Reading, notice: Notice) -> Message:
        return programme_views.waiting(notice.detail)

    return Messages(
        {
            answers.KIND: answer,
            helpdesk.CARD: card,
            helpdesk.CANCELLED: cancelled,
            team.STRANGER: stranger,
            team.WAITING: waiting,
        }
    )
