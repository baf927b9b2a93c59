"""Read date polls with everything that questions, lists and cards show, in few queries."""

from collections.abc import Collection, Mapping, Sequence

from bot.agenda import agenda
from bot.errors import NotFound
from bot.polls.model import Meeting, Poll, PollSheet, Voter
from bot.programme.model import Actor, Person
from bot.programme.permissions import require
from bot.workshops.model import WORKSHOP
from bot.workshops.sheets import describe_workshop
from storage.database import Reading
from storage.polls import polls
from storage.programme import people
from storage.workshops import workshops


def describe(tx: Reading, poll_id: int) -> PollSheet:
    """Return a poll with everything that its cards show. Raises NotFound."""
    poll = polls.read(tx, poll_id)
    if poll is None:
        raise NotFound(thing="poll")
    return sheets_of(tx, [poll])[0]


def read(tx: Reading, actor: Actor, poll_id: int, *, action: str) -> PollSheet:
    """Return a poll, if the actor may do `action`. Raises NotFound, NotAllowed."""
    sheet = describe(tx, poll_id)
    require(actor, action, sheet)
    return sheet


def meeting_of(tx: Reading, poll_id: int) -> Meeting:
    """Return the meeting that a poll booked, with its workshop if it is a workshop's date. Raises NotFound."""
    sheet = describe(tx, poll_id)
    appointment = sheet.appointment
    if appointment is None or not sheet.is_meeting:
        raise NotFound(thing="appointment")
    asked = workshops.find_by_poll(tx, poll_id) if appointment.dispositif == WORKSHOP else None
    return Meeting(sheet, appointment, describe_workshop(tx, asked.id, now=appointment.starts) if asked else None)


def poll_ids(tx: Reading, appointment_ids: Collection[int]) -> Mapping[int, int]:
    """Return the poll id of each appointment that a poll booked, with one query."""
    return polls.poll_ids_of(tx, appointment_ids)


def poll_id_of(tx: Reading, appointment_id: int) -> int:
    """Return the poll id of an appointment. Raises NotFound."""
    found = poll_ids(tx, [appointment_id]).get(appointment_id)
    if found is None:
        raise NotFound(thing="appointment")
    return found


def sheets_of(tx: Reading, several: Sequence[Poll]) -> list[PollSheet]:
    """Return these polls as sheets, in the same order, with three queries."""
    if not several:
        return []
    voters = polls.voters_of(tx, [poll.id for poll in several])
    ids = {poll.appointment_id or poll.moves or 0 for poll in several} - {0}
    found = {appointment.id: appointment for appointment in agenda.get_all(tx, ids)}
    named = {poll.asked_by for poll in several} | {voter.person_id for some in voters.values() for voter in some}
    named |= {participant.person_id for appointment in found.values() for participant in appointment.participants}
    known = people.by_ids(tx, named)
    return [
        PollSheet(
            poll,
            tuple(each for each in voters[poll.id] if _is_counted(each, known)),
            known,
            found.get(poll.appointment_id or poll.moves or 0),
        )
        for poll in several
    ]


def takes_part(person: Person | None) -> bool:
    """Return whether a person takes part: they are in the programme now, or never were (a guest invited by address)."""
    return person is not None and (bool(person.current) or not person.memberships)


def _is_counted(voter: Voter, people: Mapping[int, Person]) -> bool:
    return takes_part(people.get(voter.person_id))
