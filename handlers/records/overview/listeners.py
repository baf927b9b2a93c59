"""Listeners of the coaches' overview: défi by défi, skills and values, use in figures, the tables."""

from collections.abc import Callable
from functools import partial

from bot.notices import homes
from bot.records import balance, load, overview
from handlers.kit.blocks import Json, alone
from handlers.kit.routes import Routes
from handlers.kit.saying import say
from handlers.kit.turn import Turn
from handlers.records.letters import listeners

from . import texts, views


def register(routes: Routes) -> None:
    look = partial(routes.add, "action", permits="gatherings.plan")
    look("records.overview", show_page)
    look("records.touched", show_touched)
    look("records.use", show_use)
    look("records.load", show_load)
    look("records.tables", send_tables)
    listeners.register(routes)


def show_page(turn: Turn) -> None:
    """« Défi par défi »: show dates, use and pending requests; if opened from the Home, in the Home.

    Like the Home, this page is rendered by the ledger, which refreshes it after changes."""
    if turn.view.get("type") != "home":
        _show(turn, views.page)
        return
    now = turn.tools.now()
    with turn.tools.transaction() as tx:
        overview.permit(tx, turn.actor, turn.value_id)
        homes.turn_to(tx, turn.known.id, turn.value_id, now=now)
    turn.ack()


def show_touched(turn: Turn) -> None:
    """« Compétences et valeurs »: show those not covered yet, and what could cover them."""
    _show(turn, views.touched)


def show_use(turn: Turn) -> None:
    """« Usage en chiffres »: show the totals, except those that would reveal a masked number."""
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        found = overview.look(reading, turn.actor, turn.value_id, now=now)
        totals = balance.totals(reading, found.promotion, now=now)
    turn.ack()
    turn.show(views.use(found, totals))


def show_load(turn: Turn) -> None:
    """« Heures par personne »: show each host's hours, past, upcoming and free, by week and phase."""
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        promotion, lines = load.of_promotion(reading, turn.actor, turn.value_id, now=now)
    turn.ack()
    turn.show(views.load(promotion, lines, now=now))


def send_tables(turn: Turn) -> None:
    """« Recevoir les tableaux »: send the files in the thread of a direct message."""
    with turn.tools.transaction() as tx:
        overview.ask_tables(tx, turn.actor, now=turn.tools.now())
    turn.ack()
    say(turn, alone(texts.SENDING))


def _show(turn: Turn, draw: Callable[..., Json]) -> None:
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        found = overview.look(reading, turn.actor, turn.value_id, now=now)
    turn.ack()
    turn.show(draw(found, now=now))
