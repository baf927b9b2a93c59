"""Define the input, the constraints and the result of placing a phase's committees in its weeks. Pure.

Nobody is in two places. A coach has `gap` minutes between two committees, and at most `a_day` committees a day. Nobody
comes on an excluded half-day. The first aim is to place as many committees as possible. The next aims are that a défi
has its own coach, and that coaches share the work evenly. `bot.planning.committee_solver` finds the placement."""

from dataclasses import dataclass, field

MINUTES = 90  # length of a committee (docs/programme.md, Dispositifs)
A_DAY = 3  # A coach has at most this many committees a day (docs/programme.md, Committees).
GAP = 30  # A coach has at least this many minutes between two committees.


@dataclass(frozen=True, slots=True)
class Start:
    """A possible start of a committee: its time in seconds since 1970, and the numbers of its day and half-day.

    If `spare` is set, the coach did not choose this day. The start only serves to suggest « one more day »."""

    at: int
    day: int
    half: int
    spare: bool = False


@dataclass(frozen=True, slots=True)
class CommitteeTeam:
    """A défi that needs a committee. `people` are the ids of its members, and `own` those of its own coaches."""

    defi_id: int
    people: tuple[int, ...]
    own: tuple[int, ...] = ()
    closed: frozenset[int] = frozenset()  # excluded starts, as indexes in `PlacementProblem.starts`


@dataclass(frozen=True, slots=True)
class PlacementProblem:
    """The input of a placement. `starts` are sorted, and other fields refer to a start by its index.

    `busy` has (person, start) pairs with a conflict. `shut` has (person, half-day) pairs that people excluded. `had`
    has a (coach, day) pair for each host of a booked committee, since these committees count for `a_day` too. A
    committee has `each` hosts, or fewer if there are fewer coaches."""

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
        """The number of hosts of each committee: `each`, or all coaches if there are fewer."""
        return min(self.each, len(self.coaches))


@dataclass(frozen=True, slots=True)
class PlacedCommittee:
    """A committee with its place: the défi, the index of the start, and the hosts."""

    defi_id: int
    start: int
    coaches: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LooserRule:
    """A suggestion to loosen a constraint, so that `fits` committees can be placed, which is more than before.

    `what` is the constraint: committees a day, one more day, or a half-day that `person_id` excluded (`half`)."""

    what: str
    fits: int
    defi_id: int | None = None
    person_id: int | None = None
    half: int | None = None


@dataclass(frozen=True, slots=True)
class PlacementResult:
    """The result of a placement, with suggestions to place more. If `optimal` is set, it cannot be improved."""

    placed: tuple[PlacedCommittee, ...]
    optimal: bool
    loosened: tuple[LooserRule, ...] = field(default=())


def can_come(problem: PlacementProblem, person_id: int, *, start_index: int) -> bool:
    """Return whether a person can come to a committee whose start has the index `start_index`."""
    return (person_id, start_index) not in problem.busy and (
        person_id,
        problem.starts[start_index].half,
    ) not in problem.shut
