"""The table of routes without the house around it: nothing is opened, nothing is sent."""

from functools import cache

from handlers import register
from handlers.kit.routes import Routes


@cache
def routes() -> Routes:
    """Give all that people can type, press and submit."""
    return register()
