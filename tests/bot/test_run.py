"""`bot run` as a process of its own: both modes, `/readyz`, and a clean stop."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from bot.manifest import build_manifest
from bot.sandbox.workspace import Sandbox

ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


@contextmanager
def running(slack: Sandbox, folder: Path, *, socket_mode: bool) -> Iterator[tuple[subprocess.Popen[str], str]]:
    port = free_port()
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_API_URL": slack.api_url,
        "DATABASE_URL": f"sqlite:///{folder / 'run.db'}",
        "BOT_PORT": str(port),
    }
    environment |= (
        {"SLACK_APP_TOKEN": slack.app_token} if socket_mode else {"SLACK_SIGNING_SECRET": slack.signing_secret}
    )
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "run", "--migrate"],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        address = f"http://127.0.0.1:{port}"
        wait_until_ready(process, address)
        yield process, address
    finally:
        process.kill()
        process.wait()


def wait_until_ready(process: subprocess.Popen[str], address: str) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if process.poll() is not None:
            pytest.fail(f"it ended: {process.stdout.read() if process.stdout else ''}")
        try:
            with urlopen(f"{address}/readyz", timeout=2) as answer:
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
    with running(slack, tmp_path, socket_mode=socket_mode) as (process, address):
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
        started = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
        assert time.monotonic() - started < 10
    assert slack.violations == []
    assert [call.method for call in slack.calls].count("auth.test") == 1


def test_a_post_to_the_events_door_in_socket_mode_finds_none(slack: Sandbox, tmp_path: Path) -> None:
    with running(slack, tmp_path, socket_mode=True) as (_, address):
        with pytest.raises(HTTPError) as refused:
            urlopen(f"{address}/slack/events", data=b"{}", timeout=5)
        assert refused.value.code == 404
        with urlopen(f"{address}/healthz", timeout=5) as answer:
            assert answer.read() == b"ok\n"
        with urlopen(f"{address}/metrics", timeout=5) as answer:
            assert b"dispositifs_notices_due" in answer.read()
