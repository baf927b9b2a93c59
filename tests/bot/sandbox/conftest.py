"""A small Bolt app of the tests' own, reached over HTTP or by Socket Mode, as any app would be."""

import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest
from slack_bolt import App, BoltRequest
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from bot.sandbox.methods.table import METHODS
from bot.sandbox.wire.events import QUICK_WAITS
from bot.sandbox.workspace import Sandbox
from tests.patience import PATIENCE

Script = Callable[[dict[str, Any]], tuple[int, object]]
SCOPES = (
    "commands chat:write im:write mpim:write im:history mpim:history channels:history users:read users:read.email "
    "app_mentions:read files:read files:write"
)
MANIFEST: dict[str, Any] = {
    "display_information": {"name": "Essai"},
    "features": {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "bot_user": {"display_name": "essai"},
        "slash_commands": [{"command": "/essai", "description": "Essayer", "should_escape": True}],
        "shortcuts": [{"name": "Essai", "type": "global", "callback_id": "essai.open", "description": "Ouvrir"}],
    },
    "oauth_config": {"scopes": {"bot": SCOPES.split()}},
    "settings": {
        "event_subscriptions": {
            "bot_events": ["app_home_opened", "message.im", "app_mention", "team_join", "file_deleted"]
        },
        "interactivity": {"is_enabled": True},
    },
}


# answered by real servers, and in no list of the reference
UNLISTED = {
    ("chat.postMessage", "thread_not_found"),
    ("files.completeUploadExternal", "invalid_thread_ts"),
}


def may_answer(method: str, code: str) -> bool:
    """Whether Slack's reference has this error for this method; the addresses of files have none."""
    return method not in METHODS or METHODS[method].may_answer(code)


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """A started workspace without an app, as near to Slack as it gets."""
    workspace = Sandbox(own_events=True, retry_waits=QUICK_WAITS)
    workspace.start()
    yield workspace
    workspace.stop()
    strange = {(one.method, str(one.answer.get("error"))) for one in workspace.calls if not one.answer.get("ok", True)}
    assert {pair for pair in strange - UNLISTED if not may_answer(*pair)} == set()


@pytest.fixture
def app(sandbox: Sandbox) -> Iterator[App]:
    """A Bolt app without listeners; its threads end with the test."""
    web_client = WebClient(sandbox.bot_token, base_url=sandbox.api_url, timeout=PATIENCE)
    executor = ThreadPoolExecutor(5)
    yield App(client=web_client, signing_secret=sandbox.signing_secret, listener_executor=executor)
    executor.shutdown()


class Served(BaseHTTPRequestHandler):
    """Hands requests to Bolt as any web framework does."""

    app: App
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        answer = self.app.dispatch(BoltRequest(body=body, headers={k: [v] for k, v in self.headers.items()}))
        self.send_response(answer.status)
        for name, values in answer.headers.items():
            self.send_header(name, values[0])
        found = answer.body.encode()
        self.send_header("Content-Length", str(len(found)))
        self.end_headers()
        self.wfile.write(found)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def http_app(sandbox: Sandbox, app: App) -> Iterator[App]:
    """The app behind its own HTTP server, installed with that address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("ServedApp", (Served,), {"app": app}))
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    sandbox.install(MANIFEST, request_url=f"http://127.0.0.1:{server.server_address[1]}/slack/events")
    yield app
    server.shutdown()
    server.server_close()


@pytest.fixture
def socket_app(sandbox: Sandbox, app: App) -> Iterator[App]:
    """The app connected by Bolt's own Socket Mode handler."""
    sandbox.install(MANIFEST, request_url=None)
    handler = SocketModeHandler(app, sandbox.app_token, web_client=app.client)
    handler.connect()  # type: ignore[no-untyped-call] # slack_bolt leaves it untyped
    assert sandbox.wait_for(lambda: sandbox.socket_mode.connected) == 1
    yield app
    handler.client.auto_reconnect_enabled = False  # else it comes back at once
    sandbox.socket_mode.close()  # the client sees the end at once, in place of its three seconds of listening
    handler.close()  # type: ignore[no-untyped-call] # the same


@pytest.fixture(params=["http_app", "socket_app"])
def any_app(request: pytest.FixtureRequest) -> App:
    """The app in HTTP mode, then in Socket Mode."""
    found: App = request.getfixturevalue(request.param)
    return found


def is_own(event: dict[str, Any]) -> bool:
    """Whether an event is about a message of the bot itself, which Bolt leaves out too."""
    return any("bot_id" in one for one in (event, event.get("message", {}), event.get("previous_message", {})))


class Scripted:
    """A bot that notes what it is sent and answers as the test says; `echoes` are its own words that came back."""

    def __init__(self) -> None:
        self.received: list[tuple[dict[str, str], dict[str, Any]]] = []
        self.echoes: list[dict[str, Any]] = []
        self.script: Script = lambda _payload: (200, "")

    def take(self, headers: dict[str, str], body: bytes) -> tuple[int, bytes, str]:
        """Note one request; give status, body and content type of the answer."""
        if headers["Content-Type"] == "application/json":
            payload = json.loads(body)
        else:
            payload = {key: values[0] for key, values in parse_qs(body.decode(), keep_blank_values=True).items()}
            payload = json.loads(payload["payload"]) if "payload" in payload else payload
        if is_own(payload.get("event", {})):
            self.echoes.append(payload["event"])
            return 200, b"", "text/plain"
        self.received.append((headers, payload))
        status, answer = self.script(payload)
        if isinstance(answer, str):
            return status, answer.encode(), "text/plain"
        return status, json.dumps(answer).encode(), "application/json"


class ScriptedDoor(BaseHTTPRequestHandler):
    """Hands requests to the scripted bot."""

    bot: Scripted

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        status, found, kind = self.bot.take(dict(self.headers.items()), body)
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(found)))
        self.end_headers()
        self.wfile.write(found)

    def log_message(self, format: str, *args: object) -> None:
        pass


class QuietServer(ThreadingHTTPServer):
    """Says nothing of a client that hung up."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        pass


@pytest.fixture
def bot(sandbox: Sandbox) -> Iterator[Scripted]:
    """A scripted bot in HTTP mode, installed."""
    scripted = Scripted()
    server = QuietServer(("127.0.0.1", 0), type("Door", (ScriptedDoor,), {"bot": scripted}))
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    sandbox.install(MANIFEST, request_url=f"http://127.0.0.1:{server.server_address[1]}/slack/events")
    yield scripted
    server.shutdown()
    server.server_close()


@pytest.fixture
def web(sandbox: Sandbox) -> WebClient:
    """A client with the bot's token that never repeats a call."""
    return WebClient(sandbox.bot_token, base_url=sandbox.api_url, timeout=PATIENCE, retry_handlers=[])
