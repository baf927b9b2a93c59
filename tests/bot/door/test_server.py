"""The server under the HTTP door, over real connections: half requests by the hundred, who goes, and how it ends."""

import socket
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, suppress
from threading import Event, Thread
from time import monotonic, sleep
from typing import TypeAlias
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest

from bot.door import server
from bot.door.server import Server
from tests.patience import PATIENCE

HOST, HEALTH, SLACK = "127.0.0.1", "/healthz", "/slack/events"
HALF_HEAD = b"POST / HTTP/1.1\r\nHost: bot\r\nX-More: "
HALF_BODY = b"POST / HTTP/1.1\r\nHost: bot\r\nContent-Length: 900000\r\n\r\n"
Open: TypeAlias = Callable[[], "Door"]
pytestmark = pytest.mark.usefixtures("many_files")


class Door:
    """A server that answers "ok", to `/slow` when it is told to; and those who knock."""

    def __init__(self) -> None:
        self.go_on, self.at_work = Event(), Event()
        self.server = Server(self.answer, host=HOST, port=0, health=HEALTH, slack=SLACK)
        self.where = (HOST, int(self.server.effective_port))
        self.thread = Thread(target=self.server.run, daemon=True)
        self.thread.start()
        self.knocking = ExitStack()

    def answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/slow":
            self.at_work.set()
            self.go_on.wait(PATIENCE)
        start_response("200 OK", [("Content-Length", "2")])
        return [b"ok"]

    def knock(self, said: bytes = b"") -> socket.socket:
        """Connect and say this much."""
        one = self.knocking.enter_context(socket.create_connection(self.where, timeout=PATIENCE))
        with suppress(OSError):  # cut off while it speaks
            one.sendall(said)
        return one

    def ask(self, path: str = "/") -> socket.socket:
        return self.knock(f"GET {path} HTTP/1.1\r\nHost: bot\r\n\r\n".encode())

    def close(self) -> None:
        self.go_on.set()
        self.knocking.close()
        self.server.stop()
        self.thread.join(PATIENCE)
        assert not self.thread.is_alive()


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """Give what opens a door, with the bounds of the moment."""
    monkeypatch.setattr(server, "STOP_SECONDS", PATIENCE)
    doors: list[Door] = []

    def open_door() -> Door:
        doors.append(Door())
        return doors[-1]

    yield open_door
    for one in doors:
        one.close()


def heard(one: socket.socket) -> bytes:
    """Give what is heard until the answer is whole, or the other side closes."""
    found = b""
    with suppress(OSError):
        while not found.endswith(b"\r\n\r\nok") and (more := one.recv(4096)):
            found += more
    return found


def is_answered(one: socket.socket) -> bool:
    return heard(one).startswith(b"HTTP/1.1 200")


def is_open(one: socket.socket) -> bool:
    """Say whether the other side keeps the connection, silently."""
    one.setblocking(False)
    try:
        return bool(one.recv(1))
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        one.settimeout(PATIENCE)


def comes(condition: Callable[[], bool]) -> bool:
    """Wait until it holds."""
    until = monotonic() + PATIENCE
    while not (held := condition()) and monotonic() < until:
        sleep(0.01)
    return held


@pytest.mark.parametrize("half", [HALF_HEAD, HALF_BODY], ids=["heads", "bodies"])
def test_behind_five_hundred_half_requests_that_drip_a_good_one_has_its_answer(
    opened: Open, monkeypatch: pytest.MonkeyPatch, half: bytes
) -> None:
    monkeypatch.setattr(server, "WHOLE_SECONDS", 2 * PATIENCE)  # so that nobody has the place of one that was closed
    door = opened()
    crowd = [door.knock(half) for _ in range(500)]
    for path in ("/", HEALTH):
        assert is_answered(door.ask(path))
    for one in crowd:
        with suppress(OSError):
            one.sendall(b"a")
    for path in ("/", HEALTH):
        assert is_answered(door.ask(path))


@pytest.mark.parametrize("half", [HALF_HEAD, HALF_BODY, b""], ids=["head", "body", "silence"])
def test_bytes_that_drip_do_not_prolong_the_time_of_a_request(
    opened: Open, monkeypatch: pytest.MonkeyPatch, half: bytes
) -> None:
    monkeypatch.setattr(server, "LOOK_SECONDS", 0.05)
    door = opened()
    with monkeypatch.context() as hurried:
        hurried.setattr(server, "WHOLE_SECONDS", 0.3)
        began, one = monotonic(), door.knock(half)
        while is_open(one) and monotonic() - began < PATIENCE:
            with suppress(OSError):
                one.sendall(half and b"a")
            sleep(0.02)
        assert 0.2 < monotonic() - began < PATIENCE
    assert is_answered(door.ask())


def test_who_was_answered_has_longer_to_ask_again_but_not_for_ever(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "IDLE_SECONDS", 2 * PATIENCE)
    monkeypatch.setattr(server, "LOOK_SECONDS", 0.05)
    door = opened()
    one = door.ask()
    assert is_answered(one)
    with monkeypatch.context() as hurried:  # while nothing whole is on its way, which a busy machine would hold up
        hurried.setattr(server, "WHOLE_SECONDS", 0.1)
        sleep(0.3)  # three times what a half request has
        assert is_open(one)
    one.sendall(b"GET / HTTP/1.1\r\nHost: bot\r\n\r\n")
    assert is_answered(one)
    one.sendall(HALF_HEAD)
    monkeypatch.setattr(server, "WHOLE_SECONDS", 0.1)
    assert comes(lambda: not is_open(one))


def test_a_full_door_closes_the_oldest_half_request_and_nothing_that_is_in_hand(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "CONNECTIONS", 8)
    door = opened()
    slow, idle = door.ask("/slow"), door.ask()
    assert is_answered(idle)
    halves = [door.knock(HALF_HEAD) for _ in range(40)]
    assert is_answered(door.ask())
    assert comes(lambda: not any(map(is_open, halves[:20])))
    assert (is_open(slow), is_open(idle), is_open(halves[-1])) == (True, True, True)
    door.go_on.set()
    assert is_answered(slow)


def test_half_bodies_hold_no_more_bytes_than_the_limit(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "HELD_LIMIT", 1_000_000)
    door = opened()
    small = door.knock(HALF_BODY)
    large = [door.knock(HALF_BODY + b"x" * 400_000) for _ in range(6)]
    assert comes(lambda: sum(map(is_open, large)) <= 2)
    assert is_open(small)
    assert is_answered(door.ask())


def test_a_name_with_two_addresses_is_served_on_the_old_one() -> None:
    door = Server(lambda _environ, _start: [], host="localhost", port=0)
    socket.create_connection(("127.0.0.1", int(door.effective_port)), timeout=PATIENCE).close()
    door.stop()
    door.run()


@pytest.mark.parametrize(("files", "room"), [(1024, 512), (64, 32), (1_000_000, 512), (-1, 512)])
def test_connections_take_half_of_the_files_at_most(monkeypatch: pytest.MonkeyPatch, files: int, room: int) -> None:
    monkeypatch.setattr("resource.getrlimit", lambda _what: (files, files))
    assert server.connection_limit() == room


@pytest.mark.parametrize("path", [HEALTH, SLACK])
def test_health_and_slack_are_answered_while_every_other_thread_is_busy(
    opened: Open, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr(server, "THREADS", 2)
    door = opened()
    busy = [door.ask("/slow") for _ in range(3)]
    assert is_answered(door.ask(path))
    door.go_on.set()
    assert all(map(is_answered, busy))


def test_what_is_in_hand_is_answered_when_the_door_has_closed(opened: Open) -> None:
    door = opened()
    idle, half, slow = door.ask(), door.knock(HALF_BODY), door.ask("/slow")
    assert is_answered(idle)
    assert door.at_work.wait(PATIENCE)
    door.server.stop()
    assert heard(idle) == b""
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(door.where, timeout=PATIENCE)
    assert door.thread.is_alive()
    door.go_on.set()
    assert is_answered(slow)
    assert heard(half) == b""
    door.thread.join(PATIENCE)
    assert not door.thread.is_alive()


def test_what_has_begun_to_arrive_when_the_door_closes_has_a_moment_more(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "LAST_BYTES_SECONDS", PATIENCE)
    door = opened()
    late = door.knock(b"GET / HTTP/1.1\r\nHost: ")
    assert is_answered(door.ask())  # so it has been let in
    door.server.stop()
    late.sendall(b"bot\r\n\r\n")
    assert is_answered(late)


@pytest.mark.parametrize(
    ("head", "piece"),
    [
        (b"POST / HTTP/1.1\r\nHost: bot\r\nContent-Length: 10000000\r\n\r\n", b"x" * 100_000),
        (
            b"POST / HTTP/1.1\r\nHost: bot\r\nTransfer-Encoding: chunked\r\n\r\n",
            b"186a0\r\n" + b"x" * 100_000 + b"\r\n",
        ),
    ],
    ids=["a length", "in chunks"],
)
def test_who_posts_ten_megabytes_to_the_end_reads_why_not(opened: Open, head: bytes, piece: bytes) -> None:
    one = opened().knock(head)
    for _ in range(100):
        one.sendall(piece)  # a broken pipe, were it closed at once
    answer = heard(one)
    assert answer.startswith(b"HTTP/1.1 413")
    assert "rien n’a changé" in answer.decode()


@pytest.mark.parametrize("sends", [True, False], ids=["sends for ever", "is silent"])
def test_who_was_refused_is_not_listened_to_for_ever(
    opened: Open, monkeypatch: pytest.MonkeyPatch, *, sends: bool
) -> None:
    monkeypatch.setattr(server, "DRAIN_LIMIT", 1_000_000 if sends else server.DRAIN_LIMIT)
    monkeypatch.setattr(server, "WHOLE_SECONDS", PATIENCE if sends else 0.2)
    monkeypatch.setattr(server, "LOOK_SECONDS", 0.05)
    door = opened()
    one = door.knock(b"POST / HTTP/1.1\r\nHost: bot\r\nContent-Length: 99999999\r\n\r\n")
    with suppress(OSError):
        for _ in range(100 if sends else 0):
            one.sendall(b"x" * 100_000)
    assert comes(lambda: not door.server.active_channels)
