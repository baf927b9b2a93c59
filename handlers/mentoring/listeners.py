"""All that people can type, press and submit about mentoring, part by part.

Apart from the parts, of which none knows all others.
"""

from handlers.kit.routes import Routes
from handlers.mentoring.absences import listeners as absences
from handlers.mentoring.answering import listeners as answering
from handlers.mentoring.asking import listeners as asking
from handlers.mentoring.choosing import listeners as choosing
from handlers.mentoring.coaching import listeners as coaching
from handlers.mentoring.listing import listeners as listing
from handlers.mentoring.outcomes import listeners as outcomes
from handlers.mentoring.overview import listeners as overview
from handlers.mentoring.running import listeners as running

from . import opening


def register(routes: Routes) -> None:
    """Enter the feature into the table of routes."""
    for part in (asking, answering, choosing, running, absences, outcomes, listing, overview, coaching, opening):
        part.register(routes)
