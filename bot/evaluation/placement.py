"""Placement of a phase's committees in its weeks: inputs, constraints, quality; pure.

Hard: nobody is in two places; a coach has `gap` between two committees and at most `a_day` of them; excluded half-days
stay free. Then as many committees as possible, then with the défi's own coach, then spread evenly.
`bot.planning.committee_solver` solves it."""

from dataclasses import dataclass, field

MINUTES = 90  # docs/programme.md: a committee lasts an hour and a half
A_DAY = 3  # most committees of one coach per day
GAP = 30  # minutes between two committees of one coach


@dataclass(frozen=True, slots=True)
class Start:
    """A possible start of a committee, in seconds since 1970; `half`: the number of its half-day.

    `spare`: on a day outside the chosen ones, used only to suggest « one more day ».
    """

    at: int
    day: int
    half: int
    spare: bool = False


@dataclass(frozen=True, slots=True)
class CommitteeTeam:
    """A défi that needs a committee: required people (EIG, porteurs), its own coaches, excluded starts."""

    defi_id: int
    people: tuple[int, ...]
    own: tuple[int, ...] = ()
    closed: frozenset[int] = frozenset()  # indexes in `starts`


@dataclass(frozen=True, slots=True)
class CommitteeWanted:
    """The input of a placement; `starts` are sorted, and referred to by their index.

    `busy`: (person, start) with a conflict. `shut`: (person, half-day) that they excluded. `each`: hosts per committee,
    or all coaches if they are fewer. `had`: (coach, day) of committees booked before, which count among `a_day`.
    """

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
        """The number of hosts per committee."""
        return min(self.each, len(self.coaches))


@dataclass(frozen=True, slots=True)
class CommitteePlaced:
    """A placed committee: the index of its start, and its hosts."""

    defi_id: int
    start: int
    coaches: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Loosened:
    """A change that would place one more committee: one more a day, one more day, or (`person_id`, `half`) one more
    half-day.

    `fits`: how many committees there would be.
    """

    what: str
    fits: int
    defi_id: int | None = None
    person_id: int | None = None
    half: int | None = None


@dataclass(frozen=True, slots=True)
class CommitteeFound:
    """The placed committees, and changes that would place one more; `optimal`: the best possible placement."""

    placed: tuple[CommitteePlaced, ...]
    optimal: bool
    loosened: tuple[Loosened, ...] = field(default=())


def can_come(wanted: CommitteeWanted, person: int, *, at: int) -> bool:
    """Return whether a person is available; `at`: the index of the start."""
    return (person, at) not in wanted.busy and (person, wanted.starts[at].half) not in wanted.shut
