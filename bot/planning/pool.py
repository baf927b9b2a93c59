"""A search for the cheapest possible groups of one size, for the solver. Pure."""

from collections.abc import Callable, Sequence
from heapq import heappop, heappush
from typing import TypeAlias

from bot.gatherings.groups.swaps import Weights, never_stop

Priced: TypeAlias = tuple[int, tuple[int, ...]]  # (cost of a group, sorted indexes of its members)


class CheapestGroups:
    """All groups of `size` people that cost at most `below`.

    `marks`: the fewest and the most presenters in a group. If there are more than `most` groups, the most expensive are
    dropped, and `all_to` is the cost up to which the list is complete. The search adds one person after another to a
    group. It stops early after `steps` steps, or when `over` returns True. The list is then incomplete, and `all_to` is
    -1."""

    def __init__(
        self,
        weights: Weights,
        *,
        marked: Sequence[bool],
        size: int,
        marks: tuple[int, int],
        below: int,
        most: int,
        steps: int,
        over: Callable[[], bool] = never_stop,
    ) -> None:
        self.weights, self.marked, self.size, self.marks = weights, marked, size, marks
        self.all_to, self.most, self.steps, self.over = below, most, steps, over
        self._kept: list[Priced] = []  # a heap of (-cost, group), so that the most expensive group is on top
        self._extend_group((), 0, 0, [(index, 0) for index in range(len(weights))])
        if self.steps <= 0:
            self.all_to = -1

    @property
    def groups(self) -> list[Priced]:
        """The groups found, in a fixed order."""
        return sorted((-cost, group) for cost, group in self._kept)

    def _extend_group(self, chosen: tuple[int, ...], cost: int, marks: int, others: list[tuple[int, int]]) -> None:
        missing = self.size - len(chosen)
        for at, (index, price) in enumerate(others[: len(others) - missing + 1]):
            now, marks_now = cost + price, marks + self.marked[index]
            if now > self.all_to or not self.marks[0] - missing < marks_now <= self.marks[1]:
                continue
            self.steps -= 1
            if self.steps % 1_000 == 0 and self.over():
                self.steps = 0
            if self.steps <= 0:
                return
            if missing == 1:
                self._keep_group(now, (*chosen, index))
                continue
            row, room = self.weights[index], self.all_to - now
            rest = [(other, more + row[other]) for other, more in others[at + 1 :] if more + row[other] <= room]
            if len(rest) >= missing - 1:
                self._extend_group((*chosen, index), now, marks_now, rest)

    def _keep_group(self, cost: int, group: tuple[int, ...]) -> None:
        heappush(self._kept, (-cost, group))
        if len(self._kept) > self.most:
            dearest = self._kept[0][0]
            while self._kept and self._kept[0][0] == dearest:
                heappop(self._kept)
            self.all_to = -dearest - 1
