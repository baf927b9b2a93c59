"""All that people can press and submit about actions and on a committee's sheet."""

from handlers.kit.routes import Routes
from handlers.records.actions import listeners as actions
from handlers.records.meeting import listeners as meeting
from handlers.records.overview import listeners as overview
from handlers.records.report import listeners as report


def register(routes: Routes) -> None:
    """Enter the feature into the table of routes."""
    for part in (actions, meeting, overview, report):
        part.register(routes)
