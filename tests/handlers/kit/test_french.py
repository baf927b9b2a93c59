"""The small words before a name: elided before a vowel that is heard, and before nothing else."""

import re
from pathlib import Path

import pytest

import handlers
from handlers.kit.sentences import with_de, with_que


@pytest.mark.parametrize(
    "name", ["Ewa", "Inès D", "Élodie", "Île", "Örjan", "Œdipe", "Ugo", "Yves", "Hélène", "Hugo Roy", "anna"]
)
def test_vowel_that_is_heard_elides(name: str) -> None:
    assert (with_de(name), with_que(name)) == (f"d’{name}", f"qu’{name}")


@pytest.mark.parametrize(
    "name",
    ["Léa", "Yann", "Yasmine", "Hamid", "Hiroshi", "quelqu’un", "Claire", "Çigdem", "", "&lt;!here&gt;", "3 Amis"],
)
def test_nothing_else_does(name: str) -> None:
    assert (with_de(name), with_que(name)) == (f"de {name}", f"que {name}")


def test_no_sentence_puts_a_name_behind_the_bare_word() -> None:
    bare = re.compile(r"\b(?:de|que) \{(?:name|asker|mentor|giver|taker|host|coach|teller|by|person|who)\}")
    texts = sorted(Path(handlers.__path__[0]).rglob("*texts.py"))
    assert {one.name: found for one in texts if (found := bare.findall(one.read_text(encoding="utf-8")))} == {}
