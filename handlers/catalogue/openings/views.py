"""« Dispositifs ouverts » drawn: all of them, and the form of one. Pure."""

from datetime import datetime

from slack_sdk.models.blocks import Block

from bot.catalogue.openings import Opening, Openings
from bot.dates.paris import day_of
from bot.dates.words import day_words
from handlers.kit.blocks import Json, beside, button, field, modal, section, select
from handlers.kit.fields import day_picker

from . import texts


def page(openings: Openings, *, now: datetime) -> Json:
    """Draw all dispositifs of a promotion: how each stands, with the way to change it."""
    blocks: list[Block] = [section(texts.INTRO(promotion=openings.promotion.name))]
    for one in openings.several:
        how = texts.how(one, day_words(one.opens_on, now) if one.opens_on else "")
        change = button(texts.CHANGE, f"catalogue.opening:{one.dispositif}", value=one.dispositif, of=one.name)
        blocks.append(beside(texts.LINE(name=one.name, how=how), change))
    return modal("catalogue.openings_page", texts.TITLE, blocks)


def form(one: Opening, *, now: datetime) -> Json:
    """Draw the form of one dispositif, as it stands."""
    stands = texts.NOW if one.is_open else texts.LATER if one.opens_on else texts.NEVER
    choices = [(label, state) for state, label in texts.STATES.items()]
    chosen = select("state", texts.STATE, choices, initial=(texts.STATES[stands], stands))
    initial = (one.opens_on or day_of(now)).isoformat()
    how = texts.how(one, day_words(one.opens_on, now) if one.opens_on else "")
    blocks = [
        section(texts.LINE(name=one.name, how=how)),
        field("state", texts.STATE, chosen),
        field("day", texts.DAY, day_picker("day", initial=initial), hint=texts.DAY_HINT, optional=True),
    ]
    return modal("catalogue.opened", texts.TITLE, blocks, submit=texts.KEEP, private_metadata=one.dispositif)
