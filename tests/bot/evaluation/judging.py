"""How good a placement of committees is, and what it does not keep: by what the solver does not know."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import combinations

from bot.evaluation.placement import MINUTES, CommitteeTeam, PlacedCommittee, PlacementProblem, Start, can_come


def quality(wanted: PlacementProblem, placed: Collection[PlacedCommittee]) -> tuple[int, int, int]:
    """Give how good a placement is, the larger the better: how many, how many with an own coach, how even."""
    own = {team.defi_id: set(team.own) for team in wanted.teams}
    load = Counter(coach for one in placed for coach in one.coaches)
    return (
        len(placed),
        sum(not own[one.defi_id].isdisjoint(one.coaches) for one in placed),
        -max(load.values(), default=0),
    )


def faults(wanted: PlacementProblem, placed: Sequence[PlacedCommittee]) -> Iterator[str]:
    """Give what a placement does not keep, by words; nothing for a good one."""
    teams = {team.defi_id: team for team in wanted.teams}
    if len({one.defi_id for one in placed}) < len(placed):
        yield "twice"
    for one in placed:
        if one.start not in open_to(wanted, teams[one.defi_id], spare=True):
            yield "team"
        free = all(can_come(wanted, each, start_index=one.start) for each in one.coaches)
        if len({*one.coaches}.difference(teams[one.defi_id].people)) != wanted.together or not free:
            yield "coach"
    for one, other in combinations(placed, 2):
        first, second = wanted.starts[one.start], wanted.starts[other.start]
        if not set(one.coaches).isdisjoint(other.coaches) and meet(first, second, gap=wanted.gap):
            yield "gap"
        there, elsewhere = ({*teams[each.defi_id].people, *each.coaches} for each in (one, other))
        if not there.isdisjoint(elsewhere) and meet(first, second):
            yield "both"
    a_day = Counter((coach, wanted.starts[one.start].day) for one in placed for coach in one.coaches)
    a_day.update(wanted.had)
    if any(number > wanted.a_day for number in a_day.values()):
        yield "day"


def open_to(wanted: PlacementProblem, team: CommitteeTeam, *, spare: bool = False) -> list[int]:
    """Return the starts at which a whole team is available."""
    return [
        at
        for at, start in enumerate(wanted.starts)
        if at not in team.closed
        and (spare or not start.spare)
        and all(can_come(wanted, person, start_index=at) for person in team.people)
    ]


def meet(first: Start, other: Start, *, gap: int = 0) -> bool:
    """Return whether two committees overlap, or leave less than `gap` minutes between them."""
    return abs(first.at - other.at) < (MINUTES + gap) * 60
