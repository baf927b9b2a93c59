"""Calendar servers for tests: Xandikos as a process, and one of ours that has the habits of those we cannot run."""

import sys
from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from gzip import compress
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from subprocess import DEVNULL, Popen
from threading import Event, Lock, Thread
from time import monotonic, sleep
from typing import TypeAlias
from xml.sax.saxutils import escape

from bot.outside.dav import Dav, DavAccount
from tests.patience import PATIENCE
from tests.processes import free_port

Habit: TypeAlias = Callable[["Handler"], bool]  # answers itself, or says False: the server does what it usually does
USER, PASSWORD = "hana@exemple.fr", "canal-7:secret"


@contextmanager
def xandikos(folder: Path) -> Iterator[str]:
    """Serve one person's calendars, without a password, until the block ends; give the server's address."""
    port = free_port()
    asked = ["serve", "-d", str(folder), "--defaults", "-l", "127.0.0.1", "-p", str(port)]
    process = Popen(
        [sys.executable, "-m", "xandikos", *asked, "--current-user-principal", "/hana/"], stdout=DEVNULL, stderr=DEVNULL
    )
    try:
        ends = monotonic() + PATIENCE
        while not _answers(port):
            assert monotonic() < ends
            assert process.poll() is None
            sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


def dav() -> Dav:
    """Give a client that may reach this machine."""
    return Dav(allows=lambda _: True)


class Fake:
    """A calendar at `/cal/opaque-42/`: what stands in it, what was asked, and `habits`, asked first in their order."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.calendar = f"{self.url}/cal/opaque-42/"
        self.account = DavAccount(self.url, USER, PASSWORD)
        self.kept: dict[str, tuple[int, bytes]] = {}
        self.asked: list[tuple[str, str, dict[str, str]]] = []
        self.habits: list[Habit] = []
        self.password = PASSWORD
        self.released = Event()
        self.lock = Lock()
        self.versions = 0

    @property
    def verbs(self) -> list[str]:
        """What was asked, as verbs."""
        return [method for method, _, _ in self.asked]

    def entry(self, uid: str = "1") -> str:
        """Give the address of an entry."""
        return f"{self.calendar}{uid}.ics"

    def change(self, uid: str, change: Callable[[str], str]) -> None:
        """Change an entry as its owner does in their own program."""
        self.versions += 1
        path = f"/cal/opaque-42/{uid}.ics"
        self.kept[path] = (self.versions, change(self.kept[path][1].decode()).encode())


class Handler(BaseHTTPRequestHandler):
    """One request to a fake."""

    fake: Fake
    protocol_version = "HTTP/1.1"

    def handle_one(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        self.body = self.rfile.read(length)
        self.fake.asked.append((self.command, self.path, {name.lower(): one for name, one in self.headers.items()}))
        if any(habit(self) for habit in self.fake.habits):
            return
        user, _, password = b64decode(self.headers.get("Authorization", " ").split(" ")[1]).decode().partition(":")
        if (user, password) != (USER, self.fake.password):
            self.say(401)
            return
        with self.fake.lock:
            getattr(self, f"_{self.command.lower()}")()

    do_PROPFIND = do_REPORT = do_GET = do_PUT = do_DELETE = handle_one  # noqa: N815 - the names of the library

    def say(self, status: int, body: bytes = b"", **headers: str) -> None:
        """Answer this; an underscore in a header's name is a hyphen."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def multi(self, *responses: tuple[str, str]) -> None:
        """Answer with properties, an address each."""
        rows = "".join(
            f"<d:response><d:href>{href}</d:href><d:propstat><d:prop>{props}</d:prop>"
            "<d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>"
            for href, props in responses
        )
        names = 'xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"'
        self.say(207, f'<?xml version="1.0"?><d:multistatus {names}>{rows}</d:multistatus>'.encode())

    def _propfind(self) -> None:
        match self.path:
            case "/.well-known/caldav":
                self.say(301, Location="/")
            case "/":
                self.multi(("/", "<d:current-user-principal><d:href>/p/</d:href></d:current-user-principal>"))
            case "/p/":
                self.multi(("/p/", "<c:calendar-home-set><d:href>/cal/</d:href></c:calendar-home-set>"))
            case "/cal/" | "/cal/opaque-42/":
                tasks = ("/cal/tasks/", f"{_CALENDAR}{_kinds('VTODO')}<d:displayname>Tâches</d:displayname>")
                own = (
                    "/cal/opaque-42/",
                    f"{_CALENDAR}{_kinds('VEVENT')}<d:displayname>Travail\n é&amp;</d:displayname>",
                )
                self.multi(*([("/cal/", ""), tasks, own] if self.path == "/cal/" else [own]))
            case _:
                self.say(404)

    def _report(self) -> None:
        if b"free-busy-query" in self.body:
            self.say(400)
            return
        todo = ("/cal/opaque-42/todo.ics", "<c:calendar-data>BEGIN:VCALENDAR BEGIN:VTODO</c:calendar-data>")
        rows = [
            (path, f'<d:getetag>"{version}"</d:getetag><c:calendar-data>{escape(body.decode())}</c:calendar-data>')
            for path, (version, body) in self.fake.kept.items()
        ]
        self.multi(*rows, todo)  # filters by nothing, as OX

    def _get(self) -> None:
        kept = self.fake.kept.get(self.path)
        self.say(200, kept[1], ETag=f'"{kept[0]}"') if kept else self.say(404)

    def _put(self) -> None:
        if self._is_other():
            self.say(412)
            return
        known = self.path in self.fake.kept
        self.fake.versions += 1
        self.fake.kept[self.path] = (self.fake.versions, self.body)
        self.say(204 if known else 201, ETag=f'"{self.fake.versions}"')

    def _delete(self) -> None:
        if self.path not in self.fake.kept:
            self.say(404)
        elif self._is_other():
            self.say(412)
        else:
            del self.fake.kept[self.path]
            self.say(204)

    def _is_other(self) -> bool:
        kept = self.fake.kept.get(self.path)
        match, none = self.headers.get("If-Match"), self.headers.get("If-None-Match")
        if none == "*":
            return kept is not None
        return match is not None and (kept is None or match not in ("*", f'"{kept[0]}"'))

    def log_message(self, *_: object) -> None:
        pass


_CALENDAR = "<d:resourcetype><d:collection/><c:calendar/></d:resourcetype>"


def _kinds(name: str) -> str:
    return f'<c:supported-calendar-component-set><c:comp name="{name}"/></c:supported-calendar-component-set>'


def on(*verbs: str, status: int, body: bytes = b"", **headers: str) -> Habit:
    """Make a habit: to these verbs it answers this."""

    def habit(request: Handler) -> bool:
        if request.command not in verbs:
            return False
        request.say(status, body, **headers)
        return True

    return habit


def hanging(request: Handler) -> bool:
    """Answer nothing before the server is stopped."""
    request.fake.released.wait()
    return True


def without_marks(request: Handler) -> bool:
    """Do what is asked, and say no ETag."""
    say = request.say
    request.say = lambda status, body=b"", **headers: say(  # type: ignore[method-assign] # of this one request
        status, body, **{name: value for name, value in headers.items() if name != "ETag"}
    )
    return False


def marked(form: str, *, always: bool = False) -> Habit:
    """Stand behind a proxy that compresses, and marks what it compressed in this form; or marks it `always`."""

    def habit(request: Handler) -> bool:
        say, packs = request.say, "gzip" in request.headers.get("Accept-Encoding", "gzip")

        def said(status: int, body: bytes = b"", **headers: str) -> None:
            if packs or always:
                headers |= {"ETag": form.format(headers["ETag"].strip('"'))} if "ETag" in headers else {}
            if packs and body:
                body, headers = compress(body), {**headers, "Content_Encoding": "gzip"}
            say(status, body, **headers)

        request.say = said  # type: ignore[method-assign] # of this one request
        return False

    return habit


def only_if_match(request: Handler) -> bool:
    """Heed no If-None-Match, as Google."""
    del request.headers["If-None-Match"]
    return False


@contextmanager
def fake_server() -> Iterator[Fake]:
    """Serve a fake on this machine until the block ends."""

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:  # whoever asked has gone
            pass

    class Own(Handler):
        pass

    with Quiet(("127.0.0.1", 0), Own) as http:
        fake = Own.fake = Fake(http.server_address[1])
        thread = Thread(target=http.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield fake
        fake.released.set()
        http.shutdown()
        thread.join()


def _answers(port: int) -> bool:
    try:
        connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        connection.request("GET", "/")
        connection.getresponse()
    except OSError:
        return False
    return True
