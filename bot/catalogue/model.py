"""Define the catalogue's values: dispositifs, audiences, and texts with links. Pure values."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import TypeAlias

from bot.programme.shape import in_programme_words

# A label may contain one level of brackets. `link_text` writes only links that this pattern matches.
_LINK = re.compile(r"\[((?:[^\[\]\n]|\[[^\[\]\n]*\])+)\]\(((?:https?://|mailto:)[^\s()<>]+)\)")


FIELDS = {"frequence": "Fréquence", "duree": "Durée", "preparer": "S’y préparer", "inspirer": "S’en inspirer"}
_NAMES = {"name": "nom", "audience": "public", "description": "description", "autres": "autres"} | {
    name: words.lower() for name, words in FIELDS.items()
}


class Audience(StrEnum):
    """The groups of people under which the programme's page lists its dispositifs."""

    DEFI = "defi"
    PORTEURS = "porteurs"
    INDIVIDUEL = "individuel"
    PROMOTION = "promotion"


AUDIENCE_TITLES: Mapping[Audience, str] = {
    Audience.DEFI: "Pour chaque défi",
    Audience.PORTEURS: in_programme_words("Pour les porteurs et porteuses de projet"),
    Audience.INDIVIDUEL: in_programme_words("Pour chaque EIG, individuellement"),
    Audience.PROMOTION: "Pour toute la promotion",
}


class Mode(StrEnum):
    """How people meet. The value is the French word on a card, or "" if the programme leaves the choice to people."""

    EN_LIGNE = "en ligne"
    EN_PRESENCE = "sur place"
    PAR_ECRIT = "par écrit"
    SEUL = "en autonomie"
    LIBRE = ""


@dataclass(frozen=True, slots=True)
class Autre:
    """A bullet of the page that is not a known field: its title ("" for none) and its text."""

    titre: str
    texte: str


@dataclass(frozen=True, slots=True)
class Dispositif:
    """The words of one dispositif, as people read them.

    Texts are plain, except for links `[words](https://…)` to an absolute address (http, https or mailto). Split a text
    with `pieces`, or get its words with `plain_text`. An empty line separates paragraphs, and the items of a list begin
    with "• ". `audience` is a title in words. On an imported page, it is the heading above the dispositif."""

    key: str
    name: str
    audience: str
    description: str = ""
    frequence: str = ""
    duree: str = ""
    preparer: str = ""
    inspirer: str = ""
    autres: tuple[Autre, ...] = ()


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A version of the catalogue. `introduction` is a text as in `Dispositif`. `dispositifs` have the page's order."""

    introduction: str
    dispositifs: tuple[Dispositif, ...]

    def get(self, key: str) -> Dispositif | None:
        """Return the dispositif of this key, or None."""
        return next((dispositif for dispositif in self.dispositifs if dispositif.key == key), None)


@dataclass(frozen=True, slots=True)
class Attributes:
    """The attributes of a dispositif. They stay when an imported page replaces its words.

    `minutes` is the length of a séance, if the programme fixes it. A heading of an imported page means this dispositif
    if it is in `titles`. `aliases` are other names that people use; `needs` are phrases by which people search.
    `relevance` maps a role to four numbers, one for each phase: from 0 (the dispositif does not matter) to 3 (it
    matters now). If `works` is set, the bot can start the dispositif."""

    key: str
    audience: Audience | None = None
    mode: Mode = Mode.LIBRE
    minutes: int | None = None
    pour: str = ""
    par: str = ""
    titles: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    relevance: Mapping[str, tuple[int, int, int, int]] = field(default_factory=dict)
    works: bool = False


AttributesByKey: TypeAlias = Mapping[str, Attributes]


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of a page. `line` counts from 1; 0 means the whole page. `reason` says what to do."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text. If `url` is set, the part is the words of a link to it."""

    text: str
    url: str | None = None


def pieces(text: str) -> tuple[Piece, ...]:
    """Split a catalogue text into plain text and links, in order."""
    found: list[Piece] = []
    end = 0
    for match in _LINK.finditer(text):
        if match.start() > end:
            found.append(Piece(text[end : match.start()]))
        found.append(Piece(match[1], match[2]))
        end = match.end()
    if end < len(text):
        found.append(Piece(text[end:]))
    return tuple(found)


def plain_text(text: str) -> str:
    """Return the words of a catalogue text that a person reads, without the addresses of links."""
    return "".join(piece.text for piece in pieces(text))


def link_text(label: str, url: str) -> str:
    """Write a link in the form that `pieces` reads. If the label does not fit in brackets, write "label (address)"."""
    url = url.replace("(", "%28").replace(")", "%29")
    if label in ("", url):
        return url
    written = f"[{label}]({url})"
    return written if _LINK.fullmatch(written) else f"{label} ({url})"


def suggest_keys(
    catalogue: Catalogue, attributes: AttributesByKey, *, roles: Iterable[str], phase: int | None
) -> list[str]:
    """Return the keys that matter to a person with these roles in this phase (1 to 4), the most relevant first.

    Between two promotions, `phase` is None, and the mean of the four phases counts. Keys of the same relevance keep the
    catalogue's order. `roles` are keys of roles: eig, porteur, sponsor, coach, mentor, expert, alumni."""
    held = tuple(roles)
    scores: dict[str, float] = {}
    for dispositif in catalogue.dispositifs:
        relevance = attributes[dispositif.key].relevance if dispositif.key in attributes else {}
        levels = [relevance[role] for role in held if role in relevance]
        scores[dispositif.key] = max((_relevance(four, phase) for four in levels), default=0)
    return sorted((key for key, score in scores.items() if score > 0), key=lambda key: -scores[key])


def _relevance(phase_weights: tuple[int, int, int, int], phase: int | None) -> float:
    return (
        sum(phase_weights) / len(phase_weights) if phase is None else phase_weights[min(phase, len(phase_weights)) - 1]
    )


def to_json(catalogue: Catalogue) -> list[dict[str, object]]:
    """Return the dispositifs as a list for JSON (`bot catalogue show --json`), in the page's order."""
    return [
        {
            "key": dispositif.key,
            "name": dispositif.name,
            "audience": dispositif.audience,
            "description": dispositif.description,
            "frequence": dispositif.frequence,
            "duree": dispositif.duree,
            "preparer": dispositif.preparer,
            "inspirer": dispositif.inspirer,
            "autres": [{"titre": autre.titre, "texte": autre.texte} for autre in dispositif.autres],
        }
        for dispositif in catalogue.dispositifs
    ]


def list_changes(before: Catalogue, after: Catalogue) -> list[str]:
    """Return the differences between two catalogues, one line for each. An empty list means that they are equal."""
    old = {dispositif.key: dispositif for dispositif in before.dispositifs}
    new = {dispositif.key: dispositif for dispositif in after.dispositifs}
    lines = [f"Ajouté : {plain_text(entry.name)} ({key})" for key, entry in new.items() if key not in old]
    for key, entry in new.items():
        if key in old and old[key] != entry:
            lines.append(f"Changé : {plain_text(entry.name)} ({key}) : {', '.join(_changed_fields(old[key], entry))}")
    lines += [f"Retiré : {plain_text(entry.name)} ({key})" for key, entry in old.items() if key not in new]
    if before.introduction != after.introduction:
        lines.append("Changé : l’introduction")
    if [key for key in old if key in new] != [key for key in new if key in old]:
        lines.append("Changé : l’ordre des dispositifs")
    return lines


def _changed_fields(old: Dispositif, new: Dispositif) -> list[str]:
    names = [field.name for field in fields(Dispositif) if field.name != "key"]
    return [_NAMES[name] for name in names if getattr(old, name) != getattr(new, name)]
