"""Parse the Markdown of the programme's page into a catalogue, word for word.

If the page has a fault, nothing is imported."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bot.catalogue.eleven import ATTRIBUTES
from bot.catalogue.markup import MAX_NESTING, line_of, parse, remove_comments, text_of, title_of
from bot.catalogue.model import Catalogue, Fault
from bot.catalogue.section import Section, read_section
from bot.catalogue.words import slug
from bot.errors import Refusal
from bot.runtime.limits import CATALOGUE_PAGE

from .section import assign_keys

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

__all__ = ["MAX_BYTES", "Fault", "PageError", "page_text", "read_page"]

MAX_BYTES = CATALOGUE_PAGE.size

_TOO_LARGE = "La page dépasse trente mille octets\u00a0: vérifiez que c’est le bon fichier."
_NO_TEXT = "Ce n’est pas un texte\u00a0: enregistrez la page en Markdown, encodage UTF-8."
_BAD_BASE = "L’adresse de base des liens doit commencer par https://, par exemple https://exemple.fr/."
_NO_DISPOSITIF = "Aucun dispositif\u00a0: chaque dispositif commence par un titre «\u00a0#### Nom\u00a0»."
_NO_AUDIENCE_NAME = "Ce titre «\u00a0###\u00a0» est vide\u00a0: écrivez le nom du public."
_NO_NAME = "Ce titre «\u00a0####\u00a0» n’a pas de nom\u00a0: écrivez celui du dispositif."
_NO_AUDIENCE = "Ce dispositif n’est sous aucun public\u00a0: ajoutez au-dessus un titre «\u00a0### Public\u00a0»."
_LATE_TITLE = (
    "Ce titre vient après un public et son texte serait perdu\u00a0: écrivez-le avant le premier «\u00a0###\u00a0» "
    "ou mettez «\u00a0###\u00a0», «\u00a0####\u00a0» ou «\u00a0#####\u00a0»."
)
_UNDERLINED = "Le trait sous ce texte en fait un titre\u00a0: laissez une ligne vide avant le trait, ou supprimez-le."
_GLUED_TITLE = "Ajoutez une espace après les «\u00a0#\u00a0» de ce titre."
_CAUGHT_TITLE = (
    "Un titre est pris ici dans une liste, une citation, du code ou du HTML\u00a0: sortez-le au début d’une ligne."
)
_TOO_DEEP = "Trop de listes ou de citations les unes dans les autres\u00a0: simplifiez."
_LOST_REFERENCE = "Cette ligne a la forme d’une adresse de lien et serait perdue\u00a0: écrivez-la sans crochets."

_TOC = re.compile(r"^[ \t]*\[\[?toc\]?\][ \t]*$", re.IGNORECASE | re.MULTILINE)
# On a French keyboard, people easily type a no-break space after « # » or « - ». Markdown then ignores the mark.
_STUCK = re.compile(r"^([ \t]*(?:#{1,6}|[*+-]))[\u00a0\u202f\u2007\u2009]+", re.MULTILINE)
_GLUED = re.compile(r"^[ \t]*#{3,6}[^#\s]")
_CAUGHT = re.compile(r"^[ \t]*#{3,4}[ \t]+\S", re.MULTILINE)
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(?:(?:[\w.-]+[ \t]*:|[ \t]+\S|-[ \t])[^\n]*\n)*---[ \t]*(?:\n|\Z)")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


class PageError(Refusal):
    """Raised by `read_page` and `page_text` if a page cannot be imported. `faults` has all its faults, by line."""

    code = "page_unreadable"

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = sorted(faults, key=lambda fault: fault.line)
        super().__init__(faults=self.faults)


def page_text(data: bytes) -> str:
    """Decode the file of a page: UTF-8 (with or without BOM), or else Windows-1252. Raises PageError."""
    if len(data) > MAX_BYTES:
        raise PageError([Fault(0, _TOO_LARGE)])
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise PageError([Fault(0, _NO_TEXT)])


def read_page(text: str, *, base_url: str | None = None) -> Catalogue:
    """Parse the programme's page into a catalogue. A `###` heading starts an audience, and a `####` a dispositif.

    The words under a `####` heading are kept. The bullets « Fréquence », « Durée », « S’y préparer » and « S’en
    inspirer » fill their fields. Other bullets and smaller headings go into `autres`, and the remaining text into
    `description`. Text outside these sections becomes the introduction: the page's title, its paragraphs, and text
    right under an audience's heading. `[[toc]]`, HTML comments, tooltips of links and a YAML header are dropped.
    Relative links are resolved from the address `base_url` (http or https).
    If `base_url` is None, only their words are kept.

    Raises PageError with all faults."""
    _check_input(text, base_url)
    try:
        return _parse_page(text, base_url)
    except RecursionError:  # The text has thousands of nested Markdown delimiters.
        raise PageError([Fault(0, _TOO_DEEP)]) from None


def _parse_page(text: str, base_url: str | None) -> Catalogue:
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    text = _FRONT_MATTER.sub(lambda match: "\n" * match[0].count("\n"), text)
    blocks, references = parse(_STUCK.sub(r"\1 ", _TOC.sub("", text)))
    faults = [*_reference_faults(references)]
    introduction, sections = _split_sections(blocks, faults)
    dispositifs = assign_keys(
        [read_section(section, base_url=base_url, faults=faults) for section in sections],
        lines=[section.line for section in sections],
        attributes=ATTRIBUTES,
        faults=faults,
    )
    if not sections:
        faults.append(Fault(0, _NO_DISPOSITIF))
    if faults:
        raise PageError(faults)
    return Catalogue(text_of(introduction, base_url=base_url), dispositifs)


def _check_input(text: str, base_url: str | None) -> None:
    if len(text) > MAX_BYTES or len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise PageError([Fault(0, _TOO_LARGE)])
    if odd := _CONTROL.search(text):
        raise PageError([Fault(text.count("\n", 0, odd.start()) + 1, _NO_TEXT)])
    if base_url is not None and not _is_web_address(base_url):
        raise PageError([Fault(0, _BAD_BASE)])


def _is_web_address(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:  # `urlsplit` refuses an address such as « https://[ ».
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"\s", address)


def _split_sections(blocks: list[SyntaxTreeNode], faults: list[Fault]) -> tuple[list[SyntaxTreeNode], list[Section]]:
    introduction: list[SyntaxTreeNode] = []
    sections: list[Section] = []
    audience: SyntaxTreeNode | None = None
    current: Section | None = None
    for block in blocks:
        faults.extend(_block_faults(block))
        level = int(block.tag[1]) if block.type == "heading" else 0
        if level == 3:
            audience, current = block, None
            if not title_of(block):
                faults.append(Fault(line_of(block), _NO_AUDIENCE_NAME))
        elif level == 4:
            current = Section(title_of(block), line_of(block), title_of(audience) if audience else "")
            sections.append(current)
            if not slug(current.heading):
                faults.append(Fault(current.line, _NO_NAME))
            if audience is None:
                faults.append(Fault(current.line, _NO_AUDIENCE))
        elif level in (1, 2) and (audience or sections):
            faults.append(Fault(line_of(block), _LATE_TITLE if block.markup.startswith("#") else _UNDERLINED))
        elif current:
            current.blocks.append(block)
        else:
            if audience and audience not in introduction:
                introduction.append(audience)
            introduction.append(block)
    return introduction, sections


def _block_faults(block: SyntaxTreeNode) -> Iterator[Fault]:
    """Yield the faults of a block: nesting too deep for Markdown, and headings that Markdown reads as other text."""
    nodes = list(block.walk())
    if any(node.nester_tokens and node.nester_tokens.opening.level >= MAX_NESTING - 2 for node in nodes):
        yield Fault(line_of(block), _TOO_DEEP)
    for node in nodes:
        title_in_block = node.type == "heading" and node is not block and node.tag in ("h3", "h4")
        raw = remove_comments(node.content) if node.type in ("fence", "code_block", "html_block") else ""
        if title_in_block or _CAUGHT.search(raw):
            yield Fault(line_of(node), _CAUGHT_TITLE)
        if node.type == "inline":
            lines = enumerate(node.content.split("\n"), start=line_of(node))
            yield from (Fault(line, _GLUED_TITLE) for line, text in lines if _GLUED.match(text))


def _reference_faults(references: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield a fault for each line such as « [Lieu]: Paris ». Markdown takes it for a link's address and drops it."""
    for reference in references.values():
        if not re.search(r"[/.#:]", reference["href"]):
            yield Fault(reference["map"][0] + 1, _LOST_REFERENCE)
