"""Convert Markdown to catalogue text. It keeps every word that a reader of the page sees, without markup."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from bot.catalogue.model import link_text, plain_text

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

# markdown-it silently drops content below this level. The page's parser refuses such a block.
MAX_NESTING = 60

_ABSOLUTE = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_RULE = re.compile(r"^[\s|:]*-[\s|:-]*$")
# Only tags of known HTML elements are markup. Text such as « <prénom> » is words of the page, and stays.
_TAG = re.compile(
    r"</?(?:a|abbr|b|blockquote|br|center|cite|code|del|details|div|dl|dt|dd|em|figure|figcaption|font|h[1-6]|hr|i|img"
    r"|ins|kbd|li|mark|ol|p|pre|q|s|section|small|span|strong|sub|summary|sup|table|tbody|td|th|thead|tr|u|ul)"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)


def parse(text: str) -> tuple[list[SyntaxTreeNode], Mapping[str, Any]]:
    """Return the top-level blocks of a Markdown text, and the addresses of its reference links.

    The syntax is CommonMark with strikethrough. Tables stay plain text for `text_of`, because markdown-it's table
    parser would drop cells outside the header's columns. A block's `map` has its line numbers, from 0."""
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode

    env: dict[str, Any] = {}
    reader = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING}).enable("strikethrough")
    return list(SyntaxTreeNode(reader.parse(text, env)).children), env.get("references", {})


def text_of(nodes: Sequence[SyntaxTreeNode], *, base_url: str | None) -> str:
    """Return the words of these blocks as catalogue text (see `model.Dispositif`), an empty line between paragraphs.

    Relative links are resolved from the address `base_url`.
    If `base_url` is None, the address is dropped and the words stay."""
    return "\n\n".join(part for node in nodes if (part := _block_text(node, base_url)))


def _block_text(node: SyntaxTreeNode, base_url: str | None) -> str:
    if node.type in ("bullet_list", "ordered_list"):
        return "\n".join(_item_lines(node, base_url))
    if node.type in ("fence", "code_block"):
        return "\n".join(line for line in (node.info.strip(), node.content.rstrip()) if line)
    if node.type == "html_block":
        return html_words(node.content)
    if node.type == "inline":
        return _table_text(node, base_url) if _is_table(node) else _paragraph_text(node, base_url, wrap=" ")
    between = "" if node.type in ("paragraph", "heading") else "\n\n"
    return between.join(part for child in node.children if (part := _block_text(child, base_url)))


def _is_table(node: SyntaxTreeNode) -> bool:
    lines = node.content.split("\n")
    return len(lines) > 1 and all("|" in line for line in lines) and any(_RULE.match(line) for line in lines)


def _table_text(node: SyntaxTreeNode, base_url: str | None) -> str:
    rows = _paragraph_text(node, base_url, wrap="\n").split("\n")
    return "\n".join(row.strip().strip("|").strip() for row in rows if not _RULE.match(row))


def _item_lines(node: SyntaxTreeNode, base_url: str | None) -> list[str]:
    first = int(node.attrs.get("start", 1)) if node.type == "ordered_list" else 0
    lines = []
    for place, item in enumerate(node.children):
        mark = f"{first + place}. " if node.type == "ordered_list" else "• "
        text = item_text(item.children, base_url=base_url).replace("\n", "\n  ")
        lines.append((mark + text).rstrip())
    return lines


def item_text(nodes: Sequence[SyntaxTreeNode], *, base_url: str | None) -> str:
    """Return the words of a list item, with one line for each of its blocks."""
    return "\n".join(part for node in nodes if (part := _block_text(node, base_url)))


def _paragraph_text(node: SyntaxTreeNode, base_url: str | None, *, wrap: str) -> str:
    return "".join(_inline_text(child, base_url, wrap) for child in node.children).strip()


def _inline_text(node: SyntaxTreeNode, base_url: str | None, wrap: str) -> str:
    if node.type in ("softbreak", "hardbreak"):
        return wrap if node.type == "softbreak" else "\n"
    if node.type == "html_inline":
        return html_words(node.content, strip=False)
    if node.type == "image":
        return _resolved_link(node.content, str(node.attrs.get("src", "")), base_url)
    words = "".join(_inline_text(child, base_url, wrap) for child in node.children) if node.children else node.content
    return _resolved_link(words, str(node.attrs.get("href", "")), base_url) if node.type == "link" else words


def _resolved_link(label: str, address: str, base_url: str | None) -> str:
    if not _ABSOLUTE.match(address) and base_url is not None:
        try:
            address = urljoin(base_url, address)
        except ValueError:  # The address is invalid, such as "//[": keep the text of the link.
            return label
    return link_text(label, address) if _ABSOLUTE.match(address) else label


def html_words(html: str, *, strip: bool = True) -> str:
    """Return the words of HTML: tags and comments are removed, entities decoded, and `<br>` becomes a line break."""
    bare = re.sub(r"<br\s*/?>", "\n", remove_comments(html), flags=re.IGNORECASE)
    words = unescape(_TAG.sub("", bare))
    return "\n".join(line.strip() for line in words.splitlines() if line.strip()) if strip else words


def remove_comments(html: str) -> str:
    """Remove the comments from HTML. A comment without an end is kept, so that its words are not lost."""
    # Search only up to the last end of a comment. Without this limit, the pattern would take quadratic time.
    closed = html.rfind("-->") + 3 if "-->" in html else 0
    return _COMMENT.sub("", html[:closed]) + html[closed:]


def title_of(heading: SyntaxTreeNode) -> str:
    """Return the words of a heading on one line. Addresses of links are left out."""
    return " ".join(plain_text(text_of([heading], base_url=None)).split("\n"))


def line_of(node: SyntaxTreeNode) -> int:
    """Return the line of the page at which a block starts, from 1."""
    return node.map[0] + 1 if node.map else 1
