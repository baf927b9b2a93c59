"""The rules that all golden views are held to find what they are for, and nothing else."""

import pytest

from tests.handlers.typography import RULES, faults

BAD = {
    "a straight apostrophe": "l'eau et l’air",
    "a point médian": "les mentor·es",
    "an ending in brackets": "Vous avez des invité(e)s",
    "no no-break space before : ; ! ? »": "Quand : demain",
    "a narrow no-break space": "1\u202f000",
    "no no-break space after «": "« Oui\u00a0»",
    "a number parted from its unit": "à 14 h",
    "a date without its article": "C’est clos depuis lundi 4 mai",
    "two or three full stops": "C’est fait..",
    "English quotes": "le bouton “Oui”",
    "a participle that agrees with the reader": "Vous êtes bien inscrite",
    "a participle that agrees with somebody named": "Léa est invitée",
    "a masculine for all": "Demandez aux mentors",
}
GOOD = (
    "Quand\u00a0: demain à 14\u00a0h\u00a030\u00a0; qui vient\u00a0?",
    "«\u00a0Sans préférence\u00a0», dit-on aux mentores et mentors.",
    "Le lien\u00a0: https://visio.example.org/a?b=c;d",
    "<https://exemple.example.org/a?b|Les mots> &amp; le code `/dispositifs aide : oui`",
    "Le créneau est pris, et vous participez.",
)


@pytest.mark.parametrize("rule", BAD)
def test_rule_finds_what_it_is_for(rule: str) -> None:
    assert {fault.partition(": '")[0] for fault in faults(BAD[rule])} == {rule}


def test_every_rule_is_tried() -> None:
    assert set(BAD) == set(RULES)


@pytest.mark.parametrize("text", GOOD)
def test_good_text_has_no_fault(text: str) -> None:
    assert faults(text) == []
