"""Placement of a phase's committees in its weeks: inputs, constraints, quality; pure.

Hard: nobody is in two places; a coach has `gap` between two committees and at most `a_day` of them; excluded half-days
stay free. Then as many committees as possible, then with the défi's own coach, then spread evenly.
`bot.planning.committees` solves it."""

from dataclasses import dataclass, field

MINUTES = 90  # docs/programme.md: a committee takes an hour and a half
A_DAY = 3  # committees of one coach
GAP = 30  # minutes between two of one coach


@dataclass(frozen=True, slots=True)
class Start:
    """A time at which a committee can begin, in seconds since 1970; `half`: the half-day, by its number.

    `spare`: of a day that is not among those chosen, for « one more day » alone.
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
    closed: frozenset[int] = frozenset()  # places in `starts`


@dataclass(frozen=True, slots=True)
class CommitteeWanted:
    """All that a placement is made from; `starts` by time, and named by their place.

    `busy`: (person, start) at which somebody has something else. `shut`: (person, half-day) that they said are not
    possible. `each`: coaches in a committee, as many as there are where they are fewer. `had`: (coach, day) of the
    committees that are booked already, which count among `a_day`.
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
        """How many coaches a committee has."""
        return min(self.each, len(self.coaches))


@dataclass(frozen=True, slots=True)
class CommitteePlaced:
    """A committee that has its time: the place of its start, and its coaches."""

    defi_id: int
    start: int
    coaches: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Loosened:
    """What would let one more défi in: one more a day, one more day, or (`person_id`, `half`) one more half-day.

    `fits`: how many committees there would be.
    """

    what: str
    fits: int
    defi_id: int | None = None
    person_id: int | None = None
    half: int | None = None


@dataclass(frozen=True, slots=True)
class CommitteeFound:
    """Where the committees are; `optimal`: no better placement exists. What would let one more in."""

    placed: tuple[CommitteePlaced, ...]
    optimal: bool
    loosened: tuple[Loosened, ...] = field(default=())


def can_come(wanted: CommitteeWanted, person: int, *, at: int) -> bool:
    """Return whether a person can be there then; `at`: the place of the start."""
    return (person, at) not in wanted.busy and (person, wanted.starts[at].half) not in wanted.shut


def open_to(wanted: CommitteeWanted, team: CommitteeTeam, *, spare: bool = False) -> list[int]:
    """Return the starts at which all of a team can come."""
    return [
        at
        for at, start in enumerate(wanted.starts)
        if at not in team.closed
        and (spare or not start.spare)
        and all(can_come(wanted, person, at=at) for person in team.people)
    ]


def meet(first: Start, other: Start, *, gap: int = 0) -> bool:
    """Return whether two committees meet, or leave less than `gap` minutes between them."""
    return abs(first.at - other.at) < (MINUTES + gap) * 60
