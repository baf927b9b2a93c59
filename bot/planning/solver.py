"""A solver that finds the best groups. Tabu search improves greedy groups; CP-SAT chooses among the cheapest groups.

The model is a partition. It has a variable for each candidate group. Each person is in exactly one chosen group, and
the number of groups of each size is fixed. The cost is minimal. The groups have no numbers, so two solutions never
differ only in the numbers. (Variables for each person in each group hardly improve the tabu search in ten seconds.)
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from time import monotonic

from bot.gatherings.groups.placement import (
    METIER,
    Grouping,
    GroupingInput,
    fixed_members,
    group_greedily,
    pair_costs,
    to_grouping,
    unavoidable_pairs,
)
from bot.gatherings.groups.placement import starting_groups as placed
from bot.gatherings.groups.swaps import Weights, improve_groups, never_stop
from bot.planning.pool import CheapestGroups, Priced

TURNS = 120  # swaps of the tabu search, for each person
MOST_GROUPS = 15_000  # the most candidate groups that CP-SAT gets
STEPS = 500_000  # the most steps of the search for candidates
# Shares of the time limit at which the tabu search, the search for candidates and CP-SAT end.
WALK, LOOK, CHOOSE = 0.4, 0.5, 0.85
WORK = 0.3  # CP-SAT's limit of work per second of the time limit; it gives the same groups on all machines


@dataclass(frozen=True, slots=True)
class SolverFound:
    """The best groups found. `optimal`: no other groups are better."""

    grouping: Grouping
    optimal: bool


def find_groups(wanted: GroupingInput, *, seconds: float, seed: int, spent: float = 0.0) -> Iterator[SolverFound]:
    """Yield groups, and then better groups. Call it in a worker process.

    `seconds` is the time limit. `spent` is the part of it that has passed. The first groups are greedy. The last groups
    are always the same if there is time for the tabu search and for CP-SAT's fixed amount of work."""
    if wanted.start:
        yield from _improve_groups(wanted, ends=monotonic() - spent + CHOOSE * seconds, seed=seed)
        return
    started = monotonic() - spent
    table, presents = pair_costs(wanted), [member.presents for member in wanted.sorted_members]
    places = {member.person_id: at for at, member in enumerate(wanted.sorted_members)}
    first = group_greedily(wanted, seed=seed)
    yield SolverFound(first, optimal=False)
    start = [[places[person_id] for person_id in group] for group in first.groups]
    least = METIER * unavoidable_pairs(wanted, wanted.sizes)
    over, turns = partial(_is_over, started + WALK * seconds), TURNS * len(places)
    walked = improve_groups(
        start, table, is_presenter=presents, max_swaps=turns, seed=seed, lowest_cost=least, must_stop=over
    )
    cost = _cost(walked, table)
    known = cost <= least or len(walked) < 2
    yield SolverFound(to_grouping(wanted, walked), optimal=known)
    if known:
        return
    over = partial(_is_over, started + LOOK * seconds)
    choice, complete = _candidate_groups(wanted, table, max_cost=cost - 1, over=over)
    offered = {group for _, group in choice}
    choice += [(_cost([group], table), group) for group in _sort_groups(walked) if group not in offered]
    chosen, best = _choose_partition(choice, walked, ends=started + CHOOSE * seconds, work=WORK * seconds, seed=seed)
    yield SolverFound(to_grouping(wanted, chosen), optimal=complete and best)


def _improve_groups(wanted: GroupingInput, *, ends: float, seed: int) -> Iterator[SolverFound]:
    first, table = placed(wanted), pair_costs(wanted)
    yield SolverFound(to_grouping(wanted, first), optimal=False)
    presents, turns = [member.presents for member in wanted.sorted_members], TURNS * len(wanted.members)
    over, least = partial(_is_over, ends), METIER * unavoidable_pairs(wanted, [len(group) for group in first])
    kept = fixed_members(wanted)
    walked = improve_groups(
        first,
        table,
        is_presenter=presents,
        max_swaps=turns,
        seed=seed,
        lowest_cost=least,
        fixed_people=kept,
        must_stop=over,
    )
    yield SolverFound(to_grouping(wanted, walked), optimal=_cost(walked, table) <= least)


def _candidate_groups(
    wanted: GroupingInput, table: Weights, *, max_cost: int, over: Callable[[], bool] = never_stop
) -> tuple[list[Priced], bool]:
    """Return the cheapest groups, and whether all groups that cost at most `max_cost` are among them."""
    group_sizes, presents = sorted(set(wanted.sizes)), [member.presents for member in wanted.sorted_members]
    share = len(group_sizes)
    found = [
        CheapestGroups(
            table,
            marked=presents,
            size=size,
            marks=wanted.presenters_each,
            below=max_cost,
            most=MOST_GROUPS // share,
            steps=STEPS // share,
            over=over,
        )
        for size in group_sizes
    ]
    return [group for each in found for group in each.groups], all(each.all_to == max_cost for each in found)


def _choose_partition(
    choice: Sequence[Priced], hint: Sequence[Sequence[int]], *, ends: float, work: float, seed: int
) -> tuple[Sequence[Sequence[int]], bool]:
    """Return the cheapest partition into groups of `choice`, and whether it is proved to be the cheapest.

    If the solver finds none in time, return the `hint`."""
    from ortools.sat.python import cp_model

    if _is_over(ends):
        return hint, False
    model, hinted = cp_model.CpModel(), set(_sort_groups(hint))
    taken = [model.new_bool_var("") for _ in choice]
    of_person: list[list[cp_model.IntVar]] = [[] for group in hint for _ in group]
    of_size: dict[int, list[cp_model.IntVar]] = {len(group): [] for group in hint}
    for variable, (_, group) in zip(taken, choice, strict=True):
        model.add_hint(variable, group in hinted)
        of_size[len(group)].append(variable)
        for person_id in group:
            of_person[person_id].append(variable)
    for variables in of_person:
        model.add_exactly_one(variables)
    for size, number in Counter(len(group) for group in hint).items():
        model.add(sum(of_size[size]) == number)
    model.minimize(sum(cost * variable for variable, (cost, _) in zip(taken, choice, strict=True) if cost))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1  # with several workers, the result would be random
    solver.parameters.random_seed = seed
    solver.parameters.cp_model_presolve = False  # presolve would take all the time and remove nothing
    solver.parameters.max_time_in_seconds = max(0.0, ends - monotonic())
    solver.parameters.max_deterministic_time = work
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return hint, False
    groups = [group for variable, (_, group) in zip(taken, choice, strict=True) if solver.boolean_value(variable)]
    return groups, status == cp_model.OPTIMAL


def _cost(groups: Sequence[Sequence[int]], table: Weights) -> int:
    return sum(table[person_id][other] for group in groups for person_id in group for other in group) // 2


def _sort_groups(groups: Sequence[Sequence[int]]) -> list[tuple[int, ...]]:
    return [tuple(sorted(group)) for group in groups]


def _is_over(ends: float) -> bool:
    return monotonic() > ends
