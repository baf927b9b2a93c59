"""Block Kit's elements and composition objects as a table of rules (slack-facts 7.2 and 7.3)."""

import re
from typing import Any

from bot.sandbox.blockkit_rules import (
    Anything,
    Between,
    Choice,
    Flag,
    Found,
    Items,
    Kind,
    Number,
    Rule,
    Shape,
    Text,
    Words,
)

ID = Words(255)
URL = Words(3000)
PLACEHOLDER = Text(150, plain=True)
STYLE = Choice(("primary", "danger"))
CONFIRM = Shape(
    {"title": Text(100, plain=True), "text": Text(300), "confirm": Text(30, plain=True), "deny": Text(30, plain=True)},
    {"style": STYLE},
)


def option(*, label: Rule, url: bool = False) -> Shape:
    """Give the rule of an option; only overflow menus take a `url`."""
    more: dict[str, Rule] = {"description": Text(75)}
    return Shape({"text": label, "value": Words(150, 1)}, more | ({"url": URL} if url else {}))


OPTION = option(label=Text(75, plain=True))
RICH_OPTION = option(label=Text(75))
OPTIONS = Items(OPTION, 100, 1)
GROUPS = Items(Shape({"label": Text(75, plain=True), "options": OPTIONS}), 100, 1)
MANY = Number(1, 1000)


class Pattern:
    """A string in a fixed notation, such as a date."""

    def __init__(self, expression: str) -> None:
        self._expression = re.compile(expression)

    def check(self, value: object, at: str) -> Found:
        """Judge the notation."""
        if not isinstance(value, str) or not self._expression.fullmatch(value):
            yield ("must match the expected format", at)


def has_choices(element: dict[str, Any], at: str) -> Found:
    """Ask for `options` or `option_groups`, not both, and for first choices that are among them, exactly."""
    if ("options" in element) == ("option_groups" in element):
        yield ("must provide exactly one of `options` or `option_groups`", at)
        return
    groups = element.get("option_groups", [])
    all_options = [*element.get("options", []), *(one for group in groups for one in group["options"])]
    if "initial_option" in element and element["initial_option"] not in all_options:
        yield ("must match one of the provided options", f"{at}/initial_option")
    for number, one in enumerate(element.get("initial_options", [])):
        if one not in all_options:
            yield ("must match one of the provided options", f"{at}/initial_options/{number}")
    values = [one["value"] for one in all_options]
    if len(values) != len(set(values)):
        yield ("option values must be unique", at)


def has_right_lengths(element: dict[str, Any], at: str) -> Found:
    """Ask for min_length ≤ max_length and a first value that fits."""
    least, most = element.get("min_length", 0), element.get("max_length", 3000)
    if least > most:
        yield ("must be less than or equal to max_length", f"{at}/min_length")
    if len(element.get("initial_value", "")) > most:
        yield (f"must be less than {most + 1} characters", f"{at}/initial_value")


def element(required: dict[str, Rule], optional: dict[str, Rule], *, more: Between | None = None) -> Shape:
    """Give the rule of an interactive element: `type`, perhaps an `action_id`, and its own fields."""
    return Shape({"type": Words(50), **required}, {"action_id": ID, **optional}, more)


def picker(first: str, rule: Rule, **own: Rule) -> Shape:
    """Give the rule of an element that offers something Slack knows: people, channels, dates."""
    return element({}, {first: rule, "placeholder": PLACEHOLDER, "confirm": CONFIRM, "focus_on_load": Flag(), **own})


COMMON: dict[str, Rule] = {"placeholder": PLACEHOLDER, "confirm": CONFIRM, "focus_on_load": Flag()}
TYPED: dict[str, Rule] = {
    "placeholder": PLACEHOLDER,
    "focus_on_load": Flag(),
    "dispatch_action_config": Shape(
        {}, {"trigger_actions_on": Items(Choice(("on_enter_pressed", "on_character_entered")), 2, 1)}
    ),
}
FILTER = Shape(
    {},
    {
        "include": Items(Choice(("im", "mpim", "private", "public")), 4, 1),
        "exclude_external_shared_channels": Flag(),
        "exclude_bot_users": Flag(),
    },
)
PICKED = Words(50, 1)
PICKED_LIST = Items(PICKED, 1000)
URL_FLAG: dict[str, Rule] = {"response_url_enabled": Flag()}
CONVERSATION: dict[str, Rule] = {"default_to_current_conversation": Flag(), "filter": FILTER}
IMAGE = Shape(
    {"type": Words(50), "alt_text": Words(2000, 1)},
    {"image_url": URL, "slack_file": Shape({}, {"id": ID, "url": URL})},
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
    "datepicker": picker("initial_date", Pattern(r"\d{4}-\d{2}-\d{2}")),
    "timepicker": picker("initial_time", Pattern(r"([01]\d|2[0-3]):[0-5]\d"), timezone=Words(100, 1)),
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
    ),
    "rich_text_input": element(
        {}, {"initial_value": Anything(), "min_lines": Number(1, 100), "max_lines": Number(1, 100), **TYPED}
    ),
    "file_input": element({}, {"filetypes": Items(Words(20, 1), 100), "max_files": Number(1, 10)}),
    "workflow_button": element(
        {"text": Text(75, plain=True), "workflow": Anything()}, {"style": STYLE, "accessibility_label": Words(75)}
    ),
}

SELECTS = ("static_select", "external_select", "users_select", "conversations_select", "channels_select")
MULTI_SELECTS = tuple(f"multi_{name}" for name in SELECTS)
PICKERS = ("checkboxes", "radio_buttons", "datepicker", "timepicker", *SELECTS, *MULTI_SELECTS)
TEXT_INPUTS = ("plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input")

IN_SECTION = Kind(ELEMENTS, ("button", "image", "overflow", "workflow_button", *PICKERS))
IN_ACTIONS = Kind(ELEMENTS, ("button", "overflow", "workflow_button", "datetimepicker", "rich_text_input", *PICKERS))
IN_CONTEXT = Kind(ELEMENTS, ("image", "mrkdwn", "plain_text"))
IN_INPUT = Kind(ELEMENTS, ("datetimepicker", "file_input", *TEXT_INPUTS, *PICKERS))
