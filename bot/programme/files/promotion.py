"""The file of a promotion: its dates, phases and channels, and its défis with the rules of their administrations."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Any, TypeVar

from bot.programme.files.faults import BadValue, FaultList
from bot.programme.files.fields import (
    check_day,
    clean_text,
    read_channel_id,
    read_day,
    read_link,
    read_name,
    read_place,
    read_weekday,
)
from bot.programme.files.toml_text import find_key_lines, line_of, parse_toml
from bot.programme.spelling import fold, nearest_word, proposal_sentence, quote

PROMOTION_KEYS = ("name", "starts_on", "ends_on", "phases", "defis", "canaux")
PHASE_KEYS = ("name", "starts_on", "ends_on")
DEFI_KEYS = ("name", "administration", "canal", "visio", "lieu", "jours_fermes", "documents")
CHANNEL_USES = ("promotion", "coachs", "porteurs")
# The only value of `documents`: people give documents as links, never as files.
BY_LINK = "lien"

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class PhaseRow:
    """A phase of the file, from its first to its last day."""

    name: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class DefiRow:
    """A défi and its administration's rules. `channel`: a Slack id, "" for none; `closed_weekdays`: 0 is Monday."""

    name: str
    administration: str
    channel: str
    visio: str | None = None
    place: str | None = None
    closed_weekdays: frozenset[int] = frozenset()
    documents_by_link: bool = False


@dataclass(frozen=True, slots=True)
class PromotionFile:
    """The content of the file. If it has no `phases`, the phases of the programme in service apply.

    `channels`: Slack ids by use (promotion, coachs, porteurs); uses without a channel are left out."""

    name: str
    starts_on: date
    ends_on: date
    phases: tuple[PhaseRow, ...] = ()
    defis: tuple[DefiRow, ...] = ()
    channels: Mapping[str, str] = field(default_factory=dict)


class _Section:
    """One table of the file. A fault is noted, with its path, for each missing, invalid or unknown value."""

    def __init__(self, values: object, path: str, *, note: Callable[[str, str], None]) -> None:
        self.path = path
        self._note = note
        self._values: dict[str, Any] = values if isinstance(values, dict) else {}
        self._readable = isinstance(values, dict)
        if not self._readable:
            note(path, f"« {path} » n’a pas la forme voulue : écrivez-le comme une table, avec ses clés dessous.")

    def note(self, key: str, reason: str) -> None:
        self._note(f"{self.path}.{key}" if self.path and key else self.path or key, reason)

    def refuse_unknown(self, known: Sequence[str]) -> None:
        for key in self._values:
            if key not in known:
                self.note(
                    key, f"La clé {quote(key)} est inconnue. {proposal_sentence(nearest_word(key, known), known)}"
                )

    def read_required(self, key: str, read: Callable[[object], Value]) -> Value | None:
        if self._readable and key not in self._values:
            self.note(key, f"La clé « {key} » manque : ajoutez-la.")
        return self.read_optional(key, read)

    def read_optional(self, key: str, read: Callable[[object], Value]) -> Value | None:
        if key not in self._values:
            return None
        try:
            return read(self._values[key])
        except BadValue as bad:
            self.note(key, str(bad))
            return None

    def several(self, key: str, read: Callable[[object], Value]) -> list[Value]:
        values = self._values.get(key, [])
        if not isinstance(values, list):
            self.note(key, f'« {key} » n’est pas une liste : écrivez {key} = ["…"] ou {key} = ["…", "…"].')
            return []
        items = _Section(
            {f"{key}[{number}]": value for number, value in enumerate(values, start=1)}, self.path, note=self._note
        )
        return [value for value in (items.read_optional(place, read) for place in items._values) if value is not None]

    def sections(self, key: str) -> list["_Section"]:
        tables = self._values.get(key, [])
        if not isinstance(tables, list):
            self.note(key, f"« {key} » doit pouvoir figurer plusieurs fois : écrivez [[{key}]] avant chacun.")
            return []
        return [_Section(values, f"{key}[{number}]", note=self._note) for number, values in enumerate(tables, start=1)]

    def section(self, key: str) -> "_Section":
        return _Section(self._values.get(key, {}), key, note=self._note)


def read_promotion(text: str, faults: FaultList) -> PromotionFile | None:
    """Parse the promotion that a file describes. If `faults` is not empty afterwards, do not use the result."""
    values = parse_toml(text, faults)
    if values is None:
        return None
    lines = find_key_lines(text)
    return parse_promotion(values, note=lambda path, reason: faults.note(line_of(path, lines), path, reason=reason))


def parse_promotion(values: Mapping[str, object], *, note: Callable[[str, str], None]) -> PromotionFile | None:
    """Parse a promotion from values under the keys of a file. `note` gets the path and the reason of each fault."""
    whole = _Section(values, "", note=note)
    whole.refuse_unknown(PROMOTION_KEYS)
    name = whole.read_required("name", _make_text_reader(read_name))
    starts_on, ends_on = _read_bounds(whole)
    phases = _read_phases(whole.sections("phases"), first=starts_on, last=ends_on)
    defis = _read_defis(whole.sections("defis"))
    channels = _read_channels(whole.section("canaux"))
    if name is None or starts_on is None or ends_on is None:
        return None
    return PromotionFile(name, starts_on, ends_on, phases, defis, channels)


def _read_bounds(section: _Section) -> tuple[date | None, date | None]:
    starts_on, ends_on = section.read_required("starts_on", _read_date), section.read_required("ends_on", _read_date)
    if starts_on and ends_on and ends_on < starts_on:
        section.note("ends_on", f"Le {ends_on} vient avant le {starts_on} : corrigez starts_on ou ends_on.")
    return starts_on, ends_on


def _read_phases(sections: list[_Section], *, first: date | None, last: date | None) -> tuple[PhaseRow, ...]:
    phases: list[PhaseRow] = []
    for section in sections:
        section.refuse_unknown(PHASE_KEYS)
        name = section.read_required("name", _make_text_reader(read_name))
        starts_on, ends_on = _read_bounds(section)
        if starts_on and first and starts_on < first:
            section.note("starts_on", f"Le {starts_on} vient avant le début de la promotion ({first}) : corrigez-le.")
        if ends_on and last and ends_on > last:
            section.note("ends_on", f"Le {ends_on} vient après la fin de la promotion ({last}) : corrigez-le.")
        if name is None or starts_on is None or ends_on is None:
            continue
        if phases and starts_on <= phases[-1].ends_on:
            before = phases[-1]
            section.note(
                "starts_on",
                f"Le {starts_on} ne vient pas après la fin de « {before.name} » ({before.ends_on}) : "
                "rangez les phases dans l’ordre, sans chevauchement.",
            )
        phases.append(PhaseRow(name, starts_on, ends_on))
    return tuple(phases)


def _read_defi_name(text: str) -> str:
    """Parse a défi's name. « | » is refused, since it separates défis in the file of people."""
    if "|" in text:
        raise BadValue(f"{quote(text)} contient « | », qui sépare plusieurs défis : écrivez ce nom sans ce signe.")
    return read_name(text)


def _read_defis(sections: list[_Section]) -> tuple[DefiRow, ...]:
    defis: list[DefiRow] = []
    lines: dict[str, str] = {}
    for section in sections:
        section.refuse_unknown(DEFI_KEYS)
        name = section.read_required("name", _make_text_reader(_read_defi_name))
        if name is not None and (first := lines.setdefault(fold(name), section.path)) != section.path:
            section.note("name", f"Le défi {quote(name)} est déjà {first} : gardez-en un ou changez un des noms.")
        defis.append(
            DefiRow(
                name or "",
                section.read_required("administration", _make_text_reader(read_name)) or "",
                section.read_optional("canal", _make_text_reader(read_channel_id)) or "",
                section.read_optional("visio", _make_text_reader(read_link)),
                section.read_optional("lieu", _make_text_reader(read_place)),
                frozenset(section.several("jours_fermes", _make_text_reader(read_weekday))),
                section.read_optional("documents", _make_text_reader(_read_by_link)) or False,
            )
        )
    return tuple(defis)


def _read_channels(section: _Section) -> dict[str, str]:
    section.refuse_unknown(CHANNEL_USES)
    found = {use: section.read_optional(use, _make_text_reader(read_channel_id)) for use in CHANNEL_USES}
    return {use: channel for use, channel in found.items() if channel}


def _make_text_reader(read: Callable[[str], Value]) -> Callable[[object], Value]:
    """Return a parser of TOML values. It accepts only text, which it cleans and gives to `read`."""
    return partial(_read_text, read)


def _read_text(read: Callable[[str], Value], value: object) -> Value:
    if not isinstance(value, str):
        raise BadValue("Cette valeur doit être du texte : mettez-la entre guillemets.")
    text = clean_text(value)
    if not text:
        raise BadValue("Cette valeur est vide : remplissez-la ou ôtez la ligne.")
    return read(text)


def _read_date(value: object) -> date:
    if isinstance(value, str):
        return read_day(clean_text(value))
    if not isinstance(value, date) or isinstance(value, datetime):
        raise BadValue("Cette valeur n’est pas une date : écrivez 2026-09-01, sans heure ni guillemets.")
    return check_day(value)


def _read_by_link(text: str) -> bool:
    if fold(text) != BY_LINK:
        raise BadValue(f"{quote(text)} n’est pas compris : écrivez « {BY_LINK} », ou ôtez la ligne.")
    return True
