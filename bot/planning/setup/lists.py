"""Functions that merge a list into a promotion, by name or address. A preview shows what the list changes.

The list is pasted or in a file. A coach can send it again to update the people that it names. If the list corrects a
person's address, the person keeps their hours."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias

from bot.planning.setup.checking import account_faults, check_cells, id_cell
from bot.planning.setup.model import (
    ID,
    Cells,
    FormFaults,
    Setup,
    SetupPart,
    defi_cells,
    file_phases,
    hours_cells,
    person_cells,
    promotion_cells,
)
from bot.programme.files.faults import Fault, FaultList
from bot.programme.files.hours import HoursFile
from bot.programme.files.people import PeopleFile, PersonRow
from bot.programme.files.promotion import PromotionFile
from bot.programme.imports.hours import HOST_ROLES, NOT_HOST
from bot.programme.imports.people import check_defis
from bot.programme.imports.service import Content
from bot.programme.roles import Role
from bot.programme.spelling import fold, quote
from storage.database import Reading

MOST_PEOPLE = 500
KEPT_IF_EMPTY = ("slack_id", "cycles_max")  # an empty cell in these columns changes nothing
_MANY = ("role", "defi", "expertises", "jours_fermes")  # these columns have several values, in any order
Given: TypeAlias = Content | Sequence[tuple[int, Cells]]  # a file's content, or pasted défis as (line number, cells)


@dataclass(frozen=True, slots=True)
class ListChange:
    """One change that a list makes: the part of the setup, the name of the item, and the keys of the cells."""

    part: SetupPart
    name: str
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ListReview:
    """The preview of a list: added names and changes. `absent`: people with a role of the list, but without a line."""

    added: tuple[str, ...]
    changed: tuple[ListChange, ...]
    absent: tuple[str, ...]


def review_list(tx: Reading, setup: Setup, *, given: Given, now: datetime) -> ListReview | None:
    """Return what a list would change. Return None if the list only adds. Raises FormFaults."""
    after = merge_list(tx, setup, given=given, now=now)
    changed = _list_changes(setup, after)
    known = {person[ID] for person in setup.people}
    absent: list[str] = []
    if isinstance(given, PeopleFile) and not setup.ref.is_open:
        gone = {person[ID] for person in after.people} - {
            person[ID] for person in without_absent(setup, after, given=given).people
        }
        resent = any(person[ID] in known and person["email"] in _addresses(given) for person in after.people)
        absent = [person["nom"] for person in after.people if person[ID] in gone] if resent else []
    if not changed and not absent:
        return None
    added = [person["nom"] for person in after.people if person[ID] not in known]
    added += [row["name"] for row in after.defis if row[ID] not in {each[ID] for each in setup.defis}]
    return ListReview(tuple(added), tuple(changed), tuple(absent))


def merge_list(tx: Reading, setup: Setup, *, given: Given, now: datetime) -> Setup:
    """Return a setup with a list merged into it. The list updates the people that it names. Raises FormFaults."""
    faults = FaultList("")
    if isinstance(given, PromotionFile):
        after = _with_promotion(tx, setup, given, now=now)
    elif isinstance(given, PeopleFile):
        after = _with_people(tx, setup, given, faults=faults)
    elif isinstance(given, HoursFile):
        after = _with_hours(setup, given, faults=faults)
    else:
        after = _with_defis(tx, setup, given, now=now)
    if faults:
        raise FormFaults(lines=faults.refuse().faults)
    return after


def without_absent(before: Setup, after: Setup, *, given: PeopleFile) -> Setup:
    """Return the setup without the people who had a role that occurs in the list, but whom the list does not name."""
    named, roles = _addresses(given), set(given.roles)
    stood = {person[ID] for person in before.people if set(person["role"].split("|")) & roles}
    for person in after.people:
        if person[ID] in stood and person["email"] not in named:
            after = after.without_item(SetupPart.PERSON, int(person[ID]))
    return after


def _addresses(given: PeopleFile) -> set[str]:
    return {row.email for row in given.rows}


def _with_promotion(tx: Reading, setup: Setup, file: PromotionFile, *, now: datetime) -> Setup:
    cells = {**setup.promotion, **promotion_cells(file)}
    after = check_cells(tx, setup, SetupPart.PROMOTION, cells=cells, now=now)
    after = replace(after, phases=file_phases(file))
    for row in file.defis:
        known = next((one for one in after.defis if fold(one["name"]) == fold(row.name)), {})
        after = after.with_item(SetupPart.DEFI, defi_cells(row) | id_cell(known))
    return after


def _with_defis(tx: Reading, setup: Setup, lines: Sequence[tuple[int, Cells]], *, now: datetime) -> Setup:
    after, faults, first = setup, list[Fault](), dict[str, int]()
    for line, cells in lines:
        known = next((row for row in setup.defis if fold(row["name"]) == fold(cells["name"])), {})
        try:
            if first.setdefault(fold(cells["name"]), line) != line:
                known = {}  # a second défi with this name is new: it is in another administration
            given = {key: cell for key, cell in cells.items() if cell}
            after = check_cells(tx, after, SetupPart.DEFI, cells={**known, **given}, now=now)
        except FormFaults as faulty:
            faults += [Fault(line, "", why) for why in faulty.fields.values()]
    if faults:
        raise FormFaults(lines=faults)
    return after


def _with_people(tx: Reading, setup: Setup, file: PeopleFile, *, faults: FaultList) -> Setup:
    check_defis(file, setup.name, known_names=setup.defi_names, faults=faults)
    known = _known_people(setup, file)
    after = setup
    for row in file.rows:
        there = known.get(row.email, {})
        cells = _merge_person(there, row)
        for reason in account_faults(tx, cells).values() if row.slack_id else ():
            faults.note(row.line, "slack_id", reason=reason)
        after = after.with_item(SetupPart.PERSON, cells).with_corrected_address(there.get("email", ""), row.email)
    if len(after.people) > MOST_PEOPLE:
        faults.note(1, "", reason=f"Une promotion compte {MOST_PEOPLE} personnes au plus : retirez des lignes.")
    return after


def _known_people(setup: Setup, file: PeopleFile) -> Mapping[str, Cells]:
    """Return the stored people by their address in the list.

    If at least one address of the list is stored, the list may also correct addresses, until the promotion opens. A
    line with a new address then belongs to the stored person of the same name, if the person's own address is not in
    the list. If two of these people or two of these lines have the same name, their lines add new people."""
    by_address = {person["email"]: person for person in setup.people if person["email"]}
    known = {row.email: by_address[row.email] for row in file.rows if row.email in by_address}
    if not known or setup.ref.is_open:
        return known
    here = [
        person
        for person in setup.people
        if person["email"] not in known and set(person["role"].split("|")) & set(file.roles)
    ]
    new = [row for row in file.rows if row.email not in known]
    names = Counter(fold(row["nom"]) for row in here), Counter(fold(row.name) for row in new)
    for row in new:
        name = fold(row.name)
        if all(counted[name] == 1 for counted in names):
            known[row.email] = next(person for person in here if fold(person["nom"]) == name)
    return known


def _merge_person(there: Cells, row: PersonRow) -> Cells:
    said = person_cells(row)
    if not there:
        return said
    kept = {key for key in said if key not in row.said or (key in KEPT_IF_EMPTY and not said[key])}
    kept |= {key for key in _MANY if set(said.get(key, "").split("|")) == set(there.get(key, "").split("|"))}
    cells = {**said, **{key: there[key] for key in kept if key in there}, ID: there[ID]}
    return cells if Role.MENTOR in cells["role"].split("|") else {**cells, "cycles_max": ""}


def _with_hours(setup: Setup, file: HoursFile, *, faults: FaultList) -> Setup:
    hosts = {row["email"] for row in setup.with_role(*HOST_ROLES)}
    for row in file.rows:
        if row.email not in hosts:
            why = f"{quote(row.email)} {NOT_HOST} de cette promotion."
            faults.note(row.line, "email", reason=f"{why} Ajoutez d’abord la personne.")
    named = {row.email for row in file.rows}
    kept = tuple(row for row in setup.hours if row["email"] not in named)
    return replace(setup, hours=(*kept, *map(hours_cells, file.rows)))


def _list_changes(before: Setup, after: Setup) -> list[ListChange]:
    keys = [key for key, cell in before.promotion.items() if cell and after.promotion.get(key, "") != cell]
    found = [ListChange(SetupPart.PROMOTION, before.name, tuple(keys))] if keys else []
    found += _list_item_changes(SetupPart.DEFI, before.defis, after.defis)
    found += _list_item_changes(SetupPart.PERSON, before.people, after.people)
    addresses = {person[ID]: person["email"] for person in after.people}
    for person in before.people:
        week = _comparable_week(before, person["email"])
        if week and week != _comparable_week(after, addresses.get(person[ID], person["email"])):
            found.append(ListChange(SetupPart.HOURS, person["nom"]))
    return found


def _list_item_changes(part: SetupPart, before: Iterable[Cells], after: Iterable[Cells]) -> list[ListChange]:
    stood = {row[ID]: row for row in before}
    found: list[ListChange] = []
    for one in after:
        was = stood.get(one[ID], one)
        keys = tuple(key for key in one if (one[key] or "") != was.get(key, ""))
        found += [ListChange(part, one["name" if part is SetupPart.DEFI else "nom"], keys)] if keys else []
    return found


def _comparable_week(setup: Setup, email: str) -> list[tuple[tuple[str, str], ...]]:
    mine = [
        {key: cell for key, cell in row.items() if cell and key != "email"}
        for row in setup.hours
        if row["email"] == email
    ]
    return sorted(tuple(sorted(row.items())) for row in mine)
