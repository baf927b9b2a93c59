"""What each kind of gathering adds of its own: to its announcement, to what follows it, to its organiser's page.

The one module that knows all parts; who posts a card asks it, and gives what it says to the part that draws the card.
"""

from collections.abc import Mapping
from datetime import datetime

from bot.gatherings.model import MIXED, Sheet
from bot.tools import Reading

from .answers_views import answer_for_button
from .extra import NOTHING, Draw, Extra
from .grouping import announced as mixed_announced
from .grouping import planned as mixed_planned

__all__ = ["AFTER", "ANNOUNCED", "NOTHING", "PLANNED", "Draw", "Extra", "extra_of", "planned"]

# By the dispositif's key; each part adds its own lines.
ANNOUNCED: Mapping[str, Draw] = {MIXED: mixed_announced}  # on the announcement
AFTER: Mapping[str, Draw] = {}  # after it: a vote, a word on how it was, what to share
PLANNED: Mapping[str, Draw] = {MIXED: mixed_planned}  # on the organiser's page of one gathering


def extra_of(reading: Reading, sheet: Sheet, *, registry: Mapping[str, Draw], now: datetime) -> Extra:
    """Give what the kind of this gathering adds, nothing where it adds nothing."""
    draw = registry.get(sheet.series.dispositif)
    return draw(reading, sheet, now) if draw else NOTHING


def planned(reading: Reading, sheet: Sheet, *, now: datetime) -> Extra:
    """Give what stands on the organiser's page of a gathering: to answer for somebody, and what its kind adds."""
    own = extra_of(reading, sheet, registry=PLANNED, now=now)
    return Extra(own.said, own.blocks, (*answer_for_button(sheet, now=now), *own.buttons))
