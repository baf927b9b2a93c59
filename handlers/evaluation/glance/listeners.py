"""Receive « La phase en un coup d’œil », another of its phases, and « Relancer »."""

from bot.errors import Invalid
from bot.evaluation.support import support
from bot.records import glance
from handlers.kit.blocks import alone
from handlers.kit.reading import number, pieces
from handlers.kit.routes import Routes
from handlers.kit.saying import say
from handlers.kit.turn import Turn

from . import views


def register(routes: Routes) -> None:
    """Enter the glance into the table of routes."""
    routes.add("action", "evaluation.glance", show, permits="evaluation.plan")
    routes.add("action", "evaluation.chase", chase, permits="evaluation.plan")


def show(turn: Turn) -> None:
    """« La phase en un coup d’œil »: open it, or show another phase in its place."""
    promotion, phase = pieces(turn.value, 2)
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        found = glance.look(reading, turn.actor, number(promotion), phase=number(phase, 0) or None, now=now)
    turn.ack()
    view = views.glance(found, now=now)
    if turn.modal_id == "evaluation.glance":
        turn.put(view)
    else:
        turn.show(view)


def chase(turn: Turn) -> None:
    """« Relancer »: a message to the person who has written nothing, once a day."""
    try:
        with turn.tools.transaction() as tx:
            who = support.chase(tx, turn.actor, turn.value_id, now=turn.tools.now())
        said = views.chased(who)
    except Invalid as refusal:
        said = alone(views.unchased(str(refusal.facts["reason"])))
    turn.ack()
    say(turn, said)
