"""Modals and Homes that Slack refuses, each with what it says and where: name, view, words, pointer."""

from tests.bot.sandbox.blockkit.accepted_payloads import SEND
from tests.bot.sandbox.blockkit.broken_messages import LONG, MANY, Broken
from tests.bot.sandbox.building import Json, button, field, modal, plain, section


def in_field(element: Json, words: str, end: str) -> Broken:
    """One element in an input block of a modal."""
    return modal(field("f", "Champ", element), submit=SEND), words, "/view/blocks/0/element" + end


def number(**more: object) -> Json:
    return {"type": "number_input", "is_decimal_allowed": False, **more}


BROKEN: dict[str, Broken] = {
    "title too long": (modal(title=plain("x" * 25)), LONG.format(25), "/view/title/text"),
    "title empty": (modal(title=plain("")), "must be more than 0 characters", "/view/title/text"),
    "submit too long": (modal(submit=plain("x" * 25)), LONG.format(25), "/view/submit/text"),
    "close null": (modal(close=None), "must provide an object", "/view/close"),
    "metadata too long": (modal(private_metadata="x" * 3001), LONG.format(3001), "/view/private_metadata"),
    "metadata as an object": (modal(private_metadata={"a": 1}), "must provide a string", "/view/private_metadata"),
    "callback_id too long": (modal(callback_id="x" * 256), LONG.format(256), "/view/callback_id"),
    "external_id too long": (modal(external_id="x" * 256), LONG.format(256), "/view/external_id"),
    "101 blocks in a modal": (modal(*[section("a")] * 101), MANY.format(100), "/view/blocks"),
    "modal without blocks": (
        {"type": "modal", "title": plain("a")},
        "missing required field: blocks",
        "/view",
    ),
    "modal without a title": ({"type": "modal", "blocks": []}, "missing required field: title", "/view"),
    "view of no kind": ({"type": "workflow_step", "blocks": []}, "unsupported type: workflow_step", "/view/type"),
    "view that is text": ("{}", "must provide an object", "/view"),
    "submit_disabled": (modal(submit_disabled=True), "invalid additional property: submit_disabled", "/view"),
    "field without submit": (
        modal(section("a"), field("f", "Besoin")),
        "must define `submit` to use an `input` block in modals",
        "/view/blocks/1/input",
    ),
    "block_id twice in a modal": (
        modal(field("f", "a"), field("f", "b"), submit=SEND),
        '`block_id` "f" already exists',
        "/view/blocks/1/block_id",
    ),
    "label too long": (
        modal(field("f", "x" * 2001), submit=SEND),
        LONG.format(2001),
        "/view/blocks/0/label/text",
    ),
    "label in mrkdwn": (
        modal(field("f", "a") | {"label": {"type": "mrkdwn", "text": "a"}}, submit=SEND),
        "unsupported type: mrkdwn",
        "/view/blocks/0/label/type",
    ),
    "hint too long": (
        modal(field("f", "a", hint=plain("x" * 2001)), submit=SEND),
        LONG.format(2001),
        "/view/blocks/0/hint/text",
    ),
    "button as a field": in_field(button("a", "b"), "unsupported type: button", "/type"),
    "number of no kind": in_field({"type": "number_input"}, "missing required field: is_decimal_allowed", ""),
    "number as a number": in_field(number(min_value=1), "must provide a string", "/min_value"),
    "number in letters": in_field(number(initial_value="deux"), "must provide a number", "/initial_value"),
    "number with decimals": in_field(number(max_value="1.5"), "must provide an integer", "/max_value"),
    "numbers the wrong way": in_field(
        number(min_value="3", max_value="2"), "must be less than or equal to max_value", "/min_value"
    ),
    "text that starts too long": in_field(
        {"type": "plain_text_input", "max_length": 3, "initial_value": "quatre"}, LONG.format(4), "/initial_value"
    ),
    "text longer than any": in_field(
        {"type": "plain_text_input", "max_length": 3001}, "must be less than or equal to 3000", "/max_length"
    ),
    "lengths the wrong way": in_field(
        {"type": "plain_text_input", "min_length": 5, "max_length": 3},
        "must be less than or equal to max_length",
        "/min_length",
    ),
    "eleven files": in_field({"type": "file_input", "max_files": 11}, "must be less than or equal to 10", "/max_files"),
    "kinds of files with a dot": in_field(
        {"type": "file_input", "filetypes": [".pdf"]},
        "input must match regex pattern: ^[A-Za-z0-9]{1,20}$",
        "/filetypes/0",
    ),
    "home with a title": (
        {"type": "home", "blocks": [], "title": plain("a")},
        "invalid additional property: title",
        "/view",
    ),
    "home with files": (
        {"type": "home", "blocks": [field("f", "a", {"type": "file_input"})]},
        "unsupported type: file_input",
        "/view/blocks/0/element/type",
    ),
}
