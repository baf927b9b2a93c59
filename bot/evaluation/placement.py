"""Placement of a phase's committees in its weeks: the input, the constraints, the result. Pure.

Nobody is in two places. A coach has `gap` minutes between two committees, and at most `a_day` committees a day. Nobody
comes on an excluded half-day. The aims are, in this order: as many committees as possible, the défi's own coach, an
even spread. `bot.planning.committee_solver` finds the placement."""

from dataclasses import dataclass, field

MINUTES = 90  # length of a committee (docs/programme.md, Dispositifs)
A_DAY = 3  # most committees of one coach per day (docs/programme.md, Committees)
GAP = 30  # minutes between two committees of one coach


@dataclass(frozen=True, slots=True)
class Start:
    """A possible start of a committee: `at` in seconds since 1970, the ordinal of its day, the number of its half-day.

    With `spare`, the day was not chosen: the start only serves to suggest « one more day »."""

    at: int
    day: int
    half: int
    spare: bool = False


@dataclass(frozen=True, slots=True)
class CommitteeTeam:
    """A défi that needs a committee: the ids of people who must come, of its own coaches, and its excluded starts."""

    defi_id: int
    people: tuple[int, ...]
    own: tuple[int, ...] = ()
    closed: frozenset[int] = frozenset()  # excluded starts, as indexes in `CommitteeWanted.starts`


@dataclass(frozen=True, slots=True)
class CommitteeWanted:
    """The input of a placement. `starts` are sorted, and other fields name a start by its index.

    `busy` are (person, start) pairs with a conflict. `shut` are (person, half-day) pairs that people excluded. `had`
    are (coach, day) pairs of committees that are booked already and count for `a_day`. A committee has `each` hosts, or
    fewer if there are fewer coaches."""

    starts: tuple[Start, ...]
    teams: tuple[CommitteeTeam, ...]
    coaches: tuple[int, ...]
    busy: frozenset[tuple[int, int]] = frozenset()
    shut: frozenset[tuple[int, int]] = frozenset()
    a_day: int = A_DAY
    gap: int = GAP
    each: int = 1
    had: tuple[tuple[int, int], ...] = ()

    @property
    def together(self) -> int:
        """The number of hosts of each committee, at most the number of coaches."""
        return min(self.each, len(self.coaches))


@dataclass(frozen=True, slots=True)
class CommitteePlaced:
    """A placed committee: its défi, the index of its start, and its hosts."""

    defi_id: int
    start: int
    coaches: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Loosened:
    """A change of a constraint with which one more committee fits: `fits` committees in all.

    `what` says which: one more committee a day, one more day, or one more half-day (`half`) of `person_id`."""

    what: str
    fits: int
    defi_id: int | None = None
    person_id: int | None = None
    half: int | None = None


@dataclass(frozen=True, slots=True)
class CommitteeFound:
    """The placed committees, and changes with which one more fits. With `optimal`, no placement is better."""

    placed: tuple[CommitteePlaced, ...]
    optimal: bool
    loosened: tuple[Loosened, ...] = field(default=())


def can_come(wanted: CommitteeWanted, person: int, *, at: int) -> bool:
    """Return whether a person can come to a committee whose start has the index `at`."""
    return (person, at) not in wanted.busy and (person, wanted.starts[at].half) not in wanted.shut
