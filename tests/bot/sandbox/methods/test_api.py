"""The door of the Web API: tokens, scopes, encodings, faults."""

import http.client
import json
import threading
from typing import Any
from urllib.error import URLError
from urllib.parse import urlencode, urlsplit

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.sandbox.workspace import Sandbox
from tests.bot.sandbox.building import refusal
from tests.patience import PATIENCE

pytestmark = pytest.mark.usefixtures("bot")
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def call(sandbox: Sandbox, method: str, *, body: bytes = b"", **headers: str) -> dict[str, Any]:
    connection = http.client.HTTPConnection("127.0.0.1", urlsplit(sandbox.api_url).port, timeout=PATIENCE)
    connection.request(
        "POST", f"/api/{method}", body, {name.replace("_", "-"): value for name, value in headers.items()}
    )
    answer: dict[str, Any] = json.loads(connection.getresponse().read())
    connection.close()
    return answer


def test_auth_test_tells_who_the_bot_is(sandbox: Sandbox, web: WebClient) -> None:
    answer = web.auth_test()
    found = (answer["team_id"], answer["user_id"], answer["url"])
    assert found == (sandbox.team_id, sandbox.bot_user_id, "https://eig.slack.com/")
    assert answer.headers["x-oauth-scopes"].split(",")[0] == "commands"


def test_token_missing_wrong_or_of_the_other_kind_is_refused(sandbox: Sandbox) -> None:
    assert call(sandbox, "auth.test") == {"ok": False, "error": "not_authed"}
    assert call(sandbox, "auth.test", Authorization="Bearer xoxb-autre")["error"] == "invalid_auth"
    app = f"Bearer {sandbox.app_token}"
    assert call(sandbox, "auth.test", Authorization=app)["error"] == "not_allowed_token_type"
    body = urlencode({"token": sandbox.app_token}).encode()
    assert call(sandbox, "apps.connections.open", body=body, **FORM)["error"] == "not_authed"
    assert call(sandbox, "apps.connections.open", Authorization=app)["url"].startswith("ws://127.0.0.1:")


def test_scope_that_the_manifest_lacks_is_named(sandbox: Sandbox, web: WebClient) -> None:
    sandbox.install({"oauth_config": {"scopes": {"bot": ["commands", "im:write"]}}}, request_url=None)
    ana = sandbox.add_person("Ana")
    answer = refusal(web.chat_postMessage, channel=ana.id, text="a")
    assert answer == {"ok": False, "error": "missing_scope", "needed": "chat:write", "provided": "commands,im:write"}
    sandbox.install({"oauth_config": {"scopes": {"bot": ["channels:manage"]}}}, request_url=None)
    assert refusal(web.conversations_open, users=ana.id)["needed"] == "im:write"


def test_unknown_method_and_gap_are_told_apart(sandbox: Sandbox, web: WebClient) -> None:
    assert refusal(web.api_call, api_method="chat.shout")["error"] == "unknown_method"
    assert sandbox.violations == []
    assert refusal(web.api_call, api_method="pins.add")["error"] == "unknown_method"
    assert sandbox.violations == ["gap of the sandbox: pins.add is not there yet"]


def test_required_argument_missing_is_named(web: WebClient) -> None:
    answer = refusal(web.api_call, api_method="chat.postMessage", json={"text": "a"})
    assert answer["error"] == "invalid_arguments"
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] missing required field: channel [json-pointer:/channel]"
    ]


def test_form_and_json_are_read_alike(sandbox: Sandbox) -> None:
    ana = sandbox.add_person("Ana")
    bearer = f"Bearer {sandbox.bot_token}"
    blocks = [{"type": "divider"}]
    form = urlencode({"channel": ana.id, "text": "a", "blocks": json.dumps(blocks)}).encode()
    assert call(sandbox, "chat.postMessage", body=form, Authorization=bearer, **FORM)["ok"]
    body = json.dumps({"channel": ana.id, "text": "a", "blocks": blocks}).encode()
    answer = call(sandbox, "chat.postMessage", body=body, Authorization=bearer, Content_Type="application/json")
    assert (answer["ok"], answer["warning"]) == (True, "missing_charset")
    assert [[block["type"] for block in message.blocks] for message in ana.inbox()] == [["divider"], ["divider"]]


def test_body_that_cannot_be_read_is_refused(sandbox: Sandbox) -> None:
    bearer = f"Bearer {sandbox.bot_token}"
    kind = "application/json; charset=utf-8"
    found = call(sandbox, "chat.postMessage", body=b"{", Authorization=bearer, Content_Type=kind)
    assert found["error"] == "invalid_json"
    found = call(sandbox, "chat.postMessage", body=b"[]", Authorization=bearer, Content_Type=kind)
    assert found["error"] == "json_not_object"
    found = call(sandbox, "chat.postMessage", body=b"a", Authorization=bearer, Content_Type="text/plain")
    assert found["error"] == "invalid_post_type"


def test_json_is_not_read_where_slack_does_not(sandbox: Sandbox) -> None:
    ana = sandbox.add_person("Ana")
    body = json.dumps({"user": ana.id}).encode()
    kind = "application/json; charset=utf-8"
    found = call(sandbox, "users.info", body=body, Authorization=f"Bearer {sandbox.bot_token}", Content_Type=kind)
    assert found["error"] == "invalid_arguments"


def test_call_is_noted_with_arguments_and_answer(sandbox: Sandbox, web: WebClient) -> None:
    ana = sandbox.add_person("Ana")
    web.chat_postMessage(channel=ana.id, text="a")
    noted = sandbox.calls[-1]
    assert (noted.method, noted.arguments["text"], noted.answer["channel"]) == ("chat.postMessage", "a", ana.dm.id)


def test_ratelimit_says_how_long_to_wait(sandbox: Sandbox, web: WebClient) -> None:
    ana = sandbox.add_person("Ana")
    sandbox.faults.fail("chat.postMessage", error="ratelimited", retry_after=7)
    with pytest.raises(SlackApiError) as limited:
        web.chat_postMessage(channel=ana.id, text="a")
    found = limited.value.response
    assert (found.status_code, found.headers["Retry-After"], found["error"]) == (429, "7", "ratelimited")
    web.chat_postMessage(channel=ana.id, text="b")
    assert [message.text for message in ana.inbox()] == ["b"]


@pytest.mark.parametrize(
    ("error", "arrives"), [("reset_before", 0), ("reset_after", 1), ("http_500", 0), ("http_500_after", 1)]
)
def test_lost_call_took_effect_or_not_as_told(sandbox: Sandbox, web: WebClient, error: str, arrives: int) -> None:
    ana = sandbox.add_person("Ana")
    sandbox.faults.fail("chat.postMessage", error=error, when=lambda arguments: arguments["text"] == "a")
    web.chat_postMessage(channel=ana.id, text="autre")
    with pytest.raises((SlackApiError, ConnectionError, URLError, http.client.HTTPException)):
        web.chat_postMessage(channel=ana.id, text="a")
    assert len(ana.inbox()) == 1 + arrives


def test_timeout_took_effect_and_never_answers(sandbox: Sandbox) -> None:
    ana = sandbox.add_person("Ana")
    sandbox.faults.fail("chat.postMessage", error="timeout", delay=5)
    hasty = WebClient(sandbox.bot_token, base_url=sandbox.api_url, timeout=1, retry_handlers=[])
    with pytest.raises(TimeoutError):
        hasty.chat_postMessage(channel=ana.id, text="a")
    assert [message.text for message in ana.inbox()] == ["a"]


def test_any_error_code_can_be_asked_for_several_times(sandbox: Sandbox, web: WebClient) -> None:
    sandbox.faults.fail("users.info", error="user_not_visible", times=2)
    ana = sandbox.add_person("Ana")
    assert [refusal(web.users_info, user=ana.id)["error"] for _ in range(2)] == ["user_not_visible"] * 2
    assert web.users_info(user=ana.id)["user"]["id"] == ana.id
    assert sandbox.violations == []


def test_parallel_posts_get_timestamps_of_their_own(sandbox: Sandbox, web: WebClient) -> None:
    ana = sandbox.add_person("Ana")
    threads = [
        threading.Thread(target=web.chat_postMessage, kwargs={"channel": ana.id, "text": "a"}) for _ in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({message.ts for message in ana.inbox()}) == 20


def test_argument_that_slack_passes_over_is_a_violation(sandbox: Sandbox, web: WebClient) -> None:
    ana = sandbox.add_person("Ana")
    web.chat_postMessage(channel=ana.id, text="a", threadts="1.0")
    assert sandbox.violations == ["chat.postMessage: takes no argument threadts"]
    assert refusal(web.chat_postMessage, **{"channel": ana.id, "text": "a", "fil?": "1"})["error"] == "invalid_arg_name"


def test_attachments_beyond_a_hundred_are_refused(sandbox: Sandbox, web: WebClient) -> None:
    ana = sandbox.add_person("Ana")
    attachments = [{"fallback": "a", "text": "a"}] * 101
    found = refusal(web.chat_postMessage, channel=ana.id, text="a", attachments=attachments)
    assert found["error"] == "too_many_attachments"
    web.chat_postMessage(channel=ana.id, text="a", attachments=attachments[:100])
