"""All that people can type, press and submit about mentoring, part by part."""

from handlers.kit.routes import Routes

from . import after, answering, asking, choosing, coaching, listing, running


def register(routes: Routes) -> None:
    """Enter the feature into the table of routes."""
    for part in (asking, answering, choosing, running, after, listing, coaching):
        part.register(routes)
