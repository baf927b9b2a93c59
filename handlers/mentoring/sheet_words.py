"""What cards, forms and news read off a cycle: its dates in words, who comes, who is waited for; pure."""

from collections.abc import Iterable
from datetime import datetime

from bot.agenda.calendars.entries import join_names
from bot.dates.words import day_words, moment_words, range_words
from bot.mentoring.model import Session, Sheet
from bot.programme.model import Person
from handlers.kit.reading import number, pieces


def session_line(one: Session, *, now: datetime) -> str:
    """Give a séance's day and hours: "mardi 12 mai, de 14 h à 15 h 30"."""
    return f"{day_words(one.appointment.starts, now)}, {range_words(one.appointment.starts, one.appointment.ends)}"


def moments(sessions: Iterable[Session], now: datetime) -> list[str]:
    """Give the starts of séances in words."""
    return [moment_words(one.appointment.starts, now) for one in sessions]


def coming(sheet: Sheet, *, now: datetime) -> list[Session]:
    """Give the séances that have a time and have not begun, by start."""
    return [one for one in sheet.timed if one.appointment.starts > now]


def turn_value(sheet: Sheet) -> str:
    """Give what a button carries that agrees to the times it was drawn with: the cycle, and whose turn since when."""
    return f"{sheet.cycle.id} {int(sheet.cycle.turned_at.timestamp())}"


def read_turn(value: str) -> tuple[int, int | None]:
    """Read what such a button carries; one of an earlier version has the cycle alone."""
    cycle, *since = pieces(value, 1, most=2)
    return number(cycle), number(since[0], 0) if since else None


def name_of(sheet: Sheet, person_id: int | None, *, otherwise: str = "") -> str:
    """Give somebody's name."""
    person: Person | None = sheet.people.get(person_id or 0)
    return person.name if person else otherwise


def team_names(sheet: Sheet, *, besides: int = 0) -> str:
    """Name who comes on the team's side, who asked first."""
    return join_names([name_of(sheet, one) for one in sheet.team_ids if one != besides and one in sheet.people])
