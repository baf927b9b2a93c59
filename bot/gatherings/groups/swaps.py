"""Improve groups by swapping pairs of people (tabu search). A swap may make the groups worse for a time. Pure."""

from collections.abc import Callable, Collection, Sequence
from random import Random
from typing import TypeAlias

Weights: TypeAlias = list[list[int]]  # symmetric matrix: `[a][b]` is the cost of persons a and b in one group
Groups: TypeAlias = list[list[int]]

PATIENCE = 1_500  # after this many swaps without a better result, the search changes the best groups at random
SHAKEN = 4  # the number of random swaps in such a change
# After a swap, neither person may return to their old group for KEPT turns plus a random number below KEPT_MORE.
KEPT, KEPT_MORE = 4, 8


def never_stop() -> bool:
    """Return False, so that the search has no time limit."""
    return False


def improve_groups(
    groups: Sequence[Sequence[int]],
    weights: Weights,
    *,
    is_presenter: Sequence[bool],
    max_swaps: int,
    seed: int,
    lowest_cost: int = 0,
    fixed_people: Collection[int] = (),
    must_stop: Callable[[], bool] = never_stop,
) -> Groups:
    """Return the best groups that a search from `groups` finds in at most `max_swaps` swaps.

    Each turn makes the cheapest swap, even if the groups become worse, and blocks its reversal for some turns. The
    sizes of the groups do not change. `is_presenter` tells which people present: the number of presenters in a group
    stays between the lowest and the highest number at the start. People in `fixed_people` stay in their group. The
    search ends early if the cost is at most `lowest_cost`, or if `must_stop` returns True. The same seed gives the same
    result."""
    chance = Random(seed)  # noqa: S311 - this randomness protects no secret
    table = _Table(groups, weights, is_presenter, fixed_people)
    best, best_groups, since = table.cost(), table.copy_groups(), 0
    if len(groups) < 2:
        return best_groups
    for turn in range(max_swaps):
        if best <= lowest_cost or must_stop():
            break
        if turn - since > PATIENCE:
            table = _Table(best_groups, weights, is_presenter, fixed_people)
            table.shake(chance)
            since = turn
        now = table.cost_now
        found = table.best_exchanges(turn, better_than=best - now)
        if not found:
            continue
        table.exchange(*chance.choice(found), until=turn + KEPT + chance.randrange(KEPT_MORE))
        if table.cost_now < best:
            best, best_groups, since = table.cost_now, table.copy_groups(), turn
    return best_groups


class _Table:
    """The groups during the search. `pull[group][person]` is the cost of a person in a group."""

    def __init__(
        self,
        groups: Sequence[Sequence[int]],
        weights: Weights,
        is_presenter: Sequence[bool],
        fixed_people: Collection[int] = (),
    ) -> None:
        self.groups = [list(group) for group in groups]
        self.kept = frozenset(fixed_people)
        self.weights = weights
        self.twice = [[2 * cost for cost in row] for row in weights]
        self.marked = is_presenter
        self.marks = [sum(is_presenter[one] for one in group) for group in groups]
        self.fewest, self.most = min(self.marks, default=0), max(self.marks, default=0)
        self.pull = [[sum(row[one] for one in group) for row in weights] for group in groups]
        self.shut = [[0] * len(weights) for _ in groups]  # a person may not return to a group before this turn
        self.cost_now = self.cost()

    def cost(self) -> int:
        own = zip(self.groups, self.pull, strict=True)
        return sum(pull[one] for group, pull in own for one in group) // 2

    def copy_groups(self) -> Groups:
        return [list(group) for group in self.groups]

    def best_exchanges(self, turn: int, *, better_than: int) -> list[tuple[int, int, int, int]]:
        """Return the cheapest swaps of two people, as (group, group, person, person).

        A swap that is blocked for some turns counts only if it improves the best groups found."""
        cheapest, found = 1 << 60, list[tuple[int, int, int, int]]()
        for a, group in enumerate(self.groups):
            pull, shut = self.pull[a], self.shut[a]
            for b in range(a + 1, len(self.groups)):
                other_pull, other_shut = self.pull[b], self.shut[b]
                others = [(two, pull[two] - other_pull[two]) for two in self.groups[b] if two not in self.kept]
                for one in group:
                    if one in self.kept:
                        continue
                    gain, twice = other_pull[one] - pull[one], self.twice[one]
                    for two, more in others:
                        change = gain + more - twice[two]
                        if change > cheapest:
                            continue
                        if (other_shut[one] > turn or shut[two] > turn) and change >= better_than:
                            continue
                        if not self._stays_spread(a, b, one, two):
                            continue
                        if change < cheapest:
                            cheapest, found = change, []
                        found.append((a, b, one, two))
        return found

    def exchange(self, a: int, b: int, one: int, two: int, *, until: int = 0) -> None:
        """Swap person `one` of group `a` with person `two` of group `b`; neither may return before turn `until`."""
        left, right = self.pull[a], self.pull[b]
        self.cost_now += right[one] - left[one] + left[two] - right[two] - self.twice[one][two]
        for person, (came, went) in enumerate(zip(self.weights[two], self.weights[one], strict=True)):
            if came != went:
                left[person] += came - went
                right[person] -= came - went
        self.groups[a][self.groups[a].index(one)] = two
        self.groups[b][self.groups[b].index(two)] = one
        moved = self.marked[two] - self.marked[one]
        self.marks[a] += moved
        self.marks[b] -= moved
        self.shut[a][one] = self.shut[b][two] = until

    def shake(self, chance: Random) -> None:
        for _ in range(SHAKEN):
            a, b = chance.sample(range(len(self.groups)), 2)
            one, two = chance.choice(self.groups[a]), chance.choice(self.groups[b])
            if not self.kept & {one, two} and self._stays_spread(a, b, one, two):
                self.exchange(a, b, one, two)

    def _stays_spread(self, a: int, b: int, one: int, two: int) -> bool:
        if self.marked[one] == self.marked[two]:
            return True
        giver, taker = (a, b) if self.marked[one] else (b, a)
        return self.marks[giver] > self.fewest and self.marks[taker] < self.most
