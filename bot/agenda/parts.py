"""Use cases for participants: leave, rejoin or join appointments, answer, and hand appointments over.

They claim or release the time of hosts and specialists. The caller has checked the permission."""

from collections.abc import Collection
from datetime import datetime

from bot.agenda import changes
from bot.agenda.agenda import claim
from bot.agenda.calendars import invitations
from bot.agenda.locks import lock_standing
from bot.agenda.model import CLAIMING, Appointment, Part, Reply
from bot.errors import Invalid, NotFound
from bot.programme.history import record
from bot.programme.model import Actor, Person
from storage.agenda import appointments, claims
from storage.database import Transaction
from storage.programme import people


def leave(
    tx: Transaction, actor: Actor, appointment_ids: Collection[int], *, person_id: int, now: datetime
) -> list[Appointment]:
    """Remove a person from the appointments that have not begun, and release their time.

    Return the current appointments. Raises NotFound if the person attends none of them (a second click),
    AlreadyCancelled, AlreadyStarted."""
    theirs = [
        appointment for appointment in lock_standing(tx, appointment_ids, now=now) if appointment.part_of(person_id)
    ]
    if not theirs:
        raise NotFound(thing="participant")
    for appointment in theirs:
        appointments.set_participant(tx, appointment.id, person_id, reply=Reply.LEFT)
        claims.release_person(tx, appointment.id, person_id)
        _record_change(tx, actor, appointment, "leave", person_id=person_id, now=now)
    return _propagate_changes(tx, theirs, now=now)


def rejoin(
    tx: Transaction, actor: Actor, appointment_ids: Collection[int], *, person_id: int, now: datetime
) -> list[Appointment]:
    """Add a person again to the appointments that they left and that have not begun, all or none.

    Return the current appointments. A specialist must be free. Raises NotFound if the person can rejoin none of them (a
    second click), SlotTaken, AlreadyCancelled, AlreadyStarted."""
    back = [
        appointment
        for appointment in lock_standing(tx, appointment_ids, now=now, extra_person_ids=[person_id])
        if appointment.left_by(person_id)
    ]
    if not back:
        raise NotFound(thing="participant")
    for appointment in back:
        if appointment.left_by(person_id) in CLAIMING:
            claim(tx, appointment.id, [person_id], starts=appointment.starts, ends=appointment.ends)
        appointments.set_participant(tx, appointment.id, person_id, reply=Reply.COMES)
        _record_change(tx, actor, appointment, "come_back", person_id=person_id, now=now)
    return _propagate_changes(tx, back, now=now)


def join(
    tx: Transaction,
    actor: Actor,
    appointment_ids: Collection[int],
    *,
    person_id: int,
    part: Part,
    reply: Reply = Reply.COMES,
    sees_need: bool = True,
    now: datetime,
) -> list[Appointment]:
    """Add a person to appointments that have not begun, all or none. With `reply` ASKED, ask the person to attend.

    Return the current appointments. A host or specialist must be free. Raises SlotTaken. Raises Invalid for
    "person" with the reason "already" if the person attends all of them, or "asked" if an answer is still missing."""
    standing = lock_standing(tx, appointment_ids, now=now, extra_person_ids=[person_id])
    without = [appointment for appointment in standing if appointment.part_of(person_id) is None]
    joining = [appointment for appointment in without if not appointment.awaits(person_id)]
    if not joining:
        raise Invalid(field="person", reason="asked" if without else "already")
    for appointment in joining:
        if part in CLAIMING:
            claim(tx, appointment.id, [person_id], starts=appointment.starts, ends=appointment.ends)
        appointments.set_participant(tx, appointment.id, person_id, part=part, reply=reply, sees_need=sees_need)
        verb = "ask" if reply is Reply.ASKED else "join"
        _record_change(tx, actor, appointment, verb, person_id=person_id, now=now)
    return _propagate_changes(tx, joining, now=now)


def answer(
    tx: Transaction,
    actor: Actor,
    locked_appointments: Collection[Appointment],
    *,
    person_id: int,
    comes: bool,
    now: datetime,
) -> list[Appointment]:
    """Record whether a person who was asked attends these appointments. If not, release the person's time.

    `locked_appointments`: the appointments, whose rows the caller has locked. Return the current appointments."""
    for appointment in locked_appointments:
        appointments.set_participant(tx, appointment.id, person_id, reply=Reply.COMES if comes else Reply.LEFT)
        if not comes:
            claims.release_person(tx, appointment.id, person_id)
        _record_change(tx, actor, appointment, "join" if comes else "decline", person_id=person_id, now=now)
    return _propagate_changes(tx, locked_appointments, now=now)


def hand_over(
    tx: Transaction, actor: Actor, appointment_ids: Collection[int], *, giver_id: int, taker_id: int, now: datetime
) -> list[Appointment]:
    """Replace the host `giver_id` by `taker_id`, in all of the giver's appointments or none.

    Raises NotFound if the giver hosts none of these appointments, SlotTaken if the taker is not free, and Invalid if
    the taker already takes part in one of these appointments."""
    standing = lock_standing(tx, appointment_ids, now=now, extra_person_ids=[taker_id])
    given = [appointment for appointment in standing if appointment.part_of(giver_id) is Part.HOST]
    if not given:
        raise NotFound(thing="participant")
    for appointment in given:
        if appointment.part_of(taker_id) is not None or appointment.awaits(taker_id):
            raise Invalid(field="person", reason="already")
        claims.release_person(tx, appointment.id, giver_id)
        appointments.set_participant(tx, appointment.id, giver_id, reply=Reply.LEFT)
        claim(tx, appointment.id, [taker_id], starts=appointment.starts, ends=appointment.ends)
        added = giver_id not in appointment.agreeing_ids
        appointments.set_participant(
            tx, appointment.id, taker_id, part=Part.HOST, reply=Reply.COMES, sees_need=True, added=added
        )
        _record_change(tx, actor, appointment, "hand_over", person_id=taker_id, now=now)
    return _propagate_changes(tx, given, now=now)


def replace_room_link(
    tx: Transaction,
    handed_appointments: Collection[Appointment],
    *,
    giver: Person | None,
    taker_id: int,
    fallback_link: str | None = None,
    now: datetime,
) -> list[Appointment]:
    """Replace the link to the giver's room by the link to the taker's room, or else by `fallback_link`.

    Return the current appointments. Nothing changes if the giver has no room of their own, or if no new link exists."""
    taker = people.by_id(tx, taker_id)
    link = (taker.visio if taker else None) or fallback_link
    return (
        changes.set_link(tx, handed_appointments, link=link, now=now)
        if giver and giver.visio and link
        else list(handed_appointments)
    )


def _propagate_changes(
    tx: Transaction, changed_appointments: Collection[Appointment], *, now: datetime
) -> list[Appointment]:
    current = appointments.read_all(tx, [appointment.id for appointment in changed_appointments])
    invitations.propagate_changes(tx, current, now=now)
    return current


def _record_change(
    tx: Transaction, actor: Actor, appointment: Appointment, verb: str, *, person_id: int, now: datetime
) -> None:
    appointments.change(tx, appointment.id, now=now)
    action = f"{appointment.dispositif}.{verb}"
    record(tx, actor, action, thing="appointment", thing_id=appointment.id, now=now, detail=str(person_id))
