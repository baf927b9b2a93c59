"""Functions that read a setup from tables or from pasted lines, and convert cells to the values of the files."""

import csv
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot.planning.setup.model import (
    ID,
    WEEK,
    Cells,
    FormFaults,
    PromotionRef,
    Setup,
    SetupPart,
    day_cells,
    defi_cells,
)
from bot.programme.files.faults import FaultList
from bot.programme.files.fields import read_channel_id, read_weekday
from bot.programme.files.hours import HoursRow
from bot.programme.files.people import PEOPLE_COLUMNS, REQUIRED_COLUMNS, PeopleFile, read_people_rows
from bot.programme.files.promotion import DefiRow
from bot.programme.files.sheet import Row, find_header, read_rows
from bot.programme.imports.people import ROLES_OF_NO_PROMOTION
from bot.programme.model import Defi, Person, Promotion
from bot.programme.roles import Role
from bot.programme.spelling import name_sort_key, squash
from storage.agenda import hours
from storage.database import Reading
from storage.programme import people, promotions

DEFI_COLUMNS = ("name", "administration", "canal")  # columns of pasted défis; the channel is optional
_DEFI_HEADS = {squash(name): "name" for name in ("nom", "défi", "nom du défi")}
_DEFI_HEADS |= {squash(name): "canal" for name in ("canal", "canal du défi")} | {"administration": "administration"}
SERVING = frozenset({Role.MENTOR, Role.EXPERT})


def read_setup(tx: Reading, promotion: Promotion) -> Setup:
    """Return an open promotion as the content of its files. The number of queries is constant.

    The people include mentors and specialists, who do not belong to one promotion."""
    defis = {defi.id: defi for defi in promotions.defis_of(tx, promotion.id)}
    roles = frozenset(Role) - ROLES_OF_NO_PROMOTION
    held = people.current_memberships(tx, promotion_id=promotion.id, roles=roles)
    held += people.current_memberships(tx, promotion_id=None, roles=SERVING)
    members = sorted(people.by_ids(tx, {row.person_id for row in held}).values(), key=name_sort_key)
    names = {defi.id: defi.name for defi in defis.values()}
    return Setup(
        PromotionRef(True, promotion.id),
        {
            "name": promotion.name,
            **day_cells(promotion.phases, starts=promotion.starts_on, ends=promotion.ends_on),
            **{f"canal_{use}": channel for use, channel in promotion.channels.items()},
        },
        tuple(_defi_cells(defi) for defi in defis.values()),
        tuple(_member_cells(member, promotion, names) for member in members),
        _hours_cells(tx, members),
        promotion.phases,
        closed=promotion.closed_at is not None,
    )


def _defi_cells(defi: Defi) -> Cells:
    row = DefiRow(
        defi.name,
        defi.administration,
        defi.channel or "",
        defi.visio,
        defi.place,
        defi.closed_weekdays,
        defi.documents_by_link,
    )
    return {ID: str(defi.id), **defi_cells(row)}


def with_kept_hours(tx: Reading, setup: Setup) -> Setup:
    """Return a setup with the stored weekly hours of its people."""
    said = {row["email"] for row in setup.hours}
    several = people.by_emails(tx, {person["email"] for person in setup.people} - said)
    return replace(setup, kept_hours=_hours_cells(tx, list(several.values()))) if several else setup


def _hours_cells(tx: Reading, several: Sequence[Person]) -> tuple[Cells, ...]:
    emails = {person.id: person.email or "" for person in several}
    return tuple(
        {
            "email": emails[week.host_id],
            "jour": WEEK[weekly.weekday],
            "debut": weekly.starts,
            "fin": weekly.ends,
            "du": weekly.valid_from.isoformat() if weekly.valid_from else "",
            "au": weekly.valid_until.isoformat() if weekly.valid_until else "",
        }
        for week in hours.list_openings(tx, [person.id for person in several])
        for weekly in week.weekly
    )


def _member_cells(person: Person, promotion: Promotion, defis: dict[int, str]) -> Cells:
    held = [membership for membership in person.current if membership.promotion_id in (None, promotion.id)]
    metiers = [membership.metier for membership in held if membership.metier]
    return {
        ID: str(person.id),
        "email": person.email or "",
        "nom": person.name,
        "role": "|".join(dict.fromkeys(membership.role.value for membership in held)),
        "defi": "|".join(
            dict.fromkeys(defis[membership.defi_id] for membership in held if membership.defi_id in defis)
        ),
        "metier": metiers[0] if metiers else "",
        "expertises": "|".join(person.expertises),
        "slack_id": person.slack_id or "",
        "cycles_max": "",
    }


def hours_rows(several: Sequence[Cells]) -> tuple[HoursRow, ...]:
    """Convert weekly hours to rows of the file."""
    return tuple(
        HoursRow(
            line,
            row["email"],
            read_weekday(row["jour"]),
            row["debut"],
            row["fin"],
            *(date.fromisoformat(row[key]) if row.get(key) else None for key in ("du", "au")),
        )
        for line, row in enumerate(several, start=1)
    )


def read_pasted(part: SetupPart, text: str) -> PeopleFile | list[tuple[int, Cells]]:
    """Parse pasted défis or people. Raises FormFaults with every invalid line."""
    return read_defi_lines(text) if part is SetupPart.DEFI else read_people_lines(text)


def read_people_lines(text: str) -> PeopleFile:
    """Parse pasted lines, « adresse, nom, rôle, défi, métier, expertises », or the text of a file.

    The name may come before the address. The separator is a comma, a semicolon, or a tab as copied from a spreadsheet.
    Raises FormFaults with every invalid line, by its number in the pasted text."""
    faults = FaultList("")
    header = find_header(text, PEOPLE_COLUMNS)
    if header and len({squash(name) for name in header.names} & set(map(squash, PEOPLE_COLUMNS))) > 1:
        rows = read_rows(
            text, header, columns=PEOPLE_COLUMNS, required=REQUIRED_COLUMNS, faults=faults, allows_tabs=True
        )
    else:
        rows = _read_rows(text, PEOPLE_COLUMNS[:6], needed=REQUIRED_COLUMNS, faults=faults)
    for cells in (row.cells for row in rows):
        if "@" in cells.get("nom", "") and "@" not in cells.get("email", ""):
            cells["nom"], cells["email"] = cells["email"], cells["nom"]
    file = read_people_rows(rows)
    if faults:
        raise FormFaults(lines=faults.refuse().faults)
    return file


def read_defi_lines(text: str) -> list[tuple[int, Cells]]:
    """Parse pasted lines, « nom, administration, canal ». Return (line number, cells). The channel is optional.

    The first line may have the names of the columns, in any order. Raises FormFaults if a line lacks the name or the
    administration, or if its channel is neither an id nor a link."""
    faults = FaultList("")
    rows = _read_rows(text, DEFI_COLUMNS, needed=DEFI_COLUMNS, faults=faults)
    heads = _header_columns(rows[0]) if rows else {}
    if heads:
        empty = dict.fromkeys(DEFI_COLUMNS, "")
        rows = [
            replace(row, cells=empty | {column: row.cells[place] for place, column in heads.items()})
            for row in rows[1:]
        ]
    found: list[tuple[int, Cells]] = []
    for row in rows:
        if any(row.is_empty(column) for column in DEFI_COLUMNS[:2]):
            row.note("", "Écrivez un nom et une administration, séparés par une virgule.")
        channel = row.read_optional("canal", read_channel_id)
        cells = {column: " ".join(row.cells[column].split()) for column in DEFI_COLUMNS[:2]}
        found.append((row.line, cells | ({"canal": channel} if channel else {})))
    if faults:
        raise FormFaults(lines=faults.refuse().faults)
    return found


def _header_columns(row: Row) -> dict[str, str]:
    named = {place: _DEFI_HEADS.get(squash(cell), "") for place, cell in row.cells.items() if cell.strip()}
    is_header = "" not in named.values() and len({*named.values()}) == len(named)
    return named if is_header and "name" in named.values() else {}


def _read_rows(text: str, columns: Sequence[str], *, needed: Sequence[str], faults: FaultList) -> list[Row]:
    rows: list[Row] = []
    for line, content in enumerate(text.splitlines(), start=1):
        delimiter = next((sign for sign in "\t;" if sign in content), ",")
        try:
            cells = next(csv.reader([content], delimiter=delimiter, strict=True, skipinitialspace=True), [])
        except csv.Error:
            faults.note(line, "", reason="Les guillemets de cette ligne ne vont pas par deux : fermez-les ou ôtez-les.")
            continue
        if any(cell.strip() for cell in cells):
            row = Row(line, dict.fromkeys(needed, "") | dict(zip(columns, cells, strict=False)), faults)
            if any(cell.strip() for cell in cells[len(columns) :]):
                row.note("", f"Cette ligne a plus de {len(columns)} valeurs : ôtez ce qui est en trop.")
            rows.append(row)
    return rows
