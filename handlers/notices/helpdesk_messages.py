"""The notices about a bureau d'aide: its card, its channel's line, its news and its document."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from bot.agenda.model import CLAIMING
from bot.catalogue.model import plain
from bot.catalogue.service import current
from bot.clock import Now
from bot.helpdesk import news, papers
from bot.helpdesk.model import KEY, Document, Sheet
from bot.helpdesk.sheets import describe
from bot.notices.model import Notice
from bot.notices.unheard import parse_times
from bot.programme.model import Person
from bot.programme.service import person_named
from bot.tools import Reading
from handlers.helpdesk import news_texts, news_views
from handlers.helpdesk.card import views as card_views
from handlers.kit.blocks import Message

from .messages import Renderer, Upload

Named: TypeAlias = Callable[[int | None], Person | None]
Draw: TypeAlias = Callable[[Sheet, Notice, Named], Message | None]


def helpdesk_renderers(now: Now) -> Mapping[str, Renderer]:
    """Give the renderers of all that is told about a request to those concerned."""

    def card(reading: Reading, notice: Notice) -> Message | None:
        sheet = describe(reading, notice.subject_id)
        if not sheet.sessions:
            return None
        words = current(reading).catalogue.get(KEY)
        preparation = plain(words.preparer) if words else ""
        return card_views.card(sheet, notice.person_id or 0, preparation=preparation, now=now())

    def channel(reading: Reading, notice: Notice) -> Message | None:
        sheet = describe(reading, notice.subject_id)
        return card_views.channel(sheet, now=now()) if sheet.sessions else None

    def paper(reading: Reading, notice: Notice) -> Upload | None:
        return _paper(describe(reading, notice.subject_id), notice)

    news_of = {kind: _telling(draw) for kind, draw in _draws(now).items()}
    return {news.CARD: card, news.CHANNEL: channel, news.PAPER: paper, **news_of}


def _telling(draw: Draw) -> Renderer:
    """Make the renderer of a kind of news, which names people by their ids."""

    def tell(reading: Reading, notice: Notice) -> Message | None:
        def named(person_id: int | None) -> Person | None:
            return person_named(reading, person_id) if person_id else None

        return draw(describe(reading, notice.subject_id), notice, named)

    return tell


def _draws(now: Now) -> Mapping[str, Draw]:
    def added(sheet: Sheet, notice: Notice, named: Named) -> Message | None:
        actor_id, times = parse_times(notice.detail)
        return news_views.added(sheet, _reader(notice), appointment_ids=[*times], by=named(actor_id), now=now())

    def moved(sheet: Sheet, notice: Notice, named: Named) -> Message | None:
        actor_id, times = parse_times(notice.detail)
        return news_views.moved(sheet, _reader(notice), known=times, by=named(actor_id), now=now())

    def cancelled(sheet: Sheet, notice: Notice, named: Named) -> Message | None:
        actor_id, times = parse_times(notice.detail)
        return news_views.cancelled(sheet, _reader(notice), known=times, by=named(actor_id), now=now())

    def left(sheet: Sheet, notice: Notice, named: Named) -> Message | None:
        person_id, times = parse_times(notice.detail)
        return news_views.left(sheet, _reader(notice), appointment_ids=[*times], who=named(person_id), now=now())

    def handed(sheet: Sheet, notice: Notice, named: Named) -> Message | None:
        giver, taker = (named(int(one)) for one in notice.detail.split())
        return news_views.handed(sheet, _reader(notice), giver=giver, taker=taker, now=now())

    def joined(sheet: Sheet, notice: Notice, named: Named) -> Message | None:
        return news_views.joined(sheet, _reader(notice), who=named(int(notice.detail)), now=now())

    def lost(sheet: Sheet, _notice: Notice, _named: Named) -> Message | None:
        return news_views.lost(sheet, now=now())

    return {
        news.ADDED: added,
        news.MOVED: moved,
        news.CANCELLED: cancelled,
        news.LEFT: left,
        news.HANDED: handed,
        news.JOINED: joined,
        papers.LOST: lost,
    }


def _paper(sheet: Sheet, notice: Notice) -> Upload | None:
    """Draw the document for who hosts, took the request or was asked in and may read it; None when it is no file."""
    given = sheet.request.paper
    took = not sheet.standing and notice.person_id == sheet.request.taken_by
    reads = took or any(
        someone.person_id == notice.person_id and someone.part in CLAIMING and someone.sees_need
        for one in sheet.standing
        for someone in one.present
    )
    if given.document is not Document.FILE or not given.ref or not reads:
        return None
    name = papers.file_name(sheet.request, notice.revision)
    title = given.name or name
    return Upload(name, title, news_texts.PAPER(name=title, defi=sheet.defi.name), slack_file=given.ref)


def _reader(notice: Notice) -> int:
    return notice.person_id or 0
