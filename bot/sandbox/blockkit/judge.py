"""Validate blocks and views as Slack does: each block by its table of rules, then rules across blocks."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from bot.sandbox.blockkit import recent
from bot.sandbox.blockkit.elements import IN_ACTIONS, IN_CONTEXT, IN_INPUT, IN_SECTION, SLACK_FILE, URL, has_source
from bot.sandbox.blockkit.rich import RICH
from bot.sandbox.blockkit.rules import BlockChoice, BlockKind, Flag, Found, Items, Number, Shape, Text, Words, block

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
MARKDOWN = 12_000  # characters of all markdown blocks in a message
MESSAGE_TEXT = 13_200  # characters of all blocks in a message: measured, since Slack publishes no figure


def has_content(block: dict[str, Any], at: str) -> Found:
    """Require a text or fields in a section."""
    if "text" not in block and "fields" not in block:
        yield ("must define either `text` or `fields`", at)


PLAIN_2000 = Text(2000, plain=True)
BLOCKS = recent.BLOCKS | {
    "section": block(
        {},
        {"text": Text(3000), "fields": Items(Text(2000), 10, 1), "accessory": IN_SECTION, "expand": Flag()},
        more=has_content,
    ),
    "header": block({"text": Text(150, plain=True)}, {"level": Number(1, 4)}),
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
    "video": block(
        {"alt_text": Words(2000, 1), "title": Text(199, plain=True), "thumbnail_url": URL, "video_url": URL},
        {"author_name": Words(50), "description": Text(200, plain=True), "provider_name": Words(50), "title_url": URL},
    ),
}
BLOCKS["container"] = recent.container(BLOCKS)
ANY_BLOCK = BlockKind(BLOCKS)
MODAL = Shape(
    {"type": BlockChoice(("modal",)), "title": Text(24, plain=True), "blocks": Items(ANY_BLOCK, VIEW_BLOCKS)},
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
    {"type": BlockChoice(("home",)), "blocks": Items(ANY_BLOCK, VIEW_BLOCKS)},
    {"private_metadata": Words(3000), "callback_id": Words(255), "external_id": Words(255)},
)


def inner(one: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield (end of its pointer, element) for each element of a block; for cards, for each button."""
    for key in ("element", "accessory"):
        if isinstance(one.get(key), dict):
            yield key, one[key]
    for key in ("elements", "actions"):
        for number, element in enumerate(one.get(key) or []):
            if isinstance(element, dict):
                yield f"{key}/{number}", element
                if element.get("type") == "card":
                    yield from ((f"{key}/{number}/{end}", button) for end, button in inner(element))


def spread(blocks: list[Any], at: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield (pointer, block) for each block, and after a container for each block in it."""
    for number, one in enumerate(blocks):
        yield f"{at}/{number}", one
        if isinstance(one, dict) and isinstance(children := one.get("child_blocks"), list):
            yield from spread(children, f"{at}/{number}/child_blocks")


def check_together(blocks: list[Any], at: str, *, surface: str) -> Found:
    """Validate rules across blocks: where they are allowed, unique ids, one focus, totals."""
    block_ids: set[str] = set()
    focused = False
    for here, one in spread(blocks, at):
        if surface not in recent.SURFACES.get(one["type"], (surface,)):
            yield (f"unsupported type: {one['type']}", f"{here}/type")
        block_id = one.get("block_id")
        if block_id in block_ids:
            yield (f'`block_id` "{block_id}" already exists', f"{here}/block_id")
        if block_id is not None:
            block_ids.add(block_id)
        yield from check_elements(one, here, surface=surface)
        for end, element in inner(one):
            if focused and element.get("focus_on_load"):
                yield ("only one element can have focus_on_load", f"{here}/{end}/focus_on_load")
            focused = focused or bool(element.get("focus_on_load"))
    yield from check_sums(blocks, at)


def check_elements(one: dict[str, Any], here: str, *, surface: str) -> Found:
    """Validate rules across the elements of a block: unique ids, and where they are allowed."""
    action_ids: set[str] = set()
    for end, element in inner(one):
        action_id = element.get("action_id")
        if action_id in action_ids:
            yield (f'`action_id` "{action_id}" already exists', f"{here}/{end}/action_id")
        if action_id is not None:
            action_ids.add(action_id)
        kind = element.get("type")
        if (kind == "file_input" and surface != "modal") or (kind == "rich_text_input" and surface == "message"):
            yield (f"unsupported type: {kind}", f"{here}/{end}/type")
        if kind == "file_input" and one.get("dispatch_action"):
            yield ("must not be used with `file_input`", f"{here}/dispatch_action")


def check_sums(blocks: list[Any], at: str) -> Found:
    """Validate limits for all blocks together: characters of markdown and of cells, tables, charts."""
    sums: Counter[str] = Counter()
    for here, one in spread(blocks, at):
        kind = one["type"]
        sums[kind] += 1
        if kind == "markdown":
            sums["characters"] += len(one["text"])
            if sums["characters"] > MARKDOWN:
                yield (f"must be less than {MARKDOWN + 1} characters", f"{here}/text")
        if kind in ("table", "data_table"):
            sums["cells"] += recent.read_cells(one["rows"])
            if sums["cells"] > recent.CELLS:
                yield (f"must be less than {recent.CELLS + 1} characters", f"{here}/rows")
        if kind == "table" and sums[kind] > 1:
            yield ("only one table allowed", here)
        if kind == "data_visualization" and sums[kind] > recent.CHARTS:
            yield (f"no more than {recent.CHARTS} charts allowed", here)


def check_message(blocks: object, at: str) -> list[tuple[str, str]]:
    """Validate the blocks of a message. Return (fault, place) for each fault."""
    found = list(Items(ANY_BLOCK, MESSAGE_BLOCKS).check(blocks, at))
    if isinstance(blocks, list) and not found:
        found = list(check_together(blocks, at, surface="message"))
    return found


def check_view(view: object, at: str) -> list[tuple[str, str]]:
    """Validate a modal or a Home. Return (fault, place) for each fault."""
    found = list(BlockKind({"modal": MODAL, "home": HOME}).check(view, at))
    if not isinstance(view, dict) or not isinstance(blocks := view.get("blocks"), list):
        return found
    if not found:
        found = list(check_together(blocks, f"{at}/blocks", surface=view["type"]))
    if view.get("type") == "modal" and "submit" not in view:
        found.extend(
            ("must define `submit` to use an `input` block in modals", f"{at}/blocks/{number}/input")
            for number, block in enumerate(blocks)
            if isinstance(block, dict) and block.get("type") == "input"
        )
    return found


def check_known(blocks: object, at: str, *, refused: Collection[str]) -> list[tuple[str, str]]:
    """Return (fault, place) for each of these blocks that the workspace lacks. `refused`: some of RECENT."""
    found = []
    for here, one in spread(blocks, at) if isinstance(blocks, list) and refused else ():
        if one["type"] in refused:
            found.append((f"unsupported type: {one['type']}", f"{here}/type"))
        elif "header.level" in refused and one["type"] == "header" and "level" in one:
            found.append(("invalid additional property: level", here))
    return found


def spoken(found: Iterable[tuple[str, str]]) -> list[str]:
    """Return faults as Slack puts them into `response_metadata.messages`."""
    return [f"[ERROR] {what} [json-pointer:{at}]" for what, at in found]


def message_faults(blocks: object, *, refused: Collection[str] = ()) -> list[str]:
    """Validate the blocks of a message. Return faults in Slack's words. `refused`: blocks that the workspace lacks."""
    return spoken(check_message(blocks, "/blocks") or check_known(blocks, "/blocks", refused=refused))


def view_faults(view: object, *, refused: Collection[str] = ()) -> list[str]:
    """Validate a modal or a Home. Return faults in Slack's words, the general one first. `refused`: missing blocks."""
    found = check_view(view, "/view")
    if not found and isinstance(view, dict):
        found = check_known(view["blocks"], "/view/blocks", refused=refused)
    return spoken([("failed to match all allowed schemas", "/view"), *found]) if found else []


def text_length(node: object) -> int:
    """Count the characters of all `text` strings, which chat.* limits in a message."""
    if isinstance(node, list):
        return sum(text_length(child) for child in node)
    if isinstance(node, dict):
        return sum(
            len(child) if key == "text" and isinstance(child, str) else text_length(child)
            for key, child in node.items()
        )
    return 0
