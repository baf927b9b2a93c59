"""What the coaches read when messages do not leave. Pure."""

from datetime import datetime

from bot.dates.paris import day_of
from bot.dates.words import moment_words, time_words
from bot.notices.lateness import Late
from bot.notices.model import Waiting
from handlers.kit.blocks import Message, context, header, message, section
from handlers.kit.sentences import joined, stopped

from . import late_texts as texts


def late(told: Late, still: Waiting, *, now: datetime) -> Message:
    """Draw what waits now, or what waited if all has left by now; no content, no name."""
    if still.since is None:
        said = joined([texts.waited(told.count, _when(told.since, now)), texts.NOTHING_TO_DO])
        return message(joined([stopped(texts.TITLE), said]), header(texts.TITLE), section(said))
    said = joined([texts.wait(still.late, _when(still.since, now)), texts.will_leave(still.late)])
    whole = joined([stopped(texts.TITLE), said, texts.WHOM])
    return message(whole, header(texts.TITLE), section(said), context(texts.WHOM))


def _when(moment: datetime, now: datetime) -> str:
    return time_words(moment) if day_of(moment) == day_of(now) else moment_words(moment, now)
