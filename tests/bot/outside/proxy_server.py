"""A proxy on this machine: it passes requests on, tunnels what is secure, and notes who was asked for and with what."""

import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlsplit

HERE = "127.0.0.1"


@dataclass
class ProxyServer:
    """Where it is, which hosts stand where (host:port → port of this machine), and what came: (host:port, its word).

    `refuses`: the status of each answer, when it lets nothing through.
    """

    port: int
    stands: Mapping[str, int] = field(default_factory=dict)
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    refuses: int | None = None

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://{HERE}:{self.port}"

    def at(self, there: str) -> int:
        """Give the port of this machine where a host stands; this machine's own stand where they are."""
        host, _, port = there.rpartition(":")
        return int(port) if host == HERE else self.stands[there]


@contextmanager
def proxying() -> Iterator[ProxyServer]:
    class Handler(BaseHTTPRequestHandler):
        def do_CONNECT(self) -> None:
            if not self._is_let_through(self.path):
                return
            with socket.create_connection((HERE, proxy.at(self.path)), timeout=10) as there:
                self.send_response(200)
                self.end_headers()
                back = Thread(target=_pump, args=(there, self.connection), daemon=True)
                back.start()
                _pump(self.connection, there)
                back.join(5)
            self.close_connection = True

        def do_GET(self) -> None:
            self._pass_on()

        def do_POST(self) -> None:
            self._pass_on()

        def _pass_on(self) -> None:
            parts = urlsplit(self.path)
            there = f"{parts.hostname}:{parts.port or 80}"
            if not self._is_let_through(there):
                return
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            asking = HTTPConnection(HERE, proxy.at(there), timeout=10)
            own = {name: value for name, value in self.headers.items() if not name.lower().startswith("proxy-")}
            asking.request(self.command, self.path.partition(parts.netloc)[2], body, own)
            answer = asking.getresponse()
            data = answer.read()
            self.send_response(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in ("transfer-encoding", "content-length", "connection"):
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)
            asking.close()

        def _is_let_through(self, there: str) -> bool:
            proxy.asked.append((there, self.headers.get("Proxy-Authorization")))
            if proxy.refuses is not None:
                self.send_error(proxy.refuses)
            return proxy.refuses is None

        def log_message(self, *_: object) -> None:
            pass

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:  # whoever asked has gone
            pass

    with Quiet((HERE, 0), Handler) as http:
        proxy = ProxyServer(http.server_address[1])
        Thread(target=http.serve_forever, args=(0.01,), daemon=True).start()
        yield proxy
        http.shutdown()


def _pump(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65_536):
            target.sendall(data)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)
