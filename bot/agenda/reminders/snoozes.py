"""« Me le rappeler plus tard »: snooze the appointments of a reminder, for oneself.

Choices (docs/programme.md, Messages): « Dans 10 minutes », « Dans une heure », « Demain à 9 h », on Fridays « Lundi à 9
h »; only those before the start."""

from datetime import UTC, date, datetime, timedelta

from bot.agenda.facts import REMINDERS
from bot.agenda.model import Appointment, State
from bot.agenda.reminders.reminders import SUBJECT
from bot.agenda.reminders.timetable import MORNING, ReminderKind
from bot.dates.paris import day_of, moment_at
from bot.errors import Invalid, NotAllowed, NotFound
from bot.notices import notices
from bot.notices.model import NoticeSaid, Owed
from bot.programme.history import record
from bot.programme.model import Actor
from bot.programme.permissions import require
from storage.agenda import appointments, reminders
from storage.database import Transaction
from storage.notices import readings
from storage.programme import people

TOMORROW, MONDAY = "tomorrow", "monday"
SECONDS = ("600", "3600")
DAY = timedelta(days=1)


def snooze(tx: Transaction, actor: Actor, *, channel: str, ts: str, choice: str, now: datetime) -> datetime:
    """Snooze the upcoming appointments in this reminder; return when it is sent again.

    The message is named as Slack names it. An earlier snooze of the same message is replaced. `choice`: "600" or "3600"
    seconds, "tomorrow" or "monday" at 9 h in Paris. Raises NotAllowed if the actor is unknown, NotFound when nothing in
    the message is still to come, Invalid ("choice", "unknown"), and ("choice", "late") when all of it begins before
    then."""
    require(actor, "agenda.snooze")
    if actor.person_id is None:
        raise NotAllowed(action="agenda.snooze")
    due = later(choice, now=now)
    people.lock(tx, [actor.person_id])  # else two presses at once are two reminders
    said = [
        message
        for message in readings.sent_as(tx, actor.person_id, channel=channel, ts=ts)
        if message.subject == SUBJECT and message.kind in set(ReminderKind)
    ]
    coming = {
        appointment.id: appointment
        for appointment in appointments.read_all(tx, {message.subject_id for message in said})
        if appointment.state is State.CONFIRMED and appointment.starts > now and appointment.part_of(actor.person_id)
    }
    if not coming:
        raise NotFound(thing="reminder")
    again = [message for message in said if message.subject_id in coming and coming[message.subject_id].starts > due]
    if not again:
        raise Invalid(field="choice", reason="late")
    kinds = {message.kind for message in said}
    reminders.forget_owed(tx, actor.person_id, subject=SUBJECT, subject_ids=coming, kinds=kinds)
    notices.owe(tx, [_owed(actor.person_id, message, coming[message.subject_id], due=due) for message in again])
    record(tx, actor, "agenda.snooze", thing="person", thing_id=actor.person_id, now=now, detail=choice)
    return due


def _owed(person_id: int, said: NoticeSaid, appointment: Appointment, *, due: datetime) -> Owed:
    return REMINDERS[said.kind]().owed(
        appointment.id,
        to=person_id,
        due=due,
        expires=appointment.starts,
        revision=appointment.revision,
        period=f"{reminders.PERIOD} {int(due.timestamp())}",
        card=False,
    )


def later(choice: str, *, now: datetime) -> datetime:
    """Return the moment that a choice stands for, in whole seconds. Raises Invalid ("choice", "unknown").

    « Demain » is the next day, even if it is not a working day. « Lundi » is the next Monday, also on weekends.
    """
    today = day_of(now)
    if choice in SECONDS:
        return now.astimezone(UTC).replace(microsecond=0) + timedelta(seconds=int(choice))
    if choice == TOMORROW:
        return moment_at(today + DAY, MORNING)
    if choice == MONDAY:
        return moment_at(_next_monday(today), MORNING)
    raise Invalid(field="choice", reason="unknown")


def _next_monday(day: date) -> date:
    return day + timedelta(days=7 - day.weekday())
