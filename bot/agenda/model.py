"""Model of the agenda: appointments, participants, drafts."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.agenda.slots import USUAL, SlotRules
from bot.meeting_links import is_opened_by_host
from bot.programme.model import Person, Relation


class State(StrEnum):
    """State of an appointment. Held and confirmed ones claim their hosts' time alike."""

    HELD = "held"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


class Part(StrEnum):
    """Role of a participant. The booker attends too; only hosts and specialists have their time claimed."""

    BOOKER = "booker"
    GUEST = "guest"
    HOST = "host"
    EXPERT = "expert"


class Reply(StrEnum):
    """Attendance of a participant. The row of a person who left is kept, for their card and their feed."""

    COMES = "comes"
    LEFT = "left"
    ASKED = "asked"  # has yet to answer; their time is held until then


CLAIMING = frozenset({Part.HOST, Part.EXPERT})  # the parts whose time is claimed by the quarter-hour
LEAVING = frozenset({Part.GUEST, Part.EXPERT})  # parts that a person can leave and rejoin


@dataclass(frozen=True, slots=True)
class Participant:
    """A person's part in an appointment. `sees_need`: a specialist reads the need once the team agreed."""

    person_id: int
    part: Part
    reply: Reply = Reply.COMES
    sees_need: bool = True


@dataclass(frozen=True, slots=True)
class Appointment:
    """An appointment of any dispositif. `revision` rises with each change and is the calendar entry's SEQUENCE.

    `reason`: given with the last reschedule or cancellation, for the people concerned. `changed_at` is when. `place`:
    where, unless it is online only. `tags`: chosen keys of skills and values, None without a choice."""

    id: int
    uid: str
    dispositif: str
    promotion_id: int | None
    defi_id: int | None
    starts: datetime
    ends: datetime
    state: State
    revision: int
    link: str | None
    participants: tuple[Participant, ...] = ()  # all participants, including those who left
    reason: str | None = None
    changed_at: datetime | None = None
    place: str | None = None
    tags: tuple[str, ...] | None = None

    @property
    def minutes(self) -> int:
        """The duration of the appointment, in minutes."""
        return (self.ends - self.starts) // timedelta(minutes=1)

    @property
    def present(self) -> tuple[Participant, ...]:
        """The participants who attend."""
        return tuple(someone for someone in self.participants if someone.reply is Reply.COMES)

    @property
    def host_ids(self) -> tuple[int, ...]:
        """The ids of the hosts."""
        return tuple(sorted(someone.person_id for someone in self.present if someone.part is Part.HOST))

    @property
    def claimant_ids(self) -> tuple[int, ...]:
        """The ids of the people whose time the appointment claims, in the order in which their rows are locked."""
        held = (someone for someone in self.participants if someone.reply is not Reply.LEFT)
        return tuple(sorted(someone.person_id for someone in held if someone.part in CLAIMING))

    @property
    def person_ids(self) -> tuple[int, ...]:
        """The ids of the participants who attend."""
        return tuple(sorted({someone.person_id for someone in self.present}))

    def relation_to(self, person: Person) -> Relation:
        """Return this person's relation to the appointment; each part has a relation of the same name."""
        part = self.part_of(person.id)
        return Relation(part.value) if part else Relation.ASKED if self.awaits(person.id) else Relation.NONE

    def opens_room(self, person_id: int | None) -> bool:
        """Return whether this person hosts the appointment, and so has to open its room for the others."""
        return self.part_of(person_id) is Part.HOST and is_opened_by_host(self.link)

    def part_of(self, person_id: int | None) -> Part | None:
        """Return this person's part, None if they have none or have left."""
        return next((someone.part for someone in self.present if someone.person_id == person_id), None)

    def awaits(self, person_id: int | None) -> bool:
        """Return whether this person was asked to attend and has not answered."""
        return any(someone.person_id == person_id and someone.reply is Reply.ASKED for someone in self.participants)

    def left_by(self, person_id: int | None) -> Part | None:
        """Return the part (guest or specialist) that this person left and can take again, or None."""
        return next(
            (
                someone.part
                for someone in self.participants
                if someone.person_id == person_id and someone.reply is Reply.LEFT and someone.part in LEAVING
            ),
            None,
        )


@dataclass(frozen=True, slots=True)
class AgendaPlan:
    """An appointment to book; its hosts are among the participants."""

    dispositif: str
    promotion_id: int | None
    defi_id: int | None
    starts: datetime
    minutes: int
    participants: tuple[Participant, ...]
    link: str | None = None
    closed_weekdays: frozenset[int] = frozenset()
    place: str | None = None
    rules: SlotRules = USUAL

    @property
    def ends(self) -> datetime:
        """When the appointment would end."""
        return self.starts + timedelta(minutes=self.minutes)

    @property
    def host_ids(self) -> tuple[int, ...]:
        """The ids of the hosts."""
        return tuple(sorted(someone.person_id for someone in self.participants if someone.part is Part.HOST))


class Kind(StrEnum):
    """A change to an appointment that can be undone for two minutes."""

    BOOK = "book"
    MOVE = "move"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class AgendaChange:
    """A change that nobody was notified of yet.

    `batch`: changes of one press, undone together. `before_starts`, `before_ends`: the old time, still claimed (None:
    it was not booked, or cannot be restored). `told_starts`: the start that people know, None if they know nothing.
    `earlier`: the change that this one replaced, as text, to announce once this one is undone. `held`: it was held
    before, not confirmed."""

    appointment_id: int
    batch: str
    kind: Kind
    actor_id: int | None
    until: datetime
    before_starts: datetime | None = None
    before_ends: datetime | None = None
    told_starts: datetime | None = None
    earlier: str | None = None
    held: bool = False

    @property
    def can_be_undone(self) -> bool:
        """Return whether the previous time is still claimed, so that the change can be undone."""
        return self.kind is Kind.BOOK or self.before_starts is not None


@dataclass(frozen=True, slots=True)
class Settled:
    """A change that was committed or undone: what people knew, and the current state."""

    appointment: Appointment
    change: AgendaChange


@dataclass(frozen=True, slots=True)
class Clash:
    """Another appointment of a person at that time."""

    person_id: int
    starts: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Draft:
    """Text typed over several steps: JSON, kept two days, then the id of its result."""

    id: str
    person_id: int
    content: str
    expires_at: datetime
    result_id: int | None = None

    @property
    def promotion_id(self) -> None:
        """A draft belongs to no promotion."""

    def relation_to(self, person: Person) -> Relation:
        """Return `OWN` if this person made the change."""
        return Relation.OWNER if self.person_id == person.id else Relation.NONE


class Outcome(StrEnum):
    """How an appointment went, according to the booker; without an answer it took place (docs/programme.md)."""

    TOOK_PLACE = "took-place"
    INCOMPLETE = "incomplete"  # « Il manquait quelqu’un »
    POSTPONED = "postponed"  # « À reprogrammer »


class AbsenceState(StrEnum):
    """State of an absence."""

    PENDING = "pending"  # can still be undone; nobody was notified yet
    DONE = "done"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Absence:
    """The days, both included, on which a host is absent. `batch`: the form's id, applied once.

    `word`: the host's note to participants, "" for none. `hours_before`: the exceptions of these days before, as text.
    """

    id: int
    person_id: int
    batch: str
    first_day: date
    last_day: date
    state: AbsenceState
    until: datetime
    word: str = ""
    hours_before: str = ""


@dataclass(frozen=True, slots=True)
class AbsenceLine:
    """The choice for one appointment of an absence. `starts`: its start then. `times`: the proposed times, as text."""

    appointment_id: int
    starts: datetime
    way: str
    taker_id: int | None = None
    times: str = ""
    done: bool = False
