"""People who left the programme: their places and claims are released, the others notified, hosts replaced.

A periodic job finds them, however the membership ended."""

from datetime import datetime

from bot.agenda.calendars import invitations
from bot.errors import Refusal
from bot.helpdesk.changes import locked, pass_on, take_out
from bot.helpdesk.facts import Call, RequestOrphaned
from bot.helpdesk.model import RequestSheet
from bot.helpdesk.news import SUBJECT
from bot.helpdesk.sheets import describe, of_appointment
from bot.notices import notices
from bot.notices.model import FAULT, Notice
from bot.notices.team import owe_homes, to_coaches
from bot.programme.model import Actor
from storage.agenda import appointments
from storage.database import Reading, Transaction
from storage.helpdesk import asks, requests
from storage.programme import people


def left_behind(tx: Reading, *, now: datetime) -> list[tuple[int, int]]:
    """Return (séance, participant) for people who left the programme."""
    return requests.left_behind(tx, now=now)


def free_place(tx: Transaction, appointment_id: int, *, person_id: int, now: datetime) -> None:
    """Remove a person who left the programme from a séance and the others of its request, in one notification.

    Skipped if they came back, or were removed meanwhile. If they are the only host, the coaches are asked once to hand
    it over or cancel. If they booked it, another participant of the team becomes the booker, so that it can still be
    changed."""
    sheet = locked(tx, of_appointment(tx, appointment_id).request.id, person_id=person_id)
    person = people.by_id(tx, person_id)
    if person is not None and person.current:
        return
    parts = {
        appointment.id: appointment.part_of(person_id)
        for appointment in sheet.standing
        if appointment.host_ids != (person_id,)
    }
    if any(session.id == appointment_id and session.host_ids == (person_id,) for session in sheet.sessions):
        at = people.left_at(tx, person_id) or now  # they may come back to the programme, and leave it again
        _ask_coaches(tx, sheet, person_id, period=f"{person_id} {int(at.timestamp())}", now=now)
        return
    theirs = [
        appointment.id for appointment in sheet.standing if appointment.starts > now and parts.get(appointment.id)
    ]
    if not theirs:
        return  # freed with another séance of the request
    try:
        left = take_out(tx, Actor(""), theirs, person_id=person_id, now=now)
    except Refusal:  # cancelled, begun or left meanwhile: nothing to free
        return
    pass_on(tx, sheet, left, person_id=person_id, now=now)
    # Whoever stands in their place is asked afterwards.
    invitations.follow(tx, appointments.read_all(tx, [appointment.id for appointment in left]), now=now)


def calls_left(tx: Reading) -> list[tuple[int, int]]:
    """Return (request, coach) for coaches who took a request and left without proposing a date."""
    return requests.calls_of_leavers(tx)


def give_back_call(tx: Transaction, request_id: int, *, person_id: int, now: datetime) -> None:
    """Ask the coaches again after the one who took the request left; the proposals of that coach end."""
    request = requests.lock(tx, request_id)
    if request is None or request.taken_by != person_id:
        return
    requests.change(tx, request_id, taken_by=None)
    asks.close_proposals(tx, request_id, appointment_id=None)
    notices.owe_updates(tx, SUBJECT, request_id, revision=0, due=now)
    again, theirs = f"after {person_id} {int(now.timestamp())}", request.promotion_id
    notices.owe(tx, to_coaches(tx, Call(), about=request_id, promotion_id=theirs, period=again, now=now))


def note_unreachable(tx: Transaction, notice: Notice, *, reason: str, now: datetime) -> None:
    """Notify the coaches once of a host whom a message could not reach (no account, deactivated)."""
    sheet = describe(tx, notice.subject_id) if notice.subject == SUBJECT and notice.person_id else None
    if sheet is None or reason == FAULT:
        return
    hosts = {host for appointment in sheet.standing if appointment.starts > now for host in appointment.host_ids}
    if notice.person_id in hosts:
        _ask_coaches(tx, sheet, notice.person_id or 0, period=f"unreachable {notice.person_id}", now=now)


def _ask_coaches(tx: Transaction, sheet: RequestSheet, person_id: int, *, period: str, now: datetime) -> None:
    fact, theirs = RequestOrphaned(person_id), sheet.promotion_id
    owed = to_coaches(tx, fact, about=sheet.request.id, promotion_id=theirs, period=period, now=now)
    # Who cannot be reached is not told of it: without a channel, the other coaches are.
    if notices.owe(tx, [message for message in owed if message.person_id != person_id]):
        owe_homes(tx, promotion_id=theirs, now=now)
