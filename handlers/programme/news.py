"""What the coaches are told of who asks for them and of who has arrived, drawn."""

from bot.catalogue.service import current
from bot.notices import asking, team, welcome
from bot.programme.service import defi_of, identify
from handlers.kit.blocks import Message
from handlers.kit.told import Told, draws

from . import views, welcome_views
from .wishes import views as wishes


@draws(team.Stranger)
def stranger(told: Told[team.Stranger]) -> Message:
    """Draw who asks for the coaches, unknown unless somebody added them since."""
    slack_id = told.fact.slack_id
    return (views.waiting if identify(told.reading, slack_id).roles else views.stranger)(slack_id)


@draws(team.Waiting)
def waiting(told: Told[team.Waiting]) -> Message:
    """Draw who asks for the coaches."""
    return views.waiting(told.fact.slack_id)


@draws(welcome.ArrivalsCard)
def arrivals(told: Told[welcome.ArrivalsCard]) -> Message | None:
    """Draw who waits to be welcomed; once it is answered, without its buttons."""
    found = welcome.read_arrivals(told.reading, told.about, now=told.now)
    return welcome_views.card(found) if found.is_open or told.posted else None


@draws(asking.TeamAsked)
def team_asked(told: Told[asking.TeamAsked]) -> Message:
    """Draw what a porteur asks of the EIG of their défi."""
    fact, defi = told.fact, defi_of(told.reading, told.about)
    wish = asking.read_wish(told.reading, fact.request_id) if fact.request_id else None
    line = wish.line if wish else None
    return views.team_asked(told.named(fact.by_id), defi, dispositif=fact.dispositif, line=line)


@draws(asking.CoachAsked)
def coach_asked(told: Told[asking.CoachAsked]) -> Message | None:
    """Draw who would like to talk of a dispositif."""
    wish = asking.read_wish(told.reading, told.about)
    words = current(told.reading).catalogue.get(wish.dispositif) if wish else None
    return wishes.asked(wish, words.name if words else wish.dispositif) if wish else None
