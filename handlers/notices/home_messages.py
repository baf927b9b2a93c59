"""The drawing of the App Home that the ledger owes."""

from collections.abc import Mapping

from bot.clock import Now
from bot.notices.homes import KIND
from bot.notices.model import Notice
from bot.programme.service import person_named
from bot.tools import Reading
from handlers.home import views
from handlers.home.listeners import gather

from .messages import HomeView, Renderer


def home_renderers(now: Now) -> Mapping[str, Renderer]:
    """Give the renderer of the Home."""

    def home(reading: Reading, notice: Notice) -> HomeView | None:
        person = person_named(reading, notice.subject_id)
        if person is None:
            return None
        if not person.roles:
            return HomeView(views.stranger())
        return HomeView(views.home(gather(reading, person, now=now()), now=now()))

    return {KIND: home}
