"""Slack's answers while strangers send large forms to links that mean nothing, beside the same answers in peace."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from secrets import token_hex
from threading import Thread

from storage.database import Database

from .dispositifs import Asking, request_of, serving
from .loads import environment_of, slack_of
from .measure import Row, timing
from .world import opened, settle

CONNECTIONS = 80
FORM = 290_000  # bytes, just below what the pages take
LINKS = {"BOT_BASE_URL": "https://bot.example.org", "BOT_SECRET_KEY": "secret of the benchmarks, long enough"}
PART = b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n'
KINDS = {
    "urlencoded": ("application/x-www-form-urlencoded", b"&a" * (FORM // 2)),
    "multipart": ("multipart/form-data; boundary=b", PART * (FORM // len(PART))),
}
SECONDS, ROUNDS = 2.0, 3  # of asking in peace, then of asking meanwhile
SLOWEST = 1000.0  # milliseconds: Slack waits for three seconds


def measure() -> list[Row]:
    """Give a row for each kind of form."""
    with opened("sqlite") as (database,):
        with database.transaction() as tx:
            settle(tx, eig=3, hosts=4)
        return [_measure(database, kind) for kind in KINDS]


def _measure(database: Database, kind: str) -> Row:
    with ExitStack() as stack:
        slack = slack_of(stack, over_http=True)
        port = stack.enter_context(serving("bot", environment_of(slack, database) | LINKS))
        asking = Asking(port, request_of(slack), stack)
        peace: list[float] = []
        meanwhile: list[float] = []
        asking.once()
        for _ in range(ROUNDS):
            peace += _asked(asking)
            with _strangers(port, kind):
                meanwhile += _asked(asking)
    slow, quiet = timing(meanwhile), timing(peace)
    name = f"/dispositifs while {CONNECTIONS} connections send {kind} forms of {FORM // 1000} kB to no link"
    return Row(name, slow, quiet, "in peace", f"p99 {slow.p99:.0f} ms", f"p99 ≤ {SLOWEST:.0f} ms", slow.p99 <= SLOWEST)


def _asked(asking: Asking) -> list[float]:
    """Ask again and again; return the seconds of each answer."""
    end, spent = time.perf_counter() + SECONDS, list[float]()
    while time.perf_counter() < end:
        spent.append(asking.once())
    return spent


@contextmanager
def _strangers(port: int, kind: str) -> Iterator[None]:
    """Have a process of their own send forms until the block ends."""
    command = [sys.executable, "-m", "tests.benchmarks.hostile", str(port), kind]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdout.readline()  # all connections have sent a form
        yield
    finally:
        process.kill()
        process.wait(10)
        process.stdin.close()
        process.stdout.close()


def _send_forms(port: int, kind: str) -> None:
    content_type, body = KINDS[kind]
    head = f"Host: bot\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n"
    while True:
        with socket.create_connection(("127.0.0.1", port)) as one:
            try:
                while True:
                    one.sendall(f"POST /r/{token_hex(40)} HTTP/1.1\r\n{head}".encode() + body)
                    one.recv(65_536)
            except OSError:
                continue


if __name__ == "__main__":
    for _ in range(CONNECTIONS):
        Thread(target=_send_forms, args=(int(sys.argv[1]), sys.argv[2]), daemon=True).start()
    time.sleep(0.5)
    sys.stdout.write("sending\n")
    sys.stdout.flush()
    sys.stdin.read()
