"""`bot import FILE…`: parse the files and import them in one transaction, or only show the changes.

`programme.toml` is imported alone. Booked appointments keep their length, and formats that the file does not name are
not changed.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from rich.console import Console

from bot.catalogue import openings
from bot.catalogue.catalogue import current
from bot.catalogue.formats import HOSTS, Format, check, is_fit, read_hours
from bot.catalogue.phases import PHASES
from bot.command.refusals import Unreadable, read_bytes
from bot.errors import Conflict, Invalid, Refusal
from bot.planning import formats
from bot.programme import shaping
from bot.programme.files.decoding import MAX_BYTES
from bot.programme.files.faults import FileFaults
from bot.programme.files.kind import read_file
from bot.programme.files.programme import HEAD, Fault, Places, faults_of, places_of
from bot.programme.imports.outcome import Imported, ImportFaults
from bot.programme.imports.service import NamedFile, apply_import
from bot.programme.imports.words import printable, refusal_lines, result_lines
from bot.programme.model import Actor
from bot.programme.roles import read_role
from bot.programme.spelling import set_in_french
from bot.wording.programme import too_long
from handlers.catalogue.shaping_texts import INVALID
from storage.database import Database, Reading, Transaction
from storage.programme import people
from storage.programme.openings import lock_formats
from storage.programme.promotions import promotion_by_name

DONE, FAILED = 0, 1  # exit statuses
LARGEST = 1_000_000  # bytes
MOST_LONG = 3  # sentences without room that are shown
KEYS: Mapping[str, type] = {
    "key": str,
    "name": str,
    "hosts": str,
    "people": list,
    "minutes": int,
    "sessions": int,
    "window_days": int,
    "hours": list,
    "lead_hours": int,
    "horizon_days": int,
    "needs_agreement": bool,
    "question": str,
    "description": str,
    "preparation": str,
}
# Field names that differ between the check and the file
_FIELDS = {"lead": "lead_hours", "horizon": "horizon_days", "window": "window_days"}
OF_CYCLES = {"key", "minutes", "sessions", "window_days"}  # keys
_WANTED = {
    str: "un texte entre guillemets",
    int: "un nombre entier",
    list: 'une liste : ["jeudi 14 h-17 h"]',
    bool: "true ou false",
}
_TABLE = re.compile(r"\s*\[+\s*(?:formats|metiers|questions|sections|roles\.\w+)\s*\]+")  # a promotion has phases too
IN_SERVICE = "C’est en service."
_AT = re.compile(r"\(at line (\d+), column (\d+)\)")


class _OnlyTried(Exception):
    """Raised to roll back the transaction of `--dry-run`."""

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

    0: done, or nothing to change. 1: refused, each reason printed and nothing written. `promotion`: the promotion that
    the people's files belong to; `confirm`: allow a file to end more than a third of its memberships. `out` and `err`
    replace the process's streams."""
    try:
        named = _read_all(files)
        try:
            result = _attempt(database, named, promotion=promotion, dry_run=dry_run, confirm=confirm, now=now)
        except Conflict:  # a concurrent change: try a second time
            result = _attempt(database, named, promotion=promotion, dry_run=dry_run, confirm=confirm, now=now)
    except Refusal as refusal:
        _say(err or Console(stderr=True), refusal_lines(refusal))
        return FAILED
    _say(out or Console(), result_lines(result, dry_run=dry_run))
    return DONE


def _read_all(files: Sequence[Path]) -> list[NamedFile]:
    """Read every file first, so that one run reports the faults of all of them."""
    named: list[NamedFile] = []
    faults: list[FileFaults] = []
    for file in files:
        data = read_bytes(file, limit=MAX_BYTES + 1)  # reading a device may never end
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


class _UnfitError(ValueError):
    """Raised for a table that cannot be a format: the key that is wrong, and why."""

    def __init__(self, key: str, why: str) -> None:
        super().__init__(why)
        self.key = key


@dataclass(frozen=True, slots=True)
class _Table:
    """A table of the file, with the position of each key as « :line:column »; its own is under an empty key."""

    values: Mapping[str, Any]
    places: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _File:
    """What a file says: its tables of formats, the rest by key, and where each value stands."""

    tables: Sequence[_Table]
    head: Mapping[str, Any]
    places: Places

    def at(self, faults: Iterable[Fault]) -> Iterator[str]:
        """Yield the faults of the head, each behind its line and column."""
        for (table, number, key), why in faults:
            near = [where for (name, at, _), where in self.places.items() if (name.partition(".")[0], at) == (table, 0)]
            where = self.places.get((table, number, key)) or self.places.get((table, number, "")) or (near or [""])[0]
            yield f"{where} : {why}."


def is_programme(files: Sequence[Path]) -> bool:
    """Return whether the file is a single `.toml` that describes a programme."""
    if len(files) != 1 or files[0].suffix.lower() != ".toml":
        return False
    text = read_bytes(files[0], limit=LARGEST + 1).decode("utf-8", errors="replace")
    return any(_TABLE.match(line) for line in text.splitlines())


def import_programme(database: Database, file: Path, *, dry_run: bool, now: datetime) -> list[str]:
    """Import a programme from a file, all or nothing; return the report. Raises Unreadable with all faults."""
    given = _read_tables(file)
    work = database.rehearsal if dry_run else database.transaction
    try:
        with work() as tx:
            lines = _put_file(tx, given, name=str(file), now=now)
    except Conflict:  # a concurrent change in Slack: try a second time
        with work() as tx:
            lines = _put_file(tx, given, name=str(file), now=now)
    if not lines:
        return ["Rien à changer : ces formats sont en service."]
    kept = "C’est en service. Les mots du programme changent quand le bot redémarre." if given.head else IN_SERVICE
    return [*lines, "Rien n’est écrit : c’était un essai (--dry-run)." if dry_run else kept]


def _put_file(tx: Transaction, given: _File, *, name: str, now: datetime) -> list[str]:
    """Write the head of a file, then its formats; return what changes. Raises Unreadable with all faults."""
    faults = list(given.at(shaping.faults_of(tx, given.head))) if given.head else []
    faults += list(given.at(islice(too_long(shaping.after(tx, given.head)), MOST_LONG)))
    if faults:
        raise Unreadable(why="\n".join(set_in_french(f"{name}{fault}") for fault in faults))
    lines = shaping.put(tx, given.head, now=now) if given.head else []
    return [*lines, *_put_all(tx, given.tables, name=name, now=now)]


def _put_all(tx: Transaction, tables: Sequence[_Table], *, name: str, now: datetime) -> list[str]:
    lock_formats(tx)
    known, faults, lines = dict(current(tx).formats), list[str](), list[str]()
    for table in tables:
        key = table.values["key"]
        before = known.get(key)
        try:
            given = _format(tx, table, before)
            check(given, [other for other in known.values() if other.key != key])
            formats.check_people(tx, given, before)
        except Invalid as refusal:
            field, reason = str(refusal.facts["field"]), str(refusal.facts["reason"])
            faults.append(_at(table, _FIELDS.get(field, field), INVALID[field, reason], name=name))
            continue
        except _UnfitError as error:
            faults.append(_at(table, error.key, str(error), name=name))
            continue
        known[key] = given
        if given != before:
            lines.append(_change(before, given))
            formats.put_in_service(tx, given, now=now)
    if faults:
        raise Unreadable(why="\n".join(faults))
    return lines


def _format(tx: Reading, table: _Table, before: Format | None) -> Format:
    """Return the format that a table describes; missing keys keep their value from `before`.

    Raises _UnfitError, and Invalid ("hours")."""
    values = dict(table.values)
    if before is None and not is_fit(values["key"]):
        raise _UnfitError(
            "key", "la clé d’un format à vous est rdv-, puis au plus 36 lettres sans accent, chiffres ou tirets"
        )
    if before is None and {"name", "minutes", "hosts", "description"} - values.keys():
        raise _UnfitError("key", "un nouveau format a au moins key, name, hosts, minutes et description")
    if before and not before.is_own and {"name", "description", "preparation"} & values.keys():
        raise _UnfitError("key", "name, description et preparation de ce dispositif viennent de la page du programme")
    if before and before.is_cycle and (others := values.keys() - OF_CYCLES):
        raise _UnfitError(min(others), "un cycle a minutes, sessions et window_days, et rien d’autre")
    if "window_days" in values and not (before and before.is_cycle):
        raise _UnfitError("window_days", "window_days est pour un cycle de séances, comme le mentorat")
    if "hours" in values:
        values["hours"] = read_hours("\n".join(map(str, values["hours"])))
    if "hosts" in values:
        kept = before.hosts if before else None  # also a role that the programme has no more
        values["hosts"] = kept if kept and values["hosts"] == kept.value else read_role(values["hosts"])
        if values["hosts"] not in HOSTS:
            raise _UnfitError("hosts", "hosts est coach, mentor ou expert")
    if "people" in values:
        wanted = {str(email).strip().lower() for email in values["people"]}
        found = people.by_emails(tx, wanted)
        if unknown := wanted - found.keys():
            raise _UnfitError("people", f"personne n’a l’adresse {min(unknown)} dans le programme")
        values["people"] = tuple(sorted(person.id for person in found.values()))
    return replace(before or Format(values["key"], "", 0), **values)


def _change(before: Format | None, given: Format) -> str:
    if before is None:
        return f"Ajouté : {given.name} ({given.key}), fermé : ouvrez-le dans « Dispositifs ouverts »."
    changed = [name for name in KEYS if getattr(before, name) != getattr(given, name)]
    return f"Changé : {given.name} ({given.key}) : {', '.join(changed)}."


def _at(table: _Table, key: str, why: str, *, name: str) -> str:
    return set_in_french(f"{name}{table.places.get(key, table.places[''])} : {why.rstrip('.')}.")


def _read_tables(file: Path) -> _File:
    """Parse a file. Raises Unreadable with each fault."""
    name, data = str(file), read_bytes(file, limit=LARGEST + 1)
    if len(data) > LARGEST:
        raise Unreadable(why=f"{name} : ce fichier est trop grand.")
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
        values = tomllib.loads(text)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        raise Unreadable(why=f"{name}:{line}:{column} : ce n’est pas de l’UTF-8.") from error
    except (ValueError, RecursionError) as error:
        at = _AT.search(str(error))
        raise Unreadable(why=f"{name}{f':{at[1]}:{at[2]}' if at else ''} : ce n’est pas du TOML.") from error
    several, every = values.get("formats", []), places_of(text)
    if not values or values.keys() - {"formats", *HEAD} or not isinstance(several, list):
        raise Unreadable(why=f"{name} : ce fichier a {', '.join(HEAD)} et des tables [[formats]], et rien d’autre.")
    tables = [
        _Table(found, {key: where for (table, at, key), where in every.items() if (table, at) == ("formats", number)})
        for number, found in enumerate(several)
    ]
    given = _File(tables, {key: values[key] for key in HEAD if key in values}, every)
    faults = [set_in_french(f"{name}{fault}") for fault in given.at(faults_of(given.head))]
    faults += [f"{name}{fault}" for table in tables for fault in _faults(table)]
    keys = [table.values.get("key") for table in tables]
    twice = [table for at, table in enumerate(tables) if table.values.get("key") in keys[:at]]
    faults += [f"{name}{table.places['']} : {table.values['key']} y est déjà." for table in twice if not faults]
    if faults:
        raise Unreadable(why="\n".join(faults))
    return given


def _faults(table: _Table) -> Iterator[str]:
    """Yield the unknown and the missing keys of a table."""
    if "key" not in table.values:
        yield f"{table.places['']} : il manque key."
    for key, value in table.values.items():
        place = table.places.get(key, table.places[""])
        if key not in KEYS:
            yield f"{place} : {key} n’est pas connu ici. Les clés sont {', '.join(KEYS)}."
        elif type(value) is not KEYS[key]:
            yield set_in_french(f"{place} : {key} attend {_WANTED[KEYS[key]]}.")
