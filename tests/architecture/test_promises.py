"""Every sentence that promises something has a test that plays what it promises.

A promise is found by its verb: in the future tense in all `texts.py` of the conversation, in the present tense in the
guide; and each bullet of README is one. Each holds a fragment of `promises.txt`, which
names its test, or none where the bot promises nothing. A new one gets a line there.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
FUTURE = re.compile(
    r"\b(?:recevr(?:ez|a|ont)|ser(?:ez|a|ont)|saur(?:ez|a|ont)|arriver(?:a|ont)|partir(?:a|ont)|viendra|suivra|oubliera"
    r"|cesser(?:a|ont)|rejoindront|remplacera|contiendra|changera|apprendront|ouvrir(?:a|ont)|préviendr(?:ai|a)|dirai"
    r"|demanderai|proposerai|rappellerai|écrirai|enverrai|reviendrai)\b"
)
DOES = re.compile(
    r"\b(?:recevez|reçoi(?:t|vent)|arrivent?|préviennent|prévient|relance|rappelle|propose|cherche|efface|oublie"
    r"|apprend|apprennent|partent?|suivent)\b"
)
LIST = Path(__file__).with_name("promises.txt")
SENTENCE = re.compile(r"(?<=[.!?]) ")


def lines() -> list[tuple[str, str, str]]:
    """Read the list: module, fragment, test ("" for none)."""
    rows = [one for one in LIST.read_text().splitlines() if not one.startswith("#")]
    return [(module, fragment, test) for module, fragment, test in (map(str.strip, row.split("|")) for row in rows)]


def promises() -> Iterator[tuple[str, str]]:
    """Yield each sentence that promises something, with its module or its page."""
    for file in sorted((ROOT / "handlers").rglob("*texts.py")):
        module = str(file.relative_to(ROOT / "handlers")).removesuffix("texts.py")
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield from ((module, one) for one in SENTENCE.split(node.value) if FUTURE.search(one))
    for line in (ROOT / "README.md").read_text().partition("\n## ")[0].splitlines():
        if line.startswith("- "):
            yield "README.md", line
    for file in (ROOT / "docs" / "decouvrir.md", *sorted((ROOT / "docs" / "guide").glob("*.md"))):
        page, text = str(file.relative_to(ROOT)), " ".join(file.read_text().split())
        yield from ((page, sentence) for sentence in SENTENCE.split(text) if DOES.search(sentence))


def test_each_promise_is_in_the_list() -> None:
    known = lines()
    unplayed = [
        f"{module}: {sentence}"
        for module, sentence in promises()
        if not any(of == module and fragment in sentence for of, fragment, _ in known)
    ]
    assert "\n".join(unplayed) == ""


def test_each_line_is_of_a_sentence_and_its_test_is_there() -> None:
    said = list(promises())
    for module, fragment, test in lines():
        assert any(of == module and fragment in sentence for of, sentence in said), f"{module}: {fragment}"
        file, _, name = test.partition("::")
        assert not test or f"def {name}(" in (ROOT / "tests" / file).read_text(), test
