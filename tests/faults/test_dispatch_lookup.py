"""What an error of Slack or the network means, and how a message is found again in a long conversation."""

from collections.abc import Iterator
from http.client import IncompleteRead
from socket import gaierror
from ssl import SSLCertVerificationError, SSLError
from urllib.error import URLError

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.notices.model import Action, Notice
from bot.sandbox.workspace import Sandbox
from handlers.notices.sending.lookup import find_message, message_metadata
from handlers.notices.sending.outcomes import Failed, RetryLater, Sent, outcome_of
from tests.faults.dispatch_rig import MANIFEST, Clock


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    made = Sandbox()
    made.start()
    made.install(MANIFEST, request_url=None)
    yield made
    made.stop()


def a_notice(identity: str, thread_ts: str | None = None) -> Notice:
    now = Clock()()
    return Notice(
        id=identity,
        seq=1,
        action=Action.POST,
        kind="card",
        subject="thing",
        subject_id=1,
        revision=0,
        due=now,
        expires=None,
        recipient="person 1",
        person_id=1,
        slack_id=None,
        channel=None,
        thread_ts=thread_ts,
        detail="",
        card=True,
        attempts=2,
        first_attempt=now,
        lease_until=now,
        doubtful=True,
        key=identity,
    )


def test_message_is_found_behind_pages_of_others(sandbox: Sandbox) -> None:
    client = WebClient(token=sandbox.bot_token, base_url=sandbox.api_url, retry_handlers=[])
    ada = sandbox.add_person("Ada")
    notice = a_notice("0b0e8f2c-2a57-4c0c-8d6b-0f1f6a3f5a11")
    assert find_message(client, notice, conversation_id=ada.id) is None
    sent = client.chat_postMessage(channel=ada.id, text="elle", metadata=message_metadata([notice]))
    for _ in range(205):
        client.chat_postMessage(channel=ada.id, text="autre", metadata=message_metadata([a_notice("another")]))
    assert find_message(client, notice, conversation_id=ada.id) == Sent(sent["channel"], sent["ts"])
    assert find_message(client, notice, conversation_id=sent["channel"]) == Sent(sent["channel"], sent["ts"])


def test_message_older_than_the_first_attempt_is_not_looked_for(sandbox: Sandbox) -> None:
    client = WebClient(token=sandbox.bot_token, base_url=sandbox.api_url, retry_handlers=[])
    ada = sandbox.add_person("Ada")
    notice = a_notice("0b0e8f2c-2a57-4c0c-8d6b-0f1f6a3f5a11")
    find_message(client, notice, conversation_id=ada.id)
    oldest = float(sandbox.calls[-1].arguments["oldest"])
    assert oldest == pytest.approx(notice.first_attempt.timestamp() - 7200, abs=0.001)


def refused(error: str, status: int = 200, headers: dict[str, str] | None = None) -> SlackApiError:
    response = SlackResponse(
        client=None,
        http_verb="POST",
        api_url="http://127.0.0.1/api/chat.postMessage",
        req_args={},
        data={"ok": False, "error": error},
        headers=headers or {},
        status_code=status,
    )
    return SlackApiError("the request failed", response)  # type: ignore[no-untyped-call]


@pytest.mark.parametrize(
    ("error", "meaning"),
    [
        (refused("ratelimited", 429, {"Retry-After": "7"}), RetryLater("ratelimited", 7.0, pauses=True)),
        (refused("ratelimited", 429, {"retry-after": "7"}), RetryLater("ratelimited", 7.0, pauses=True)),
        (refused("ratelimited", 429), RetryLater("ratelimited", 30.0, pauses=True)),
        (refused("rate_limited", 200, {"Retry-After": "soon"}), RetryLater("ratelimited", 30.0, pauses=True)),
        (refused("internal_error"), RetryLater("internal_error", ambiguous=True)),
        (refused("channel_not_found", 503), RetryLater("channel_not_found", ambiguous=True)),
        (refused("Received a response in a non-JSON format: <html>", 404), RetryLater("unreadable", ambiguous=True)),
        (refused("token_revoked"), RetryLater("token_revoked", 20.0, pauses=True)),
        (refused("channel_not_found"), Failed("channel_not_found")),
        (refused("a_code_that_slack_invents"), Failed("a_code_that_slack_invents")),
        (TimeoutError(), RetryLater("unreachable", ambiguous=True)),
        (ConnectionResetError(), RetryLater("unreachable", ambiguous=True)),
        (URLError("no route"), RetryLater("unreachable", ambiguous=True)),
        (URLError(TimeoutError()), RetryLater("unreachable", ambiguous=True)),
        (URLError(ConnectionResetError()), RetryLater("unreachable", ambiguous=True)),
        (SSLError(), RetryLater("unreachable", ambiguous=True)),
        (ConnectionRefusedError(), RetryLater("unreachable", pauses=True)),
        (URLError(ConnectionRefusedError()), RetryLater("unreachable", pauses=True)),
        (URLError(gaierror()), RetryLater("unreachable", pauses=True)),
        (URLError(SSLCertVerificationError()), RetryLater("unreachable", pauses=True)),
        (IncompleteRead(b""), RetryLater("unreachable", ambiguous=True)),
        (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "?"), RetryLater("unreadable", ambiguous=True)),
        (TypeError("not JSON"), RetryLater("fault", ambiguous=True)),
    ],
    ids=str,
)
def test_outcome_of_an_error(error: Exception, meaning: RetryLater | Failed) -> None:
    assert outcome_of(error) == meaning
