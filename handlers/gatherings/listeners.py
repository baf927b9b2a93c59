"""All that people can type, press and submit about gatherings, part by part."""

from handlers.kit.routes import Routes

from . import after, answers, grouping, presenters


def register(routes: Routes) -> None:
    """Enter the feature into the table of routes."""
    answers.register(routes)
    after.register(routes)
    presenters.register(routes)
    grouping.register(routes)
