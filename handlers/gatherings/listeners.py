"""All that people can type, press and submit about gatherings, part by part."""

from handlers.kit.routes import Routes

from . import (
    after,
    answers,
    grouping,
    peers,
    porteurs,
    presenters,
    programme,
    programme_changes,
    series,
    subjects,
)

PARTS = (
    answers,
    after,
    subjects,
    peers,
    porteurs,
    presenters,
    grouping,
    programme,
    series,
    programme_changes,
)


def register(routes: Routes) -> None:
    """Enter the feature into the table of routes."""
    for part in PARTS:
        part.register(routes)
