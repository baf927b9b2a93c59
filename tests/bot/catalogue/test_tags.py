"""What an appointment is about, guessed from words: few, sure, and never more than three of each."""

import pytest

from bot.catalogue.phases import PHASES, SKILLS, VALEURS, tags_of
from bot.catalogue.tags import Tags, chosen_tags, first_choice, guess_tags, uncovered_tags

ACCESSIBLE = ("competence:accessibilite-numerique", "valeur:accessibilite-numerique")


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        ("Relire notre déclaration d’accessibilité", ACCESSIBLE),
        ("Le RGAA, et après ?", ACCESSIBLE),
        ("NOTRE DOSSIER CNIL", ("competence:cadre-juridique",)),
        ("Passer à l’échelle", ("competence:hacking-de-croissance",)),
        ("Ouvrir le code de notre API", ("competence:architecture-agile", "competence:ouverture-des-codes")),
        (
            "Notre maquette, des usagères et usagers",
            ("competence:prototypage", "competence:approche-centree-sur-les-usages"),
        ),
        ("Aller à droite, capital rapide, apitoyer", ()),  # a word within a word says nothing
        ('<script>alert(1)</script> =HYPERLINK("x")', ()),
        ("", ()),
    ],
)
def test_words_let_one_guess(words: str, keys: tuple[str, ...]) -> None:
    assert set(guess_tags(words).keys) == set(keys)
    assert guess_tags(words).guessed


def test_at_most_three_and_those_of_the_phase_first() -> None:
    words = (
        "agilité, prototype, RGPD, audience, marketing, impact, égalité, algorithmes, entrepreneuriat, logiciel libre"
    )
    third = guess_tags(words, phase=3)
    assert [one.name for one in tags_of(one.key for one in third.skills)] == [
        "Analyse d’audience",
        "Marketing produit",
        "Mesure d’impact",
    ]
    assert len(third.valeurs) == 3
    assert third.skills != guess_tags(words).skills


def test_a_dispositif_and_a_phase_say_something_alone() -> None:
    assert guess_tags("", dispositif="pluridisciplinaire").keys == ("valeur:co-construction",)
    assert guess_tags("", dispositif="seminaire-porteurs", phase=3).skills == PHASES[2].skills_porteurs
    assert guess_tags("", dispositif="bureau-aide", phase=3).keys == ()


def test_what_was_chosen_stands_even_where_it_is_nothing() -> None:
    assert first_choice([None, (), ("competence:agilite",)]) == Tags()
    assert first_choice([None, None]) is None
    assert chosen_tags(["competence:agilite", "valeur:entrepreneuriat", "competence:agilite"]).keys == (
        "competence:agilite",
        "valeur:entrepreneuriat",
    )


def test_what_nothing_touches_counts_tags_of_before_for_what_they_meant() -> None:
    before = chosen_tags(["competence:ouverture des données et des codes", "valeur:inclusif et accessible"])
    assert [one.name for one in uncovered_tags([before], PHASES[3].skills)] == [
        "Communication événementielle",
        "Pitch entrepreneurial",
        "Stratégies de financement",
        "Pérennisation des talents",
    ]
    assert len(uncovered_tags([before], VALEURS)) == 5
    assert uncovered_tags([], SKILLS) == [*SKILLS]
