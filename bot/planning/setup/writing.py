"""Functions that write a promotion to the tables and export its files.

For an open promotion, they write only the changes. A new person is imported, and nobody's membership ends. For a known
person, they write only the fields that the form changed, and do not change the person's other promotions."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from bot.catalogue.phases import PHASES
from bot.planning.setup import reading
from bot.planning.setup.checking import people_file, promotion_file
from bot.planning.setup.model import CHANNELS, ID, Cells, Setup, phases_of, values_of
from bot.planning.setup.reading import SERVING, read_setup
from bot.programme.files.hours import HOURS_COLUMNS, HoursFile
from bot.programme.files.people import PEOPLE_COLUMNS
from bot.programme.imports.hours import HOST_ROLES
from bot.programme.imports.people import AbsenteeRule, end_roles
from bot.programme.imports.person import PersonFields, amend_person
from bot.programme.imports.service import Content, NamedFile, apply_import
from bot.programme.model import Actor, Promotion
from bot.programme.roles import Role, metier_word
from bot.programme.spelling import fold
from storage.database import Reading, Transaction
from storage.programme import people, promotions


def write_differences(
    tx: Transaction, actor: Actor, *, before: Setup, after: Setup, promotion: Promotion, now: datetime
) -> None:
    """Write the differences between two states of an open promotion. Raises FormFaults, ImportFaults."""
    if (before.promotion, before.defis) != (after.promotion, after.defis):
        _write_promotion(tx, actor, before, after, now=now)
    known = {person[ID]: person for person in before.people}
    ids = {fold(defi.name): defi.id for defi in promotions.defis_of(tx, promotion.id)}
    renamed = dict(zip(before.defi_names, after.defi_names, strict=False))
    for cells in after.people:
        was = known.get(cells[ID])
        if was is not None and cells != was:
            shown = _to_shown({**was, "defi": _rename_defis(was.get("defi", ""), renamed)}, ids)
            amend_person(tx, promotion, int(was[ID]), before=shown, after=_to_shown(cells, ids), actor=actor, now=now)
    added = [person for person in after.people if person[ID] not in known]
    weeks = [
        row
        for person in after.people
        if after.week_text(person["email"]) != before.week_text(known.get(person[ID], person)["email"])
        for row in after.hours
        if row["email"] == person["email"]
    ]
    files: list[Content] = [people_file(added)] if added else []
    files += [HoursFile(reading.hours_rows(weeks))] if weeks else []
    import_files(tx, actor, files=files, name=after.name, now=now)
    for item in known.keys() - {person[ID] for person in after.people}:
        _end_roles(tx, actor, promotion, int(item), now=now)


def import_files(tx: Transaction, actor: Actor, *, files: Sequence[Content], name: str, now: datetime) -> None:
    """Import files that add people. No membership ends."""
    if files:
        apply_import(
            tx,
            [NamedFile(name, file) for file in files],
            promotion_name=name,
            phase_names=[phase.name for phase in PHASES],
            confirmed=True,
            says=AbsenteeRule.MORE,
            actor=actor,
            now=now,
        )


def _write_promotion(tx: Transaction, actor: Actor, before: Setup, after: Setup, *, now: datetime) -> None:
    known = {row[ID]: row for row in before.defis}
    changed = tuple(row for row in after.defis if row != known.get(row[ID]))
    for one in changed:
        if one["name"] != known.get(one[ID], one)["name"]:
            promotions.change_defi(tx, int(one[ID]), name=one["name"])
    emptied = {f"channel_{key.removeprefix('canal_')}": None for key in CHANNELS if not after.promotion.get(key)}
    promotions.change_promotion(tx, after.ref.id, name=after.name, **emptied)
    said = Setup(after.ref, after.promotion, changed, phases=after.phases)
    import_files(tx, actor, files=[promotion_file(said)], name=after.name, now=now)


def _rename_defis(names: str, renamed: Mapping[str, str]) -> str:
    return "|".join(renamed.get(name, name) for name in names.split("|"))


def _end_roles(tx: Transaction, actor: Actor, promotion: Promotion, person_id: int, *, now: datetime) -> None:
    """End a person's roles in the promotion. Without any such role, end their roles as mentor and specialist."""
    person = people.by_id(tx, person_id)
    if person and any(membership.promotion_id == promotion.id for membership in person.current):
        end_roles(tx, promotion, person_id, actor=actor, now=now)
    else:
        end_roles(tx, None, person_id, actor=actor, now=now)


def _to_shown(cells: Cells, defi_ids: Mapping[str, int]) -> PersonFields:
    names = [name for name in cells.get("defi", "").split("|") if name]
    return PersonFields(
        cells["nom"],
        cells["email"] or None,
        cells.get("slack_id") or None,
        tuple(Role(role) for role in cells["role"].split("|") if role),
        tuple(defi_ids[fold(name)] for name in names),
        cells.get("metier") or None,
        tuple(expertise for expertise in cells.get("expertises", "").split("|") if expertise),
    )


PROMOTION, PEOPLE, HOURS = "promotion.toml", "personnes.csv", "disponibilites.csv"
_DAYS = ("starts_on", "ends_on")


def promotion_files(tx: Reading, promotion: Promotion) -> dict[str, bytes]:
    """Return the files of a promotion, by name.

    People without an address are left out, because the address is their key in the files."""
    setup = read_setup(tx, promotion)
    rows = _people_rows(tx, setup, promotion)
    hosts = {row["email"] for row in rows if set(row["role"].split("|")) & HOST_ROLES}
    hours = [row for row in setup.hours if row["email"] in hosts]
    tables = {PEOPLE: (PEOPLE_COLUMNS, rows), HOURS: (HOURS_COLUMNS, hours)}
    found = {name: _csv_bytes(columns, lines) for name, (columns, lines) in tables.items() if lines}
    return {PROMOTION: _promotion_toml(setup).encode(), **found}  # the import refuses a table without lines


def _people_rows(tx: Reading, setup: Setup, promotion: Promotion) -> list[Cells]:
    """Return the rows of the file of people, with their roles in the promotion or as mentor and specialist.

    Other roles are left out. The setting BOT_COACHES decides who coaches all promotions. If the file had one alumnus or
    alumna, its import would end the membership of all others."""
    serving = people.current_memberships(tx, promotion_id=None, roles=SERVING)
    here = people.current_memberships(tx, promotion_id=promotion.id, roles=frozenset(Role))
    roles: dict[int, list[str]] = {}
    for row in [*here, *serving]:
        roles.setdefault(row.person_id, []).append(str(row.role))
    limits = {row.person_id: str(row.cycles_max) for row in serving if row.role == Role.MENTOR and row.cycles_max}
    return [
        {
            **person,
            "role": "|".join(dict.fromkeys(roles[int(person[ID])])),
            "metier": metier_word(person["metier"]),
            "cycles_max": limits.get(int(person[ID]), ""),
        }
        for person in setup.people
        if person["email"]
    ]


def _csv_bytes(columns: Sequence[str], rows: Iterable[Cells]) -> bytes:
    written = io.StringIO(newline="")
    table = csv.writer(written)
    table.writerow(columns)
    table.writerows([row.get(column, "") for column in columns] for row in rows)
    return written.getvalue().encode("utf-8-sig")  # spreadsheets need the byte order mark


def _promotion_toml(setup: Setup) -> str:
    values = values_of(setup)
    defis, channels = values.pop("defis"), values.pop("canaux")
    values.pop("phases")
    phases = [
        {"name": phase.name, "starts_on": str(phase.starts_on), "ends_on": str(phase.ends_on)}
        for phase in phases_of(setup)
    ]
    lines = _key_lines(values)
    lines += ["", "[canaux]", *_key_lines(channels)] if isinstance(channels, dict) and channels else []
    for name, tables in (("phases", phases), ("defis", defis)):
        for table in tables if isinstance(tables, list) else []:
            lines += ["", f"[[{name}]]", *_key_lines(table)]
    return "\n".join(lines) + "\n"


def _key_lines(values: Mapping[str, object]) -> list[str]:
    return [f"{key} = {_toml_value(key, value)}" for key, value in values.items()]


def _toml_value(key: str, value: object) -> str:
    if key in _DAYS:
        return date.fromisoformat(str(value)).isoformat()
    return json.dumps(value, ensure_ascii=False)  # a text or a list of texts is the same in JSON and in TOML
