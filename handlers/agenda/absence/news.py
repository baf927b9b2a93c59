"""Notices of an absence: to the others, and to the absent person for what could not be done."""

from bot.agenda import agenda
from bot.agenda.away import Way
from bot.agenda.calendars.calendars import outlines_of
from bot.planning import facts
from bot.planning.absence import service
from handlers.kit.blocks import Message
from handlers.kit.told import Told, draws

from . import views


@draws(facts.PlanAway)
def away(told: Told[facts.PlanAway]) -> Message | None:
    """Build the notice of an absence; changes of the reader's appointments are beside it."""
    absence = service.find(told.reading, told.about)
    who = told.named(absence.person_id) if absence else None
    if absence is None or who is None:
        return None
    lines = [line for line in service.read(told.reading, absence).lines if line.done]
    theirs = {
        appointment.id
        for appointment in agenda.get_all(told.reading, [line.appointment_id for line in lines])
        if any(participant.person_id == told.reader_id for participant in appointment.participants)
    }
    mine = [line for line in lines if line.appointment_id in theirs]
    moved = [line.appointment_id for line in mine if line.way == Way.PROPOSE]
    waiting = outlines_of(told.reading, agenda.get_all(told.reading, moved)) if moved else []
    word = all(line.way != Way.CANCEL for line in mine)  # where it is cancelled, the word is the reason given
    return views.told(absence, who, waiting=waiting, word=word, now=told.now)


@draws(facts.PlanLeft)
def left(told: Told[facts.PlanLeft]) -> Message | None:
    """Show what could not be done, while it stands."""
    absence = service.find(told.reading, told.about)
    standing = [
        appointment
        for appointment in agenda.get_all(told.reading, told.fact.appointment_ids)
        if appointment.starts > told.now and appointment.part_of(told.reader_id)
    ]
    if absence is None or not standing:
        return None
    return views.left(absence, outlines_of(told.reading, standing), viewer_id=told.reader_id, now=told.now)
