"""Imports go down: the contracts of pyproject.toml, as `lint-imports` checks them."""

import ast
import re
import subprocess
import sys
import tomllib
from fnmatch import fnmatch
from pathlib import Path

from tests.architecture.sources import ROOT, modules

LINTER = Path(sys.executable).with_name("lint-imports")


def test_import_contracts_are_kept() -> None:
    # In a process of its own: called here, it silences every logger that other tests listen to.
    done = subprocess.run([LINTER, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, "Contracts: 0 kept" in done.stdout, "0 broken." in done.stdout) == (0, False, True), (
        done.stdout
    )


def test_what_calls_itself_pure_is_under_the_contract_of_what_is_pure() -> None:
    [places] = [
        contract["source_modules"]
        for contract in tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
        if contract["name"].startswith("pure modules")
    ]
    ours = [one for one in modules() if one.path.startswith("bot/")]  # views are pure in a sense of their own
    said = [one.name for one in ours if re.search(r"\bpure\b", ast.get_docstring(one.tree) or "", re.IGNORECASE)]
    assert said
    assert [one for one in said if not any(fnmatch(one, place) or fnmatch(one, f"{place}.*") for place in places)] == []
