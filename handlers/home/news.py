"""The renderer of the App Home, which the dispatcher sends like a notice."""

from contextlib import suppress

from bot.errors import NotAllowed
from bot.notices import homes
from bot.notices.homes import Home
from bot.programme.model import Actor
from bot.records import overview
from handlers.kit.told import HomeView, RenderContext, draws
from handlers.records.overview.views import home_page

from . import views
from .listeners import read_content


@draws(Home)
def render_home(context: RenderContext[Home]) -> HomeView | None:
    """Build a person's Home, or the page of a promotion that they opened in it. Return None for an erased person."""
    person = context.find_person(context.about)
    if person is None:
        return None
    promotion_id = homes.promotion_in_home(context.reading, person.id)
    if promotion_id is not None:
        # A former coach may not see the page, so build the Home.
        with suppress(NotAllowed):
            found = overview.read_overview(
                context.reading, Actor(person.slack_id or "", person), promotion_id, now=context.now
            )
            return HomeView(home_page(found, now=context.now))
    content = read_content(context.reading, person, now=context.now)
    return HomeView((views.home_view if person.roles else views.ended_home)(content, now=context.now))
