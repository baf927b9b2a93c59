"""Receive the coaches' answer to who has arrived: greet everybody once, or nobody."""

from bot.notices import welcome
from handlers.kit.blocks import message
from handlers.kit.routes import Routes
from handlers.kit.saying import say
from handlers.kit.turn import Turn

from . import welcome_texts as texts


def register(routes: Routes) -> None:
    """Enter the buttons of the coaches' card into the table of routes."""
    routes.add("action", "programme.greet", greet, permits="programme.greet")
    routes.add("action", "programme.skip_greeting", skip, permits="programme.greet")


def greet(turn: Turn) -> None:
    """« Accueillir »: everybody who has arrived gets one message; a second press finds nobody left."""
    with turn.tools.transaction() as tx:
        count = welcome.greet(tx, turn.actor, now=turn.tools.now())
    turn.ack()
    say(turn, message(texts.greeted(count)))


def skip(turn: Turn) -> None:
    """« Ne pas accueillir », said yes to: nobody gets a message, now or later."""
    with turn.tools.transaction() as tx:
        count = welcome.skip_greeting(tx, turn.actor, now=turn.tools.now())
    turn.ack()
    say(turn, message(texts.skipped(count)))
