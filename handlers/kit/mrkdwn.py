"""The parser of mrkdwn, Slack's markup, for code that renders it as HTML or text."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

_TAGS = {"*": "strong", "_": "em", "~": "s", "`": "code"}
_ENTITIES = re.compile(r"&(lt|gt|amp);")
_SIGNS = {"lt": "<", "gt": ">", "amp": "&"}
# Slack's formatting markers cannot be escaped. Each marker that a person typed is replaced by a similar character.
ALIKE = {"*": "∗", "_": "ˍ", "~": "∼", "`": "ˋ"}
_TYPED = str.maketrans({alike: mark for mark, alike in ALIKE.items()})
_QUOTED = re.compile(r"(?:&gt;|>) ?")
_ITEM = re.compile(r"\s*• ")
_FENCE = "```"


@dataclass(frozen=True, slots=True)
class MarkedText:
    """Formatted text. Its `tag` is strong, em, s or code."""

    tag: str
    inside: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A link: its address and its text."""

    url: str
    label: str


Node: TypeAlias = str | MarkedText | Link
Line: TypeAlias = tuple[Node, ...]
NameOf: TypeAlias = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Piece:
    """Lines that form one paragraph, list, quote or code block (`kind`).

    In Slack's blocks, `kind` can be heading, note or rule too."""

    kind: str
    lines: tuple[Line, ...] = ()


def read_mrkdwn(text: str, name_of: NameOf) -> list[Piece]:
    """Parse mrkdwn, as Slack does, into paragraphs, « • » lists, quotes and code. It takes linear time."""
    pieces: list[Piece] = []
    parts = text.split(_FENCE)
    for number, part in enumerate(parts):
        if number % 2 and number < len(parts) - 1:
            lines = part.strip("\n").split("\n")
            pieces.append(Piece("code", tuple((unescape(line),) for line in lines)))
        else:
            pieces += _read_lines(_FENCE + part if number % 2 else part, name_of)
    return pieces


def unescape(text: str) -> str:
    """Replace Slack's entities by the characters, and restore the markers that a person typed."""
    return _ENTITIES.sub(lambda found: _SIGNS[found[1]], restore_markers(text))


def restore_markers(text: str) -> str:
    """Restore the markers that a person typed, which similar characters have replaced. Keep Slack's entities."""
    return text.translate(_TYPED)


def read_line(line: str, name_of: NameOf) -> Line:
    """Parse one line into text, formatted text and links. Incomplete markup stays plain text."""
    nodes: list[Node] = []
    # opening markers without a closing marker on this line
    hopeless: set[str] = set()
    start = at = 0
    while at < len(line):
        found = _read_markup(line, at, hopeless=hopeless, name_of=name_of)
        if found is None:
            at += 1
            continue
        if at > start:
            nodes.append(unescape(line[start:at]))
        node, at = found
        nodes.append(node)
        start = at
    if at > start:
        nodes.append(unescape(line[start:at]))
    return tuple(nodes)


def _read_lines(text: str, name_of: NameOf) -> list[Piece]:
    pieces: list[Piece] = []
    kind, lines = "", list[Line]()
    for line in [*text.split("\n"), ""]:
        if found := _QUOTED.match(line):
            this = "quote"
        elif found := _ITEM.match(line):
            this = "list"
        else:
            this = "paragraph" if line.strip() else ""
        if this != kind:
            if kind:
                pieces.append(Piece(kind, tuple(lines)))
            kind, lines = this, []
        lines.append(read_line(line[found.end() :] if found else line, name_of))
    return pieces


def _read_markup(line: str, start: int, *, hopeless: set[str], name_of: NameOf) -> tuple[Node, int] | None:
    """Parse the formatted text or link at a position. Return it and its end, or None if neither begins there."""
    mark = line[start]
    if mark == "<":
        end = line.find(">", start)
        inside = line[start + 1 : end] if end > 0 else ""
        return (_read_link(inside, name_of), end + 1) if inside and "<" not in inside else None
    if mark not in _TAGS or mark in hopeless:
        return None
    before, after = line[start - 1 : start], line[start + 1 : start + 2]
    if _is_word_character(before) or before == mark or after in ("", mark) or after.isspace():
        return None
    end = line.find(mark, start + 2)
    while end > 0:
        if not line[end - 1].isspace() and not _is_word_character(line[end + 1 : end + 2]):
            inside = line[start + 1 : end]
            return MarkedText(_TAGS[mark], (unescape(inside),) if mark == "`" else read_line(inside, name_of)), end + 1
        end = line.find(mark, end + 1)
    hopeless.add(mark)
    return None


def _read_link(inside: str, name_of: NameOf) -> Node:
    target, _, label = inside.partition("|")
    label = unescape(label)
    match target[0:1]:
        case "@":
            return f"@{label or name_of(target[1:])}"
        case "#":
            return f"#{label or target[1:]}"
        case "!":
            return label or f"@{target[1:].partition('^')[0]}"
    address = unescape(target)
    return Link(address, label or address)


def _is_word_character(sign: str) -> bool:
    return bool(sign) and (sign.isalnum() or sign == "_")
