"""Apply an absence. Each line of the absence is a choice for one appointment, and the appointment's feature applies it.

The functions lock all rows first, in the order of `agenda.locks`. They lock cards and Homes later. This is safe, since
other changes of the same appointments wait for the first locks."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import NAMESPACE_OID, uuid5

from bot.agenda import locks
from bot.agenda.away import AbsenceAction, AbsenceStrategy, AbsenceWay, merge_rows
from bot.agenda.model import Absence, AbsenceLine, AbsenceState, Appointment, State
from bot.dates.paris import day_of
from bot.errors import Conflict, Refusal, Unavailable
from bot.evaluation import away
from bot.gatherings import away as gatherings
from bot.helpdesk import away as helpdesk
from bot.mentoring import away as mentoring
from bot.notices import homes, notices
from bot.planning import facts
from bot.planning.absence.model import Days, to_choice
from bot.programme.model import Actor
from storage.agenda import absences, appointments, claims
from storage.database import Reading, Transaction, savepoint
from storage.programme import people

KEPT = timedelta(days=30)


def list_due(tx: Reading, *, now: datetime) -> list[int]:
    """Return the ids of the absences to apply, whose undo window has ended."""
    return absences.list_due(tx, now=now)


def next_due(tx: Reading) -> datetime | None:
    """Return when the next absence must be applied."""
    return absences.next_deadline(tx)


def delete_old(tx: Transaction, *, now: datetime) -> int:
    """Delete old absences, and the notes that hosts wrote."""
    return absences.forget_past(tx, before=day_of(now) - KEPT)


def settle_absence(tx: Transaction, absence_id: int, *, now: datetime) -> None:
    """Apply an absence once. It is safe to run this on several replicas."""
    known = absences.read(tx, absence_id)
    if known is None or known.state is not AbsenceState.PENDING:
        return
    lock_lines(tx, known.person_id, absences.lines_of(tx, absence_id))
    absence = absences.read(tx, absence_id)
    person = people.by_id(tx, known.person_id)
    if absence is not None and absence.state is AbsenceState.PENDING and absence.until <= now and person:
        apply_lines(tx, Actor(person.slack_id or "", person), absence, now=now)


def lock_lines(tx: Transaction, person_id: int, lines: Sequence[AbsenceLine]) -> list[Appointment]:
    """Lock all rows that these lines may change. Return the appointments of the lines, by start.

    Raises Conflict if a person joined an appointment before the person's row was locked."""
    takers = {line.taker_id for line in lines if line.taker_id}
    return lock_appointments(tx, {person_id, *takers}, [line.appointment_id for line in lines])


def lock_appointments(tx: Transaction, person_ids: Collection[int], ids: Sequence[int]) -> list[Appointment]:
    """Lock these people, and all rows that a change of these appointments needs. Return the appointments, by start.

    Raises Conflict if a person joined an appointment before the person's row was locked."""
    rows = merge_rows([way.rows(tx, set(mine.values())) for way, mine in group_by_manners(tx, ids) if mine])
    locked = {*person_ids, *rows.person_ids}
    locks.lock(tx, locked, *rows.things, appointments=rows.appointment_ids)
    again = merge_rows([way.rows(tx, set(mine.values())) for way, mine in group_by_manners(tx, ids) if mine])
    if not again.person_ids <= locked or not again.appointment_ids <= rows.appointment_ids:
        raise Conflict
    return appointments.read_all(tx, ids) if ids else []


def apply_lines(tx: Transaction, actor: Actor, absence: Absence, *, now: datetime) -> None:
    """Apply each line whose appointment is unchanged. Notify each participant once. The caller has locked all rows."""
    lines = absences.lines_of(tx, absence.id)
    release_claims(tx, lines)
    known = (
        {
            appointment.id: appointment
            for appointment in appointments.read_all(tx, [line.appointment_id for line in lines])
        }
        if lines
        else {}
    )
    days = Days(absence.first_day, absence.last_day)
    for way in MANNERS:
        if way.clear:
            way.clear(tx, absence.person_id, times=(days.starts, days.until), now=now)
    told: set[int] = set()
    done, left = [], []
    for line in lines:
        other = known[line.appointment_id]
        if not is_unchanged(other, line, person_id=absence.person_id) or other.starts <= now:
            continue
        try:
            with savepoint(tx):
                told |= apply_line(tx, actor, absence=absence, line=line, appointment=other, now=now)
        except Unavailable:
            raise
        except Refusal:
            left.append(other.id)
        else:
            done.append(other.id)
    absences.mark_applied(tx, absence.id, done)
    absences.set_state(tx, absence.id, AbsenceState.DONE)
    notices.tell(tx, facts.HostAbsence(), about=absence.id, to=told - {absence.person_id}, due=now)
    if left:
        notices.tell(tx, facts.FailedChoices(tuple(left)), about=absence.id, to=[absence.person_id], due=now)
    homes.owe_home(tx, [absence.person_id], now=now)


def apply_line(
    tx: Transaction, actor: Actor, *, absence: Absence, line: AbsenceLine, appointment: Appointment, now: datetime
) -> set[int]:
    """Apply one line by the strategy of its feature. Return the ids of the people to notify."""
    for way, mine in group_by_manners(tx, [appointment.id]):
        if appointment.id in mine:
            batch = str(uuid5(NAMESPACE_OID, f"{absence.batch} {appointment.id}"))
            return way.do(
                AbsenceAction(tx, actor, appointment, mine[appointment.id], to_choice(line), absence.word, batch, now)
            )
    return set()


def release_claims(tx: Transaction, lines: Sequence[AbsenceLine]) -> None:
    """Release the time that was claimed for replacement hosts, except for those who host the appointment now."""
    handed = [line for line in lines if line.way == AbsenceWay.HAND_OVER and line.taker_id]
    known = (
        {
            appointment.id: appointment
            for appointment in appointments.read_all(tx, [line.appointment_id for line in handed])
        }
        if handed
        else {}
    )
    for one in handed:
        if one.taker_id not in known[one.appointment_id].claimant_ids:
            claims.release_person(tx, one.appointment_id, one.taker_id or 0)


def is_unchanged(appointment: Appointment, line: AbsenceLine, *, person_id: int) -> bool:
    """Return whether an appointment still has the time of the line, and the absent person still attends it."""
    return (
        appointment.state is not State.CANCELLED
        and appointment.starts == line.starts
        and appointment.part_of(person_id) is not None
    )


MANNERS: tuple[AbsenceStrategy, ...] = (helpdesk.MANNERS, mentoring.MANNERS, gatherings.MANNERS, away.MANNERS)


def group_by_manners(tx: Reading, appointment_ids: Iterable[int]) -> list[tuple[AbsenceStrategy, Mapping[int, int]]]:
    """Return the strategy of each feature, with the feature's ids by appointment id.

    These are ids of requests, cycles and so on. The features are in the order in which their rows must be locked."""
    ids = sorted({*appointment_ids})
    return [(manners, manners.things(tx, ids)) for manners in MANNERS] if ids else []


def pair_with_manners(tx: Reading, several: Sequence[Appointment]) -> list[tuple[Appointment, AbsenceStrategy | None]]:
    """Return each appointment with the strategy of its feature, or with None."""
    known = group_by_manners(tx, [appointment.id for appointment in several])
    return [
        (appointment, next((way for way, mine in known if appointment.id in mine), None)) for appointment in several
    ]
