"""What a kind of gathering adds to a card of all kinds."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from slack_sdk.models.blocks import Block, InteractiveElement

from bot.gatherings.model import Sheet
from bot.tools import Reading
from handlers.kit.escaping import Said
from handlers.kit.sentences import joined

SILENT = joined([])


@dataclass(frozen=True, slots=True)
class Extra:
    """What a kind adds. `said`: the same in full sentences, for who hears the card; "" for nothing.

    `blocks` stand after the facts, `buttons` (two at most) after the card's own.
    """

    said: Said = SILENT
    blocks: tuple[Block, ...] = ()
    buttons: tuple[InteractiveElement, ...] = ()


Draw: TypeAlias = Callable[[Reading, Sheet, datetime], Extra]
NOTHING = Extra()
