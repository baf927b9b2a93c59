"""`bot run` as a process of its own: both modes, `/readyz`, and a clean stop."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from bot.door.manifest import build_manifest
from bot.programme.spelling import space_french
from bot.sandbox.workspace import Sandbox
from tests.bot.command.test_doctor_slack import say, serving
from tests.patience import PATIENCE, PATIENT_BOT
from tests.processes import Forked, fork, free_port

ROOT = Path(__file__).resolve().parents[3]


@contextmanager
def running(
    slack: Sandbox, folder: Path, *, socket_mode: bool, anew: bool = False, more: Mapping[str, str] | None = None
) -> Iterator[tuple[Forked | subprocess.Popen[bytes], str]]:
    """Run the bot in `folder`, where it writes `run.db` and `log`, until it serves; give it and its address.

    `anew`: as people start it, by `python -m bot`. `more`: settings besides, with which it keeps Slack's three seconds:
    a bot with sentences of its own loads its conversation after them.
    """
    port = free_port()
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_API_URL": slack.api_url,
        "DATABASE_URL": f"sqlite:///{folder / 'run.db'}",
        "BOT_PORT": str(port),
        **(more or {}),
    }
    environment |= (
        {"SLACK_APP_TOKEN": slack.app_token} if socket_mode else {"SLACK_SIGNING_SECRET": slack.signing_secret}
    )
    log = folder / "log"
    command = ("run", "--migrate")
    process: Forked | subprocess.Popen[bytes]
    if anew:
        with log.open("wb") as written:
            python = [sys.executable, *(("-m", "bot") if more else ("-c", PATIENT_BOT)), *command]
            process = subprocess.Popen(python, cwd=folder, env=environment, stdout=written, stderr=written)
    else:
        process = fork(*command, folder=folder, environment=environment, out=log, log=log)
    try:
        address = f"http://127.0.0.1:{port}"
        wait_until_ready(process, address, log)
        yield process, address
    finally:
        process.kill()
        process.wait(PATIENCE)


def wait_until_ready(process: Forked | subprocess.Popen[bytes], address: str, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            pytest.fail(f"it ended: {log.read_text()}")
        try:
            with urlopen(f"{address}/readyz", timeout=PATIENCE) as answer:
                told = json.load(answer)
                assert (told["ready"], told["trouble"], told["details"]["write"]) == (True, None, "ok")
                return
        except (HTTPError, OSError):
            time.sleep(0.05)
    pytest.fail("never ready")


@pytest.fixture
def slack() -> Iterator[Sandbox]:
    sandbox = Sandbox()
    sandbox.start()
    yield sandbox
    sandbox.stop()


@pytest.mark.parametrize("socket_mode", [False, True], ids=["http", "socket-mode"])
def test_the_bot_serves_and_stops_cleanly(slack: Sandbox, tmp_path: Path, socket_mode: bool) -> None:
    lea = slack.add_person("Léa Martin", email="lea@example.org")
    with running(slack, tmp_path, socket_mode=socket_mode, anew=not socket_mode) as (process, address):
        slack.install(build_manifest(), request_url=None if socket_mode else f"{address}/slack/events")
        answer = lea.command("/dispositifs mentorat")
        assert answer.message is not None
        assert answer.message.words.startswith("Mentorat\n")
        assert lea.shortcut("dispositifs.menu").error is None
        modal = slack.wait_for(lambda: lea.modal)
        assert modal is not None
        assert modal.title == "Dispositifs EIG"
        lea.message("comité")
        assert slack.wait_for(lambda: [one.words.splitlines()[0] for one in lea.inbox()]) == ["Comité d’évaluation"]
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
    assert slack.violations == []
    assert [call.method for call in slack.calls].count("auth.test") == 1


def test_a_start_that_slack_has_no_room_for_asks_again(slack: Sandbox, tmp_path: Path) -> None:
    slack.faults.fail("auth.test", error="ratelimited", times=2, retry_after=0)
    slack.faults.fail("auth.test", error="http_500")
    with running(slack, tmp_path, socket_mode=False):  # it gets ready
        pass


@pytest.mark.parametrize("status", [200, 403, 503])
def test_a_page_in_slacks_place_is_one_french_sentence(tmp_path: Path, status: int) -> None:
    page = "<html><head><title>Access denied by the proxy</title></head></html>"
    server = serving(say(status, page, Content_Type="text/html", Retry_After="0"))
    address = f"http://127.0.0.1:{server.server_port}/api/"
    environment = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1", "SLACK_API_URL": address}
    log = tmp_path / "log"
    status_of_exit = fork("run", "--migrate", folder=tmp_path, environment=environment, out=log, log=log).wait(PATIENCE)
    server.shutdown()
    server.server_close()
    there = f"Ce qui répond à {address} n’est pas Slack, ou va mal (statut {status})"
    line = space_french(f"{there} : vérifiez le réseau, le proxy et SLACK_API_URL.\n")
    assert (status_of_exit, log.read_text()) == (1, line)


@pytest.mark.parametrize("taken", [True, False], ids=["a port that is taken", "an address of nobody here"])
def test_a_door_that_cannot_open_is_one_line(slack: Sandbox, tmp_path: Path, taken: bool) -> None:
    log = tmp_path / "log"
    with socket.create_server(("127.0.0.1", 0)) as other:
        host, port = ("127.0.0.1", other.getsockname()[1]) if taken else ("192.0.2.1", free_port())
        given = {"SLACK_BOT_TOKEN": slack.bot_token, "SLACK_API_URL": slack.api_url, "SLACK_SIGNING_SECRET": "s"}
        environment = {**given, "BOT_HOST": host, "BOT_PORT": str(port)}
        status = fork("run", "--migrate", folder=tmp_path, environment=environment, out=log, log=log).wait(PATIENCE)
    why = "un autre programme s’y trouve" if taken else "cette machine n’a pas cette adresse"
    line = space_french(f"Impossible d’écouter à {host}:{port} ({why}) : changez BOT_HOST ou BOT_PORT.\n")
    assert (status, log.read_text()) == (1, line)


@pytest.mark.parametrize("socket_mode", [False, True], ids=["http", "socket-mode"])
def test_a_stop_closes_the_door_first_and_answers_what_is_in_hand(
    slack: Sandbox, tmp_path: Path, socket_mode: bool
) -> None:
    """Slack is asked who Léa is, at her first word: while it answers, the bot is told to stop."""
    lea = slack.add_person("Léa Martin", email="lea@example.org")
    with running(slack, tmp_path, socket_mode=socket_mode) as (process, address):
        slack.install(build_manifest(), request_url=None if socket_mode else f"{address}/slack/events")
        door = ("127.0.0.1", int(address.rpartition(":")[2]))
        closed_first: list[bool] = []

        def stop(_: object) -> bool:
            process.send_signal(signal.SIGTERM)
            closed_first.append(shuts(door))
            return False

        slack.faults.fail("users.info", error="delay", when=stop)
        answer = lea.command("/dispositifs mentorat")
        assert (closed_first, answer.error) == ([True], None)
        assert answer.message is not None
        assert answer.message.words.startswith("Mentorat\n")
        assert process.wait(PATIENCE) == 0
    assert slack.violations == []


def shuts(door: tuple[str, int]) -> bool:
    """Wait until nobody is let in any more, for less than a request may take."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            socket.create_connection(door, timeout=PATIENCE).close()
        except ConnectionRefusedError:
            return True
        time.sleep(0.01)
    return False


def test_a_post_to_the_events_door_in_socket_mode_finds_none(slack: Sandbox, tmp_path: Path) -> None:
    with running(slack, tmp_path, socket_mode=True) as (_, address):
        with pytest.raises(HTTPError) as refused:
            urlopen(f"{address}/slack/events", data=b"{}", timeout=PATIENCE)
        assert refused.value.code == 404
        with urlopen(f"{address}/healthz", timeout=PATIENCE) as answer:
            assert answer.read() == b"ok\n"
        with urlopen(f"{address}/metrics", timeout=PATIENCE) as answer:
            assert b"dispositifs_notices_due" in answer.read()
