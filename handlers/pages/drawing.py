"""A page as it travels: one document without script, a stylesheet beside it, in order for ear and keyboard."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path

from handlers.kit.blocks import Json, Message, section
from handlers.kit.escaping import Said
from handlers.kit.mrkdwn import Link, Marked, Node, read_line, unescape
from handlers.notices.mails.drawing import document, html_of

from . import texts

STYLE = (Path(__file__).parent / "page.css").read_bytes()
STYLE_PATH = "/r/page.css"
_LOOKS = f'<link rel="stylesheet" href="{STYLE_PATH}">'


_STATEMENT = "<!-- accessibility -->"  # where each page says how accessible it is, which a setting knows


@dataclass(frozen=True, slots=True)
class Page:
    """A page and its status."""

    html: str
    status: int = 200


def page(heading: str, *main: str, foot: Sequence[str] = (), status: int = 200) -> Page:
    """Draw a page; `main` and `foot` are HTML."""
    foot = [*foot, _STATEMENT]
    words = [f"<h1>{escape(heading)}</h1>", *filter(None, main)]
    parts = ("header", [f"<p>{texts.SITE}</p>"]), ("main", words), ("footer", foot)
    html = document(*parts, title=f"{heading} – {texts.SITE}", looks=_LOOKS)
    return Page(html, status)


def with_statement(drawn: Page, *, state: str, href: str | None) -> Page:
    """Return the page with the line about accessibility that French law asks for, a link if the statement has one."""
    said = escape(texts.ACCESSIBILITY.format(state=state))
    line = f'<a href="{escape(href)}">{said}</a>' if href else said
    return replace(drawn, html=drawn.html.replace(_STATEMENT, f"<p>{line}</p>"))


def note(heading: str, *said: Said, status: int = 200) -> Page:
    """Draw a page that says one thing."""
    return page(heading, *map(paragraph, said), status=status)


def paragraph(said: Said, *, kind: str = "") -> str:
    """Draw a paragraph of ours."""
    inside = html_of([section(said).to_dict()], str, level=2)
    return f'<div class="{kind}">{inside}</div>' if kind else inside


def form(*inside: str, view: str = "", gesture: str, label: str = "") -> str:
    """Draw a form that comes back to the page's own address; `view`: the modal that it is, as it was signed."""
    hidden = [f'<input type="hidden" name="gesture" value="{escape(gesture)}">']
    hidden += [f'<input type="hidden" name="view" value="{escape(view)}">'] if view else []
    named = f' aria-label="{escape(label)}"' if label else ""
    return f'<form method="post" novalidate{named}>{"".join(hidden)}\n' + "\n".join(inside) + "\n</form>"


def button(label: str, name: str, *, value: str = "1", first: bool = False) -> str:
    """Draw a button of ours."""
    kind = ' class="first"' if first else ""
    return f'<button name="{name}" value="{escape(value)}"{kind}>{escape(label)}</button>'


def link_back(href: str) -> str:
    """Draw the way back to the card."""
    return f'<p><a href="{escape(href)}">{texts.BACK}</a></p>'


def titled(drawn: Message) -> tuple[str, list[Json]]:
    """Part a message into its title, for the page's own heading, and the rest of it."""
    blocks = list(drawn.blocks) or [section(drawn.text).to_dict()]
    first = blocks[0]
    if first["type"] == "header":
        return _title(unescape(str(first["text"]["text"]))), blocks[1:]
    said = str((first.get("text") or {}).get("text") or "")
    line, _, rest = said.partition("\n")
    match read_line(line, str):
        case (Marked("strong", inside),):
            left = [first | {"text": first["text"] | {"text": rest}}] if rest or first.get("accessory") else []
            return _title(_words(inside)), left + blocks[1:]
    return _title(unescape(drawn.text.partition(". ")[0])), blocks


def _title(said: str) -> str:
    """Give a sentence as a title: without its full stop."""
    return said.strip().removesuffix(".")


def _words(nodes: Sequence[Node]) -> str:
    said = ""
    for node in nodes:
        match node:
            case Marked(_, inside):
                said += _words(inside)
            case Link(_, label):
                said += label
            case _:
                said += node
    return said
