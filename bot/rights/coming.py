"""Upcoming appointments of a closed promotion: listed in the preview, then kept, or cancelled by their feature.

Mentoring, workshops and meetings between people are always kept; participants can cancel them."""

from datetime import datetime
from uuid import uuid4

from bot.agenda.away import AwayChoice, Doing, Manners, Way
from bot.agenda.model import Appointment
from bot.errors import Refusal, Unavailable
from bot.evaluation import away
from bot.gatherings import away as gatherings
from bot.helpdesk import away as helpdesk
from bot.planning.absence import carrying
from bot.programme.model import Actor
from storage.agenda import appointments
from storage.database import Reading, Transaction, attempted
from storage.programme import closings

WORD = "La promotion est close."
_CANCELLED = (helpdesk.MANNERS, gatherings.MANNERS, away.MANNERS)


def of_promotion(tx: Reading, promotion_id: int, *, now: datetime) -> list[Appointment]:
    """Return a promotion's upcoming appointments, by start."""
    ids = closings.coming(tx, promotion_id, now=now)
    return appointments.read_all(tx, ids) if ids else []


def cancellable(tx: Reading, promotion_id: int, *, now: datetime) -> list[int]:
    """Return the ids of the appointments that a closing may cancel, by start."""
    ids = closings.coming(tx, promotion_id, now=now)
    known = {thing for manners in _CANCELLED for thing in manners.things(tx, ids)} if ids else set()
    return [id_ for id_ in ids if id_ in known]


def cancel(tx: Transaction, actor: Actor, appointment_id: int, *, now: datetime) -> bool:
    """Cancel an appointment by its feature, which notifies participants.

    False if that is refused: cancelled together with another, started, or not allowed for the actor."""
    me = {actor.person_id} if actor.person_id else set()
    for appointment in carrying.lock_appointments(tx, me, [appointment_id]):
        for manners in _CANCELLED:
            for thing_id in manners.things(tx, [appointment.id]).values():
                return _cancel(tx, actor, appointment, manners=manners, thing_id=thing_id, now=now)
    return False


def _cancel(
    tx: Transaction, actor: Actor, appointment: Appointment, *, manners: Manners, thing_id: int, now: datetime
) -> bool:
    try:
        with attempted(tx):
            manners.do(Doing(tx, actor, appointment, thing_id, AwayChoice(Way.CANCEL), WORD, str(uuid4()), now))
    except Unavailable:
        raise
    except Refusal:
        return False
    return True
