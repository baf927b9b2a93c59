"""The absence strategy of each feature: what can be done about the appointments of an absent host.

The `away.py` of a feature has its strategy, as `Manners`. `bot.planning.absence` combines the strategies for whole
days."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeAlias

from bot.agenda.locks import Things
from bot.agenda.model import Appointment
from bot.programme.model import Actor, Person
from storage.database import Reading, Transaction

Span: TypeAlias = tuple[datetime, datetime]


class Way(StrEnum):
    """A way to handle one appointment of an absent host."""

    HAND_OVER = "hand_over"  # a colleague becomes host
    PROPOSE = "propose"  # the host proposes other times, or the asker chooses one
    LEAVE = "leave"  # the appointment takes place without the host
    CANCEL = "cancel"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class AwayChoice:
    """A choice: the way, and either the colleague who takes over or the times to propose."""

    way: Way
    taker_id: int | None = None
    starts: tuple[datetime, ...] = ()


KEEP = AwayChoice(Way.KEEP)


@dataclass(frozen=True, slots=True)
class Away:
    """The conditions under which a feature lists the choices for an appointment of an absent host.

    `absent_ids`: other people who are absent at the same time. `given`: times that the bot already proposes for other
    appointments. `most_times`: how many times to propose for one appointment. With 0, the bot does not search for
    times."""

    actor: Actor
    until: datetime
    now: datetime
    absent_ids: frozenset[int] = frozenset()
    given: tuple[Span, ...] = ()
    most_times: int = 3


@dataclass(frozen=True, slots=True)
class AwayLine:
    """An appointment and its choices, the best first. KEEP is the only choice if nothing can be done."""

    appointment: Appointment
    choices: tuple[AwayChoice, ...] = (KEEP,)
    takers: Mapping[int, Person] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        """Return whether this appointment has several choices."""
        return len(self.choices) > 1


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows to lock before a change: people, the feature's things by kind, and appointments."""

    person_ids: frozenset[int] = frozenset()
    things: tuple[Things, ...] = ()
    appointment_ids: frozenset[int] = frozenset()


class AwayOffer(Protocol):
    """The type of a feature's function that returns the choices for an appointment."""

    def __call__(self, tx: Reading, appointment: Appointment, *, away: Away) -> AwayLine:
        """Return the possible choices, the best first."""


class Clear(Protocol):
    """The type of a feature's function that withdraws the times that a person has proposed."""

    def __call__(self, tx: Transaction, person_id: int, *, times: Span, now: datetime) -> None:
        """Withdraw the person's proposed times that lie within `times`. The person's row is locked."""


@dataclass(frozen=True, slots=True)
class Manners:
    """A feature's absence strategy for its own appointments.

    `things` returns the thing of each appointment. `offer` returns the choices for an appointment. `rows` returns the
    rows to lock for these things. `do` applies a choice in its own transaction, and returns the people to notify of the
    absence; it raises the errors of the use case. `clear` withdraws proposed times. If `held`, the strategy covers held
    appointments."""

    things: Callable[[Reading, Collection[int]], Mapping[int, int]]
    offer: AwayOffer
    rows: Callable[[Reading, Collection[int]], Rows]
    do: Callable[["Doing"], set[int]]
    clear: Clear | None = None
    held: bool = False


@dataclass(frozen=True, slots=True)
class Doing:
    """A choice that is about to be applied, and the values that the strategy needs."""

    tx: Transaction
    actor: Actor
    appointment: Appointment
    thing_id: int
    choice: AwayChoice
    word: str
    batch: str  # a person can undo this choice alone, because it has its own batch
    now: datetime


def merge_rows(several: Sequence[Rows]) -> Rows:
    """Merge the rows to lock of several features."""
    return Rows(
        frozenset().union(*(rows.person_ids for rows in several)),
        tuple(thing for rows in several for thing in rows.things),
        frozenset().union(*(rows.appointment_ids for rows in several)),
    )
