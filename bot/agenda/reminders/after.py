"""The question after an appointment. The booker presses a button to say whether it took place."""

from datetime import datetime

from bot.agenda import agenda
from bot.agenda.locks import lock_all
from bot.agenda.model import Appointment, Outcome, Part, State
from bot.agenda.reminders.reminders import SUBJECT
from bot.agenda.reminders.timetable import ASKED_FOR, OWN_QUESTION, ReminderKind, ReminderWishes
from bot.catalogue.formats import booking_key
from bot.errors import AlreadyAnswered, AlreadyCancelled, Invalid, NotFound
from bot.notices import homes, notices
from bot.programme.history import record
from bot.programme.model import Actor
from bot.programme.permissions import require
from storage.agenda import appointments, reminders
from storage.database import Reading, Transaction


def record_outcome(
    tx: Transaction, actor: Actor, appointment_id: int, *, outcome: Outcome, now: datetime
) -> Appointment:
    """Record once whether an appointment took place, and remove the question's buttons. Return the appointment.

    The booker answers, or a coach for them. Raises NotAllowed, NotFound (also if the dispositif asks no such question),
    AlreadyCancelled, AlreadyAnswered, and Invalid before the end of the appointment."""
    require(actor, "agenda.after", agenda.get(tx, appointment_id))
    (appointment,) = lock_all(tx, [appointment_id])
    if booking_key(appointment.dispositif) in OWN_QUESTION:
        raise NotFound(thing="appointment")
    if appointment.state is State.CANCELLED:
        raise AlreadyCancelled(starts=appointment.starts)
    if appointment.state is not State.CONFIRMED or appointment.ends > now:
        raise Invalid(field="outcome", reason="early")
    if not reminders.add_outcome(tx, appointment.id, outcome, said_by=actor.person_id, now=now):
        raise AlreadyAnswered
    record(
        tx,
        actor,
        f"{appointment.dispositif}.after",
        thing="appointment",
        thing_id=appointment.id,
        now=now,
        detail=outcome.value,
    )
    notices.owe_updates(tx, SUBJECT, appointment.id, revision=appointment.revision, due=now)
    homes.owe_home(tx, appointment.person_ids, now=now)
    return appointment


def list_bookings_to_answer(tx: Reading, person_id: int, *, now: datetime) -> list[Appointment]:
    """Return a person's past bookings that still need an answer, by start.

    Return none if the person has switched the question off."""
    found = appointments.list_by_people(tx, [person_id], since=now - ASKED_FOR, until=now, states=[State.CONFIRMED])
    over = [
        appointment
        for appointment in found
        if appointment.ends <= now and appointment.part_of(person_id) is Part.BOOKER
    ]
    asked = [appointment for appointment in over if booking_key(appointment.dispositif) not in OWN_QUESTION]
    if (
        not asked
        or ReminderKind.AFTER not in reminders.wishes_of(tx, [person_id]).get(person_id, ReminderWishes()).kinds
    ):
        return []
    said = reminders.ids_with_outcome(tx, [appointment.id for appointment in asked])
    return [appointment for appointment in asked if appointment.id not in said]


def outcome_of(tx: Reading, appointment_id: int) -> Outcome | None:
    """Return the recorded outcome of an appointment, or None."""
    return reminders.outcome_of(tx, appointment_id)
