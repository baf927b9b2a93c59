"""Blocks about the reader's other events on a day, for forms that ask for a time. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from slack_sdk.models.blocks import Block

from bot.agenda.around import BusyDay, BusyTime
from bot.dates.paris import from_epoch, midnight
from bot.dates.words import day_words, range_words

from .blocks import context
from .escaping import Said
from .sentences import SPACE, french, join_text, sentence

MOST = 8

_DAY = sentence("Votre journée du {day} : {taken}.")
_FREE = sentence("Votre journée du {day} : rien d’autre n’y est prévu.")
_IN_CALENDAR = french("dans votre agenda")
_WHOLE_DAY = french("toute la journée")
_LATER = french("et d’autres heures ensuite")


def other_events_blocks(days: Sequence[BusyDay], *, now: datetime) -> list[Block]:
    return [context(join_text([_day_line(day, now=now) for day in days], "\n"))] if days else []


def _day_line(around: BusyDay, *, now: datetime) -> Said:
    day = day_words(around.day, now)
    if not around.taken:
        return _FREE(day=day)
    words = [_event_span_and_name(each, around) for each in around.taken[:MOST]]
    return _DAY(day=day, taken=f"{SPACE}; ".join([*words, *([_LATER] if len(around.taken) > MOST else [])]))


def _event_span_and_name(taken: BusyTime, day: BusyDay) -> str:
    whole = taken.starts == from_epoch(midnight(day.day)) and taken.ends - taken.starts >= timedelta(hours=23)
    when = _WHOLE_DAY if whole else range_words(taken.starts, taken.ends)
    return f"{taken.name or _IN_CALENDAR}, {when}"
