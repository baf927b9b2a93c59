"""The message about messages that do not leave."""

from collections.abc import Mapping

from bot.clock import Now
from bot.notices import lateness
from bot.notices.model import Notice
from bot.tools import Reading
from handlers.kit.blocks import Message

from . import late_views as views
from .messages import Renderer


def late_renderers(now: Now) -> Mapping[str, Renderer]:
    """Give the renderer of what the coaches are told about late messages."""

    def late(reading: Reading, notice: Notice) -> Message:
        return views.late(lateness.read_told(notice.detail), lateness.look(reading, now=now()), now=now())

    return {lateness.KIND: late}
