"""Every view, message, mail and refusal as it is read aloud: files that a coach can review, an example a paragraph.

`UPDATE_GOLDEN=1` writes the files anew: read the difference aloud before you keep it.
"""

import ast
import os
from collections.abc import Iterator, Mapping
from difflib import unified_diff
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bot.errors import NotAllowed, Refusal
from bot.programme.permissions import RULES
from handlers.kit import texts
from handlers.kit.blocks import Message, actions, button, message, section
from handlers.kit.escaping import Said
from tests.architecture.sources import calls_of, modules
from tests.handlers.examples import ELEVEN, EXAMPLES, FAMILIES, Drawn
from tests.handlers.reading_aloud import READ, SILENT, Reader, read_family
from tests.handlers.refusal_examples import GENERAL, REFUSED
from tests.handlers.typography import faults
from tests.handlers.unshown import unshown

ALOUD = Path(__file__).parent / "aloud"
UPDATE = os.environ.get("UPDATE_GOLDEN") == "1"
MOST_LINES = 1_200  # a family: what a coach reads at one sitting
REFUSALS_HEAD = (
    "Ce que le bot répond quand ce n’est pas possible : le champ, la raison (des mots du code) et la phrase."
)
UNSHOWN_HEAD = "Les phrases qu’aucun exemple ne montre ; {…} tient la place de ce qui y sera écrit."


@cache
def all_drawn() -> Mapping[str, Mapping[str, Drawn]]:
    """Give what is drawn of each example, by family: when it is read, not when tests are collected."""
    families = {**FAMILIES, "catalogue-eleven": ELEVEN}
    return {family: {name: draw() for name, draw in examples.items()} for family, examples in families.items()}


@cache
def aloud() -> Mapping[str, str]:
    """Give what each file says."""
    shown = {family: read_family(examples) for family, examples in all_drawn().items()} | {"refusals": refusals()}
    return shown | {"unshown": f"{UNSHOWN_HEAD}\n\n{unshown(chr(10).join(shown.values()))}"}


def refusals() -> str:
    """Give every no: those of a code, wherever it comes, then those of each form on its field."""
    parts = [
        [
            "── partout",
            *(f"{code} : {texts.refusal_sentence(coded(code))}" for code in sorted(texts.known_codes())),
            *not_allowed(),
        ]
    ]
    for (_, examples, doing), said in REFUSED.items():
        labels = labels_of(examples)
        lines = [f"{field}, {reason}{labels.get(field, '')} : {sentence}" for (field, reason), sentence in said.items()]
        parts.append([f"── {doing} · {examples}", *lines])
    return "\n\n".join([REFUSALS_HEAD, *("\n".join(lines) for lines in parts)]) + "\n"


def not_allowed() -> Iterator[str]:
    """Give who may instead, for the actions of which it is told."""
    for action in sorted({*RULES, "undo"}):
        said = texts.refusal_sentence(NotAllowed(action=action))
        if said != texts.refusal_sentence(NotAllowed()):
            yield f"not_allowed, {action} : {said}"


def coded(code: str) -> Refusal:
    refusal = Refusal()
    refusal.code = code
    return refusal


def labels_of(examples: str) -> Mapping[str, str]:
    """Give the labels under which these examples show a field, by its name."""
    found: dict[str, dict[str, None]] = {}
    for name, draw in EXAMPLES.items():
        if name.startswith(tuple(examples.split())) and isinstance(view := draw(), dict):
            for block in view["blocks"]:
                if block["type"] == "input":
                    found.setdefault(block["block_id"], {})[f"« {block['label']['text']} »"] = None
    return {name: f" ({' ou '.join(labels)})" for name, labels in found.items()}


def test_everything_is_read_aloud_as_the_files_say() -> None:
    changed: list[str] = []
    for name, said in aloud().items():
        file = ALOUD / f"{name}.txt"
        if UPDATE:
            file.write_text(said, encoding="utf-8")
        kept = file.read_text(encoding="utf-8") if file.exists() else ""
        if said != kept:
            changed += unified_diff(kept.splitlines(), said.splitlines(), file.name, "as it is read", lineterm="")
    assert not changed, "\n".join(changed)


def test_files_are_those_of_the_families() -> None:
    assert sorted(file.name for file in ALOUD.iterdir()) == sorted(f"{name}.txt" for name in aloud())
    assert sum(len(family) for family in FAMILIES.values()) == len(EXAMPLES)


def test_they_are_short_enough_to_be_read() -> None:
    assert {name: lines for name, said in aloud().items() if (lines := said.count("\n")) > MOST_LINES} == {}


def test_nothing_that_is_drawn_stays_unread() -> None:
    drawn = [one for examples in all_drawn().values() for one in examples.values()]
    keys = {key for one in drawn for key in keys_in(one.blocks if isinstance(one, Message) else one)}
    assert sorted(keys - READ - SILENT) == []


def test_every_reason_of_a_refusal_has_its_sentence() -> None:
    said = {(form[0], *one) for form, sentences in REFUSED.items() for one in sentences}
    anywhere = {one[1:] for one in said}
    raised = set(reasons())
    unsaid = {one for one in raised if (one[0].split("/")[1], *one[1:]) not in said}
    shared = {one for one in unsaid if one[0].startswith(("bot/agenda/", "handlers/kit/")) and one[1:] in anywhere}
    assert sorted(unsaid - shared) == sorted(GENERAL)


def test_refusals_are_set_as_french_wants_it() -> None:
    said = {sentence: faults(sentence) for sentences in REFUSED.values() for sentence in sentences.values()}
    assert {sentence: found for sentence, found in said.items() if found} == {}


def reasons() -> Iterator[tuple[str, str, str]]:
    """Give the module, the field and the reason of each refusal of a value whose words are written where it is."""
    for module in (one for one in modules() if "Invalid(" in one.text):
        for call in calls_of(module):
            if isinstance(call.func, ast.Name) and call.func.id == "Invalid":
                given = {one.arg: words_of(one.value) for one in call.keywords}
                yield from ((module.path, field, why) for field in given["field"] for why in given["reason"])


def words_of(value: ast.expr) -> list[str]:
    match value:
        case ast.Constant(value=str(word)):
            return [word]
        case ast.IfExp(body=body, orelse=orelse):
            return words_of(body) + words_of(orelse)
    return []


def keys_in(drawn: Any) -> Iterator[str]:  # noqa: ANN401 - any JSON
    """Give the names of all that is drawn."""
    if isinstance(drawn, dict):
        yield from drawn
    if isinstance(drawn, dict | list | tuple):
        for one in drawn.values() if isinstance(drawn, dict) else drawn:
            yield from keys_in(one)


@pytest.mark.parametrize(
    ("mrkdwn", "read"),
    [
        ("*Lien* : <https://exemple.fr/a?b=1&amp;c=2>.", "*Lien* : → https://exemple.fr/a?b=1&c=2."),
        ("<https://exemple.fr|la &lt;note&gt;>", "la <note> → https://exemple.fr"),
        ("https://exemple.fr", "https://exemple.fr"),
        ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),
        ("<@U0LEA> <#C0PROMO> <!channel> &lt;!here&gt;", "@U0LEA #C0PROMO @channel <!here>"),
        ("7\u202f000", "7⟨U+202F⟩000"),
    ],
    ids=["address", "label", "not clicked", "escaped twice", "named", "unseen"],
)
def test_markup_is_read_as_a_person_gets_it(mrkdwn: str, read: str) -> None:
    assert Reader().read("une", message(Said(mrkdwn))) == f"── une · message\nnotification : {read}\n"


def test_buttons_of_which_the_same_is_said_are_one_line() -> None:
    day, go = "mardi 12 mai", button("Venir", "a.come", of="mardi 12 mai", style="primary")
    row = actions(go, button("Voir", "a.see", of=day, url="https://exemple.fr"), button("Autre", "a.other"))
    told = message(Said("À venir"), section(Said("À venir")), row)
    assert Reader().read("une", told).splitlines()[1:] == [
        "À venir",
        "boutons, lus « mardi 12 mai : … » : Venir (vert) | Voir → https://exemple.fr",
        "bouton : Autre",
    ]
