"""Functions that call the solvers for groups and committees, and use a fallback if a solver is missing or fails.

This module is separate from the workers, which run in subprocesses and should import little."""

from bot.evaluation.placement import PlacementResult
from bot.evaluation.plans import DraftPlan, SolverTask
from bot.gatherings.groups.placement import Grouping, GroupingInput, group_greedily, regroup
from bot.planning import committee_worker
from bot.planning.worker import SEED, GroupSolution, MissingExtra, solve


def best_groups(wanted: GroupingInput) -> tuple[Grouping, str]:
    """Return groups and a code: best, good, no_extra, failed. A subprocess takes up to ten seconds."""
    if not wanted.members:
        return Grouping(()), "best"
    simpler = regroup if wanted.start else group_greedily
    match solve(wanted):
        case GroupSolution(grouping, _, optimal, _):
            return grouping, "best" if optimal else "good"
        case MissingExtra():
            return simpler(wanted, seed=SEED), "no_extra"
        case _:
            return simpler(wanted, seed=SEED), "failed"


def best_plan(asked: SolverTask) -> DraftPlan:
    """Return the plan of the committees, with a code as in `best_groups`. A subprocess takes up to ten seconds."""
    found = committee_worker.solve(asked.wanted)
    if isinstance(found, PlacementResult):
        return asked.to_plan(found, "best" if found.optimal else "good")
    return asked.to_plan(None, "no_extra" if isinstance(found, MissingExtra) else "failed")
