"""Words of help: what a form's words become, and which words a search finds."""

import pytest

from bot.errors import Invalid
from bot.helping.model import LONGEST, Sort, matching, meant, said, vocabulary_of

ACCESSIBLE, AGILE = "competence:accessibilite-numerique", "competence:agilite"
KNOWN = vocabulary_of((ACCESSIBLE, AGILE, "UX", "UI", "données ouvertes", "🙂"))


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("accessibilité", [ACCESSIBLE]),
        ("l’ACCESIBILITE numerique", [ACCESSIBLE]),
        ("agilte", [AGILE]),
        ("ux", ["UX"]),
        ("donnée ouverte", ["données ouvertes"]),
        ("accessibilité ouverte", []),
        ("???", []),
        ("plongée", []),
    ],
)
def test_search_forgives_typing(typed: str, found: list[str]) -> None:
    assert matching(typed, KNOWN) == found


def test_the_word_that_was_meant_is_named_as_it_is_read() -> None:
    assert meant("accesiblité numrik", KNOWN)[0] == ACCESSIBLE
    assert meant("plongée", KNOWN) == []
    assert meant("🙂", KNOWN) == []


def test_words_are_said_once_a_skill_by_its_key() -> None:
    own = "agilité,  FALC ;falc\nUX, "
    assert said(Sort.HELP, [ACCESSIBLE, "competence:inconnue"], own=own) == (ACCESSIBLE, AGILE, "falc", "UX")


@pytest.mark.parametrize(("own", "reason"), [("a, b, c, d, e", "many"), ("x" * (LONGEST + 1), "long")])
def test_too_many_or_too_long_words_are_refused(own: str, reason: str) -> None:
    with pytest.raises(Invalid) as refused:
        said(Sort.LEARN, [AGILE], own=own)
    assert refused.value.facts == {"field": "learn", "reason": reason}
