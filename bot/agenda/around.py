"""A person's day around an appointment: their other appointments, and the busy times of their calendar.

The bot shows this day only to that person, while they choose a time. Busy times of a calendar have no title."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.agenda.calendars.calendars import outlines_of
from bot.agenda.model import Appointment, State
from bot.dates.paris import day_of, from_epoch, midnight
from bot.programme.model import Actor
from storage.agenda import appointments, busy
from storage.database import Reading

MOST_DAYS = 6

STANDING = (State.HELD, State.CONFIRMED)

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class BusyTime:
    """A busy time. `name`: the name of the appointment, or None if a connected calendar has this busy time."""

    starts: datetime
    ends: datetime
    name: str | None


@dataclass(frozen=True, slots=True)
class BusyDay:
    """A day, and the person's busy times on that day, by start."""

    day: date
    taken: tuple[BusyTime, ...]


def days_around(
    reading: Reading, actor: Actor, shown_appointments: Iterable[Appointment], *, now: datetime
) -> tuple[BusyDay, ...]:
    """Return the days of these appointments, with the actor's other appointments and busy times.

    Skip appointments that are past or cancelled, or that the actor does not attend. Return at most MOST_DAYS days. The
    number of queries does not depend on the number of days."""
    theirs = [
        appointment
        for appointment in shown_appointments
        if appointment.state in STANDING and appointment.part_of(actor.person_id) and appointment.starts > now
    ]
    days = sorted({day_of(appointment.starts) for appointment in theirs})[:MOST_DAYS]
    if not days or actor.person_id is None:
        return ()
    since, until = from_epoch(midnight(days[0])), from_epoch(midnight(days[-1] + _DAY))
    known = {appointment.id for appointment in theirs}
    found = appointments.list_by_people(reading, [actor.person_id], since=since, until=until, states=STANDING)
    others = outlines_of(reading, [appointment for appointment in found if appointment.id not in known])
    taken = [BusyTime(other.appointment.starts, other.appointment.ends, other.name) for other in others]
    taken += [BusyTime(*block, None) for block in busy.blocks_of(reading, actor.person_id, since=since, until=until)]
    return tuple(BusyDay(day, _cut_to_day(day, taken)) for day in days)


def _cut_to_day(day: date, busy_times: Iterable[BusyTime]) -> tuple[BusyTime, ...]:
    begins, ends = from_epoch(midnight(day)), from_epoch(midnight(day + _DAY))
    within = [
        BusyTime(max(sheet.starts, begins), min(sheet.ends, ends), sheet.name)
        for sheet in busy_times
        if sheet.starts < ends and sheet.ends > begins
    ]
    return tuple(sorted(within, key=lambda span: (span.starts, span.ends, span.name or "")))
