"""A calendar server on this machine, as real as it gets: what it answers is a function a path."""

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TypeAlias

from bot.outside.documents import Fetcher

Answer: TypeAlias = Callable[[BaseHTTPRequestHandler], None]
NAME = "agenda.example.org"
CERTIFICATE = Path(__file__).with_name(f"{NAME}.pem")  # of that name, signed by itself, and its key


class CalendarServer:
    """What stands at each path, and what was asked: (path, headers in small letters)."""

    def __init__(self, port: int, *, secure: bool) -> None:
        self.port = port
        self.url = f"{'https' if secure else 'http'}://127.0.0.1:{port}"
        self.paths: dict[str, Answer] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []

    def at(self, path: str, answer: Answer) -> str:
        """Put an answer at a path; give its address."""
        self.paths[path] = answer
        return f"{self.url}{path}"


def say(body: bytes = b"", status: int = 200, **headers: str) -> Answer:
    """Answer this; an underscore in a header's name is a hyphen."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    return answer


def calendar(*events: str, before: str = "") -> bytes:
    """Write a calendar of these events, each as the lines between BEGIN and END."""
    lines = [line for event in events for line in ("BEGIN:VEVENT", *event.split("\n"), "END:VEVENT")]
    return "\r\n".join(["BEGIN:VCALENDAR", *before.split("\n"), *lines, "END:VCALENDAR", ""]).encode()


def anywhere(**given: object) -> Fetcher:
    """Give a fetcher that may reach this machine too."""
    return Fetcher(allows=lambda _: True, **given)  # type: ignore[arg-type] # passed on


@contextmanager
def serving(*, secure: bool = False) -> Iterator[CalendarServer]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            server.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
            server.paths.get(self.path, say(status=404))(self)

        def log_message(self, *_: object) -> None:
            pass

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:  # whoever asked has gone
            pass

    with Quiet(("127.0.0.1", 0), Handler) as http:
        if secure:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(CERTIFICATE)
            http.socket = context.wrap_socket(http.socket, server_side=True)
        server = CalendarServer(http.server_address[1], secure=secure)
        thread = Thread(target=http.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield server
        http.shutdown()
        thread.join()
