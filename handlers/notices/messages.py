"""How a notice becomes a message: one renderer for each kind, from what is true when it is sent."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from bot.notices.model import Notice
from bot.tools import Reading
from handlers.kit.blocks import Message

Renderer: TypeAlias = Callable[[Reading, Notice], Message | None]  # None: there is nothing true left to say


class Messages:
    """The renderers by kind, as the features give them."""

    def __init__(self, renderers: Mapping[str, Renderer]) -> None:
        self._renderers = dict(renderers)

    def render(self, reading: Reading, notice: Notice) -> Message | None:
        """Render a notice as it is true now, None when it no longer is. Raises KeyError for an unknown kind."""
        return self._renderers[notice.kind](reading, notice)
