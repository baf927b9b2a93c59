"""The kinds of notices and how each is drawn, borrowing the features' views: the registry of `Messages`."""

from bot.catalogue import service as catalogue
from bot.clock import Now
from bot.helpdesk import leavers, news, papers
from bot.mentoring import lapses
from bot.mentoring import news as mentoring_news
from bot.mentoring.sheets import describe as describe_cycle
from bot.notices import answers, team
from bot.notices.model import Action, Notice
from bot.programme.service import identify
from bot.tools import Reading, Transaction
from handlers.catalogue.listeners import draw
from handlers.catalogue.views import Seen
from handlers.kit.blocks import Message
from handlers.programme import views as programme_views

from .agenda_messages import agenda_renderers
from .helpdesk_messages import helpdesk_renderers
from .home_messages import home_renderers
from .hosting_messages import hosting_renderers
from .mentoring_messages import mentoring_renderers
from .messages import Messages, OnFailed, Renderer
from .welcome_messages import welcome_renderers


def make_messages(now: Now, help_lines: list[str]) -> Messages:
    """Give the renderers of all kinds; `help_lines` are those of the features, for who asks for help in a DM."""

    def answer(reading: Reading, notice: Notice) -> Message:
        wanted, asked_by = answers.read_answer(notice.detail)
        seen = Seen.ALONE if notice.thread_ts is None else Seen.SHARED
        menu = catalogue.open_menu(reading, identify(reading, asked_by), now=now())
        return draw(menu, wanted, help_lines=help_lines, seen=seen)

    def stranger(reading: Reading, notice: Notice) -> Message:
        known = identify(reading, notice.detail).roles
        return (programme_views.waiting if known else programme_views.stranger)(notice.detail)

    def lost(tx: Transaction, notice: Notice, _reason: str) -> None:
        papers.note_lost(tx, notice, now=now())

    def unreachable(tx: Transaction, notice: Notice, reason: str) -> None:
        leavers.note_unreachable(tx, notice, reason=reason, now=now())

    def no_group(tx: Transaction, notice: Notice, reason: str) -> None:
        if notice.action is Action.GROUP:
            sheet = describe_cycle(tx, notice.subject_id)
            mentoring_news.group_refused(tx, notice, sheet=sheet, reason=reason, now=now())

    def mentor_unreachable(tx: Transaction, notice: Notice, reason: str) -> None:
        lapses.note_unreachable(tx, notice, reason=reason, now=now())

    def waiting(_reading: Reading, notice: Notice) -> Message:
        return programme_views.waiting(notice.detail)

    own: dict[str, Renderer] = {answers.KIND: answer, team.STRANGER: stranger, team.WAITING: waiting}
    features = (
        agenda_renderers(now),
        helpdesk_renderers(now),
        hosting_renderers(now),
        mentoring_renderers(now),
        home_renderers(now),
        welcome_renderers(now),
    )
    for renderers in features:
        own |= renderers
    follow: dict[str, OnFailed] = dict.fromkeys((news.CARD, news.ADDED, news.MOVED, news.HANDED), unreachable)
    follow |= dict.fromkeys((mentoring_news.CARD, mentoring_news.CHASE, mentoring_news.PICKED), mentor_unreachable)
    return Messages(own, on_failed={**follow, news.PAPER: lost, mentoring_news.GROUP: no_group})
