"""Export the three files of an open promotion: importing them again changes nothing."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from bot.planning.setup.model import ID, Cells, Setup, phases_of, values_of
from bot.planning.setup.reading import SERVING, of_promotion
from bot.programme.files.hours import HOURS_COLUMNS
from bot.programme.files.people import PEOPLE_COLUMNS
from bot.programme.imports.hours import HOST_ROLES
from bot.programme.model import Promotion
from bot.programme.roles import METIER_WORDS, Metier, Role
from storage.database import Reading
from storage.programme import people

PROMOTION, PEOPLE, HOURS = "promotion.toml", "personnes.csv", "disponibilites.csv"
_DAYS = ("starts_on", "ends_on")


def files_of(tx: Reading, promotion: Promotion) -> dict[str, bytes]:
    """Return the files by name. People without an address, which is the key of a file, are left out."""
    setup = of_promotion(tx, promotion)
    rows = _people(tx, setup, promotion)
    hosts = {row["email"] for row in rows if set(row["role"].split("|")) & HOST_ROLES}
    hours = [row for row in setup.hours if row["email"] in hosts]
    tables = {PEOPLE: (PEOPLE_COLUMNS, rows), HOURS: (HOURS_COLUMNS, hours)}
    found = {name: _table(columns, lines) for name, (columns, lines) in tables.items() if lines}
    return {PROMOTION: _toml(setup).encode(), **found}  # a table without a line is refused


def _people(tx: Reading, setup: Setup, promotion: Promotion) -> list[Cells]:
    """Return the people as file rows.

    With the roles of the promotion and those of mentors and specialists. Others are left out: BOT_COACHES decides
    general coaches, and a file with one alumnus or alumna would remove all the others.
    """
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
            "metier": METIER_WORDS[Metier(person["metier"])] if person["metier"] else "",
            "cycles_max": limits.get(int(person[ID]), ""),
        }
        for person in setup.people
        if person["email"]
    ]


def _table(columns: Sequence[str], rows: Iterable[Cells]) -> bytes:
    written = io.StringIO(newline="")
    table = csv.writer(written)
    table.writerow(columns)
    table.writerows([row.get(column, "") for column in columns] for row in rows)
    return written.getvalue().encode("utf-8-sig")  # the mark is for spreadsheets


def _toml(setup: Setup) -> str:
    values = values_of(setup)
    defis, channels = values.pop("defis"), values.pop("canaux")
    values.pop("phases")
    phases = [
        {"name": phase.name, "starts_on": str(phase.starts_on), "ends_on": str(phase.ends_on)}
        for phase in phases_of(setup)
    ]
    lines = _keys(values)
    lines += ["", "[canaux]", *_keys(channels)] if isinstance(channels, dict) and channels else []
    for name, tables in (("phases", phases), ("defis", defis)):
        for table in tables if isinstance(tables, list) else []:
            lines += ["", f"[[{name}]]", *_keys(table)]
    return "\n".join(lines) + "\n"


def _keys(values: Mapping[str, object]) -> list[str]:
    return [f"{key} = {_value(key, value)}" for key, value in values.items()]


def _value(key: str, value: object) -> str:
    if key in _DAYS:
        return date.fromisoformat(str(value)).isoformat()
    return json.dumps(value, ensure_ascii=False)  # a text or a list of texts is written alike in JSON and TOML
