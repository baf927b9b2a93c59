"""Groups that mix people: each person once, sizes, presenters spread, and a cost that is counted twice."""

from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.gatherings.groups.adjustment import pair_warnings
from bot.gatherings.groups.placement import (
    ADMINISTRATION,
    AGAIN,
    DEFI,
    METIER,
    RECENT,
    Cost,
    Grouping,
    GroupingInput,
    Member,
    count_meetings,
    group_greedily,
    group_sizes,
    grouping_cost,
    pair_costs,
    unavoidable_pairs,
)
from bot.gatherings.groups.swaps import improve_groups

MEMBERS = (
    Member(1, "data", (1,), ("DINUM",), presents=True),
    Member(2, "data", (1,), ("DINUM",)),
    Member(3, "design", (2,), ("IGN",)),
    Member(4, "droit", (3,), ("DINUM",), presents=True),
)
SAMPLES = settings(max_examples=60, deadline=None)


@st.composite
def wishes(draw: st.DrawFn) -> GroupingInput:
    ids = draw(st.lists(st.integers(1, 99), min_size=0, max_size=30, unique=True))
    unknown_or = st.none() | st.sampled_from(["a", "b", "c"])
    members = tuple(
        Member(one, draw(unknown_or), tuple(draw(st.sets(st.integers(1, 9), max_size=2))), presents=draw(st.booleans()))
        for one in ids
    )
    pairs = list(combinations(sorted(ids), 2))
    met = draw(st.dictionaries(st.sampled_from(pairs), st.integers(1, 3), max_size=20)) if pairs else {}
    return GroupingInput(members, met, frozenset(list(met)[::2]), draw(st.none() | st.integers(1, 8)))


@SAMPLES
@given(wishes(), st.integers(0, 3))
def test_everybody_has_one_group_of_the_size_said(wanted: GroupingInput, seed: int) -> None:
    made = group_greedily(wanted, seed=seed)
    placed = sorted(one for group in made.groups for one in group)
    assert placed == sorted(member.person_id for member in wanted.members)
    assert tuple(len(group) for group in made.groups) == wanted.sizes


@SAMPLES
@given(wishes(), st.integers(0, 3))
def test_presenters_are_spread_and_too_many_are_said(wanted: GroupingInput, seed: int) -> None:
    made = group_greedily(wanted, seed=seed)
    presenting = {member.person_id for member in wanted.members if member.presents}
    each = [len(presenting & set(group)) for group in made.groups]
    assert max(each, default=0) - min(each, default=0) <= 1
    assert made.too_many_presenters == any(number > 2 for number in each)


@SAMPLES
@given(wishes(), st.integers(0, 3))
def test_cost_is_what_the_weights_say_without_what_cannot_be_avoided(wanted: GroupingInput, seed: int) -> None:
    made, table = group_greedily(wanted, seed=seed), pair_costs(wanted)
    at = {member.person_id: place for place, member in enumerate(wanted.sorted_members)}
    paid = sum(table[at[one]][at[other]] for group in made.groups for one, other in combinations(group, 2))
    counted = grouping_cost(made.groups, wanted)
    assert counted.total == paid - METIER * unavoidable_pairs(wanted, wanted.sizes)
    assert counted.metier >= 0


@SAMPLES
@given(wishes(), st.randoms(use_true_random=False))
def test_the_same_people_give_the_same_groups_in_any_order(wanted: GroupingInput, chance: Random) -> None:
    turned = list(wanted.members)
    chance.shuffle(turned)
    again = GroupingInput(
        tuple(turned), dict(sorted(wanted.met.items(), reverse=True)), set(wanted.recent), wanted.count
    )
    assert group_greedily(again, seed=1) == group_greedily(wanted, seed=1)


@SAMPLES
@given(wishes())
def test_walking_on_makes_nothing_worse(wanted: GroupingInput) -> None:
    at = {member.person_id: place for place, member in enumerate(wanted.sorted_members)}
    start = [[at[one] for one in group] for group in group_greedily(wanted, seed=1).groups]
    presents = [member.presents for member in wanted.sorted_members]
    table = pair_costs(wanted)

    def paid(groups: list[list[int]]) -> int:
        return sum(table[one][other] for group in groups for one, other in combinations(group, 2))

    assert paid(improve_groups(start, table, is_presenter=presents, max_swaps=200, seed=2)) <= paid(start)


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (0, ()),
        (1, (1,)),
        (3, (3,)),
        (6, (6,)),
        (7, (7,)),  # rather than 4 and 3
        (8, (4, 4)),
        (11, (6, 5)),
        (13, (5, 4, 4)),
        (23, (5, 5, 5, 4, 4)),
        (50, (5,) * 10),
    ],
)
def test_groups_are_of_four_to_six_where_the_number_allows_it(number: int, expected: tuple[int, ...]) -> None:
    assert group_sizes(number) == expected


@given(st.integers(1, 200), st.integers(0, 60))
def test_sizes_hold_everybody_and_differ_by_one_at_most(number: int, presenters: int) -> None:
    found = group_sizes(number, presenter_count=presenters)
    assert (sum(found), max(found) - min(found) <= 1) == (number, True)
    assert number <= 3 or number == 7 or {*found} <= {4, 5, 6}


def test_groups_are_larger_when_too_few_can_be_held() -> None:
    assert [group_sizes(50, max_groups=most) for most in (12, 10, 9, 5, 1)] == [
        (5,) * 10,
        (5,) * 10,
        (6,) * 5 + (5,) * 4,
        (10,) * 5,
        (50,),
    ]


def test_there_are_as_many_groups_as_presenters_make_good() -> None:
    assert [len(group_sizes(50, presenter_count=presenting)) for presenting in (0, 1, 9, 10, 12, 20, 22, 50)] == [
        *(10, 9, 9, 10, 10, 10, 11, 12)
    ]


def test_cost_names_what_is_not_as_wished() -> None:
    wanted = GroupingInput(MEMBERS, met={(1, 2): 2, (3, 4): 1}, recent={(3, 4)})
    found = grouping_cost([(1, 2, 3, 4)], wanted)
    assert found == Cost(repeated=2, again=3, recent=1, defi=1, administration=3, metier=0)
    assert found.total == 3 * AGAIN + RECENT + DEFI + 3 * ADMINISTRATION


def test_person_of_two_defis_counts_with_the_teammates_of_both() -> None:
    both = Member(5, "produit", (7, 2), ("DGFiP", "IGN"))
    assert grouping_cost([(3, 5)], GroupingInput((*MEMBERS, both))).defi == 1
    assert grouping_cost([(3, 5)], GroupingInput((*MEMBERS, both))).administration == 1
    assert [meeting.defi for meeting in pair_warnings((3, 5), GroupingInput((*MEMBERS, both)))] == [True]


def test_the_same_metier_counts_only_where_it_could_be_avoided() -> None:
    wanted = GroupingInput(MEMBERS, smallest=2, largest=2)
    assert [grouping_cost(groups, wanted).metier for groups in ([(1, 2), (3, 4)], [(1, 3), (2, 4)])] == [1, 0]


def test_what_is_unknown_resembles_nothing() -> None:
    wanted = GroupingInput(tuple(Member(number) for number in range(1, 6)))
    assert grouping_cost([(1, 2, 3, 4, 5)], wanted).total == 0


def test_meetings_are_counted_whatever_the_order() -> None:
    assert count_meetings([[(2, 1, 3)], [(3, 1), (2,)]]) == ({(1, 2): 1, (2, 3): 1, (1, 3): 2}, frozenset({(1, 3)}))
    assert count_meetings([]) == ({}, frozenset())


def test_one_person_and_nobody_are_grouped() -> None:
    assert [group_greedily(GroupingInput(MEMBERS[:number]), seed=1) for number in (1, 0)] == [
        Grouping(((1,),)),
        Grouping(()),
    ]


def test_an_impossible_wish_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="named twice"):
        GroupingInput((MEMBERS[0], MEMBERS[0]))
    with pytest.raises(ValueError, match="no group"):
        GroupingInput(MEMBERS, count=0)
