"""Functions that apply a declared absence to mentoring séances.

Nobody replaces a mentor, so the asker chooses another time."""

from collections.abc import Collection, Mapping

from bot.agenda.away import (
    KEEP,
    AbsenceAction,
    AbsenceStrategy,
    AbsenceTerms,
    AbsenceWay,
    AwayChoice,
    AwayLine,
    RowsToLock,
)
from bot.agenda.model import Appointment, Part
from bot.mentoring import running
from bot.mentoring.cycle import CycleState
from bot.mentoring.sheets import cycle_ids, describe_cycle
from storage.database import Reading
from storage.mentoring import cycles


def cycle_ids_by_appointment(tx: Reading, appointment_ids: Collection[int]) -> Mapping[int, int]:
    """Return the cycle id of each appointment that is a mentoring séance."""
    return cycle_ids(tx, appointment_ids)


def list_choices(tx: Reading, appointment: Appointment, *, away: AbsenceTerms) -> AwayLine:  # noqa: ARG001 - as of all features
    """Return the choices of an absent person. A mentor can let the asker choose another time; others have no choice."""
    hosts = appointment.part_of(away.actor.person_id) is Part.HOST
    return AwayLine(appointment, (AwayChoice(AbsenceWay.PROPOSE), KEEP) if hosts else (KEEP,))


def rows_to_lock(tx: Reading, cycle_ids: Collection[int]) -> RowsToLock:
    """Return the rows to lock: the mentors, the askers, the cycles, and all their séances."""
    sheets = [describe_cycle(tx, id_) for id_ in sorted(cycle_ids)]
    whom = frozenset(each for sheet in sheets for each in (sheet.cycle.mentor_id, sheet.cycle.asked_by))
    claimants = frozenset(each for sheet in sheets for some in sheet.sessions for each in some.appointment.claimant_ids)
    ids = frozenset(some.appointment.id for sheet in sheets for some in sheet.sessions)
    return RowsToLock(whom | claimants, ((cycles.lock, cycle_ids),), ids)


def apply_choice(action: AbsenceAction) -> set[int]:
    """Remove the séance's time, if the mentor chose so. Return the people to notify of the absence."""
    appointment = action.appointment
    if action.choice.way is not AbsenceWay.PROPOSE:
        return set()
    sheet = running.put_off_session(action.tx, action.actor, appointment.id, now=action.now)
    return (
        {*appointment.person_ids} - {action.actor.person_id or 0} if sheet.cycle.state is CycleState.RUNNING else set()
    )


MANNERS = AbsenceStrategy(things=cycle_ids_by_appointment, offer=list_choices, rows=rows_to_lock, do=apply_choice)
