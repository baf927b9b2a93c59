"""All that people can type, press and submit to find a date with others, part by part."""

from handlers.kit.routes import Routes
from handlers.polls import opening
from handlers.polls.answering import listeners as answering
from handlers.polls.asking import listeners as asking
from handlers.polls.card import listeners as card
from handlers.polls.running import listeners as running


def register(routes: Routes) -> None:
    """Enter the feature into the table of routes."""
    for part in (asking, answering, running, card, opening):
        part.register(routes)
