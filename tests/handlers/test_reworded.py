"""An operator's sentences reach all that is drawn: labels of forms, dictionaries, what a module took from another."""

import ast
import json
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.programme.roles import ROLE_WORDS
from bot.wording.limits import LONGEST, limit_of, survey_sentences
from tests.architecture.sources import ROOT, modules
from tests.handlers.reworded import ALIKE, reworded
from tests.handlers.test_golden_views import plain
from tests.handlers.test_read_aloud import all_drawn
from tests.handlers.typography import texts_in

WORD = rf"[\w’-]*[{''.join(map(chr, ALIKE))}][\w’-]*"
WORDS = re.compile(rf"{WORD}(?:[ \u00a0](?:{WORD}|[\w’-]+(?=[ \u00a0])))+")  # of the bot's own letters, two at least
UNREAD = re.compile(r"`[^`]*`|<[^|>]*|https?://\S+|\S+@\S+|&\w+;")
# Kind of element and what it says → the most characters. Choices, titles and what confirms are cut by the kit.
MOST = {("button", "text"): 75, ("", "placeholder"): 150}
STAYS = {  # what drawings take from elsewhere than the conversation: words of the programme, mostly
    "bot/agenda/": "what an entry of an agenda says too",
    "bot/catalogue/": "the catalogue, and the programme's themes",
    "bot/evaluation/": "the programme's answers on objectives",
    "bot/planning/": "roles, and words that an importer says too",
    "bot/programme/": "the programme's roles",
    "bot/records/": "the sections of the report",
    "bot/workshops/": "the formats of workshops",
}
TYPED = re.compile(r"Café des EIG|Mentorat (?:<|&lt;)des EIG|Pour chaque EIG, chaque semaine")  # pages of the examples
DAYS = re.compile(r"(?:lun|mar|mercre|jeu|vendre|same)di \d|dimanche \d", re.IGNORECASE)  # a date, or its example


@pytest.mark.ring2  # a process that draws everything anew
def test_no_drawing_has_a_sentence_of_the_bot_that_an_operator_changed() -> None:
    drawn: dict[str, Any] = json.loads(
        subprocess.run(
            [sys.executable, "-m", "tests.handlers.reworded"], cwd=ROOT, check=True, capture_output=True
        ).stdout
    )
    assert len(drawn) > 1_000
    assert sum(map(len, drawn)) > 10_000
    typed = "\n".join(literals(examples())) + catalogue() + shipped()
    unchanged = {
        words for one in drawn.values() for words in own_words(one) if words not in typed and not DAYS.match(words)
    }
    source = {
        module.path: "\n".join(literals([ROOT / module.path]))
        for module in sorted(modules(), key=lambda one: one.path)
        if not module.path.startswith(("bot/demo/", "bot/sandbox/", "bot/command/", "storage/"))
    }
    homes = {words: next((path for path, text in source.items() if words in text), None) for words in unchanged}
    assert {words: path for words, path in homes.items() if path and not path.startswith((*STAYS,))} == {}


@pytest.mark.ring2  # the same
def test_no_drawing_of_another_programme_says_a_word_of_the_one_that_ships() -> None:
    file = ROOT / "docs" / "exemples" / "beta-gouv" / "programme.toml"
    command = [sys.executable, "-m", "tests.handlers.reworded", str(file)]
    drawn: dict[str, Any] = json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout)
    said = {text for one in drawn.values() for text in ([one] if isinstance(one, str) else texts_in(one, key="text"))}
    assert any("membres" in text for text in said)
    assert any("intrapreneurs et intrapreneuses" in text for text in said)
    foreign = re.compile(
        r"\bEIG\b(?! \d)|\b[Pp]orteur(?:s et|se| ou| ni)|\b[Mm]entore|[Ss]pécialiste(?! \d)|intérêt général"
    )
    assert {text for text in said if foreign.search(TYPED.sub("", text))} == set()


def test_limits_are_no_wider_than_where_it_is_drawn() -> None:
    """What the source does not tell of a label is guessed from its own length: no drawing may show otherwise."""
    places, known = survey_sentences()
    limits: defaultdict[str, int] = defaultdict(int)  # the narrowest of a text that several keys have
    for place in places.values():
        limits[place.text] = min(limits[place.text] or LONGEST, limit_of(place, known))
    shown = {pair for examples in all_drawn().values() for one in examples.values() for pair in labels(plain(one))}
    assert {text: most for text, most in shown if text in limits and limits[text] > most} == {}


def labels(drawn: Any) -> Iterator[tuple[str, int]]:  # noqa: ANN401 - JSON
    """Give each text of a drawing that Slack limits, with the most that it takes there."""
    if isinstance(drawn, list):
        for part in drawn:
            yield from labels(part)
    if isinstance(drawn, dict):
        for (kind, name), most in MOST.items():
            if kind in (drawn.get("type"), "") and name in drawn:
                yield drawn[name]["text"], most
        for part in drawn.values():
            yield from labels(part)


def own_words(drawn: Any) -> Iterator[str]:  # noqa: ANN401 - JSON
    """Give what stands in a drawing in the bot's own letters."""
    for text in texts_in(drawn, key="text") if not isinstance(drawn, str) else [drawn]:
        yield from (words.replace("\u00a0", " ") for words in WORDS.findall(UNREAD.sub("|", text)))


def literals(paths: Iterable[Path]) -> Iterator[str]:
    """Give the texts in the source of these modules, but their docstrings."""
    for path in paths:
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
                node.value.value = ""
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value.replace("\u00a0", " ")


def examples() -> Iterator[Path]:
    """Give the modules of what people typed; the sentences of refusals are the bot's."""
    found = [*(ROOT / "tests").rglob("*_examples.py"), *(ROOT / "tests").rglob("*_sheets.py")]
    return (path for path in [*found, ROOT / "tests/handlers/examples.py"] if path.name != "refusal_examples.py")


def shipped() -> str:
    return "\n".join(word for words in ROLE_WORDS.values() for word in words)


def catalogue() -> str:
    return (ROOT / "bot" / "catalogue" / "eleven.toml").read_text(encoding="utf-8")


def test_a_sentence_is_changed_letter_by_letter() -> None:
    assert reworded("Écrivez à {name} : `/agenda` <{link}|Le lien>") == "Ёcrіvеz ӑ {name} : `/agenda` <{link}|Lе lіеn>"
