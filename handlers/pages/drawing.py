"""The HTML of pages. It has no scripts and one stylesheet, and works with a screen reader or a keyboard."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from markupsafe import Markup

from handlers.kit.blocks import Json, Message, section
from handlers.kit.escaping import Said
from handlers.kit.mrkdwn import Link, MarkedText, Node, read_line, unescape
from handlers.notices.mails.drawing import document, html_of

from . import texts
from .screens import html_attributes

STYLE = (Path(__file__).parent / "page.css").read_bytes()
STYLE_PATH = "/r/page.css"
_LOOKS = Markup('<link rel="stylesheet" href="{}">').format(STYLE_PATH)


# `with_accessibility_statement` replaces this mark with the statement, whose address is a setting.
_STATEMENT = Markup("<!-- accessibility -->")


@dataclass(frozen=True, slots=True)
class Page:
    """A page and its HTTP status."""

    html: Markup
    status: int = 200


def page(heading: str, *main: Markup, foot: Sequence[Markup] = (), status: int = 200) -> Page:
    words = [Markup("<h1>{}</h1>").format(heading), *filter(None, main)]
    parts = ("header", [Markup("<p>{}</p>").format(texts.SITE)]), ("main", words), ("footer", [*foot, _STATEMENT])
    return Page(document(*parts, title=f"{heading} – {texts.SITE}", style_sheet=_LOOKS), status)


def with_accessibility_statement(drawn: Page, *, state: str, href: str | None) -> Page:
    """Add the accessibility statement that French law requires. `href` is its address, if there is one."""
    said = texts.ACCESSIBILITY.format(state=state)
    line = Markup('<a href="{}">{}</a>').format(href, said) if href else said
    return replace(drawn, html=drawn.html.replace(_STATEMENT, Markup("<p>{}</p>").format(line)))


def note_page(heading: str, *said: Said, status: int = 200) -> Page:
    return page(heading, *map(paragraph, said), status=status)


def paragraph(said: Said, *, css_class: str = "") -> Markup:
    """Build a paragraph of the bot's own sentences. Never pass a text that a person typed."""
    inside = html_of([section(said).to_dict()], str, level=2)
    return Markup('<div class="{}">{}</div>').format(css_class, inside) if css_class else inside


def form(*contents: Markup, view: str = "", gesture: str) -> Markup:
    """Build a form that posts to the page's own address. `view` is the signed modal, in a hidden field."""
    kept = hidden_field("gesture", gesture) + (hidden_field("view", view) if view else "")
    return Markup('<form method="post" novalidate>{}\n{}\n</form>').format(kept, Markup("\n").join(contents))


def hidden_field(name: str, value: str) -> Markup:
    return Markup('<input type="hidden" name="{}" value="{}">').format(name, value)


def live_region(content: Markup, *, css_class: str = "", role: str = "") -> Markup:
    """Build a part of a page that screen readers announce at once. `role` is "status", or "alert" for an error."""
    return Markup("<div{}>{}</div>").format(html_attributes({"class": css_class, "role": role}), content)


def alert(said: str) -> Markup:
    return live_region(Markup("<p>{}</p>").format(said), css_class="alert", role="alert")


def button(label: str, name: str, *, value: str = "1", is_main: bool = False) -> Markup:
    """Build a button that belongs to the page, not to the card on it."""
    own = html_attributes({"name": name, "value": value, "class": "first" if is_main else ""})
    return Markup("<button{}>{}</button>").format(own, label)


def folded_part(summary: str, *inside: Markup) -> Markup:
    return Markup("<details><summary>{}</summary>{}</details>").format(summary, Markup("").join(inside))


def back_link(href: str) -> Markup:
    return Markup('<p><a href="{}">{}</a></p>').format(href, texts.BACK)


def split_title(drawn: Message) -> tuple[str, list[Json]]:
    blocks = list(drawn.blocks) or [section(drawn.text).to_dict()]
    first = blocks[0]
    if first["type"] == "header":
        return _strip_title(unescape(str(first["text"]["text"]))), blocks[1:]
    said = str((first.get("text") or {}).get("text") or "")
    line, _, rest = said.partition("\n")
    match read_line(line, str):
        case (MarkedText("strong", inside),):
            left = [first | {"text": first["text"] | {"text": rest}}] if rest or first.get("accessory") else []
            return _strip_title(_plain_words(inside)), left + blocks[1:]
    return _strip_title(unescape(drawn.text.partition(". ")[0])), blocks


def _strip_title(said: str) -> str:
    return said.strip().removesuffix(".")


def _plain_words(nodes: Sequence[Node]) -> str:
    said = ""
    for node in nodes:
        match node:
            case MarkedText(_, inside):
                said += _plain_words(inside)
            case Link(_, label):
                said += label
            case _:
                said += node
    return said
