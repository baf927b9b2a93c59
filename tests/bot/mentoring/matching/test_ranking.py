"""Which mentors: expertise for the need, load, calendars, id."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.mentoring.matching.ranking import rank_mentors
from bot.mentoring.model import Mentor, MentorMatch
from bot.programme.model import Membership, Person
from bot.programme.roles import Role

SOON, LATER = (100, 200, 300, 400), (150, 200, 300, 400)


def mentor(number: int, *expertises: str, open_cycles: int = 0, limit: int = 2, has_hours: bool = True) -> Mentor:
    person = Person(number, f"M{number}", memberships=(Membership(Role.MENTOR),), expertises=expertises or ("Design",))
    return Mentor(person, open_cycles, limit, has_hours)


def order(*mentors: Mentor, need: str = "", plans: Mapping[int, tuple[int, ...]] | None = None) -> list[int]:
    found = rank_mentors(mentors, domain="design", need=need, plans_by_mentor=plans or {})
    return [match.mentor.person.id for match in found]


def test_only_mentors_of_the_domain_with_room_are_ranked() -> None:
    assert order(
        mentor(1, "DESIGN", "Droit"),
        mentor(2, "Droit"),
        mentor(3, "Design de service"),
        mentor(4, open_cycles=2),
        mentor(5, open_cycles=3),
        mentor(6, limit=0),
    ) == [1]
    accents = rank_mentors([mentor(1, "Données  ouvertes")], domain="donnees ouvertes", need="", plans_by_mentor={})
    assert [match.expertises for match in accents] == [("donnees ouvertes",)]


def test_expertise_goes_before_load_load_before_calendar_calendar_before_id() -> None:
    need = "Nous voulons ouvrir nos données."
    expert = mentor(9, "Design", "Données", open_cycles=1, has_hours=False)
    free, late, soon = mentor(8, limit=3, has_hours=False), mentor(6), mentor(7)
    asked, again, stuck = mentor(5, has_hours=False), mentor(4, has_hours=False), mentor(3)
    plans = {6: LATER, 7: SOON}
    everybody = (stuck, again, asked, soon, late, free, expert)
    assert order(*everybody, need=need, plans=plans) == [9, 8, 7, 6, 4, 5, 3]


@pytest.mark.parametrize(
    ("expertise", "need", "speaks"),
    [
        ("Données ouvertes", "des donnees plus OUVERTES", True),
        ("Données ouvertes", "des données", False),  # half of it
        ("Passage à l’échelle", "comment passer à l’échelle", False),
        ("Mise à l’échelle", "mise a l'echelle de l'outil", True),
        ("Apprentissage automatique", "de l’aprentissage automatique", True),  # a letter is missing
        ("Gestion", "une question", False),
        ("Contrats", "nos contacts", False),
        ("Droit", "endroit", False),
        ("Bases de données", "une base de données", True),
        ("de la", "de la", False),  # says nothing
        ("Design", "", False),
    ],
)
def test_an_expertise_is_found_in_the_need_by_all_of_its_words(expertise: str, need: str, speaks: bool) -> None:
    (match,) = rank_mentors([mentor(1, "UX", expertise)], domain="UX", need=need, plans_by_mentor={})
    assert match.expertises == (("UX", expertise) if speaks else ("UX",))


def test_a_match_names_the_domain_first_then_each_other_found_once() -> None:
    one = mentor(1, "Droit", "Python", "Design", "python", "Cartographie")
    need = "De la cartographie en Python, et du design"
    assert rank_mentors([one], domain="Design", need=need, plans_by_mentor={1: SOON}) == [
        MentorMatch(one, expertises=("Design", "python", "Cartographie"), starts=SOON)
    ]


def test_what_somebody_shows_they_can_help_with_counts_as_an_expertise_and_is_said_once() -> None:
    """Who shows a word that the need speaks of goes before who has more room; an expertise is not said twice."""
    free, shows = mentor(1, limit=3), mentor(2, "Design", "Droit")
    helps = {2: ["Accessibilité numérique", "droit", "Tricot"], 3: ["Accessibilité numérique"]}
    need = "L’accessibilité numérique de notre outil, et le droit"
    found = rank_mentors([free, shows], domain="design", need=need, plans_by_mentor={}, help_words_by_mentor=helps)
    assert [(one.mentor.person.id, one.helps) for one in found] == [(2, ("Accessibilité numérique",)), (1, ())]


mentors = st.lists(
    st.builds(
        mentor,
        st.integers(1, 8),
        st.just("Design"),
        st.sampled_from(("Droit", "Python")),
        open_cycles=st.integers(0, 2),
        limit=st.integers(1, 3),
        has_hours=st.booleans(),
    ),
    unique_by=lambda one: one.person.id,
    max_size=8,
)


@given(mentors, st.dictionaries(st.integers(1, 8), st.sampled_from((SOON, LATER))))
def test_a_ranking_does_not_depend_on_the_order_given_and_never_prefers_the_worse(
    everybody: list[Mentor], plans: dict[int, tuple[int, ...]]
) -> None:
    found = rank_mentors(everybody, domain="Design", need="du Python", plans_by_mentor=plans)
    assert rank_mentors(everybody[::-1], domain="Design", need="du Python", plans_by_mentor=plans) == found
    assert {match.mentor.person.id for match in found} == {one.person.id for one in everybody if one.room > 0}
    for at, better in enumerate(found):
        for worse in found[at + 1 :]:
            merits = [
                (
                    "Python" in match.expertises,
                    match.mentor.room,
                    bool(match.starts),
                    -min(match.starts, default=0),
                    not match.starts and not match.mentor.has_hours,
                    -match.mentor.person.id,
                )
                for match in (better, worse)
            ]
            assert merits[0] > merits[1]
