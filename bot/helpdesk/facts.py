"""Facts about a bureau d'aide: the content of notices, as values; pure."""

from datetime import timedelta

from bot.notices.facts import Fact, Retimed
from bot.notices.model import Action


class AboutRequest(Fact, subject="helpdesk_request"):
    """Facts about a request."""


class RequestCard(AboutRequest, kind="helpdesk.card", card=True):
    """To everybody who takes part: the request, set right in place."""


class Channel(AboutRequest, kind="helpdesk.channel", card=True):
    """In the défi's channel: the date, and nothing but the date."""


class RequestPaper(AboutRequest, kind="helpdesk.paper", action=Action.FILE):
    """In the thread of their card, to the person who may read it: the document."""


class PaperLost(AboutRequest, kind="helpdesk.paper_lost"):
    """To the person who asked: the document could not be copied."""


class Added(AboutRequest, Retimed, kind="helpdesk.added"):
    """To the person who has the card: séances that came later, by their starts."""


class RequestMoved(AboutRequest, Retimed, kind="helpdesk.moved"):
    """Séances have other times."""


class RequestCancelled(AboutRequest, Retimed, kind="helpdesk.cancelled"):
    """Séances are cancelled."""


class RequestLeft(AboutRequest, Retimed, kind="helpdesk.left"):
    """Somebody comes no more to these séances."""


class Came(AboutRequest, Retimed, kind="helpdesk.came"):
    """Somebody who had left these séances comes after all."""


class RequestHanded(AboutRequest, kind="helpdesk.handed"):
    """Somebody else hosts."""

    giver_id: int
    taker_id: int


class Held(AboutRequest, kind="helpdesk.held"):
    """An hour that took place was noted by a coach."""

    by_id: int | None


class Joined(AboutRequest, kind="helpdesk.joined"):
    """A colleague or a specialist was added."""

    person_id: int


class Asks(AboutRequest, kind="helpdesk.asks", card=True):
    """To the person who booked: may this specialist read the need?"""

    person_id: int


class Note(AboutRequest, kind="helpdesk.note"):
    """A word of the host's."""

    note_id: int


class Proposed(AboutRequest, kind="helpdesk.proposed", card=True, distinct=True):
    """To the person who booked: times that the host proposes together."""

    batch: str


class Declined(AboutRequest, kind="helpdesk.declined", distinct=True):
    """To the host: none of these times suits."""

    batch: str


class Call(AboutRequest, kind="helpdesk.call", card=True):
    """To the coaches: no slot is free, who takes care of it?"""


class RequestTaken(AboutRequest, kind="helpdesk.taken", card=True):
    """To the coach who takes it: all of it."""


class RequestAnswered(AboutRequest, kind="helpdesk.answered"):
    """To the team: who takes care of it."""


class Opened(Fact, kind="helpdesk.opened", subject="wait", helps=timedelta(days=2)):
    """To the person who waits: a slot is free."""


class RequestOrphaned(AboutRequest, kind="helpdesk.orphaned", card=True):
    """To the coaches: who hosts has left, or cannot be reached."""

    person_id: int
