"""What is still to come of a promotion that is closed: listed first, then kept, or cancelled by each feature's gesture.

Mentoring, workshops and meetings fixed between people are theirs: they stay, and their participants can cancel them.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import uuid4

from bot.agenda.away import Choice, Doing, Manners, Way
from bot.agenda.model import Appointment
from bot.errors import Refusal, Unavailable
from bot.evaluation import away as evaluation
from bot.gatherings import away as gatherings
from bot.helpdesk import away as helpdesk
from bot.planning.absence import carrying
from bot.programme.model import Actor
from storage.agenda import appointments
from storage.database import Reading, Transaction, attempted
from storage.programme import closings

WORD = "La promotion est close."
_CANCELLED = (helpdesk.MANNERS, gatherings.MANNERS, evaluation.MANNERS)


def of_promotion(tx: Reading, promotion_id: int, *, now: datetime) -> list[Appointment]:
    """Return a promotion's appointments to come, by start."""
    ids = closings.coming(tx, promotion_id, now=now)
    return appointments.read_all(tx, ids) if ids else []


def cancel(tx: Transaction, actor: Actor, promotion_id: int, *, now: datetime) -> int:
    """Cancel what coaches may cancel of it; those who come are told. Return how many."""
    ids = closings.coming(tx, promotion_id, now=now)
    me = {actor.person_id} if actor.person_id else set()
    several = carrying.lock_appointments(tx, me, ids) if ids else []
    known: list[tuple[Manners, Mapping[int, int]]] = [(one, one.things(tx, ids)) for one in _CANCELLED]
    done = 0
    for one in several:
        for manners, things in known:
            if one.id in things:
                done += _cancel(tx, actor, one, manners=manners, thing_id=things[one.id], now=now)
    return done


def _cancel(tx: Transaction, actor: Actor, one: Appointment, *, manners: Manners, thing_id: int, now: datetime) -> bool:
    """Cancel one; False where that is refused: with another of the same thing it may be cancelled already."""
    try:
        with attempted(tx):
            manners.do(Doing(tx, actor, one, thing_id, Choice(Way.CANCEL), WORD, str(uuid4()), now))
    except Unavailable:
        raise
    except Refusal:
        return False
    return True
