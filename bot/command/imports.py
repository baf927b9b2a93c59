"""`bot import FILE…`: reads the files, writes them in one transaction or only tries, and says what changed."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from rich.console import Console

from bot.catalogue import openings
from bot.catalogue.phases import PHASES
from bot.command.refusals import read_bytes
from bot.errors import Conflict, Refusal
from bot.programme.files.decoding import MAX_BYTES
from bot.programme.files.faults import FileFaults
from bot.programme.files.kind import read_file
from bot.programme.imports.outcome import Imported, ImportFaults
from bot.programme.imports.service import NamedFile, apply_import
from bot.programme.imports.words import printable, refusal_lines, result_lines
from bot.programme.model import Actor
from storage.database import Database
from storage.programme.promotions import promotion_by_name

DONE, FAILED = 0, 1  # exit statuses


class _OnlyTried(Exception):
    """Ends the transaction of `--dry-run`, so that nothing of it is kept."""

    def __init__(self, result: Imported) -> None:
        self.result = result


def import_files(
    database: Database,
    files: Sequence[Path],
    *,
    promotion: str | None = None,
    dry_run: bool = False,
    confirm: bool = False,
    now: datetime,
    out: Console | None = None,
    err: Console | None = None,
) -> int:
    """Import the files into a database of the newest schema, or only show what would change; return the exit status.

    0: done, or nothing to change. 1: refused, each reason printed and nothing written. `promotion`: the promotion of
    the people's files; `confirm`: allow a file to end more than a third of its memberships. `out` and `err` replace the
    process's own."""
    try:
        named = _read_all(files)
        try:
            result = _attempt(database, named, promotion=promotion, dry_run=dry_run, confirm=confirm, now=now)
        except Conflict:  # it and somebody else could not both go on: a second try is worth it
            result = _attempt(database, named, promotion=promotion, dry_run=dry_run, confirm=confirm, now=now)
    except Refusal as refusal:
        _say(err or Console(stderr=True), refusal_lines(refusal))
        return FAILED
    _say(out or Console(), result_lines(result, dry_run=dry_run))
    return DONE


def _read_all(files: Sequence[Path]) -> list[NamedFile]:
    """Read every file before anything is refused, so that one run names the faults of all of them."""
    named: list[NamedFile] = []
    faults: list[FileFaults] = []
    for file in files:
        data = read_bytes(file, limit=MAX_BYTES + 1)  # a device may never end
        try:
            named.append(NamedFile(str(file), read_file(str(file), data)))
        except FileFaults as found:
            faults.append(found)
    if faults:
        raise ImportFaults(faults)
    return named


def _attempt(
    database: Database,
    files: Sequence[NamedFile],
    *,
    promotion: str | None,
    dry_run: bool,
    confirm: bool,
    now: datetime,
) -> Imported:
    try:
        with database.transaction() as tx:
            result = apply_import(
                tx,
                files,
                promotion_name=promotion,
                phase_names=[phase.name for phase in PHASES],
                confirmed=confirm,
                actor=Actor(""),
                now=now,
            )
            for name in result.promotions_added:
                if added := promotion_by_name(tx, name):
                    openings.start_small(tx, added.id)
            if dry_run:
                raise _OnlyTried(result)
    except _OnlyTried as tried:
        return tried.result
    return result


def _say(console: Console, lines: Sequence[str]) -> None:
    # What people typed is never read as rich's markup or emoji codes, nor as the terminal's commands.
    for line in lines:
        console.print(printable(line), markup=False, highlight=False, emoji=False, soft_wrap=True)
