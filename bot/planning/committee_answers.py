"""A plan of a phase's committees from the solver, or an empty one where it is not installed or did not end.

Apart from `committee_worker`, which is a process of its own: what that one loads is to be little.
"""

from bot.evaluation.placement import Found
from bot.evaluation.plans import Asked, Written
from bot.planning.committee_worker import solve
from bot.planning.worker import MissingExtra


def best_plan(asked: Asked) -> Written:
    """Give the plan and how it was found; it takes up to ten seconds, in a process of its own."""
    found = solve(asked.wanted)
    if isinstance(found, Found):
        return asked.answered(found, "best" if found.optimal else "good")
    return asked.answered(None, "no_extra" if isinstance(found, MissingExtra) else "failed")
