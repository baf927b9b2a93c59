"""Results of the solvers for groups and committees. There is a fallback if a solver is missing or did not finish.

This module is separate from the workers, which run in subprocesses and should import little."""

from bot.evaluation.placement import CommitteeFound
from bot.evaluation.plans import CommitteeAsked, CommitteeWritten
from bot.gatherings.groups.placement import Grouping, GroupWanted, again, greedy
from bot.planning import committee_worker
from bot.planning.worker import SEED, MissingExtra, Solved, solve


def best_groups(wanted: GroupWanted) -> tuple[Grouping, str]:
    """Return groups and a code: best, good, no_extra, failed. A subprocess takes up to ten seconds."""
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


def best_plan(asked: CommitteeAsked) -> CommitteeWritten:
    """Return the plan of the committees and a code, as `best_groups` does. A subprocess takes up to ten seconds."""
    found = committee_worker.solve(asked.wanted)
    if isinstance(found, CommitteeFound):
        return asked.answered(found, "best" if found.optimal else "good")
    return asked.answered(None, "no_extra" if isinstance(found, MissingExtra) else "failed")
