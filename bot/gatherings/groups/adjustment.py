"""Define an adjustment of small groups, and find pairs of people who should not share a group. Pure."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from bot.gatherings.groups.placement import Grouping, GroupingInput

Numbered = Mapping[int, tuple[int, ...]]  # the ids of each group's members, by the group's number


@dataclass(frozen=True, slots=True)
class Adjustment:
    """An adjustment that is not applied yet, in the JSON of `placement_to_json`. `changed_by` made the last change."""

    gathering_id: int
    version: int
    content: str
    changed_by: int | None = None


@dataclass(frozen=True, slots=True)
class GroupPlacement:
    """The adjusted groups. `kept` has, by person id, the coach (by id) who placed the person by hand."""

    groups: Numbered
    kept: Mapping[int, int]

    def number_of(self, person_id: int) -> int | None:
        """Return the number of the group that a person is in; None if they are in none."""
        return next((number for number, some in self.groups.items() if person_id in some), None)

    def with_move(self, person_id: int, *, to: int, by: int) -> "GroupPlacement":
        """Return these groups after a coach, whose id is `by`, has placed a person in the group number `to`."""
        others = {number: tuple(one for one in some if one != person_id) for number, some in self.groups.items()}
        placed = {**others, to: tuple(sorted((*others[to], person_id)))}
        return replace(self, groups=placed, kept={**self.kept, person_id: by})

    def with_members(self, now: Numbered) -> "GroupPlacement":
        """Return the adjusted groups for the current groups `now`: add people who joined, and drop people who left."""
        coming = {one: number for number, some in now.items() for one in some}
        mine = {one: number for number, some in self.groups.items() for one in some if number in now}
        where = {one: mine.get(one, number) for one, number in coming.items()}
        groups = {number: tuple(sorted(one for one, to in where.items() if to == number)) for number in now}
        return GroupPlacement(groups, {one: by for one, by in self.kept.items() if one in where})


@dataclass(frozen=True, slots=True)
class PairWarning:
    """Two people who should not share a group. They have met `times` times, or they share a défi or a métier."""

    pair: tuple[int, int]
    times: int
    defi: bool
    metier: bool


def placement_to_json(placement: GroupPlacement) -> str:
    """Serialise an adjustment as JSON."""
    groups = {str(number): list(some) for number, some in placement.groups.items()}
    return json.dumps({"groups": groups, "kept": {str(one): by for one, by in placement.kept.items()}})


def placement_from_json(text: str) -> GroupPlacement:
    """Parse the JSON that `placement_to_json` returned."""
    told = json.loads(text)
    groups = {int(number): tuple(some) for number, some in told["groups"].items()}
    return GroupPlacement(groups, {int(one): by for one, by in told["kept"].items()})


def pair_warnings(member_ids: Iterable[int], grouping_input: GroupingInput) -> list[PairWarning]:
    """Return the pairs of people in a group who have met before, or share a défi or a métier."""
    members = {member.person_id: member for member in grouping_input.members}
    found = []
    for one, other in combinations(sorted(each for each in member_ids if each in members), 2):
        mine, theirs = members[one], members[other]
        defi = not {*mine.defi_ids}.isdisjoint(theirs.defi_ids)
        metier = mine.metier is not None and mine.metier == theirs.metier
        times = grouping_input.met.get((one, other), 0)
        if times or defi or metier:
            found.append(PairWarning((one, other), times, defi, metier))
    return found


def number_groups(solution: Grouping, placement: GroupPlacement) -> Numbered:
    """Return the solver's groups under the numbers of the groups that they replace.

    A group with a person placed by hand gets the number of the group in which the coach placed that person. Each other
    group gets the number of the group that is most similar to it."""
    left = {number: set(some) for number, some in placement.groups.items()}
    named: dict[int, tuple[int, ...]] = {}
    for group in sorted(solution.groups, key=lambda some: -_count_kept(some, placement.kept)):
        mine = next((placement.number_of(one) for one in group if one in placement.kept), None)
        number = mine if mine in left else max(left, key=lambda one: (len(left[one] & set(group)), -one))
        del left[number]
        named[number] = group
    return dict(sorted(named.items()))


def _count_kept(member_ids: Sequence[int], kept_ids: Collection[int]) -> int:
    return sum(one in kept_ids for one in member_ids)
