"""Functions that escape, shorten and link a person's text before it is part of a message."""

import re
from collections.abc import Callable
from typing import TypeVar

from bot.dates.reader import shorten_text

from .mrkdwn import ALIKE, unescape

Text = TypeVar("Text", bound=str)

MARKS = {
    mark: re.compile(rf"(?<![^\W_]){re.escape(mark)}|{re.escape(mark)}(?![^\W_])") for mark in ALIKE
}  # Each pattern matches a marker that is not inside a word.
ENTITY = re.compile(r"&(?=#?\w+;)")
ADDRESS = re.compile(r"(?<![\w/])https?://[^\s<>|]{1,500}(?![^\s<>|])", re.IGNORECASE)
SENTENCE_ENDS = re.compile(r"(?<=[.!?…])\s|(?<=[.!?…]\u00a0»)\s|\n")
ENDS = ".,;:!?…»’\"'"  # If a URL ends with one of these characters, the character belongs to the sentence.


class Said(str):
    """Text in mrkdwn, in which text from people is escaped. Only `handlers.kit` creates it.

    The class of markupsafe is slower, and would not escape objects with `__html__`."""

    __slots__ = ()

    @property
    def plain(self) -> str:
        """Return the text without mrkdwn, for a button, a title or a label."""
        return unescape(self)

    def cut(self, separator: str) -> tuple["Said", "Said"]:
        """Return the text before the string `separator`, and the rest, which begins with `separator`.

        If the text does not contain `separator`, return the whole text and ""."""
        before, found, after = self.partition(separator)
        return Said(before), Said(f"{found}{after}".strip())


def escape(text: str) -> Said:
    """Escape Slack's three control characters, so that a typed « <!channel> » notifies nobody.

    Typed markup is shown literally too, so « *gras* » does not become bold. `Said` is returned unchanged."""
    if isinstance(text, Said):
        return text
    return Said(escape_controls(_replace_markers(text)))


def escape_sparingly(text: str) -> Said:
    """Escape text like `escape`, but escape an ampersand only if it begins an entity such as « &lt; ».

    An escaped ampersand has five characters, so many of them could exceed a message's limit."""
    if isinstance(text, Said):
        return text
    return Said(ENTITY.sub("&amp;", _replace_markers(text)).replace("<", "&lt;").replace(">", "&gt;"))


def link_to(address: str) -> Said:
    """Return a web address as a link. Slack does not find addresses itself, since the bot sends texts as verbatim."""
    return Said(f"<{escape_controls(address).replace('|', '%7C')}>")


def escape_controls(text: str) -> str:
    """Escape only Slack's three control characters. In an address, all other characters must stay."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _replace_markers(text: str) -> str:
    """Replace markup characters by similar characters, except in web addresses."""
    if not any(mark in text for mark in ALIKE):
        return text
    pieces, at = list[str](), 0
    for found in ADDRESS.finditer(text):
        pieces += [_replace_in_lines(text[at : found.start()]), found[0]]
        at = found.end()
    return "".join([*pieces, _replace_in_lines(text[at:])])


def _replace_in_lines(text: str) -> str:
    lines = text.split("\n")
    for mark, alike in ALIKE.items():
        lines = [MARKS[mark].sub(alike, line) if len(MARKS[mark].findall(line)) > 1 else line for line in lines]
    return "\n".join(lines)


def link_address(said: Said, address: str) -> Said:
    return Said(said.replace(escape(address), link_to(address)))


def escape_and_link(text: str, *, escaping: Callable[[str], Said] = escape) -> Said:
    """Escape typed text, and turn its web addresses into links."""
    if isinstance(text, Said):
        return text
    pieces, at = list[Said](), 0
    for found in ADDRESS.finditer(text):
        address = _trim_address(found[0])
        # The end of this address was cut, and a link to the rest would be wrong.
        if found[0].endswith("…"):
            continue
        pieces += [escaping(text[at : found.start()]), link_to(address)]
        at = found.start() + len(address)
    return Said("".join([*pieces, escaping(text[at:])]))


def escape_to_fit(text: str, max_chars: int) -> Said:
    """Escape text. If the result exceeds `max_chars` characters, escape sparingly and shorten it."""
    escaped = escape(text)
    return escaped if len(escaped) <= max_chars else clip(escape_sparingly(text), max_chars)


def bold(text: str) -> Said:
    """Escape text and make it bold. An asterisk would end the bold, so a similar character replaces it."""
    return Said(f"*{escape(text).replace('*', '∗')}*")


def clip(text: Text, limit: int) -> Text:
    """Shorten text to `limit` characters, with an ellipsis. Never cut inside an escaped character or a link."""
    if len(text) <= limit:
        return text
    short = text[: limit - 1]
    for opening, closing in (("<http", ">"), ("&", ";")):
        start = short.rfind(opening)
        if start != -1 and closing not in short[start:]:
            short = short[:start]
    return type(text)(short.rstrip() + "…")


def clip_sentences(text: Text, limit: int) -> Text:
    """Keep the sentences and lines that fit in `limit` characters. If none fits, cut the text with an ellipsis."""
    if len(text) <= limit:
        return text
    ends = [match_.start() for match_ in SENTENCE_ENDS.finditer(text, 0, limit + 1)]
    return type(text)(text[: ends[-1]]) if ends else clip(text, limit)


def clip_words(text: str, limit: int) -> str:
    """Shorten text at the end of a word, for screen readers. Only a very long word is cut."""
    if len(text) <= limit:
        return text
    short = text[:limit]
    cut = max(short.rfind(" "), short.rfind("\u00a0"))
    return (short[:cut] if cut > limit // 2 else short[: limit - 1]).rstrip(" \u00a0,:«(") + "…"


def shorten_label(text: str, limit: int) -> str:
    """Shorten a label to `limit` characters, at the end of a word. First drop times in the reader's time zone."""
    return clip_words(shorten_text(text, limit), limit)


def split_text(text: Text, limit: int = 3000) -> list[Text]:
    """Split a long text into pieces of at most `limit` characters, at spaces if possible."""
    pieces, rest, kind = list[Text](), str(text), type(text)
    while len(rest) > limit:
        cut = max(rest.rfind(" ", 1, limit), rest.rfind("\n", 1, limit))
        cut = cut if cut > limit // 2 else _cut_before_entity(rest, limit)
        pieces.append(kind(rest[:cut].strip()))
        rest = rest[cut:].strip()
    return [piece for piece in [*pieces, kind(rest)] if piece]


def _cut_before_entity(text: str, cut: int) -> int:
    start = text.rfind("&", max(0, cut - 5), cut)
    return start if start > 0 and ";" not in text[start:cut] else cut


def _trim_address(address: str) -> str:
    """Remove the punctuation and the closing bracket that belong to the sentence around an address."""
    kept = address.rstrip(ENDS)
    return kept.rstrip(")").rstrip(ENDS) if kept.endswith(")") and "(" not in kept else kept
