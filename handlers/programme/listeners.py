"""Receive what concerns people: who is unknown asks for the coaches' attention, coaches answer to who has arrived."""

from bot.notices import team, welcome
from handlers.kit.blocks import message
from handlers.kit.routes import Routes
from handlers.kit.saying import say
from handlers.kit.turn import Turn

from . import texts, welcome_texts
from .setup import listeners as setup
from .setup import uploads
from .wishes import listeners as wishes


def register(routes: Routes) -> None:
    """Enter the buttons about people into the table of routes."""
    routes.add("action", "programme.alert", alert, permits="programme.alert")
    routes.add("action", "programme.greet", greet, permits="programme.greet")
    routes.add("action", "programme.skip_greeting", skip, permits="programme.greet")
    wishes.register(routes)
    setup.register(routes)
    uploads.register(routes)


def alert(turn: Turn) -> None:
    """« Prévenir les coachs »: once a day for one person, however often it is pressed."""
    with turn.tools.transaction() as tx:
        heard = team.alert_coaches(tx, turn.actor, now=turn.tools.now())
    turn.ack()
    say(turn, message(texts.ALERTED if heard else texts.NOBODY_TO_ALERT))


def greet(turn: Turn) -> None:
    """« Accueillir »: everybody who has arrived gets one message; a second press finds nobody left."""
    with turn.tools.transaction() as tx:
        count = welcome.greet(tx, turn.actor, now=turn.tools.now())
    turn.ack()
    say(turn, message(welcome_texts.greeted(count)))


def skip(turn: Turn) -> None:
    """« Ne pas accueillir », said yes to: nobody gets a message, now or later."""
    with turn.tools.transaction() as tx:
        count = welcome.skip_greeting(tx, turn.actor, now=turn.tools.now())
    turn.ack()
    say(turn, message(welcome_texts.skipped(count)))
