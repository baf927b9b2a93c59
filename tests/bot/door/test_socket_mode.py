"""The line to Slack cut, half open, renewed, refused: the bot is back within seconds, what is in hand is answered."""

import json
import logging
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.door import socket_mode
from bot.door.manifest import build_manifest
from bot.door.socket_mode import CLOSE_SECONDS, PING_SECONDS, SocketMode
from bot.sandbox.people.person import Person
from bot.sandbox.workspace import Sandbox

DROPPED, HALF_OPEN = 5, 20  # seconds, at most, until the bot is there again
PINGS = 0.2  # seconds, in the place of PING_SECONDS
ODD = {"envelope_id": "e", "type": "slash_commands", "payload": 3}


class Served:
    """A small app behind a line of ours."""

    def __init__(self, slack: Sandbox) -> None:
        self.slack = slack
        self.lea: Person = slack.add_person("Léa")
        self.release = threading.Event()
        self.held = threading.Event()
        us = AuthorizeResult(enterprise_id=None, team_id=slack.team_id, bot_id="B1", bot_user_id="U1")
        client = WebClient(base_url=slack.api_url, timeout=5, retry_handlers=[])
        self.bolt = App(client=client, authorize=lambda: us)
        self.bolt.command("/dispositifs")(self.answer)
        self.line = SocketMode(self.bolt, lambda: str(client.apps_connections_open(app_token=slack.app_token)["url"]))

    def answer(self, ack: Callable[..., object], command: dict[str, str]) -> None:
        if command["text"] == "attends":
            self.held.set()
            assert self.release.wait(5)
        ack(f"oui {command['text']}")

    def is_answered(self) -> bool:
        return bool(self.lea.command("/dispositifs").text == "oui ")

    def came_back(self) -> float:
        """Wait for a line that is whole; give the seconds. Then what is typed is answered."""
        started = time.monotonic()
        assert self.slack.wait_for(lambda: self.slack.socket_mode.whole == 1, seconds=DROPPED)
        return time.monotonic() - started


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    monkeypatch.setattr(socket_mode, "PING_SECONDS", PINGS)
    monkeypatch.setattr(socket_mode, "CLOSE_SECONDS", PINGS)
    monkeypatch.setattr(socket_mode, "PAUSES", (0.0, 0.1))
    slack = Sandbox()
    slack.start()
    slack.install(build_manifest(), request_url=None)
    served = Served(slack)
    served.line.start()
    assert slack.wait_for(lambda: slack.socket_mode.connected == 1)
    yield served
    served.release.set()
    served.line.stop()
    slack.stop()
    assert slack.violations == []


def test_a_line_that_is_cut_is_there_again_at_once(served: Served) -> None:
    assert served.is_answered()
    for _ in range(2):
        assert served.slack.socket_mode.drop() == 1
        assert served.came_back() < DROPPED
        assert served.is_answered()


def test_a_line_that_is_half_open_is_given_up_after_two_pings(served: Served) -> None:
    assert served.slack.socket_mode.half_open() == 1
    assert served.came_back() < DROPPED
    assert served.slack.wait_for(lambda: served.slack.socket_mode.connected == 1, seconds=DROPPED)
    assert served.is_answered()
    assert 2 * PING_SECONDS + CLOSE_SECONDS < HALF_OPEN  # as it is when no test has shortened it


@pytest.mark.parametrize("reason", ["refresh_requested", "link_disabled"])
def test_a_line_that_slack_ends_is_replaced(served: Served, reason: str) -> None:
    served.slack.socket_mode.refresh(reason)
    assert served.came_back() < DROPPED
    assert served.is_answered()


def test_a_line_is_renewed_before_slack_ends_it_and_nothing_is_lost(served: Served) -> None:
    served.slack.socket_mode.warn(notice_s=0.5)
    assert served.slack.wait_for(lambda: served.slack.socket_mode.connected == 2)
    while served.slack.socket_mode.connected == 2:
        assert served.is_answered()
    assert served.is_answered()


def test_who_waits_when_the_line_is_renewed_is_answered_on_either(served: Served) -> None:
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(served.lea.command, "/dispositifs attends")
        assert served.held.wait(5)
        served.slack.socket_mode.refresh()
        assert served.came_back() < DROPPED
        served.release.set()
        assert waiting.result().text == "oui attends"


def test_a_slack_that_gives_no_line_is_asked_again_and_again(served: Served, caplog: pytest.LogCaptureFixture) -> None:
    served.slack.faults.fail("apps.connections.open", error="internal_error", times=2)
    served.slack.faults.fail("apps.connections.open", error="reset_before", times=1)
    served.slack.socket_mode.drop()
    assert served.came_back() < DROPPED
    assert served.is_answered()
    said = [one.getMessage() for one in caplog.records if one.name == "bot.door.socket_mode"]
    assert said[0].startswith("the line to Slack was lost")
    assert len(said) == 4


def test_a_stop_answers_what_is_in_hand_first(served: Served) -> None:
    with ThreadPoolExecutor(2) as pool:
        waiting = pool.submit(served.lea.command, "/dispositifs attends")
        assert served.held.wait(5)
        stopping = pool.submit(served.line.stop)
        served.release.set()
        assert waiting.result().text == "oui attends"
        stopping.result(5)
    assert served.slack.wait_for(lambda: served.slack.socket_mode.connected == 0)


def test_what_is_no_message_of_slacks_ends_nothing(served: Served, caplog: pytest.LogCaptureFixture) -> None:
    (line,) = served.slack.socket_mode._connections  # noqa: SLF001 as Slack itself would have to be wrong
    for strange in (
        "secret-canary {",
        "[]",
        "3",
        '"secret-canary"',
        json.dumps({"type": "secret-canary"}),
        json.dumps(ODD),
    ):
        line.send(strange)
    assert served.is_answered()
    assert "secret-canary" not in caplog.text


def test_at_rest_nothing_is_logged(served: Served, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    assert served.is_answered()
    served.slack.socket_mode.refresh()
    assert served.came_back() < DROPPED
    heard = ("bot.", "handlers.", "slack_", "websockets.client")  # others' schedules may tick in this process
    assert [one for one in caplog.records if one.name.startswith(heard)] == []


def test_a_token_that_slack_refuses_is_said_at_the_start(served: Served) -> None:
    served.slack.faults.fail("apps.connections.open", error="invalid_auth", times=1)
    other = Served(served.slack)
    with pytest.raises(SlackApiError):
        other.line.start()
