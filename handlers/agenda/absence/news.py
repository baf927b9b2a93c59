"""What others hear of somebody who is not there, and what the person themselves hears of what could not be done."""

from bot.agenda import service as agenda
from bot.agenda.away import Way
from bot.agenda.calendars.service import outlines_of
from bot.planning import facts
from bot.planning.absence import service
from handlers.kit.blocks import Message
from handlers.kit.told import Told, draws

from . import views


@draws(facts.Away)
def away(told: Told[facts.Away]) -> Message | None:
    """Show who is not there; what becomes of the reader's appointments is told beside it."""
    absence = service.find(told.reading, told.about)
    who = told.named(absence.person_id) if absence else None
    if absence is None or who is None:
        return None
    lines = [one for one in service.read(told.reading, absence).lines if one.done]
    theirs = {
        one.id
        for one in agenda.get_all(told.reading, [one.appointment_id for one in lines])
        if any(each.person_id == told.reader_id for each in one.participants)
    }
    mine = [one for one in lines if one.appointment_id in theirs]
    moved = [one.appointment_id for one in mine if one.way == Way.PROPOSE]
    waiting = outlines_of(told.reading, agenda.get_all(told.reading, moved)) if moved else []
    word = all(one.way != Way.CANCEL for one in mine)  # where it is cancelled, the word is the reason given
    return views.told(absence, who, waiting=waiting, word=word, now=told.now)


@draws(facts.Left)
def left(told: Told[facts.Left]) -> Message | None:
    """Show what could not be done, while it stands."""
    absence = service.find(told.reading, told.about)
    standing = [
        one
        for one in agenda.get_all(told.reading, told.fact.appointment_ids)
        if one.starts > told.now and one.part_of(told.reader_id)
    ]
    if absence is None or not standing:
        return None
    return views.left(absence, outlines_of(told.reading, standing), viewer_id=told.reader_id, now=told.now)
