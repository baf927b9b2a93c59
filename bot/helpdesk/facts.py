"""Facts about a bureau d'aide: the content of notices, as values; pure."""

from datetime import timedelta

from bot.notices.facts import Fact, Retimed
from bot.notices.model import Action


class About(Fact, subject="helpdesk_request"):
    """Facts about a request."""


class Card(About, kind="helpdesk.card", card=True):
    """To everybody who takes part: the request, set right in place."""


class Channel(About, kind="helpdesk.channel", card=True):
    """In the défi's channel: the date, and nothing but the date."""


class Paper(About, kind="helpdesk.paper", action=Action.FILE):
    """In the thread of their card, to the person who may read it: the document."""


class PaperLost(About, kind="helpdesk.paper_lost"):
    """To the person who asked: the document could not be copied."""


class Added(About, Retimed, kind="helpdesk.added"):
    """To the person who has the card: séances that came later, by their starts."""


class Moved(About, Retimed, kind="helpdesk.moved"):
    """Séances have other times."""


class Cancelled(About, Retimed, kind="helpdesk.cancelled"):
    """Séances are cancelled."""


class Left(About, Retimed, kind="helpdesk.left"):
    """Somebody comes no more to these séances."""


class Came(About, Retimed, kind="helpdesk.came"):
    """Somebody who had left these séances comes after all."""


class Handed(About, kind="helpdesk.handed"):
    """Somebody else hosts."""

    giver_id: int
    taker_id: int


class Joined(About, kind="helpdesk.joined"):
    """A colleague or a specialist was added."""

    person_id: int


class Asks(About, kind="helpdesk.asks", card=True):
    """To the person who booked: may this specialist read the need?"""

    person_id: int


class Note(About, kind="helpdesk.note"):
    """A word of the host's."""

    note_id: int


class Proposed(About, kind="helpdesk.proposed", card=True, distinct=True):
    """To the person who booked: times that the host proposes together."""

    batch: str


class Declined(About, kind="helpdesk.declined", distinct=True):
    """To the host: none of these times suits."""

    batch: str


class Call(About, kind="helpdesk.call", card=True):
    """To the coaches: no slot is free, who takes care of it?"""


class Taken(About, kind="helpdesk.taken", card=True):
    """To the coach who takes it: all of it."""


class Answered(About, kind="helpdesk.answered"):
    """To the team: who takes care of it."""


class Opened(Fact, kind="helpdesk.opened", subject="wait", helps=timedelta(days=2)):
    """To the person who waits: a slot is free."""


class Orphaned(About, kind="helpdesk.orphaned", card=True):
    """To the coaches: who hosts has left, or cannot be reached."""

    person_id: int
