"""One dispositif of the page: the key that its heading means, its description, its bullets and other text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from bot.catalogue.markup import item_text, line_of, text_of, title_of
from bot.catalogue.model import AttributesByKey, Audience, Autre, Dispositif, Fault
from bot.catalogue.words import normalise, slug, stem

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

_FIELDS = {"frequence": "frequence", "duree": "duree", "sypreparer": "preparer", "seninspirer": "inspirer"}
_FIELD_NAMES = {
    "frequence": "Fréquence",
    "duree": "Durée",
    "preparer": "S’y préparer",
    "inspirer": "S’en inspirer",
}
# A title before a colon: short, not a sentence or a link, nor « 14:30 » or « https: ».
_LABEL = re.compile(r"^([^:：\n.?!\[\]]{1,60}?)\s*[:：](?=\s|$)\s*(.*)$", re.DOTALL)
_KNOWN_LABEL = re.compile(r"^([^:：\n]{1,40}?)\s*[:：]\s*(.*)$", re.DOTALL)


@dataclass(slots=True)
class Section:
    """A dispositif (`####`) of the page: its heading, that of its audience, its line and its blocks."""

    heading: str
    line: int
    audience: str
    blocks: list[SyntaxTreeNode] = field(default_factory=list)


def read_section(section: Section, *, base: str | None, faults: list[Fault]) -> Dispositif:
    """Parse a section, leaving its key empty. Its faults (a bullet twice, no text) are added to `faults`."""
    reading = _Reading(base, faults)
    small: tuple[str, int, list[SyntaxTreeNode]] | None = None
    for block in section.blocks:
        if block.type == "heading":
            reading.close(small)
            small = (title_of(block), line_of(block), [])
        elif small:
            small[2].append(block)
        elif block.type in ("bullet_list", "ordered_list"):
            reading.take_list(block)
        else:
            reading.prose.append(block)
    reading.close(small)
    description = text_of(reading.prose, base=base)
    if not description and not any(text for text, _ in reading.fields.values()) and not reading.autres:
        faults.append(
            Fault(section.line, "Ce dispositif n’a pas de texte\u00a0: ajoutez sa description sous son titre.")
        )
    words = {name: value for name, (value, _) in reading.fields.items()}
    return Dispositif("", section.heading, section.audience, description, autres=tuple(reading.autres), **words)


@dataclass(slots=True)
class _Reading:
    """The parts of a dispositif, filled block by block."""

    base: str | None
    faults: list[Fault]
    prose: list[SyntaxTreeNode] = field(default_factory=list)
    fields: dict[str, tuple[str, int]] = field(default_factory=dict)
    autres: list[Autre] = field(default_factory=list)

    def take_list(self, block: SyntaxTreeNode) -> None:
        """Sort the items of a list into fields. A list without titles, before the known bullets, is description."""
        items = [(item_text(child.children, base=self.base), line_of(child)) for child in block.children]
        if not self.fields and not any(_LABEL.match(text) or _known(text) for text, _ in items):
            self.prose.append(block)
            return
        for text, line in items:
            known = _known(text)
            label = _LABEL.match(text)
            if known:
                self.keep(known[0], known[1], line)
            elif text:
                self.autres.append(Autre(label[1].strip(), label[2].strip()) if label else Autre("", text))

    def close(self, small: tuple[str, int, list[SyntaxTreeNode]] | None) -> None:
        """Finish a heading below the dispositif's: a field if it has the name of a field, else one of `autres`."""
        if small is None:
            return
        title, line, blocks = small
        text = text_of(blocks, base=self.base)
        name = _FIELDS.get(normalise(title).replace(" ", ""))
        if name:
            self.keep(name, text, line)
        elif title or text:
            self.autres.append(Autre(title, text))

    def keep(self, name: str, text: str, line: int) -> None:
        """Set a field; a second time is a fault."""
        if name in self.fields:
            first = f"«\u00a0{_FIELD_NAMES[name]}\u00a0» est déjà à la ligne {self.fields[name][1]}"
            self.faults.append(Fault(line, first + "\u00a0: gardez une seule des deux puces."))
        else:
            self.fields[name] = (text, line)


def _known(text: str) -> tuple[str, str] | None:
    match = _KNOWN_LABEL.match(text)
    name = _FIELDS.get(normalise(match[1]).replace(" ", "")) if match else None
    return (name, match[2].strip()) if match and name else None


# Similarity of names with one or two typos; that of « Rapport d’évaluation » and « Comité d’évaluation » is far lower.
_NEAR = 88
_GRAMMAR = frozenset({"au", "aux", "de", "des", "du", "en", "et", "la", "le", "les", "ou", "un", "une"})
_AUDIENCE_WORDS = {
    Audience.PORTEURS: ("porteu", "sponsor"),
    Audience.PROMOTION: ("promotion", "collectiv"),
    Audience.INDIVIDUEL: ("individu", "talent"),
    Audience.DEFI: ("defi",),
}


def audience_of(heading: str) -> Audience | None:
    """Return the audience that a heading means, by its words; None for another audience."""
    words = normalise(heading)
    return next((audience for audience, marks in _AUDIENCE_WORDS.items() if any(mark in words for mark in marks)), None)


def key_of(name: str, audience: str, *, attributes: AttributesByKey) -> str:
    """Return the key of a dispositif from its heading and its audience's heading; "" if the name has no word.

    It is a known key if the name is one of its titles, whatever the order of words, plurals, accents, or a typo or two.
    The audience tells the two « Séminaire » apart. Any other name makes a key of its own."""
    words = _content(name)
    if words == ["seminair"]:
        meant = audience_of(audience)
        return f"seminaire-{meant}" if meant in (Audience.PORTEURS, Audience.PROMOTION) else slug(name)
    best, found = max(
        (_likeness(name, title), key) for key, attributes_of in attributes.items() for title in attributes_of.titles
    )
    return found if words and best >= _NEAR else slug(name)


def _likeness(name: str, title: str) -> float:
    """Return how similar two names are, from 0 to 100. Another number of words counts, unless some were joined."""
    words, wanted = _content(name), _content(title)
    by_words = fuzz.ratio(" ".join(words), " ".join(wanted)) if len(words) == len(wanted) else 0.0
    glued = fuzz.ratio(_glued(name), _glued(title))
    return max(by_words, glued if abs(len(words) - len(wanted)) <= 1 else 0.0)


@lru_cache(maxsize=256)
def _glued(name: str) -> str:
    return normalise(name).replace(" ", "")


@lru_cache(maxsize=256)
def _content(name: str) -> list[str]:
    # Single letters are elisions (« d’ ») or endings (« séminaire(s) »).
    return sorted({stem(word) for word in normalise(name).split() if len(word) > 1 and word not in _GRAMMAR})


def with_keys(
    read: Sequence[Dispositif], *, lines: Sequence[int], attributes: AttributesByKey, faults: list[Fault]
) -> tuple[Dispositif, ...]:
    """Return the dispositifs with their keys; `lines` are their headings' line numbers.

    The same key twice under one audience is a fault, added to the list. Under two audiences both are kept: the key goes
    to the dispositif under its usual audience, the other's key is made of both, such as `mentorat-porteurs`."""
    keys = [key_of(dispositif.name, dispositif.audience, attributes=attributes) for dispositif in read]
    away = [
        key in attributes and attributes[key].audience != audience_of(dispositif.audience)
        for key, dispositif in zip(keys, read, strict=True)
    ]
    first: dict[tuple[str, str], int] = {}
    given: dict[int, str] = {}
    taken: set[str] = set()
    for place in sorted(range(len(read)), key=lambda place: away[place]):
        key, audience = keys[place], normalise(read[place].audience)
        if (key, audience) in first:
            one, other = sorted((lines[first[key, audience]], lines[place]))
            twice = f"Même dispositif («\u00a0{key}\u00a0») qu’à la ligne {one}\u00a0: gardez un seul des deux titres."
            faults.append(Fault(other, twice))
        elif key:
            first[key, audience] = place
            given[place] = _free(key, audience, taken)
            taken.add(given[place])
    return tuple(replace(dispositif, key=given.get(place, "")) for place, dispositif in enumerate(read))


def _free(key: str, audience: str, taken: set[str]) -> str:
    apart = f"{key}-{audience_of(audience) or slug(audience, longest=30)}"
    numbered = (f"{apart}-{number}" for number in range(2, len(taken) + 3))
    return next(one for one in (key, apart, *numbered) if one not in taken)
