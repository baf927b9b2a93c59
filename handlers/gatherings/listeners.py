"""All that people can type, press and submit about gatherings, part by part."""

from handlers.kit.routes import Routes

from . import after, answers, grouping, presenters, programme, programme_changes, series

PARTS = (
    answers,
    after,
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
