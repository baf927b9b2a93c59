"""All that people can type, press and submit about gatherings, part by part."""

from handlers.kit.routes import Routes

from . import after, answers


def register(routes: Routes) -> None:
    """Enter the feature into the table of routes."""
    answers.register(routes)
    after.register(routes)
