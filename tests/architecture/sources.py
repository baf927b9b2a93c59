"""The project's own modules as syntax trees, for the tests that keep the house in order."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TypeAlias

ROOT = Path(__file__).parents[2]
TREES = ("bot", "handlers", "storage")
Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """A module: its path from the root, its text and its tree, parsed when somebody asks for it."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """All of the tree, walked once for all who ask."""
        return tuple(ast.walk(self.tree))

    @property
    def name(self) -> str:
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def lines(self) -> int:
        return len(self.text.splitlines())


@dataclass(frozen=True, slots=True)
class Defined:
    """A function, by `path::Class.name`; `method` when a class holds it, `inner` when a function does."""

    name: str
    node: Function
    method: bool
    inner: bool

    @property
    def lines(self) -> int:
        return (self.node.end_lineno or self.node.lineno) - self.node.lineno + 1

    @property
    def public(self) -> bool:
        return not self.inner and not any(part.startswith("_") for part in self.name.split("::")[1].split("."))


@cache
def modules() -> tuple[Module, ...]:
    """Give every module of the three trees. Migrations' revisions are left out: each is a frozen record of the schema
    as it was on its day, written once, read never, and as long as its tables."""
    paths = sorted(path for tree in TREES for path in (ROOT / tree).rglob("*.py"))
    found = [path.relative_to(ROOT).as_posix() for path in paths if path.parent.name != "versions"]
    return tuple(Module(path, (ROOT / path).read_text("utf-8")) for path in found)


@cache
def functions() -> tuple[Defined, ...]:
    """Give every function and method of the three trees."""
    return tuple(one for module in modules() for one in functions_of(module, module.tree))


def functions_of(module: Module, tree: ast.Module) -> Iterator[Defined]:
    """Give every function and method of a module's tree."""
    return _functions(tree, f"{module.path}::")


def calls_of(module: Module) -> Iterator[ast.Call]:
    """Give every call that a module writes."""
    return (node for node in module.nodes if isinstance(node, ast.Call))


def _functions(node: ast.AST, prefix: str, *, method: bool = False, inner: bool = False) -> Iterator[Defined]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, Function):
            yield Defined(f"{prefix}{child.name}", child, method, inner)
            yield from _functions(child, f"{prefix}{child.name}.", inner=True)
        elif isinstance(child, ast.ClassDef):
            yield from _functions(child, f"{prefix}{child.name}.", method=True, inner=inner)
        elif not isinstance(child, ast.expr):  # no expression holds a function but a lambda
            yield from _functions(child, prefix, method=method, inner=inner)
