"""Check a part of a promotion with the parsers of its files and further rules. Faults are reported by form field."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from bot.dates.hours_text import read_week
from bot.dates.paris import day_of
from bot.dates.phases import phase_bounds
from bot.planning.setup.model import (
    ID,
    PHASES,
    WEEK,
    Cells,
    FormFaults,
    PromotionRef,
    Setup,
    SetupPart,
    adjust_phases,
    from_text,
    person_cells,
    values_of,
)
from bot.programme.files.faults import FaultList
from bot.programme.files.people import PEOPLE_COLUMNS, PeopleFile, read_people_rows
from bot.programme.files.promotion import PromotionFile, parse_promotion
from bot.programme.files.sheet import Row
from bot.programme.imports.people import check_defis
from bot.programme.imports.person import is_everywhere
from bot.programme.roles import Role
from bot.programme.shape import shape_in_use
from bot.programme.spelling import fold, quote
from storage.database import Reading
from storage.programme import people, promotions

WORKED = 5
# The check of these columns does not depend on another field.
DETAILS = ("nom", "email", "metier", "expertises", "slack_id")
_BY_SETTING = (
    "Le réglage BOT_COACHES donne à cette adresse le rôle coach, dans toutes les promotions : changez-le d’abord là."
)
# Placeholders with which the parser checks défis without a promotion.
_ANY = {"name": "EIG", "starts_on": "2026-01-01", "ends_on": "2026-12-31"}


def check_cells(tx: Reading, setup: Setup, part: SetupPart, *, cells: Cells, now: datetime) -> Setup:
    """Return the setup with these cells in this part. Raises FormFaults with all faults, by form field."""
    if part in (SetupPart.PROMOTION, SetupPart.CHANNELS):
        after = replace(setup, promotion=dict(cells))
        faults = _date_faults(after, now=now)
        if not faults:
            after = replace(after, phases=adjust_phases(setup, cells))
            faults = _value_faults(replace(after, defis=()))
            check_name(tx, after)
    elif part is SetupPart.DEFI:
        after, faults = _check_defi(setup, cells)
    elif part is SetupPart.PERSON:
        after, faults = _check_person(tx, setup, cells)
    else:
        after, faults = _with_week(setup, cells)
    if faults:
        raise FormFaults(faults)
    return after


def _date_faults(setup: Setup, *, now: datetime) -> dict[str, str]:
    cells, faults = setup.promotion, dict[str, str]()
    starts, ends = cells.get("starts_on", ""), cells.get("ends_on", "")
    faults |= {key: "Choisissez un jour." for key in ("starts_on", "ends_on") if not cells.get(key)}
    if starts and ends and ends < starts:
        faults["ends_on"] = "La fin vient avant le début : corrigez l’un des deux jours."
    elif ends and ends < day_of(now).isoformat() and not setup.ref.is_open:
        faults["ends_on"] = "Cette promotion serait déjà terminée : choisissez une fin à venir."
    if faults or not starts or not ends:
        return faults
    bounds = phase_bounds(date.fromisoformat(starts), date.fromisoformat(ends), lengths=shape_in_use().lengths)
    usual = {number: first for number, first, _ in bounds}
    last, given = starts, ""
    for number, key in enumerate(PHASES, start=2):
        first = cells.get(key) or (usual[number].isoformat() if number in usual else "")
        given = key if cells.get(key) else given
        if first and given and not last < first <= ends:
            faults[given] = "Une phase commence après la précédente et avant la fin de la promotion : changez ce jour."
        last = first or last
    return faults


def check_name(tx: Reading, setup: Setup) -> None:
    """Check that no other promotion, open or in preparation, has this name. Raises FormFaults."""
    others = [
        promotion.name
        for promotion in promotions.all_promotions(tx)
        if not setup.ref.is_open or promotion.id != setup.ref.id
    ]
    waiting = [row for row in promotions.list_waiting_setups(tx) if setup.ref.is_open or row.id != setup.ref.id]
    others += [from_text(PromotionRef(False, row.id), row.content).name for row in waiting]
    if setup.name and fold(setup.name) in map(fold, others):
        raise FormFaults({"name": f"Une promotion s’appelle déjà {quote(setup.name)} : choisissez un autre nom."})


def _value_faults(setup: Setup) -> dict[str, str]:
    """Return the parser's faults by form field. The faults of an item have the fields of the item's own form."""
    faults: dict[str, str] = {}

    def note(path: str, reason: str) -> None:
        field = path.rpartition(".")[2].partition("[")[0]
        faults.setdefault(f"canal_{field}" if path.startswith("canaux") else field, reason)

    parse_promotion(values_of(setup), note=note)
    return faults


def _check_defi(setup: Setup, cells: Cells) -> tuple[Setup, dict[str, str]]:
    others = [row for row in setup.defis if row[ID] != cells.get(ID)]
    if fold(cells.get("name", "")) in {fold(other["name"]) for other in others}:
        same = {key: cell for key, cell in cells.items() if cell}
        if not cells.get(ID) and any({k: v for k, v in other.items() if v and k != ID} == same for other in others):
            return setup, {}  # the form was sent twice
        return setup, {"name": f"Un défi s’appelle déjà {quote(cells['name'])} : ouvrez-le, ou changez ce nom."}
    faults = _value_faults(replace(setup, promotion=_ANY, phases=(), defis=(cells,)))
    if faults:
        return setup, faults
    if len(cells.get("jours_fermes", "").split("|")) >= WORKED:
        return setup, {"jours_fermes": "Gardez au moins un jour ouvert : rien ne pourrait avoir lieu sur place."}
    before = next((row["name"] for row in setup.defis if row[ID] == cells.get(ID)), "")
    after = setup.with_item(SetupPart.DEFI, cells)
    return (after.with_renamed_defi(before, cells["name"]) if before and before != cells["name"] else after), {}


def _check_person(tx: Reading, setup: Setup, cells: Cells) -> tuple[Setup, dict[str, str]]:
    stood = setup.cells(SetupPart.PERSON, int(cells.get(ID) or 0))
    if Role.MENTOR not in cells.get("role", "").split("|"):
        cells = {**cells, "cycles_max": ""}  # only mentors have a limit of cycles
    found = FaultList("")
    file = read_people_rows([Row(1, {key: cells.get(key, "") for key in PEOPLE_COLUMNS}, found)])
    check_defis(file, setup.name, known_names=setup.defi_names, faults=found)
    faults: dict[str, str] = {}
    for fault in found.refuse().faults:
        faults.setdefault(fault.column, fault.reason)
    row = file.rows[0]
    if "defi" in faults and not row.defis:
        faults["defi"] = "Ce rôle va avec un défi : choisissez lequel."
        if not setup.defis:  # without défis the form has no field for a défi
            faults["role"] = "Ce rôle va avec un défi, et cette promotion n’en a pas encore : ajoutez-le d’abord."
            del faults["defi"]
    kept = {key: stood[key] for key in DETAILS if key in stood and stood[key] == cells.get(key)}
    faults = {key: why for key, why in faults.items() if key not in kept}
    others = [person for person in setup.people if person[ID] != cells.get(ID)]
    written = person_cells(row) | kept
    email = written["email"]
    twice = next((other for other in others if email and other["email"] == email), None)
    if twice is not None:
        if {key: cell for key, cell in twice.items() if key != ID} == written:
            return setup, {}  # the form was sent twice
        faults.setdefault("email", f"{quote(email)} est déjà dans la promotion : ouvrez sa fiche pour la changer.")
    faults |= _identity_faults(tx, setup, stood, written) if not faults else {}
    if faults:
        return setup, faults
    after = setup.with_item(SetupPart.PERSON, written | id_cell(cells))
    return after.with_corrected_address(stood.get("email", ""), email), {}


def _identity_faults(tx: Reading, setup: Setup, stored_cells: Cells, new_cells: Cells) -> dict[str, str]:
    """Return faults by field: another person's account or address, or a role that the setting BOT_COACHES gives."""
    if not setup.ref.is_open or not stored_cells:
        return account_faults(tx, new_cells)
    person = people.by_id(tx, int(stored_cells[ID]))
    moved = new_cells["email"] != stored_cells["email"]
    if is_everywhere(person) and (moved or Role.COACH not in new_cells["role"].split("|")):
        return {"email" if moved else "role": _BY_SETTING}
    holder = people.by_email(tx, new_cells["email"]) if moved else None
    if holder is not None and holder.id != int(stored_cells[ID]):
        return {"email": f"{quote(new_cells['email'])} est l’adresse de {quote(holder.name)} : corrigez-la."}
    return {}


def account_faults(tx: Reading, cells: Cells) -> dict[str, str]:
    """Return faults by field: an address that belongs to another account, or an account that has another address."""
    account = cells["slack_id"]
    known = people.by_email(tx, cells["email"])
    if account and known and known.slack_id and known.slack_id != account:
        why = f"{quote(cells['email'])} est l’adresse de {quote(known.name)}, sous un autre compte Slack : corrigez-la."
        return {"email": why}
    holder = people.by_slack_id(tx, account) if account else None
    if holder is not None and holder.email and holder.email != cells["email"]:
        return {"email": f"Ce compte est celui de {quote(holder.name)} : son adresse est {quote(holder.email)}."}
    return {}


def id_cell(cells: Cells) -> dict[str, str]:
    """Return the cell with the id of a stored item. Return no cell for a new item."""
    return {ID: cells[ID]} if cells.get(ID) else {}


def _with_week(setup: Setup, cells: Cells) -> tuple[Setup, dict[str, str]]:
    week = read_week(cells["semaine"])  # raises UnreadableText, whose faults the form shows line by line
    if not week:
        return setup, {"semaine": "Écrivez au moins un jour, par exemple lundi 9h-12h."}
    email = cells["email"]
    if cells["semaine"] == setup.week_text(email):
        return setup, {}
    kept = [row for row in setup.hours if row["email"] != email]
    kept += [row for row in setup.hours_of(email) if row.get("du") or row.get("au")]
    new = tuple(
        {"email": email, "jour": WEEK[hours.weekday], "debut": hours.starts, "fin": hours.ends} for hours in week
    )
    return replace(setup, hours=(*kept, *new)), {}


def promotion_file(setup: Setup) -> PromotionFile:
    """Return the content of a setup's promotion.toml. Raises FormFaults."""
    faults: dict[str, str] = {}
    file = parse_promotion(values_of(setup), note=faults.__setitem__)
    if faults or file is None:
        raise FormFaults(faults)
    return file


def people_file(several: Sequence[Cells]) -> PeopleFile:
    """Return these people as the content of a personnes.csv. Raises FormFaults."""
    found = FaultList("")
    file = read_people_rows(
        Row(line, {key: row.get(key, "") for key in PEOPLE_COLUMNS}, found) for line, row in enumerate(several, start=1)
    )
    if found:
        raise FormFaults(lines=found.refuse().faults)
    return file
