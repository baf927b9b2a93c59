"""Parse one dispositif of the page: find its key from its heading, and read its description, bullets and other text."""

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
# This pattern finds a short title before a colon. A sentence, a link or a time such as « 14:30 » does not match.
_LABEL = re.compile(r"^([^:：\n.?!\[\]]{1,60}?)\s*[:：](?=\s|$)\s*(.*)$", re.DOTALL)
_KNOWN_LABEL = re.compile(r"^([^:：\n]{1,40}?)\s*[:：]\s*(.*)$", re.DOTALL)


@dataclass(slots=True)
class Section:
    """A dispositif's part of the page: its heading (`####`) and line number, its audience's heading, and its blocks."""

    heading: str
    line: int
    audience: str
    blocks: list[SyntaxTreeNode] = field(default_factory=list)


def read_section(section: Section, *, base_url: str | None, faults: list[Fault]) -> Dispositif:
    """Parse a section into a dispositif without a key. Add its faults to `faults`: a repeated bullet, or no text."""
    reading = _Reading(base_url, faults)
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
    description = text_of(reading.prose, base_url=base_url)
    if not description and not any(text for text, _ in reading.fields.values()) and not reading.autres:
        faults.append(
            Fault(section.line, "Ce dispositif n’a pas de texte\u00a0: ajoutez sa description sous son titre.")
        )
    words = {name: value for name, (value, _) in reading.fields.items()}
    return Dispositif("", section.heading, section.audience, description, autres=tuple(reading.autres), **words)


@dataclass(slots=True)
class _Reading:
    """The parts of a dispositif that is being parsed. Each block of the section adds to them."""

    base: str | None
    faults: list[Fault]
    prose: list[SyntaxTreeNode] = field(default_factory=list)
    fields: dict[str, tuple[str, int]] = field(default_factory=dict)
    autres: list[Autre] = field(default_factory=list)

    def take_list(self, block: SyntaxTreeNode) -> None:
        """Sort the items of a list into fields and `autres`.

        If no item has a title and no field came before, the whole list belongs to the description."""
        items = [(item_text(child.children, base_url=self.base), line_of(child)) for child in block.children]
        if not self.fields and not any(_LABEL.match(text) or _known_field(text) for text, _ in items):
            self.prose.append(block)
            return
        for text, line in items:
            known = _known_field(text)
            label = _LABEL.match(text)
            if known:
                self.keep(known[0], known[1], line)
            elif text:
                self.autres.append(Autre(label[1].strip(), label[2].strip()) if label else Autre("", text))

    def close(self, small: tuple[str, int, list[SyntaxTreeNode]] | None) -> None:
        """Finish the text under a smaller heading: fill the field that it names, or else add the text to `autres`."""
        if small is None:
            return
        title, line, blocks = small
        text = text_of(blocks, base_url=self.base)
        name = _FIELDS.get(normalise(title).replace(" ", ""))
        if name:
            self.keep(name, text, line)
        elif title or text:
            self.autres.append(Autre(title, text))

    def keep(self, name: str, text: str, line: int) -> None:
        if name in self.fields:
            first = f"«\u00a0{_FIELD_NAMES[name]}\u00a0» est déjà à la ligne {self.fields[name][1]}"
            self.faults.append(Fault(line, first + "\u00a0: gardez une seule des deux puces."))
        else:
            self.fields[name] = (text, line)


def _known_field(text: str) -> tuple[str, str] | None:
    match = _KNOWN_LABEL.match(text)
    name = _FIELDS.get(normalise(match[1]).replace(" ", "")) if match else None
    return (name, match[2].strip()) if match and name else None


# If a name and a known title are more similar than this, the name is the title with one or two typos. « Rapport
# d’évaluation » and « Comité d’évaluation » are far less similar.
_NEAR = 88
_GRAMMAR = frozenset({"au", "aux", "de", "des", "du", "en", "et", "la", "le", "les", "ou", "un", "une"})
_AUDIENCE_WORDS = {
    Audience.PORTEURS: ("porteu", "sponsor"),
    Audience.PROMOTION: ("promotion", "collectiv"),
    Audience.INDIVIDUEL: ("individu", "talent"),
    Audience.DEFI: ("defi",),
}


def audience_of(heading: str) -> Audience | None:
    """Return the audience that a heading names, or None if it names no known audience."""
    words = normalise(heading)
    return next((audience for audience, marks in _AUDIENCE_WORDS.items() if any(mark in words for mark in marks)), None)


def key_of(name: str, audience: str, *, attributes: AttributesByKey) -> str:
    """Return the key of a dispositif for its heading and its audience's heading, or "" if the heading has no words.

    If the heading is a title of a known key, that key is returned. The order of words, plurals, accents, and one or two
    typos are ignored. Two dispositifs are called « Séminaire », and the audience tells which one is meant. Any other
    heading makes a new key."""
    words = _content_stems(name)
    if words == ["seminair"]:
        meant = audience_of(audience)
        return f"seminaire-{meant}" if meant in (Audience.PORTEURS, Audience.PROMOTION) else slug(name)
    best, found = max(
        (_likeness(name, title), key) for key, attributes_of in attributes.items() for title in attributes_of.titles
    )
    return found if words and best >= _NEAR else slug(name)


def _likeness(name: str, title: str) -> float:
    """Return how similar two names are, from 0 to 100. A missing space between two words does not count."""
    words, wanted = _content_stems(name), _content_stems(title)
    by_words = fuzz.ratio(" ".join(words), " ".join(wanted)) if len(words) == len(wanted) else 0.0
    glued = fuzz.ratio(_glued_name(name), _glued_name(title))
    return max(by_words, glued if abs(len(words) - len(wanted)) <= 1 else 0.0)


@lru_cache(maxsize=256)
def _glued_name(name: str) -> str:
    return normalise(name).replace(" ", "")


@lru_cache(maxsize=256)
def _content_stems(name: str) -> list[str]:
    # Skip single letters: they are elisions (« d’ ») or endings (« séminaire(s) »).
    return sorted({stem(word) for word in normalise(name).split() if len(word) > 1 and word not in _GRAMMAR})


def assign_keys(
    parsed_dispositifs: Sequence[Dispositif], *, lines: Sequence[int], attributes: AttributesByKey, faults: list[Fault]
) -> tuple[Dispositif, ...]:
    """Return the dispositifs with their keys. `lines` are the line numbers of their headings.

    If a key occurs twice under one audience, this adds a fault to `faults`. If it occurs under two audiences, both
    dispositifs are kept. The one under its usual audience has the plain key. The other key ends with its audience, such
    as `mentorat-porteurs`."""
    keys = [key_of(dispositif.name, dispositif.audience, attributes=attributes) for dispositif in parsed_dispositifs]
    away = [
        key in attributes and attributes[key].audience != audience_of(dispositif.audience)
        for key, dispositif in zip(keys, parsed_dispositifs, strict=True)
    ]
    first: dict[tuple[str, str], int] = {}
    given: dict[int, str] = {}
    taken: set[str] = set()
    for place in sorted(range(len(parsed_dispositifs)), key=lambda place: away[place]):
        key, audience = keys[place], normalise(parsed_dispositifs[place].audience)
        if (key, audience) in first:
            one, other = sorted((lines[first[key, audience]], lines[place]))
            twice = f"Même dispositif («\u00a0{key}\u00a0») qu’à la ligne {one}\u00a0: gardez un seul des deux titres."
            faults.append(Fault(other, twice))
        elif key:
            first[key, audience] = place
            given[place] = _free_key(key, audience, taken)
            taken.add(given[place])
    return tuple(replace(dispositif, key=given.get(place, "")) for place, dispositif in enumerate(parsed_dispositifs))


def _free_key(key: str, audience: str, taken_keys: set[str]) -> str:
    apart = f"{key}-{audience_of(audience) or slug(audience, longest=30)}"
    numbered = (f"{apart}-{number}" for number in range(2, len(taken_keys) + 3))
    return next(one for one in (key, apart, *numbered) if one not in taken_keys)
