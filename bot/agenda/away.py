"""Appointments of an absent host: the choices, and the strategy of each feature.

Each feature has an `away.py` with its `Manners`; `bot.planning.absence` combines them for a whole day.
"""

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
    """A choice for one appointment of an absent host."""

    HAND_OVER = "hand_over"  # a named colleague hosts instead
    PROPOSE = "propose"  # propose other times, or let the asker choose
    LEAVE = "leave"  # the appointment goes on without this person
    CANCEL = "cancel"
    KEEP = "keep"  # the appointment is unchanged


@dataclass(frozen=True, slots=True)
class AwayChoice:
    """The chosen way, with the colleague who takes over or the times to propose."""

    way: Way
    taker_id: int | None = None
    starts: tuple[datetime, ...] = ()


KEEP = AwayChoice(Way.KEEP)


@dataclass(frozen=True, slots=True)
class Away:
    """A question to a feature: what can be done about one appointment while a host is absent.

    `absent_ids`: other people absent then. `given`: times proposed for other appointments. `most_times`: how many to
    propose for one, 0 to name the choice without a search."""

    actor: Actor
    until: datetime
    now: datetime
    absent_ids: frozenset[int] = frozenset()
    given: tuple[Span, ...] = ()
    most_times: int = 3


@dataclass(frozen=True, slots=True)
class AwayLine:
    """An appointment and its choices, the best first; only KEEP if nothing can be done."""

    appointment: Appointment
    choices: tuple[AwayChoice, ...] = (KEEP,)
    takers: Mapping[int, Person] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        """Return whether this appointment has several choices."""
        return len(self.choices) > 1


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows to lock before a change: people, the feature's things by kind, appointments."""

    person_ids: frozenset[int] = frozenset()
    things: tuple[Things, ...] = ()
    appointment_ids: frozenset[int] = frozenset()


class AwayOffer(Protocol):
    """A function that returns the choices for one appointment."""

    def __call__(self, tx: Reading, appointment: Appointment, *, away: Away) -> AwayLine:
        """Return the possible choices, best first."""


class Clear(Protocol):
    """A function that withdraws a person's proposals."""

    def __call__(self, tx: Transaction, person_id: int, *, times: Span, now: datetime) -> None:
        """Withdraw the proposals of a person, whose row is locked, at these times."""


@dataclass(frozen=True, slots=True)
class Manners:
    """A feature's absence strategy, for its own appointments.

    `things`: return the thing of each appointment. `offer`: return the choices for one appointment. `rows`: return the
    rows to lock for these things. `do`: apply a choice in a transaction of its own and return the people to notify of
    the absence; it raises what the use case raises."""

    things: Callable[[Reading, Collection[int]], Mapping[int, int]]
    offer: AwayOffer
    rows: Callable[[Reading, Collection[int]], Rows]
    do: Callable[["Doing"], set[int]]
    clear: Clear | None = None


@dataclass(frozen=True, slots=True)
class Doing:
    """One choice about to be applied: its actor, appointment, thing, way and note."""

    tx: Transaction
    actor: Actor
    appointment: Appointment
    thing_id: int
    choice: AwayChoice
    word: str
    batch: str  # batch that undoes this line alone
    now: datetime


def joined(several: Sequence[Rows]) -> Rows:
    """Combine the rows of several features."""
    return Rows(
        frozenset().union(*(rows.person_ids for rows in several)),
        tuple(thing for rows in several for thing in rows.things),
        frozenset().union(*(rows.appointment_ids for rows in several)),
    )
