"""Model of people and promotions: values that storage, rules and conversation share."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from bot.programme.roles import Role


class Relation(StrEnum):
    """The relation of a person to the thing on which they act."""

    NONE = "none"
    TEAM = "team"  # an EIG of the défi
    CARRIES = "carries"  # a porteur of the défi
    OWNER = "owner"  # the person who made the thing, such as a draft, a setup or a logbook
    BOOKER = "booker"
    GUEST = "guest"
    HOST = "host"
    EXPERT = "expert"
    ASKED = "asked"  # a person who was asked to come and has not answered
    AWAY = "away"  # a person who left an appointment that continues for the others


@dataclass(frozen=True, slots=True)
class Phase:
    """A phase of a promotion, from its first to its last day."""

    number: int
    name: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Promotion:
    """One year's programme, from its first to its last day. `channels`: Slack ids by use (promotion, coachs, porteurs).

    `closed_at` is when a coach closed the promotion. A closed promotion has ended, whatever its last day."""

    id: int
    name: str
    starts_on: date
    ends_on: date
    channels: Mapping[str, str] = field(default_factory=dict)
    phases: tuple[Phase, ...] = ()
    closed_at: datetime | None = None

    def has_ended(self, day: date) -> bool:
        """Return whether the promotion has ended on this day, so that nobody can book or plan in it."""
        return self.closed_at is not None or self.ends_on < day

    def phase_on(self, day: date) -> Phase | None:
        """Return the phase of this day, or None if no phase has this day."""
        return next((phase for phase in self.phases if phase.starts_on <= day <= phase.ends_on), None)

    @property
    def promotion_id(self) -> int:
        """The promotion in which roles count for permissions: this one."""
        return self.id

    def relation_to(self, _person: "Person") -> Relation:
        """Return `NONE`: only roles count."""
        return Relation.NONE


@dataclass(frozen=True, slots=True)
class Defi:
    """A défi and its administration's rules. `closed_weekdays`: 0 is Monday; `promotion`: the promotion's name."""

    id: int
    promotion_id: int
    name: str
    administration: str
    channel: str | None = None
    visio: str | None = None
    place: str | None = None
    closed_weekdays: frozenset[int] = frozenset()
    documents_by_link: bool = False
    roadmap: str | None = None
    promotion: str = ""

    def relation_to(self, person: "Person") -> Relation:
        """Return TEAM for an EIG of the défi, CARRIES for a porteur of the défi."""
        if self.id in person.defi_ids:
            return Relation.TEAM
        carries = any(held.role is Role.PORTEUR and held.defi_id == self.id for held in person.current)
        return Relation.CARRIES if carries else Relation.NONE


@dataclass(frozen=True, slots=True)
class Membership:
    """A person's role in the programme. Mentors and experts have no promotion."""

    role: Role
    promotion_id: int | None = None
    defi_id: int | None = None
    metier: str | None = None
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """A person whom the programme knows. The row is permanent. `zone`: the person's time zone in Slack."""

    id: int
    name: str
    email: str | None = None
    slack_id: str | None = None
    visio: str | None = None
    memberships: tuple[Membership, ...] = ()
    expertises: tuple[str, ...] = ()
    zone: str | None = None

    @property
    def is_named(self) -> bool:
        """Return whether the person's name is more than the beginning of their address."""
        return self.email is None or self.name != name_of_address(self.email)

    @property
    def current(self) -> tuple[Membership, ...]:
        """The person's current memberships."""
        return tuple(membership for membership in self.memberships if not membership.ended)

    @property
    def roles(self) -> frozenset[Role]:
        """The person's current roles."""
        return frozenset(membership.role for membership in self.current)

    def coaches(self, promotion_id: int | None) -> bool:
        """Return whether this person is a coach of the promotion, or of all promotions."""
        return any(
            membership.role is Role.COACH and membership.promotion_id in (None, promotion_id)
            for membership in self.current
        )

    @property
    def defi_ids(self) -> tuple[int, ...]:
        """The défis in which this person is an EIG now, in a stable order."""
        mine = {membership.defi_id for membership in self.current if membership.role is Role.EIG}
        return tuple(sorted(defi_id for defi_id in mine if defi_id is not None))


def name_of_address(email: str) -> str:
    """Return the name of a person of whom only the address is known: the part before the @."""
    return email.partition("@")[0]


@dataclass(frozen=True, slots=True)
class Account:
    """A Slack account: its id, its displayed name, and its time zone ("America/Cayenne")."""

    id: str
    name: str = ""
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """The person who acts: a member of the workspace. `person` is None if the programme does not know them."""

    slack_id: str
    person: Person | None = None

    @property
    def zone(self) -> str | None:
        """The person's time zone, None if unknown."""
        return self.person.zone if self.person else None

    @property
    def person_id(self) -> int | None:
        """The person's id, None if unknown."""
        return self.person.id if self.person else None

    @property
    def roles(self) -> frozenset[Role]:
        """The current roles; none for an unknown person."""
        return self.person.roles if self.person else frozenset()


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the history: who did what to which thing, and when. It has ids, never names or texts."""

    actor_id: int | None
    action: str
    thing: str
    thing_id: int
    at: datetime
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a field: its text, its time (`at`), and its author (None: the author was erased).

    `number` counts from 1. It is None for a text that was set aside because somebody else had saved a newer version."""

    thing_id: int
    field: str
    number: int | None
    text: str
    person_id: int | None
    at: datetime
