"""Facts about a bureau d'aide: each class has the content of one kind of notice; pure."""

from datetime import timedelta

from bot.notices.facts import Fact, Retimed
from bot.notices.model import Action


class AboutRequest(Fact, subject="helpdesk_request"):
    """The base class of all facts about a request."""


class RequestCard(AboutRequest, kind="helpdesk.card", card=True, anew=True):
    """Card of the request for each participant. Changes update it in place."""


class SessionInChannel(AboutRequest, kind="helpdesk.channel", card=True, anew=True):
    """Message in the défi's channel with the date of a séance. It says nothing else about the request."""


class RequestPaper(AboutRequest, kind="helpdesk.paper", action=Action.FILE, anew=True):
    """Document of the request, in the thread of the card, for people who may read it."""


class PaperLoss(AboutRequest, kind="helpdesk.paper_lost"):
    """Notice to the asker that the document could not be copied and must be sent again."""


class SessionsAdded(AboutRequest, Retimed, kind="helpdesk.added"):
    """Notice to participants who have a card: more séances were booked."""


class RequestMoved(AboutRequest, Retimed, kind="helpdesk.moved"):
    """Notice that séances were rescheduled."""


class RequestCancelled(AboutRequest, Retimed, kind="helpdesk.cancelled"):
    """Notice that séances were cancelled."""


class HostAgreement(AboutRequest, kind="helpdesk.agreed"):
    """Notice that the host (`person_id`), or somebody for the host, agreed to held séances."""

    person_id: int
    by_id: int | None
    appointment_ids: tuple[int, ...]


class HeldSessionsCancelled(AboutRequest, Retimed, kind="helpdesk.not_agreed"):
    """Notice that held séances are cancelled: the host declined or cannot host. If `by_id` is None, nobody answered."""


class TimesExpired(AboutRequest, Retimed, kind="helpdesk.unchosen"):
    """Notice that the team missed the deadline to choose one of the times that the host (`by_id`) proposed."""


class PersonLeft(AboutRequest, Retimed, kind="helpdesk.left"):
    """Notice that a participant will not attend these séances."""


class PersonBack(AboutRequest, Retimed, kind="helpdesk.came"):
    """Notice that a participant who had left these séances will attend them after all."""


class HostHandover(AboutRequest, kind="helpdesk.handed"):
    """Notice that another person hosts these séances."""

    giver_id: int
    taker_id: int
    appointment_ids: tuple[int, ...]


class HourRecorded(AboutRequest, kind="helpdesk.held"):
    """Notice that a coach recorded an hour after it took place."""

    by_id: int | None


class ParticipantAdded(AboutRequest, kind="helpdesk.joined"):
    """Notice that a colleague or a specialist was added to these séances."""

    person_id: int
    appointment_ids: tuple[int, ...]


class SpecialistQuestion(AboutRequest, kind="helpdesk.wanted", card=True):
    """Question to a specialist whether they will attend these séances."""

    by_id: int | None
    appointment_ids: tuple[int, ...]


class SpecialistRefusal(AboutRequest, kind="helpdesk.stays_out"):
    """Notice to the person who asked a specialist, or else to the hosts: the specialist will not attend.

    `late` is 1 if the specialist did not answer in time."""

    person_id: int
    appointment_ids: tuple[int, ...]
    late: int = 0


class NeedAccessQuestion(AboutRequest, kind="helpdesk.asks", card=True):
    """Question to the booker whether this specialist may read the need."""

    person_id: int


class HostNote(AboutRequest, kind="helpdesk.note"):
    """Note from the host to the participants."""

    note_id: int


class TimesQuestion(AboutRequest, kind="helpdesk.proposed", card=True, distinct=True):
    """Question to the booker which of these proposed times suits."""

    batch: str


class TimesDeclined(AboutRequest, kind="helpdesk.declined", distinct=True):
    """Notice to the host or coach who proposed times: none of these times suits."""

    batch: str


class SwapAsked(AboutRequest, kind="helpdesk.swap", card=True, distinct=True):
    """Question to a host's colleague: would they take over this hour? The host can ask for an hour in return."""

    swap_id: int


class SwapEnded(AboutRequest, kind="helpdesk.swap_ended", distinct=True):
    """Notice to the host who proposed a swap: the colleague's answer, or the reason why nothing changes."""

    swap_id: int


class CoachCall(AboutRequest, kind="helpdesk.call", card=True):
    """Question to the coaches: who takes this request, for which no slot is free?"""


class RequestTaken(AboutRequest, kind="helpdesk.taken", card=True):
    """Message with the whole request to the coach who took it."""


class RequestAnswered(AboutRequest, kind="helpdesk.answered"):
    """Notice to the asker about the coach who took their request."""


class FreeSlotNotice(Fact, kind="helpdesk.opened", subject="wait", helps=timedelta(days=2)):
    """Notice to a person on the waiting list that a slot is free."""


class RequestOrphaned(AboutRequest, kind="helpdesk.orphaned", card=True):
    """Notice to the coaches that the host has left, or cannot be reached."""

    person_id: int
