"""All that people can type, press and submit about gatherings, part by part."""

from handlers.kit.routes import Routes

from . import (
    after,
    answers,
    feedback,
    grouping,
    peers,
    porteurs,
    presenters,
    programme,
    programme_changes,
    questions,
    seminars,
    series,
    subjects,
    talks,
)

PARTS = (
    programme,
    series,
    programme_changes,
    answers,
    after,
    subjects,
    peers,
    presenters,
    grouping,
    talks,
    questions,
    feedback,
    porteurs,
    seminars,
)


def register(routes: Routes) -> None:
    """Enter the feature into the table of routes."""
    for part in PARTS:
        part.register(routes)
