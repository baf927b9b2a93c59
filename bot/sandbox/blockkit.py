"""Judges blocks and views as Slack does: a table of rules for each block, then what holds for the whole."""

from collections.abc import Iterable, Iterator
from typing import Any

from bot.sandbox.blockkit_elements import IN_ACTIONS, IN_CONTEXT, IN_INPUT, IN_SECTION, SLACK_FILE, URL, has_source
from bot.sandbox.blockkit_rich import CELL, RICH
from bot.sandbox.blockkit_rules import Between, Choice, Flag, Found, Items, Kind, Rule, Shape, Text, Words

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
MARKDOWN = 12_000  # characters in all markdown blocks of a message together
MESSAGE_TEXT = 13_200  # characters of text in all blocks; measured by others, Slack publishes no figure (7.4)


def has_content(block: dict[str, Any], at: str) -> Found:
    """Ask a section for a text or fields."""
    if "text" not in block and "fields" not in block:
        yield ("must define either `text` or `fields`", at)


def block(required: dict[str, Rule], optional: dict[str, Rule] | None = None, *, more: Between | None = None) -> Shape:
    """Give the rule of a block: `type`, perhaps a `block_id`, and its own fields."""
    return Shape({"type": Words(50), **required}, {"block_id": Words(255), **(optional or {})}, more)


PLAIN_2000 = Text(2000, plain=True)
TABLE_ROWS = Items(Items(CELL, 20, 1), 100, 1)
COLUMN = Shape({}, {"align": Choice(("left", "center", "right")), "is_wrapped": Flag()})
BLOCKS = {
    "section": block(
        {},
        {"text": Text(3000), "fields": Items(Text(2000), 10, 1), "accessory": IN_SECTION, "expand": Flag()},
        more=has_content,
    ),
    "header": block({"text": Text(150, plain=True)}),
    "divider": block({}),
    "context": block({"elements": Items(IN_CONTEXT, 10, 1)}),
    "actions": block({"elements": Items(IN_ACTIONS, 25, 1)}),
    "image": block(
        {"alt_text": Words(2000, 1)}, {"image_url": URL, "slack_file": SLACK_FILE, "title": PLAIN_2000}, more=has_source
    ),
    "input": block(
        {"label": PLAIN_2000, "element": IN_INPUT},
        {"hint": PLAIN_2000, "optional": Flag(), "dispatch_action": Flag()},
    ),
    "markdown": block({"text": Words(MARKDOWN, 1)}),
    "rich_text": block({"elements": Items(RICH, 1000)}),
    "table": block({"rows": TABLE_ROWS}, {"column_settings": Items(COLUMN, 20)}),
    "video": block(
        {"alt_text": Words(2000, 1), "title": Text(199, plain=True), "thumbnail_url": URL, "video_url": URL},
        {"author_name": Words(50), "description": Text(200, plain=True), "provider_name": Words(50), "title_url": URL},
    ),
}
ANY_BLOCK = Kind(BLOCKS)
MODAL = Shape(
    {"type": Choice(("modal",)), "title": Text(24, plain=True), "blocks": Items(ANY_BLOCK, VIEW_BLOCKS)},
    {
        "submit": Text(24, plain=True),
        "close": Text(24, plain=True),
        "private_metadata": Words(3000),
        "callback_id": Words(255),
        "external_id": Words(255),
        "clear_on_close": Flag(),
        "notify_on_close": Flag(),
    },
)
HOME = Shape(
    {"type": Choice(("home",)), "blocks": Items(ANY_BLOCK, VIEW_BLOCKS)},
    {"private_metadata": Words(3000), "callback_id": Words(255), "external_id": Words(255)},
)


def inner(one: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give each element of a block with the end of its pointer."""
    for key in ("element", "accessory"):
        if isinstance(one.get(key), dict):
            yield key, one[key]
    for number, element in enumerate(one.get("elements") or []):
        if isinstance(element, dict):
            yield f"elements/{number}", element


def check_together(blocks: list[Any], at: str, *, surface: str) -> Found:
    """Judge what holds between blocks: ids used once, one focus, one table, files in modals only."""
    block_ids: set[str] = set()
    focused = tables = marked = 0
    for number, one in enumerate(blocks):
        here = f"{at}/{number}"
        block_id = one.get("block_id")
        if block_id in block_ids:
            yield (f'`block_id` "{block_id}" already exists', f"{here}/block_id")
        if block_id is not None:
            block_ids.add(block_id)
        marked += len(one["text"]) if one["type"] == "markdown" else 0
        if marked > MARKDOWN and one["type"] == "markdown":
            yield (f"must be less than {MARKDOWN + 1} characters", f"{here}/text")
        tables += one["type"] == "table"
        if tables > 1 and one["type"] == "table":
            yield ("only one table allowed", here)
        action_ids: set[str] = set()
        for end, element in inner(one):
            action_id = element.get("action_id")
            if action_id in action_ids:
                yield (f'`action_id` "{action_id}" already exists', f"{here}/{end}/action_id")
            if action_id is not None:
                action_ids.add(action_id)
            focused += bool(element.get("focus_on_load"))
            if focused > 1 and element.get("focus_on_load"):
                yield ("only one element can have focus_on_load", f"{here}/{end}/focus_on_load")
            if element.get("type") == "file_input" and surface != "modal":
                yield ("unsupported type: file_input", f"{here}/{end}/type")


def spoken(found: Iterable[tuple[str, str]]) -> list[str]:
    """Give findings as Slack writes them in `response_metadata.messages`."""
    return [f"[ERROR] {what} [json-pointer:{at}]" for what, at in found]


def message_faults(blocks: object, *, at: str = "/blocks") -> list[str]:
    """Judge the blocks of a message; give each fault in Slack's words, nothing for good ones."""
    found = list(Items(ANY_BLOCK, MESSAGE_BLOCKS).check(blocks, at))
    if isinstance(blocks, list) and not found:
        found = list(check_together(blocks, at, surface="message"))
    return spoken(found)


def view_faults(view: object, *, at: str = "/view") -> list[str]:
    """Judge a modal or Home; give each fault in Slack's words, the general one first, nothing for a good one."""
    found = list(Kind({"modal": MODAL, "home": HOME}).check(view, at))
    if not isinstance(view, dict) or not isinstance(blocks := view.get("blocks"), list):
        return spoken([("failed to match all allowed schemas", at), *found])
    if not found:
        found = list(check_together(blocks, f"{at}/blocks", surface=view["type"]))
    if view.get("type") == "modal" and "submit" not in view:
        found.extend(
            ("must define `submit` to use an `input` block in modals", f"{at}/blocks/{number}/input")
            for number, one in enumerate(blocks)
            if isinstance(one, dict) and one.get("type") == "input"
        )
    return spoken([("failed to match all allowed schemas", at), *found]) if found else []


def text_length(node: object) -> int:
    """Count the characters of all `text` strings, which chat.* bounds for a whole message."""
    if isinstance(node, list):
        return sum(text_length(one) for one in node)
    if isinstance(node, dict):
        return sum(
            len(one) if key == "text" and isinstance(one, str) else text_length(one) for key, one in node.items()
        )
    return 0
