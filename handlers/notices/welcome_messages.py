"""The drawings of the welcome that the ledger owes: the coaches' card, and each person's message."""

from collections.abc import Mapping

from bot.clock import Now
from bot.notices import welcome
from bot.notices.model import Action, Notice
from bot.planning.lines import rest_of_month
from bot.programme.roles import Role
from bot.tools import Reading
from handlers.gatherings.month import views as month_views
from handlers.kit.blocks import Message
from handlers.programme import welcome_views as views

from .messages import Renderer

MONTH_LINES = 6  # more is a list nobody reads on their first day
IN_PROMOTION = frozenset({Role.EIG, Role.COACH, Role.PORTEUR})


def welcome_renderers(now: Now) -> Mapping[str, Renderer]:
    """Give the renderers of the welcome, by kind."""

    def card(reading: Reading, notice: Notice) -> Message | None:
        arrivals = welcome.read_arrivals(reading, notice.subject_id, now=now())
        return views.card(arrivals) if arrivals.is_open or notice.action is Action.UPDATE else None

    def greeting(reading: Reading, notice: Notice) -> Message | None:
        found = welcome.read_welcome(reading, notice.subject_id, now=now())
        if found is None:
            return None
        month = rest_of_month(reading, found.person, now=now())
        lines = month_views.short(month, now=now())[:MONTH_LINES] if month and found.roles & IN_PROMOTION else ()
        return views.greeting(found, month=lines, now=now())

    return {welcome.ARRIVALS: card, welcome.WELCOME: greeting}
