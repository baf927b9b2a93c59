import pytest

from bot.programme.roles import (
    METIER_WORDS,
    ROLE_WORDS,
    Metier,
    Role,
    propose_metier,
    propose_role,
    read_metier,
    read_role,
)


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("eig", Role.EIG),
        (" E.I.G. ", Role.EIG),
        ("Entrepreneuse d'intérêt général", Role.EIG),
        ("porteur", Role.PORTEUR),
        ("Porteuse de projet", Role.PORTEUR),
        ("PORTEURS DE PROJETS", Role.PORTEUR),
        ("porteur·euse de projet", Role.PORTEUR),
        ("porteur.se", Role.PORTEUR),
        ("sponsors", Role.SPONSOR),
        ("coachs", Role.COACH),
        ("Coaches", Role.COACH),
        ("coach  EIG", Role.COACH),
        ("mentore", Role.MENTOR),
        ("mentors", Role.MENTOR),
        ("mentor·e·s", Role.MENTOR),
        ("experte", Role.EXPERT),
        ("expert(e)s", Role.EXPERT),
        ("Spécialiste", Role.EXPERT),
        ("specialiste", Role.EXPERT),
        ("alumna", Role.ALUMNI),
        ("alumnus", Role.ALUMNI),
        ("ancienne", Role.ALUMNI),
        ("anciens EIG", Role.ALUMNI),
        ("directrice", None),
        ("", None),
    ],
)
def test_role_in_any_form(text: str, role: Role | None) -> None:
    assert read_role(text) is role


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("mentroe", "mentore"),
        ("coatch", "coach"),
        ("porteuze de projet", "porteuse de projet"),
        ("expère", "experte"),
        ("directrice", None),
        ("", None),
    ],
)
def test_role_misspelt_proposes_the_nearest(text: str, near: str | None) -> None:
    assert propose_role(text) == near


def test_role_shown_reads_back_as_itself() -> None:
    assert {word: read_role(word) for words in ROLE_WORDS.values() for word in words} == {
        word: role for role, words in ROLE_WORDS.items() for word in words
    }


def test_role_words_exist_for_all_without_signs() -> None:
    assert set(ROLE_WORDS) == set(Role)
    assert [word for words in ROLE_WORDS.values() for word in words if set(word) & set("·()./")] == []


@pytest.mark.parametrize(
    ("text", "metier"),
    [
        ("Design", Metier.DESIGN),
        ("developpement", Metier.DEVELOPPEMENT),
        ("Droit du numérique", Metier.DROIT),
        ("ingenierie de la donnee", Metier.INGENIERIE_DONNEE),
        ("Science-de-la-donnée", Metier.SCIENCE_DONNEE),
        ("data scientist", None),
        ("plomberie", None),
    ],
)
def test_metier_in_any_form(text: str, metier: Metier | None) -> None:
    assert read_metier(text) is metier


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("devloppement", "développement"),
        ("développeuse", "développement"),
        ("droit numérique", "droit du numérique"),
        ("ingénierie des données", "ingénierie de la donnée"),
        ("Data Scientist", "science de la donnée"),
        ("UX", "design"),
        ("plomberie", None),
    ],
)
def test_metier_misspelt_proposes_the_nearest(text: str, near: str | None) -> None:
    assert propose_metier(text) == near


def test_what_the_bot_writes_of_roles_and_metiers_it_reads_again() -> None:
    assert {read_metier(word): word for word in METIER_WORDS.values()} == dict(METIER_WORDS)
    assert [read_metier(one.value) for one in Metier] == [*Metier]
    assert [read_role(one.value) for one in Role] == [*Role]
