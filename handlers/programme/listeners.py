"""Receive what concerns people: somebody unknown asks for the coaches' attention."""

from bot.notices import team
from handlers.kit.blocks import message
from handlers.kit.faults import note
from handlers.kit.routes import Routes
from handlers.kit.turn import Turn

from . import texts, welcome


def register(routes: Routes) -> None:
    """Enter the buttons about people into the table of routes."""
    routes.add("action", "programme.alert", alert, permits="programme.alert")
    welcome.register(routes)


def alert(turn: Turn) -> None:
    """« Prévenir les coachs »: once a day for one person, however often it is pressed."""
    with turn.tools.transaction() as tx:
        heard = team.alert_coaches(tx, turn.actor, now=turn.tools.now())
    turn.ack()
    said = message(texts.ALERTED if heard else texts.NOBODY_TO_ALERT)
    if turn.in_modal:
        turn.lay_over(note(said))
    else:
        turn.reply(said)
