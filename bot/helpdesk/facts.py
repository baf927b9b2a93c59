"""Facts about a bureau d'aide: the content of notices, as values; pure."""

from datetime import timedelta

from bot.notices.facts import Fact, Retimed
from bot.notices.model import Action


class AboutRequest(Fact, subject="helpdesk_request"):
    """A fact about a request."""


class RequestCard(AboutRequest, kind="helpdesk.card", card=True, anew=True):
    """The card of the request, for each participant, updated in place."""


class Channel(AboutRequest, kind="helpdesk.channel", card=True, anew=True):
    """The défi's channel gets the date, and nothing else."""


class RequestPaper(AboutRequest, kind="helpdesk.paper", action=Action.FILE, anew=True):
    """The document, in the thread of the card, for people who may read it."""


class PaperLost(AboutRequest, kind="helpdesk.paper_lost"):
    """The asker must send the document again: it could not be copied."""


class Added(AboutRequest, Retimed, kind="helpdesk.added"):
    """A participant with a card hears of additional séances, by their starts."""


class RequestMoved(AboutRequest, Retimed, kind="helpdesk.moved"):
    """Séances were rescheduled."""


class RequestCancelled(AboutRequest, Retimed, kind="helpdesk.cancelled"):
    """Séances were cancelled."""


class Agreed(AboutRequest, kind="helpdesk.agreed"):
    """The host (`person_id`), or somebody for them, agreed to séances held until then."""

    person_id: int
    by_id: int | None
    appointment_ids: tuple[int, ...]


class NotAgreed(AboutRequest, Retimed, kind="helpdesk.not_agreed"):
    """The host declined held séances or can no longer host them, or nobody answered in time (`by_id` None)."""


class Unchosen(AboutRequest, Retimed, kind="helpdesk.unchosen"):
    """The team chose none of the times that the host (`by_id`) proposed for held séances, and the deadline passed."""


class RequestLeft(AboutRequest, Retimed, kind="helpdesk.left"):
    """A participant will not attend these séances."""


class Came(AboutRequest, Retimed, kind="helpdesk.came"):
    """A participant who had left these séances will attend after all."""


class RequestHanded(AboutRequest, kind="helpdesk.handed"):
    """Another person hosts these séances."""

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
    """A specialist is asked: will they attend these séances?"""

    by_id: int | None
    appointment_ids: tuple[int, ...]


class StaysOut(AboutRequest, kind="helpdesk.stays_out"):
    """A specialist will not attend: the person who asked hears it, else the hosts. `late` 1: no answer in time."""

    person_id: int
    appointment_ids: tuple[int, ...]
    late: int = 0


class Asks(AboutRequest, kind="helpdesk.asks", card=True):
    """The booker is asked: may this specialist read the need?"""

    person_id: int


class Note(AboutRequest, kind="helpdesk.note"):
    """A note from the host to the participants."""

    note_id: int


class Proposed(AboutRequest, kind="helpdesk.proposed", card=True, distinct=True):
    """The booker is asked: which of these proposed times suits?"""

    batch: str


class Declined(AboutRequest, kind="helpdesk.declined", distinct=True):
    """None of the proposed times suits: the host hears it, or the coach who proposed them."""

    batch: str


class SwapAsked(AboutRequest, kind="helpdesk.swap", card=True, distinct=True):
    """A colleague of the host is asked: would you take this hour over, for one of yours or for nothing?"""

    swap_id: int


class SwapEnded(AboutRequest, kind="helpdesk.swap_ended", distinct=True):
    """The host who proposed a swap hears the colleague's answer, or why nothing changes."""

    swap_id: int


class Call(AboutRequest, kind="helpdesk.call", card=True):
    """The coaches are asked: no slot is free, who takes the request?"""


class RequestTaken(AboutRequest, kind="helpdesk.taken", card=True):
    """The coach who took a request gets all of it."""


class RequestAnswered(AboutRequest, kind="helpdesk.answered"):
    """The asker hears which coach took their request."""


class Opened(Fact, kind="helpdesk.opened", subject="wait", helps=timedelta(days=2)):
    """A person on the waiting list hears that a slot is free."""


class RequestOrphaned(AboutRequest, kind="helpdesk.orphaned", card=True):
    """The coaches hear that the host has left, or cannot be reached."""

    person_id: int
