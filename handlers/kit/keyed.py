"""Messages that are shown as they are heard: beside the blocks, since they know what is said and bold too."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block

from .blocks import Message, message, section
from .escaping import Said, bold
from .sentences import joined


def alone(said: Said) -> Message:
    """Render one paragraph."""
    return message(said, section(said))


def keyed(key: Said, more: Sequence[Said], *blocks: Block) -> Message:
    """Render the key sentence in bold, a line under it for each that follows, then the blocks."""
    return message(joined([key, *more]), section(joined([bold(key), *more], "\n")), *blocks)
