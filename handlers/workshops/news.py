"""Renderers of notices about workshops. The notices about their dates are in `handlers/polls`."""

from bot.workshops import facts
from bot.workshops.sheets import describe_workshop
from handlers.kit.blocks import Message
from handlers.kit.told import Told, draws

from . import views


@draws(facts.WorkshopAsked)
def render_asked(told: Told[facts.WorkshopAsked]) -> Message | None:
    """Build the notice that a workshop needs a coach. If it has one before the notice is sent, return None."""
    sheet = describe_workshop(told.reading, told.about, now=told.now)
    settled = sheet.workshop.ended or sheet.coach is not None
    return None if settled and not told.posted else views.request_message(sheet, now=told.now)


@draws(facts.Thinking)
def render_thinking(told: Told[facts.Thinking]) -> Message | None:
    """Build the workshop's question for the channel. If the workshop begins before the notice is sent, return None."""
    sheet = describe_workshop(told.reading, told.about, now=told.now)
    appointment = sheet.standing
    begun = appointment is None or appointment.starts <= told.now
    return None if begun and not told.posted else views.thinking_message(sheet, now=told.now)


@draws(facts.Produced)
def render_produced(told: Told[facts.Produced]) -> Message | None:
    """Build the question about the workshop's results. Return None if the workshop was rescheduled or cancelled."""
    sheet = describe_workshop(told.reading, told.about, now=told.now)
    appointment = sheet.standing
    return (
        views.produced_message(sheet, now=told.now)
        if appointment is not None and appointment.ends <= told.now
        else None
    )
