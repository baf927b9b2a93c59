"""« Je serai en retard »: those of the appointment at hand are told, once."""

from datetime import datetime, timedelta

from bot.agenda.calendars.entries import Outline
from bot.agenda.calendars.service import upcoming
from bot.agenda.facts import Late
from bot.agenda.model import State
from bot.notices import service as notices
from bot.programme.model import Actor
from bot.programme.permissions import require
from storage.database import Transaction

AT_HAND = timedelta(hours=3)  # before its start
BEGUN = timedelta(minutes=30)  # after it: who comes late to a whole day does not say so at noon


def tell(tx: Transaction, actor: Actor, minutes: int, *, now: datetime) -> tuple[Outline | None, bool]:
    """Owe the others of the actor's appointment at hand the news of a delay; in a gathering, the people who lead it.

    It is the one whose start is nearest, to come or minutes ago. Returns it, None for none, and whether anybody is
    told: the same is told once. `minutes`: 0 where nobody said. Raises NotAllowed for somebody unknown.
    """
    require(actor, "agenda.read")
    at_hand = [
        outline
        for outline in upcoming(tx, actor, now=now)
        if outline.appointment.state is State.CONFIRMED and now - BEGUN <= outline.appointment.starts <= now + AT_HAND
    ]
    found = min(at_hand, key=lambda outline: abs(outline.appointment.starts - now), default=None)
    if found is None:
        return None, False
    late = Late(actor.person_id or 0, minutes)
    others = [person.id for person in found.coming if person.id != actor.person_id]
    period = f"{actor.person_id} {minutes}"
    at = found.appointment
    return found, bool(notices.tell(tx, late, about=at.id, to=others, due=now, expires=at.ends, period=period))
