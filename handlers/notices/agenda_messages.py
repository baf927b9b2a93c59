"""The calendar file of an appointment in the thread of its card, another room, and what a host's calendar lacks."""

from collections.abc import Mapping

from bot.agenda import busy_feeds, ics
from bot.agenda.calendars import ENTRY, entry_of
from bot.clock import Now
from bot.dates.words import moment_words
from bot.notices.model import Notice
from bot.planning import rooms
from bot.tools import Reading
from handlers.agenda import entry_texts as texts
from handlers.agenda import feed_views
from handlers.kit.blocks import Message

from . import rooms_views
from .messages import Renderer, Upload


def rooms_renderers(now: Now) -> Mapping[str, Renderer]:
    """Give the renderer of the message about rooms that were replaced."""

    def replaced(reading: Reading, notice: Notice) -> Message | None:
        news = rooms.read(reading, notice.subject_id, since=rooms.since_of(notice.detail), now=now())
        return rooms_views.replaced(news, now=now()) if news else None

    return {rooms.KIND: replaced}


def agenda_renderers(now: Now) -> Mapping[str, Renderer]:
    """Give the renderers of a calendar file and of a calendar that cannot be read."""

    def file(reading: Reading, notice: Notice) -> Upload | None:
        entry = entry_of(reading, notice.subject_id, person_id=notice.person_id or 0)
        if entry is None:
            return None
        title = texts.TITLE(summary=entry.summary, when=moment_words(entry.starts, now())).plain
        said = texts.REMOVED(what=title) if entry.cancelled else texts.ADDED(what=title)
        name = ics.file_name(entry.uid, entry.sequence, turn=notice.detail)
        return Upload(name, title, said, data=ics.make_invitation(entry))

    def failed(reading: Reading, notice: Notice) -> Message | None:
        feed = busy_feeds.describe(reading, notice.subject_id, now=now())
        return feed_views.failed(feed, now=now()) if feed and feed.failure else None

    return {ENTRY: file, busy_feeds.FAILED: failed}
