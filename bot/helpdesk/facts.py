"""Facts about a bureau d'aide: the content of notices, as values; pure."""

from datetime import timedelta

from bot.notices.facts import Fact, Retimed
from bot.notices.model import Action


class AboutRequest(Fact, subject="helpdesk_request"):
    """Facts about a request."""


class RequestCard(AboutRequest, kind="helpdesk.card", card=True, anew=True):
    """The card of the request for all participants, updated in place."""


class Channel(AboutRequest, kind="helpdesk.channel", card=True, anew=True):
    """Notice to the défi's channel: only the date."""


class RequestPaper(AboutRequest, kind="helpdesk.paper", action=Action.FILE):
    """The document, in the thread of the card, for people who may read it."""


class PaperLost(AboutRequest, kind="helpdesk.paper_lost"):
    """Notice to the booker: the document could not be copied."""


class Added(AboutRequest, Retimed, kind="helpdesk.added"):
    """Notice to a participant who has the card: additional séances, by their starts."""


class RequestMoved(AboutRequest, Retimed, kind="helpdesk.moved"):
    """Notice that séances were rescheduled."""


class RequestCancelled(AboutRequest, Retimed, kind="helpdesk.cancelled"):
    """Notice that séances were cancelled."""


class Agreed(AboutRequest, kind="helpdesk.agreed"):
    """The host (`person_id`) agreed to these séances, which were held until then, or somebody did for them."""

    person_id: int
    by_id: int | None
    appointment_ids: tuple[int, ...]


class NotAgreed(AboutRequest, Retimed, kind="helpdesk.not_agreed"):
    """The host declined held séances or can no longer host them, or nobody answered in time (`by_id` None)."""


class Unchosen(AboutRequest, Retimed, kind="helpdesk.unchosen"):
    """Nobody of the team chose in time among what the host (`by_id`) had proposed for held séances."""


class RequestLeft(AboutRequest, Retimed, kind="helpdesk.left"):
    """A participant will not attend these séances."""


class Came(AboutRequest, Retimed, kind="helpdesk.came"):
    """A participant who had left these séances will attend after all."""


class RequestHanded(AboutRequest, kind="helpdesk.handed"):
    """Notice that another person hosts these séances."""

    giver_id: int
    taker_id: int
    appointment_ids: tuple[int, ...]


class Held(AboutRequest, kind="helpdesk.held"):
    """A coach recorded an hour that took place."""

    by_id: int | None


class Joined(AboutRequest, kind="helpdesk.joined"):
    """A colleague or a specialist was added to these séances."""

    person_id: int
    appointment_ids: tuple[int, ...]


class Wanted(AboutRequest, kind="helpdesk.wanted", card=True):
    """Notice to a specialist: will they attend these séances?"""

    by_id: int | None
    appointment_ids: tuple[int, ...]


class StaysOut(AboutRequest, kind="helpdesk.stays_out"):
    """Notice to the person who asked a specialist, who will not attend these séances; `late`: 1 without an answer in
    time."""

    person_id: int
    appointment_ids: tuple[int, ...]
    late: int = 0


class Asks(AboutRequest, kind="helpdesk.asks", card=True):
    """Notice to the booker: may this specialist read the need?"""

    person_id: int


class Note(AboutRequest, kind="helpdesk.note"):
    """A note from the host."""

    note_id: int


class Proposed(AboutRequest, kind="helpdesk.proposed", card=True, distinct=True):
    """Notice to the booker: times proposed by the host."""

    batch: str


class Declined(AboutRequest, kind="helpdesk.declined", distinct=True):
    """Notice to the host: none of the proposed times suits."""

    batch: str


class SwapAsked(AboutRequest, kind="helpdesk.swap", card=True, distinct=True):
    """Notice to a colleague of the host: would you take this hour over, for one of yours or for nothing?"""

    swap_id: int


class SwapEnded(AboutRequest, kind="helpdesk.swap_ended", distinct=True):
    """Notice to a host who proposed a swap: the colleague's answer, or why nothing changes."""

    swap_id: int


class Call(AboutRequest, kind="helpdesk.call", card=True):
    """Notice to the coaches: no slot is free; who takes the request?"""


class RequestTaken(AboutRequest, kind="helpdesk.taken", card=True):
    """Notice to the coach who took a request: its full content."""


class RequestAnswered(AboutRequest, kind="helpdesk.answered"):
    """Notice to the team: which coach took their request."""


class Opened(Fact, kind="helpdesk.opened", subject="wait", helps=timedelta(days=2)):
    """Notice to a waiting person: a slot is free."""


class RequestOrphaned(AboutRequest, kind="helpdesk.orphaned", card=True):
    """Notice to the coaches: the host has left, or cannot be reached."""

    person_id: int
