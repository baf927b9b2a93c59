"""The bureau d'aide's commands, buttons and forms: one room for each thing people do."""

from handlers.helpdesk.booking import listeners as booking
from handlers.helpdesk.calls import listeners as calls
from handlers.helpdesk.changes import listeners as changes
from handlers.helpdesk.hosting import listeners as hosting
from handlers.helpdesk.paper import listeners as paper
from handlers.kit.routes import Routes

from . import opening


def register(routes: Routes) -> None:
    """Enter the bureau d'aide into the table of routes."""
    for part in (booking, changes, paper, hosting, calls, opening):
        part.register(routes)
