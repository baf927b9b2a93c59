"""« Je serai en retard »: notify the other participants of an appointment that is near, once."""

from datetime import datetime, timedelta
from itertools import groupby

from bot.agenda.calendars.calendars import outline_of
from bot.agenda.calendars.entries import Outline
from bot.agenda.facts import AgendaLate
from bot.agenda.model import Appointment, State
from bot.notices import notices
from bot.programme.model import Actor
from bot.programme.permissions import require
from storage.agenda import appointments, changes
from storage.database import Reading, Transaction

AT_HAND = timedelta(hours=3)  # how long before the start an appointment is near
BEGUN = timedelta(minutes=30)  # how long after the start a delay can be announced
DELAYS = (5, 10, 15)  # minutes, each of them a button


def is_near(appointment: Appointment, *, now: datetime) -> bool:
    """Return whether an appointment is confirmed, and starts within three hours or started in the last half-hour."""
    starts, stands = appointment.starts, appointment.state is State.CONFIRMED and appointment.ends > now
    return stands and now - BEGUN <= starts <= now + AT_HAND


def near(tx: Reading, actor: Actor, *, now: datetime) -> list[Appointment]:
    """Return the actor's appointments that are near, the nearest start first; one query."""
    mine = [actor.person_id] if actor.person_id else []
    found = appointments.of_people(tx, mine, since=now, until=now + AT_HAND, states=[State.CONFIRMED]) if mine else []
    several = [appointment for appointment in found if is_near(appointment, now=now)]
    return sorted(several, key=lambda appointment: abs(appointment.starts - now))


def find(tx: Reading, actor: Actor, appointment_id: int | None = None, *, now: datetime) -> Outline | None:
    """Return this appointment, or the nearest one, as the actor may see it; None if it is not near, or not the actor's.

    Raises NotAllowed if the actor is unknown."""
    require(actor, "agenda.read")
    several = near(tx, actor, now=now)
    found = next((appointment for appointment in several if appointment_id in (None, appointment.id)), None)
    return outline_of(tx, found) if found else None


def tell(
    tx: Transaction, actor: Actor, minutes: int, *, appointment_id: int | None = None, now: datetime
) -> tuple[Outline | None, bool]:
    """Notify the other participants that the actor will be late (`find`). In a gathering only its hosts are notified.

    Return (the appointment or None, whether anybody was notified): a delay is announced again only after another one,
    or after a reschedule. `minutes`: 0 if unknown. Raises NotAllowed if the actor is unknown.
    """
    found = find(tx, actor, appointment_id, now=now)
    if found is None:
        return None, False
    late = AgendaLate(actor.person_id or 0, minutes)
    others = [person.id for person in found.coming if person.id != actor.person_id]
    at = found.appointment
    told = [detail for _, detail in notices.told(tx, AgendaLate, about=at.id)]
    said = [detail for detail, _ in groupby(each for each in told if late.read(each).person_id == late.person_id)]
    turn = len(said) - (said[-1:] == [late.detail])  # how many other delays were announced before this one
    period = f"{late.detail} {int(at.starts.timestamp())} {turn}"
    changed = changes.of_appointments(tx, [at.id]).get(at.id)  # a new start is announced first, unless it is undone
    due = max(now, changed.until) if changed else now
    return found, bool(notices.tell(tx, late, about=at.id, to=others, due=due, expires=at.ends, period=period))
