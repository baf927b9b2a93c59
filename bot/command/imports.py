"""`bot import FILE…`: parse the files and import them in one transaction, or show what would change.

`programme.toml` must be imported alone."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from rich.console import Console

from bot.catalogue import openings
from bot.catalogue.phases import PHASES
from bot.command.refusals import Unreadable, read_bytes
from bot.errors import Conflict, Refusal
from bot.planning.setup import programme_file
from bot.programme.files.decoding import MAX_BYTES
from bot.programme.files.faults import FileFaults
from bot.programme.files.kind import read_file
from bot.programme.imports.outcome import ImportFaults, ImportResult
from bot.programme.imports.service import NamedFile, apply_import
from bot.programme.imports.words import refusal_lines, result_lines, to_printable
from bot.programme.model import Actor
from bot.programme.spelling import to_french_typography
from handlers.catalogue.shaping_texts import INVALID
from storage.database import Database
from storage.programme.promotions import promotion_by_name

DONE, FAILED = 0, 1
IN_SERVICE = "C’est en service."


class _DryRunRollback(Exception):
    """Raised to roll back the transaction of `--dry-run`."""

    def __init__(self, result: ImportResult) -> None:
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
    """Import the files into a database with the newest schema, or show what would change. Return the exit status.

    The status is 0 if the import succeeds or changes nothing. It is 1 if the import is refused; then every reason is
    printed, and nothing is written. `promotion` is the promotion of the people in the files. If `confirm` is set, a
    file may end more than a third of the memberships. `out` and `err` replace the process's streams."""
    try:
        named = _read_all(files)
        try:
            result = _try_import(database, named, promotion=promotion, dry_run=dry_run, confirm=confirm, now=now)
        except Conflict:  # Another change came first: try once more.
            result = _try_import(database, named, promotion=promotion, dry_run=dry_run, confirm=confirm, now=now)
    except Refusal as refusal:
        _print_lines(err or Console(stderr=True), refusal_lines(refusal))
        return FAILED
    _print_lines(out or Console(), result_lines(result, dry_run=dry_run))
    return DONE


def _read_all(files: Sequence[Path]) -> list[NamedFile]:
    named: list[NamedFile] = []
    faults: list[FileFaults] = []
    for file in files:
        data = read_bytes(file, limit=MAX_BYTES + 1)  # The file may be a device, which never ends.
        try:
            named.append(NamedFile(str(file), read_file(str(file), data)))
        except FileFaults as found:
            faults.append(found)
    if faults:
        raise ImportFaults(faults)
    return named


def _try_import(
    database: Database,
    files: Sequence[NamedFile],
    *,
    promotion: str | None,
    dry_run: bool,
    confirm: bool,
    now: datetime,
) -> ImportResult:
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
                    openings.close_all_but_first(tx, added.id)
            if dry_run:
                raise _DryRunRollback(result)
    except _DryRunRollback as tried:
        return tried.result
    return result


def _print_lines(console: Console, lines: Sequence[str]) -> None:
    # Typed text may contain rich's markup, emoji codes or terminal commands. Print it unchanged.
    for line in lines:
        console.print(to_printable(line), markup=False, highlight=False, emoji=False, soft_wrap=True)


def is_programme(files: Sequence[Path]) -> bool:
    """Return whether `files` is a single `.toml` file that describes a programme."""
    if len(files) != 1 or files[0].suffix.lower() != ".toml":
        return False
    data = read_bytes(files[0], limit=programme_file.LARGEST + 1)
    return programme_file.is_programme(data, files[0].name)


def import_programme(database: Database, file: Path, *, dry_run: bool, now: datetime) -> list[str]:
    """Import a programme from a file, all or nothing. Return the report. Raises Unreadable with all faults."""
    try:
        given = programme_file.parse_programme(read_bytes(file, limit=programme_file.LARGEST + 1))
        with database.reading() as reading:
            programme_file.check_word_lengths(reading, given)
        try:
            lines = _save_programme(database, given, dry_run=dry_run, now=now)
        except Conflict:  # Another change in Slack came first: try once more.
            lines = _save_programme(database, given, dry_run=dry_run, now=now)
    except programme_file.ProgrammeFaults as refusal:
        faults = (to_french_typography(f"{file}{place} : {why}") for place, why in refusal.faults)
        raise Unreadable(why="\n".join(faults)) from refusal
    if not lines:
        return ["Rien à changer : ces formats sont en service."]
    kept = "C’est en service. Les mots du programme changent quand le bot redémarre." if given.head else IN_SERVICE
    return [*lines, "Rien n’est écrit : c’était un essai (--dry-run)." if dry_run else kept]


def _save_programme(
    database: Database, programme: programme_file.ProgrammeFile, *, dry_run: bool, now: datetime
) -> list[str]:
    with (database.rehearsal if dry_run else database.transaction)() as tx:
        return programme_file.put_in_service(tx, programme, reasons=INVALID, now=now)
