"""Slack's API over real HTTP: a redirect takes the token nowhere, and `ok` alone is no success."""

import ast
import json
from collections.abc import Callable, Iterator
from http.client import HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.command.doctor_slack import Trouble, ask_account, supports_levels, try_app_token
from bot.outside.slack import HOLDS, SlackClient, SlackWebhook
from bot.runtime.limits import SLACK_ANSWER
from handlers.notices.sending.outcomes import RetryLater, outcome_of
from tests.architecture.sources import ROOT

TOKEN, WHOLE = "xoxb-secret", {"channel": "C1", "ts": "1.1", "messages": [], "view": {"id": "V1"}, "file": {"id": "F1"}}
WHOLE |= {"user": {"id": "U1"}, "url": "wss://x", "team_id": "T1", "upload_url": "http://x", "file_id": "F1"}


class Host(ThreadingHTTPServer):
    """A host that answers what it is told to; it notes the headers that reach it."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.says: object = {"ok": True, **WHOLE}
        self.leads_to = ""
        self.heard: list[dict[str, str]] = []
        self.url = f"http://127.0.0.1:{self.server_port}/"


class Answer(BaseHTTPRequestHandler):
    """One request."""

    server: Host

    def do_GET(self) -> None:
        self.server.heard.append(dict(self.headers))
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = json.dumps(self.server.says).encode()
        self.send_response(302 if self.server.leads_to else 200)
        if self.server.leads_to:
            self.send_header("Location", self.server.leads_to)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET  # noqa: N815 - as http.server names it

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def hosts() -> Iterator[tuple[Host, Host]]:
    both = Host(), Host()
    for host in both:
        Thread(target=host.serve_forever, args=(0.02,), daemon=True).start()
    yield both
    for host in both:
        host.shutdown()
        host.server_close()


def refused(call: Callable[[], object]) -> bool:
    """Return whether a call raised SlackApiError, said a trouble, or gave another status than 200."""
    try:
        came = call()
    except SlackApiError:
        return True
    return isinstance(came, Trouble) or getattr(came, "status_code", 0) == 302


CALLS: dict[str, Callable[[str], object]] = {
    "client": lambda url: SlackClient(TOKEN, base_url=url).chat_postMessage(channel="C1", text="x"),
    "client of a request": lambda url: SlackClient.like(WebClient(TOKEN, base_url=url)).auth_test(),
    "webhook": lambda url: SlackWebhook(url).send(text="x"),
    "doctor": lambda url: ask_account(TOKEN, url=url, seconds=5),
    "doctor's line": lambda url: try_app_token(TOKEN, url=url, seconds=5),
    "doctor's heading": lambda url: supports_levels(TOKEN, url=url, seconds=5),
}


@pytest.mark.parametrize("name", CALLS)
def test_redirect_is_not_followed(hosts: tuple[Host, Host], name: str) -> None:
    first, other = hosts
    first.leads_to = other.url
    assert refused(lambda: CALLS[name](first.url))
    assert (len(first.heard), other.heard) == (1, [])


@pytest.mark.parametrize("method", HOLDS)
def test_success_without_what_it_has_is_none(hosts: tuple[Host, Host], method: str) -> None:
    host, _ = hosts
    client = SlackClient(TOKEN, base_url=host.url)
    assert client.api_call(method)["ok"]
    for missing in HOLDS[method]:
        bad: list[object] = [{"ok": True, **WHOLE, missing: None}, {"ok": True}, [], {"ok": True, **WHOLE, missing: ""}]
        for host.says in bad:
            with pytest.raises((SlackApiError, AttributeError)) as raised:
                client.api_call(method)
            outcome = outcome_of(raised.value)
            assert isinstance(outcome, RetryLater)
            assert outcome.ambiguous


def test_answer_is_read_to_its_limit(hosts: tuple[Host, Host]) -> None:
    host, _ = hosts
    host.says = {"ok": True, "words": "x" * SLACK_ANSWER.size}
    with pytest.raises(HTTPException):
        SlackClient(TOKEN, base_url=host.url).api_call("api.test")


def test_nothing_else_asks_slack() -> None:
    """The SDK's own clients follow redirects, and so does urllib: only `bot/outside/slack.py` may make one."""
    names, found = {"WebClient", "WebhookClient", "urlopen", "build_opener", "AsyncWebClient"}, set[str]()
    for path in [*(ROOT / "bot").rglob("*.py"), *(ROOT / "handlers").rglob("*.py")]:
        place = str(path.relative_to(ROOT))
        if place.startswith(("bot/sandbox", "bot/demo")) or place == "bot/outside/slack.py":
            continue
        for node in ast.walk(ast.parse(Path(path).read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
                found.add(place)
    assert found == set()
