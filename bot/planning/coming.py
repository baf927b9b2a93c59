"""A person's upcoming appointments of all features. Each comes with the ids that its buttons need."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.agenda.calendars import calendars
from bot.agenda.calendars.entries import Outline
from bot.agenda.model import CLAIMING, Appointment
from bot.catalogue.formats import booking_key
from bot.evaluation.sheets import committee_ids
from bot.gatherings.groups.presenting import is_presenter_at
from bot.gatherings.kinds import kind_of
from bot.gatherings.subjects import peers
from bot.helpdesk import model, sheets
from bot.helpdesk.sheets import request_ids
from bot.mentoring import model as mentoring
from bot.mentoring.sheets import cycle_ids
from bot.programme.model import Actor
from storage.database import Reading
from storage.gatherings import occurrences


@dataclass(frozen=True, slots=True)
class UpcomingAppointment:
    """An upcoming appointment, and the id of its request, cycle, gathering or committee. The other ids are None."""

    outline: Outline
    request_id: int | None = None
    cycle_id: int | None = None
    gathering_id: int | None = None
    committee_id: int | None = None

    @property
    def appointment(self) -> Appointment:
        """The appointment."""
        return self.outline.appointment


def list_upcoming(tx: Reading, actor: Actor, *, now: datetime) -> Sequence[UpcomingAppointment]:
    """Return the actor's upcoming appointments, by start. The number of queries is constant."""
    if actor.person_id is None:
        return ()
    outlines = calendars.list_upcoming(tx, actor, now=now)
    ids = [outline.appointment.id for outline in outlines]
    requests, cycles = request_ids(tx, ids), cycle_ids(tx, ids)
    gatherings, committees = occurrences.by_appointments(tx, ids), committee_ids(tx, ids)
    return [
        UpcomingAppointment(
            outline,
            requests.get(at),
            cycles.get(at),
            gatherings[at].id if at in gatherings else None,
            committees.get(at),
        )
        for at, outline in zip(ids, outlines, strict=True)
    ]


def must_prepare(tx: Reading, appointment: Appointment, person_id: int) -> bool:
    """Return whether this person still has to prepare for an appointment. The number of queries is constant.

    Hosts and speakers do not have to prepare. Neither does a team that sent its document or will present its subject,
    or an asker who wrote the need. For a group between peers, people prepare after the subject is known. For a
    multidisciplinary group, only the presenters prepare."""
    part, key = appointment.part_of(person_id), appointment.dispositif
    if part is None or part in CLAIMING or booking_key(key) == mentoring.MENTORING:
        return False
    if booking_key(key) == model.BUREAU:
        request_id = sheets.request_ids(tx, [appointment.id]).get(appointment.id)
        return request_id is not None and sheets.describe_request(tx, request_id).must_prepare(person_id)
    kind = kind_of(key)
    if kind.votes_subject:
        return bool(peers.subject_of(tx, appointment))
    return not kind.mixes or is_presenter_at(tx, appointment.id, person_id)
