"""What cards, forms and news read off a sheet: the séances to come, their times in words, who comes to them. Pure.

Beside the rooms, since nearly each of them reads a sheet so.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.agenda.model import Appointment, Part
from bot.dates.words import moment_words
from bot.helpdesk.model import Sheet
from handlers.helpdesk.card import texts

_ORDER = (Part.HOST, Part.EXPERT, Part.BOOKER, Part.GUEST)


def coming_sessions(sheet: Sheet, *, now: datetime) -> list[Appointment]:
    """Give the séances that stand and have not begun, by start."""
    return [one for one in sheet.standing if one.starts > now]


def times_of(sessions: Iterable[Appointment], now: datetime) -> list[str]:
    """Give the starts of séances in words."""
    return [moment_words(one.starts, now) for one in sessions]


def names_of(sheet: Sheet, sessions: Sequence[Appointment], *, besides: int = 0) -> list[str]:
    """Name who comes to one of these séances: who hosts first, with what they are, then the team."""
    present: dict[int, Part] = {}
    for one in sessions:
        for someone in one.present:
            present.setdefault(someone.person_id, someone.part)
    named = []
    for person_id, part in sorted(present.items(), key=lambda each: (_ORDER.index(each[1]), each[0])):
        person = sheet.people.get(person_id)
        if person is not None and person_id != besides:
            say = {Part.HOST: texts.coach, Part.EXPERT: texts.specialist}.get(part, str)
            named.append(say(person.name))
    return named
