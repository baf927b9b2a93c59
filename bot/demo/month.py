"""The story's next month: when reminders are due, and how the clock moves to them."""

from collections.abc import Collection
from datetime import datetime, timedelta

from bot.agenda import agenda
from bot.agenda.model import Appointment
from bot.agenda.reminders.timetable import ReminderKind, timetable
from bot.dates.words import moment_words
from bot.demo.show import Show
from bot.helpdesk.model import BUREAU
from bot.sandbox.people.person import Person
from storage.programme import people

MINUTE = timedelta(minutes=1)


def move_to(show: Show, to: datetime) -> None:
    """Move the clock forward step by step, and show the new time."""
    show.told.passes(f"Le temps passe : {moment_words(to, show.stage.clock())}.")
    show.stage.advance(to)


def jump_to(show: Show, to: datetime) -> None:
    """Move the clock forward at once, while the bot is stopped, and show the new time."""
    show.told.passes(f"Le bot est arrêté. Le temps passe : {moment_words(to, show.stage.clock())}.")
    show.stage.set_clock(to)


def coming(show: Show, person: Person) -> list[Appointment]:
    """Return a person's upcoming séances of bureau d'aide, by start."""
    with show.stage.house.tools.reading() as reading:
        known = people.by_email(reading, person.email or "")
        found = agenda.list_upcoming(reading, known.id, now=show.stage.clock()) if known else []
    return sorted(
        (appointment for appointment in found if appointment.dispositif == BUREAU),
        key=lambda appointment: appointment.starts,
    )


def due(appointment: Appointment, kind: ReminderKind) -> datetime:
    """Return when the first reminder of this kind is due. Raises LookupError without one."""
    found = [reminder.due for reminder in timetable(appointment, {}) if reminder.kind is kind]
    if not found:
        raise LookupError(f"no {kind} of appointment {appointment.id}")
    return min(found)


def first_due(appointment: Appointment, kinds: Collection[ReminderKind]) -> datetime:
    """Return when the first reminder of these kinds is due."""
    return min(due(appointment, kind) for kind in kinds)


def next_with(show: Show, person: Person, *, kinds: Collection[ReminderKind]) -> Appointment:
    """Return a person's next bureau d'aide that has all these reminders before its start. Raises LookupError."""
    soon = show.stage.clock() + 2 * MINUTE
    left = next((appointment for appointment in coming(show, person) if first_due(appointment, kinds) > soon), None)
    if left is None:
        raise LookupError("no séance is left")
    return left
