"""The conversation: Slack in, Slack out. `register` enters every feature into the table of routes, a line each."""

from handlers.catalogue.listeners import register as register_catalogue
from handlers.helpdesk.listeners import register as register_helpdesk
from handlers.kit.routes import Routes
from handlers.programme.listeners import register as register_programme


def register() -> Routes:
    """Give the table of all that people can type, press and submit."""
    routes = Routes()
    register_catalogue(routes)
    register_helpdesk(routes)
    register_programme(routes)
    return routes
