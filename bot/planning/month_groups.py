"""The groups of one gathering, from the solver, or simpler ones where it is not installed or did not end.

Apart from `worker`, which the process of the solver imports: what that one loads is to be little.
"""

from bot.gatherings.groups.placement import Grouping, Wanted, again, greedy
from bot.planning.worker import SEED, MissingExtra, Solved, solve


def best_groups(wanted: Wanted) -> tuple[Grouping, str]:
    """Give groups and how they were found, a word that the organiser is told: best, good, no_extra, failed.

    It takes up to ten seconds, in a process of its own.
    """
    if not wanted.members:
        return Grouping(()), "best"
    simpler = again if wanted.start else greedy
    match solve(wanted):
        case Solved(grouping, _, optimal, _):
            return grouping, "best" if optimal else "good"
        case MissingExtra():
            return simpler(wanted, seed=SEED), "no_extra"
        case _:
            return simpler(wanted, seed=SEED), "failed"
