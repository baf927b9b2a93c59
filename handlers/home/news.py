"""The drawing of the App Home that is owed, as any other fact."""

from bot.notices.homes import Home
from handlers.kit.told import HomeView, Told, draws

from . import views
from .listeners import gather


@draws(Home)
def home(told: Told[Home]) -> HomeView | None:
    """Build somebody's Home; None for the person who was erased."""
    person = told.named(told.about)
    if person is None:
        return None
    content = gather(told.reading, person, now=told.now)
    return HomeView((views.home if person.roles else views.ended)(content, now=told.now))
