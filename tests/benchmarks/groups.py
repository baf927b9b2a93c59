"""Groups of a groupe de partage pluridisciplinaire: ten months of fifty people, by the solver and the greedy alone."""

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from bot.gatherings.groups.placement import (
    Grouping,
    GroupingInput,
    Member,
    count_meetings,
    group_greedily,
    group_sizes,
    grouping_cost,
)
from bot.planning.worker import SECONDS, SEED, GroupSolution, solve

from .measure import Row, timing

PEOPLE, MONTHS = 50, 10
METIERS = {"données": 16, "développement": 12, "design": 9, "produit": 8, "droit": 5}
ADMINISTRATIONS = 12


@dataclass(slots=True)
class _Year:
    """What came of ten months, one after the other."""

    past: list[tuple[tuple[int, ...], ...]] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    repeated: list[int] = field(default_factory=list)
    total: int = 0
    proven: int = 0

    @property
    def pairs(self) -> int:
        return len(count_meetings(self.past)[0])

    @property
    def fresh(self) -> int:
        """How many months passed before somebody met again."""
        return next((month for month, repeated in enumerate(self.repeated) if repeated), len(self.repeated))


def measure() -> list[Row]:
    """Give the rows."""
    people, solved, alone = made_up(), _Year(), _Year()
    for month in range(MONTHS):
        solved.proven += _live(solved, people, month=month, group=_solve)
        _live(alone, people, month=month, group=_group_alone)
    most, slowest = most_pairs(PEOPLE, months=MONTHS), max(solved.seconds)
    a_month = Row(
        f"groups for {PEOPLE} people, a month of {MONTHS}",
        timing(solved.seconds),
        timing(alone.seconds),
        "the greedy alone",
        f"slowest {slowest:.1f} s",
        f"≤ {SECONDS:g} s",
        slowest <= SECONDS,
    )
    return [
        a_month,
        _told(
            f"pairs who met in {MONTHS} months, of {most} possible",
            f"{solved.pairs} ({solved.pairs / most:.1%})",
            f"greedy: {alone.pairs} ({alone.pairs / most:.1%})",
        ),
        _told(
            "months until a pair is repeated; repeated in all",
            f"{solved.fresh}; {sum(solved.repeated)}",
            f"greedy: {alone.fresh}; {sum(alone.repeated)}",
        ),
        _told(
            "cost of all months (what is not as wished)",
            f"{solved.total}; {solved.proven} months proven best",
            f"greedy: {alone.total}",
        ),
    ]


def made_up() -> tuple[Member, ...]:
    """Make up a promotion, the same each time: each défi of two or three people is of one administration."""
    chance = random.Random(1)
    metiers = [metier for metier, number in METIERS.items() for _ in range(number)]
    chance.shuffle(metiers)
    members: list[Member] = []
    for defi in range(1, PEOPLE):
        administration = f"administration {chance.randrange(ADMINISTRATIONS)}"
        for _ in range(chance.choice((2, 2, 3))):
            if len(members) < PEOPLE:
                members.append(Member(len(members) + 1, metiers[len(members)], (defi,), (administration,)))
    return tuple(members)


def _live(
    year: _Year, people: Sequence[Member], *, month: int, group: Callable[[GroupingInput], tuple[Grouping, bool]]
) -> bool:
    """Let a month pass; tell whether its groups are known to be the best."""
    turn = len(group_sizes(PEOPLE))
    presenting = {(month * turn + at) % PEOPLE + 1 for at in range(turn)}
    members = tuple(replace(one, presents=one.person_id in presenting) for one in people)
    wanted = GroupingInput(members, *count_meetings(year.past))
    started = time.perf_counter()
    made, proven = group(wanted)
    year.seconds.append(time.perf_counter() - started)
    price = grouping_cost(made.groups, wanted)
    year.past.append(made.groups)
    year.repeated.append(price.repeated)
    year.total += price.total
    return proven


def _solve(wanted: GroupingInput) -> tuple[Grouping, bool]:
    answer = solve(wanted)
    if not isinstance(answer, GroupSolution):
        raise RuntimeError(f"no groups: {answer}")
    return answer.grouping, answer.optimal


def _group_alone(wanted: GroupingInput) -> tuple[Grouping, bool]:
    return group_greedily(wanted, seed=SEED), False


def _told(figure: str, ours: str, alone: str) -> Row:
    return Row(figure, None, None, alone, ours, "", None)


def most_pairs(number: int, *, months: int, at_most: int | None = None) -> int:
    """Return the most different pairs that can have met, if no pair repeats before all have met."""
    a_month = sum(size * (size - 1) // 2 for size in group_sizes(number, max_groups=at_most))
    return min(months * a_month, number * (number - 1) // 2)
