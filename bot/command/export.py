"""`bot export`: write cycles, a phase, a promotion, the programme or other data to files."""

import os
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from bot.command import erasures
from bot.command.causes import cause_suffix
from bot.command.refusals import Unreadable
from bot.command.schema_check import open_database
from bot.errors import NotFound, Refusal
from bot.mentoring.coaches import running_cycles
from bot.mentoring.table import write_table
from bot.planning.setup import programme_file, writing
from bot.programme.model import Promotion
from bot.programme.service import all_promotions, promotion_of, running_promotions
from bot.programme.spelling import fold
from bot.records import balance, export, glance, load, overview
from bot.tools import Reading

# Only the owner of these files can read them, because supports and reports belong to the teams.
OWNERS_ALONE = 0o600


class Unwritable(Refusal):
    """Raised if a file cannot be written. Facts: `why`."""

    code = "unwritable"


def export_cycles(url: str, *, out: Path | None, now: datetime) -> list[str]:
    """Write the cycles of the running promotions to `out`, or print them. Return the report.

    This checks no permission, since the operator can read the whole database. Raises DatabaseUnfit, Unwritable."""
    with open_database(url) as database, database.reading() as reading:
        sheets = running_cycles(reading, now=now)
    table = write_table(sheets, now=now)
    if out is None:
        sys.stdout.write(table.decode("utf-8-sig"))  # Only spreadsheets need the byte order mark.
        return []
    _write_file(out, table)
    return [f"C’est écrit dans {out} : {len(sheets)} cycle{'s' if len(sheets) > 1 else ''}."]


def export_phase(
    url: str, *, number: int | None, promotion: str | None = None, out: Path | None, now: datetime
) -> list[str]:
    """Write the table of a phase, and the texts of each défi, into a folder. Create the folder if needed.

    By default, this is the phase to close, and a folder such as `phase-2`. `promotion` is a name, which is needed if
    several promotions run. Raises DatabaseUnfit, Unreadable, Unwritable."""
    try:
        with open_database(url) as database, database.reading() as reading:
            exported = glance.gather_export(reading, _promotion_id(reading, promotion, now=now), phase=number, now=now)
    except NotFound as refusal:
        raise Unreadable(
            why="Aucune promotion en cours n’a cette phase : donnez --promotion, et son nom, pour une promotion close."
        ) from refusal
    name, rows = f"phase-{exported.found.phase.number}", exported.found.rows
    folder = _make_folder(out or Path(name))
    _write_file(folder / f"{name}.csv", export.write_table(exported))
    for row in rows:
        text = export.write_document(row, exported.meetings.get(row.defi.id))
        _write_file(folder / export.file_name(row), text.encode())
        if report := exported.reports.get(row.defi.id):
            _write_file(folder / f"rapport-{export.file_name(row)}", export.write_report(report).encode())
    many = len(rows) + len(exported.reports)
    return [f"C’est écrit dans {folder} : un tableau et {many} document{'s' if many > 1 else ''}."]


def export_overview(url: str, *, out: Path | None, now: datetime) -> list[str]:
    """Write CSV tables of défis, usage and hosts' load into a folder (default: `suivi`).

    Raises DatabaseUnfit, Unwritable."""
    with open_database(url) as database, database.reading() as reading:
        found = overview.list_all(reading, now=now)
        loads = load.read(reading, all_promotions(reading), now=now)
    folder = _make_folder(out or Path("suivi"))
    _write_file(folder / "defis.csv", export.write_defis(found))
    _write_file(folder / "usage.csv", export.write_use(found))
    _write_file(folder / "charge.csv", export.write_load(loads))
    return [
        f"C’est écrit dans {folder} : defis.csv, usage.csv et charge.csv ; ni besoin, ni carnet, ni nom de l’équipe."
    ]


def export_balance(url: str, *, promotions: Sequence[str], out: Path | None, now: datetime) -> list[str]:
    """Write the figures of these promotions, running or ended, to `out`, or print them. Return the report.

    Raises DatabaseUnfit, Unreadable, Unwritable."""
    with open_database(url) as database, database.reading() as reading:
        found = balance.read_figures(reading, _find_promotions(all_promotions(reading), promotions), now=now)
    table = export.write_balance(found)
    if out is None:
        sys.stdout.write(table.decode("utf-8-sig"))
        return []
    _write_file(out, table)
    return [
        f"C’est écrit dans {out}, sans nom ni besoin. « {export.MASKED} » : moins de cinq, ou de quoi le retrouver."
    ]


def export_erasures(url: str, *, out: Path | None) -> list[str]:
    """Write the ids of erased people to `out`, or print them. Return the report. Raises DatabaseUnfit, Unwritable."""
    with open_database(url) as database, database.reading() as reading:
        found = erasures.read_erasures(reading)
    if out is None:
        sys.stdout.write(erasures.format_erasures(found).decode())
        return []
    _write_file(out, erasures.format_erasures(found))
    return [f"C’est écrit dans {out} : {len(found.person_ids)}, par numéro, sans nom."]


def export_promotion(url: str, *, promotion: str | None, out: Path | None, now: datetime) -> list[str]:
    """Write the three files of a running promotion into a folder (default: `promotion`). Create it if needed.

    If these files are imported unedited, nothing changes. Raises DatabaseUnfit, Unreadable, Unwritable."""
    try:
        with open_database(url) as database, database.reading() as reading:
            found = promotion_of(reading, _promotion_id(reading, promotion, now=now, may_have_ended=False))
            files = writing.promotion_files(reading, found) if found else {}
    except NotFound as refusal:
        raise Unreadable(why="Aucune promotion n’est en cours.") from refusal
    folder = _make_folder(out or Path("promotion"))
    for name, data in files.items():
        _write_file(folder / name, data)
    return [f"C’est écrit dans {folder} : {', '.join(files)}. Ces fichiers contiennent des noms et des adresses."]


def _promotion_id(reading: Reading, name: str | None, *, now: datetime, may_have_ended: bool = True) -> int:
    """Return the id of the promotion with this name. Without a name, return the id of the only running one.

    If `may_have_ended` is set, a named promotion may have ended. Raises NotFound if no promotion exists, and Unreadable
    if it is unclear which promotion is meant."""
    several = all_promotions(reading) if name and may_have_ended else running_promotions(reading, now, person=None)
    found = [promotion for promotion in several if name is None or fold(promotion.name) == fold(name)]
    if len(found) == 1:
        return found[0].id
    if not several:
        raise NotFound(thing="promotion")
    names = " ou ".join(f"--promotion « {promotion.name} »" for promotion in several)
    raise Unreadable(why=f"De quelle promotion s’agit-il ? Ajoutez {names}.")


def _find_promotions(promotions: Sequence[Promotion], names: Sequence[str]) -> list[Promotion]:
    wanted: dict[int, Promotion] = {}
    for name in names:
        exact = [promotion for promotion in promotions if promotion.name == name]
        found = exact or [promotion for promotion in promotions if fold(promotion.name) == fold(name)]
        if not found:
            existing = ", ".join(promotion.name for promotion in promotions)
            raise Unreadable(why=f"Aucune promotion ne s’appelle « {name} ». Celles qui existent : {existing}.")
        if len(found) > 1:
            several = ", ".join(f"« {promotion.name} »" for promotion in found)
            raise Unreadable(why=f"Plusieurs promotions s’appellent « {name} » : {several}. Lequel de ces noms ?")
        wanted[found[0].id] = found[0]
    return list(wanted.values())


def _make_folder(folder: Path) -> Path:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Unwritable(why=f"{folder} : ce dossier ne peut pas être fait{cause_suffix(error)}.") from error
    return folder


def _write_file(path: Path, data: bytes) -> None:
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNERS_ALONE), "wb") as file:
            os.fchmod(file.fileno(), OWNERS_ALONE)  # Without this, an existing file would keep its mode.
            file.write(data)
    except OSError as error:
        raise Unwritable(why=f"{path} : ce fichier ne peut pas être écrit{cause_suffix(error)}.") from error


def export_programme(url: str, *, out: Path | None) -> list[str]:
    """Write the programme to `out`, or print it. Return the report. Raises DatabaseUnfit, Unwritable."""
    with open_database(url) as database, database.reading() as reading:
        text, count = programme_file.programme_text(reading)
    if out is None:
        sys.stdout.write(text)
        return []
    _write_file(out, text.encode())
    return [f"C’est écrit dans {out} : {count} format{'s' if count > 1 else ''}."]
