"""The drawings of the welcome that the ledger owes: the coaches' card, and each person's message."""

from collections.abc import Mapping

from bot.clock import Now
from bot.notices import welcome
from bot.notices.model import Action, Notice
from bot.tools import Reading
from handlers.kit.blocks import Message
from handlers.programme import welcome_views as views

from .messages import Renderer


def welcome_renderers(now: Now) -> Mapping[str, Renderer]:
    """Give the renderers of the welcome, by kind."""

    def card(reading: Reading, notice: Notice) -> Message | None:
        arrivals = welcome.read_arrivals(reading, notice.subject_id, now=now())
        return views.card(arrivals) if arrivals.is_open or notice.action is Action.UPDATE else None

    def greeting(reading: Reading, notice: Notice) -> Message | None:
        found = welcome.read_welcome(reading, notice.subject_id, now=now())
        return views.greeting(found, now=now()) if found else None

    return {welcome.ARRIVALS: card, welcome.WELCOME: greeting}
