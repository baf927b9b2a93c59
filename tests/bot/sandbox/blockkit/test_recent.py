"""The blocks of 2025 and 2026: where each may stand, its limits, and a workspace that has not all of them."""

from typing import Any

import pytest
from slack_sdk import WebClient

from bot.sandbox.blockkit.judge import message_faults, view_faults
from bot.sandbox.blockkit.recent import RECENT
from bot.sandbox.workspace import Sandbox
from tests.bot.sandbox.blockkit.accepted_payloads import SEND, line, rich
from tests.bot.sandbox.building import Json, actions, button, field, modal, plain, refusal, section
from tests.bot.sandbox.conftest import MANIFEST
from tests.patience import PATIENCE

CELL = {"type": "raw_text", "text": "a"}
COUNT = {"type": "raw_number", "value": 1.5, "text": "1,5"}
WORDS = rich(line({"type": "text", "text": "a"}))
SERIES = {"name": "2026", "data": [{"label": "mai", "value": -3}, {"label": "juin", "value": 4}]}
TASK = {"type": "task_card", "task_id": "1", "title": "Lire", "status": "complete"}
CARD = {"type": "card", "title": plain("Ana"), "subtext": plain("coach"), "actions": [button("Ouvrir", "open")]}


def home(*blocks: Json) -> Json:
    return {"type": "home", "blocks": list(blocks)}


def pie(count: int, value: float = 1) -> Json:
    segments = [{"label": str(number), "value": value} for number in range(count)]
    return {"type": "data_visualization", "title": "Mai", "chart": {"type": "pie", "segments": segments}}


def bars(*series: Json) -> Json:
    axes = {"categories": ["mai", "juin"], "y_label": "heures"}
    chart = {"type": "bar", "series": list(series), "axis_config": axes}
    return {"type": "data_visualization", "title": "Mai", "chart": chart}


def table(*rows: list[Json], **more: object) -> Json:
    return {"type": "table", "rows": list(rows), **more}


def data_table(*rows: list[Json], **more: object) -> Json:
    return {"type": "data_table", "caption": "Coachs", "rows": list(rows), **more}


# a good block of each kind, and the surfaces that take it: message, modal, home
GOOD: dict[str, tuple[Json, str]] = {
    "markdown": ({"type": "markdown", "text": "# Titre"}, "message"),
    "table": (table([CELL, COUNT, WORDS], column_settings=[None, {"align": "right"}]), "message home"),
    "data_table": (data_table([CELL, CELL], [WORDS, COUNT], page_size=10), "message home"),
    "data_visualization": (bars(SERIES), "message"),
    "alert": ({"type": "alert", "text": plain("x" * 200), "level": "warning"}, "modal"),
    "card": (CARD, "message modal home"),
    "carousel": ({"type": "carousel", "elements": [CARD, {"type": "card", "body": plain("a")}]}, "message home"),
    "container": ({"type": "container", "title": plain("Plus"), "child_blocks": [section("a")]}, "message home"),
    "context_actions": (
        {
            "type": "context_actions",
            "elements": [
                {
                    "type": "feedback_buttons",
                    "positive_button": {"text": plain("Oui"), "value": "1"},
                    "negative_button": {"text": plain("Non"), "value": "0"},
                },
                {"type": "icon_button", "icon": "trash", "text": plain("Ôter")},
            ],
        },
        "message",
    ),
    "task_card": (TASK, "message"),
    "plan": ({"type": "plan", "title": "À faire", "tasks": [TASK | {"status": "pending"}]}, "message"),
    "header": ({"type": "header", "text": plain("a"), "level": 4}, "message modal home"),
    "rich_text_input": (actions({"type": "rich_text_input", "action_id": "a"}), "modal home"),
}


@pytest.mark.parametrize(("block", "surfaces"), GOOD.values(), ids=GOOD)
def test_block_is_taken_on_its_surfaces_and_refused_on_the_others(block: Json, surfaces: str) -> None:
    refused = {
        "message": message_faults([block]),
        "modal": view_faults(modal(block))[1:],
        "home": view_faults(home(block))[1:],
    }
    assert [name for name, faults in refused.items() if not faults] == surfaces.split()
    assert {fault.partition(":")[0] for faults in refused.values() for fault in faults} <= {"[ERROR] unsupported type"}


BROKEN: dict[str, tuple[list[Json], str, str]] = {
    "fifth level": (
        [{"type": "header", "text": plain("a"), "level": 5}],
        "must be less than or equal to 4",
        "/0/level",
    ),
    "empty cell": ([table([{"type": "raw_text", "text": ""}])], "must be more than 0 characters", "/0/rows/0/0/text"),
    "number without value": (
        [table([{"type": "raw_number", "text": "1"}])],
        "missing required field: value",
        "/0/rows/0/0",
    ),
    "10,001 characters in a table": (
        [table(*[[{"type": "raw_text", "text": "x" * 5000}]] * 2, [CELL])],
        "must be less than 10001 characters",
        "/0/rows",
    ),
    "10,001 characters in two tables": (
        [data_table([CELL], [{"type": "raw_text", "text": "x" * 5000}])] * 2,
        "must be less than 10001 characters",
        "/1/rows",
    ),
    "header of a data table alone": ([data_table([CELL])], "must provide at least 2 items", "/0/rows"),
    "uneven rows": ([data_table([CELL], [CELL, CELL])], "must have as many cells as the first row", "/0/rows/1"),
    "rich header": ([data_table([WORDS], [CELL])], "unsupported type: rich_text", "/0/rows/0/0/type"),
    "seven segments": ([pie(7)], "no more than 6 items allowed", "/0/chart/segments"),
    "empty segment": ([pie(1, value=0)], "must be greater than 0", "/0/chart/segments/0/value"),
    "three charts": ([pie(1)] * 3, "no more than 2 charts allowed", "/2"),
    "missing point": (
        [bars(SERIES | {"data": SERIES["data"][:1]})],
        "must have one point for each category",
        "/0/chart/series/0/data",
    ),
    "series twice": ([bars(SERIES, SERIES)], "series names must be unique", "/0/chart/series/1/name"),
    "card of nothing": ([{"type": "card", "subtitle": plain("a")}], "must define one of", "/0"),
    "card of a bare string": ([CARD | {"title": "Ana"}], "must provide an object", "/0/title"),
    "buttons twice in a card": (
        [CARD | {"actions": [button("Ouvrir", "open")] * 2}],
        '`action_id` "open" already exists',
        "/0/actions/1/action_id",
    ),
    "buttons twice in a carousel": (
        [{"type": "carousel", "elements": [CARD, CARD]}],
        '`action_id` "open" already exists',
        "/0/elements/1/actions/0/action_id",
    ),
    "block twice in a container": (
        [
            section("a", block_id="b"),
            {"type": "container", "title": plain("a"), "child_blocks": [section("a", block_id="b")]},
        ],
        '`block_id` "b" already exists',
        "/1/child_blocks/0/block_id",
    ),
    "chart in a container": (
        [{"type": "container", "title": plain("a"), "child_blocks": [pie(1)]}],
        "unsupported type: data_visualization",
        "/0/child_blocks/0/type",
    ),
    "plan with an object for a title": (
        [{"type": "plan", "title": plain("a"), "tasks": [TASK]}],
        "must provide a string",
        "/0/title",
    ),
    "pending outside a plan": ([TASK | {"status": "pending"}], "must be a valid enum value", "/0/status"),
}


@pytest.mark.parametrize(("blocks", "words", "pointer"), BROKEN.values(), ids=BROKEN)
def test_breach_is_refused_where_it_is(blocks: list[Json], words: str, pointer: str) -> None:
    (fault,) = message_faults(blocks)
    assert (fault.startswith(f"[ERROR] {words}"), fault.endswith(f"[json-pointer:/blocks{pointer}]")) == (True, True)


def test_longer_alert_and_file_field_that_dispatches_are_refused() -> None:
    view = modal(field("f", "Fichier", {"type": "file_input"}, dispatch_action=True), submit=SEND)
    assert view_faults(view)[1:] == [
        "[ERROR] must not be used with `file_input` [json-pointer:/view/blocks/0/dispatch_action]"
    ]
    long = modal({"type": "alert", "text": plain("x" * 201)})
    assert view_faults(long)[1:] == ["[ERROR] must be less than 201 characters [json-pointer:/view/blocks/0/text/text]"]


@pytest.fixture
def ana(sandbox: Sandbox) -> str:
    sandbox.install(MANIFEST, request_url=None)
    return sandbox.add_person("Ana").id


def test_workspace_without_a_block_refuses_the_whole_call_and_blames_nobody(
    sandbox: Sandbox, web: WebClient, ana: str
) -> None:
    sandbox.faults.refuse("card", "header.level")
    level = {"type": "header", "text": plain("a"), "level": 2}
    answer = refusal(web.chat_postMessage, channel=ana, text="a", blocks=[section("a"), CARD])
    assert answer["error"] == "invalid_blocks"
    assert answer["response_metadata"]["messages"] == ["[ERROR] unsupported type: card [json-pointer:/blocks/1/type]"]
    answer = refusal(web.views_publish, user_id=ana, view=home(section("a"), level))
    assert answer["error"] == "invalid_arguments"
    assert answer["response_metadata"]["messages"][1:] == [
        "[ERROR] invalid additional property: level [json-pointer:/view/blocks/1]"
    ]
    assert sandbox.violations == []
    sandbox.faults.clear()
    assert web.views_publish(user_id=ana, view=home(CARD, level))["ok"]


def test_switch_plays_a_workspace_without_any_recent_block(sandbox: Sandbox, web: WebClient, ana: str) -> None:
    sandbox.faults.switch("blocks_refused", on=True)
    assert sandbox.faults.refused() == RECENT
    assert refusal(web.chat_postMessage, channel=ana, text="a", blocks=[table([CELL])])["error"] == "invalid_blocks"
    assert web.chat_postMessage(channel=ana, text="a", blocks=[section("a")])["ok"]
    sandbox.faults.switch("blocks_refused", on=False)
    assert web.chat_postMessage(channel=ana, text="a", blocks=[table([CELL])])["ok"]


def test_what_every_workspace_has_cannot_be_refused(sandbox: Sandbox) -> None:
    with pytest.raises(ValueError, match="section"):
        sandbox.faults.refuse("section")


@pytest.mark.parametrize(
    ("given", "code", "pointer"),
    [
        ({"blocks": [section("a"), section("")]}, "invalid_blocks", "/1/text/text"),
        ({"message": {"text": "a", "blocks": [section("")]}}, "invalid_message", "/blocks/0/text/text"),
        ({"view": modal(section(""))}, "invalid_view", "/blocks/0/text/text"),
    ],
)
def test_payload_is_judged_without_being_sent(
    web: WebClient, sandbox: Sandbox, ana: str, *, given: dict[str, Any], code: str, pointer: str
) -> None:
    assert ana
    answer = refusal(web.blocks_validate, **given)
    assert (answer["error"], answer["errors"]) == (
        code,
        [{"pointer": pointer, "code": "failed_constraint", "message": "must be more than 0 characters"}],
    )
    assert sandbox.violations == []


def test_payload_is_judged_by_what_the_workspace_has(web: WebClient, sandbox: Sandbox, ana: str) -> None:
    view = modal(section("a"), {"type": "alert", "text": plain("a")})
    assert ana
    assert web.blocks_validate(view=view).data == {"ok": True}
    sandbox.faults.refuse("alert")
    assert refusal(web.blocks_validate, view=view)["errors"][0]["pointer"] == "/blocks/1/type"


def test_judge_wants_exactly_one_payload(web: WebClient, ana: str) -> None:
    assert ana
    assert refusal(web.blocks_validate)["error"] == "invalid_arguments"
    assert refusal(web.blocks_validate, blocks=[], message={"text": "a"})["error"] == "invalid_arguments"
    assert refusal(web.blocks_validate, view="{")["error"] == "invalid_arguments"


def test_manifest_is_judged_for_who_owns_the_app(sandbox: Sandbox, web: WebClient, ana: str) -> None:
    assert ana
    assert refusal(web.apps_manifest_validate, manifest=MANIFEST)["error"] == "not_allowed_token_type"
    owner = WebClient(sandbox.configuration_token, base_url=sandbox.api_url, timeout=PATIENCE, retry_handlers=[])
    assert owner.apps_manifest_validate(manifest=MANIFEST).data == {"ok": True, "errors": []}
    broken = {**MANIFEST, "display_information": {}, "agents": {}, "settings": {"interactivity": {}}}
    answer = refusal(owner.apps_manifest_validate, manifest=broken)
    assert (answer["error"], [one["pointer"] for one in answer["errors"]]) == (
        "invalid_manifest",
        ["/agents", "/display_information/name", "/settings/interactivity"],
    )
