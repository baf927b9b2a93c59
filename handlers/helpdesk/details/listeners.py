"""Receive what a team says of its request once it is booked: the subject, and whether the channel hears of the date."""

from bot.helpdesk import papers
from bot.helpdesk.changes import open_change
from bot.helpdesk.model import NeedKind
from handlers.kit.reading import word
from handlers.kit.routes import Routes
from handlers.kit.turn import Turn

from . import views


def register(routes: Routes) -> None:
    """Enter the button and the form into the table of routes."""
    routes.add("action", "helpdesk.precise", open_precise, permits="helpdesk.paper")
    routes.add("view", "helpdesk.precised", precise, permits="helpdesk.paper")


def open_precise(turn: Turn) -> None:
    """« Préciser la demande »: open the form."""
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        sheet = open_change(reading, turn.actor, turn.value_id, action="helpdesk.paper", now=now)
    turn.ack()
    turn.show(views.precise_form(sheet))


def precise(turn: Turn) -> None:
    """It is given: note it, and set the cards right."""
    kind = word(NeedKind, turn.values.chosen("kind") or NeedKind.UNKNOWN)
    told = bool(turn.values.ticked("channel"))
    with turn.tools.transaction() as tx:
        papers.precise(tx, turn.actor, turn.private_id, kind=kind, tells_channel=told, now=turn.tools.now())
    turn.ack(response_action="update", view=views.precised(told=told))
