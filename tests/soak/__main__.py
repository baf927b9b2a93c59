"""`make soak`: months of a promotion in half an hour, from a seed, on both databases; a table, and what is wrong."""

import argparse
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.databases import BACKENDS, fresh

from .run import Told, soak

REPLICAS = {"sqlite": 1, "postgresql": 2}  # SQLite's file is one machine's, and one process's


def main() -> int:
    """Soak each database for its share of the minutes; give 1 if anything was wrong."""
    given = argparse.ArgumentParser(prog="make soak")
    given.add_argument("--minutes", type=float, default=30.0, help="of the machine's time, for both databases")
    given.add_argument("--seed", type=int, default=1)
    given.add_argument("--databases", nargs="*", default=list(BACKENDS), choices=BACKENDS)
    asked = given.parse_args()
    console, wrong = Console(), False
    table = Table("base", "copies", "jours", "gestes", "arrêts brutaux", "messages", "mails", "Mo", "fils", "fichiers")
    seconds = asked.minutes * 60 / len(asked.databases)
    for backend in asked.databases:
        with tempfile.TemporaryDirectory(prefix="dispositifs-soak-") as folder:
            url = fresh(backend, Path(folder))
            told = soak(url, Path(folder), seed=asked.seed, replicas=REPLICAS[backend], seconds=seconds)
        table.add_row(backend, str(REPLICAS[backend]), *_cells(told))
        for rule, broken in told.wrong.items():
            wrong = True
            console.print(f"{backend}, {rule} : {', '.join(broken[:5])}", highlight=False, soft_wrap=True)
    console.print(table)
    return int(wrong)


def _cells(told: Told) -> list[str]:
    first, last = told.use[0], told.use[-1]
    uses = [f"{one} → {other}" for one, other in zip(_shown(first), _shown(last), strict=True)]
    return [f"{told.days}", f"{told.acts:,}", f"{told.kills}", f"{told.messages:,}", f"{told.mails:,}", *uses]


def _shown(use: tuple[int, int, int]) -> tuple[str, str, str]:
    kilobytes, threads, files = use
    return f"{kilobytes / 1024:.0f}", str(threads), str(files)


if __name__ == "__main__":
    sys.exit(main())
