"""« Finalement, je viens »: add a participant again to séances of a bureau d'aide that they left, before the start.

Leaving is in `changes`. If a participant leaves and rejoins within two minutes, nobody is notified."""

from collections.abc import Collection
from datetime import datetime

from bot.agenda import agenda, locks, parts
from bot.agenda.calendars import calendars
from bot.agenda.model import Appointment, Clash, Part, State
from bot.errors import AlreadyAnswered
from bot.helpdesk import changes, hosting
from bot.helpdesk.facts import PersonBack, PersonLeft
from bot.helpdesk.model import RequestSheet
from bot.helpdesk.news import SUBJECT, ask_team, settle_pending_changes, tell_attendance
from bot.helpdesk.sheets import describe_request
from bot.programme.model import Actor
from bot.programme.permissions import require
from storage.agenda import appointments
from storage.agenda import changes as agenda_changes
from storage.database import Reading, Transaction
from storage.helpdesk import requests


def rejoin_sessions(
    tx: Transaction, actor: Actor, request_id: int, *, appointment_ids: Collection[int] = (), now: datetime
) -> list[Appointment]:
    """Add the actor again to séances that they left: the given or all upcoming ones. Return these séances by start.

    People who were told that the actor left are notified. A calendar entry that the actor had is sent again. If séances
    were cancelled because the actor left, they are restored, unless somebody was notified. Raises NotAllowed,
    AlreadyAnswered (a second click), AlreadyCancelled, AlreadyStarted, SlotTaken (a specialist now has a conflict)."""
    sheet = describe_request(tx, request_id)
    person_id = actor.person_id or 0
    left = [session for session in sheet.sessions if session.left_by(person_id)]
    if not left and sheet.part_of(person_id) is not None:
        raise AlreadyAnswered
    require(actor, "helpdesk.come_back", sheet)
    chosen = [
        appointment
        for appointment in left
        if appointment.id in appointment_ids or (not appointment_ids and appointment.starts > now)
    ]
    if not chosen and any(
        appointment.id in appointment_ids and appointment.part_of(person_id) for appointment in sheet.standing
    ):
        raise AlreadyAnswered
    ids = [appointment.id for appointment in chosen or left]
    locks.lock_all(tx, ids, extra_person_ids=[person_id])
    emptied = {
        change.appointment_id: change.batch
        for change in agenda_changes.changes_by_appointment(tx, ids).values()
        if change.actor_id == person_id and change.batch.startswith(changes.EMPTY)
    }
    for batch in sorted(set(emptied.values())):
        changes.undo(tx, actor, batch, late=True, now=now)
    rest = [appointment for appointment in chosen or left if appointment.id not in emptied]
    if rest:
        _join_again(tx, actor, sheet, rest, now=now)
    back = [appointment for appointment in agenda.get_all(tx, ids) if appointment.part_of(person_id)]
    calendars.owe_calendar_files_again(tx, actor, back, card=(SUBJECT, request_id), now=now)
    return back


def rejoinable_sessions(tx: Reading, actor: Actor, request_id: int, *, now: datetime) -> list[Appointment]:
    """Return the upcoming séances that the actor left, by start, to choose among; none if there is only one."""
    sheet = describe_request(tx, request_id)
    left = [
        appointment
        for appointment in sheet.standing
        if appointment.left_by(actor.person_id) and appointment.starts > now
    ]
    if len(left) < 2:
        return []
    require(actor, "helpdesk.come_back", sheet)
    return left


def clashes_on_return(tx: Reading, actor: Actor, request_id: int, *, now: datetime) -> list[Clash]:
    """Return the actor's conflicts at the times of the upcoming séances that the actor left."""
    left = [
        appointment
        for appointment in describe_request(tx, request_id).standing
        if appointment.left_by(actor.person_id) and appointment.starts > now
    ]
    mine = [actor.person_id or 0]
    return [
        clash
        for appointment in left
        for clash in agenda.list_clashes(tx, mine, since=appointment.starts, until=appointment.ends)
    ]


def _join_again(
    tx: Transaction, actor: Actor, sheet: RequestSheet, left_sessions: list[Appointment], *, now: datetime
) -> None:
    person_id = actor.person_id or 0
    standing = [appointment.id for appointment in left_sessions if appointment.state is not State.CANCELLED]
    settle_pending_changes(
        tx, standing, other_person_ids=[person_id], now=now
    )  # The actor may have left within the undo window.
    back = parts.rejoin(
        tx, actor, standing or [appointment.id for appointment in left_sessions], person_id=person_id, now=now
    )
    _restore_booker(tx, sheet, back, person_id=person_id)
    fact = PersonBack(person_id, {appointment.id: int(appointment.starts.timestamp()) for appointment in back})
    asked = any(appointment.part_of(person_id) is Part.EXPERT for appointment in back)
    # The coach who asked a specialist to attend is notified too.
    askers = hosting.askers_of(tx, sheet.request.id, person_id) if asked else ()
    tell_attendance(
        tx,
        sheet.request.id,
        fact,
        appointments=back,
        opposite_fact=PersonLeft,
        other_person_ids=askers,
        now=now,
    )
    if not asked:
        return
    # If the specialist had declined, the booker has not been asked yet whether the specialist may read the need.
    if (sheet.request.id, person_id) not in hosting.read_need_answers(tx, [sheet.request.id]):
        everybody = {person for appointment in back for person in appointment.person_ids}
        ask_team(tx, actor, sheet, person_id=person_id, upcoming=back, allowed_ids=everybody, now=now)


def _restore_booker(
    tx: Transaction, sheet: RequestSheet, rejoined_sessions: list[Appointment], *, person_id: int
) -> None:
    """Make the person the booker again, if the person may ask for this format and the present booker may not."""

    def asks(who: int) -> bool:
        return who in sheet.people and sheet.is_asked_by(sheet.people[who])

    if not asks(person_id):
        return
    for appointment in rejoined_sessions:
        for booker in appointment.present:
            if booker.part is Part.BOOKER and not asks(booker.person_id):
                appointments.set_participant(tx, appointment.id, booker.person_id, part=Part.GUEST)
                appointments.set_participant(tx, appointment.id, person_id, part=Part.BOOKER)
    if not asks(sheet.request.asked_by):
        requests.change(tx, sheet.request.id, asked_by=person_id)
