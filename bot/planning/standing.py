"""A person's progress in a phase, for their Home: used and due dispositifs, and the défis that they carry or sponsor.

The Home shows only dates and counts. About a défi, it shows only what concerns the whole team (docs/programme.md,
Appointments)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.agenda.calendars.calendars import outlines_of
from bot.agenda.calendars.entries import Outline
from bot.catalogue.formats import booking_key
from bot.catalogue.openings import names_of_open_dispositifs
from bot.dates.paris import day_of, moment_at
from bot.errors import NotFound
from bot.evaluation.model import COMMITTEE, TALK
from bot.gatherings.kinds import CONFERENCE, MIXED, PAIRS, PORTEURS
from bot.mentoring.model import MENTORING
from bot.programme.model import Defi, Person, Promotion
from bot.programme.roles import Role
from bot.programme.service import coaches_of
from bot.programme.spelling import name_sort_key
from bot.workshops.model import WORKSHOP
from storage.agenda import appointments
from storage.database import Reading
from storage.programme import people, promotions

OF_DEFI = (WORKSHOP, COMMITTEE, TALK)  # porteurs and sponsors see these dispositifs of their défi
# People with these roles carry or sponsor a défi and do not work on it.
CARRIES = frozenset({Role.PORTEUR, Role.SPONSOR})
INDIVIDUAL = frozenset({MENTORING, "carnet"})  # the counts of these dispositifs could identify a person
_MONTHLY = (CONFERENCE, MIXED, PAIRS)
# Each role should use these dispositifs at least once a phase (docs/programme.md, Dispositifs).
DUE: Mapping[Role, Sequence[str]] = {
    Role.EIG: (*OF_DEFI, *_MONTHLY),
    Role.PORTEUR: (COMMITTEE, TALK, PORTEURS),
    Role.COACH: (*OF_DEFI, *_MONTHLY, PORTEURS),
}


@dataclass(frozen=True, slots=True)
class PhaseProgress:
    """The dispositifs of a phase, by name, in the catalogue's order.

    `used` and `ahead` have the numbers of past and upcoming events: (name, number). `due`: dispositifs that should have
    a date and have none. `of_all`: the numbers count all events of the promotion, since the person coaches it."""

    used: tuple[tuple[str, int], ...] = ()
    ahead: tuple[tuple[str, int], ...] = ()
    due: tuple[str, ...] = ()
    of_all: bool = False


@dataclass(frozen=True, slots=True)
class CarriedDefi:
    """A défi for its porteurs and sponsors: the team's upcoming events, by start, and the names of its coaches.

    `by_team`: the défi has no coach of its own, so `coaches` are all coaches of its promotion."""

    defi: Defi
    coming: tuple[Outline, ...] = ()
    coaches: tuple[str, ...] = ()
    by_team: bool = False


def person_progress(tx: Reading, person: Person, promotion: Promotion, *, now: datetime) -> PhaseProgress:
    """Return a person's progress in the current phase. For a coach, return the progress of the promotion.

    Between two phases, the result is empty. A dispositif is not due if it has a date for the whole promotion, even if
    the person has not answered. An event of a défi counts only for its team. The function makes at most three queries.
    """
    phase = promotion.phase_on(day_of(now))
    if phase is None:
        return PhaseProgress()
    roles = {membership.role for membership in person.current if membership.promotion_id in (None, promotion.id)}
    of_all = Role.COACH in roles
    since, until = moment_at(phase.starts_on, 0), moment_at(phase.ends_on + timedelta(days=1), 0)
    mine = None if of_all else person.id
    counted = appointments.count_by_dispositif(
        tx, promotion_id=promotion.id, person_id=mine, since=since, until=until, now=now
    )
    dated = set(counted)
    if not of_all:
        dated |= {
            *appointments.count_by_dispositif(tx, promotion_id=promotion.id, since=since, until=until, now=now)
        } - {*OF_DEFI}
    names = names_of_open_dispositifs(tx, promotion.id, now=now)
    told = {key: name for key, name in names.items() if not (of_all and booking_key(key) in INDIVIDUAL)}
    due = {key for role in roles for key in DUE.get(role, ())}
    return PhaseProgress(
        tuple((name, counted[key][0]) for key, name in told.items() if key in counted and counted[key][0]),
        tuple((name, counted[key][1]) for key, name in told.items() if key in counted and counted[key][1]),
        tuple(name for key, name in told.items() if key in due and key not in dated),
        of_all,
    )


def list_carried_defis(tx: Reading, person: Person, *, now: datetime) -> list[CarriedDefi]:
    """Return the défis that a person carries or sponsors, by name, with the upcoming events of their teams.

    The function makes seven queries, and one for the coaches of each promotion."""
    return describe_defis(tx, several.values(), now=now) if (several := _carried_defis(tx, person)) else []


def last_carried_day(tx: Reading, person_id: int) -> date:
    """Return the last day of the promotions of the défis that a person carries or sponsors. Raises NotFound."""
    person = people.by_id(tx, person_id)
    ids = {defi.promotion_id for defi in _carried_defis(tx, person).values()} if person else set()
    ends = [found.ends_on for found in (promotions.promotion_by_id(tx, id_) for id_ in ids) if found]
    if not ends:
        raise NotFound(thing="defi")
    return max(ends)


def may_see_events(person: Person, defi: Defi) -> bool:
    """Return whether a person may see a défi's events: its EIG, porteurs and sponsors, and coaches of its promotion."""
    return person.coaches(defi.promotion_id) or any(
        membership.defi_id == defi.id and membership.role in (Role.EIG, *CARRIES) for membership in person.current
    )


def describe_defis(tx: Reading, several: Collection[Defi], *, now: datetime) -> list[CarriedDefi]:
    """Return these défis by name, with the upcoming events of their teams. The caller checks the permission."""
    coming = outlines_of(
        tx, appointments.list_by_defis(tx, {defi.id for defi in several}, dispositifs=OF_DEFI, now=now)
    )
    team = {each: coaches_of(tx, each) for each in {defi.promotion_id for defi in several}}
    return [
        _describe_defi(defi, [each for each in coming if each.appointment.defi_id == defi.id], team[defi.promotion_id])
        for defi in sorted(several, key=name_sort_key)
    ]


def _carried_defis(tx: Reading, person: Person) -> Mapping[int, Defi]:
    ids = {
        membership.defi_id
        for membership in person.current
        if membership.role in CARRIES and membership.defi_id is not None
    }
    return promotions.defis_by_ids(tx, ids) if ids else {}


def _describe_defi(defi: Defi, coming: Sequence[Outline], team: Sequence[Person]) -> CarriedDefi:
    own = [
        person for person in team if any(each.role is Role.COACH and each.defi_id == defi.id for each in person.current)
    ]
    return CarriedDefi(defi, tuple(coming), tuple(person.name for person in own or team), by_team=not own)
