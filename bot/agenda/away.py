"""What becomes of an appointment whose host cannot be there: the ways there are, and how a feature says its own.

Each feature has an `away.py` with its `Manners`; `bot.planning.absence` composes them for all of a day.
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
    """What can be done."""

    HAND_OVER = "hand_over"  # a named colleague hosts it
    PROPOSE = "propose"  # other times, or those that who asked chooses
    LEAVE = "leave"  # it goes on without this person
    CANCEL = "cancel"
    KEEP = "keep"  # nothing


@dataclass(frozen=True, slots=True)
class AwayChoice:
    """A way, with the colleague who takes over or the times to propose."""

    way: Way
    taker_id: int | None = None
    starts: tuple[datetime, ...] = ()


KEEP = AwayChoice(Way.KEEP)


@dataclass(frozen=True, slots=True)
class Away:
    """The absent person and the time: a question to a feature about one of their appointments.

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
    """An appointment and what can be done about it, the best first; KEEP alone where nothing can."""

    appointment: Appointment
    choices: tuple[AwayChoice, ...] = (KEEP,)
    takers: Mapping[int, Person] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        """Return whether there is something to choose."""
        return len(self.choices) > 1


@dataclass(frozen=True, slots=True)
class Rows:
    """What a feature's gestures lock about some of its things: people, things by what locks them, appointments."""

    person_ids: frozenset[int] = frozenset()
    things: tuple[Things, ...] = ()
    appointment_ids: frozenset[int] = frozenset()


class AwayOffer(Protocol):
    """Gives the choices for one appointment."""

    def __call__(self, tx: Reading, appointment: Appointment, *, away: Away) -> AwayLine:
        """Return the possible choices, best first."""


class Clear(Protocol):
    """Withdraws proposals of a person, whose row is locked, at these times."""

    def __call__(self, tx: Transaction, person_id: int, *, times: Span, now: datetime) -> None:
        """Undo the choice."""


@dataclass(frozen=True, slots=True)
class Manners:
    """A feature's absence strategy for its own appointments.

    `things` returns the thing of each appointment, for its own alone. `offer` returns the choices for one. `rows`: the
    rows to lock for these things. `do` applies a choice, committed at once (its refusals are the use case's), and
    returns the people to notify of the absence."""

    things: Callable[[Reading, Collection[int]], Mapping[int, int]]
    offer: AwayOffer
    rows: Callable[[Reading, Collection[int]], Rows]
    do: Callable[["Doing"], set[int]]
    clear: Clear | None = None


@dataclass(frozen=True, slots=True)
class Doing:
    """One line about to be done: by whom, to which appointment of which thing, how, with which word."""

    tx: Transaction
    actor: Actor
    appointment: Appointment
    thing_id: int
    choice: AwayChoice
    word: str
    batch: str  # of this line alone
    now: datetime


def joined(several: Sequence[Rows]) -> Rows:
    """Return the rows of several features as one's."""
    return Rows(
        frozenset().union(*(rows.person_ids for rows in several)),
        tuple(thing for rows in several for thing in rows.things),
        frozenset().union(*(rows.appointment_ids for rows in several)),
    )
