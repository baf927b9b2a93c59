"""What comes next for one person over all features, each with the thing that its buttons act on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.agenda.calendars import service as calendars
from bot.agenda.calendars.entries import Outline
from bot.agenda.model import Appointment
from bot.evaluation.sheets import committee_ids
from bot.helpdesk.sheets import request_ids
from bot.mentoring.sheets import cycle_ids
from bot.programme.model import Actor
from storage.database import Reading
from storage.gatherings import occurrences


@dataclass(frozen=True, slots=True)
class Coming:
    """An appointment to come: its request, its cycle, its gathering or its committee, by id."""

    outline: Outline
    request_id: int | None = None
    cycle_id: int | None = None
    gathering_id: int | None = None
    committee_id: int | None = None

    @property
    def appointment(self) -> Appointment:
        """The appointment itself."""
        return self.outline.appointment


def coming(tx: Reading, actor: Actor, *, now: datetime) -> Sequence[Coming]:
    """Give what the actor takes part in and that has not ended, by start; a constant number of queries.

    Nothing for somebody unknown.
    """
    if actor.person_id is None:
        return ()
    outlines = calendars.upcoming(tx, actor, now=now)
    ids = [one.appointment.id for one in outlines]
    requests, cycles = request_ids(tx, ids), cycle_ids(tx, ids)
    gatherings, committees = occurrences.of_appointments(tx, ids), committee_ids(tx, ids)
    return [
        Coming(
            one,
            requests.get(at),
            cycles.get(at),
            gatherings[at].id if at in gatherings else None,
            committees.get(at),
        )
        for at, one in zip(ids, outlines, strict=True)
    ]
