"""Blocks of messages that Slack refuses, each with what it says and where: name, blocks, words, pointer."""

from tests.bot.sandbox.blockkit.accepted_payloads import CONFIRM, GROUPS, IMAGE, TWO, line, rich, select
from tests.bot.sandbox.building import Json, actions, button, field, option, plain, section

Broken = tuple[object, str, str]
LONG = "must be less than {} characters"
MANY = "no more than {} items allowed"
ELEMENT = "/blocks/0/elements/0"


def in_actions(element: Json, words: str, end: str) -> Broken:
    """One element in an actions block; `end` is the pointer from the element on."""
    return [actions(element)], words, ELEMENT + end


BROKEN: dict[str, Broken] = {
    "section too long": ([section("x" * 3001)], LONG.format(3001), "/blocks/0/text/text"),
    "section empty": ([section("")], "must be more than 0 characters", "/blocks/0/text/text"),
    "section of nothing": ([{"type": "section"}], "must define either `text` or `fields`", "/blocks/0"),
    "text that is a string": ([{"type": "section", "text": "a"}], "must provide an object", "/blocks/0/text"),
    "text null": ([{"type": "section", "text": None}], "must provide an object", "/blocks/0/text"),
    "eleven fields": ([{"type": "section", "fields": [plain("a")] * 11}], MANY.format(10), "/blocks/0/fields"),
    "field too long": (
        [{"type": "section", "fields": [plain("x" * 2001)]}],
        LONG.format(2001),
        "/blocks/0/fields/0/text",
    ),
    "emoji in mrkdwn": (
        [{"type": "section", "text": {"type": "mrkdwn", "text": "a", "emoji": True}}],
        "invalid additional property: emoji",
        "/blocks/0/text",
    ),
    "text of no kind": ([{"type": "section", "text": {"text": "a"}}], "unsupported type: None", "/blocks/0/text/type"),
    "header in mrkdwn": (
        [{"type": "header", "text": {"type": "mrkdwn", "text": "a"}}],
        "unsupported type: mrkdwn",
        "/blocks/0/text/type",
    ),
    "header too long": ([{"type": "header", "text": plain("x" * 151)}], LONG.format(151), "/blocks/0/text/text"),
    "block of no kind": ([{"text": plain("a")}], "missing required field: type", "/blocks/0"),
    "block unheard of": ([{"type": "gallery"}], "unsupported type: gallery", "/blocks/0/type"),
    "block that is no object": (["a"], "must provide an object", "/blocks/0"),
    "field that is too much": ([{"type": "divider", "text": "a"}], "invalid additional property: text", "/blocks/0"),
    "block_id too long": ([section("a", block_id="x" * 256)], LONG.format(256), "/blocks/0/block_id"),
    "block_id twice": (
        [section("a", block_id="b"), section("c", block_id="b")],
        '`block_id` "b" already exists',
        "/blocks/1/block_id",
    ),
    "eleven in a context": (
        [{"type": "context", "elements": [plain("a")] * 11}],
        MANY.format(10),
        "/blocks/0/elements",
    ),
    "button in a context": (
        [{"type": "context", "elements": [button("a", "b")]}],
        "unsupported type: button",
        "/blocks/0/elements/0/type",
    ),
    "26 buttons": ([actions(*[button("a", f"a{n}") for n in range(26)])], MANY.format(25), "/blocks/0/elements"),
    "no button": ([actions()], "must provide at least 1 items", "/blocks/0/elements"),
    "action_id twice": (
        [actions(button("a", "x"), button("b", "x"))],
        '`action_id` "x" already exists',
        "/blocks/0/elements/1/action_id",
    ),
    "image without words": (
        [{"type": "image", "image_url": "https://exemple.fr"}],
        "missing required field: alt_text",
        "/blocks/0",
    ),
    "image from two places": (
        [{**IMAGE, "slack_file": {"id": "F1"}}],
        "must provide exactly one of `image_url` or `slack_file`",
        "/blocks/0",
    ),
    "image in a context from nowhere": (
        [{"type": "context", "elements": [{"type": "image", "alt_text": "a"}]}],
        "must provide exactly one of `image_url` or `slack_file`",
        ELEMENT,
    ),
    "file by two names": (
        [{"type": "image", "alt_text": "a", "slack_file": {"id": "F1", "url": "https://exemple.fr"}}],
        "must provide exactly one of `id` or `url`",
        "/blocks/0/slack_file",
    ),
    "51 blocks": ([{"type": "divider"}] * 51, MANY.format(50), "/blocks"),
    "blocks that are no list": ({"type": "divider"}, "must provide an array", "/blocks"),
    "moment beside a section": (
        [section("a", accessory=select("datetimepicker"))],
        "unsupported type: datetimepicker",
        "/blocks/0/accessory/type",
    ),
    "text field among buttons": in_actions(select("plain_text_input"), "unsupported type: plain_text_input", "/type"),
    "button text too long": in_actions(button("x" * 76, "a"), LONG.format(76), "/text/text"),
    "button in mrkdwn": in_actions(
        {"type": "button", "action_id": "a", "text": {"type": "mrkdwn", "text": "a"}},
        "unsupported type: mrkdwn",
        "/text/type",
    ),
    "button value too long": in_actions(button("a", "a", value="x" * 2001), LONG.format(2001), "/value"),
    "button link too long": in_actions(button("a", "a", url="x" * 3001), LONG.format(3001), "/url"),
    "button of a third style": in_actions(button("a", "a", style="default"), "must be a valid enum value", "/style"),
    "button label too long": in_actions(
        button("a", "a", accessibility_label="x" * 76), LONG.format(76), "/accessibility_label"
    ),
    "action_id too long": in_actions(button("a", "x" * 256), LONG.format(256), "/action_id"),
    "dialog without a no": in_actions(
        button("a", "a", confirm={key: CONFIRM[key] for key in ("title", "text", "confirm")}),
        "missing required field: deny",
        "/confirm",
    ),
    "dialog title too long": in_actions(
        button("a", "a", confirm={**CONFIRM, "title": plain("x" * 101)}), LONG.format(101), "/confirm/title/text"
    ),
    "eleven radio buttons": in_actions(
        select("radio_buttons", options=[option(str(n)) for n in range(11)]), MANY.format(10), "/options"
    ),
    "eleven checkboxes": in_actions(
        select("checkboxes", options=[option(str(n)) for n in range(11)]), MANY.format(10), "/options"
    ),
    "six in a menu": in_actions(
        select("overflow", options=[option(str(n)) for n in range(6)]), MANY.format(5), "/options"
    ),
    "101 options": in_actions(select(options=[option(f"n{n}") for n in range(101)]), MANY.format(100), "/options"),
    "no option": in_actions(select(options=[]), "must provide at least 1 items", "/options"),
    "option text too long": in_actions(select(options=[option("x" * 76)]), LONG.format(76), "/options/0/text/text"),
    "option value too long": in_actions(
        select(options=[{"text": plain("a"), "value": "x" * 151}]), LONG.format(151), "/options/0/value"
    ),
    "option description too long": in_actions(
        select(options=[{**option("a"), "description": plain("x" * 76)}]),
        LONG.format(76),
        "/options/0/description/text",
    ),
    "option of a select with a link": in_actions(
        select(options=[{**option("a"), "url": "https://exemple.fr"}]),
        "invalid additional property: url",
        "/options/0",
    ),
    "first choice null": in_actions(
        select(options=TWO, initial_option=None), "must provide an object", "/initial_option"
    ),
    "first choice that is no option": in_actions(
        select(options=TWO, initial_option=option("trois")), "must match one of the provided options", "/initial_option"
    ),
    "first choice with another text": in_actions(
        select(options=TWO, initial_option={**TWO[0], "text": plain("Un")}),
        "must match one of the provided options",
        "/initial_option",
    ),
    "ticked box that is no option": in_actions(
        select("checkboxes", options=TWO, initial_options=[TWO[0], option("trois")]),
        "must match one of the provided options",
        "/initial_options/1",
    ),
    "options and groups": in_actions(
        select(options=TWO, option_groups=GROUPS),
        "must provide exactly one of `options` or `option_groups`",
        "",
    ),
    "neither options nor groups": in_actions(select(), "must provide exactly one of `options` or `option_groups`", ""),
    "group label too long": in_actions(
        select(option_groups=[{"label": plain("x" * 76), "options": TWO}]),
        LONG.format(76),
        "/option_groups/0/label/text",
    ),
    "placeholder too long": in_actions(
        select(options=TWO, placeholder=plain("x" * 151)), LONG.format(151), "/placeholder/text"
    ),
    "more chosen than may be": in_actions(
        select("multi_users_select", initial_users=["U1", "U2"], max_selected_items=1),
        MANY.format(1),
        "/initial_users",
    ),
    "none may be chosen": in_actions(
        select("multi_users_select", max_selected_items=0), "must be greater than 1", "/max_selected_items"
    ),
    "conversations of a fifth kind": in_actions(
        select("conversations_select", filter={"include": ["dm"]}), "must be a valid enum value", "/filter/include/0"
    ),
    "day that is none": in_actions(
        select("datepicker", initial_date="2026-02-30"),
        r"input must match regex pattern: ^\d{4}-\d{2}-\d{2}$",
        "/initial_date",
    ),
    "hour that is none": in_actions(
        select("timepicker", initial_time="24:00"),
        r"input must match regex pattern: ^([01]\d|2[0-3]):[0-5]\d$",
        "/initial_time",
    ),
    "zone that is none": in_actions(
        select("timepicker", timezone="Europe/Lutece"),
        "input must match regex pattern: ^[A-Za-z0-9_+/-]{1,100}$",
        "/timezone",
    ),
    "moment in milliseconds": in_actions(
        select("datetimepicker", initial_date_time=1_800_000_000_000),
        "must be less than or equal to 9999999999",
        "/initial_date_time",
    ),
    "flag as a word": in_actions(select("datepicker", focus_on_load="true"), "must be a boolean", "/focus_on_load"),
    "two focused": (
        [actions(select("datepicker", focus_on_load=True)), actions(select("timepicker", focus_on_load=True))],
        "only one element can have focus_on_load",
        "/blocks/1/elements/0/focus_on_load",
    ),
    "markdown of 12,001 in two": (
        [{"type": "markdown", "text": "x" * 6000}, {"type": "markdown", "text": "x" * 6001}],
        LONG.format(12001),
        "/blocks/1/text",
    ),
    "rich text of no kind": ([rich({"type": "text", "text": "a"})], "unsupported type: text", f"{ELEMENT}/type"),
    "rich list in a third style": (
        [rich({"type": "rich_text_list", "style": "dash", "elements": []})],
        "must be a valid enum value",
        f"{ELEMENT}/style",
    ),
    "rich call to everybody": (
        [rich(line({"type": "broadcast", "range": "all"}))],
        "must be a valid enum value",
        f"{ELEMENT}/elements/0/range",
    ),
    "101 rows": (
        [{"type": "table", "rows": [[{"type": "raw_text", "text": "a"}]] * 101}],
        MANY.format(100),
        "/blocks/0/rows",
    ),
    "21 cells": (
        [{"type": "table", "rows": [[{"type": "raw_text", "text": "a"}] * 21]}],
        MANY.format(20),
        "/blocks/0/rows/0",
    ),
    "two tables": (
        [{"type": "table", "rows": [[{"type": "raw_text", "text": "a"}]]}] * 2,
        "only one table allowed",
        "/blocks/1",
    ),
    "file field in a message": (
        [field("f", "a", {"type": "file_input"})],
        "unsupported type: file_input",
        "/blocks/0/element/type",
    ),
}
