"""Receive what coaches say of the dispositifs that are open: the list, and when one opens."""

from functools import partial

from bot.catalogue import openings
from bot.errors import Invalid, NotFound
from handlers.kit.routes import Routes
from handlers.kit.turn import Turn

from . import texts, views
from .forms import read_day


def register(routes: Routes) -> None:
    """Enter the list, its buttons and its form into the table of routes."""
    opens = partial(routes.add, permits="catalogue.openings")
    opens("action", "catalogue.openings", open_page)
    opens("action", "catalogue.opening", open_form)
    opens("view", "catalogue.opened", set_opening)


def open_page(turn: Turn) -> None:
    """« Dispositifs ouverts »: show how each stands."""
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        found = openings.list_all(reading, turn.actor, now=now)
    turn.ack()
    turn.open(views.page(found, now=now))


def open_form(turn: Turn) -> None:
    """« Changer »: the form of one dispositif, in the place of the list."""
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        found = openings.list_all(reading, turn.actor, now=now)
    one = next((one for one in found.several if one.dispositif == turn.value), None)
    if one is None:
        raise NotFound(thing="dispositif")
    turn.ack()
    turn.open(views.form(one, now=now))


def set_opening(turn: Turn) -> None:
    """Open a dispositif from a day on, or close it; then the list again."""
    now = turn.tools.now()
    try:
        opens_on = read_day(turn)
        with turn.tools.transaction() as tx:
            found = openings.set_opening(tx, turn.actor, turn.private, opens_on=opens_on, now=now)
    except Invalid:
        turn.ack(response_action="errors", errors={"day": texts.NO_DAY})
    else:
        turn.ack(response_action="update", view=views.page(found, now=now))
