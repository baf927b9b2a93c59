"""Views of the bot's own notices about late messages and replaced rooms. Pure."""

from collections.abc import Sequence
from datetime import datetime
from itertools import accumulate

from slack_sdk.models.blocks import Block

from bot.dates.paris import day_of
from bot.dates.words import moment_words, time_words
from bot.notices.lateness import LatenessAlert
from bot.notices.model import WaitingCounts
from bot.planning.rooms import RoomNews
from handlers.kit.blocks import Message, actions, button, context, header, message, section
from handlers.kit.escaping import Said, link_to
from handlers.kit.sentences import ITEM, end_sentence, join_text
from handlers.kit.texts import OPEN_FIRST_OF_ALL

from . import texts

# The most characters of a list. Slack takes 3,000 in a paragraph, and 4,000 in a message's text.
ROOM = 2_600


def late_message(fact: LatenessAlert, still_waiting: WaitingCounts, *, now: datetime) -> Message:
    """Build the notice of how many messages are late, without their content. If they have been sent since, say so."""
    if still_waiting.since is None:
        said = join_text([texts.waited(fact.count, _moment_phrase(fact.since, now)), texts.NOTHING_TO_DO])
        return message(join_text([end_sentence(texts.LATE_TITLE), said]), header(texts.LATE_TITLE), section(said))
    said = join_text(
        [texts.wait(still_waiting.late, _moment_phrase(still_waiting.since, now)), texts.will_leave(still_waiting.late)]
    )
    whole = join_text([end_sentence(texts.LATE_TITLE), said, texts.WHOM])
    return message(whole, header(texts.LATE_TITLE), section(said), context(texts.WHOM))


def _moment_phrase(moment: datetime, now: datetime) -> str:
    return time_words(moment) if day_of(moment) == day_of(now) else f"le {moment_words(moment, now)}"


def replaced_message(news: RoomNews, *, now: datetime) -> Message:
    """Build the list of appointments whose video room was replaced.

    If links of the reader's own were removed, the message says which, and how to set another link."""
    coming = news.outlines
    title = texts.ROOM_OWN_TITLE if not coming else texts.ROOM_TITLE if len(coming) == 1 else texts.ROOMS_TITLE
    first = texts.ROOM_CLOSED if not coming else texts.ROOM_ONE if len(coming) == 1 else texts.ROOM_SEVERAL
    listed = [
        (outline.name, moment_words(outline.appointment.starts, now), outline.appointment.link or "")
        for outline in coming
    ]
    shown = _fitting_lines(
        [ITEM(what=texts.ROOM_LINE(what=what, when=when, link=link_to(link))) for what, when, link in listed]
    )
    said = [end_sentence(texts.ROOM_LINE(what=what, when=when, link=link)) for what, when, link in listed[: len(shown)]]
    rest = [texts.more_rooms(len(coming) - len(shown))] if len(coming) > len(shown) else []
    rest += [texts.ROOM_FOLLOW] if coming else []
    rest += [OPEN_FIRST_OF_ALL] if any(outline.appointment.opens_room(news.person_id) for outline in coming) else []
    rest += [texts.ROOM_OWN] if news.own else []
    own = [texts.ROOM_DEFI(name=defi.name) for defi in news.defis]
    blocks: list[Block] = [header(title), section(join_text([first, *shown], "\n"))]
    blocks += [section(text) for text in [*rest, *own]]
    blocks += [section(texts.ROOM_SERIES(name=name, link=link_to(link))) for name, link in news.series]
    blocks += [actions(button(texts.ROOMS_HOURS, "hours.open"))] if news.own else []
    heard = [first, *said, *rest, *own, *(texts.ROOM_SERIES(name=name, link=link) for name, link in news.series)]
    return message(join_text(heard), *blocks)


def _fitting_lines(lines: Sequence[Said]) -> list[Said]:
    ends = accumulate(len(line) + 1 for line in lines)
    return [text for text, end in zip(lines, ends, strict=True) if end <= ROOM]
