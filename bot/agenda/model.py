"""The words of the agenda: appointments, who takes part, and drafts of what is being asked for."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.programme.model import Person, Relation


class State(StrEnum):
    """Where an appointment stands. Held and confirmed ones claim their hosts' time alike."""

    HELD = "held"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


class Part(StrEnum):
    """What a person does in an appointment. Who booked also comes; a host's time is claimed."""

    BOOKER = "booker"
    GUEST = "guest"
    HOST = "host"


@dataclass(frozen=True, slots=True)
class Participant:
    """A person's part in an appointment."""

    person_id: int
    part: Part


@dataclass(frozen=True, slots=True)
class Appointment:
    """Any dispositif on the calendar. `revision` rises with each change and is the calendar entry's SEQUENCE."""

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
    participants: tuple[Participant, ...] = ()

    @property
    def minutes(self) -> int:
        """How long it lasts, in minutes."""
        return (self.ends - self.starts) // timedelta(minutes=1)

    @property
    def host_ids(self) -> tuple[int, ...]:
        """Who hosts it, by id: the order in which their rows are locked."""
        return tuple(sorted(someone.person_id for someone in self.participants if someone.part is Part.HOST))

    @property
    def person_ids(self) -> tuple[int, ...]:
        """Everybody concerned, by id."""
        return tuple(sorted({someone.person_id for someone in self.participants}))

    def relation_to(self, person: Person) -> Relation:
        """Say how this person stands to it; a part has the relation's name."""
        part = self.part_of(person.id)
        return Relation(part.value) if part else Relation.NONE

    def part_of(self, person_id: int | None) -> Part | None:
        """Give this person's part, None for who has none."""
        return next((someone.part for someone in self.participants if someone.person_id == person_id), None)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be booked: the appointment before it exists, its hosts among the participants."""

    dispositif: str
    promotion_id: int | None
    defi_id: int | None
    starts: datetime
    minutes: int
    participants: tuple[Participant, ...]
    link: str | None = None
    closed_weekdays: frozenset[int] = frozenset()

    @property
    def ends(self) -> datetime:
        """When it would end."""
        return self.starts + timedelta(minutes=self.minutes)

    @property
    def host_ids(self) -> tuple[int, ...]:
        """Who would host it, by id."""
        return tuple(sorted(someone.person_id for someone in self.participants if someone.part is Part.HOST))


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody is typing over several steps: JSON text, kept two days, then what it became."""

    id: str
    person_id: int
    content: str
    expires_at: datetime
    result_id: int | None = None

    @property
    def promotion_id(self) -> None:
        """A draft belongs to no promotion."""

    def relation_to(self, person: Person) -> Relation:
        """Say whether this person began it."""
        return Relation.OWNER if self.person_id == person.id else Relation.NONE
