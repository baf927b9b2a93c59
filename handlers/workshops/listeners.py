"""All that people can type, press and submit about workshops; their dates are `handlers.polls`'."""

from handlers.kit.routes import Routes
from handlers.workshops.asking import listeners as asking
from handlers.workshops.writing import listeners as writing


def register(routes: Routes) -> None:
    """Enter the feature into the table of routes."""
    for part in (asking, writing):
        part.register(routes)
