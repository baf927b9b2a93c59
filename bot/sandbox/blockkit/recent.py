"""The blocks that Slack added in 2025 and 2026, as a table of rules, and where each block is allowed.

If Slack documents two limits, the lower one is used: the higher one may not apply everywhere yet."""

from typing import Any

from bot.sandbox.blockkit.elements import ELEMENTS, IMAGE, SLACK_FILE, STYLE, URL, has_source
from bot.sandbox.blockkit.rich import CELL, RICH_TEXT
from bot.sandbox.blockkit.rules import (
    Amount,
    BlockChoice,
    BlockKind,
    Flag,
    Found,
    Items,
    Number,
    Rule,
    Shape,
    Text,
    Words,
    block,
)

CELLS = 10_000  # characters of all cells, in all tables of a message or view
CHARTS = 2  # in a message
MESSAGE, MODAL, HOME = "message", "modal", "home"
# where a block is allowed; blocks that are missing here are allowed everywhere
SURFACES = {
    "markdown": (MESSAGE,),
    "table": (MESSAGE, HOME),
    "data_table": (MESSAGE, HOME),
    "data_visualization": (MESSAGE,),
    "alert": (MODAL,),
    "carousel": (MESSAGE, HOME),
    "container": (MESSAGE, HOME),
    "context_actions": (MESSAGE,),
    "task_card": (MESSAGE,),
    "plan": (MESSAGE,),
}
# what a workspace may not support yet: new types of blocks, and the attribute `header.level`
RECENT = frozenset({*SURFACES, "card", "header.level"} - {"markdown"})
IN_CONTAINER = ("actions", "context", "divider", "header", "image", "section", "table", "video")


def has_even_rows(table: dict[str, Any], at: str) -> Found:
    """Require rows of the same length in a data table, and a header without rich text."""
    rows = table["rows"]
    for number, row in enumerate(rows):
        if len(row) != len(rows[0]):
            yield ("must have as many cells as the first row", f"{at}/rows/{number}")
    for number, cell in enumerate(rows[0]):
        if cell["type"] == "rich_text":
            yield ("unsupported type: rich_text", f"{at}/rows/0/{number}/type")


def has_every_point(chart: dict[str, Any], at: str) -> Found:
    """Require a unique name for each series of a chart, and a point for each category."""
    categories = chart["axis_config"]["categories"]
    names: set[str] = set()
    for number, series in enumerate(chart["series"]):
        if series["name"] in names:
            yield ("series names must be unique", f"{at}/series/{number}/name")
        names.add(series["name"])
        if sorted(point["label"] for point in series["data"]) != sorted(categories):
            yield ("must have one point for each category", f"{at}/series/{number}/data")


def has_something(card: dict[str, Any], at: str) -> Found:
    """Require a picture, a title, a body or buttons in a card, and no more than one icon."""
    if not card.keys() & {"hero_image", "title", "body", "actions"}:
        yield ("must define one of `hero_image`, `title`, `body`, `actions`", at)
    if {"icon", "slack_icon"} <= card.keys():
        yield ("must provide only one of `icon` or `slack_icon`", at)


def has_title(container: dict[str, Any], at: str) -> Found:
    """Require one title for a container, and no subtitle if people can fold it."""
    if not container.keys() & {"title", "rich_text_title"}:
        yield ("must define either `title` or `rich_text_title`", at)
    if container.get("is_collapsible") and container.get("has_header_divider"):
        yield ("must not be used with `is_collapsible`", f"{at}/has_header_divider")


NAME = Words(20, 1)
POINTS = Items(Shape({"label": NAME, "value": Amount()}), 20, 1)
AXES = Shape({"categories": Items(NAME, 20, 1)}, {"x_label": Words(50), "y_label": Words(50)})
SERIES = Shape(
    {"type": Words(50), "series": Items(Shape({"name": NAME, "data": POINTS}), 6, 1), "axis_config": AXES},
    {},
    has_every_point,
)
SEGMENTS = Items(Shape({"label": NAME, "value": Amount(positive=True)}), 6, 1)
CHART = BlockKind(
    {
        "pie": Shape({"type": Words(50), "segments": SEGMENTS}),
        "bar": SERIES,
        "line": SERIES,
        "area": SERIES,
    }
)
PICTURE = Shape(
    {"type": BlockChoice(("image",)), "alt_text": Words(2000, 1)},
    {"image_url": URL, "slack_file": SLACK_FILE},
    has_source,
)
CARD = block(
    {},
    {
        "hero_image": PICTURE,
        "icon": PICTURE,
        "slack_icon": Shape({"type": BlockChoice(("icon",)), "name": Words(50, 1)}),
        "title": Text(150),
        "subtitle": Text(150),
        "body": Text(200),
        "subtext": Text(200),
        "actions": Items(BlockKind(ELEMENTS, ("button",)), 3, 1),
    },
    more=has_something,
)
SOURCE = Shape({"type": BlockChoice(("url",)), "url": URL, "text": Words(3000, 1)})


def task(*states: str) -> Shape:
    """Return the rule of a task card with these states. In a plan it has one state more."""
    required: dict[str, Rule] = {"task_id": Words(255, 1), "title": Words(3000, 1), "status": BlockChoice(states)}
    return block(required, {"details": RICH_TEXT, "output": RICH_TEXT, "sources": Items(SOURCE, 100)})


STATES = ("in_progress", "complete", "error")
LABEL: dict[str, Rule] = {"accessibility_label": Words(75)}
JUDGEMENT = Shape({"text": Text(75, plain=True), "value": Words(2000)}, LABEL)
FEEDBACK = Shape(
    {"type": Words(50), "positive_button": JUDGEMENT, "negative_button": JUDGEMENT}, {"action_id": Words(255)}
)
ICON = Shape(
    {"type": Words(50), "icon": BlockChoice(("trash",)), "text": Text(75, plain=True)},
    {
        "action_id": Words(255),
        "value": Words(2000),
        "visible_to_user_ids": Items(Words(50, 1), 1000),
        "style": STYLE,
        **LABEL,
    },
)
COLUMN = Shape({}, {"align": BlockChoice(("left", "center", "right")), "is_wrapped": Flag()})


class Column:
    """The format of a column of a table; null for the default."""

    def check(self, value: object, at: str) -> Found:
        """Validate the settings of a chart, if it has any."""
        if value is not None:
            yield from COLUMN.check(value, at)


BLOCKS = {
    "table": block({"rows": Items(Items(CELL, 20, 1), 100, 1)}, {"column_settings": Items(Column(), 20)}),
    "data_table": block(
        {"caption": Words(3000, 1), "rows": Items(Items(CELL, 20, 1), 101, 2)},
        {"page_size": Number(1, 100), "row_header_column_index": Number(0, 19)},
        more=has_even_rows,
    ),
    "data_visualization": block({"title": Words(50, 1), "chart": CHART}),
    "alert": block({"text": Text(200)}, {"level": BlockChoice(("default", "info", "warning", "error", "success"))}),
    "card": CARD,
    "carousel": block({"elements": Items(BlockKind({"card": CARD}), 10, 1)}),
    "context_actions": block({"elements": Items(BlockKind({"feedback_buttons": FEEDBACK, "icon_button": ICON}), 5, 1)}),
    "task_card": task(*STATES),
    "plan": block({"title": Words(3000, 1), "tasks": Items(BlockKind({"task_card": task("pending", *STATES)}), 12, 1)}),
}


def container(inside: dict[str, Shape]) -> Shape:
    """Return the rule of a block that contains other blocks of this table."""
    return block(
        {"child_blocks": Items(BlockKind(inside, IN_CONTAINER), 10, 1)},
        {
            "title": Text(150, plain=True),
            "rich_text_title": RICH_TEXT,
            "subtitle": Text(150),
            "icon": IMAGE,
            "width": BlockChoice(("narrow", "standard", "wide", "full")),
            "is_collapsible": Flag(),
            "default_collapsed": Flag(),
            "has_header_divider": Flag(),
        },
        more=has_title,
    )


def read_cells(node: object) -> int:
    """Count the characters of a table's cells."""
    if isinstance(node, list):
        return sum(read_cells(child) for child in node)
    if not isinstance(node, dict):
        return 0
    return len(str(node.get("text", ""))) + read_cells(node.get("elements", []))
