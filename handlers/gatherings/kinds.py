"""What each kind of gathering adds of its own: to its announcement, to what follows it, to its organiser's page.

The one module that knows all parts; who posts a card asks it, and gives what it says to the part that draws the card.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from slack_sdk.models.blocks import Block, InteractiveElement

from bot.gatherings.model import Sheet
from bot.tools import Reading


@dataclass(frozen=True, slots=True)
class Extra:
    """What a kind adds to a card. `said`: the same in full sentences, for who hears the card; "" for nothing.

    `blocks` stand after the facts, `buttons` (two at most) after the card's own.
    """

    said: str = ""
    blocks: tuple[Block, ...] = ()
    buttons: tuple[InteractiveElement, ...] = ()


Draw: TypeAlias = Callable[[Reading, Sheet, datetime], Extra]
NOTHING = Extra()

# By the dispositif's key; each part adds its own lines.
ANNOUNCED: Mapping[str, Draw] = {}  # on the announcement
AFTER: Mapping[str, Draw] = {}  # after it: a vote, a word on how it was, what to share
PLANNED: Mapping[str, Draw] = {}  # on the organiser's page of one gathering


def extra_of(reading: Reading, sheet: Sheet, *, registry: Mapping[str, Draw], now: datetime) -> Extra:
    """Give what the kind of this gathering adds, nothing where it adds nothing."""
    draw = registry.get(sheet.series.dispositif)
    return draw(reading, sheet, now) if draw else NOTHING
