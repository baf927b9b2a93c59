"""« Je serai en retard »: a participant announces a delay, and the bot notifies the others once.

This is possible from three hours before the start to half an hour after it (`is_near`)."""

from datetime import datetime, timedelta
from itertools import groupby

from bot.agenda.calendars.calendars import outline_of
from bot.agenda.calendars.entries import Outline
from bot.agenda.facts import AgendaDelay
from bot.agenda.model import Appointment, State
from bot.notices import notices
from bot.programme.model import Actor
from bot.programme.permissions import require
from storage.agenda import appointments, changes
from storage.database import Reading, Transaction

AT_HAND = timedelta(hours=3)  # how long before the start a delay can be announced
BEGUN = timedelta(minutes=30)  # how long after the start a delay can be announced
DELAYS = (5, 10, 15)  # in minutes


def is_near(appointment: Appointment, *, now: datetime) -> bool:
    """Return whether an appointment is confirmed, and starts within three hours or started in the last half-hour."""
    starts, stands = appointment.starts, appointment.state is State.CONFIRMED and appointment.ends > now
    return stands and now - BEGUN <= starts <= now + AT_HAND


def list_near_appointments(tx: Reading, actor: Actor, *, now: datetime) -> list[Appointment]:
    """Return the actor's appointments that are near (`is_near`), the nearest start first. One query."""
    mine = [actor.person_id] if actor.person_id else []
    found = (
        appointments.list_by_people(tx, mine, since=now, until=now + AT_HAND, states=[State.CONFIRMED]) if mine else []
    )
    several = [appointment for appointment in found if is_near(appointment, now=now)]
    return sorted(several, key=lambda appointment: abs(appointment.starts - now))


def find_near_appointment(
    tx: Reading, actor: Actor, appointment_id: int | None = None, *, now: datetime
) -> Outline | None:
    """Return the outline of this appointment if it `is_near`, or of the nearest appointment if no id is given.

    Return None if the actor has no such appointment. Raises NotAllowed if the actor is unknown."""
    require(actor, "agenda.read")
    several = list_near_appointments(tx, actor, now=now)
    found = next((appointment for appointment in several if appointment_id in (None, appointment.id)), None)
    return outline_of(tx, found) if found else None


def announce_delay(
    tx: Transaction, actor: Actor, minutes: int, *, appointment_id: int | None = None, now: datetime
) -> tuple[Outline | None, bool]:
    """Notify the other participants that the actor will be late. In a gathering, notify only hosts and speakers.

    Return the outline from `find_near_appointment`, and whether anybody was notified. The same delay is not announced
    twice in a row for the same start. `minutes`: 0 if unknown. Raises NotAllowed if the actor is unknown."""
    found = find_near_appointment(tx, actor, appointment_id, now=now)
    if found is None:
        return None, False
    late = AgendaDelay(actor.person_id or 0, minutes)
    others = [person.id for person in found.coming if person.id != actor.person_id]
    at = found.appointment
    told = [detail for _, detail in notices.list_messages_about(tx, AgendaDelay, about=at.id)]
    said = [detail for detail, _ in groupby(each for each in told if late.read(each).person_id == late.person_id)]
    # The same delay may be announced again after another delay. `turn` makes the key of that notice unique.
    turn = len(said) - (said[-1:] == [late.detail])
    period = f"{late.detail} {int(at.starts.timestamp())} {turn}"
    # If a reschedule is pending, people hear of the new time before they hear of the delay.
    changed = changes.changes_by_appointment(tx, [at.id]).get(at.id)
    due = max(now, changed.until) if changed else now
    return found, bool(notices.tell(tx, late, about=at.id, to=others, due=due, expires=at.ends, period=period))
