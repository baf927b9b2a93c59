"""Listeners of the coaches' overview: défis, skills and values, usage, hours of hosts, and tables."""

from collections.abc import Callable
from functools import partial

from bot.notices import homes
from bot.records import balance, load, overview
from handlers.kit.blocks import Json, text_message
from handlers.kit.routes import Routes
from handlers.kit.saying import reply_or_show
from handlers.kit.turn import Turn
from handlers.records.letters import listeners

from . import texts, views


def register(routes: Routes) -> None:
    look = partial(routes.add, "action", permits="gatherings.plan")
    look("records.overview", show_overview)
    look("records.touched", show_uncovered)
    look("records.use", show_use)
    look("records.load", show_load)
    look("records.tables", send_tables)
    listeners.register(routes)


def show_overview(turn: Turn) -> None:
    """Show a promotion's défis: dates, usage, and pending requests (« Défi par défi »).

    A button on the Home shows this page in place of the Home. The bot then publishes and refreshes it like the Home."""
    if turn.view.get("type") != "home":
        _show_modal(turn, views.overview_modal)
        return
    now = turn.tools.now()
    with turn.tools.transaction() as tx:
        overview.coached_promotion(tx, turn.actor, turn.value_id)
        homes.show_promotion(tx, turn.known.id, turn.value_id, now=now)
    turn.ack()


def show_uncovered(turn: Turn) -> None:
    """Show the skills and values that are not covered yet, and the dispositifs that could cover them."""
    _show_modal(turn, views.uncovered_modal)


def show_use(turn: Turn) -> None:
    """Show how much the dispositifs are used (« Usage en chiffres »).

    Figures under five are masked, and so are totals that would reveal them."""
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        found = overview.read_overview(reading, turn.actor, turn.value_id, now=now)
        totals = balance.totals(reading, found.promotion, now=now)
    turn.ack()
    turn.show(views.use_modal(found, totals))


def show_load(turn: Turn) -> None:
    """Show each host's past, upcoming and free hours by week and phase (« Heures par personne »)."""
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        promotion, lines = load.read_promotion(reading, turn.actor, turn.value_id, now=now)
    turn.ack()
    turn.show(views.load_modal(promotion, lines, now=now))


def send_tables(turn: Turn) -> None:
    """Send the files in the thread of a direct message (« Recevoir les tableaux »)."""
    with turn.tools.transaction() as tx:
        overview.request_tables(tx, turn.actor, now=turn.tools.now())
    turn.ack()
    reply_or_show(turn, text_message(texts.SENDING))


def _show_modal(turn: Turn, draw: Callable[..., Json]) -> None:
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        found = overview.read_overview(reading, turn.actor, turn.value_id, now=now)
    turn.ack()
    turn.show(draw(found, now=now))
