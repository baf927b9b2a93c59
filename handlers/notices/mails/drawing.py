"""Renders a Slack message as a mail, in plain text and in HTML that suits screen readers and small screens."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from handlers.kit.blocks import Json, Message, Paper
from handlers.kit.mrkdwn import Line, Link, MarkedText, NameOf, Node, Piece, read_mrkdwn, unescape
from handlers.kit.told import Method
from handlers.notices import texts
from handlers.notices.messages import Mail

_WEB = re.compile(r"(https?://[^\s<>\"«»]*[^\s<>\"«».,;:!?)’'])")
_LEADS_SOMEWHERE = re.compile(r"(?:https?://|mailto:)[^\s]+", re.IGNORECASE)
_NONE = Markup()
_TAGS = {"paragraph": "p", "note": "p", "quote": "blockquote", "code": "pre"}
Styles: TypeAlias = Mapping[str, Markup]  # the attributes of an HTML tag, by kind of piece
# The contrast is 16:1 for text, 8:1 for notes and links (WCAG 2.2 asks for 4.5:1). The width has only a maximum, so
# that a mail fits a screen of 320 px.
_INLINE = {
    "body": "margin:0 auto;padding:16px;max-width:38em;background:#ffffff;color:#1a1a1a;overflow-wrap:anywhere;"
    "font:16px/1.5 Arial,Helvetica,sans-serif",
    "note": "color:#4a4a4a;font-size:15px",
    "quote": "margin:0 0 1em;padding-left:12px;border-left:3px solid #6a6a6a",
    "code": "white-space:pre-wrap",
    "h1": "font-size:22px;line-height:1.3",
    "h2": "font-size:18px;line-height:1.3",
    "a": "color:#0b3d91",
}
_STYLES: Styles = {kind: Markup(' style="{}"').format(style) for kind, style in _INLINE.items()}
_CLASSES: Styles = {"note": Markup(' class="note"')}  # Pages have a style sheet, so they use classes.
_TEMPLATES = Environment(
    loader=PackageLoader("handlers", ""), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)
_TEMPLATES.filters["of_slack"] = unescape  # undoes Slack's escaping of « & », « < » and « > »
# These colours are for mail programs in dark mode.
_DARK = Markup(
    "<style>@media (prefers-color-scheme:dark){body{background:#161616!important;color:#ededed!important}"
    "a{color:#9ecbff!important}p{color:#ededed!important}}</style>"
)


def mail_from_message(
    message: Message,
    *,
    subject: str,
    name_of: NameOf = lambda _: texts.SOMEBODY,
    invitation: bytes | None = None,
    method: Method | None = None,
) -> Mail:
    """Return a message as a mail. A button with an address becomes a link, and other buttons are left out.

    `name_of` returns the name of a Slack id."""
    blocks = message.blocks
    said = _pieces(blocks, name_of) if blocks else read_mrkdwn(message.text, name_of)
    pieces = [*said, Piece("note", ((texts.FOOTER,),))]
    return Mail(subject, _plain_text(pieces), str(_mail_html(pieces, title=subject)), invitation, method)


def paper_page(paper: Paper) -> bytes:
    """Return a document as an HTML page with a language, a title, headings, and styles for dark mode.

    A document in plain text is returned unchanged."""
    if paper.text is not None:
        return paper.text
    words = [*_draw_pieces([*_pieces(paper.blocks, lambda _: texts.SOMEBODY)], _STYLES, level=1, level_step=1)]
    return _whole_document(("main", words), title=paper.title).encode()


def html_of(blocks: Sequence[Json], name_of: NameOf, *, level: int) -> Markup:
    """Return blocks as HTML for a page, with the classes of its style sheet. The first heading is at `level`."""
    return Markup("\n").join(_draw_pieces([*_pieces(blocks, name_of)], _CLASSES, level=level, level_step=0))


def document(
    *parts: tuple[str, Sequence[Markup]], title: str, style_sheet: Markup, body_style: Markup = _NONE
) -> Markup:
    """Return the HTML of a mail or a page. Each part is an element's name and content. Empty parts are left out.

    `style_sheet` is the style sheet, and `body_style` is the style of the body."""
    return fill_template("notices/mails/document.html", parts=parts, title=title, looks=style_sheet, style=body_style)


def fill_template(template: str, **values: object) -> Markup:
    """Fill an HTML template, given by its path below `handlers/`. Values are escaped unless they are `Markup`.

    Raises UndefinedError for a missing value."""
    return Markup(_TEMPLATES.get_template(template).render(values))  # noqa: S704 - the template has escaped the values


def _pieces(blocks: Sequence[Json], name_of: NameOf) -> Iterator[Piece]:
    for block in blocks:
        match block["type"]:
            case "divider":
                yield Piece("rule")
            case "header":
                yield Piece("heading", ((unescape(block["text"]["text"]),),))
            case "section":
                for said in [block.get("text"), *block.get("fields", [])]:
                    yield from _text_pieces(said, name_of)
                yield from _link_pieces([block.get("accessory")])
            case "context":
                for said in block["elements"]:
                    yield from (Piece("note", piece.lines) for piece in _text_pieces(said, name_of))
            case "actions":
                yield from _link_pieces(block["elements"])


def _text_pieces(text_object: Json | None, name_of: NameOf) -> list[Piece]:
    match (text_object or {}).get("type"):
        case "mrkdwn":
            return read_mrkdwn(str((text_object or {})["text"]), name_of)
        case "plain_text":
            lines = str((text_object or {})["text"]).split("\n")
            return [Piece("paragraph", tuple((unescape(line),) for line in lines))]
    return []


def _link_pieces(elements: Sequence[Json | None]) -> Iterator[Piece]:
    links = [
        Link(str(element["url"]), str(element["text"]["text"]))
        for element in elements
        if element and element.get("url")
    ]
    if links:
        yield Piece("list" if len(links) > 1 else "paragraph", tuple((link,) for link in links))


def _plain_text(pieces: Sequence[Piece]) -> str:
    before = {"list": "• ", "quote": "> "}
    drawn = ("\n".join(before.get(piece.kind, "") + _line_text(line) for line in piece.lines) for piece in pieces)
    return "\n\n".join(words for words in drawn if words) + "\n"


def _line_text(line: Line) -> str:
    return "".join(_node_text(node) for node in line)


def _node_text(node: Node) -> str:
    match node:
        case Link(url, label):
            return (
                label if label in (url, url.removeprefix("mailto:")) or not _is_web_or_mail(url) else f"{label} ({url})"
            )
        case MarkedText(_, inside):
            return _line_text(inside)
    return node


def _mail_html(pieces: Sequence[Piece], *, title: str) -> Markup:
    words = [*_draw_pieces(_split_heading(pieces[:-1]), _STYLES, level=1, level_step=1)]
    return _whole_document(("main", words), ("footer", [_piece_html(pieces[-1], _STYLES)]), title=title)


def _whole_document(*parts: tuple[str, Sequence[Markup]], title: str) -> Markup:
    return document(*parts, title=title, style_sheet=_DARK, body_style=_STYLES["body"])


def _split_heading(pieces: Sequence[Piece]) -> Sequence[Piece]:
    """Separate a bold first line from the rest of its paragraph, since it becomes the heading."""
    match pieces:
        case [Piece("paragraph", ((MarkedText("strong", _),) as first, *rest)), *others] if rest:
            return [Piece("paragraph", (first,)), Piece("paragraph", tuple(rest)), *others]
    return pieces


def _draw_pieces(pieces: Sequence[Piece], styles: Styles, *, level: int, level_step: int) -> Iterator[Markup]:
    """Render pieces as HTML. The first heading has `level`. For later headings, add `level_step` to it."""
    for piece in pieces:
        if piece.kind == "heading" or _is_title(piece):
            yield _element(f"h{level}", _line_html(piece.lines[0], styles), style=styles.get(f"h{level}", _NONE))
            level, level_step = level + level_step, 0
        else:
            yield _piece_html(piece, styles)


def _is_title(piece: Piece) -> bool:
    """Return whether a piece is a single bold line. Such a line becomes a heading, for screen readers."""
    match piece:
        case Piece("paragraph", ((MarkedText("strong", _),),)):
            return True
    return False


def _piece_html(piece: Piece, styles: Styles) -> Markup:
    lines = [_line_html(line, styles) for line in piece.lines]
    if piece.kind == "rule":
        return Markup("<hr>")
    if piece.kind == "list":
        items = Markup("\n").join(_element("li", line) for line in lines)
        return Markup("<ul>\n{}\n</ul>").format(items)
    tag = _TAGS[piece.kind]
    between = Markup("\n") if tag == "pre" else Markup("<br>\n")
    return _element(tag, between.join(lines), style=styles.get(piece.kind, _NONE))


def _element(tag: str, content: Markup, *, style: Markup = _NONE) -> Markup:
    return Markup("<{0}{1}>{2}</{0}>").format(tag, style, content)


def _line_html(line: Line, styles: Styles) -> Markup:
    return Markup("").join(_node_html(node, styles) for node in line)


def _node_html(node: Node, styles: Styles) -> Markup:
    match node:
        case Link(url, label):
            style = styles.get("a", _NONE)
            return (
                Markup('<a href="{}"{}>{}</a>').format(url, style, label)
                if _is_web_or_mail(url)
                else Markup.escape(label)
            )
        case MarkedText(tag, inside):
            return _element(tag, _line_html(inside, styles))
    parts = enumerate(_WEB.split(node))
    return Markup("").join(
        _node_html(Link(part, part), styles) if at % 2 else Markup.escape(part) for at, part in parts
    )


def _is_web_or_mail(url: str) -> bool:
    """Return whether an address is a web or mail address. Any other address, such as a script, gets no link."""
    return bool(_LEADS_SOMEWHERE.fullmatch(url))
