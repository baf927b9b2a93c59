"""Views of a coach's « Votre semaine ». Pure."""

from datetime import datetime

from slack_sdk.models.blocks import Block

from bot.dates.words import moment_words
from bot.records.host_week import Week
from handlers.kit.blocks import Message, message, section
from handlers.kit.sentences import joined, stopped

from . import texts

SHOWN = 15  # lines: more is a list, which `/agenda` has


def week(found: Week, reader_id: int, *, now: datetime) -> Message | None:
    """Show what a coach hosts this week, then their défis with what is late; None for nothing of either."""
    hosted = [
        texts.line(
            moment_words(outline.appointment.starts, now),
            outline.name,
            defi=outline.defi,
            others=outline.others(reader_id),
        )
        for outline in found.hosted[:SHOWN]
    ]
    if len(found.hosted) > SHOWN:
        hosted.append(texts.AND_MORE(count=len(found.hosted) - SHOWN))
    defis = [texts.late(defi.name, count) for defi, count in found.defis]
    late = any(count for _, count in found.defis)
    if not hosted and not late:
        return None
    blocks: list[Block] = []
    heard = []
    for title, lines in ((texts.HOSTED, hosted), (texts.DEFIS, defis)):
        if lines:
            blocks.append(section(joined([title, *lines], "\n• ")))
            heard += [stopped(title.replace("*", "")), *map(stopped, lines)]
    return message(joined(heard), *blocks)
