"""Renderers of the notices about requests for help, and the links in their mails."""

from bot.helping import facts
from bot.helping.helping import read_ask
from handlers.kit.blocks import Message
from handlers.kit.told import Told, draws

from . import views


@draws(facts.HelpAsked)
def render_asked(told: Told[facts.HelpAsked]) -> Message | None:
    """Build the request to a helper. Return None if it was answered before it was sent, or if the asker has left."""
    ask = read_ask(told.reading, told.about)
    asker = told.find_person(ask.asker_id) if ask else None
    if ask is None or asker is None or (ask.agreed is not None and not told.posted):
        return None
    return views.asked_message(ask, asker)


@draws(facts.Agreed)
def render_agreed(told: Told[facts.Agreed]) -> Message | None:
    ask, reader = read_ask(told.reading, told.about), told.find_person(told.reader_id)
    if ask is None or reader is None:
        return None
    other = told.find_person(ask.asked_id if reader.id == ask.asker_id else ask.asker_id)
    return views.agreed_message(ask, other, reader=reader) if other else None


@draws(facts.NotNow)
def render_not_now(told: Told[facts.NotNow]) -> Message | None:
    ask = read_ask(told.reading, told.about)
    other = told.find_person(ask.asked_id) if ask else None
    return views.not_now_message(ask, other) if ask and other else None
