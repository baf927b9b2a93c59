"""« Sans préférence »: expertise, the défi's own coach, fewest booked hours, name; and reasons that are true."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.helpdesk.model import NeedKind, RankedHost, RankReason
from bot.helpdesk.ranking import coaches_defi, guess_kinds, is_expert, rank_free_hosts
from bot.programme.model import Membership, Person
from bot.programme.roles import Role

OURS, THEIRS = 7, 8


def coach(number: int, name: str = "Ana", *, expertises: tuple[str, ...] = (), defi: int | None = None) -> Person:
    return Person(number, name, memberships=(Membership(Role.COACH, 1, defi),), expertises=expertises)


coaches = st.lists(
    st.builds(
        coach,
        st.integers(1, 6),
        st.sampled_from(("Ana", "Bob", "Cleo")),
        expertises=st.sampled_from(((), ("Audit de code",), ("Revue de littérature", "Échelle"))),
        defi=st.sampled_from((None, OURS, THEIRS)),
    ),
    unique_by=lambda one: one.id,
    max_size=6,
)
loads = st.dictionaries(st.integers(1, 6), st.sampled_from((0, 60, 120)))


@given(coaches, st.sampled_from(NeedKind), loads)
def test_a_ranking_follows_the_rule_and_its_reasons_are_true(
    free: list[Person], kind: NeedKind, loads: dict[int, int]
) -> None:
    ranked = rank_free_hosts(free, kinds=[kind], defi_id=OURS, booked_minutes=loads)
    by_id = {one.id: one for one in free}
    assert sorted(one.host_id for one in ranked) == sorted(by_id)
    assert rank_free_hosts(free[::-1], kinds=[kind], defi_id=OURS, booked_minutes=loads) == ranked
    order = [by_id[one.host_id] for one in ranked]
    for at, (one, candidate) in enumerate(zip(order, ranked, strict=True)):
        after = order[at + 1 :]
        for other in after:
            assert stands_before(one, other, kind, loads)
        equals = [other for other in after if is_expert(other, kind) == is_expert(one, kind)]
        match candidate.reason:
            case RankReason.EXPERTISE:
                assert after
                assert is_expert(one, kind)
                assert not any(is_expert(other, kind) for other in after)
            case RankReason.OWN_COACH:
                assert after
                assert coaches_defi(one, OURS)
                assert not any(coaches_defi(other, OURS) for other in equals)
            case RankReason.LEAST_BOOKED:
                rivals = [other for other in equals if coaches_defi(other, OURS) == coaches_defi(one, OURS)]
                assert rivals
                assert all(loads.get(one.id, 0) < loads.get(other.id, 0) for other in rivals)
            case _:
                assert candidate.reason is RankReason.FREE
    assert not ranked or ranked[-1].reason is RankReason.FREE  # nobody stands after them


def stands_before(one: Person, other: Person, kind: NeedKind, loads: dict[int, int]) -> bool:
    """Say the rule again, a question at a time."""
    if is_expert(one, kind) != is_expert(other, kind):
        return is_expert(one, kind)
    if coaches_defi(one, OURS) != coaches_defi(other, OURS):
        return coaches_defi(one, OURS)
    if loads.get(one.id, 0) != loads.get(other.id, 0):
        return loads.get(one.id, 0) < loads.get(other.id, 0)
    return (one.name, one.id) < (other.name, other.id)


def test_each_step_of_the_rule_decides_in_its_turn() -> None:
    expert = coach(1, "Zoé", expertises=("Audit de code",))
    own, idle, ana, bob = coach(2, "Yan", defi=OURS), coach(3, "Xav"), coach(4, "Ana"), coach(5, "Bob")
    loads = {1: 600, 2: 300, 4: 60, 5: 60}
    ranked = rank_free_hosts([bob, ana, idle, own, expert], kinds=[NeedKind.AUDIT], defi_id=OURS, booked_minutes=loads)
    assert ranked == [
        RankedHost(1, RankReason.EXPERTISE),
        RankedHost(2, RankReason.OWN_COACH),
        RankedHost(3, RankReason.LEAST_BOOKED),
        RankedHost(4, RankReason.FREE),
        RankedHost(5, RankReason.FREE),
    ]


def test_an_expertise_that_all_have_is_no_reason() -> None:
    both = [coach(1, expertises=("Sécurité",)), coach(2, "Bob", expertises=("architecture logicielle",))]
    ranked = rank_free_hosts(both, kinds=[NeedKind.AUDIT], defi_id=OURS, booked_minutes={1: 60})
    assert ranked == [RankedHost(2, RankReason.LEAST_BOOKED), RankedHost(1, RankReason.FREE)]


@pytest.mark.parametrize(
    ("expertise", "kind", "speaks"),
    [
        ("Passage à l’échelle", NeedKind.SCALE, True),
        ("DÉPLOIEMENT", NeedKind.SCALE, True),
        ("Revue de littérature", NeedKind.LITERATURE, True),
        ("Recherche utilisateur", NeedKind.PLAN, True),
        ("Audit de code", NeedKind.OTHER, False),
        ("Audit de code", NeedKind.UNKNOWN, False),
        ("Droit public", NeedKind.AUDIT, False),
    ],
)
def test_an_expertise_speaks_for_a_kind_of_need(expertise: str, kind: NeedKind, speaks: bool) -> None:
    assert is_expert(coach(1, expertises=(expertise,)), kind) is speaks


def test_a_coach_who_no_longer_coaches_the_defi_is_not_its_own() -> None:
    assert coaches_defi(coach(1, defi=OURS), OURS)
    assert not coaches_defi(Person(1, "Ana", memberships=(Membership(Role.COACH, 1, OURS, ended=True),)), OURS)
    assert not coaches_defi(Person(1, "Ana", memberships=(Membership(Role.EIG, 1, OURS),)), OURS)


@pytest.mark.parametrize(
    ("need", "kinds"),
    [
        ("Faire auditer le code de notre outil.", {NeedKind.AUDIT}),
        ("Auditer le code de notre prototype", {NeedKind.AUDIT, NeedKind.PLAN}),
        ("Préparer le passage à l’ÉCHELLE", {NeedKind.SCALE}),
        ("Décoder un texte ancien", set()),
        ("", set()),
    ],
)
def test_a_need_speaks_of_kinds_by_the_beginnings_of_its_words(need: str, kinds: set[NeedKind]) -> None:
    assert guess_kinds(need) == kinds
