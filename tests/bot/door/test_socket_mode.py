"""The line to Slack cut, half open, renewed, refused: the bot is back within seconds, what is in hand is answered."""

import json
import logging
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import IncompleteRead
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from websockets.exceptions import InvalidStatus

from bot.door import socket_mode
from bot.door.manifest import build_manifest
from bot.door.socket_mode import CLOSE_SECONDS, PAUSES, PING_SECONDS, SocketMode
from bot.runtime import threads
from bot.sandbox.people.person import Person
from bot.sandbox.workspace import Sandbox
from tests.patience import PATIENCE

HALF_OPEN = 20  # seconds, at most, until the bot is there again
PINGS = 0.2  # seconds between the pings of a line that a test lets die; others are not to die on a busy machine
ODD = {"envelope_id": "e", "type": "slash_commands", "payload": 3}


class Served:
    """A small app behind a line of ours."""

    def __init__(self, slack: Sandbox) -> None:
        self.slack = slack
        self.lea: Person = slack.add_person("Léa")
        self.release = threading.Event()
        self.held, self.acked = threading.Event(), threading.Event()
        us = AuthorizeResult(enterprise_id=None, team_id=slack.team_id, bot_id="B1", bot_user_id="U1")
        self.client = WebClient(base_url=slack.api_url, timeout=PATIENCE, retry_handlers=[])
        self.listeners = ThreadPoolExecutor(2)
        self.bolt = App(client=self.client, authorize=lambda: us, listener_executor=self.listeners)
        self.bolt.command("/dispositifs")(self.answer)
        self.may_open, self.opening = threading.Event(), threading.Event()
        self.may_open.set()
        self.line = SocketMode(self.bolt, self.open_address)

    def open_address(self) -> str:
        """Ask for a line, once the test lets it."""
        self.opening.set()
        assert self.may_open.wait(PATIENCE)
        return str(self.client.apps_connections_open(app_token=self.slack.app_token)["url"])

    def answer(self, ack: Callable[..., object], command: dict[str, str]) -> None:
        if command["text"] == "attends":
            self.held.set()
            assert self.release.wait(PATIENCE)
        ack(f"oui {command['text']}")
        self.acked.set()

    def is_answered(self) -> bool:
        return bool(self.lea.command("/dispositifs").text == "oui ")

    def came_back(self) -> bool:
        """Wait for a line that is whole, and for no other."""
        return self.slack.wait_for(lambda: self.slack.socket_mode.whole == 1, seconds=PATIENCE)

    @contextmanager
    def without_a_line(self, end: Callable[[], object]) -> Iterator[None]:
        """End the line, and let the bot have no other within."""
        self.may_open.clear()
        self.opening.clear()
        end()
        assert self.opening.wait(PATIENCE)
        yield
        self.may_open.set()


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    for name in ("PING_SECONDS", "CLOSE_SECONDS", "ANSWER_SECONDS"):
        monkeypatch.setattr(socket_mode, name, PATIENCE)
    monkeypatch.setattr(socket_mode, "PAUSES", (0.0, 0.1))
    slack = Sandbox()
    slack.start()
    slack.install(build_manifest(), request_url=None)
    served = Served(slack)
    served.line.start()
    assert served.came_back()
    yield served
    served.release.set()
    served.may_open.set()
    served.line.stop()
    served.listeners.shutdown()
    slack.stop()
    assert slack.violations == []


def test_a_line_that_is_cut_is_there_again_at_once(served: Served) -> None:
    assert served.is_answered()
    for _ in range(2):
        assert served.slack.socket_mode.drop() == 1
        assert served.came_back()
        assert served.is_answered()
    assert PAUSES[0] == 0


def test_a_line_that_is_half_open_is_given_up_after_two_pings(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as impatient:
        for name in ("PING_SECONDS", "CLOSE_SECONDS"):
            impatient.setattr(socket_mode, name, PINGS)
        served.slack.socket_mode.drop()
        assert served.slack.wait_for(served.slack.socket_mode.half_open)  # a busy machine may end a line before
        assert served.came_back()
        assert served.slack.wait_for(lambda: served.slack.socket_mode.connected == 1, seconds=PATIENCE)
    served.slack.socket_mode.drop()  # for a line that nothing ends
    assert served.came_back()
    assert served.is_answered()
    assert 2 * PING_SECONDS + CLOSE_SECONDS < HALF_OPEN


@pytest.mark.parametrize("reason", ["refresh_requested", "link_disabled"])
def test_a_line_that_slack_ends_is_replaced(served: Served, reason: str) -> None:
    served.slack.socket_mode.refresh(reason)
    assert served.came_back()
    assert served.is_answered()


def test_a_line_is_renewed_before_slack_ends_it_and_nothing_is_lost(served: Served) -> None:
    end = served.slack.socket_mode.warn()
    assert served.slack.wait_for(lambda: served.slack.socket_mode.connected == 2, seconds=PATIENCE)
    assert all(served.is_answered() for _ in range(4))  # each line in its turn
    end()
    assert all(served.is_answered() for _ in range(2))
    assert served.slack.socket_mode.connected == 1


@pytest.mark.parametrize("end", ["drop", "refresh"])
def test_an_answer_that_finds_no_line_waits_for_the_next(served: Served, end: str) -> None:
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(served.lea.command, "/dispositifs attends")
        assert served.held.wait(PATIENCE)
        with served.without_a_line(getattr(served.slack.socket_mode, end)):
            served.release.set()
            assert served.acked.wait(PATIENCE)
        assert waiting.result().text == "oui attends"


def test_an_answer_does_not_go_on_a_line_that_slack_has_left(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """Slack says that it hangs up; the end of the line itself arrives later, and until then sending raises nothing."""
    (line,) = served.slack.socket_mode._connections  # noqa: SLF001 - only Slack itself could hang up so slowly
    with ThreadPoolExecutor(1) as pool, monkeypatch.context() as slow:
        slow.setattr(line, "close", lambda: None)
        waiting = pool.submit(served.lea.command, "/dispositifs attends")
        assert served.held.wait(PATIENCE)
        served.slack.socket_mode.refresh()
        assert served.came_back()
        served.release.set()
        assert waiting.result().text == "oui attends"


def test_a_line_that_ends_soon_carries_answers_until_the_next_is_there(served: Served) -> None:
    with served.without_a_line(served.slack.socket_mode.warn):
        assert served.is_answered()


def test_a_slack_that_gives_no_line_is_asked_again_and_again(served: Served, caplog: pytest.LogCaptureFixture) -> None:
    served.slack.faults.fail("apps.connections.open", error="internal_error", times=2)
    served.slack.faults.fail("apps.connections.open", error="reset_before", times=1)
    served.slack.socket_mode.drop()
    assert served.came_back()
    assert served.is_answered()
    said = [one.getMessage() for one in caplog.records if one.name == "bot.door.socket_mode"]
    assert said[0].startswith("the connection to Slack was lost")
    assert len(said) == 4


@pytest.mark.parametrize("error", [IncompleteRead(b""), KeyError("url"), LookupError(), MemoryError(), SystemExit()])
def test_whatever_comes_in_the_place_of_an_address_the_line_comes_back(
    served: Served, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    asked, left = served.line._open_address, [error, error]  # noqa: SLF001 - what Slack would have to be made to say

    def garbled() -> str:
        if left:
            raise left.pop()
        return asked()

    monkeypatch.setattr(served.line, "_open_address", garbled)
    monkeypatch.setattr(threads, "PAUSES", (0.0,))
    served.slack.socket_mode.drop()
    assert served.came_back()
    assert served.is_answered()
    assert served.line.thread.is_well


def test_a_line_whose_reader_ends_by_an_error_is_replaced(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    (line,) = served.slack.socket_mode._connections  # noqa: SLF001 - as above
    take, left = served.line._handle_message, [MemoryError(), KeyError()]  # noqa: SLF001 - as above

    def stumble(*given: object) -> None:
        if len(left) == 1:  # the line after this one waits until this one is gone: what was sent on it would be lost
            served.may_open.clear()
            served.opening.clear()
        if left:
            raise left.pop()
        take(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(served.line, "_handle_message", stumble)
    line.send("{}")
    assert served.slack.wait_for(lambda: not left and served.opening.is_set())  # the next hello met the other error
    assert served.slack.wait_for(lambda: served.slack.socket_mode.connected == 0)
    served.may_open.set()
    assert served.came_back()
    assert served.is_answered()


def test_without_a_line_the_seconds_are_counted(served: Served) -> None:
    assert served.line.seconds_deaf == 0
    served.slack.faults.fail("apps.connections.open", error="internal_error", times=1000)
    served.slack.socket_mode.drop()
    assert served.slack.wait_for(lambda: served.line.seconds_deaf > 0.2)
    served.slack.faults.clear()
    assert served.came_back()
    assert served.slack.wait_for(lambda: served.line.seconds_deaf == 0)


def test_a_stop_answers_what_is_in_hand_first(served: Served) -> None:
    with ThreadPoolExecutor(2) as pool:
        waiting = pool.submit(served.lea.command, "/dispositifs attends")
        assert served.held.wait(PATIENCE)
        stopping = pool.submit(served.line.stop)
        served.release.set()
        assert waiting.result().text == "oui attends"
        stopping.result(PATIENCE)
    assert served.slack.wait_for(lambda: served.slack.socket_mode.connected == 0, seconds=PATIENCE)


def test_what_is_no_message_of_slacks_ends_nothing(served: Served, caplog: pytest.LogCaptureFixture) -> None:
    (line,) = served.slack.socket_mode._connections  # noqa: SLF001 as Slack itself would have to be wrong
    for strange in (
        "secret-canary {",
        "[]",
        "3",
        '"secret-canary"',
        json.dumps({"type": "secret-canary"}),
        json.dumps(ODD),
        "[" * 100_000,
    ):
        line.send(strange)
    assert served.is_answered()
    assert "secret-canary" not in caplog.text


def test_at_rest_nothing_is_logged(served: Served, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    assert served.is_answered()
    served.slack.socket_mode.refresh()
    assert served.came_back()
    heard = ("bot.", "handlers.", "slack_", "websockets.client")  # others' schedules may tick in this process
    assert [one for one in caplog.records if one.name.startswith(heard)] == []


def test_a_token_that_slack_refuses_is_said_at_the_start(served: Served) -> None:
    served.slack.faults.fail("apps.connections.open", error="invalid_auth", times=1)
    other = Served(served.slack)
    with pytest.raises(SlackApiError):
        other.line.start()


def test_a_redirect_of_the_line_is_not_followed(served: Served) -> None:
    """The address that Slack gave is the only one that a line is opened at."""
    heard: list[str] = []

    class Answer(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            heard.append(self.path)
            self.send_response(302)
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    line = SocketMode(served.bolt, lambda: f"ws://127.0.0.1:{server.server_address[1]}/line?ticket=secret")
    with pytest.raises(InvalidStatus):
        line.start()
    line.stop()
    server.shutdown()
    server.server_close()
    thread.join(PATIENCE)
    assert heard == ["/line?ticket=secret"]
