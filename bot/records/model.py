"""Model of the results of meetings: actions, decisions, subjects not reached, and figures for coaches."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.agenda.model import Appointment
from bot.evaluation.model import CommitteeSheet
from bot.programme.model import Defi, Person, Relation
from bot.programme.roles import Role

ACTION_LIMIT, DECISION_LIMIT, LINE_LIMIT = 200, 1000, 300  # characters
TEAM = frozenset({Role.EIG, Role.PORTEUR})  # These roles of a défi may own an action. Coaches may too.
# After a séance of these dispositifs, a team can note « Ce que nous allons essayer ».
TRIED = frozenset({"bureau-aide", "mentorat", "atelier"})
MANY = 2  # The défi's coaches are notified when an action is postponed for the second time.


class State(StrEnum):
    """State of an action."""

    TODO = "todo"
    PUT_OFF = "put_off"
    DONE = "done"
    DROPPED = "dropped"


OPEN = frozenset({State.TODO, State.PUT_OFF})


class Origin(StrEnum):
    """The kind of thing from which an action came."""

    APPOINTMENT = "appointment"
    MESSAGE = "message"  # The bot stores the link of the message, but never its text.
    ADVICE = "advice"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Source:
    """The thing from which an action came: the id of an appointment or of advice, or the link of a message."""

    origin: Origin = Origin.NOTHING
    id: int | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """The défi to which an action belongs. Without a défi, the action belongs to the participants of `appointment`."""

    promotion_id: int | None
    defi: Defi | None = None
    appointment: Appointment | None = None

    def relation_to(self, person: Person) -> Relation:
        """Return `TEAM` for a member of the défi's team, or else the person's part in the appointment."""
        if self.defi and works_on(person, self.defi.id):
            return Relation.TEAM
        return self.appointment.relation_to(person) if self.appointment else Relation.NONE


@dataclass(frozen=True, slots=True)
class Action:
    """A person's action, in their words, with a due day. It was postponed `postponed` times.

    If `defi_id` is None, the action belongs to the participants of the appointment `origin_id`. `link` is a helpful
    page. `why` is the reason for dropping the action. `left_id`: the owner, if coaches know that the owner left."""

    id: int
    promotion_id: int | None
    defi_id: int | None
    what: str
    owner_id: int
    due: date
    state: State
    postponed: int
    created_at: datetime
    link: str | None = None
    origin: Origin = Origin.NOTHING
    origin_id: int | None = None
    origin_link: str | None = None
    why: str | None = None
    created_by: int | None = None
    closed_at: datetime | None = None
    left_id: int | None = None

    @property
    def is_open(self) -> bool:
        """Return whether the action is still to be done."""
        return self.state in OPEN

    def relation_to(self, person: Person) -> Relation:
        """Return `OWNER` for the owner, `BOOKER` for the author, `TEAM` for the défi's team, otherwise `NONE`."""
        if person.id == self.owner_id:
            return Relation.OWNER
        if person.id == self.created_by:
            return Relation.BOOKER
        return Relation.TEAM if self.defi_id is not None and works_on(person, self.defi_id) else Relation.NONE


@dataclass(frozen=True, slots=True)
class ListedAction:
    """An action with its owner, its défi, and its age: whole days since it was agreed."""

    action: Action
    owner: Person | None
    defi: Defi | None
    age: int


class SheetLineKind(StrEnum):
    """A kind of line on a committee's sheet."""

    DECISION = "decision"
    UNREACHED = "unreached"  # « non abordé » in French


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A line of a committee's sheet. `revision` rises with each correction, to refuse corrections of an older text."""

    id: int
    committee_id: int
    kind: SheetLineKind
    what: str
    author_id: int | None
    written_at: datetime
    why: str | None = None
    disagrees: str | None = None
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Meeting:
    """A committee's sheet. `before`: open actions from earlier. `after`: actions of this committee. `people`: by id."""

    sheet: CommitteeSheet
    before: tuple[ListedAction, ...] = ()
    decisions: tuple[SheetLine, ...] = ()
    unreached: tuple[SheetLine, ...] = ()
    after: tuple[ListedAction, ...] = ()
    people: Mapping[int, Person] | None = None

    @property
    def is_empty(self) -> bool:
        """Return whether the sheet has no line."""
        return not (self.decisions or self.unreached or self.after)


@dataclass(frozen=True, slots=True)
class OverviewAppointment:
    """An appointment in the coaches' overview: time, défi and subject, but no participants.

    The fields from `gathering_id` on are only for gatherings."""

    id: int
    promotion_id: int
    defi_id: int | None
    dispositif: str
    starts: datetime
    ends: datetime
    cancelled: bool
    tags: tuple[str, ...] | None = None
    gathering_id: int | None = None
    title: str | None = None
    series_title: str | None = None
    skills: tuple[str, ...] = ()
    valeurs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HostedTime:
    """An appointment and one of its hosts. The host may have left the programme."""

    promotion_id: int
    starts: datetime
    ends: datetime
    host_id: int


@dataclass(frozen=True, slots=True)
class OpinionCount:
    """The number of people who chose an answer about a dispositif. Either `at` or `phase` tells when they did."""

    promotion_id: int
    dispositif: str
    choice: str
    count: int
    at: datetime | None = None
    phase: int = 0


@dataclass(frozen=True, slots=True)
class WaitingRequest:
    """A request without a date: for a mentor, a workshop (`workshop`), a bureau d'aide or an added format (`name`).

    `defi_id` is None for a request to a mentor, which concerns a single person."""

    promotion_id: int
    since: datetime | None
    defi_id: int | None
    workshop: bool = False
    format_key: str = "bureau-aide"
    name: str = ""


@dataclass(frozen=True, slots=True)
class AttendanceCounts:
    """Attendance at past events: people who had accepted, and people recorded as present or absent."""

    promotion_id: int
    dispositif: str
    come: int
    there: int
    missing: int


@dataclass(frozen=True, slots=True)
class ProposedSubject:
    """A subject proposed for a date."""

    promotion_id: int
    text: str
    appointment_id: int


def works_on(person: Person, defi_id: int) -> bool:
    """Return whether a person is now an EIG or a porteur of a défi."""
    return any(membership.defi_id == defi_id and membership.role in TEAM for membership in person.current)


@dataclass(frozen=True, slots=True)
class Letter:
    """A coach's letter to porteurs of a promotion. If it was undone, `undone_at` is when, and nobody gets it."""

    id: int
    promotion_id: int
    author_id: int
    text: str
    sent_at: datetime
    undone_at: datetime | None = None
