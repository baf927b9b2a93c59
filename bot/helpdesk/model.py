"""Define the values of the bureau d'aide: wishes, requests, proposed times, swaps, and what a request's card shows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from bot.agenda.model import Appointment, Clash, Part, State
from bot.agenda.slots import Slot
from bot.catalogue.formats import Format, is_added_format
from bot.catalogue.tags import NOTHING, Tags, first_choice, guess_tags
from bot.programme.model import Defi, Person, Relation
from bot.programme.roles import Role

BUREAU = "bureau-aide"
DESK = "bureau d’aide"  # the name of BUREAU inside a sentence
NEED_LIMIT = 3000  # Slack's limit for a text field, in characters
WISHED_LIMIT = 300
REASON_LIMIT = 300
NOTE_LIMIT = 1000
LARGEST_FILE = 10 * 1024 * 1024  # bytes
AGREED_BEFORE = timedelta(hours=2)  # A host must agree at the latest this long before the start.


class NeedKind(StrEnum):
    """The kind of a need. The programme's page has the first four as examples; the last two are general."""

    PLAN = "plan"
    SCALE = "echelle"
    AUDIT = "audit"
    LITERATURE = "litterature"
    OTHER = "autre"
    UNKNOWN = "inconnu"


# A need or an expertise of a kind contains one of these stems, in lower case without accents.
EXPERTISE_WORDS: Mapping[NeedKind, tuple[str, ...]] = {
    NeedKind.PLAN: ("experiment", "utilisateur", "produit", "prototyp", "hypothese"),
    NeedKind.SCALE: ("echelle", "deploiement", "strategie", "impact", "croissance"),
    NeedKind.AUDIT: ("audit", "code", "developpement", "architecture", "securite", "logiciel"),
    NeedKind.LITERATURE: ("litterature", "recherche", "science", "revue"),
    NeedKind.OTHER: (),
    NeedKind.UNKNOWN: (),
}


class Document(StrEnum):
    """How a team prepares: with a document, with a link, or with « Nous présenterons le sujet en séance »."""

    LATER = "later"  # The team has sent nothing yet, but can do it from the card.
    LINK = "link"
    FILE = "file"
    SPOKEN = "spoken"  # The team will send no document, so nobody is reminded of it.


class RankReason(StrEnum):
    """The reason why a request has this host."""

    CHOSEN = "chosen"
    EXPERTISE = "expertise"
    OWN_COACH = "own-coach"
    LEAST_BOOKED = "least-booked"
    FREE = "free"
    TOOK_IT = "took-it"  # No slot was free, and this coach took the request.
    HANDED_OVER = "handed-over"


@dataclass(frozen=True, slots=True)
class Paper:
    """The document of a request. `ref` is the link, or the file's id in Slack. The file itself is never stored."""

    document: Document = Document.LATER
    ref: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """A team's request. Only its team, its hosts and allowed specialists can read `need` and `paper`.

    A request without a séance waits for a coach. The coach who takes it (`taken_by`) can read both too. `host_id` is
    the host of the request; a séance can have another host."""

    id: int
    asked_by: int
    defi_id: int
    need: str
    reason: RankReason
    kind: NeedKind = NeedKind.UNKNOWN
    sessions: int = 1
    paper: Paper = Paper()
    wished: str | None = None
    host_id: int | None = None
    taken_by: int | None = None
    tell_channel: bool = False
    promotion_id: int | None = None
    guest_ids: tuple[int, ...] = ()
    format_key: str = BUREAU
    minutes: int = 60  # the length of each séance, as booked
    # The host must agree by this time, or by `RequestSheet.agreement_deadline` if that is earlier.
    answer_by: datetime | None = None

    @property
    def awaits_paper(self) -> bool:
        """Return whether the team should still send a document. Formats that the programme added need no document."""
        return self.paper.document is Document.LATER and not is_added_format(self.format_key)

    def relation_to(self, person: Person) -> Relation:
        """Return a person's relation to the request."""
        if person.id == self.asked_by:
            return Relation.BOOKER
        if person.id in (self.host_id, self.taken_by):
            return Relation.HOST
        return Relation.GUEST if person.id in self.guest_ids else Relation.NONE


@dataclass(frozen=True, slots=True)
class RequestWish:
    """The values that a draft has so far. If `host_id` is None, the booker chose « Sans préférence ».

    With a `request_id`, the draft adds a séance to that request. A coach may book for another person (`asked_by`)."""

    defi_id: int
    need: str = ""
    kind: NeedKind = NeedKind.UNKNOWN
    paper: Paper = Paper()
    guest_ids: tuple[int, ...] = ()
    host_id: int | None = None
    sessions: int = 1
    tell_channel: bool = False
    chosen: tuple[int, ...] = ()  # the start of each séance in seconds since 1970, or 0 if none is chosen yet
    request_id: int | None = None
    asked_by: int | None = None
    format_key: str = BUREAU
    minutes: int = 0  # 0 means that the format's current length applies.


@dataclass(frozen=True, slots=True)
class RequestChoices:
    """The options of the booking form: défis with their teams, and hosts. `wish` has the draft's values.

    `porteurs` are the porteurs of the wish's défi, who may be invited. With `for_team`, a coach books for a team."""

    asker: Person
    terms: Format
    teams: tuple[tuple[Defi, tuple[Person, ...]], ...]
    hosts: tuple[Person, ...]
    wish: RequestWish | None = None
    draft_id: str = ""
    porteurs: tuple[Person, ...] = ()
    for_team: bool = False


@dataclass(frozen=True, slots=True)
class RankedHost:
    """A possible host, and the reason for the host's rank."""

    host_id: int
    reason: RankReason


@dataclass(frozen=True, slots=True)
class WeeklyRun:
    """The same hour in several weeks, and the hosts free each time. `missing` has the starts in skipped weeks."""

    starts: tuple[int, ...]
    hosts: tuple[int, ...]
    missing: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class SlotChoices:
    """The options of the last step: the free slots of a draft, by start, with their possible hosts.

    `clashes` are conflicts of the participants in `people`. `runs` maps a first start to a run: the same hour in as
    many weeks as there are séances. `porteurs` are the défi's porteurs if one of them is invited. `guest_ids` are the
    people of `team` and `porteurs` who attend. With `added`, the draft adds a séance to a request, and keeps its team
    and host. `closed` has the team's closed weekdays. With `for_team`, a coach books for `asker` and the team of
    `defi`."""

    draft_id: str
    terms: Format
    slots: tuple[Slot, ...]
    hosts: Mapping[int, Person]
    host_chosen: bool = False
    sessions: int = 1
    chosen: tuple[int, ...] = ()
    clashes: tuple[Clash, ...] = ()
    people: Mapping[int, Person] = field(default_factory=dict)
    runs: Mapping[int, WeeklyRun] = field(default_factory=dict)
    team: tuple[Person, ...] = ()
    porteurs: tuple[Person, ...] = ()
    guest_ids: tuple[int, ...] = ()
    added: bool = False
    closed: frozenset[int] = frozenset()
    for_team: bool = False
    defi: Defi | None = None
    asker: Person | None = None


class ProposalState(StrEnum):
    """The state of a proposed time."""

    OPEN = "open"
    CHOSEN = "chosen"
    PASSED = "passed"  # The time was declined or withdrawn, or another time of its batch was chosen.


@dataclass(frozen=True, slots=True)
class Proposal:
    """A time proposed for a séance, or for a request without one. It claims nothing until it is accepted."""

    id: int
    batch: str
    request_id: int
    appointment_id: int | None
    host_id: int
    starts: datetime
    state: ProposalState


class SwapState(StrEnum):
    """The state of a host's question to a colleague about swapping an hour."""

    OPEN = "open"
    AGREED = "agreed"  # Both hours have their new hosts.
    KEPT = "kept"
    LAPSED = "lapsed"
    GONE = "gone"  # Somebody moved, cancelled or handed over an hour, or a host has left.
    TAKEN = "taken"  # One of the two hosts has a conflict at the other hour.


@dataclass(frozen=True, slots=True)
class Swap:
    """A question to a colleague: would they host the hour `given_id`, and give the hour `returned_id` in return?

    If `returned_id` is None, they give nothing. Both people read the starts `given_starts` and `returned_starts`. The
    question expires at `until`."""

    id: int
    request_id: int
    host_id: int
    taker_id: int
    given_id: int
    given_starts: datetime
    returned_id: int | None
    returned_starts: datetime | None
    until: datetime
    state: SwapState

    @property
    def promotion_id(self) -> int | None:
        """None, because the colleague may host in any promotion."""
        return None

    def relation_to(self, person: Person) -> Relation:
        """Return HOST for the colleague who was asked. Nobody else may answer."""
        return Relation.HOST if person.id == self.taker_id else Relation.NONE

    @property
    def exchanged_hours(self) -> tuple[tuple[int, datetime | None, int, int], ...]:
        """The hours that get a new host, as (appointment id, start in the question, giver id, taker id)."""
        given = (self.given_id, self.given_starts, self.host_id, self.taker_id)
        if self.returned_id is None:
            return (given,)
        return (given, (self.returned_id, self.returned_starts, self.taker_id, self.host_id))


@dataclass(frozen=True, slots=True)
class ChangeResult:
    """The result of a change. The batch can be undone until `undo_until`. If that is None, the change is final."""

    sheet: "RequestSheet"
    batch: str
    undo_until: datetime | None


@dataclass(frozen=True, slots=True)
class WaitingPlace:
    """A person's place on the waiting list. The person is notified once."""

    id: int
    person_id: int
    defi_id: int
    host_id: int | None
    asked_at: datetime
    told_at: datetime | None
    format_key: str = BUREAU


@dataclass(frozen=True, slots=True)
class Note:
    """A host's note to the team of a request."""

    id: int
    request_id: int
    author_id: int
    text: str


@dataclass(frozen=True, slots=True)
class RequestSheet:
    """A request with everything that its card shows: séances by start, people by id, défi.

    `what` is the booking's name after « le », « du » or « au ». `askers` are the roles that may ask for its format.
    `proposed` maps the id of a held séance to the id of the host who proposed times to the team."""

    request: Request
    defi: Defi
    sessions: tuple[Appointment, ...]
    people: Mapping[int, Person]
    what: str = DESK
    askers: tuple[Role, ...] = (Role.EIG,)
    proposed: Mapping[int, int] = field(default_factory=dict)

    def is_asked_by(self, person: Person) -> bool:
        """Return whether a person may ask for another request of this format, for the same défi."""
        return any(held.defi_id == self.defi.id and held.role in self.askers for held in person.current)

    @property
    def promotion_id(self) -> int | None:
        """The promotion of the défi."""
        return self.defi.promotion_id

    def relation_to(self, person: Person) -> Relation:
        """Return a person's relation by their séances (AWAY if they left), or by the request if it has no séance."""
        parts = {session.part_of(person.id) for session in self.sessions}
        part = next((part for part in (Part.HOST, Part.BOOKER, Part.EXPERT, Part.GUEST) if part in parts), None)
        if part is not None:
            return Relation(part.value)
        if any(session.left_by(person.id) for session in self.sessions):
            return Relation.AWAY
        return Relation.NONE if self.sessions else self.request.relation_to(person)

    def part_of(self, person_id: int | None) -> Part | None:
        """Return this person's strongest part in the séances that are not cancelled."""
        parts = {appointment.part_of(person_id) for appointment in self.standing}
        return next((part for part in (Part.HOST, Part.BOOKER, Part.EXPERT, Part.GUEST) if part in parts), None)

    def reads_need(self, person_id: int | None) -> bool:
        """Return whether a person may read the need. A participant may, and a specialist if the booker agreed."""
        return any(
            someone.person_id == person_id and someone.sees_need
            for session in self.sessions
            for someone in session.present
        )

    def tags_for(self, person_id: int | None) -> Tags:
        """Return the tags that were chosen. If there are none, guess them from the need, for people who may read it."""
        known = first_choice(session.tags for session in self.sessions)
        return known or (guess_tags(self.request.need) if known is None and self.reads_need(person_id) else NOTHING)

    def involves(self, person_id: int | None) -> bool:
        """Return whether this person takes part in a séance, has left one, or was asked to attend."""
        return any(someone.person_id == person_id for session in self.sessions for someone in session.participants)

    def must_prepare(self, person_id: int | None) -> bool:
        """Return whether this person's team should still send its document."""
        return self.request.awaits_paper and self.part_of(person_id) in (Part.BOOKER, Part.GUEST)

    @property
    def standing(self) -> tuple[Appointment, ...]:
        """The séances that are not cancelled, by start."""
        return tuple(session for session in self.sessions if session.state is not State.CANCELLED)

    @property
    def held(self) -> tuple[Appointment, ...]:
        """The séances that are held until their host agrees, by start."""
        return tuple(session for session in self.sessions if session.state is State.HELD)

    @property
    def held_revision(self) -> int:
        """A number that rises with each change of a séance. It is 0 if no séance is held."""
        return sum(session.revision + 1 for session in self.sessions) if self.held else 0

    @property
    def answer_by(self) -> datetime | None:
        """The time by which the host of the first held séance must agree; None if no séance is held."""
        if not self.held or self.request.answer_by is None:
            return None
        return self.agreement_deadline(self.held[0])

    def agreement_deadline(self, held_session: Appointment) -> datetime:
        """Return when a held séance's host must agree: by `answer_by`, or two hours before the start if sooner."""
        last = held_session.starts - AGREED_BEFORE
        return min(self.request.answer_by or last, last)

    def awaited_people(self, held_session: Appointment) -> tuple[int, ...]:
        """Return the people whose answer a held séance needs: its hosts, or the booker if times are proposed."""
        return (self.booker_of(held_session.id),) if held_session.id in self.proposed else held_session.agreeing_ids

    def booker_of(self, *appointment_ids: int | None) -> int:
        """Return the person to ask about these séances: the asker, unless only other people booked them."""
        theirs = [session for session in self.sessions if session.id in appointment_ids]
        bookers = [each.person_id for session in theirs for each in session.present if each.part is Part.BOOKER]
        return self.request.asked_by if self.request.asked_by in bookers or not bookers else bookers[0]

    def must_agree(self, person_id: int | None) -> bool:
        """Return whether this person hosts a séance that is held until they agree."""
        return any(person_id in session.agreeing_ids for session in self.held)
