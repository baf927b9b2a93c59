"""Which function asks whether its actor may do which action, for a reviewer to read: `required.txt`, a call a line.

A listener often calls two functions that require the same action, so no request shows that one of them stopped asking.
`UPDATE_GOLDEN=1` writes the file anew.
"""

import ast
import os
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.sources import functions

REQUIRED = Path(__file__).with_name("required.txt")


def asked() -> Iterator[str]:
    """Yield a line for each call that asks; an action that the code computes stands as it is written there."""
    for one in (one for one in functions() if not one.inner):
        for node in ast.walk(one.node):
            match node:
                case ast.Call(ast.Name("require" | "may" as name), [_, action, *_]):
                    said = str(action.value) if isinstance(action, ast.Constant) else ast.unparse(action)
                    yield f"{said}: {one.name} {name}"


def test_functions_that_ask_for_a_permission_are_those_of_the_file() -> None:
    found = sorted(asked())
    if os.environ.get("UPDATE_GOLDEN") == "1":
        REQUIRED.write_text("".join(f"{line}\n" for line in found), encoding="utf-8")
    assert found == REQUIRED.read_text(encoding="utf-8").splitlines()
