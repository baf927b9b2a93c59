"""Reschedule an existing appointment by a poll: which ones, by whom, and the change itself.

This finds the appointment's feature, which does it with its own rules and notices."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from bot.agenda import agenda
from bot.agenda.calendars.calendars import outline_of
from bot.agenda.model import Appointment
from bot.errors import NotFound
from bot.evaluation import changes, half_days, settling
from bot.evaluation.sheets import committee_ids
from bot.gatherings import changes as gatherings
from bot.gatherings.locks import check_standing
from bot.gatherings.model import Reply
from bot.gatherings.settling import settle_first
from bot.gatherings.sheets import describe_gathering, gathering_id_of
from bot.programme.model import Actor, Person
from bot.programme.permissions import require
from bot.programme.spelling import by_name
from storage.database import Reading, Transaction
from storage.evaluation import committees as stored

Span: TypeAlias = tuple[int, int, int]  # a person, the first second, the one after the last


@dataclass(frozen=True, slots=True)
class Movable:
    """An appointment that can be rescheduled: its title, participants, and required ones (its hosts)."""

    appointment: Appointment
    title: str
    people: tuple[Person, ...]
    must: tuple[int, ...]
    closed_weekdays: frozenset[int] = frozenset()


def find_movable(tx: Reading, actor: Actor, appointment_id: int, *, now: datetime) -> Movable:
    """Return the appointment to reschedule. Raises NotFound, NotAllowed, AlreadyCancelled, AlreadyStarted, Invalid.

    Invalid ("starts", "reading") for a committee whose coaches are reading already."""
    appointment = agenda.get(tx, appointment_id)
    outline, weekdays = outline_of(tx, appointment), frozenset[int]()
    title = f"{outline.name}, {outline.defi}" if outline.defi else outline.name
    if (committee_id := committee_ids(tx, [appointment.id]).get(appointment.id)) is not None:
        sheet = changes.open_change(tx, actor, committee_id, action="evaluation.move", now=now)
        if appointment.id != sheet.appointment.id:  # the talk around its report, which has a form of its own
            raise NotFound(thing="appointment")
        weekdays = sheet.defi.closed_weekdays
        comes: Iterable[Person] = (sheet.people[id_] for id_ in appointment.person_ids if id_ in sheet.people)
    elif (gathering_id := gathering_id_of(tx, appointment.id)) is not None:
        gathering = describe_gathering(tx, gathering_id)
        require(actor, "gatherings.plan", gathering)
        check_standing(gathering, now=now)
        leads = [gathering.people[id_] for id_ in appointment.claimant_ids if id_ in gathering.people]
        comes = [*leads, *(gathering.replied(Reply.COMES) or gathering.invited)]
    else:
        raise NotFound(thing="appointment")
    known = {come.id: come for come in comes if come.id != actor.person_id}
    people = sorted(known.values(), key=by_name)
    must = tuple(id_ for id_ in appointment.claimant_ids if id_ in known)
    return Movable(appointment, title, tuple(people), must, weekdays)


def move(tx: Transaction, actor: Actor, appointment_id: int, *, starts: datetime, now: datetime) -> None:
    """Reschedule it as its own button would, and notify people at once, since they chose the date.
    Raises as that does.
    """
    if (committee_id := committee_ids(tx, [appointment_id]).get(appointment_id)) is not None:
        changes.move(tx, actor, committee_id, starts=starts, now=now)
        settling.settle_first(tx, [appointment_id], now=now)
    elif (gathering_id := gathering_id_of(tx, appointment_id)) is not None:
        gatherings.move(tx, actor, gathering_id, starts=starts, now=now)
        settle_first(tx, [appointment_id], now=now)
    else:
        raise NotFound(thing="appointment")


def shut_at(tx: Reading, appointment_id: int | None) -> list[Span]:
    """Return the half-days that people excluded for a committee, none for others. Three queries at most."""
    found = committee_ids(tx, [appointment_id]).get(appointment_id) if appointment_id is not None else None
    committee = stored.read(tx, found) if found is not None else None
    return half_days.shut_spans(tx, committee.round_id) if committee else []
