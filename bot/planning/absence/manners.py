"""Whose appointments are whose: the features that say what becomes of theirs."""

from collections.abc import Iterable, Mapping, Sequence

from bot.agenda.away import Manners
from bot.agenda.model import Appointment
from bot.evaluation import away as evaluation
from bot.gatherings import away as gatherings
from bot.helpdesk import away as helpdesk
from bot.mentoring import away as mentoring
from storage.database import Reading

MANNERS: tuple[Manners, ...] = (helpdesk.MANNERS, mentoring.MANNERS, gatherings.MANNERS, evaluation.MANNERS)


def things(tx: Reading, appointment_ids: Iterable[int]) -> list[tuple[Manners, Mapping[int, int]]]:
    """Give, by feature in the order of locks, what each of these appointments belongs to."""
    ids = sorted({*appointment_ids})
    return [(one, one.things(tx, ids)) for one in MANNERS] if ids else []


def of(tx: Reading, several: Sequence[Appointment]) -> list[tuple[Appointment, Manners | None]]:
    """Give each appointment with its feature's way, None for what no feature has one for."""
    known = things(tx, [one.id for one in several])
    return [(one, next((way for way, mine in known if one.id in mine), None)) for one in several]
