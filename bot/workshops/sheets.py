"""Read workshops with everything that cards, lists and messages show, in few queries."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.agenda import agenda
from bot.agenda.model import Appointment
from bot.catalogue.openings import keys_closed_in
from bot.dates.paris import day_of, moment_at
from bot.errors import NotFound
from bot.programme.model import Defi, Person, Phase
from bot.programme.service import promotion_of
from bot.programme.spelling import fold
from bot.workshops.model import WORKSHOP, Workshop, WorkshopSheet, is_behind
from storage.database import Reading
from storage.programme import people, promotions
from storage.workshops import workshops

WEEK = timedelta(days=7)


def describe_workshop(tx: Reading, workshop_id: int, *, now: datetime) -> WorkshopSheet:
    """Return a workshop with everything that its cards show. Raises NotFound."""
    found = workshops.read(tx, workshop_id)
    if found is None:
        raise NotFound(thing="workshop")
    (sheet,) = sheets_of(tx, [found])
    promotion, appointment = promotion_of(tx, sheet.promotion_id), sheet.standing
    phase = promotion.phase_on(day_of(appointment.starts if appointment else now)) if promotion else None
    count = count_by_defi(tx, [sheet.defi.id], phase).get(sheet.defi.id, 0)
    return replace(sheet, phase=phase, count=count, beside=_defis_beside(tx, appointment) if appointment else ())


def sheets_of(tx: Reading, several: Sequence[Workshop]) -> list[WorkshopSheet]:
    """Return these workshops as sheets, in the same order, without phase and counts, with four queries."""
    if not several:
        return []
    ids = [workshop.id for workshop in several]
    defis = promotions.defis_by_ids(tx, {workshop.defi_id for workshop in several})
    booked = {
        appointment.id: appointment
        for appointment in agenda.get_all(
            tx, {workshop.appointment_id for workshop in several if workshop.appointment_id}
        )
    }
    lines = workshops.lines_of(tx, ids)
    named = {who for workshop in several for who in (workshop.asked_by, workshop.coach_id, *workshop.experts) if who}
    named |= {line.author_id for line in lines if line.author_id}
    named |= {participant.person_id for appointment in booked.values() for participant in appointment.participants}
    known = people.by_ids(tx, named)
    return [
        WorkshopSheet(
            workshop,
            defis[workshop.defi_id],
            known,
            booked.get(workshop.appointment_id or 0),
            tuple(each for each in lines if each.workshop_id == workshop.id),
        )
        for workshop in several
    ]


def count_by_defi(tx: Reading, defi_ids: Collection[int], phase: Phase | None) -> dict[int, int]:
    """Return {défi id: number of workshops} for workshops with a date in the phase, past or upcoming. One query."""
    if phase is None:
        return {}
    until = moment_at(phase.ends_on + timedelta(days=1), 0) - timedelta(seconds=1)
    return workshops.count_held(tx, defi_ids, since=moment_at(phase.starts_on, 0), until=until)


def workshop_of(tx: Reading, appointment_id: int) -> Workshop | None:
    """Return the workshop of an appointment; None if the appointment is not a workshop's."""
    return workshops.find_by_appointment(tx, appointment_id)


def is_at_home(tx: Reading, workshop: Workshop, person_id: int) -> bool:
    """Return whether a person need not travel: the workshop is where its team works, and they are in that team."""
    defi = promotions.defis_by_ids(tx, {workshop.defi_id}).get(workshop.defi_id)
    here = defi is not None and defi.place is not None and fold(defi.place) == fold(workshop.place)
    return here and any(person.id == person_id for person in people.members_of_defi(tx, workshop.defi_id))


def own_counts(tx: Reading, person: Person, *, now: datetime) -> list[tuple[Defi, Phase, int]]:
    """Return (défi, phase, number of workshops in it) for each défi of an EIG whose promotion is in a phase now."""
    mine = {defi_id: phase for defi_id, phase, _ in _current_phases(tx, person, now=now)}
    defis = promotions.defis_by_ids(tx, mine) if mine else {}
    return [
        (defis[defi_id], phase, count_by_defi(tx, [defi_id], phase).get(defi_id, 0))
        for defi_id, phase in mine.items()
        if defi_id in defis
    ]


def phase_to_offer(tx: Reading, person: Person, *, now: datetime) -> Phase | None:
    """Return the current phase if « Votre semaine » should offer an EIG's team a workshop; None if not.

    It should in the week after two thirds of the phase have passed, if the team has not held, booked or requested a
    workshop in this phase. Each défi takes four queries at most."""
    today = day_of(now)
    for defi_id, phase, promotion_id in _current_phases(tx, person, now=now):
        if not is_behind(phase, today) or is_behind(phase, today - WEEK):
            continue
        if WORKSHOP in keys_closed_in(tx, [promotion_id], now=now):
            continue
        asked = any(
            day_of(workshop.created_at) >= phase.starts_on for workshop in workshops.list_by_defis(tx, [defi_id])
        )
        if not asked and not count_by_defi(tx, [defi_id], phase):
            return phase
    return None


def _current_phases(tx: Reading, person: Person, *, now: datetime) -> Iterator[tuple[int, Phase, int]]:
    mine = [
        (membership.defi_id, membership.promotion_id)
        for membership in person.current
        if membership.defi_id in person.defi_ids
    ]
    for defi_id, promotion_id in mine:
        promotion = promotion_of(tx, promotion_id or 0)
        if defi_id and promotion and (phase := promotion.phase_on(day_of(now))):
            yield defi_id, phase, promotion.id


def _defis_beside(tx: Reading, appointment: Appointment) -> tuple[str, ...]:
    """Return the names of défis with an event at the same place and time, "" for an event without a défi."""
    if not appointment.place:
        return ()
    several = workshops.places_at_same_time(tx, appointment.id, starts=appointment.starts, ends=appointment.ends)
    there = [defi_id for place, defi_id in several if fold(place) == fold(appointment.place)]
    named = promotions.defis_by_ids(tx, {each for each in there if each is not None})
    return tuple(named[each].name if each is not None and each in named else "" for each in there)
