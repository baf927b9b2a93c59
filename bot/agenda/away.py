"""Types for absence strategies: what a feature can do about the appointments of an absent host.

The `away.py` of each feature defines its strategy, an `AbsenceStrategy`. `bot.planning.absence` applies the strategies
of all features to the days of an absence."""

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


class AbsenceWay(StrEnum):
    """A way to handle one appointment of an absent host."""

    HAND_OVER = "hand_over"  # a colleague becomes host
    PROPOSE = "propose"  # the host proposes other times, or lets the requester choose another time
    LEAVE = "leave"  # the appointment takes place without the host
    CANCEL = "cancel"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class AwayChoice:
    """A choice: the way, and either the colleague who takes over or the times to propose."""

    way: AbsenceWay
    taker_id: int | None = None
    starts: tuple[datetime, ...] = ()


KEEP = AwayChoice(AbsenceWay.KEEP)


@dataclass(frozen=True, slots=True)
class AbsenceTerms:
    """The conditions of an absence, which a feature needs to list the choices for an appointment.

    `until`: the end of the absence. `absent_ids`: other people who are absent at the same time. `given`: times that the
    bot has just proposed for other appointments of the actor. `most_times`: how many times to propose for one
    appointment. If it is 0, the bot does not search for times."""

    actor: Actor
    until: datetime
    now: datetime
    absent_ids: frozenset[int] = frozenset()
    given: tuple[Span, ...] = ()
    most_times: int = 3


@dataclass(frozen=True, slots=True)
class AwayLine:
    """An appointment and its choices, the best first. If there is nothing to choose, KEEP is the only choice."""

    appointment: Appointment
    choices: tuple[AwayChoice, ...] = (KEEP,)
    takers: Mapping[int, Person] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        """Return whether this appointment has several choices."""
        return len(self.choices) > 1


@dataclass(frozen=True, slots=True)
class RowsToLock:
    """Rows to lock before a change. `things`: rows of the feature itself, such as requests, and how to lock them."""

    person_ids: frozenset[int] = frozenset()
    things: tuple[Things, ...] = ()
    appointment_ids: frozenset[int] = frozenset()


class AwayOffer(Protocol):
    """The type of a feature's function that returns the choices for an appointment."""

    def __call__(self, tx: Reading, appointment: Appointment, *, away: AbsenceTerms) -> AwayLine:
        """Return the possible choices, the best first."""


class ClearProposals(Protocol):
    """The type of a feature's function that withdraws times which an absent person has proposed."""

    def __call__(self, tx: Transaction, person_id: int, *, times: Span, now: datetime) -> None:
        """Withdraw the times within `times` that the person has proposed. The caller has locked the person's row."""


@dataclass(frozen=True, slots=True)
class AbsenceStrategy:
    """A feature's absence strategy for its own appointments.

    `things` returns the id of the request, cycle or gathering to which each appointment belongs. `offer` returns the
    choices for an appointment. `rows` returns the rows to lock for these requests, cycles or gatherings. `do` applies a
    choice in the caller's transaction, and returns the people to notify of the absence. `clear` withdraws proposed
    times. If `held` is set, the strategy covers held appointments too."""

    things: Callable[[Reading, Collection[int]], Mapping[int, int]]
    offer: AwayOffer
    rows: Callable[[Reading, Collection[int]], RowsToLock]
    do: Callable[["AbsenceAction"], set[int]]
    clear: ClearProposals | None = None
    held: bool = False


@dataclass(frozen=True, slots=True)
class AbsenceAction:
    """A choice that is about to be applied, and the values that `AbsenceStrategy.do` needs. `word`: the host's note."""

    tx: Transaction
    actor: Actor
    appointment: Appointment
    thing_id: int
    choice: AwayChoice
    word: str
    batch: str  # each choice has its own batch, so that the person can undo it separately
    now: datetime


def merge_rows(row_sets: Sequence[RowsToLock]) -> RowsToLock:
    """Merge the rows to lock of several features."""
    return RowsToLock(
        frozenset().union(*(rows.person_ids for rows in row_sets)),
        tuple(thing for rows in row_sets for thing in rows.things),
        frozenset().union(*(rows.appointment_ids for rows in row_sets)),
    )
