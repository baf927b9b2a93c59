"""One dispositif of the page: the text under its heading, split into description, bullets and the rest."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.catalogue.markup import item_text, line_of, text_of, title_of
from bot.catalogue.model import Autre, Dispositif, Fault
from bot.catalogue.words import normalise

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

_FIELDS = {"frequence": "frequence", "duree": "duree", "sypreparer": "preparer", "seninspirer": "inspirer"}
_FIELD_NAMES = {
    "frequence": "Fréquence",
    "duree": "Durée",
    "preparer": "S’y préparer",
    "inspirer": "S’en inspirer",
}
# A title before a colon: short, no sentence, no link; « 14:30 » and « https: » are none.
_LABEL = re.compile(r"^([^:：\n.?!\[\]]{1,60}?)\s*[:：](?=\s|$)\s*(.*)$", re.DOTALL)
_KNOWN_LABEL = re.compile(r"^([^:：\n]{1,40}?)\s*[:：]\s*(.*)$", re.DOTALL)


@dataclass(slots=True)
class Section:
    """A `####` of the page: its heading and its audience's, its line, its blocks."""

    heading: str
    line: int
    audience: str
    blocks: list[SyntaxTreeNode] = field(default_factory=list)


def read_section(section: Section, *, base: str | None, faults: list[Fault]) -> Dispositif:
    """Parse one section, leaving its key empty; faults (a bullet twice, no text) are added to the list."""
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
    """The parts of one dispositif, filled block by block."""

    base: str | None
    faults: list[Fault]
    prose: list[SyntaxTreeNode] = field(default_factory=list)
    fields: dict[str, tuple[str, int]] = field(default_factory=dict)
    autres: list[Autre] = field(default_factory=list)

    def take_list(self, block: SyntaxTreeNode) -> None:
        """Distribute a list's items; a list without titles, before the known bullets, belongs to the description."""
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
        """Finish a heading smaller than the dispositif's: a field if it has the field's name, else one of `autres`."""
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
        """Set a field; a second value is a fault."""
        if name in self.fields:
            first = f"«\u00a0{_FIELD_NAMES[name]}\u00a0» est déjà à la ligne {self.fields[name][1]}"
            self.faults.append(Fault(line, first + "\u00a0: gardez une seule des deux puces."))
        else:
            self.fields[name] = (text, line)


def _known(text: str) -> tuple[str, str] | None:
    match = _KNOWN_LABEL.match(text)
    name = _FIELDS.get(normalise(match[1]).replace(" ", "")) if match else None
    return (name, match[2].strip()) if match and name else None
