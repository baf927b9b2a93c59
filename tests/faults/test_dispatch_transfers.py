"""A file's bytes on the wire: the token goes nowhere else, and what trickles is not waited for."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from slack_sdk import WebClient

from handlers.notices.sending.outcomes import Failed, RetryLater
from handlers.notices.sending.transfers import Transfers
from tests.faults.dispatch_rig import Clock


class Host(ThreadingHTTPServer):
    """A host that sends elsewhere what is asked of /away, and trickles /slow; it notes what it is asked."""

    daemon_threads = True

    def __init__(self, clock: Clock) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.clock = clock
        self.asked: list[tuple[str, str | None]] = []
        self.elsewhere = ""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Answer(BaseHTTPRequestHandler):
    """One request."""

    server: Host

    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers["Authorization"]))
        if self.path == "/away":
            self.send_response(302)
            self.send_header("Location", self.server.elsewhere)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self.send_response(200)
        self.send_header("Content-Type", "application/pdf")
        self.send_header("Content-Length", "200000")
        self.end_headers()
        self.wfile.write(b"x" * 100_000)
        self.wfile.flush()
        if self.path == "/slow":
            self.server.clock.advance(11)
            self.wfile.write(b"x" * 100_000)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def hosts(clock: Clock) -> Iterator[tuple[Host, Host]]:
    both = (Host(clock), Host(clock))
    for host in both:
        Thread(target=host.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield both
    for host in both:
        host.shutdown()
        host.server_close()


def transfers(host: Host, clock: Clock) -> Transfers:
    return Transfers(WebClient(token="xoxb-ours", base_url=f"{host.address}/api/"), steady=lambda: clock().timestamp())


def a_file(address: str) -> dict[str, object]:
    return {"mimetype": "application/pdf", "mode": "hosted", "size": 200_000, "url_private": address}


def test_redirect_is_not_followed_and_the_token_reaches_no_other_host(hosts: tuple[Host, Host], clock: Clock) -> None:
    slack, other = hosts
    slack.elsewhere = f"{other.address}/login"
    assert transfers(slack, clock).fetch(a_file(f"{slack.address}/away")) == RetryLater("login_page")
    assert (slack.asked, other.asked) == ([("/away", "Bearer xoxb-ours")], [])


def test_answer_that_ends_early_is_cut(hosts: tuple[Host, Host], clock: Clock) -> None:
    slack, _ = hosts
    assert transfers(slack, clock).fetch(a_file(f"{slack.address}/cut")) == RetryLater("cut")


def test_answer_that_trickles_is_not_waited_for(hosts: tuple[Host, Host], clock: Clock) -> None:
    slack, _ = hosts
    with pytest.raises(TimeoutError):
        transfers(slack, clock).fetch(a_file(f"{slack.address}/slow"))


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.2/files-pri/x", "http://evil127.0.0.1/x", "https://127.0.0.1/x", "file:///etc/hostname", ""],
)
def test_file_that_is_elsewhere_is_not_asked_for(hosts: tuple[Host, Host], clock: Clock, address: str) -> None:
    assert transfers(hosts[0], clock).fetch(a_file(address)) == Failed("external_file")


def test_bytes_are_brought_to_no_address_of_another_kind(hosts: tuple[Host, Host], clock: Clock) -> None:
    with pytest.raises(ValueError, match="not Slack's"):
        transfers(hosts[0], clock).upload("file:///etc/hostname", b"x")
