"""Placement of a phase's committees in its weeks: input, constraints, result. Pure.

Constraints: nobody is in two places; a coach has `gap` minutes between two committees and at most `a_day` of them;
excluded half-days stay free. Aims, in this order: as many committees as possible, with the défi's own coach, spread
evenly. `bot.planning.committee_solver` solves it."""

from dataclasses import dataclass, field

MINUTES = 90  # length of a committee (docs/programme.md, Dispositifs)
A_DAY = 3  # most committees of one coach per day (docs/programme.md, Committees)
GAP = 30  # minutes between two committees of one coach


@dataclass(frozen=True, slots=True)
class Start:
    """A possible start of a committee, `at` in seconds since 1970; `day` is its ordinal, `half` its half-day's number.

    `spare`: on a day that nobody chose, used only to suggest « one more day »."""

    at: int
    day: int
    half: int
    spare: bool = False


@dataclass(frozen=True, slots=True)
class CommitteeTeam:
    """A défi that needs a committee: ids of people who must come, ids of its own coaches, excluded starts."""

    defi_id: int
    people: tuple[int, ...]
    own: tuple[int, ...] = ()
    closed: frozenset[int] = frozenset()  # indexes in `CommitteeWanted.starts`


@dataclass(frozen=True, slots=True)
class CommitteeWanted:
    """The input of a placement; a start is named by its index in `starts`, which are sorted.

    `busy` has (person, start) pairs with a conflict, `shut` the (person, half-day) pairs that people excluded, and
    `had` the (coach, day) pairs of committees booked before, which count for `a_day`. `each` is the number of hosts of
    a committee, if there are as many coaches."""

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
        """The number of hosts of each committee."""
        return min(self.each, len(self.coaches))


@dataclass(frozen=True, slots=True)
class CommitteePlaced:
    """A placed committee: the index of its start, and its hosts."""

    defi_id: int
    start: int
    coaches: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Loosened:
    """A change that would place one more committee; `fits` is how many would then be placed.

    `what` is one more a day, one more day, or one more half-day: that of `person_id` and `half`."""

    what: str
    fits: int
    defi_id: int | None = None
    person_id: int | None = None
    half: int | None = None


@dataclass(frozen=True, slots=True)
class CommitteeFound:
    """The placed committees, and the changes that would place one more. `optimal`: no placement is better."""

    placed: tuple[CommitteePlaced, ...]
    optimal: bool
    loosened: tuple[Loosened, ...] = field(default=())


def can_come(wanted: CommitteeWanted, person: int, *, at: int) -> bool:
    """Return whether a person can come to the committee that starts at index `at`."""
    return (person, at) not in wanted.busy and (person, wanted.starts[at].half) not in wanted.shut
