"""Whose turn it is to present: everybody before anybody again, and few of one défi."""

from hypothesis import given
from hypothesis import strategies as st

from bot.gatherings.groups.turns import PastPresentations, next_presenters, presenter_count
from bot.programme.model import Membership, Person
from bot.programme.roles import Role


def person(number: int, defi: int) -> Person:
    return Person(number, f"Nom {number:02}", memberships=(Membership(Role.EIG, 1, defi),))


@given(st.integers(1, 25), st.integers(1, 6), st.integers(2, 12))
def test_everybody_presents_once_before_anybody_presents_twice(many: int, each: int, months: int) -> None:
    people = [person(number, number // 3) for number in range(many)]
    past: dict[int, PastPresentations] = {}
    for month in range(months):
        chosen = next_presenters(people, past, count=min(each, many))
        assert len({one.id for one in chosen}) == min(each, many)
        for one in chosen:
            past[one.id] = PastPresentations(past.get(one.id, PastPresentations()).times + 1, month + 1)
        times = [past.get(one.id, PastPresentations()).times for one in people]
        assert max(times) - min(times) <= 1


def test_those_of_one_turn_are_of_as_many_defis_as_can_be() -> None:
    people = [person(number, number // 3) for number in range(9)]
    chosen = next_presenters(people, {}, count=3)
    assert [one.defi_ids for one in chosen] == [(0,), (1,), (2,)]


def test_who_was_asked_for_this_one_is_not_asked_again() -> None:
    people = [person(number, number) for number in range(3)]
    assert [one.id for one in next_presenters(people, {}, count=5, already_asked={0, 1})] == [2]


def test_one_presenter_a_group_is_wanted() -> None:
    assert [presenter_count(many) for many in (0, 1, 5, 6, 50)] == [0, 1, 1, 2, 10]
