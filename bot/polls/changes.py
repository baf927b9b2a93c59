"""Change a meeting that a poll booked: reschedule, cancel, leave or rejoin it, or add it to a calendar.

A reschedule or a cancellation can be undone for two minutes, before anybody is notified (`agenda.changes`). A poll can
also reschedule other appointments."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias
from uuid import uuid4

from bot.agenda import agenda, changes, parts, pending
from bot.agenda.agenda import busy_participants
from bot.agenda.calendars import calendars
from bot.agenda.calendars.calendars import outline_of
from bot.agenda.locks import lock
from bot.agenda.model import Appointment, Part, SettledChange, State
from bot.agenda.slots import QUARTER
from bot.dates.working import is_at_night
from bot.errors import AlreadyAnswered, AlreadyCancelled, AlreadyStarted, Conflict, Invalid, NotFound, UndoTooLate
from bot.evaluation import changes as evaluation_changes
from bot.evaluation import half_days
from bot.evaluation.sheets import committee_ids
from bot.gatherings import changes as gatherings
from bot.gatherings.changes import settle_pending_changes
from bot.gatherings.locks import check_upcoming
from bot.gatherings.model import Reply
from bot.gatherings.sheets import describe_gathering, gathering_id_of
from bot.polls import facts, news
from bot.polls.model import REASON_LIMIT, Meeting
from bot.polls.sheets import meeting_of, poll_ids
from bot.programme.model import Actor, Person
from bot.programme.permissions import require
from bot.programme.service import person_of
from bot.programme.spelling import name_sort_key
from bot.workshops.model import WORKSHOP, check_time
from storage.agenda import appointments, leavers
from storage.database import Reading, Transaction
from storage.evaluation import committees
from storage.polls import polls
from storage.programme import people
from storage.workshops import workshops

CLOCK = Actor("")


def read(tx: Reading, actor: Actor, poll_id: int) -> Meeting:
    """Return a meeting to its participants and coaches. Raises NotFound, NotAllowed."""
    meeting = meeting_of(tx, poll_id)
    require(actor, "agenda.open", meeting)
    return meeting


def open_change(tx: Reading, actor: Actor, poll_id: int, *, action: str, now: datetime) -> Meeting:
    """Return an upcoming meeting, to do `action`. Raises NotFound, NotAllowed, AlreadyCancelled, AlreadyStarted."""
    meeting = meeting_of(tx, poll_id)
    require(actor, action, meeting)
    _check_upcoming(meeting, now=now)
    return meeting


def clashes_at(tx: Reading, actor: Actor, poll_id: int, *, starts: datetime) -> list[Person]:
    """Return the participants who have a conflict at `starts`, sorted by name. Raises NotAllowed, NotFound."""
    meeting = meeting_of(tx, poll_id)
    require(actor, "polls.move", meeting)
    found = busy_participants(tx, meeting.appointment, starts=starts)
    return sorted(
        (meeting.sheet.people[person_id] for person_id in found & meeting.sheet.people.keys()), key=name_sort_key
    )


def move(
    tx: Transaction, actor: Actor, poll_id: int, *, starts: datetime, reason: str | None = None, now: datetime
) -> Meeting:
    """Reschedule a meeting. Everybody whose time the meeting claims must be free at `starts`.

    Raises NotAllowed, NotFound, AlreadyCancelled, AlreadyStarted, SlotTaken, Conflict. Raises Invalid for "starts"
    ("past", "quarter", "night") and "reason" ("long"). For a workshop, raises the errors of `check_time` too."""
    meeting = _lock_meeting(tx, poll_id)
    require(actor, "polls.move", meeting)
    appointment = meeting.appointment
    if starts == appointment.starts and appointment.state is not State.CANCELLED:
        return meeting  # the form was submitted twice
    _check_upcoming(meeting, now=now)
    if starts <= now or starts.timestamp() % QUARTER:
        raise Invalid(field="starts", reason="past" if starts <= now else "quarter")
    _check_reason(reason)
    if meeting.workshop is not None:
        check_time(starts, minutes=appointment.minutes, closed=meeting.workshop.defi.closed_weekdays, field="starts")
    elif is_at_night(starts, appointment.minutes):
        raise Invalid(field="starts", reason="night")
    changes.move(tx, actor, {appointment.id: starts}, batch=str(uuid4()), reason=reason, by_host=True, now=now)
    news.finish(tx, poll_id, now=now)
    return meeting_of(tx, poll_id)


def cancel(tx: Transaction, actor: Actor, poll_id: int, *, reason: str | None = None, now: datetime) -> Meeting:
    """Cancel a meeting. Raises like `move`."""
    meeting = _lock_meeting(tx, poll_id)
    require(actor, "polls.cancel", meeting)
    _check_upcoming(meeting, now=now)
    _check_reason(reason)
    changes.cancel(tx, actor, [meeting.appointment.id], batch=str(uuid4()), reason=reason, now=now)
    news.finish(tx, poll_id, now=now)
    return meeting_of(tx, poll_id)


def undo(tx: Transaction, actor: Actor, batch: str, *, now: datetime) -> list[SettledChange]:
    """Undo a reschedule or a cancellation, before anybody is notified.

    Raises NotAllowed, Conflict, UndoTooLate (also if the workshop got another date or was withdrawn)."""
    found = poll_ids(tx, pending.appointment_ids_of(tx, batch))
    for poll_id in found.values():
        _check_still_dated(_lock_meeting(tx, poll_id))
    undone = changes.undo(tx, actor, batch, now=now)
    news.announce(tx, pending.changes_to_announce(tx, undone), now=now)
    for poll_id in found.values():
        news.show_undone(tx, meeting_of(tx, poll_id), now=now)
    return undone


def leave(tx: Transaction, actor: Actor, poll_id: int, *, now: datetime) -> Meeting:
    """« Je ne pourrai pas venir »: remove the actor from a meeting.

    Raises NotAllowed, NotFound, AlreadyAnswered (the actor has left before), AlreadyCancelled, AlreadyStarted.
    """
    meeting = _lock_meeting(tx, poll_id)
    if meeting.has_left(actor.person_id):
        raise AlreadyAnswered
    require(actor, "polls.leave", meeting)
    news.settle_first(tx, [meeting.appointment.id], now=now)
    parts.leave(tx, actor, [meeting.appointment.id], person_id=person_of(actor).id, now=now)
    return _tell_attendance(tx, actor, poll_id, facts.PollLeft, now=now)


def come_back(tx: Transaction, actor: Actor, poll_id: int, *, now: datetime) -> Meeting:
    """« Venir quand même »: rejoin a meeting that the actor left or refused. Raises like `leave`, plus SlotTaken."""
    meeting = _lock_meeting(tx, poll_id, also_person_id=actor.person_id)
    require(actor, "polls.come_back", meeting)
    news.settle_first(tx, [meeting.appointment.id], now=now)
    parts.rejoin(tx, actor, [meeting.appointment.id], person_id=person_of(actor).id, now=now)
    return _tell_attendance(tx, actor, poll_id, facts.ParticipantBack, now=now)


def list_leavers(tx: Reading, *, now: datetime) -> list[tuple[int, int]]:
    """Return (poll id, person id) of participants of upcoming meetings who left the programme, except hosts.

    Guests invited by e-mail were never in the programme, and are not returned. Two queries for each kind of meeting."""
    found = [pair for key in news.MEETINGS for pair in leavers.list_leavers(tx, dispositif=key, now=now)]
    of, ones = polls.poll_ids_of(tx, {appointment_id for appointment_id, _ in found}), dict[int, Appointment]()
    ones.update((appointment.id, appointment) for appointment in appointments.read_all(tx, sorted(of)))
    were = people.by_ids(tx, {person for _, person in found}) if found else {}
    return [
        (of[appointment_id], person)
        for appointment_id, person in found
        if appointment_id in of and were[person].memberships and ones[appointment_id].part_of(person) is not Part.HOST
    ]


def free_place(tx: Transaction, poll_id: int, *, person_id: int, now: datetime) -> None:
    """Remove a participant who left the programme, and notify the host. Safe to run on several replicas.

    If the person came back meanwhile, nothing happens."""
    meeting = _lock_meeting(tx, poll_id)
    appointment, person = meeting.appointment, people.by_id(tx, person_id)
    if person is not None and person.current:
        return
    if not appointment.part_of(person_id) or appointment.state is State.CANCELLED or appointment.starts <= now:
        return
    news.settle_first(tx, [appointment.id], now=now)
    parts.leave(tx, CLOCK, [appointment.id], person_id=person_id, now=now)
    after = meeting_of(tx, poll_id)
    fact = facts.PollLeft(person_id, {appointment.id: int(appointment.starts.timestamp())})
    news.tell_attendance(tx, after, fact, now=now)


def take_entry(tx: Transaction, actor: Actor, poll_id: int, *, now: datetime) -> int:
    """« Ajouter à mon agenda »: enqueue the calendar file for the thread of the actor's card.

    Return the number of files. Raises NotAllowed, NotFound."""
    meeting = meeting_of(tx, poll_id)
    require(actor, "polls.calendar", meeting)
    coming = [meeting.appointment] if meeting.appointment.ends > now else []
    return calendars.owe_calendar_files(tx, actor, coming, card=(news.MEETING, poll_id), now=now)


def _tell_attendance(
    tx: Transaction,
    actor: Actor,
    poll_id: int,
    fact: type[facts.PollLeft] | type[facts.ParticipantBack],
    *,
    now: datetime,
) -> Meeting:
    after = meeting_of(tx, poll_id)
    appointment = after.appointment
    news.tell_attendance(
        tx, after, fact(person_of(actor).id, {appointment.id: int(appointment.starts.timestamp())}), now=now
    )
    return after


def _check_upcoming(meeting: Meeting, *, now: datetime) -> None:
    appointment = meeting.appointment
    if appointment.state is State.CANCELLED:
        raise AlreadyCancelled(starts=appointment.starts)
    if appointment.starts <= now:
        raise AlreadyStarted(starts=appointment.starts)


def _check_still_dated(meeting: Meeting) -> None:
    if meeting.appointment.dispositif != WORKSHOP:
        return
    # If the workshop has another poll by now, `meeting.workshop` is None.
    asked = meeting.workshop.workshop if meeting.workshop else None
    if asked is None or asked.ended or asked.appointment_id != meeting.appointment.id:
        raise UndoTooLate


def _check_reason(reason: str | None) -> None:
    if reason is not None and len(reason) > REASON_LIMIT:
        raise Invalid(field="reason", reason="long")


def _lock_meeting(tx: Transaction, poll_id: int, *, also_person_id: int | None = None) -> Meeting:
    before = meeting_of(tx, poll_id)
    claimants = {*before.appointment.claimant_ids, *([also_person_id] if also_person_id else [])}
    things = [(polls.lock, [poll_id]), *([(workshops.lock, [before.workshop.workshop.id])] if before.workshop else [])]
    lock(tx, claimants, *things, appointments=[before.appointment.id])
    meeting = meeting_of(tx, poll_id)
    if not {*meeting.appointment.claimant_ids} <= claimants:
        raise Conflict
    return meeting


Span: TypeAlias = tuple[int, int, int]  # (person id, start, end), in seconds since 1970


@dataclass(frozen=True, slots=True)
class MovableAppointment:
    """An appointment that a poll can reschedule. `must` are the ids of required people: its hosts and speakers."""

    appointment: Appointment
    title: str
    people: tuple[Person, ...]
    must: tuple[int, ...]
    closed_weekdays: frozenset[int] = frozenset()


def find_movable(tx: Reading, actor: Actor, appointment_id: int, *, now: datetime) -> MovableAppointment:
    """Return the appointment to reschedule.

    Raises NotFound, NotAllowed, AlreadyCancelled, AlreadyStarted, and Invalid for "starts" ("reading") if the
    appointment is a committee and its coaches have begun to read."""
    appointment = agenda.get(tx, appointment_id)
    outline, weekdays = outline_of(tx, appointment), frozenset[int]()
    title = f"{outline.name}, {outline.defi}" if outline.defi else outline.name
    if (committee_id := committee_ids(tx, [appointment.id]).get(appointment.id)) is not None:
        sheet = evaluation_changes.open_change(tx, actor, committee_id, action="evaluation.move", now=now)
        if appointment.id != sheet.appointment.id:  # the meeting about a committee's report has its own form
            raise NotFound(thing="appointment")
        weekdays = sheet.defi.closed_weekdays
        comes: Iterable[Person] = (sheet.people[id_] for id_ in appointment.person_ids if id_ in sheet.people)
    elif (gathering_id := gathering_id_of(tx, appointment.id)) is not None:
        gathering = describe_gathering(tx, gathering_id)
        require(actor, "gatherings.plan", gathering)
        check_upcoming(gathering, now=now)
        leads = [gathering.people[id_] for id_ in appointment.claimant_ids if id_ in gathering.people]
        comes = [*leads, *(gathering.who_replied(Reply.COMES) or gathering.invited)]
    else:
        raise NotFound(thing="appointment")
    known = {come.id: come for come in comes if come.id != actor.person_id}
    people = sorted(known.values(), key=name_sort_key)
    must = tuple(id_ for id_ in appointment.claimant_ids if id_ in known)
    return MovableAppointment(appointment, title, tuple(people), must, weekdays)


def move_by_poll(tx: Transaction, actor: Actor, appointment_id: int, *, starts: datetime, now: datetime) -> None:
    """Reschedule an appointment through its own feature, and raise the errors of the feature. Notify people at once."""
    if (committee_id := committee_ids(tx, [appointment_id]).get(appointment_id)) is not None:
        evaluation_changes.move(tx, actor, committee_id, starts=starts, now=now)
        evaluation_changes.settle_pending_changes(tx, [appointment_id], now=now)
    elif (gathering_id := gathering_id_of(tx, appointment_id)) is not None:
        gatherings.move(tx, actor, gathering_id, starts=starts, now=now)
        settle_pending_changes(tx, [appointment_id], now=now)
    else:
        raise NotFound(thing="appointment")


def excluded_times(tx: Reading, appointment_id: int | None) -> list[Span]:
    """Return the half-days that people excluded, if the appointment is a committee. Three queries at most."""
    found = committee_ids(tx, [appointment_id]).get(appointment_id) if appointment_id is not None else None
    committee = committees.read(tx, found) if found is not None else None
    return half_days.excluded_spans(tx, committee.round_id) if committee else []
