"""`make soak`: more than a year of a promotion in half an hour, on both databases; two tables, and what is wrong."""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.databases import BACKENDS, fresh
from tests.faults.own_server import own_server

from .run import Told, soak
from .weather import WEATHERS

REPLICAS = {"sqlite": 1, "postgresql": 2}  # SQLite's file is one machine's, and one process's
DAYS = 400  # of the story, if the machine is quick enough
CALM = 90.0  # seconds of each database's share in which all is let stand


def main() -> int:
    """Soak each database for its share of the minutes; give 1 if anything was wrong."""
    given = argparse.ArgumentParser(prog="make soak")
    given.add_argument("--minutes", type=float, default=30.0, help="of the machine's time, for both databases")
    given.add_argument("--seed", type=int, default=1)
    given.add_argument("--databases", nargs="*", default=list(BACKENDS), choices=BACKENDS)
    asked = given.parse_args()
    console, all_told = Console(width=150), dict[str, Told]()
    whole = asked.minutes * 60 / len(asked.databases)
    seconds = max(whole - CALM, whole / 2)
    for backend in asked.databases:
        with tempfile.TemporaryDirectory(prefix="dispositifs-soak-", ignore_cleanup_errors=True) as folder:
            days = round(DAYS * min(1.0, whole / 600))
            replicas = REPLICAS[backend]
            with _database(backend, Path(folder)) as url:
                told = soak(url, Path(folder), seed=asked.seed, replicas=replicas, seconds=seconds, days=days)
        all_told[backend] = told
        for rule, broken in told.wrong.items():
            console.print(f"{backend}, {rule} : {', '.join(broken[:5])}", highlight=False, soft_wrap=True, markup=False)
    console.print(_figures(all_told))
    console.print(_troubles(all_told))
    return int(any(told.wrong for told in all_told.values()))


@contextmanager
def _database(backend: str, folder: Path) -> Iterator[str]:
    """Give an empty database; on PostgreSQL of a server of its own, whose connections no other run takes."""
    if backend == "sqlite":
        yield fresh(backend, folder)
        return
    with own_server() as server:
        yield server.make("soak")


def _figures(all_told: dict[str, Told]) -> Table:
    names = ("base", "copies", "jours", "gestes", "arrêts brutaux", "ennuis", "messages", "e-mails")
    table = Table(*names, "Mo", "fils", "fichiers", "vérification")
    for backend, told in all_told.items():
        first, last = told.longest[0], told.longest[-1]
        used = [f"{one} → {other}" for one, other in zip(_shown(first), _shown(last), strict=True)]
        wrong = sum(map(len, told.wrong.values()))
        counts = (told.days, told.acts, told.kills, told.weathers.total(), told.messages, told.mails)
        shown = (f"{one:,}" for one in counts)
        audit = f"{wrong} à voir" if wrong else "rien à redire"
        table.add_row(backend, str(REPLICAS[backend]), *shown, *used, audit)
    return table


def _troubles(all_told: dict[str, Told]) -> Table:
    """Give what went wrong around it, and what people did, by kind."""
    table = Table("ennuis, et gestes", *all_told)
    for name in WEATHERS:
        table.add_row(name, *(str(told.weathers[name]) for told in all_told.values()))
    table.add_section()
    for name in sorted(set().union(*(told.did for told in all_told.values()))):
        table.add_row(name, *(str(told.did[name]) for told in all_told.values()))
    return table


def _shown(use: tuple[int, int, int]) -> tuple[str, str, str]:
    kilobytes, threads, files = use
    return f"{kilobytes / 1024:.0f}", str(threads), str(files)


if __name__ == "__main__":
    sys.exit(main())
