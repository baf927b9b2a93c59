"""Which function asks for a permission, checks or locks what, for a reviewer to read: `required.txt`, a call a line.

A listener often calls two functions that guard the same gesture, so no request shows that one of them stopped.
`UPDATE_GOLDEN=1` writes the file anew.
"""

import ast
import os
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.sources import functions_of, modules

REQUIRED = Path(__file__).with_name("required.txt")
GUARDS = re.compile(r"require|may|_?(check|lock)(_\w+)?")


def guards() -> Iterator[str]:
    """Yield a line for each call that guards; an action that the code computes stands as it is written there."""
    trees = ((module, ast.parse(module.text)) for module in modules() if module.path.startswith(("bot/", "handlers/")))
    for one in (one for module, tree in trees for one in functions_of(module, tree) if not one.inner):
        for node in ast.walk(one.node):
            match node:
                case ast.Call(ast.Name("require" | "may" as name), [_, action, *_]):
                    said = str(action.value) if isinstance(action, ast.Constant) else ast.unparse(action)
                    yield f"{one.name} {name} {said}"
                case ast.Call(ast.Name(name) | ast.Attribute(_, name)) if GUARDS.fullmatch(name):
                    yield f"{one.name} {ast.unparse(node.func)}"


def test_guards_are_those_of_the_file() -> None:
    found = sorted(one for one in guards() if not one.startswith(("bot/demo/", "bot/sandbox/")))
    if os.environ.get("UPDATE_GOLDEN") == "1":
        REQUIRED.write_text("".join(f"{line}\n" for line in found), encoding="utf-8")
    assert found == REQUIRED.read_text(encoding="utf-8").splitlines()
