"""Model of a promotion, in preparation or open, as the cells of its three files. Pure.

Cells have the keys of the files (docs/fichiers.md), so that a form, a pasted line and a file use the same parsers."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import TypeAlias

from bot.catalogue.phases import PHASES as NAMES
from bot.dates.hours import WeeklyHours
from bot.dates.hours_text import write_week
from bot.dates.phases import phase_bounds
from bot.dates.words import weekday_words
from bot.errors import NotFound, Refusal
from bot.programme.files.faults import Fault
from bot.programme.files.fields import read_weekday
from bot.programme.files.hours import HoursRow
from bot.programme.files.people import PersonRow
from bot.programme.files.promotion import BY_LINK, CHANNEL_USES, DefiRow, PromotionFile
from bot.programme.model import Person, Phase
from bot.programme.roles import Role
from bot.programme.shape import shape_in_use
from bot.programme.spelling import fold, space_french

Cells: TypeAlias = Mapping[str, str]  # a cell by its column; several values in a cell are separated by |
ID = "id"
# Keys of the first days of the phases. The first phase has none, since it begins with the promotion.
PHASES = tuple(f"phase_{number}" for number in range(2, len(NAMES) + 1))
CHANNELS = tuple(f"canal_{use}" for use in CHANNEL_USES)
WEEK = tuple(weekday_words(number) for number in range(7))


class SetupPart(StrEnum):
    """The part of a promotion that a form edits, or the kind of its items."""

    PROMOTION = "promotion"
    CHANNELS = "canaux"
    DEFI = "defi"
    PERSON = "personne"
    HOURS = "heures"


@dataclass(frozen=True, slots=True)
class PromotionRef:
    """The id of a promotion that is open or in preparation."""

    is_open: bool
    id: int

    def __str__(self) -> str:
        return f"{'p' if self.is_open else 'd'}{self.id}"


@dataclass(frozen=True, slots=True)
class Setup:
    """The content of the three files. `promotion` has the name, dates, phases and channels. Each item has an `id`.

    `phases`: the current phases or those of a file. `phases_of` computes them again if their days in `promotion` were
    edited. `opened_as`: id of the promotion after it opened. `kept_hours`: stored hours of people without an entry in
    `hours`. They are not written again."""

    ref: PromotionRef
    promotion: Cells
    defis: tuple[Cells, ...] = ()
    people: tuple[Cells, ...] = ()
    hours: tuple[Cells, ...] = ()
    phases: tuple[Phase, ...] = ()
    opened_as: int | None = None
    kept_hours: tuple[Cells, ...] = ()
    closed: bool = False

    @property
    def name(self) -> str:
        """The promotion's name, or "" if it has none yet."""
        return self.promotion.get("name", "")

    @property
    def defi_names(self) -> list[str]:
        """The names of the promotion's défis, in order."""
        return [row["name"] for row in self.defis]

    def with_role(self, *roles: Role) -> list[Cells]:
        """Return the people with any of these roles."""
        return [person for person in self.people if set(person.get("role", "").split("|")) & set(roles)]

    def cells(self, part: SetupPart, item: int) -> Cells:
        """Return the cells of a part or item. A new item (0) has none. Raises NotFound."""
        if part in (SetupPart.PROMOTION, SetupPart.CHANNELS):
            return self.promotion
        if part is SetupPart.HOURS:
            email = self.cells(SetupPart.PERSON, item)["email"]
            return {"email": email, "semaine": self.week_text(email)}
        items = self.defis if part is SetupPart.DEFI else self.people
        found = next((row for row in items if row[ID] == str(item)), None)
        if found is None and item:
            raise NotFound(thing=part.value)
        return found or {}

    def with_item(self, part: SetupPart, cells: Cells) -> "Setup":
        """Return the setup with this item. An item with the same id is replaced. Without an id, the item is new."""
        items = self.defis if part is SetupPart.DEFI else self.people
        known = {item[ID]: item for item in items}
        item = cells.get(ID) or str(max(map(int, known), default=0) + 1)
        known[item] = {**cells, ID: item}
        several = tuple(known.values())
        return replace(self, defis=several) if part is SetupPart.DEFI else replace(self, people=several)

    def without_item(self, part: SetupPart, item: int) -> "Setup":
        """Return the setup without this défi or person. The person's hours go too. Raises NotFound."""
        gone = self.cells(part, item)
        if part is SetupPart.DEFI:
            return replace(self, defis=tuple(row for row in self.defis if row is not gone))
        hours = tuple(row for row in self.hours if row["email"] != gone["email"])
        return replace(self, people=tuple(person for person in self.people if person is not gone), hours=hours)

    def with_renamed_defi(self, before: str, after: str) -> "Setup":
        """Return the setup after a défi has got another name: the cells of its people have the new name."""
        several = tuple(
            {**person, "defi": _replace_name(person.get("defi", ""), before, after)} for person in self.people
        )
        return replace(self, people=several)

    def with_corrected_address(self, before: str, after: str) -> "Setup":
        """Return the setup after a person's address was corrected: their hours have the new address."""
        if not before or before == after:
            return self
        several = ({**row, "email": after} if row["email"] == before else row for row in self.hours)
        return replace(self, hours=tuple(several))

    def week_text(self, email: str) -> str:
        """Return a person's weekly hours as text. Hours with a first or last day are left out."""
        return write_week(
            [
                WeeklyHours(read_weekday(row["jour"]), row["debut"], row["fin"])
                for row in self.hours_of(email)
                if not (row.get("du") or row.get("au"))
            ]
        )

    def hours_of(self, email: str) -> list[Cells]:
        """Return the weekly hours that were entered for a person, or else their stored hours."""
        said = [row for row in self.hours if row["email"] == email]
        return said or [row for row in self.kept_hours if row["email"] == email]


@dataclass(frozen=True, slots=True)
class Target:
    """The promotion, part and item that a form edits. A new item has the id 0. `replaces`: the item that it replaces.

    `mark`: idempotency key of a form that begins a promotion. `seen`: the digest of each cell that the form showed.
    `untouched`: if an unchanged field sends another value than the stored one, the digest of the sent value."""

    ref: PromotionRef
    part: SetupPart
    item: int = 0
    replaces: int = 0
    mark: str = "-"
    seen: Cells = field(default_factory=dict)
    untouched: Cells = field(default_factory=dict)


class EditConflict(Refusal):
    """Raised by `setups.save_form` if another person saved the same fields first. Nothing is written.

    `fields`: the current values. `by`: the person who saved them, or None."""

    code = "setup_overtaken"

    def __init__(self, fields: Cells | None = None, *, by: Person | None = None) -> None:
        super().__init__(fields=dict(fields or {}), by=by)
        self.fields = dict(fields or {})
        self.by = by


class FormFaults(Refusal):
    """Raised if the input cannot be saved. Nothing is written.

    `fields`: reasons in French, by form field. `lines`: faults of pasted lines."""

    code = "setup_faulty"

    def __init__(self, fields: Cells | None = None, *, lines: Sequence[Fault] = ()) -> None:
        super().__init__(fields=dict(fields or {}), lines=tuple(lines))
        self.fields = {name: space_french(why) for name, why in (fields or {}).items()}
        self.lines = tuple(lines)


def digest(text: str) -> str:
    """Return the first eight characters of a text's SHA-256.

    A form carries this digest for each field that it shows."""
    return sha256(text.encode()).hexdigest()[:8]


def merge_cells(current: Cells, typed_cells: Cells, *, seen_digests: Cells) -> tuple[Cells, Cells]:
    """Merge typed values into the current values. Return the result, and the current values of fields in conflict.

    `seen_digests`: digests of the values that the form showed. A field that the person did not change keeps its current
    value.
    """
    merged, clashes = dict(current), {}
    for name, mine in typed_cells.items():
        theirs = current.get(name, "")
        if mine == theirs or digest(mine) == seen_digests.get(name):
            continue
        if seen_digests.get(name) in (None, digest(theirs)):
            merged[name] = mine
        else:
            clashes[name] = theirs
    return merged, clashes


def to_text(setup: Setup) -> str:
    """Serialise a setup as JSON."""
    held = {"promotion": setup.promotion, "defis": setup.defis, "people": setup.people, "hours": setup.hours}
    phases = [
        {"number": phase.number, "name": phase.name, "starts_on": str(phase.starts_on), "ends_on": str(phase.ends_on)}
        for phase in setup.phases
    ]
    return json.dumps({**held, "phases": phases}, ensure_ascii=False)


def from_text(ref: PromotionRef, text: str, *, opened_as: int | None = None) -> Setup:
    """Parse the JSON of `to_text`."""
    held = json.loads(text or "{}")
    defis, several, hours = (tuple(held.get(name, ())) for name in ("defis", "people", "hours"))
    phases = tuple(
        Phase(
            phase["number"], phase["name"], date.fromisoformat(phase["starts_on"]), date.fromisoformat(phase["ends_on"])
        )
        for phase in held.get("phases", ())
    )
    return Setup(ref, held.get("promotion", {}), defis, several, hours, phases, opened_as)


def values_of(setup: Setup) -> dict[str, object]:
    """Return the values of a setup's promotion.toml, as `files.promotion.parse_promotion` expects them."""
    cells = setup.promotion
    values: dict[str, object] = {key: cells[key] for key in ("name", "starts_on", "ends_on") if cells.get(key)}
    values["canaux"] = {use: cells[f"canal_{use}"] for use in CHANNEL_USES if cells.get(f"canal_{use}")}
    values["defis"] = [_defi_values(row) for row in setup.defis]
    values["phases"] = [
        {"name": phase.name, "starts_on": phase.starts_on.isoformat(), "ends_on": phase.ends_on.isoformat()}
        for phase in phases_of(setup)
    ]
    return values


def phases_of(setup: Setup) -> list[Phase]:
    """Return the phases of a setup. If their days were edited, compute them from the given days and the defaults.

    A promotion keeps the number and names of its phases, even if the programme changes. Phases that would begin after
    the end of the promotion are dropped."""
    cells = setup.promotion
    if not cells.get("starts_on") or not cells.get("ends_on"):
        return []
    starts, ends = (date.fromisoformat(cells[key]) for key in ("starts_on", "ends_on"))
    kept = setup.phases
    if kept and day_cells(kept, starts=starts, ends=ends) == {
        key: cells.get(key, "") for key in day_cells(kept, starts=starts, ends=ends)
    }:
        return list(kept)
    names = dict(enumerate((phase.name for phase in NAMES), start=1)) | {phase.number: phase.name for phase in kept}
    firsts = {number: first for number, first, _ in phase_bounds(starts, ends, lengths=shape_in_use().lengths)}
    firsts = {phase.number: firsts.get(phase.number, phase.starts_on) for phase in kept} or firsts
    firsts |= {number: date.fromisoformat(cells[key]) for number, key in enumerate(PHASES, start=2) if cells.get(key)}
    ordered = sorted((first, number) for number, first in firsts.items() if first <= ends)
    lasts = [first - timedelta(days=1) for first, _ in ordered[1:]] + [ends]
    return [Phase(number, names[number], first, last) for (first, number), last in zip(ordered, lasts, strict=True)]


def adjust_phases(setup: Setup, cells: Cells) -> tuple[Phase, ...]:
    """Return a setup's phases. The first phase begins and the last ends on the promotion's new days in `cells`."""
    phases, was = list(setup.phases), setup.promotion
    if phases and cells["starts_on"] != was["starts_on"]:
        phases[0] = replace(phases[0], starts_on=date.fromisoformat(cells["starts_on"]))
    if phases and cells["ends_on"] != was["ends_on"]:
        phases[-1] = replace(phases[-1], ends_on=date.fromisoformat(cells["ends_on"]))
    return tuple(phases)


def day_cells(phases: Iterable[Phase], *, starts: date, ends: date) -> dict[str, str]:
    """Return cells with the first and last day of a promotion, and with the first days of its phases."""
    firsts = {phase.number: phase.starts_on.isoformat() for phase in phases}
    given = {key: firsts.get(number, "") for number, key in enumerate(PHASES, start=2)}
    return {"starts_on": starts.isoformat(), "ends_on": ends.isoformat(), **given}


def file_phases(file: PromotionFile) -> tuple[Phase, ...]:
    """Return the phases to which a file gives days. The result is empty if the file uses the defaults."""
    return tuple(Phase(at, row.name, row.starts_on, row.ends_on) for at, row in enumerate(file.phases, start=1))


def promotion_cells(file: PromotionFile) -> dict[str, str]:
    """Return the cells of the promotion itself from a file."""
    given = day_cells(file_phases(file), starts=file.starts_on, ends=file.ends_on)
    return {"name": file.name, **given, **{f"canal_{use}": channel for use, channel in file.channels.items()}}


def defi_cells(row: DefiRow) -> dict[str, str]:
    """Return the cells of a défi."""
    return {
        "name": row.name,
        "administration": row.administration,
        "canal": row.channel,
        "visio": row.visio or "",
        "lieu": row.place or "",
        "jours_fermes": "|".join(WEEK[weekday] for weekday in sorted(row.closed_weekdays)),
        "documents": BY_LINK if row.documents_by_link else "",
    }


def person_cells(row: PersonRow) -> dict[str, str]:
    """Return the cells of a person."""
    return {
        "email": row.email,
        "nom": row.name,
        "role": "|".join(row.roles),
        "defi": "|".join(row.defis),
        "metier": row.metier.value if row.metier else "",
        "expertises": "|".join(row.expertises),
        "slack_id": row.slack_id or "",
        "cycles_max": str(row.cycles_max or ""),
    }


def hours_cells(row: HoursRow) -> dict[str, str]:
    """Return the cells of a weekly range."""
    limits = {"du": row.valid_from, "au": row.valid_until}
    given = {"email": row.email, "jour": WEEK[row.weekday], "debut": row.starts, "fin": row.ends}
    return given | {key: day.isoformat() for key, day in limits.items() if day}


def _defi_values(cells: Cells) -> dict[str, object]:
    given: dict[str, object] = {key: cell for key, cell in cells.items() if cell and key not in (ID, "jours_fermes")}
    if cells.get("jours_fermes"):
        given["jours_fermes"] = cells["jours_fermes"].split("|")
    return given


def _replace_name(names: str, before: str, after: str) -> str:
    return "|".join(after if fold(name) == fold(before) else name for name in names.split("|"))
