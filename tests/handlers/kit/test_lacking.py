"""What a workspace has not is drawn as text at once, and from then on; nothing is lost and nothing goes twice."""

import contextlib
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from slack_bolt import BoltResponse
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.sandbox.people.person import Person
from bot.sandbox.workspace import Sandbox
from handlers.kit.blocks import Json, Message, header, modal, section, set_heading_levels
from handlers.kit.escaping import Said
from handlers.kit.lacking import RefusedBlockTypes, plain_blocks, replace_types
from handlers.kit.turn import Turn
from tests.handlers.kit.conftest import Rig, answer_of
from tests.patience import PATIENCE

BUTTON = {"type": "button", "text": {"type": "plain_text", "text": "Ouvrir"}, "action_id": "card.open"}
CARD: Json = {
    "type": "card",
    "title": {"type": "plain_text", "text": "Ana & <Bob>"},
    "body": {"type": "mrkdwn", "text": "*mardi* &amp; jeudi"},
    "actions": [BUTTON],
}
TABLE: Json = {
    "type": "data_table",
    "caption": "Coachs",
    "rows": [
        [{"type": "raw_text", "text": "Nom"}, {"type": "raw_text", "text": "Heures"}],
        [{"type": "raw_text", "text": "Ana"}, {"type": "raw_number", "text": "3", "value": 3}],
    ],
}
HEADED = set_heading_levels([header("Ce qui vient")])
AS_TEXT = [
    {
        "type": "section",
        "text": {"type": "mrkdwn", "text": "Ana &amp; &lt;Bob&gt;\n*mardi* &amp; jeudi", "verbatim": True},
    },
    {"type": "actions", "elements": [BUTTON]},
]


@pytest.fixture
def slack() -> Iterator[Sandbox]:
    workspace = Sandbox()
    workspace.start()
    features = {"app_home": {"home_tab_enabled": True, "messages_tab_enabled": True}}
    workspace.install({"features": features, "oauth_config": {"scopes": {"bot": ["chat:write"]}}}, request_url=None)
    yield workspace
    workspace.stop()


@pytest.fixture
def ana(slack: Sandbox) -> Person:
    return slack.add_person("Ana")


@pytest.fixture
def lacking() -> RefusedBlockTypes:
    return RefusedBlockTypes()


@pytest.fixture
def web(slack: Sandbox, lacking: RefusedBlockTypes) -> WebClient:
    return lacking.wrap(WebClient(slack.bot_token, base_url=slack.api_url, timeout=PATIENCE, retry_handlers=[]))


def posted(slack: Sandbox) -> list[tuple[bool, list[str]]]:
    """Whether each call that drew something was taken, and which kinds of blocks it held."""
    return [
        (bool(call.answer["ok"]), [one["type"] + ("+level" if "level" in one else "") for one in drawn])
        for call in slack.calls
        if (drawn := call.arguments.get("blocks") or call.arguments.get("view", {}).get("blocks"))
    ]


def test_heading_of_a_view_has_a_level_and_that_of_a_message_none() -> None:
    view = modal("a", "Essai", [header("Un"), header("Deux").to_dict(), section(Said("a"))])
    assert [one.get("level") for one in view["blocks"]] == [2, 2, None]
    assert "level" not in header("Un").to_dict()


def test_what_the_workspace_has_is_sent_as_it_is_drawn(
    slack: Sandbox, ana: Person, web: WebClient, lacking: RefusedBlockTypes
) -> None:
    web.views_publish(user_id=ana.id, view={"type": "home", "blocks": HEADED})
    web.chat_postMessage(channel=ana.id, text="a", blocks=[CARD, TABLE])
    assert posted(slack) == [(True, ["header+level"]), (True, ["card", "data_table"])]
    assert sorted(lacking.names) == []


def test_refused_message_goes_at_once_as_text_under_its_own_key_and_others_from_then_on(
    slack: Sandbox, ana: Person, web: WebClient, caplog: pytest.LogCaptureFixture
) -> None:
    slack.faults.refuse("card")
    key = {"event_type": "essai", "event_payload": {"id": "1"}}
    with caplog.at_level(logging.WARNING, "handlers"):
        for text in ("un", "deux"):
            web.chat_postMessage(channel=ana.id, text=text, blocks=[CARD, TABLE], metadata=key)
    assert posted(slack) == [
        (False, ["card", "data_table"]),
        (True, ["section", "actions", "data_table"]),
        (True, ["section", "actions", "data_table"]),
    ]
    assert [one.words.splitlines()[0] for one in ana.inbox()] == ["Ana & <Bob>"] * 2
    assert [call.arguments["metadata"] for call in slack.calls] == [key] * 3
    assert caplog.messages == ["this workspace refuses card; sent as text from now on"]


def test_buttons_under_the_text_still_work_and_what_was_typed_pings_nobody() -> None:
    assert replace_types([CARD], ["card"]) == AS_TEXT


def test_table_is_told_row_by_row() -> None:
    assert [one["text"]["text"] for one in plain_blocks([TABLE])] == ["*Ana*\nHeures\u00a0: 3"]


def test_level_of_headings_is_left_out_of_home_and_update(
    slack: Sandbox, ana: Person, web: WebClient, lacking: RefusedBlockTypes
) -> None:
    slack.faults.refuse("header.level")
    for _ in range(2):
        web.views_publish(user_id=ana.id, view={"type": "home", "blocks": HEADED})
    card = web.chat_postMessage(channel=ana.id, text="a", blocks=[section(Said("a")).to_dict()])
    web.chat_update(channel=card["channel"], ts=card["ts"], text="a", blocks=HEADED)
    assert posted(slack) == [
        (False, ["header+level"]),
        (True, ["header"]),
        (True, ["header"]),
        (True, ["section"]),
        (True, ["header"]),
    ]
    assert (sorted(lacking.names), slack.violations) == (["header.level"], [])


def test_a_start_finds_out_again_once_and_a_workspace_that_got_it_is_sent_all(
    slack: Sandbox, ana: Person, web: WebClient
) -> None:
    slack.faults.refuse("header.level")
    home = {"type": "home", "blocks": HEADED}
    web.views_publish(user_id=ana.id, view=home)
    slack.faults.clear()
    web.views_publish(user_id=ana.id, view=home)
    restarted = RefusedBlockTypes().wrap(
        WebClient(slack.bot_token, base_url=slack.api_url, timeout=PATIENCE, retry_handlers=[])
    )
    restarted.views_publish(user_id=ana.id, view=home)
    assert posted(slack)[1:] == [(True, ["header"]), (True, ["header"]), (True, ["header+level"])]


def test_mistake_of_ours_is_no_lack_of_the_workspace(
    slack: Sandbox, ana: Person, web: WebClient, lacking: RefusedBlockTypes
) -> None:
    too_long = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}
    with pytest.raises(SlackApiError):
        web.chat_postMessage(channel=ana.id, text="a", blocks=[CARD, too_long])
    with pytest.raises(SlackApiError):
        web.chat_postMessage(channel="C0NOWHERE", text="a", blocks=[CARD])
    assert (len(slack.calls), sorted(lacking.names)) == (2, [])


def test_text_that_is_refused_too_is_refused_and_nothing_is_switched_off(
    slack: Sandbox, ana: Person, web: WebClient, lacking: RefusedBlockTypes
) -> None:
    slack.faults.fail("chat.postMessage", error="invalid_blocks", times=2)
    with pytest.raises(SlackApiError):
        web.chat_postMessage(channel=ana.id, text="a", blocks=[CARD])
    assert (len(slack.calls), ana.inbox(), sorted(lacking.names)) == (2, [], [])


def test_refusal_that_points_nowhere_means_all_that_is_recent(
    slack: Sandbox, ana: Person, web: WebClient, lacking: RefusedBlockTypes
) -> None:
    slack.faults.fail("chat.postMessage", error="invalid_blocks")
    web.chat_postMessage(channel=ana.id, text="a", blocks=[CARD, TABLE])
    assert (len(ana.inbox()), sorted(lacking.names)) == (1, ["card", "data_table"])


class Judge(WebClient):
    """A client whose first call is refused in these words; then all is taken."""

    def __init__(self, *messages: str) -> None:
        super().__init__("xoxb-made-up")
        self.messages, self.given = list(messages), list[Any]()

    def api_call(self, api_method: str, **given: Any) -> SlackResponse:  # noqa: ANN401 the SDK's own signature
        self.given.append(given["json"]["view"]["blocks"])
        answer = {"ok": False, "error": "invalid_arguments", "response_metadata": {"messages": self.messages}}
        response = SlackResponse(
            client=self, http_verb="POST", api_url=api_method, req_args={}, data=answer, headers={}, status_code=200
        )
        if len(self.given) > 1:
            return response
        raise SlackApiError("refused", response)  # type: ignore[no-untyped-call] # the SDK leaves it untyped


@pytest.mark.parametrize(
    ("pointers", "attempts"),
    [
        (["/view"], 2),  # to the whole, and no further
        (["/view", "/view/blocks"], 2),
        (["/view", "/view/blocks/0/level"], 2),
        (["/view", "/view/blocks/7/level"], 1),
        (["/view", "/view/title/text"], 1),  # ours
        (["/view", "/view/blocks/1/text/text"], 1),
    ],
)
def test_refusal_is_understood_by_where_it_points(
    pointers: list[str], attempts: int, lacking: RefusedBlockTypes
) -> None:
    judge = Judge(*(f"[ERROR] failed [json-pointer:{one}]" for one in pointers))
    view = {"type": "home", "blocks": [*HEADED, section(Said("a")).to_dict()]}
    with contextlib.suppress(SlackApiError):
        lacking.wrap(judge).views_publish(user_id="U0ANA", view=view)
    assert (len(judge.given), sorted(lacking.names)) == (attempts, ["header.level"] if attempts == 2 else [])
    assert ("level" in judge.given[-1][0]) == (attempts == 1)


def test_what_no_answer_tells_us_of_is_plain_from_the_start(rig: Rig) -> None:
    """An acknowledgement that Slack refuses shows the person an error, and us nothing."""

    def submitted(turn: Turn) -> None:
        turn.ack(response_action="update", view=modal("a", "Essai", [header("Un")]))

    def pressed(turn: Turn) -> None:
        turn.ack()
        turn.reply(Message(Said("a"), (CARD,)))

    def typed(turn: Turn) -> None:
        turn.answer(Message(Said("a"), (CARD,)))

    rig.routes.add("view", "essai.sent", submitted, permits="essai")
    rig.routes.add("action", "essai.press", pressed, permits="essai")
    rig.routes.add("command", "/essai", typed, permits="essai")
    answer: BoltResponse = rig.send(rig.submit("essai.sent"))
    assert [sorted(one) for one in answer_of(answer)["view"]["blocks"]] == [["text", "type"]]
    rig.send(rig.press("essai.press"))
    typing = {"command": "/essai", "text": "", "user_id": "U0LEA", "channel_id": "C0", "team_id": "T0"}
    assert answer_of(rig.send(typing | {"trigger_id": "1.2"}))["blocks"] == AS_TEXT
    assert [body["blocks"] for path, body in rig.finally_sent() if path == "/answer"] == [AS_TEXT]
