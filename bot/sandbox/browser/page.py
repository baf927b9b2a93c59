"""The page's server: one port of 127.0.0.1 for its files and for a WebSocket per tab. It sends no requests itself."""

import socket
import threading
from http import HTTPStatus
from importlib.resources import files
from urllib.parse import quote, urlsplit

from websockets.datastructures import Headers
from websockets.http11 import Request, Response
from websockets.sync.server import ServerConnection, serve
from websockets.typing import Origin

from bot.sandbox.browser.controls import Board, Controls
from bot.sandbox.browser.drawings import Pen, Reads
from bot.sandbox.browser.tab import Tab
from bot.sandbox.workspace import Sandbox

HOST = "127.0.0.1"
LARGEST = 16 * 2**20  # bytes of a tab's message: a file of 10 MB in base64
KINDS = {"html": "text/html", "js": "text/javascript", "css": "text/css"}
# Types that the browser may show. Other files are downloaded, since they could run as a page.
SHOWN_INLINE = ("image/png", "image/jpeg", "image/gif", "image/webp")


class BrowserPage:
    """Serves the page in the background until `close`, on 127.0.0.1 only.

    Raises OSError if the port is taken. `controls`: the story's; without them, the page shows none.
    """

    def __init__(self, sandbox: Sandbox, *, port: int, controls: Controls | None = None) -> None:
        self.sandbox, self.board = sandbox, Board(controls)
        self.reads, self.pen = Reads(), Pen()
        listening = socket.create_server((HOST, port), backlog=128)
        self.port: int = listening.getsockname()[1]
        self._hosts = (f"{HOST}:{self.port}", f"localhost:{self.port}")
        own = [file for file in files(__package__).iterdir() if file.name.rpartition(".")[2] in KINDS]
        self._static = {f"/{file.name}": file.read_bytes() for file in own}
        self._static["/"] = _asking_at_once(self._static["/index.html"], sorted(self._static))
        self._server = serve(
            lambda connection: Tab(self, connection).run(),
            sock=listening,
            process_request=self._answer,
            origins=[Origin(f"http://{host}") for host in self._hosts],
            compression=None,
            max_size=LARGEST,
            close_timeout=0.2,
        )
        threading.Thread(target=self._server.serve_forever, name="page", daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://{HOST}:{self.port}"

    def show(self, sandbox: Sandbox) -> None:
        """Show another workspace in all tabs. A tab goes on with the person of the same name."""
        before, self.sandbox = self.sandbox, sandbox
        self.reads, self.pen = Reads(), Pen()
        before.team.tell()

    def close(self) -> None:
        """Close all tabs and stop serving."""
        self._server.shutdown()

    def _answer(self, _connection: ServerConnection, request: Request) -> Response | None:
        """Return a file of the page or of the workspace. None: accept the WebSocket of a tab."""
        if request.headers.get("Host") not in self._hosts:  # any other Host may be an attack by DNS rebinding
            return self._refuse(HTTPStatus.FORBIDDEN)
        path = urlsplit(request.path).path
        if path == "/ws":
            return None
        if path in self._static:
            kind = KINDS[path.rpartition(".")[2] if path != "/" else "html"]
            return self._give(self._static[path], f"{kind}; charset=utf-8", policy=self._policy)
        if path == "/favicon.ico":
            return self._refuse(HTTPStatus.NO_CONTENT)
        folder, _, name = path.rpartition("/")
        kept = {"/file": self._file, "/mail": self._mail}.get(folder)
        return kept(name) if kept else self._refuse(HTTPStatus.NOT_FOUND)

    @property
    def _policy(self) -> str:
        sockets = " ".join(f"ws://{host}" for host in self._hosts)  # some browsers do not count WebSockets as 'self'
        return (
            f"default-src 'self'; connect-src 'self' {sockets}; base-uri 'none'; form-action 'none'; "
            "object-src 'none'; frame-ancestors 'none'"
        )

    def _file(self, file_id: str) -> Response:
        team = self.sandbox.team
        with team.lock:
            file = team.files.find(file_id)
            if file is None or file.data is None:
                return self._refuse(HTTPStatus.NOT_FOUND)
            name, kind, data = file.name, file.mimetype, file.data
        inline = kind in SHOWN_INLINE
        answer = self._give(data, kind if inline else "application/octet-stream", policy="default-src 'none'; sandbox")
        place = "inline" if inline else "attachment"
        answer.headers["Content-Disposition"] = f"{place}; filename*=UTF-8''{quote(name, safe='')}"
        return answer

    def _mail(self, number: str) -> Response:
        """Return the HTML of a mail, for a frame of the page: it may have styles, but run or fetch nothing.

        Its links open in new windows, as in a mail program.
        """
        letter = self.sandbox.post.find(int(number)) if number.isdecimal() and len(number) < 9 else None
        if letter is None or not letter.html:
            return self._refuse(HTTPStatus.NOT_FOUND)
        policy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; "
        policy += "sandbox allow-popups allow-popups-to-escape-sandbox"
        html = letter.html.replace("<head>", '<head>\n<base target="_blank">', 1)
        return self._give(html.encode(), "text/html; charset=utf-8", policy=policy)

    def _give(self, body: bytes, kind: str, *, policy: str, status: HTTPStatus = HTTPStatus.OK) -> Response:
        headers = {
            "Content-Type": kind,
            "Content-Length": str(len(body)),
            "Content-Security-Policy": policy,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cache-Control": "no-store",
            "Connection": "close",
        }
        return Response(status.value, status.phrase, Headers(headers), body)

    def _refuse(self, status: HTTPStatus) -> Response:
        return self._give(
            status.phrase.encode(), "text/plain; charset=utf-8", policy="default-src 'none'", status=status
        )


def _asking_at_once(index: bytes, names: list[str]) -> bytes:
    """Return the page's HTML with a preload for each script, so that the browser loads all at the same time."""
    links = "".join(f'<link rel="modulepreload" href="{name}">\n' for name in names if name.endswith(".js"))
    return index.replace(b"</head>", f"{links}</head>".encode())


def serve_page(sandbox: Sandbox, *, port: int, controls: Controls | None = None) -> BrowserPage:
    """Serve the page of a workspace on 127.0.0.1 (port 0: any free port). Raises OSError if the port is taken."""
    return BrowserPage(sandbox, port=port, controls=controls)
