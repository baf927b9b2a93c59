"""Receive what concerns people: somebody unknown asks for the coaches' attention."""

from bot.notices import team
from handlers.kit.blocks import message
from handlers.kit.routes import Routes
from handlers.kit.saying import say
from handlers.kit.turn import Turn

from . import texts, welcome
from .wishes import listeners as wishes


def register(routes: Routes) -> None:
    """Enter the buttons about people into the table of routes."""
    routes.add("action", "programme.alert", alert, permits="programme.alert")
    wishes.register(routes)
    welcome.register(routes)


def alert(turn: Turn) -> None:
    """« Prévenir les coachs »: once a day for one person, however often it is pressed."""
    with turn.tools.transaction() as tx:
        heard = team.alert_coaches(tx, turn.actor, now=turn.tools.now())
    turn.ack()
    say(turn, message(texts.ALERTED if heard else texts.NOBODY_TO_ALERT))
