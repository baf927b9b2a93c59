"""The text that a person reads on the screen, in order: Slack's markup and blocks as plain text."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

Block: TypeAlias = dict[str, Any]
Values: TypeAlias = Mapping[str, Mapping[str, dict[str, Any]]]
NameOf: TypeAlias = Callable[[str], str]

ANGLED = re.compile(r"<([^<>]*)>")
STYLED = re.compile(r"(?<![\w*~`])([*_~`])(?=\S)([^\n]+?)(?<=\S)\1(?!\w)")


def unescape(text: str) -> str:
    """Replace `&lt;`, `&gt;` and `&amp;` by the characters that Slack shows."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def escape(text: str) -> str:
    """Replace `&`, `<` and `>` by the codes that Slack's client sends."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def resolve(text: str, name_of: NameOf = str) -> str:
    """Return mrkdwn without angle brackets: labels of links, names of people, fallbacks of dates."""

    def read_angled(found: re.Match[str]) -> str:
        target, _, label = found.group(1).partition("|")
        if target.startswith("@"):
            return "@" + name_of(target[1:])
        if target.startswith("#"):
            return "#" + (label or name_of(target[1:]))
        if target.startswith("!date^"):
            return label
        if target.startswith("!"):
            return label or "@" + target[1:].partition("^")[0]
        return label or target

    lines = [line.removeprefix("> ").removeprefix("&gt; ").removeprefix("&gt;") for line in text.split("\n")]
    return unescape(ANGLED.sub(read_angled, "\n".join(lines)))


def restyle(text: str, styled: Callable[[str, str], str]) -> str:
    """Replace each `*…*`, `_…_`, `~…~` and code by `styled(mark, words)`, from the outside in."""
    for _ in range(3):  # bold in italics in strike-through: nesting is never deeper
        text = STYLED.sub(lambda found: styled(found.group(1), found.group(2)), text)
    return text


def read_mrkdwn(text: str, name_of: NameOf = str) -> str:
    """Return the text that mrkdwn shows, without style."""
    return restyle(resolve(text, name_of), lambda _mark, words: words)


def read_text(text: object, name_of: NameOf = str) -> str:
    """Return the text that a text object shows; "" for none."""
    if not isinstance(text, dict):
        return ""
    content = str(text.get("text", ""))
    return read_mrkdwn(content, name_of) if text.get("type") == "mrkdwn" else unescape(content)


def read_option(option: object) -> str:
    """Return the label of an option; "" for none."""
    return read_text(option.get("text")) if isinstance(option, dict) else ""


def options_of(element: Block) -> list[Block]:
    """Return all options of a select, without their groups."""
    groups = element.get("option_groups") or []
    return [*(element.get("options") or []), *(option for group in groups for option in group["options"])]


def read_value(value: Mapping[str, Any] | None, name_of: NameOf = str) -> str:
    """Return the text that the value of a field shows; "" for none."""
    if not value:
        return ""
    parts: list[str] = []
    for key, found in value.items():
        if key == "type" or not found:
            continue
        for element in found if isinstance(found, list) else [found]:
            if key == "files":
                parts.append(str(element["name"]))
            else:
                parts.append(read_option(element) if isinstance(element, dict) else name_of(str(element)))
    return ", ".join(parts)


def read_element(element: Block, value: Mapping[str, Any] | None = None, *, name_of: NameOf = str) -> list[str]:
    """Return the texts of an element: a button's label, a picture's description, the choices of a radio group…"""
    kind = element.get("type", "")
    if kind in ("button", "workflow_button"):
        return [read_text(element.get("text"))]
    if kind == "image":
        return [str(element.get("alt_text", ""))]
    if kind in ("mrkdwn", "plain_text"):
        return [read_text(element, name_of)]
    if kind in ("radio_buttons", "checkboxes"):
        return [
            words
            for option in options_of(element)
            for words in (read_text(option["text"], name_of), read_text(option.get("description"), name_of))
        ]
    return [read_value(value, name_of) or read_text(element.get("placeholder"))]


def read_rich_text(node: object, name_of: NameOf = str) -> str:
    """Return the text of a rich_text block, line by line."""
    if isinstance(node, list):
        return "".join(read_rich_text(child, name_of) for child in node)
    if not isinstance(node, dict):
        return ""
    if node.get("type") == "user":
        return "@" + name_of(str(node.get("user_id")))
    own = str(node.get("text") or node.get("url") or "")
    return own + read_rich_text(node.get("elements", []), name_of)


def read_block(block: Block, values: Values | None = None, *, name_of: NameOf = str) -> list[str]:
    """Return the texts of a block, in order."""
    kept = (values or {}).get(block.get("block_id", ""), {})

    def read(*elements: Block) -> list[str]:
        shown = [read_element(element, kept.get(element.get("action_id", "")), name_of=name_of) for element in elements]
        return [words for some in shown for words in some]

    words: list[str] = []
    match block.get("type"):
        case "section" | "header" | "markdown" | "alert":
            text = block.get("text")
            words = [read_mrkdwn(text, name_of) if isinstance(text, str) else read_text(text, name_of)]
            words += [read_text(field, name_of) for field in block.get("fields", [])]
            words += read(block["accessory"]) if "accessory" in block else []
        case "actions" | "context":
            words = read(*block.get("elements", []))
        case "input":
            words = [read_text(block["label"]), *read(block["element"]), read_text(block.get("hint"))]
        case "image" | "video":
            words = [read_text(block.get("title")), str(block.get("alt_text", ""))]
        case "rich_text":
            words = [read_rich_text(block.get("elements", []), name_of)]
        case "table" | "data_table":
            words = [str(block.get("caption", ""))]
            words += [read_rich_text(cell, name_of) for row in block.get("rows", []) for cell in row]
    return words


def read_blocks(blocks: Iterable[Block], values: Values | None = None, *, name_of: NameOf = str) -> str:
    """Return all text of the blocks, line by line, as a screen reader would read it."""
    return "\n".join(words for block in blocks for words in read_block(block, values, name_of=name_of) if words)
