"""Views about missed séances: the reply to the absent person, and the notices to other people. Pure."""

from collections.abc import Collection
from datetime import datetime

from bot.agenda.model import Appointment
from bot.dates.words import moment_words
from bot.mentoring.model import CycleSheet
from bot.programme.model import Person
from handlers.kit.blocks import Message, actions, button, message, section, text_message
from handlers.kit.gestures.texts import COME_BACK

from . import texts


def you_left_message(cycle_id: int) -> Message:
    back = button(COME_BACK, "mentoring.rejoin", value=str(cycle_id))
    return message(texts.LEFT, section(texts.LEFT), actions(back))


def away_message(
    sheet: CycleSheet, appointment_ids: Collection[int], *, person: Person | None, now: datetime
) -> Message | None:
    """Build the notice of the séances that a person misses. If the person attends them all again, return None."""
    some = (
        []
        if person is None
        else [
            appointment
            for appointment in _appointments(sheet, appointment_ids)
            if appointment.part_of(person.id) is None
        ]
    )
    if person is None or not some:
        return None
    whens = [moment_words(appointment.starts, now) for appointment in some]
    return text_message(texts.away(person.name, whens, sheet.defi.name, sheet.what))


def coming_back_message(
    sheet: CycleSheet, appointment_ids: Collection[int], *, person: Person | None, now: datetime
) -> Message | None:
    """Build the notice of the séances that a person attends again. If the person attends none now, return None."""
    some = (
        []
        if person is None
        else [appointment for appointment in _appointments(sheet, appointment_ids) if appointment.part_of(person.id)]
    )
    if person is None or not some:
        return None
    whens = [moment_words(appointment.starts, now) for appointment in some]
    return text_message(texts.comes(person.name, whens, sheet.defi.name, sheet.what))


def _appointments(sheet: CycleSheet, appointment_ids: Collection[int]) -> list[Appointment]:
    return [session.appointment for session in sheet.timed_sessions if session.appointment.id in appointment_ids]
