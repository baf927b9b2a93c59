"""`/dispositifs` over HTTP on one connection that is kept: the bot beside an empty Bolt, and beside less of itself."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cached_property, partial
from urllib.parse import urlencode

from bot.door.manifest import build_manifest
from bot.programme.history import record
from bot.programme.model import Actor
from bot.sandbox.workspace import Sandbox
from storage.database import Database

from .measure import Row, Timing, at_most, in_turns
from .world import NOW, address, opened, settle

TIMES = 2000  # samples of a fast pair; the slow peer takes 11 ms an answer, so its pair has 500
STRETCH = 25  # requests to one server before the other's turn: a peer that sleeps would cool the processor for both


KINDS = ("bot", "bolt-as-it-comes", "empty-listener", "one-route")


def measure() -> list[Row]:
    """Give the rows of `/dispositifs`."""
    with ExitStack() as stack:
        database, slack, several = start(stack)
        bot, bolt, empty, one = several
        calls = len(slack.calls)
        rows = [_against_bolt(*in_turns(bot.once, bolt.once, stretch=STRETCH))]
        ours, peer = in_turns(bot.once, empty.once, times=TIMES, stretch=STRETCH)
        rows.append(
            at_most("/dispositifs over HTTP", ours, peer, peer_name="empty listener, our runner and door", times=1.3)
        )
        ours, peer = in_turns(bot.once, one.once, times=TIMES, stretch=STRETCH)
        rows.append(
            at_most("/dispositifs, every listener registered", ours, peer, peer_name="that one listener", times=1.5)
        )
        rows.append(_after_a_write(database, bot, empty))
        asked_again = [call.method for call in slack.calls[calls:]]
        rows.append(_never_asked(asked_again.count("auth.test"), requests=bot.answered))
    return rows


def start(stack: ExitStack) -> tuple[Database, Sandbox, list["Asking"]]:
    """Start a Slack, a small promotion's database and a server of each kind; give a connection to each server."""
    (database,) = stack.enter_context(opened("sqlite"))
    with database.transaction() as tx:
        settle(tx, eig=3, hosts=4)
    slack = Sandbox()
    slack.start()
    stack.callback(slack.stop)
    slack.install(build_manifest(), request_url="http://127.0.0.1:1/slack/events")
    environment = {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "SLACK_API_URL": slack.api_url,
        "DATABASE_URL": address(database),
    }
    ports = [stack.enter_context(serving(kind, environment)) for kind in KINDS]
    return database, slack, [Asking(port, request_of(slack), stack) for port in ports]


class Asking:
    """One keep-alive connection, asking the same thing again and again; it is made when it first asks."""

    def __init__(self, port: int, asked: bytes, stack: ExitStack) -> None:
        self._port, self._asked, self._stack = port, asked, stack
        self.answered = 0

    @cached_property
    def _socket(self) -> socket.socket:
        made = self._stack.enter_context(socket.create_connection(("127.0.0.1", self._port), timeout=10))
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return made

    def once(self) -> float:
        """Ask, and read the whole answer; give the seconds between. Raises RuntimeError for another answer than 200."""
        started = time.perf_counter()
        self._socket.sendall(self._asked)
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += self._received()
        head, _, body = answer.partition(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
        while len(body) < length:
            body += self._received()
        spent = time.perf_counter() - started
        if not head.startswith(b"HTTP/1.1 200") or b'"text"' not in body:
            raise RuntimeError(f"not what was asked for: {head!r} {body[:200]!r}")
        self.answered += 1
        return spent

    def _received(self) -> bytes:
        part = self._socket.recv(65_536)
        if not part:
            raise RuntimeError("the server hung up")
        return part


def request_of(slack: Sandbox) -> bytes:
    """Give the whole request as Slack sends it, signed now: it is good for five minutes."""
    body = urlencode(
        {
            "token": "legacy",
            "team_id": slack.team_id,
            "team_domain": "eig",
            "channel_id": "C0GENERAL",
            "channel_name": "general",
            "user_id": "UEIG0",
            "user_name": "eig0",
            "command": "/dispositifs",
            "text": "",
            "api_app_id": slack.app_id,
            "is_enterprise_install": "false",
            "response_url": "https://hooks.slack.example/commands/1",
            "trigger_id": "1.2.3",
        }
    ).encode()
    headers = {
        "Host": "127.0.0.1",
        "Content-Type": "application/x-www-form-urlencoded",
        "Content-Length": str(len(body)),
        **slack.signed(body),
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"POST /slack/events HTTP/1.1\r\n{head}\r\n".encode() + body


@contextmanager
def serving(kind: str, environment: dict[str, str], *, lines: int = 0) -> Iterator[int]:
    """Start a server in a process of its own, with so many lines of Socket Mode; give its port."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.benchmarks.servers", kind, str(lines)],
        env=os.environ | environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield int(process.stdout.readline())
    finally:
        process.stdin.close()
        process.wait(10)
        process.stdout.close()


def _against_bolt(ours: Timing, peer: Timing) -> Row:
    faster = peer.p50 / ours.p50
    name = "Bolt as it comes, empty listener"
    return Row("/dispositifs over HTTP", ours, peer, name, f"{faster:.1f} times faster", "≥ 10 times", faster >= 10)


def _after_a_write(database: Database, bot: Asking, empty: Asking) -> Row:
    """Measure what is asked when somebody has just written: the database is asked again by each."""

    def written(side: Asking) -> float:
        with database.transaction() as tx:
            record(tx, Actor("UEIG0"), "bench.write", thing="person", thing_id=1, now=NOW)
        return side.once()

    ours, peer = in_turns(partial(written, bot), partial(written, empty), stretch=STRETCH)
    name = "empty listener, our runner and door"
    return at_most("/dispositifs, each after a write", ours, peer, peer_name=name, times=1.8)


def _never_asked(count: int, *, requests: int) -> Row:
    ratio = f"{count} in {requests} requests"
    return Row("auth.test during that load", None, None, "", ratio, "0", count == 0)
