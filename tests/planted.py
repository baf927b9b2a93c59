"""Plant faults drawn by chance, in a worktree; print which ring of tests notices each (`--seed 1 --count 30`).

mutmut and cosmic-ray do not fit: neither drops a statement, draws a sample by lines, or runs a second set of tests.
"""

import argparse
import ast
import os
import random
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from difflib import unified_diff
from itertools import accumulate, count, islice
from pathlib import Path
from typing import Any

from hypothesis import Phase, settings

OTHER: dict[Any, Any] = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt}
OTHER |= {ast.And: ast.Or, ast.Or: ast.And}
_seconds = count(946684800, 2)  # bytecode is known by size and second, so each version of a file has its own second


def pytest_configure() -> None:  # this module is the plugin of its runs: shrinking an example takes minutes
    settings.register_profile("planted", settings(), phases=[Phase.explicit, Phase.generate])
    settings.load_profile("planted")


def faults_of(function: ast.FunctionDef) -> Iterator[tuple[str, ast.AST, ast.AST]]:
    for node in (node for statement in function.body for node in ast.walk(statement)):
        match node:
            case ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test) | ast.comprehension(ifs=[test]):
                yield "negate a condition", test, ast.UnaryOp(ast.Not(), test)
            case ast.Compare(ops=[ast.Eq() | ast.NotEq() | ast.Is() | ast.IsNot() | ast.In() | ast.NotIn()]):
                yield "negate a comparison", node, ast.UnaryOp(ast.Not(), node)
            case ast.Compare(left, [op], right) if type(op) in OTHER:
                yield "off by one", node, ast.Compare(left, [OTHER[type(op)]()], right)
            case ast.Constant(int(number)) if not isinstance(number, bool):
                yield "off by one", node, ast.Constant(number + 1)
            case ast.BoolOp(op, values):
                yield "and for or", node, ast.BoolOp(OTHER[type(op)](), values)
            case ast.Expr(ast.Call(ast.Name("require"))):
                yield "skip require", node, ast.Pass()
            case ast.Expr(ast.Call() | ast.Yield()) | ast.AugAssign() | ast.Return() | ast.Raise() | ast.Continue():
                yield "drop a statement", node, ast.Pass()


def draw(chance: random.Random) -> Iterator[tuple[Path, str, bytes]]:
    """Yield a file, a fault and the source with it: a function by its lines, then an operator, then a place."""
    files = sorted(file for part in ("bot", "handlers", "storage") for file in Path(part).rglob("*.py"))
    kept = [(one, ast.parse(one.read_bytes())) for one in files if not {"sandbox", "demo", "migrations"} & {*one.parts}]
    functions = [(one, node) for one, tree in kept for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    lines = [bool([*faults_of(node)]) * len(ast.unparse(node).splitlines()) for _, node in functions]
    while True:
        [(file, function)] = chance.choices(functions, lines)
        drawn = chance.choice(sorted({operator for operator, _, _ in faults_of(function)}))
        _, old, new = chance.choice([fault for fault in faults_of(function) if fault[0] == drawn])
        source, at = file.read_bytes(), vars(old)  # whose columns count bytes
        starts = [0, *accumulate(map(len, source.splitlines(keepends=True)))]
        begin, end = starts[at["lineno"] - 1] + at["col_offset"], starts[at["end_lineno"] - 1] + at["end_col_offset"]
        put = "pass" if isinstance(new, ast.Pass) else f"({ast.unparse(new)})"
        yield file, f"{function.name}: {drawn}", source[:begin] + put.encode() + source[end:]


def failing(file: Path, source: bytes, *pytest: str) -> set[str]:
    """Run tests with this source in a file until one fails. Return those that did, or how else the run ended."""
    file.write_bytes(source)
    os.utime(file, (next(_seconds),) * 2)
    command = ["timeout", "3600", sys.executable, "-m", "pytest", "-qx", "-p", "tests.planted", "-m", *pytest]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    failed = {*re.findall(r"^(?:FAILED|ERROR) ([^\s[]+)", ended.stdout, re.MULTILINE)}
    return failed or {f"pytest ended with {ended.returncode}"} - {"pytest ended with 0", "pytest ended with 5"}


def noticed_by(file: Path, changed: bytes) -> str:
    """Try the nearest test files, ring 1, ring 2. A test that fails without the fault too has not noticed it."""
    before, words = file.read_bytes(), {*re.findall("[a-z]+", str(file))}
    tests = sorted(Path("tests").rglob("test_*.py"), key=lambda one: -len(words & {*re.findall("[a-z]+", str(one))}))
    drawn = ["tests/handlers/test_golden_views.py", "tests/handlers/test_read_aloud.py"] * ("handlers" in words)
    all_ = ["-n4", "--dist=loadfile"]
    for ring, chosen in (("ring1", [*map(str, tests[:12]), *drawn]), ("ring1", all_), ("ring2", all_)):
        failed = failing(file, changed, ring, *chosen)
        again = failing(file, before, ring, *(one for one in failed if "::" in one)) if failed else set()
        if failed - again:
            return f"{ring} ({', '.join(sorted(failed - again))})"
    failing(file, before, "none")
    return "no ring"


def main(seed: int, count: int) -> None:
    rings = list[str]()
    for file, fault, changed in islice(draw(random.Random(seed)), count):
        diff = unified_diff(file.read_text("utf-8").splitlines(), changed.decode().splitlines(), lineterm="")
        rings.append(noticed_by(file, changed))
        sys.stdout.write("\n".join([f"{len(rings)}. {file}, {fault}: {rings[-1]}", *list(diff)[2:], "\n"]))
        sys.stdout.flush()
    for ring in ("ring1", "ring2", "no ring"):
        sys.stdout.write(f"{ring}: {sum(one.startswith(ring) for one in rings)} of {count}\n")


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seed", type=int, required=True)
    asked.add_argument("--count", type=int, default=30)
    given = vars(asked.parse_args())
    with tempfile.TemporaryDirectory() as tree:
        subprocess.run(["git", "worktree", "add", "--quiet", "--detach", tree], check=True)
        try:
            os.chdir(tree)
            main(**given)
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", tree], check=True)
