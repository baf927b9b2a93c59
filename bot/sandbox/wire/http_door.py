"""The stand-in's HTTP server on 127.0.0.1: the Web API, response_urls, and addresses of files."""

import json
import socket
import struct
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from bot.sandbox.methods.api import ApiAnswer, WebApi
from bot.sandbox.wire.file_door import FileDoor, Raw
from bot.sandbox.wire.response_urls import ResponseUrls

ABORT = struct.pack("ii", 1, 0)  # SO_LINGER on, zero seconds: closing sends a reset


class Door(ThreadingHTTPServer):
    """Serves each connection in a thread."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, *, api: WebApi, files: FileDoor, response_urls: ResponseUrls) -> None:
        super().__init__(("127.0.0.1", port), Visitor)
        self.api, self.files, self.response_urls = api, files, response_urls
        self.closing = threading.Event()
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    @property
    def address(self) -> str:
        """The server's address, without a final slash."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def open(self) -> None:
        """Start to serve, in the background."""
        self._thread.start()

    def close(self) -> None:
        """Stop serving. Clients that wait are released."""
        self.closing.set()
        self.shutdown()
        self.server_close()
        self._thread.join()

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 the signature of socketserver
        """Ignore clients that disconnect. Other errors are shown as usual."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class Visitor(BaseHTTPRequestHandler):
    """One connection of the bot."""

    server: Door
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 30

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def log_message(self, format: str, *args: object) -> None:
        """Print nothing: the workspace records the calls."""

    def _answer(self) -> None:
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if parts.path.startswith("/response/"):
            status, text = self.server.response_urls.post(parts.path.removeprefix("/response/"), body)
            self._write(status, text.encode(), {"Content-Type": "text/plain; charset=utf-8"})
            return
        headers = {name.lower(): value for name, value in self.headers.items()}
        if self.command == "POST" and parts.path.startswith("/upload/v1/"):
            self._write_raw(self.server.files.upload(parts.path.removeprefix("/upload/v1/"), body))
            return
        if self.command == "GET" and parts.path.startswith("/files-pri/"):
            self._write_raw(self.server.files.download(parts.path.removeprefix("/files-pri/"), headers))
            return
        if not parts.path.startswith("/api/"):
            self._write(404, b"not found", {"Content-Type": "text/plain"})
            return
        method = parts.path.removeprefix("/api/")
        answer = self.server.api.answer(method, headers=headers, query=parts.query, body=body)
        self._hold(answer)
        if answer.fate == "answer":
            found = json.dumps(answer.body).encode()
            self._write(answer.status, found, {"Content-Type": "application/json; charset=utf-8", **answer.headers})
        else:
            self._drop()

    def _hold(self, answer: ApiAnswer | Raw) -> None:
        if answer.delay:
            self.server.closing.wait(answer.delay)

    def _write_raw(self, answer: Raw) -> None:
        self._hold(answer)
        if answer.fate == "answer":
            self._write(answer.status, answer.body, {"Content-Type": answer.kind, **answer.headers})
        else:
            self._drop()

    def _write(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        head = [f"HTTP/1.1 {status} {'OK' if status == 200 else 'Error'}", f"Content-Length: {len(body)}"]
        head += [f"{name}: {value}" for name, value in headers.items()]
        if self.headers.get("Connection", "").lower() == "close":
            self.close_connection = True
            head.append("Connection: close")
        self.wfile.write("\r\n".join([*head, "", ""]).encode() + body)

    def _drop(self) -> None:
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, ABORT)
        self.connection.close()
