"""Who misses a séance of a cycle drawn: the form, what it says then, and the news. Pure."""

from collections.abc import Collection, Sequence
from datetime import datetime

from bot.agenda.model import Appointment
from bot.agenda.pending import until_of
from bot.dates.words import moment_words
from bot.mentoring.model import Sheet
from bot.programme.model import Person
from handlers.kit.blocks import Json, Message, actions, alone, button, field, message, modal, section
from handlers.kit.fields import boxes
from handlers.kit.sentences import capital, joined

from . import texts


def form(sheet: Sheet, coming: Sequence[Appointment], *, now: datetime) -> Json:
    """Build the form: which séances, the next one ticked."""
    choices = [(capital(moment_words(appointment.starts, now)), str(appointment.id)) for appointment in coming]
    blocks = [section(texts.INTRO), field("sessions", texts.WHICH, boxes("sessions", choices, ticked=choices[:1]))]
    private = str(sheet.cycle.id)
    return modal("mentoring.skipped", texts.TITLE, blocks, submit=texts.SKIP, private_metadata=private)


def skipped(cycle_id: int, left: Sequence[Appointment], *, now: datetime) -> Json:
    """Show what the modal says then, and how to come after all."""
    whens = [moment_words(appointment.starts, now) for appointment in left]
    tells = texts.TOLD if until_of([appointment.starts for appointment in left], now=now) == now else texts.TELLS
    value = f"{cycle_id} {','.join(str(appointment.id) for appointment in left)}"
    back = button(texts.BACK, "mentoring.come_back", value=value, of=whens[0])
    return modal(
        "mentoring.gone", texts.DONE_TITLE, [section(joined([texts.missed(whens), tells])), actions(back)], last=True
    )


def return_form(cycle_id: int, missed: Sequence[Appointment], *, now: datetime) -> Json:
    """Build, for the person who misses several séances, to which they come after all; all are ticked."""
    choices = [(capital(moment_words(appointment.starts, now)), str(appointment.id)) for appointment in missed]
    blocks = [field("sessions", texts.WHICH_BACK, boxes("sessions", choices, ticked=choices))]
    return modal("mentoring.came", texts.BACK, blocks, submit=texts.RETURN, private_metadata=str(cycle_id))


def left(cycle_id: int) -> Message:
    """Show to the person who leaves the whole cycle that it is noted, and how to come after all."""
    back = button(texts.BACK, "mentoring.rejoin", value=str(cycle_id))
    return message(texts.LEFT, section(texts.LEFT), actions(back))


def came(back: Sequence[Appointment], *, now: datetime) -> Message:
    """Build the answer to « Finalement, je viens »."""
    return alone(texts.came([moment_words(appointment.starts, now) for appointment in back]))


def away(sheet: Sheet, appointment_ids: Collection[int], *, who: Person | None, now: datetime) -> Message | None:
    """Build the news that somebody misses séances, of those that they still miss."""
    some = (
        []
        if who is None
        else [appointment for appointment in _told(sheet, appointment_ids) if appointment.part_of(who.id) is None]
    )
    if who is None or not some:
        return None
    return alone(texts.away(who.name, [moment_words(appointment.starts, now) for appointment in some], sheet.defi.name))


def comes(sheet: Sheet, appointment_ids: Collection[int], *, who: Person | None, now: datetime) -> Message | None:
    """Build the news that somebody comes again, to those to which they do."""
    some = (
        []
        if who is None
        else [appointment for appointment in _told(sheet, appointment_ids) if appointment.part_of(who.id)]
    )
    if who is None or not some:
        return None
    return alone(
        texts.comes(who.name, [moment_words(appointment.starts, now) for appointment in some], sheet.defi.name)
    )


def _told(sheet: Sheet, appointment_ids: Collection[int]) -> list[Appointment]:
    return [session.appointment for session in sheet.timed if session.appointment.id in appointment_ids]
