"""Renderers of the notices about requests for help, and the links in their mails."""

from bot.helping import facts
from bot.helping.helping import read_ask
from handlers.kit.blocks import Message
from handlers.kit.told import RenderContext, draws

from . import views


@draws(facts.HelpAsked)
def render_help_request(context: RenderContext[facts.HelpAsked]) -> Message | None:
    """Build the request to a helper. Return None if it was answered before it was sent, or if the asker has left."""
    ask = read_ask(context.reading, context.about)
    asker = context.find_person(ask.asker_id) if ask else None
    if ask is None or asker is None or (ask.agreed is not None and not context.posted):
        return None
    return views.help_request_message(ask, asker)


@draws(facts.HelpAgreed)
def render_helper_agreed(context: RenderContext[facts.HelpAgreed]) -> Message | None:
    ask, reader = read_ask(context.reading, context.about), context.find_person(context.reader_id)
    if ask is None or reader is None:
        return None
    other = context.find_person(ask.asked_id if reader.id == ask.asker_id else ask.asker_id)
    return views.helper_agreed_message(ask, other, reader=reader) if other else None


@draws(facts.HelpRefusal)
def render_helper_declined(context: RenderContext[facts.HelpRefusal]) -> Message | None:
    ask = read_ask(context.reading, context.about)
    other = context.find_person(ask.asked_id) if ask else None
    return views.helper_declined_message(ask, other) if ask and other else None
