"""« Je serai en retard »: notify the others of the current appointment, once."""

from datetime import datetime, timedelta

from bot.agenda.calendars.calendars import upcoming
from bot.agenda.calendars.entries import Outline
from bot.agenda.facts import AgendaLate
from bot.agenda.model import State
from bot.notices import notices
from bot.programme.model import Actor
from bot.programme.permissions import require
from storage.database import Transaction

AT_HAND = timedelta(hours=3)  # before its start
BEGUN = timedelta(minutes=30)  # after it: who comes late to a whole day does not say so at noon


def tell(tx: Transaction, actor: Actor, minutes: int, *, now: datetime) -> tuple[Outline | None, bool]:
    """Notify the others of a delay of the actor's current appointment; in a gathering, the people who lead it.

    That is the appointment with the nearest start, upcoming or minutes ago. Return it (or None) and whether anybody is
    notified: the same delay is announced once. `minutes`: 0 if not given. Raises NotAllowed if the actor is unknown."""
    require(actor, "agenda.read")
    at_hand = [
        outline
        for outline in upcoming(tx, actor, now=now)
        if outline.appointment.state is State.CONFIRMED and now - BEGUN <= outline.appointment.starts <= now + AT_HAND
    ]
    found = min(at_hand, key=lambda outline: abs(outline.appointment.starts - now), default=None)
    if found is None:
        return None, False
    late = AgendaLate(actor.person_id or 0, minutes)
    others = [person.id for person in found.coming if person.id != actor.person_id]
    period = f"{actor.person_id} {minutes}"
    at = found.appointment
    return found, bool(notices.tell(tx, late, about=at.id, to=others, due=now, expires=at.ends, period=period))
