"""A message drawn for Slack as the words of a mail: plain text, and HTML that screen readers and small screens like."""

import re
from collections.abc import Iterator, Sequence
from html import escape as escape_html

from handlers.kit.blocks import Json, Message
from handlers.kit.mrkdwn import Line, Link, Marked, NameOf, Node, Piece, read_mrkdwn, unescape
from handlers.kit.told import Method
from handlers.notices.messages import Mail

from . import texts

_WEB = re.compile(r"(https?://[^\s<>\"«»]*[^\s<>\"«».,;:!?)’'])")
_LEADS_SOMEWHERE = re.compile(r"(?:https?://|mailto:)[^\s]+", re.IGNORECASE)
_TAGS = {"paragraph": "p", "note": "p", "quote": "blockquote", "code": "pre"}
# Contrast: 16:1 for words, 8:1 for notes and links (WCAG 2.2 asks 4.5:1). No width but a greatest one: it fits 320 px.
_STYLES = {
    "body": "margin:0 auto;padding:16px;max-width:38em;background:#ffffff;color:#1a1a1a;overflow-wrap:anywhere;"
    "font:16px/1.5 Arial,Helvetica,sans-serif",
    "note": "color:#4a4a4a;font-size:15px",
    "quote": "margin:0 0 1em;padding-left:12px;border-left:3px solid #6a6a6a",
    "code": "white-space:pre-wrap",
    "h1": "font-size:22px;line-height:1.3",
    "h2": "font-size:18px;line-height:1.3",
    "a": "color:#0b3d91",
}
_PAGE = """<!DOCTYPE html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
</head>
<body style="{style}">
<main>
{words}
</main>
<footer>
{footer}
</footer>
</body>
</html>
"""


def from_message(
    message: Message,
    *,
    subject: str,
    name_of: NameOf = lambda _: texts.SOMEBODY,
    invitation: bytes | None = None,
    method: Method | None = None,
) -> Mail:
    """Give the mail that says what a message says, all of it but the buttons, which only Slack can hear.

    A button that opens an address becomes a link. `name_of` gives the name of the account with a Slack id.
    """
    pieces = [*_pieces(message, name_of), Piece("note", ((texts.FOOTER,),))]
    return Mail(subject, _text(pieces), _html(pieces, title=subject), invitation, method)


def _pieces(message: Message, name_of: NameOf) -> Iterator[Piece]:
    if not message.blocks:
        yield from read_mrkdwn(message.text, name_of)
    for block in message.blocks:
        match block["type"]:
            case "divider":
                yield Piece("rule")
            case "header":
                yield Piece("heading", ((unescape(block["text"]["text"]),),))
            case "section":
                for said in [block.get("text"), *block.get("fields", [])]:
                    yield from _said(said, name_of)
                yield from _links([block.get("accessory")])
            case "context":
                for said in block["elements"]:
                    yield from (Piece("note", one.lines) for one in _said(said, name_of))
            case "actions":
                yield from _links(block["elements"])


def _said(said: Json | None, name_of: NameOf) -> list[Piece]:
    match (said or {}).get("type"):
        case "mrkdwn":
            return read_mrkdwn(str((said or {})["text"]), name_of)
        case "plain_text":
            lines = str((said or {})["text"]).split("\n")
            return [Piece("paragraph", tuple((unescape(line),) for line in lines))]
    return []


def _links(elements: Sequence[Json | None]) -> Iterator[Piece]:
    links = [Link(str(one["url"]), str(one["text"]["text"])) for one in elements if one and one.get("url")]
    if links:
        yield Piece("list" if len(links) > 1 else "paragraph", tuple((link,) for link in links))


def _text(pieces: Sequence[Piece]) -> str:
    before = {"list": "• ", "quote": "> "}
    drawn = ("\n".join(before.get(one.kind, "") + _line_text(line) for line in one.lines) for one in pieces)
    return "\n\n".join(words for words in drawn if words) + "\n"


def _line_text(line: Line) -> str:
    return "".join(_node_text(node) for node in line)


def _node_text(node: Node) -> str:
    match node:
        case Link(url, label):
            return label if label in (url, url.removeprefix("mailto:")) or not _leads(url) else f"{label} ({url})"
        case Marked(_, inside):
            return _line_text(inside)
    return node


def _html(pieces: Sequence[Piece], *, title: str) -> str:
    drawn: list[str] = []
    level = 1
    for piece in pieces[:-1]:
        if piece.kind == "heading" or _is_title(piece):
            tag = f"h{level}"
            drawn.append(f'<{tag} style="{_STYLES[tag]}">{_line_html(piece.lines[0])}</{tag}>')
            level = 2
        else:
            drawn.append(_piece_html(piece))
    return _PAGE.format(
        title=escape_html(title),
        style=_STYLES["body"],
        words="\n".join(drawn),
        footer=_piece_html(pieces[-1]),
    )


def _is_title(piece: Piece) -> bool:
    """Say whether it is one line, all of it strong: who goes from heading to heading by ear finds it too."""
    match piece:
        case Piece("paragraph", ((Marked("strong", _),),)):
            return True
    return False


def _piece_html(piece: Piece) -> str:
    lines = [_line_html(line) for line in piece.lines]
    if piece.kind == "rule":
        return "<hr>"
    if piece.kind == "list":
        return "<ul>\n" + "\n".join(f"<li>{line}</li>" for line in lines) + "\n</ul>"
    tag, style = _TAGS[piece.kind], _STYLES.get(piece.kind)
    styled = f' style="{style}"' if style else ""
    between = "\n" if tag == "pre" else "<br>\n"
    return f"<{tag}{styled}>{between.join(lines)}</{tag}>"


def _line_html(line: Line) -> str:
    return "".join(_node_html(node) for node in line)


def _node_html(node: Node) -> str:
    match node:
        case Link(url, label):
            words = escape_html(label)
            return f'<a href="{escape_html(url)}" style="{_STYLES["a"]}">{words}</a>' if _leads(url) else words
        case Marked(tag, inside):
            return f"<{tag}>{_line_html(inside)}</{tag}>"
    return "".join(
        _node_html(Link(part, part)) if number % 2 else escape_html(part)
        for number, part in enumerate(_WEB.split(node))
    )


def _leads(url: str) -> bool:
    """Say whether an address is one of the web or of a person: nothing else is a link, above all no script."""
    return bool(_LEADS_SOMEWHERE.fullmatch(url))
