"""How much memory the bot's process has after many requests of all kinds, beside what it had after fewer."""

import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode

from slack_sdk.signature import SignatureVerifier

from bot.clock import machine_now
from storage.programme import people

from .measure import Row
from .receiving import SECRET
from .wanderers import Wanderer
from .world import BACKENDS, NAMES, NOW, address, opened, settle, settle_mentor

MARKS = (2_000, 20_000, 100_000)
CONNECTIONS = 8
STEP = 4_000  # requests, then the story goes on to the next day
DAY = timedelta(days=1)
EIG, COACHES, MENTORS, STRANGERS = 20, 4, 4, 200
Json = dict[str, Any]


def measure() -> list[Row]:
    """Give a row for each database."""
    return [_row(backend) for backend in BACKENDS]


def _row(backend: str) -> Row:
    found = [f"{megabytes:.0f}" for megabytes in _memory(backend)]
    ratio = float(found[-1]) / float(found[-2])
    after = ", ".join(f"{mark:,}" for mark in MARKS)
    return Row(
        f"memory, {NAMES[backend]}, after {after} requests",
        None,
        None,
        "",
        f"{' → '.join(found)} MB, {ratio:.2f} ×",
        "≤ 1.1 ×",
        ratio <= 1.1,
    )


def _memory(backend: str) -> Iterator[float]:
    """Drive the bot as it runs; give its megabytes at each mark."""
    with ExitStack() as stack:
        (database,) = stack.enter_context(opened(backend))
        with database.transaction() as tx:
            cast = settle(tx, eig=EIG, hosts=COACHES)
            for number, coach in enumerate(cast.hosts):
                people.change(tx, coach, slack_id=f"UCOACH{number}")
            for number in range(MENTORS):
                settle_mentor(tx, number, domain="Produit")
        town = Town()
        slack = stack.enter_context(town.slack())
        bot = stack.enter_context(_running(slack, address(database)))
        pool = stack.enter_context(ThreadPoolExecutor(CONNECTIONS))
        numbers, done = count(), 0
        for mark in MARKS:
            while done < mark:
                step = min(STEP, mark - done)
                shares = [step // CONNECTIONS] * CONNECTIONS
                list(pool.map(lambda share: _ask(town, bot.port, numbers, share), shares))
                done += step
                bot.move_on(DAY)
            yield bot.megabytes()


class Town:
    """The people who wander, and the Slack that shows them what the bot opens, posts and answers."""

    def __init__(self) -> None:
        known = [*(f"UEIG{at}" for at in range(EIG)), *(f"UCOACH{at}" for at in range(COACHES))]
        known += [f"UMENTOR{at}" for at in range(MENTORS)]
        others = [f"USTRANGER{at}" for at in range(STRANGERS)]
        self.people = {account: Wanderer(account) for account in (*known, *others)}
        self.chance = random.Random(1)
        self._known, self._others = known, others
        self.address = ""

    def anybody(self) -> Wanderer:
        """Choose who acts: mostly somebody whom the programme knows."""
        return self.people[self.chance.choice(self._known if self.chance.random() < 0.85 else self._others)]

    def show(self, method: str, given: Json) -> None:
        """Let whom it is for see it: who pressed, who is written to, whose Home it is."""
        whom = given.get("trigger_id", "").partition(".")[2] or given.get("channel") or given.get("user_id") or method
        if whom in self.people:
            self.people[whom].see(given)

    @contextmanager
    def slack(self) -> Iterator[str]:
        """Open a Slack that takes whatever it is asked; give its address."""
        town = self

        class Agreeing(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                method = self.path.rpartition("/")[2]
                town.show(method, _read(self.rfile.read(int(self.headers.get("Content-Length") or 0))))
                answer = json.dumps(_answer(method)).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Agreeing)
        server.daemon_threads = True
        Thread(target=server.serve_forever, daemon=True).start()
        self.address = f"http://127.0.0.1:{server.server_port}/api/"
        yield self.address
        server.shutdown()
        server.server_close()


def _read(body: bytes) -> Json:
    given: Json = json.loads(body) if body[:1] == b"{" else {k: v[0] for k, v in parse_qs(body.decode()).items()}
    for name in ("view", "blocks"):
        if isinstance(given.get(name), str):
            given[name] = json.loads(given[name])
    return given


def _answer(method: str) -> Json:
    if method == "users.lookupByEmail":
        return {"ok": False, "error": "users_not_found"}
    us = {"team_id": "T1", "team": "eig", "user": "bot", "user_id": "UBOT", "bot_id": "B1", "url": "https://x"}
    channel = {"id": "D1"} if method == "conversations.open" else "D1"
    shown: Json = {"view": {"id": "V1", "hash": "h"}, "channel": channel, "messages": []}
    sent = {"ts": f"{machine_now().timestamp():.6f}", "user": {"id": "U", "name": "x", "profile": {}}}
    return {"ok": True, **us, **shown, **(sent if method != "auth.test" else {})}


class Running:
    """The bot's process, its port and its clock."""

    def __init__(self, process: "subprocess.Popen[bytes]", port: int, clock: Path) -> None:
        self.port = port
        self._process = process
        self._clock = clock

    def move_on(self, by: timedelta) -> None:
        """Move the story's time."""
        part = self._clock.with_suffix(".new")
        part.write_text(str(int(self._clock.read_text()) + round(by.total_seconds())))
        part.replace(self._clock)

    def megabytes(self) -> float:
        """Give what the process has in memory."""
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0]) / 1024


@contextmanager
def _running(slack: str, database: str) -> Iterator[Running]:
    with tempfile.TemporaryDirectory(prefix="dispositifs-bench-") as folder, socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
        door.close()
        clock = Path(folder) / "clock"
        clock.write_text(str(round((NOW - machine_now()).total_seconds())))
        environment = {
            "PYTHONPATH": str(Path.cwd()),
            "SLACK_BOT_TOKEN": "xoxb-1",
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_API_URL": slack,
            "DATABASE_URL": database,
            "BOT_PORT": str(port),
            "BOT_CLOCK_FILE": str(clock),
        }
        command = [sys.executable, "-m", "bot", "run"]
        process = subprocess.Popen(command, cwd=folder, env=os.environ | environment, stderr=subprocess.DEVNULL)
        try:
            while socket.socket().connect_ex(("127.0.0.1", port)):
                time.sleep(0.1)
            yield Running(process, port, clock)
        finally:
            process.kill()
            process.wait()


def _ask(town: Town, port: int, numbers: Iterator[int], share: int) -> None:
    """Send so many requests over one connection, each signed as it leaves; raises RuntimeError for a refused one."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    for _ in range(share):
        one, number = town.anybody(), next(numbers)
        body, kind = _written(town, dict(one.act(town.chance, number)))
        stamp = str(int(machine_now().timestamp()))
        signature = SignatureVerifier(SECRET).generate_signature(timestamp=stamp, body=body) or ""
        headers = {"Content-Type": kind, "X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature}
        connection.request("POST", "/slack/events", body, headers)
        answer = connection.getresponse()
        said = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{answer.status} to {body[:300]!r}")
        if said[:1] == b"{":
            one.see(json.loads(said))
    connection.close()


def _written(town: Town, body: Json) -> tuple[bytes, str]:
    """Write a request as Slack does, its response_url at the stand-in."""
    if "event" in body:
        return json.dumps(body).encode(), "application/json"
    inner = json.loads(body["payload"]) if "payload" in body else body
    inner["response_url"] = town.address + inner["response_url"]
    return urlencode({"payload": json.dumps(inner)} if "payload" in body else body).encode(), (
        "application/x-www-form-urlencoded"
    )
