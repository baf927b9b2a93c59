"""The validator accepts what the references show and refuses each breach in Slack's words."""

from typing import Any

import pytest
from slack_sdk.models.blocks import (
    ActionsBlock,
    ButtonElement,
    ContextBlock,
    DividerBlock,
    HeaderBlock,
    InputBlock,
    MarkdownTextObject,
    Option,
    PlainTextInputElement,
    PlainTextObject,
    SectionBlock,
    StaticSelectElement,
)
from slack_sdk.models.views import View

from bot.sandbox.blockkit.judge import message_faults, text_length, view_faults
from tests.bot.sandbox.building import actions, button, field, modal, option, plain, section

OPTIONS = [option("un"), option("deux")]


def select(**more: object) -> dict[str, Any]:
    return {"type": "static_select", "action_id": "a", "options": OPTIONS, **more}


GOOD = [
    section("Bonjour", accessory=button("Ouvrir", "open", style="primary", value="1")),
    {"type": "section", "fields": [{"type": "mrkdwn", "text": "x" * 2000}] * 10},
    {"type": "header", "text": plain("x" * 150)},
    {"type": "divider"},
    {"type": "context", "elements": [{"type": "mrkdwn", "text": "a"}, {"type": "plain_text", "text": "b"}]},
    actions(*[button("x", f"a{number}") for number in range(25)]),
    actions(select(initial_option=OPTIONS[1]), {"type": "datepicker", "action_id": "d", "initial_date": "2026-01-05"}),
    actions({"type": "overflow", "action_id": "o", "options": [option("un") | {"url": "https://exemple.fr"}]}),
    field("f", "Besoin", {"type": "plain_text_input", "multiline": True, "max_length": 3000}),
    field("r", "Choix", {"type": "radio_buttons", "options": OPTIONS}),
    field("u", "Qui", {"type": "multi_users_select", "max_selected_items": 3}),
    field("n", "Nombre", {"type": "number_input", "is_decimal_allowed": False, "min_value": "1"}),
    {"type": "image", "image_url": "https://exemple.fr/i.png", "alt_text": "Une courbe"},
    {"type": "markdown", "text": "# Titre"},
    {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": []}]},
]


@pytest.mark.parametrize("block", GOOD, ids=lambda block: block["type"])
def test_block_within_the_limits_is_accepted(block: dict[str, Any]) -> None:
    assert message_faults([block]) == []


def test_view_built_with_the_sdk_is_accepted() -> None:
    blocks = [
        HeaderBlock(text="Titre"),
        DividerBlock(),
        SectionBlock(text=MarkdownTextObject(text="*a*"), accessory=ButtonElement(text="b", action_id="c", value="d")),
        ContextBlock(elements=[PlainTextObject(text="a")]),
        ActionsBlock(elements=[ButtonElement(text="b", action_id="c", accessibility_label="Annuler mardi")]),
        InputBlock(label="Besoin", element=PlainTextInputElement(action_id="a", max_length=10), optional=True),
        InputBlock(label="Jour", element=StaticSelectElement(action_id="a", options=[Option(label="a", value="b")])),
    ]
    view = View(type="modal", title="Titre", submit="Envoyer", close="Fermer", callback_id="x", blocks=blocks)
    assert view_faults(view.to_dict()) == []
    assert view_faults(View(type="home", blocks=blocks).to_dict()) == []


BROKEN = [
    (section("x" * 3001), "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"),
    (section(""), "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
    ({"type": "section"}, "must define either `text` or `fields` [json-pointer:/blocks/0]"),
    (
        {"type": "section", "fields": [plain("a")] * 11},
        "no more than 10 items allowed [json-pointer:/blocks/0/fields]",
    ),
    ({"type": "alert", "text": plain("a")}, "unsupported type: alert [json-pointer:/blocks/0/type]"),
    ({"text": plain("a")}, "missing required field: type [json-pointer:/blocks/0]"),
    (
        {"type": "header", "text": {"type": "mrkdwn", "text": "a"}},
        "unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]",
    ),
    ({"type": "divider", "text": "a"}, "invalid additional property: text [json-pointer:/blocks/0]"),
    (actions(), "must provide at least 1 items [json-pointer:/blocks/0/elements]"),
    (actions(button("x" * 76, "a")), "must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]"),
    (
        actions(button("x", "a", value="y" * 2001)),
        "must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]",
    ),
    (
        actions(button("x", "a", style="default")),
        "must be a valid enum value [json-pointer:/blocks/0/elements/0/style]",
    ),
    (
        actions(button("x", "a"), button("y", "a")),
        '`action_id` "a" already exists [json-pointer:/blocks/0/elements/1/action_id]',
    ),
    (
        actions({"type": "plain_text_input", "action_id": "a"}),
        "unsupported type: plain_text_input [json-pointer:/blocks/0/elements/0/type]",
    ),
    (
        section("a", accessory={"type": "datetimepicker", "action_id": "a"}),
        "unsupported type: datetimepicker [json-pointer:/blocks/0/accessory/type]",
    ),
    (
        actions(select(initial_option=None)),
        "must provide an object [json-pointer:/blocks/0/elements/0/initial_option]",
    ),
    (
        actions(select(initial_option=option("trois"))),
        "must match one of the provided options [json-pointer:/blocks/0/elements/0/initial_option]",
    ),
    (
        actions(select(option_groups=[{"label": plain("a"), "options": OPTIONS}])),
        "must provide exactly one of `options` or `option_groups` [json-pointer:/blocks/0/elements/0]",
    ),
    (
        actions(select(options=[option("x" * 76)])),
        "must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/text/text]",
    ),
    (
        actions(select(options=[option("x") | {"value": "y" * 151}])),
        "must be less than 151 characters [json-pointer:/blocks/0/elements/0/options/0/value]",
    ),
    (
        field("r", "Choix", {"type": "radio_buttons", "options": [option(str(n)) for n in range(11)]}),
        "no more than 10 items allowed [json-pointer:/blocks/0/element/options]",
    ),
    (
        field("n", "Nombre", {"type": "number_input"}),
        "missing required field: is_decimal_allowed [json-pointer:/blocks/0/element]",
    ),
    (
        field("t", "Texte", {"type": "plain_text_input", "max_length": 3, "initial_value": "quatre"}),
        "must be less than 4 characters [json-pointer:/blocks/0/element/initial_value]",
    ),
    (field("f", "Fichier", {"type": "file_input"}), "unsupported type: file_input"),
    (
        actions({"type": "file_input", "action_id": "a"}),
        "unsupported type: file_input [json-pointer:/blocks/0/elements/0/type]",
    ),
    (
        field("f", "Fichier", {"type": "file_input", "max_files": 11}),
        "must be less than or equal to 10 [json-pointer:/blocks/0/element/max_files]",
    ),
    (
        field("f", "Fichier", {"type": "file_input", "max_files": 0}),
        "must be greater than 1 [json-pointer:/blocks/0/element/max_files]",
    ),
    (
        field("f", "Fichier", {"type": "file_input", "filetypes": []}),
        "must provide at least 1 items [json-pointer:/blocks/0/element/filetypes]",
    ),
    (
        field("f", "Fichier", {"type": "file_input", "filetypes": [".pdf"]}),
        "input must match regex pattern: ^[A-Za-z0-9]{1,20}$ [json-pointer:/blocks/0/element/filetypes/0]",
    ),
    (
        field("d", "Date", {"type": "datepicker", "initial_date": "5/1/2026"}),
        r"input must match regex pattern: ^\d{4}-\d{2}-\d{2}$ [json-pointer:/blocks/0/element/initial_date]",
    ),
    (section("a", block_id="x" * 256), "must be less than 256 characters [json-pointer:/blocks/0/block_id]"),
]


@pytest.mark.parametrize(("block", "fault"), BROKEN, ids=[fault[:60] for _, fault in BROKEN])
def test_block_that_breaks_a_rule_is_refused_in_slack_words(block: dict[str, Any], fault: str) -> None:
    found = message_faults([block])
    assert len(found) == 1
    assert found[0].startswith(f"[ERROR] {fault}")


def test_file_field_in_a_modal_is_accepted() -> None:
    asked = {"type": "file_input", "filetypes": ["pdf", "docx"], "max_files": 10}
    assert view_faults(modal(field("f", "Fichier", asked), submit=plain("Envoyer"))) == []


def test_view_faults_start_with_the_general_one() -> None:
    view = modal(section("a"), private_metadata="x" * 3001)
    assert view_faults(view) == [
        "[ERROR] failed to match all allowed schemas [json-pointer:/view]",
        "[ERROR] must be less than 3001 characters [json-pointer:/view/private_metadata]",
    ]


VIEWS = [
    (modal(title=plain("x" * 25)), "must be less than 25 characters [json-pointer:/view/title/text]"),
    (modal(section("a"), section("b"), field("f", "Besoin")), "must define `submit` to use an `input` block in modals"),
    (modal(section("a", block_id="x"), section("b", block_id="x")), '`block_id` "x" already exists'),
    (modal(*[section("a")] * 101), "no more than 100 items allowed [json-pointer:/view/blocks]"),
    (modal(submit=None), "must provide an object [json-pointer:/view/submit]"),
    (
        modal(
            actions(
                {"type": "datepicker", "action_id": "a", "focus_on_load": True},
                {"type": "datepicker", "action_id": "b", "focus_on_load": True},
            )
        ),
        "only one element can have focus_on_load",
    ),
    (
        {"type": "home", "blocks": [field("f", "Fichier", {"type": "file_input"})]},
        "unsupported type: file_input [json-pointer:/view/blocks/0/element/type]",
    ),
    ({"type": "home", "blocks": [], "title": plain("a")}, "invalid additional property: title"),
    ({"type": "modal", "title": plain("a")}, "missing required field: blocks [json-pointer:/view]"),
    ("pas une vue", "must provide an object [json-pointer:/view]"),
]


@pytest.mark.parametrize(("view", "fault"), VIEWS, ids=[fault[:60] for _, fault in VIEWS])
def test_view_that_breaks_a_rule_is_refused_in_slack_words(view: object, fault: str) -> None:
    found = view_faults(view)
    assert len(found) == 2
    assert found[1].startswith(f"[ERROR] {fault}")


def test_text_length_counts_text_only() -> None:
    assert text_length([section("abc", block_id="long"), actions(button("de", "f"))]) == 5
