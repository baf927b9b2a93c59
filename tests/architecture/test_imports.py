"""Imports go down: the contracts of pyproject.toml, as `lint-imports` checks them."""

import subprocess
import sys
from pathlib import Path

from tests.architecture.sources import ROOT

LINTER = Path(sys.executable).with_name("lint-imports")


def test_import_contracts_are_kept() -> None:
    # In a process of its own: called here, it silences every logger that other tests listen to.
    done = subprocess.run([LINTER, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, "Contracts: 0 kept" in done.stdout, "0 broken." in done.stdout) == (0, False, True), (
        done.stdout
    )
