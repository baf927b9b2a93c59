"""The bureau d'aide's commands, buttons and forms: one module for each thing people do."""

from handlers.kit.routes import Routes

from . import booking, calls, changes, hosting, paper


def register(routes: Routes) -> None:
    """Enter the bureau d'aide into the table of routes."""
    for part in (booking, changes, paper, hosting, calls):
        part.register(routes)
