"""Renderers of notices about conferences and the promotion's seminar: speakers, questions, a new place."""

from bot.gatherings import facts
from bot.gatherings.model import Purpose
from bot.gatherings.sheets import agreed_speakers, describe_gathering
from bot.gatherings.subjects import subjects
from handlers.gatherings.seminars import views as seminars_views
from handlers.kit.blocks import Message
from handlers.kit.told import Told, draws

from . import views


@draws(facts.Speaker)
def speaker(told: Told[facts.Speaker]) -> Message | None:
    """Build the card of the person who speaks."""
    sheet = describe_gathering(told.reading, told.about)
    agreed = told.reader_id in agreed_speakers(told.reading, told.about)
    return views.speaker(sheet, told.reader_id, agreed=agreed, posted=told.posted, now=told.now)


@draws(facts.Unasked)
def unasked(told: Told[facts.Unasked]) -> Message | None:
    """Show that they speak no more."""
    sheet = describe_gathering(told.reading, told.about)
    return views.unasked(sheet, told.reader_id, posted=told.posted, now=told.now)


@draws(facts.Questions)
def handed(told: Told[facts.Questions]) -> Message | None:
    """Build the questions, for the start that holds."""
    sheet = describe_gathering(told.reading, told.about)
    several = subjects.proposed(told.reading, told.about, purpose=Purpose.QUESTION)
    stands = not sheet.is_cancelled and told.fact == facts.Questions(sheet.appointment.starts)
    if several and (stands or told.posted):
        return views.handed(sheet, several, now=told.now)
    return views.withdrawn(sheet, now=told.now) if told.posted else None


@draws(facts.GatheringPlaced)
def placed(told: Told[facts.GatheringPlaced]) -> Message | None:
    """Build another place."""
    return seminars_views.placed(describe_gathering(told.reading, told.about), now=told.now)
