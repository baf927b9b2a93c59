"""One event stands once in « Votre semaine »: which of several messages about it says it, where they come together."""

from datetime import datetime

from bot.agenda.model import Appointment
from bot.agenda.reminders import service as reminders
from bot.agenda.reminders.timetable import Kind, timetable
from bot.dates.paris import day_of
from bot.gatherings.groups import service as grouped
from bot.gatherings.groups.formation import told_at
from bot.gatherings.model import MIXED, Sheet
from bot.gatherings.sheets import describe
from storage.database import Reading
from storage.gatherings import groups as gathering_groups


def says_group(tx: Reading, one: Appointment, *, due: datetime) -> bool:
    """Say whether this is a small group whose people are told all that a week says on the day of `due`."""
    gathering_id = gathering_groups.gatherings_of(tx, [one.id]).get(one.id) if one.dispositif == MIXED else None
    return gathering_id is not None and _told_on(describe(tx, gathering_id), due)


def says_all(tx: Reading, sheet: Sheet, person_id: int, *, due: datetime) -> bool:
    """Say whether something else tells this person on the day of `due` of a group, and how to prepare for it.

    That is the reminder of the week, or the card of their own small group.
    """
    own = grouped.own_of(tx, sheet, person_id)
    if own is not None and _told_on(sheet, due):
        return True
    one = own or sheet.appointment
    weeks = [each.due for each in timetable(one, {}, whom=[person_id]) if each.kind is Kind.WEEK]
    comes = any(day_of(each) == day_of(due) for each in weeks)
    return comes and reminders.is_wanted(tx, Kind.WEEK, person_id=person_id, dispositif=one.dispositif)


def _told_on(sheet: Sheet, due: datetime) -> bool:
    return day_of(told_at(sheet.appointment.starts)) == day_of(due)
