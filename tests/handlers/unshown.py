"""The sentences of the modules of texts that no example shows and no refusal says, read from their source."""

import ast
import re
from collections.abc import Iterator

from handlers.kit.sentences import french
from tests.architecture.sources import Module, modules

_SHORTEST = 12  # signs, below which it is a word that a sentence is made with
_FIELD = re.compile(r"\{[^}]*\}")
_SPACES = re.compile(r"(?:\s|⟨U\+202F⟩)+")


def unshown(shown: str) -> str:
    """Give what is missing in what all other files show, a paragraph a module; `{…}` stands for what is filled in."""
    known = _plain(shown)
    found = {module.path: [one for one in _sentences(module) if _is_missing(one, known)] for module in modules()}
    said = (f"── {path}\n" + "\n".join(dict.fromkeys(lines)) for path, lines in found.items() if lines)
    return "\n\n".join(said) + "\n"


def _is_missing(sentence: str, known: str) -> bool:
    pieces = [_plain(one) for one in _FIELD.split(sentence)]
    return any(len(one) >= _SHORTEST and " " in one and one not in known for one in pieces)


def _sentences(module: Module) -> Iterator[str]:
    if not (module.path.startswith("handlers/") and module.path.endswith("texts.py")):
        return
    quiet = {id(part) for node in module.nodes for part in _inside(node)}
    found = [node for node in module.nodes if id(node) not in quiet and _text(node)]
    yield from (_text(node) for node in sorted(found, key=_place))


def _inside(node: ast.AST) -> Iterator[ast.AST]:
    """Give what is no sentence by itself: docstrings, the pieces of one that is filled in, what one is made of."""
    if isinstance(node, ast.Module | ast.FunctionDef) and ast.get_docstring(node):
        yield from ast.walk(node.body[0])
    if isinstance(node, ast.JoinedStr):
        yield from (piece for piece in node.values if isinstance(piece, ast.Constant))
    if isinstance(node, ast.Call) and _text(node):
        yield from node.args


def _text(node: ast.AST) -> str:
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.Call(func=ast.Name(id="said" | "french"), args=[ast.Constant(value=str(text))]):
            return french(text)
        case ast.Call(func=ast.Name(id="sentence"), args=[ast.Constant(value=str(text))]):
            return _FIELD.sub("{…}", french(text))
        case ast.JoinedStr(values=pieces):
            return "".join(str(one.value) if isinstance(one, ast.Constant) else "{…}" for one in pieces)
    return ""


def _place(node: ast.AST) -> tuple[int, int]:
    return getattr(node, "lineno", 0), getattr(node, "col_offset", 0)


def _plain(text: str) -> str:
    return _SPACES.sub(" ", text).strip(" <>@#")
