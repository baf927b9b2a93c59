"""Place people in the small groups of a multidisciplinary gathering, and compute sizes and costs of groups. Pure."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from random import Random
from typing import TypeAlias

from bot.gatherings.groups.swaps import Weights, improve_groups

SMALLEST, LARGEST = 4, 6  # people in a group (docs/programme.md, Gatherings)
PRESENTERS_MOST = 2

# The cost of a group grows by these numbers for each pair of people in it. A repeated meeting costs most.
AGAIN = 20  # for each earlier meeting of the two people
RECENT = 10  # if the two people met at the last gathering
DEFI = 20  # if the two people share a défi, because they work together every day
ADMINISTRATION = 3  # if the two people share an administration
METIER = 2  # if the two people share a métier

_POLISH = 60  # at most this many swaps improve the groups after everybody has a place

Pair: TypeAlias = tuple[int, int]  # the ids of two people, the lower first


@dataclass(frozen=True, slots=True)
class Member:
    """A participant, and the traits that a group should mix. An unknown trait matches nobody."""

    person_id: int
    metier: str | None = None
    defi_ids: tuple[int, ...] = ()
    administrations: tuple[str, ...] = ()
    presents: bool = False


@dataclass(frozen=True, slots=True)
class GroupingInput:
    """The input of a grouping. Raises ValueError for a duplicate member, or if `count` is below one.

    `met` is how often each pair has shared a group, and `recent` has the pairs of the last gathering (see
    `count_meetings`). `count` is how many groups can have a host, None for any number: a host of two hours counts
    twice. If there are groups to improve, `start` has them. Their sizes stay the same, and the people in `kept` stay in
    their group."""

    members: tuple[Member, ...]
    met: Mapping[Pair, int] = field(default_factory=dict)
    recent: Collection[Pair] = frozenset()
    count: int | None = None
    smallest: int = SMALLEST
    largest: int = LARGEST
    start: tuple[tuple[int, ...], ...] = ()
    kept: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        if len({member.person_id for member in self.members}) < len(self.members):
            raise ValueError("a member is named twice")
        if self.count is not None and self.count < 1:
            raise ValueError("no group can be held")

    @property
    def sorted_members(self) -> list[Member]:
        """The members by id. In a fixed order, the same members always give the same groups."""
        return sorted(self.members, key=lambda member: member.person_id)

    @property
    def presenters(self) -> int:
        """The number of members who present."""
        return sum(member.presents for member in self.members)

    @property
    def sizes(self) -> tuple[int, ...]:
        """The size of each group, largest first."""
        limits = {"smallest": self.smallest, "largest": self.largest}
        return group_sizes(len(self.members), max_groups=self.count, presenter_count=self.presenters, **limits)

    @property
    def presenters_each(self) -> tuple[int, int]:
        """The lowest and the highest number of presenters in a group, if presenters are spread evenly."""
        number = max(1, len(self.sizes))
        return self.presenters // number, -(-self.presenters // number)


@dataclass(frozen=True, slots=True)
class Cost:
    """The numbers of undesired pairs within groups.

    `repeated` counts pairs who have met before, `again` counts their meetings, and `recent` counts pairs of the last
    gathering. `metier` counts pairs of one métier, less the pairs that no grouping can avoid."""

    repeated: int
    again: int
    recent: int
    defi: int
    administration: int
    metier: int

    @property
    def total(self) -> int:
        """The sum of these numbers with their weights. It is never below 0."""
        return (
            AGAIN * self.again
            + RECENT * self.recent
            + DEFI * self.defi
            + ADMINISTRATION * self.administration
            + METIER * self.metier
        )


@dataclass(frozen=True, slots=True)
class Grouping:
    """The groups, as tuples of person ids. `too_many_presenters` means that a group has more than two presenters."""

    groups: tuple[tuple[int, ...], ...]
    too_many_presenters: bool = False


def group_sizes(
    people_count: int,
    *,
    max_groups: int | None = None,
    presenter_count: int = 0,
    smallest: int = SMALLEST,
    largest: int = LARGEST,
) -> tuple[int, ...]:
    """Return the size of each group of `people_count` people, largest first. Sizes differ by at most one.

    Groups have 4 to 6 people (docs/programme.md, Gatherings). Often several numbers of groups are possible. If anybody
    presents, take the number with the fewest misplaced presenters: groups without a presenter, and presenters beyond
    two in a group. Then prefer sizes near 5, then few groups.

    If no number gives 4 to 6 people, groups are larger, not smaller: in a group of three, one absence would leave two.
    So 7 people are one group, and 1 to 3 people are too. Groups are also larger if only `max_groups` groups can have a
    host."""
    if people_count == 0:
        return ()
    most = max(1, people_count // smallest)
    fewest = min(most, -(-people_count // largest))
    if max_groups is not None:
        most, fewest = min(most, max_groups), min(fewest, max_groups)

    def place(count: int) -> tuple[int, float, int]:
        misplaced = (
            max(0, count - presenter_count) + max(0, presenter_count - PRESENTERS_MOST * count)
            if presenter_count
            else 0
        )
        return misplaced, abs(people_count / count - (smallest + largest) / 2), count

    count = min(range(fewest, most + 1), key=place)
    return tuple(people_count // count + (at < people_count % count) for at in range(count))


def grouping_cost(groups: Iterable[Sequence[int]], grouping_input: GroupingInput) -> Cost:
    """Count the undesired pairs in `groups`, which are lists of member ids."""
    groups = [sorted(group) for group in groups]
    by_id = {member.person_id: member for member in grouping_input.members}
    counted: Counter[str] = Counter()
    for pair in _pairs_in(groups):
        one, other = by_id[pair[0]], by_id[pair[1]]
        counted["repeated"] += pair in grouping_input.met
        counted["again"] += grouping_input.met.get(pair, 0)
        counted["recent"] += pair in grouping_input.recent
        counted["defi"] += _overlaps(one.defi_ids, other.defi_ids)
        counted["administration"] += _overlaps(one.administrations, other.administrations)
        counted["metier"] += _is_same(one.metier, other.metier)
    counted["metier"] -= unavoidable_pairs(grouping_input, [len(group) for group in groups])
    parts = ("repeated", "again", "recent", "defi", "administration", "metier")
    return Cost(*(counted[part] for part in parts))


def unavoidable_pairs(grouping_input: GroupingInput, group_sizes: Sequence[int]) -> int:
    """Return how many pairs of one métier no grouping can avoid: the pairs that remain if each métier is spread out."""
    total = 0
    for many in Counter(member.metier for member in grouping_input.members if member.metier is not None).values():
        filled = [0] * len(group_sizes)
        for _ in range(many):
            free = [at for at, size in enumerate(group_sizes) if filled[at] < size]
            filled[min(free, key=lambda at: filled[at])] += 1
        total += sum(one * (one - 1) // 2 for one in filled)
    return total


def pair_costs(grouping_input: GroupingInput) -> Weights:
    """Return the cost of each pair in one group. Rows and columns follow `GroupingInput.sorted_members`."""
    members = grouping_input.sorted_members
    table = [[0] * len(members) for _ in members]
    for (at, member), (to, other) in combinations(enumerate(members), 2):
        pair = (member.person_id, other.person_id)
        table[at][to] = table[to][at] = (
            AGAIN * grouping_input.met.get(pair, 0)
            + RECENT * (pair in grouping_input.recent)
            + DEFI * _overlaps(member.defi_ids, other.defi_ids)
            + ADMINISTRATION * _overlaps(member.administrations, other.administrations)
            + METIER * _is_same(member.metier, other.metier)
        )
    return table


def group_greedily(grouping_input: GroupingInput, *, seed: int) -> Grouping:
    """Compute a good grouping quickly (50 people: some 20 ms). The same people and seed give the same grouping.

    Presenters are placed first, evenly. Then each other person is placed where the cost is lowest, beginning with the
    people who cost most. At the end, pairs of people are swapped while that improves the groups."""
    table, chance = pair_costs(grouping_input), Random(seed)  # noqa: S311 - this randomness protects no secret
    presents = [member.presents for member in grouping_input.sorted_members]
    places = list(range(len(presents)))
    chance.shuffle(places)
    places.sort(key=lambda at: (not presents[at], -sum(table[at])))
    room = list(grouping_input.sizes)
    groups: list[list[int]] = [[] for _ in room]
    for at in places:
        open_groups = [to for to, size in enumerate(room) if len(groups[to]) < size]
        groups[min(open_groups, key=lambda to: _added_cost(groups[to], table[at], evens_sizes=presents[at]))].append(at)
    better = improve_groups(groups, table, is_presenter=presents, max_swaps=_POLISH, seed=seed)
    return to_grouping(grouping_input, better)


def starting_groups(grouping_input: GroupingInput) -> list[list[int]]:
    """Return the existing groups, as indexes in `GroupingInput.sorted_members`."""
    places = {member.person_id: at for at, member in enumerate(grouping_input.sorted_members)}
    return [[places[one] for one in group] for group in grouping_input.start]


def fixed_members(grouping_input: GroupingInput) -> frozenset[int]:
    """Return the people who must not move, as indexes in `GroupingInput.sorted_members`."""
    return frozenset(
        at for at, member in enumerate(grouping_input.sorted_members) if member.person_id in grouping_input.kept
    )


def regroup(grouping_input: GroupingInput, *, seed: int) -> Grouping:
    """Improve the existing groups by swaps, as `group_greedily` does, without moving the people in `kept`."""
    presents = [member.presents for member in grouping_input.sorted_members]
    table = pair_costs(grouping_input)
    better = improve_groups(
        starting_groups(grouping_input),
        table,
        is_presenter=presents,
        max_swaps=_POLISH,
        seed=seed,
        fixed_people=fixed_members(grouping_input),
    )
    return to_grouping(grouping_input, better)


def to_grouping(grouping_input: GroupingInput, groups: Iterable[Iterable[int]]) -> Grouping:
    """Return a grouping from indexes in `GroupingInput.sorted_members`."""
    ids = [member.person_id for member in grouping_input.sorted_members]
    named = sorted((tuple(sorted(ids[at] for at in group)) for group in groups), key=lambda group: (-len(group), group))
    return Grouping(tuple(named), too_many_presenters=grouping_input.presenters > PRESENTERS_MOST * len(named))


def count_meetings(past_groupings: Sequence[Iterable[Sequence[int]]]) -> tuple[dict[Pair, int], frozenset[Pair]]:
    """Return how often each pair shared a group, and the pairs of the last gathering (`past_groupings[-1]`)."""
    met = Counter(pair for groups in past_groupings for pair in _pairs_in(groups))
    return dict(met), frozenset(_pairs_in(past_groupings[-1]) if past_groupings else ())


def _added_cost(group: Sequence[int], person_costs: Sequence[int], *, evens_sizes: bool) -> tuple[int, int, int]:
    added = sum(person_costs[other] for other in group)
    return (len(group) if evens_sizes else 0), added, len(group)


def _pairs_in(groups: Iterable[Sequence[int]]) -> Iterator[Pair]:
    return (pair for group in groups for pair in combinations(sorted(group), 2))


def _is_same(one: object, other: object) -> bool:
    return one is not None and one == other


def _overlaps(mine: Collection[object], theirs: Collection[object]) -> bool:
    return not {*mine}.isdisjoint(theirs)
