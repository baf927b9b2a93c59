"""Find the sentences of the conversation in its source. Each sentence has a key.

A key is a module and a name: `helpdesk.hosting.NOTED` is NOTED of `handlers/helpdesk/hosting/texts.py`. For a sentence
in a dictionary or a tuple, the key of the entry follows. If a function has several sentences, their first words follow.
This module does not import `handlers`, whose modules copy sentences while they load."""

import ast
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from bot.programme.spelling import fold, to_french_typography

ROOT: Final = Path(__file__).parents[2]
Literal: TypeAlias = ast.Constant | ast.JoinedStr
Suffixed: TypeAlias = tuple[tuple[str, ...], Literal, str]  # (end of the key, literal, function that makes it)
_NONE: Final = frozenset({"sentences.py"})  # These files have no sentences for people.
Shown: TypeAlias = re.Pattern[str] | None  # It matches literals that are sentences, outside the calls of _MAKERS.
_MAKERS: Final = frozenset({"said", "sentence", "french"})
_FIELD: Final = re.compile(r"\{[^}]*\}")
_LETTER: Final = re.compile(r"[^\W\d_]")
_MADE: Final = re.compile(r"\b(?:said|sentence|french)\(")
_WHOLE: Final = re.compile(r"(?:texts|forms|words)\.py$")  # People read all French literals of these modules.
# These modules also have ids, so a literal is a sentence only if it has a French letter or quotation mark.
_DRAWN: Final = re.compile(r"views\.py$")
_ACCENTED: Final = re.compile(r"[’«»À-ÖØ-öø-ÿœ]")
_PROSE: Final = re.compile(r"[ \u00a0’«»À-ÖØ-öø-ÿœ].*\w|\w.*[ \u00a0’«»À-ÖØ-öø-ÿœ]|^[A-ZÀ-Ý][a-zà-ÿ]+", re.DOTALL)
_COMPARED: Final = frozenset({"get", "join", "partition", "removeprefix", "removesuffix", "replace", "split", "strip"})
_WORDS: Final = 4  # A key has at most this many words of its sentence.


@dataclass(frozen=True, slots=True)
class SourceSentence:
    """A sentence: its key, its text with fields in braces, the function that makes it ("" if none), its syntax node."""

    key: str
    text: str
    maker: str
    node: Literal


@dataclass(frozen=True)
class Module:
    """A module of the conversation: its path, its tree and its sentences."""

    path: Path
    tree: ast.Module
    places: Sequence[SourceSentence]

    @property
    def calls(self) -> Iterator[ast.Call]:
        """The function calls of the module."""
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.Call))

    @property
    def imports(self) -> Iterator[ast.ImportFrom]:
        """The imports at the top level of the module."""
        return (node for node in self.tree.body if isinstance(node, ast.ImportFrom))


def read_modules() -> Iterator[Module]:
    """Yield the modules of the conversation one by one. All their trees at once would take 100 MB."""
    for path in sorted((ROOT / "handlers").rglob("*.py")):
        if path.name not in _NONE:
            source = path.read_text(encoding="utf-8")
            tree = ast.parse(source)
            spoken = _shown_pattern(path) is not None or _MADE.search(source)
            yield Module(path, tree, list(list_sentences(path, tree)) if spoken else [])


def key_prefix(path: Path) -> str:
    """Return the prefix of the keys of a module: « helpdesk.hosting » for its `texts.py`."""
    parts = path.relative_to(ROOT / "handlers").with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "texts" else parts)


def list_sentences(path: Path, tree: ast.Module) -> Iterator[SourceSentence]:
    """Yield the sentences of a module, in the order of its source."""
    home, shown = key_prefix(path), _shown_pattern(path)
    counted = Counter[str]()
    for statement in tree.body:
        for name, value in _values(statement):
            for suffix, node, maker in _literals(value, shown=shown):
                key = ".".join((home, name, *suffix))
                counted[key] += 1
                number = f".{counted[key]}" if counted[key] > 1 else ""
                yield SourceSentence(f"{key}{number}", to_french_typography(template(node)), maker, node)


def _shown_pattern(path: Path) -> Shown:
    if _WHOLE.search(path.name):
        return _PROSE
    return _ACCENTED if _DRAWN.search(path.name) else None


def template(node: Literal) -> str:
    """Return the text of a literal. In an f-string, the name of each field is in braces."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    names = {id(part): name for name, part in named_parts(node)}
    pieces = (
        str(part.value).replace("{", "{{").replace("}", "}}")
        if isinstance(part, ast.Constant)
        else f"{{{names[id(part)]}}}"
        for part in node.values
    )
    return "".join(pieces)


def named_parts(node: ast.JoinedStr) -> Iterator[tuple[str, ast.expr]]:
    """Yield the fields of an f-string, each with the name of its variable or attribute, or with a numbered name."""
    seen = dict[str, str]()
    for at, part in enumerate(node.values):
        if isinstance(part, ast.FormattedValue):
            name = getattr(part.value, "id", "") or getattr(part.value, "attr", "valeur")
            whole = ast.dump(part)
            yield (name if seen.setdefault(name, whole) == whole else f"{name}{at}"), part


def _values(statement: ast.stmt) -> Iterator[tuple[str, ast.AST]]:
    match statement:
        case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
            yield from ((ast.unparse(name), value) for name, value in zip(names, values, strict=True))
        case (
            ast.Assign(targets=[ast.Name(id=name), *_], value=value)
            | ast.AnnAssign(target=ast.Name(id=name), value=value)
        ):
            if value is not None:
                yield name, value
        case ast.FunctionDef(name=name, body=body) | ast.ClassDef(name=name, body=body):
            yield name, ast.Module(body=body, type_ignores=[])


def _literals(value: ast.AST, *, shown: Shown) -> Iterator[Suffixed]:
    match value:
        case ast.Dict(keys=keys, values=values):
            for key, part in zip(keys, values, strict=True):
                yield from _prefix_literals(_label(key), part, shown=shown) if key else _literals(part, shown=shown)
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            for at, part in enumerate(parts, 1):
                yield from _prefix_literals(str(at), part, shown=shown)
        case ast.Module():
            found = list(_loose_literals(value, shown=shown))
            for node, maker in found:
                yield ((_slug(template(node)),) if len(found) > 1 else ()), node, maker
        case ast.Call(func=ast.Name(id=maker)) if maker not in _MAKERS:
            yield from _arguments(value, shown=shown)
        case _:
            yield from (((), node, maker) for node, maker in _loose_literals(value, shown=shown))


def _arguments(call: ast.Call, *, shown: Shown) -> Iterator[Suffixed]:
    for at, part in enumerate(call.args, 1):
        yield from _prefix_literals(str(at), part, shown=shown)
    for keyword in call.keywords:
        yield from _prefix_literals(keyword.arg or "", keyword.value, shown=shown)


def _prefix_literals(label: str, part: ast.AST, *, shown: Shown) -> Iterator[Suffixed]:
    return (((label, *suffix), node, maker) for suffix, node, maker in _literals(part, shown=shown))


def _label(key: ast.expr) -> str:
    match key:
        case ast.Attribute(attr=name):
            return name
        case ast.Tuple(elts=parts):
            return ".".join(map(_label, parts))
        case ast.Constant(value=value):
            return str(value)
    return ast.unparse(key)


def _loose_literals(node: ast.AST, *, shown: Shown) -> Iterator[tuple[Literal, str]]:
    """Yield each literal below a node that is a sentence for people, with the function that makes the sentence."""
    match node:
        case ast.Call(func=ast.Name(id=maker), args=[ast.Constant(value=str()) as text]) if maker in _MAKERS:
            if _LETTER.search(_FIELD.sub("", str(text.value))):
                yield text, maker
        case ast.Constant(value=str()) | ast.JoinedStr():
            if shown and shown.search(_FIELD.sub("", template(node))):
                yield node, ""
            for part in getattr(node, "values", ()):  # An f-string may choose among sentences.
                if isinstance(part, ast.FormattedValue):
                    yield from _loose_literals(part.value, shown=shown)
        case _:
            for child in _shown_children(node):
                yield from _loose_literals(child, shown=shown)


def _shown_children(node: ast.AST) -> Iterator[ast.AST]:
    """Yield child nodes that may contain sentences. Skip docstrings, comparisons, errors, defaults and keys."""
    match node:
        case ast.Expr(value=ast.Constant()) | ast.Compare() | ast.Raise() | ast.arguments() | ast.match_case():
            if isinstance(node, ast.match_case):
                yield from node.body
        case ast.Subscript(value=value):
            yield value
        case ast.AnnAssign(value=value):
            yield from [value] if value else []
        case ast.FunctionDef(body=body):
            yield from body
        case ast.Dict(values=values):
            yield from values
        case ast.Call(func=ast.Attribute(attr=name, value=value)) if name in _COMPARED:
            yield value
            yield from node.args[1:] if name == "get" else node.args if name == "join" else []
        case _:
            yield from ast.iter_child_nodes(node)


def _slug(text: str) -> str:
    return "-".join(fold(_FIELD.sub(" ", text)).split()[:_WORDS]) or "signe"
