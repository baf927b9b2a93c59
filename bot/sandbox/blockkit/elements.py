"""The elements and composition objects of Block Kit, as a table of rules."""

import math
import re
from collections.abc import Callable
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from bot.sandbox.blockkit.rich import RICH_TEXT
from bot.sandbox.blockkit.rules import (
    Anything,
    Between,
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
)

ID = Words(255)
URL = Words(3000)
PLACEHOLDER = Text(150, plain=True)
STYLE = BlockChoice(("primary", "danger"))
CONFIRM = Shape(
    {"title": Text(100, plain=True), "text": Text(300), "confirm": Text(30, plain=True), "deny": Text(30, plain=True)},
    {"style": STYLE},
)


def option(*, label: Rule, url: bool = False) -> Shape:
    """Return the rule of an option. A `url` is allowed in overflow menus only."""
    more: dict[str, Rule] = {"description": Text(75)}
    return Shape({"text": label, "value": Words(150, 1)}, more | ({"url": URL} if url else {}))


OPTION = option(label=Text(75, plain=True))
RICH_OPTION = option(label=Text(75))
OPTIONS = Items(OPTION, 100, 1)
GROUPS = Items(Shape({"label": Text(75, plain=True), "options": OPTIONS}), 100, 1)
MANY = Number(1, 1000)


class Pattern:
    """A string in a fixed notation, such as a date. `reads` raises ValueError for an invalid string."""

    def __init__(self, expression: str, *, reads: Callable[[str], object] = str) -> None:
        self._expression, self._reads = expression, reads

    def check(self, value: object, at: str) -> Found:
        if not isinstance(value, str):
            yield ("must provide a string", at)
        elif not re.fullmatch(self._expression, value) or not self._is_real(value):
            yield (f"input must match regex pattern: ^{self._expression}$", at)

    def _is_real(self, value: str) -> bool:
        try:
            self._reads(value)
        except (ValueError, KeyError):  # ZoneInfo raises a KeyError
            return False
        return True


def has_source(block: dict[str, Any], at: str) -> Found:
    """Require exactly one source for an image."""
    if ("image_url" in block) == ("slack_file" in block):
        yield ("must provide exactly one of `image_url` or `slack_file`", at)


def has_one_name(file: dict[str, Any], at: str) -> Found:
    """Require either the id or the url of a Slack file."""
    if ("id" in file) == ("url" in file):
        yield ("must provide exactly one of `id` or `url`", at)


def has_choices(element: dict[str, Any], at: str) -> Found:
    """Require either `options` or `option_groups`. Initial choices must be among these."""
    if ("options" in element) == ("option_groups" in element):
        yield ("must provide exactly one of `options` or `option_groups`", at)
        return
    groups = element.get("option_groups", [])
    all_options = [*element.get("options", []), *(option for group in groups for option in group["options"])]
    if "initial_option" in element and element["initial_option"] not in all_options:
        yield ("must match one of the provided options", f"{at}/initial_option")
    for number, one in enumerate(element.get("initial_options", [])):
        if one not in all_options:
            yield ("must match one of the provided options", f"{at}/initial_options/{number}")
    yield from has_few_enough(element, at)
    values = [option["value"] for option in all_options]
    if len(values) != len(set(values)):
        yield ("option values must be unique", at)


def has_few_enough(element: dict[str, Any], at: str) -> Found:
    """Require at most as many initial choices as a person may make."""
    key = next((key for key in element if key.startswith("initial_") and isinstance(element[key], list)), "")
    if key and len(element[key]) > element.get("max_selected_items", len(element[key])):
        yield (f"no more than {element['max_selected_items']} items allowed", f"{at}/{key}")


def has_right_numbers(element: dict[str, Any], at: str) -> Found:
    """Require numbers as text (integers unless decimals are allowed), with min ≤ initial value ≤ max."""
    bounds: dict[str, float] = {}
    for key in ("min_value", "initial_value", "max_value"):
        if key not in element:
            continue
        try:
            bounds[key] = float(element[key])
        except ValueError:
            yield ("must provide a number", f"{at}/{key}")
            return
        if not element["is_decimal_allowed"] and not bounds[key].is_integer():
            yield ("must provide an integer", f"{at}/{key}")
    least, most = bounds.get("min_value", -math.inf), bounds.get("max_value", math.inf)
    if least > most:
        yield ("must be less than or equal to max_value", f"{at}/min_value")
    elif "initial_value" in bounds and not least <= bounds["initial_value"] <= most:
        yield ("must be between min_value and max_value", f"{at}/initial_value")


def has_right_lengths(element: dict[str, Any], at: str) -> Found:
    """Require min_length ≤ max_length, and an initial value whose length is allowed."""
    least, most = element.get("min_length", 0), element.get("max_length", 3000)
    if least > most:
        yield ("must be less than or equal to max_length", f"{at}/min_length")
    if len(element.get("initial_value", "")) > most:
        yield (f"must be less than {most + 1} characters", f"{at}/initial_value")


def element(required: dict[str, Rule], optional: dict[str, Rule], *, more: Between | None = None) -> Shape:
    """Return the rule of an interactive element: `type`, perhaps an `action_id`, and its own fields."""
    return Shape({"type": Words(50), **required}, {"action_id": ID, **optional}, more)


def picker(first: str, rule: Rule, **own: Rule) -> Shape:
    """Return the rule of an element whose choices Slack knows: people, channels, dates."""
    common: dict[str, Rule] = {"placeholder": PLACEHOLDER, "confirm": CONFIRM, "focus_on_load": Flag()}
    return element({}, {first: rule, **common, **own}, more=has_few_enough)


COMMON: dict[str, Rule] = {"placeholder": PLACEHOLDER, "confirm": CONFIRM, "focus_on_load": Flag()}
TYPED: dict[str, Rule] = {
    "placeholder": PLACEHOLDER,
    "focus_on_load": Flag(),
    "dispatch_action_config": Shape(
        {}, {"trigger_actions_on": Items(BlockChoice(("on_enter_pressed", "on_character_entered")), 2, 1)}
    ),
}
FILTER = Shape(
    {},
    {
        "include": Items(BlockChoice(("im", "mpim", "private", "public")), 4, 1),
        "exclude_external_shared_channels": Flag(),
        "exclude_bot_users": Flag(),
    },
)
PICKED = Words(50, 1)
PICKED_LIST = Items(PICKED, 1000)
URL_FLAG: dict[str, Rule] = {"response_url_enabled": Flag()}
CONVERSATION: dict[str, Rule] = {"default_to_current_conversation": Flag(), "filter": FILTER}
SLACK_FILE = Shape({}, {"id": ID, "url": URL}, has_one_name)
IMAGE = Shape(
    {"type": Words(50), "alt_text": Words(2000, 1)},
    {"image_url": URL, "slack_file": SLACK_FILE},
    has_source,
)
CHOICE_LISTS: dict[str, Rule] = {"options": OPTIONS, "option_groups": GROUPS}
LENGTHS: dict[str, Rule] = {"min_length": Number(0, 3000), "max_length": Number(1, 3000)}

ELEMENTS: dict[str, Shape] = {
    "image": IMAGE,
    "mrkdwn": Shape({"type": Words(50), "text": Words(3000, 1)}, {"verbatim": Flag()}),
    "plain_text": Shape({"type": Words(50), "text": Words(3000, 1)}, {"emoji": Flag()}),
    "button": element(
        {"text": Text(75, plain=True)},
        {
            "value": Words(2000),
            "url": URL,
            "style": STYLE,
            "confirm": CONFIRM,
            "accessibility_label": Words(75),
        },
    ),
    "overflow": element({"options": Items(option(label=Text(75, plain=True), url=True), 5, 1)}, {"confirm": CONFIRM}),
    "checkboxes": element(
        {"options": Items(RICH_OPTION, 10, 1)},
        {"initial_options": Items(RICH_OPTION, 10, 1), "confirm": CONFIRM, "focus_on_load": Flag()},
        more=has_choices,
    ),
    "radio_buttons": element(
        {"options": Items(RICH_OPTION, 10, 1)},
        {"initial_option": RICH_OPTION, "confirm": CONFIRM, "focus_on_load": Flag()},
        more=has_choices,
    ),
    "static_select": element({}, {**CHOICE_LISTS, "initial_option": OPTION, **COMMON}, more=has_choices),
    "multi_static_select": element(
        {},
        {**CHOICE_LISTS, "initial_options": OPTIONS, "max_selected_items": MANY, **COMMON},
        more=has_choices,
    ),
    "external_select": picker("initial_option", OPTION, min_query_length=Number(0, 3000)),
    "multi_external_select": picker(
        "initial_options", OPTIONS, min_query_length=Number(0, 3000), max_selected_items=MANY
    ),
    "users_select": picker("initial_user", PICKED),
    "multi_users_select": picker("initial_users", PICKED_LIST, max_selected_items=MANY),
    "conversations_select": picker("initial_conversation", PICKED, **CONVERSATION, **URL_FLAG),
    "multi_conversations_select": picker("initial_conversations", PICKED_LIST, max_selected_items=MANY, **CONVERSATION),
    "channels_select": picker("initial_channel", PICKED, **URL_FLAG),
    "multi_channels_select": picker("initial_channels", PICKED_LIST, max_selected_items=MANY),
    "datepicker": picker("initial_date", Pattern(r"\d{4}-\d{2}-\d{2}", reads=date.fromisoformat)),
    "timepicker": picker(
        "initial_time", Pattern(r"([01]\d|2[0-3]):[0-5]\d"), timezone=Pattern(r"[A-Za-z0-9_+/-]{1,100}", reads=ZoneInfo)
    ),
    "datetimepicker": element(
        {}, {"initial_date_time": Number(10**9, 10**10 - 1), "confirm": CONFIRM, "focus_on_load": Flag()}
    ),
    "plain_text_input": element(
        {}, {"initial_value": Words(3000), "multiline": Flag(), **LENGTHS, **TYPED}, more=has_right_lengths
    ),
    "email_text_input": element({}, {"initial_value": Words(3000), **TYPED}),
    "url_text_input": element({}, {"initial_value": Words(3000), **TYPED}),
    "number_input": element(
        {"is_decimal_allowed": Flag()},
        {"initial_value": Words(100), "min_value": Words(100), "max_value": Words(100), **TYPED},
        more=has_right_numbers,
    ),
    "rich_text_input": element(
        {}, {"initial_value": RICH_TEXT, "min_lines": Number(1, 100), "max_lines": Number(1, 100), **TYPED}
    ),
    "file_input": element({}, {"filetypes": Items(Pattern(r"[A-Za-z0-9]{1,20}"), 100, 1), "max_files": Number(1, 10)}),
    "workflow_button": element(
        {"text": Text(75, plain=True), "workflow": Anything()}, {"style": STYLE, "accessibility_label": Words(75)}
    ),
}

SELECTS = ("static_select", "external_select", "users_select", "conversations_select", "channels_select")
MULTI_SELECTS = tuple(f"multi_{name}" for name in SELECTS)
PICKERS = ("checkboxes", "radio_buttons", "datepicker", "timepicker", *SELECTS, *MULTI_SELECTS)
TEXT_INPUTS = ("plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input")

IN_SECTION = BlockKind(ELEMENTS, ("button", "image", "overflow", "workflow_button", *PICKERS))
IN_ACTIONS = BlockKind(
    ELEMENTS, ("button", "overflow", "workflow_button", "datetimepicker", "rich_text_input", *PICKERS)
)
IN_CONTEXT = BlockKind(ELEMENTS, ("image", "mrkdwn", "plain_text"))
IN_INPUT = BlockKind(ELEMENTS, ("datetimepicker", "file_input", *TEXT_INPUTS, *PICKERS))
