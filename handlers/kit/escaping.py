"""Text typed by a person, made harmless before it reaches a message."""

import re

from bot.dates.reader import spare

ENTITY = re.compile(r"&(?=#?\w+;)")


def escape(text: str) -> str:
    """Escape Slack's three control characters, so that « <!channel> » is read and pings nobody."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def escape_sparingly(text: str) -> str:
    """Escape as `escape` does, but an ampersand only where it could begin an entity.

    For text so long that five characters for each ampersand would be more than a message holds.
    """
    return ENTITY.sub("&amp;", text).replace("<", "&lt;").replace(">", "&gt;")


def fitted(text: str, room: int) -> str:
    """Escape text and shorten it to `room` characters; sparingly where it would else take more than these."""
    escaped = escape(text)
    return escaped if len(escaped) <= room else clip(escape_sparingly(text), room)


def bold(text: str) -> str:
    """Set escaped text in bold. An asterisk in it would end it and cannot be escaped: another sign stands for it."""
    return f"*{text.replace('*', '∗')}*"


def clip(text: str, limit: int) -> str:
    """Shorten text to `limit` characters with an ellipsis, never in the middle of an escaped character."""
    if len(text) <= limit:
        return text
    short = text[: limit - 1]
    start = short.rfind("&")
    if start != -1 and ";" not in short[start:]:
        short = short[:start]
    return short.rstrip() + "…"


def short(text: str, limit: int) -> str:
    """Shorten a label to `limit` characters: the reader's own time goes first, then what does not fit."""
    return clip(spare(text, limit), limit)


def parts(text: str, limit: int = 3000) -> list[str]:
    """Cut a long text into pieces of at most `limit` characters, at the last space where there is one."""
    pieces = []
    while len(text) > limit:
        cut = max(text.rfind(" ", 1, limit), text.rfind("\n", 1, limit))
        cut = cut if cut > limit // 2 else _before_entity(text, limit)
        pieces.append(text[:cut].strip())
        text = text[cut:].strip()
    return [piece for piece in [*pieces, text] if piece]


def _before_entity(text: str, cut: int) -> int:
    start = text.rfind("&", max(0, cut - 5), cut)
    return start if start > 0 and ";" not in text[start:cut] else cut
