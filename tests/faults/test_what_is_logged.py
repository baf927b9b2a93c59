"""What `bot run` writes: nothing of any request, refused, accepted or faulty, and little that strangers provoke."""

import re
import signal
import socket
import sqlite3
import struct
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import quote_plus

import pytest

from bot.door.manifest import build_manifest
from bot.sandbox.workspace import Sandbox
from tests.bot.command.test_run import running
from tests.patience import PATIENCE

CANARY = "un-besoin-tres-prive"
FORGED = "2026-01-01 00:00:00,000 INFO bot.command.run: forged"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
LINE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} [A-Z]+ [\w.]+: ")
RESET = struct.pack("ii", 1, 0)


@pytest.fixture
def slack() -> Iterator[Sandbox]:
    sandbox = Sandbox()
    sandbox.start()
    yield sandbox
    sandbox.stop()


@pytest.mark.parametrize("socket_mode", [False, True], ids=["http", "socket-mode"])
def test_no_word_of_a_request_is_written(slack: Sandbox, tmp_path: Path, socket_mode: bool) -> None:
    lea = slack.add_person("Léa Martin", email="lea@example.org")
    log = tmp_path / "log"
    with running(slack, tmp_path, socket_mode=socket_mode) as (process, address):
        assert " WARNING " not in log.read_text()  # a start has nothing to warn of
        slack.install(build_manifest(), request_url=None if socket_mode else f"{address}/slack/events")
        assert lea.command(f"/dispositifs {CANARY}\n{FORGED}").error is None
        assert lea.command(f"/nope {CANARY}").error is not None
        if not socket_mode:
            refuse(slack)
        hang_up(address)
        with closing(sqlite3.connect(tmp_path / "run.db")) as database:
            database.execute("ALTER TABLE people RENAME TO gone")  # from now on, a fault
        lea.command(f"/bureau-aide {CANARY}")
        lea.message(f"{CANARY}\n{FORGED}")
        assert slack.wait_for(lambda: "which led to\n" in log.read_text())
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
    lines = log.read_text().splitlines()
    assert any("fault" in line for line in lines)
    assert [line for line in lines if CANARY in line or line.startswith(FORGED)] == []
    told = [line for line in lines if not LINE.match(line)]  # of the fault: places, and kinds of errors
    assert [line for line in told if not re.match(r" {2}|[\w.]+$|which led to$", line)] == []


def refuse(slack: Sandbox) -> None:
    """Post what is not Slack's, or not of now."""
    body = f"command=%2Fdispositifs&text={CANARY}&response_url={CANARY}\n{FORGED}".encode()
    said = {"User-Agent": CANARY, "X-Slack-Signature": CANARY}
    for headers in ({}, said, slack.signed(body, age_s=360), slack.signed(b"")):
        assert slack.deliver_raw(body, FORM | headers)[0] == 401
    for garbled in (b"{", f"{{{CANARY}".encode(), f"payload={CANARY}".encode()):
        assert slack.deliver_raw(garbled, FORM)[0] == 401
        assert slack.deliver_raw(garbled, FORM | slack.signed(garbled))[0] == 400
    other = f'{{"type": "dialog_submission", "submission": "{CANARY}", "callback_id": "{CANARY}"}}'
    body = f"payload={quote_plus(other)}".encode()
    slack.deliver_raw(body, FORM | slack.signed(body))  # of a kind that nobody here asked for


def hang_up(address: str) -> None:
    """Ask for what has our canary in its name, and be gone before the answer; then send what is no HTTP at all."""
    where = ("127.0.0.1", int(address.rpartition(":")[2]))
    for said in (
        f"GET /readyz?{CANARY} HTTP/1.1\r\n\r\n" * 20,
        f"GET /{CANARY}%0A{FORGED.replace(' ', '%20')} HTTP/1.1\r\nX-Note: {CANARY}\r\n\r\n" * 20,
        f"{CANARY}\n{FORGED}\r\n\r\n",
        f"GET / HTTP/1.1\r\n{CANARY}\n{FORGED}\r\n\r\n",
        f"GET / HTTP/1.1\r\nContent-Length: {'9' * 5_000}\r\nX-Note: {CANARY}\r\n\r\n",
    ):
        with socket.create_connection(where, timeout=PATIENCE) as one:
            one.sendall(said.encode())
            one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)


def test_thirty_megabytes_refused_leave_a_line(slack: Sandbox, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with running(slack, tmp_path, socket_mode=False) as (_, address):
        slack.install(build_manifest(), request_url=f"{address}/slack/events")
        before = log.stat().st_size
        body = b"a=" + b"x" * 999_998
        for _ in range(30):
            assert slack.deliver_raw(body, FORM | slack.signed(b""))[0] == 401
        for _ in range(100):
            with suppress(OSError):
                hang_up(address)
        time.sleep(0.1)  # for what would be written after an answer
        assert log.stat().st_size - before < 3_000
