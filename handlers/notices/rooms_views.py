"""The one message that lists all appointments whose rooms were replaced, drawn. Pure."""

from collections.abc import Sequence
from datetime import datetime
from itertools import accumulate

from slack_sdk.models.blocks import Block

from bot.dates.words import moment_words
from bot.planning.rooms import News
from handlers.kit.blocks import Message, actions, button, header, message, section
from handlers.kit.escaping import Said, linked
from handlers.kit.sentences import ITEM, joined, stopped
from handlers.kit.texts import OPEN_FIRST_OF_ALL

from . import rooms_texts as texts

ROOM = 2_600  # characters for what is listed: the text that is heard holds 4,000, a paragraph 3,000


def replaced(news: News, *, now: datetime) -> Message:
    """Draw what has another room, what is gone of one's own, and how to give another."""
    coming = news.outlines
    title = texts.OWN_TITLE if not coming else texts.ONE_TITLE if len(coming) == 1 else texts.TITLE
    first = texts.CLOSED if not coming else texts.ONE if len(coming) == 1 else texts.SEVERAL
    listed = [(one.name, moment_words(one.appointment.starts, now), one.appointment.link or "") for one in coming]
    shown = _fitting([ITEM(what=texts.LINE(what=what, when=when, link=linked(link))) for what, when, link in listed])
    said = [stopped(texts.LINE(what=what, when=when, link=link)) for what, when, link in listed[: len(shown)]]
    rest = [texts.more(len(coming) - len(shown))] if len(coming) > len(shown) else []
    rest += [texts.FOLLOW] if coming else []
    rest += [OPEN_FIRST_OF_ALL] if any(one.appointment.opens_room(news.person_id) for one in coming) else []
    rest += [texts.OWN] if news.own else []
    own = [texts.DEFI(name=one.name) for one in news.defis]
    blocks: list[Block] = [header(title), section(joined([first, *shown], "\n"))]
    blocks += [section(one) for one in [*rest, *own]]
    blocks += [section(texts.SERIES(name=name, link=linked(link))) for name, link in news.series]
    blocks += [actions(button(texts.HOURS, "hours.open"))] if news.own else []
    heard = [first, *said, *rest, *own, *(texts.SERIES(name=name, link=link) for name, link in news.series)]
    return message(joined(heard), *blocks)


def _fitting(lines: Sequence[Said]) -> list[Said]:
    """Give the first of these lines that there is room for."""
    ends = accumulate(len(one) + 1 for one in lines)
    return [one for one, end in zip(lines, ends, strict=True) if end <= ROOM]
