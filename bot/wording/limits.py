"""Find how long each sentence may be, since Slack refuses long buttons, titles and options.

The limit depends on the function that the sentence is passed to: a button, for example, has at most 75 characters."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

from bot.programme.files.programme import Fault
from bot.programme.shape import Shape
from bot.wording.places import ROOT, Module, SourceSentence, key_prefix, read_modules

LONGEST: Final = 3000  # characters in a section
# For each function of the kit: the highest length of its arguments, by position or name.
LIMITS: Final[Mapping[str, Mapping[int | str, int]]] = {
    "button": {0: 75},
    "modal": {1: 24, "submit": 24, "close": 24},
    "Form": {1: 24, 2: 24},
    "header": {0: 150},
    "confirm_dialog": {0: 100, 1: 300, "yes": 30, "no": 30},
    "field": {1: 2000, "hint": 2000},
    "Text": {1: 2000, 2: 2000, "example": 150},
    "Address": {1: 2000, 2: 2000},
    "select": {1: 150},
    "multi_select": {1: 150},
    "suggestion_list": {1: 150},
    "channel_picker": {1: 150},
    "text_area": {"placeholder": 150},
}
_CHOICE: Final = 75
TITLE: Final = 24
_HINT: Final = 2000
_FIELD: Final = re.compile(r"\{[^}]*\}")
_TITLED: Final = re.compile(r"TITLE|SUBMIT")
CHOICE_FUNCTIONS: Final = frozenset({"select", "multi_select", "checkboxes", "option"})


def survey_sentences() -> tuple[dict[str, SourceSentence], dict[str, int]]:
    """Return all sentences by key, and their limits by key. All sentences of a dictionary may share one limit."""
    places = dict[str, SourceSentence]()
    found = defaultdict[str, int](lambda: LONGEST)
    for module in read_modules():
        places.update((place.key, place) for place in module.places)
        known = _imported_keys(module)
        known.update((id(place.node), place.key) for place in module.places)
        for call in module.calls:
            for value, limit in _limited_arguments(call):
                for key in _keys(value, known):
                    found[key] = min(found[key], limit)
    return places, dict(found)


def limit_of(place: SourceSentence, found: Mapping[str, int]) -> int:
    """Return the limit of a sentence in `found`, or the limit of the dictionary or tuple that contains the sentence.

    A label without a limit in `found` gets the lowest limit that its text fits: 75, 150 or 3000 characters."""
    key, length = place.key, len(place.text)
    while key and key not in found:
        key = key.rpartition(".")[0]
    if length <= TITLE and _TITLED.search(place.key):
        return TITLE
    if key in found or "HINT" in place.key:
        return found.get(key, _HINT)
    is_label = place.maker in ("", "french") and not place.text[:1].islower() and not place.text.endswith(".")
    return next((limit for limit in (_CHOICE, 150) if is_label and length <= limit), LONGEST)


def _limited_arguments(call: ast.Call) -> Iterator[tuple[ast.expr, int]]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    given: dict[int | str, ast.expr] = {
        **dict(enumerate(call.args)),
        **{keyword.arg or "": keyword.value for keyword in call.keywords},
    }
    for place, limit in LIMITS.get(name, {}).items():
        if place in given:
            yield given[place], limit
    if name in CHOICE_FUNCTIONS:
        yield from (
            (part.elts[0], _CHOICE)
            for value in given.values()
            for part in ast.walk(value)
            if isinstance(part, ast.Tuple) and part.elts
        )


def _imported_keys(module: Module) -> dict[int | str, str]:
    """Return the key of each name that a module defines or imports: the key of a sentence or of a module of texts."""
    home = key_prefix(module.path)
    known: dict[int | str, str] = {place.key.removeprefix(f"{home}.").split(".")[0]: "" for place in module.places}
    known = {name: f"{home}.{name}" for name in known}
    for node in module.imports:
        above = module.path.parents[node.level - 1] if node.level else ROOT
        origin = above.joinpath(*(node.module or "").split("."))
        for alias in node.names:
            name = alias.asname or alias.name
            for path, rest in ((origin / f"{alias.name}.py", ""), (origin.with_suffix(".py"), f".{alias.name}")):
                if path.is_relative_to(ROOT / "handlers"):
                    known[name] = f"{key_prefix(path)}{rest}"
                    if path.exists():
                        break
    return known


def _keys(value: ast.expr, known: Mapping[int | str, str]) -> Iterator[str]:
    match value:
        case ast.Constant() | ast.JoinedStr() if id(value) in known:
            yield known[id(value)]
        case ast.Call(args=[ast.Constant() as text]) if id(text) in known:
            yield known[id(text)]
        case ast.Name(id=name) if name in known:
            yield known[name]
        case ast.Attribute(value=ast.Name(id=home), attr=name) if home in known and name != "plain":
            yield f"{known[home]}.{name}"
        case ast.IfExp(body=body, orelse=other):
            yield from _keys(body, known)
            yield from _keys(other, known)
        case ast.Attribute(value=inner) | ast.Subscript(value=inner) | ast.Call(func=inner):
            yield from _keys(inner, known)


def length_faults(given: Shape) -> Iterator[Fault]:
    """Yield a fault for each word of a programme that makes a button or an option too long for Slack.

    Titles are not checked, since the bot cuts them."""
    places, limits = survey_sentences() if given.renames else ({}, {})
    for place in places.values():
        text, limit = given.reword(place.text), limit_of(place, limits)
        if text != place.text and (length := len(_FIELD.sub("", text))) > limit > TITLE:
            role = next((role for role, label in given.roles.items() if any(word in text for word in label.shown)), "")
            where = (f"roles.{role}", 0, "plural") if role else ("", 0, "name")
            yield where, f"« {text} » aurait {length} signes, et Slack en montre {limit} : prenez des mots plus courts"
