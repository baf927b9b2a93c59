"""« Je serai en retard »: notify the others of the current appointment, once."""

from datetime import datetime, timedelta

from bot.agenda.calendars.calendars import outline_of
from bot.agenda.calendars.entries import Outline
from bot.agenda.facts import AgendaLate
from bot.agenda.model import Appointment, State
from bot.notices import notices
from bot.programme.model import Actor
from bot.programme.permissions import require
from storage.agenda import appointments
from storage.database import Reading, Transaction

AT_HAND = timedelta(hours=3)  # before the appointment's start
BEGUN = timedelta(minutes=30)  # after the appointment's start; later than that a delay is not announced
DELAYS = (5, 10, 15)  # minutes, a button each


def is_near(appointment: Appointment, *, now: datetime) -> bool:
    """Return whether an appointment is confirmed, not over, and starts within three hours or started minutes ago."""
    starts, stands = appointment.starts, appointment.state is State.CONFIRMED and appointment.ends > now
    return stands and now - BEGUN <= starts <= now + AT_HAND


def near(tx: Reading, actor: Actor, *, now: datetime) -> list[Appointment]:
    """Return the actor's current appointments, the nearest start first; one query."""
    mine = [actor.person_id] if actor.person_id else []
    found = appointments.of_people(tx, mine, since=now, until=now + AT_HAND, states=[State.CONFIRMED]) if mine else []
    several = [appointment for appointment in found if is_near(appointment, now=now)]
    return sorted(several, key=lambda appointment: abs(appointment.starts - now))


def find(tx: Reading, actor: Actor, appointment_id: int | None = None, *, now: datetime) -> Outline | None:
    """Return the actor's current appointment: the one given or the nearest, None if it is not near or not theirs.

    Raises NotAllowed if the actor is unknown."""
    require(actor, "agenda.read")
    several = near(tx, actor, now=now)
    found = next((appointment for appointment in several if appointment_id in (None, appointment.id)), None)
    return outline_of(tx, found) if found else None


def tell(
    tx: Transaction, actor: Actor, minutes: int, *, appointment_id: int | None = None, now: datetime
) -> tuple[Outline | None, bool]:
    """Notify the others of a delay of the actor's current appointment (`find`); in a gathering, its hosts.

    Return the appointment (or None) and whether anybody is notified: the same delay is announced once. `minutes`: 0 if
    not given. Raises NotAllowed if the actor is unknown.
    """
    found = find(tx, actor, appointment_id, now=now)
    if found is None:
        return None, False
    late = AgendaLate(actor.person_id or 0, minutes)
    others = [person.id for person in found.coming if person.id != actor.person_id]
    at = found.appointment
    period = f"{actor.person_id} {minutes} {int(at.starts.timestamp())}"  # once rescheduled, it can be late again
    return found, bool(notices.tell(tx, late, about=at.id, to=others, due=now, expires=at.ends, period=period))
