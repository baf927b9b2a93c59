"""The calendar file of an appointment, in the thread of the card of who asked for it."""

from collections.abc import Mapping

from bot.agenda import ics
from bot.agenda.calendars import ENTRY, entry_of
from bot.clock import Now
from bot.dates.words import moment_words
from bot.notices.model import Notice
from bot.tools import Reading
from handlers.agenda import entry_texts as texts
from handlers.kit.escaping import escape

from .messages import Renderer, Upload


def agenda_renderers(now: Now) -> Mapping[str, Renderer]:
    """Give the renderer of a calendar file."""

    def file(reading: Reading, notice: Notice) -> Upload | None:
        entry = entry_of(reading, notice.subject_id, person_id=notice.person_id or 0)
        if entry is None:
            return None
        title = texts.title(entry.summary, moment_words(entry.starts, now()))
        say = texts.removed if entry.cancelled else texts.added
        name = ics.file_name(entry.uid, entry.sequence)
        return Upload(name, title, escape(say(title)), data=ics.make_invitation(entry))

    return {ENTRY: file}
