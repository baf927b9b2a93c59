"""Renderers of notices outside the features: the welcome, replaced rooms, late messages."""

from bot.notices import lateness, welcome
from bot.planning import rooms
from bot.planning.facts import Rooms
from bot.planning.lines import rest_of_month
from bot.programme.roles import Role
from handlers.gatherings.month import views as month_views
from handlers.kit.blocks import Message
from handlers.kit.told import Told, draws
from handlers.programme import welcome_views

from . import views

MONTH_LINES = 6  # more is a list nobody reads on their first day
IN_PROMOTION = frozenset({Role.EIG, Role.COACH, Role.PORTEUR})


@draws(welcome.Greeting)
def greeting(told: Told[welcome.Greeting]) -> Message | None:
    """Build the welcome, with what is left of the month."""
    found = welcome.read_welcome(told.reading, told.about, promotion_id=told.fact.promotion_id, now=told.now)
    if found is None:
        return None
    month = rest_of_month(told.reading, found.person, found.promotion, now=told.now)
    lines = month_views.short(month, now=told.now)[:MONTH_LINES] if month and found.roles & IN_PROMOTION else ()
    by_mail = found.person.slack_id is None
    return welcome_views.greeting(found, month=lines, by_mail=by_mail, now=told.now)


@draws(Rooms)
def replaced(told: Told[Rooms]) -> Message | None:
    """Build the rooms that were replaced for its reader."""
    news = rooms.read(told.reading, told.about, since=told.fact.since, now=told.now)
    return views.replaced(news, now=told.now) if news else None


@draws(lateness.Late)
def late(told: Told[lateness.Late]) -> Message:
    """Show for the coaches that messages do not leave."""
    return views.late(told.fact, lateness.look(told.reading, now=told.now), now=told.now)
