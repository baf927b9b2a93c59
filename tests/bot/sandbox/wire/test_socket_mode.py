"""Socket Mode as a client sees it: hello, tickets, acknowledgements, refresh, redelivery."""

import json
import threading
from contextlib import ExitStack, suppress
from typing import Any

import pytest
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from bot.sandbox.workspace import Sandbox
from tests.bot.sandbox.conftest import MANIFEST
from tests.patience import PATIENCE


@pytest.fixture
def url(sandbox: Sandbox) -> str:
    sandbox.install(MANIFEST, request_url=None)
    return address(sandbox)


def address(sandbox: Sandbox) -> str:
    client = WebClient(base_url=sandbox.api_url)
    return str(client.apps_connections_open(app_token=sandbox.app_token)["url"])


def read(connection: ClientConnection) -> dict[str, Any]:
    message: dict[str, Any] = json.loads(connection.recv(timeout=PATIENCE))
    return message


def test_ticket_serves_one_connection(sandbox: Sandbox, url: str) -> None:
    with connect(url) as first:
        hello = read(first)
        assert (hello["type"], hello["num_connections"]) == ("hello", 1)
        assert hello["connection_info"] == {"app_id": sandbox.app_id}
        with connect(url) as second, pytest.raises(ConnectionClosed):
            second.recv(timeout=PATIENCE)


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


def test_event_that_is_not_acknowledged_comes_again(sandbox: Sandbox, url: str) -> None:
    sandbox.team.patience_s = 1.0
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


def test_who_waits_for_an_acknowledgement_is_let_go_when_all_closes(sandbox: Sandbox, url: str) -> None:
    sandbox.team.patience_s = 2 * PATIENCE
    ana, errors = sandbox.add_person("Ana"), list[str | None]()
    with connect(url) as connection:
        read(connection)
        assert sandbox.wait_for(lambda: sandbox.socket_mode.connected) == 1
        asking = threading.Thread(target=lambda: errors.append(ana.command("/essai").error))
        asking.start()
        read(connection)
        sandbox.socket_mode.close()
        asking.join(PATIENCE)
    assert errors == ["dispatch_failed"]


def test_bolt_comes_back_after_a_refresh(sandbox: Sandbox, socket_app: App) -> None:
    socket_app.command("/essai")(lambda ack: ack("bonjour"))
    sandbox.socket_mode.refresh()
    assert sandbox.wait_for(lambda: sandbox.socket_mode.connected) == 1
    assert sandbox.add_person("Ana").command("/essai").text == "bonjour"


def test_eleventh_connection_is_turned_away(sandbox: Sandbox, url: str) -> None:
    with ExitStack() as stack:
        for number in range(10):
            hello = read(stack.enter_context(connect(url if number == 0 else address(sandbox))))
            assert sandbox.wait_for(lambda taken=number + 1: sandbox.socket_mode.connected == taken)  # type: ignore[misc]
            assert hello["num_connections"] == number + 1
        with connect(address(sandbox)) as eleventh:
            assert read(eleventh)["reason"] == "too_many_websockets"
            with pytest.raises(ConnectionClosed):
                eleventh.recv(timeout=PATIENCE)


def acknowledge(connection: ClientConnection, seen: list[str]) -> None:
    """Acknowledge all that comes until the connection ends."""
    with suppress(ConnectionClosed):
        for text in connection:
            envelope = json.loads(text)
            if "envelope_id" in envelope:
                seen.append(envelope["envelope_id"])
                connection.send(json.dumps({"envelope_id": envelope["envelope_id"]}))


def test_each_payload_goes_to_one_of_the_connections(sandbox: Sandbox, url: str) -> None:
    ana = sandbox.add_person("Ana")
    seen: list[list[str]] = [[], [], []]
    with ExitStack() as stack:
        for number, own in enumerate(seen):
            connection = stack.enter_context(connect(url if number == 0 else address(sandbox)))
            threading.Thread(target=acknowledge, args=(connection, own), daemon=True).start()
        assert sandbox.wait_for(lambda: sandbox.socket_mode.connected == 3)
        for _ in range(9):
            ana.command("/essai")
    assert [len(own) for own in seen] == [3, 3, 3]
    assert len({one for own in seen for one in own}) == 9


def test_half_open_connection_gets_nothing_and_the_event_comes_on_another(sandbox: Sandbox, url: str) -> None:
    sandbox.team.patience_s = 1.0
    ana = sandbox.add_person("Ana")
    seen: list[str] = []
    with connect(url, close_timeout=0.1) as dead:
        read(dead)
        assert sandbox.wait_for(lambda: sandbox.socket_mode.connected) == 1
        assert sandbox.socket_mode.half_open() == 1
        with connect(address(sandbox)) as alive:
            threading.Thread(target=acknowledge, args=(alive, seen), daemon=True).start()
            assert sandbox.wait_for(lambda: sandbox.socket_mode.connected == 2)
            for _ in range(4):
                ana.message("bonjour")
            pong = dead.ping()
            assert not pong.wait(0.2)
            with pytest.raises(TimeoutError):
                dead.recv(timeout=0.01)
    assert len(set(seen)) == 4
    lost = [one for one in sandbox.deliveries if one.error]
    assert {(one.attempt, one.error) for one in lost} == {(0, "operation_timeout")}
    assert lost != []


def test_bolt_finds_a_half_open_connection_by_its_pings(sandbox: Sandbox, app: App) -> None:
    sandbox.install(MANIFEST, request_url=None)
    app.command("/essai")(lambda ack: ack("bonjour"))
    handler = SocketModeHandler(app, sandbox.app_token, web_client=app.client, ping_interval=0.1)
    handler.connect()  # type: ignore[no-untyped-call] # slack_bolt leaves it untyped
    assert sandbox.wait_for(lambda: sandbox.socket_mode.connected) == 1
    assert (sandbox.socket_mode.half_open(), sandbox.socket_mode.whole) == (1, 0)
    assert sandbox.wait_for(
        lambda: (sandbox.socket_mode.connected, sandbox.socket_mode.whole) == (1, 1), seconds=PATIENCE
    )
    assert sandbox.add_person("Ana").command("/essai").text == "bonjour"
    handler.client.auto_reconnect_enabled = False
    sandbox.socket_mode.close()
    handler.close()  # type: ignore[no-untyped-call] # the same


def test_client_that_answers_no_ping_is_let_go() -> None:
    sandbox = Sandbox()
    sandbox.socket_mode.ping_s = 0.1
    sandbox.start()
    sandbox.install(MANIFEST, request_url=None)
    with connect(address(sandbox)) as answering, connect(address(sandbox), create_connection=Mute) as mute:
        assert sandbox.wait_for(lambda: sandbox.socket_mode.connected == 2)
        mute.silent = True  # type: ignore[attr-defined]
        assert sandbox.wait_for(lambda: sandbox.socket_mode.connected == 1)
        assert read(answering)["type"] == "hello"
    sandbox.stop()


class Mute(ClientConnection):
    """A client whose process hangs: it reads, and sends nothing more."""

    silent = False

    def send_data(self) -> None:
        if self.silent:
            self.protocol.data_to_send()
        else:
            super().send_data()


def test_warning_leaves_the_connection_its_notice(sandbox: Sandbox, url: str) -> None:
    ana = sandbox.add_person("Ana")
    with connect(url) as connection:
        read(connection)
        assert sandbox.wait_for(lambda: sandbox.socket_mode.connected) == 1
        sandbox.socket_mode.warn(notice_s=0.3)
        assert read(connection)["reason"] == "warning"
        asking = threading.Thread(target=ana.command, args=("/essai",))
        asking.start()
        connection.send(json.dumps({"envelope_id": read(connection)["envelope_id"]}))
        asking.join()
        assert read(connection)["reason"] == "refresh_requested"
        with pytest.raises(ConnectionClosed):
            connection.recv(timeout=PATIENCE)
    assert sandbox.socket_mode.connected == 0
    assert sandbox.deliveries[-1].error is None


@pytest.mark.parametrize("reason", ["refresh_requested", "link_disabled"])
def test_disconnect_says_why_and_closes(sandbox: Sandbox, url: str, reason: str) -> None:
    with connect(url) as connection:
        read(connection)
        assert sandbox.wait_for(lambda: sandbox.socket_mode.connected) == 1
        sandbox.socket_mode.refresh(reason)
        assert (read(connection)["reason"], sandbox.socket_mode.connected) == (reason, 0)
    with pytest.raises(ValueError, match="a disconnect's reason"):
        sandbox.socket_mode.refresh("autre")


def test_acknowledgement_may_come_by_the_next_connection(sandbox: Sandbox, url: str) -> None:
    ana = sandbox.add_person("Ana")
    replies: list[str] = []
    with connect(url) as old:
        read(old)
        assert sandbox.wait_for(lambda: sandbox.socket_mode.connected) == 1
        asking = threading.Thread(target=lambda: replies.append(ana.command("/essai").text))
        asking.start()
        envelope = read(old)
        sandbox.socket_mode.refresh()
        with connect(address(sandbox)) as new:
            read(new)
            new.send(json.dumps({"envelope_id": envelope["envelope_id"], "payload": {"text": "enfin"}}))
            asking.join()
    assert replies == ["enfin"]
