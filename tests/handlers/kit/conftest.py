"""Bolt with our routes and runner, beside a small HTTP door that takes what the bot sends to Slack."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs

import pytest
from slack_bolt import App, BoltRequest, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from bot.programme.model import Actor
from bot.settings import Settings
from bot.tools import Tools
from handlers.kit.ack_runner import AckRunner
from handlers.kit.routes import Routes
from storage.database import Database
from tests.databases import fresh

NOW = datetime(2026, 5, 4, 6, 0, tzinfo=UTC)
COMMAND = {
    "command": "/essai",
    "text": "",
    "user_id": "U0LEA",
    "channel_id": "C0",
    "team_id": "T0",
    "trigger_id": "1.2",
}
TAKEN = {"ok": True, "channel": "D0", "ts": "1.1", "view": {"id": "V1"}}  # what Slack answers to what is sent here
Sent = list[tuple[str, dict[str, Any]]]


@dataclass
class Rig:
    """One Bolt app with what it observed and what it sent: (path, body) of each request."""

    app: App
    routes: Routes
    tools: Tools
    address: str
    sent: Sent
    observed: list[tuple[str, str]]
    actor: Actor = field(default_factory=lambda: Actor("U0LEA"))

    def send(self, body: dict[str, Any]) -> BoltResponse:
        """Give Bolt a request; give what it answers."""
        return send(self.app, body)

    def finally_sent(self) -> Sent:
        """Give what was sent once every listener has ended: an answer may leave before."""
        self.app.listener_runner.listener_executor.shutdown()
        return self.sent

    def press(self, action_id: str, **more: object) -> dict[str, Any]:
        """Give the body of a press on a message's button."""
        action = {"type": "button", "action_id": action_id, "block_id": "b", "value": "7"}
        person = {"id": "U0LEA", "team_id": "T0"}
        url = {"response_url": f"{self.address}/answer"}
        return {"type": "block_actions", "user": person, "team": {"id": "T0"}, "actions": [action], **url, **more}

    def submit(self, callback_id: str, *blocks: dict[str, Any]) -> dict[str, Any]:
        """Give the body of a modal's submission."""
        kind = {"id": "V1", "type": "modal", "callback_id": callback_id}
        view = {**kind, "blocks": list(blocks), "state": {"values": {}}}
        person = {"id": "U0LEA", "team_id": "T0"}
        return {"type": "view_submission", "user": person, "team": {"id": "T0"}, "view": view, "trigger_id": "1.2"}


def send(app: App, body: dict[str, Any]) -> BoltResponse:
    """Give Bolt a request as it would come in; signatures are not the matter here."""
    return app.dispatch(BoltRequest(body=body, mode="socket_mode"))


def answer_of(response: BoltResponse) -> Any:  # noqa: ANN401 - JSON
    """Give the JSON of an answer, or its words."""
    is_json = "application/json" in str(response.headers.get("content-type"))
    return json.loads(response.body) if is_json else response.body


@pytest.fixture
def sent() -> Sent:
    return []


@pytest.fixture
def address(sent: Sent) -> Iterator[str]:
    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = "urlencoded" in self.headers["Content-Type"]
            sent.append((self.path, {key: one[0] for key, one in parse_qs(raw).items()} if form else json.loads(raw)))
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(b"ok" if self.path == "/answer" else json.dumps(TAKEN).encode())

        def log_message(self, format: str, *args: object) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def tools(tmp_path: Path) -> Iterator[Tools]:
    database = Database(fresh("sqlite", tmp_path))
    yield Tools(database, lambda: NOW, Settings.model_construct(), lambda: None)
    database.close()


@pytest.fixture
def make_app(address: str) -> Iterator[Callable[[], App]]:
    """Give a Bolt app as it comes; its threads end with the test."""
    executor = ThreadPoolExecutor(4)
    us = AuthorizeResult(enterprise_id=None, team_id="T0", bot_user_id="U0BOT", bot_id="B0", bot_token="xoxb-made-up")

    def make() -> App:
        client = WebClient("xoxb-made-up", base_url=f"{address}/api/", retry_handlers=[])
        return App(client=client, signing_secret="made-up", authorize=lambda: us, listener_executor=executor)

    yield make
    executor.shutdown()


@pytest.fixture
def rig(make_app: Callable[[], App], tools: Tools, address: str, sent: Sent) -> Rig:
    rig: Rig
    app = make_app()
    routes = Routes()
    rig = Rig(app, routes, tools, address, sent, [])
    routes.attach(app, tools=tools, identify=lambda _client, _slack_id: rig.actor)
    AckRunner.install(app, lambda kind, outcome, _seconds: rig.observed.append((kind, outcome)))
    return rig
