"""The one message that lists all appointments whose rooms were replaced, drawn. Pure."""

from collections.abc import Sequence
from datetime import datetime
from itertools import accumulate

from slack_sdk.models.blocks import Block

from bot.agenda.calendars.entries import OPEN_FIRST_OF_ALL
from bot.dates.words import moment_words
from bot.planning.rooms import News
from handlers.kit.blocks import Message, actions, button, header, message, section
from handlers.kit.escaping import escape

from . import rooms_texts as texts

ROOM = 2_600  # characters for what is listed: the text that is heard holds 4,000, a paragraph 3,000


def replaced(news: News, *, now: datetime) -> Message:
    """Draw what has another room, what is gone of one's own, and how to give another."""
    coming = news.outlines
    title = texts.OWN_TITLE if not coming else texts.ONE_TITLE if len(coming) == 1 else texts.TITLE
    first = texts.CLOSED if not coming else texts.ONE if len(coming) == 1 else texts.SEVERAL
    listed = [
        (escape(one.name), moment_words(one.appointment.starts, now), one.appointment.link or "") for one in coming
    ]
    shown = _fitting([f"• {texts.line(what, when, _link(link))}" for what, when, link in listed])
    said = [f"{texts.line(what, when, escape(link))}." for what, when, link in listed[: len(shown)]]
    rest = [texts.more(len(coming) - len(shown))] if len(coming) > len(shown) else []
    rest += [texts.FOLLOW] if coming else []
    rest += [OPEN_FIRST_OF_ALL] if any(one.appointment.opens_room(news.person_id) for one in coming) else []
    rest += [texts.OWN] if news.own else []
    own = [*(texts.defi(escape(one.name)) for one in news.defis)]
    blocks: list[Block] = [header(title), section("\n".join([first, *shown]))]
    blocks += [section(one) for one in [*rest, *own]]
    blocks += [section(texts.series(escape(name), _link(link))) for name, link in news.series]
    blocks += [actions(button(texts.HOURS, "hours.open"))] if news.own else []
    heard = [first, *said, *rest, *own, *(texts.series(escape(name), escape(link)) for name, link in news.series)]
    return message(" ".join(heard), *blocks)


def _fitting(lines: Sequence[str]) -> list[str]:
    """Give the first of these lines that there is room for."""
    ends = accumulate(len(one) + 1 for one in lines)
    return [one for one, end in zip(lines, ends, strict=True) if end <= ROOM]


def _link(link: str) -> str:
    return f"<{escape(link).replace('|', '%7C')}>"
