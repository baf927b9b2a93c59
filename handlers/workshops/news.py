"""Renderers of notices about workshops. The notices about their dates are in `handlers/polls`."""

from bot.workshops import facts
from bot.workshops.sheets import describe_workshop
from handlers.kit.blocks import Message
from handlers.kit.told import RenderContext, draws

from . import views


@draws(facts.WorkshopAsked)
def render_asked(context: RenderContext[facts.WorkshopAsked]) -> Message | None:
    """Build the notice that a workshop needs a coach. If it has one before the notice is sent, return None."""
    sheet = describe_workshop(context.reading, context.about, now=context.now)
    settled = sheet.workshop.ended or sheet.coach is not None
    return None if settled and not context.posted else views.request_message(sheet, now=context.now)


@draws(facts.WorkshopQuestion)
def render_thinking(context: RenderContext[facts.WorkshopQuestion]) -> Message | None:
    """Build the workshop's question for the channel. If the workshop begins before the notice is sent, return None."""
    sheet = describe_workshop(context.reading, context.about, now=context.now)
    appointment = sheet.standing
    begun = appointment is None or appointment.starts <= context.now
    return None if begun and not context.posted else views.thinking_message(sheet, now=context.now)


@draws(facts.WorkshopOutcomeQuestion)
def render_produced(context: RenderContext[facts.WorkshopOutcomeQuestion]) -> Message | None:
    """Build the question about the workshop's results. Return None if the workshop was rescheduled or cancelled."""
    sheet = describe_workshop(context.reading, context.about, now=context.now)
    appointment = sheet.standing
    return (
        views.produced_message(sheet, now=context.now)
        if appointment is not None and appointment.ends <= context.now
        else None
    )
