"""Renderers of notices about workshops, except their dates."""

from bot.workshops import facts
from bot.workshops.sheets import describe_workshop
from handlers.kit.blocks import Message
from handlers.kit.told import Told, draws

from . import views


@draws(facts.WorkshopAsked)
def asked(told: Told[facts.WorkshopAsked]) -> Message | None:
    """Show to the coaches that it waits for one; nothing for the person who reads first that somebody sees to it."""
    sheet = describe_workshop(told.reading, told.about, now=told.now)
    settled = sheet.workshop.ended or sheet.coach is not None
    return None if settled and not told.posted else views.request(sheet, now=told.now)


@draws(facts.Thinking)
def thinking(told: Told[facts.Thinking]) -> Message | None:
    """Build its question in the channel, while it is to come."""
    sheet = describe_workshop(told.reading, told.about, now=told.now)
    appointment = sheet.standing
    begun = appointment is None or appointment.starts <= told.now
    return None if begun and not told.posted else views.thinking(sheet, now=told.now)


@draws(facts.Produced)
def produced(told: Told[facts.Produced]) -> Message | None:
    """Ask what came of it, unless it was moved or cancelled meanwhile."""
    sheet = describe_workshop(told.reading, told.about, now=told.now)
    appointment = sheet.standing
    return views.produced(sheet, now=told.now) if appointment is not None and appointment.ends <= told.now else None
