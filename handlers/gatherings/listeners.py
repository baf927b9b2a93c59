"""All that people can type, press and submit about gatherings, part by part."""

from handlers.gatherings.adjusting import listeners as adjusting
from handlers.gatherings.after import listeners as after
from handlers.gatherings.answers import listeners as answers
from handlers.gatherings.date import listeners as date
from handlers.gatherings.feedback import listeners as feedback
from handlers.gatherings.grouping import listeners as grouping
from handlers.gatherings.peers import listeners as peers
from handlers.gatherings.porteurs import listeners as porteurs
from handlers.gatherings.presenters import listeners as presenters
from handlers.gatherings.programme import listeners as programme
from handlers.gatherings.questions import listeners as questions
from handlers.gatherings.seminars import listeners as seminars
from handlers.gatherings.series import listeners as series
from handlers.gatherings.subjects import listeners as subjects
from handlers.gatherings.talks import listeners as talks
from handlers.kit.routes import Routes

from . import opening

PARTS = (
    programme,
    series,
    date,
    answers,
    after,
    subjects,
    peers,
    presenters,
    grouping,
    adjusting,
    talks,
    questions,
    feedback,
    porteurs,
    seminars,
    opening,
)


def register(routes: Routes) -> None:
    """Enter the feature into the table of routes."""
    for part in PARTS:
        part.register(routes)
