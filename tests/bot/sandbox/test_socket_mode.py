"""Socket Mode as a client sees it: hello, tickets, acknowledgements, refresh, redelivery."""

import json
import threading
from typing import Any

import pytest
from slack_bolt import App
from slack_sdk import WebClient
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from bot.sandbox import socket_mode
from bot.sandbox.workspace import Sandbox
from tests.bot.sandbox.conftest import MANIFEST


@pytest.fixture
def url(sandbox: Sandbox) -> str:
    sandbox.install(MANIFEST, request_url=None)
    return address(sandbox)


def address(sandbox: Sandbox) -> str:
    client = WebClient(base_url=sandbox.api_url)
    return str(client.apps_connections_open(app_token=sandbox.app_token)["url"])


def read(connection: ClientConnection) -> dict[str, Any]:
    message: dict[str, Any] = json.loads(connection.recv(timeout=3))
    return message


def test_ticket_serves_one_connection(sandbox: Sandbox, url: str) -> None:
    with connect(url) as first:
        hello = read(first)
        assert (hello["type"], hello["num_connections"]) == ("hello", 1)
        assert hello["connection_info"] == {"app_id": sandbox.app_id}
        with connect(url) as second, pytest.raises(ConnectionClosed):
            second.recv(timeout=3)


def test_command_comes_in_an_envelope_and_its_payload_answers(sandbox: Sandbox, url: str) -> None:
    ana = sandbox.add_person("Ana")
    replies: list[str] = []
    with connect(url) as connection:
        read(connection)
        assert sandbox.wait_for(lambda: sandbox.socket_mode.connected) == 1
        asking = threading.Thread(target=lambda: replies.append(ana.command("/essai").text))
        asking.start()
        envelope = read(connection)
        connection.send(json.dumps({"envelope_id": envelope["envelope_id"], "payload": {"text": "bonjour"}}))
        asking.join()
    assert (envelope["type"], envelope["accepts_response_payload"]) == ("slash_commands", True)
    assert replies == ["bonjour"]


def test_event_that_is_not_acknowledged_comes_again(
    sandbox: Sandbox, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket_mode, "ACK_S", 0.1)
    ana = sandbox.add_person("Ana")
    with connect(url) as connection:
        read(connection)
        assert sandbox.wait_for(lambda: sandbox.socket_mode.connected) == 1
        writing = threading.Thread(target=ana.message, args=("bonjour",))
        writing.start()
        first, again = read(connection), read(connection)
        connection.send(json.dumps({"envelope_id": again["envelope_id"]}))
        writing.join()
    assert first["envelope_id"] == again["envelope_id"]
    assert [(one["retry_attempt"], one["retry_reason"]) for one in (first, again)] == [(0, ""), (1, "timeout")]


def test_no_connection_is_an_outage(sandbox: Sandbox) -> None:
    sandbox.install(MANIFEST, request_url=None)
    assert sandbox.add_person("Ana").command("/essai").error == "dispatch_failed"
    assert sandbox.violations == []


def test_bolt_comes_back_after_a_refresh(sandbox: Sandbox, socket_app: App) -> None:
    socket_app.command("/essai")(lambda ack: ack("bonjour"))
    sandbox.socket_mode.refresh()
    assert sandbox.wait_for(lambda: sandbox.socket_mode.connected) == 1
    assert sandbox.add_person("Ana").command("/essai").text == "bonjour"
