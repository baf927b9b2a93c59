"""A mail server on 127.0.0.1 that keeps all mails and forwards none: they stay on this machine."""

import re
import socketserver
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as modern
from functools import cached_property

from bot.sandbox import stamps

LARGEST = 16 * 2**20  # bytes of a mail
LONGEST_LINE = 2000
PATIENCE_S = 30.0
_PATH = re.compile(r"<([^<>\s]*)>")
_FOLD = re.compile(r"\r?\n[ \t]")
_ENTRY = re.compile(r"(UID|SEQUENCE|METHOD)(?:;[^:]*)?:(.*)", re.IGNORECASE)


@dataclass(frozen=True)
class Letter:
    """A received mail. `at`: seconds since 1970, on the workspace's clock. `to`: the recipients in the envelope."""

    number: int
    at: float
    sender: str
    to: tuple[str, ...]
    data: bytes = field(repr=False)

    @cached_property
    def message(self) -> EmailMessage:
        """The mail, parsed."""
        return message_from_bytes(self.data, _class=EmailMessage, policy=modern)

    @property
    def subject(self) -> str:
        return str(self.message["Subject"] or "")

    @property
    def identity(self) -> str:
        """The mail's Message-ID."""
        return str(self.message["Message-ID"] or "")

    @property
    def text(self) -> str:
        return self._part("text/plain")

    @property
    def html(self) -> str:
        return self._part("text/html")

    @property
    def calendar(self) -> dict[str, str]:
        """The fields UID, SEQUENCE and METHOD of the mail's calendar part; empty without one."""
        lines = _FOLD.sub("", self._part("text/calendar")).splitlines()
        return {found[1].upper(): found[2] for line in lines if (found := _ENTRY.fullmatch(line))}

    @property
    def attachments(self) -> tuple[str, ...]:
        """The names of the attached files."""
        return tuple(part.get_filename() or "" for part in self.message.iter_attachments())

    def _part(self, kind: str) -> str:
        found = next((part for part in self.message.walk() if part.get_content_type() == kind), None)
        if found is None:
            return ""
        data = found.get_payload(decode=True)
        return data.decode("utf-8", "replace") if isinstance(data, bytes) else ""


class PostOffice:
    """Accepts and keeps mails from anybody, without TLS and password.

    `told` is called for each mail. `now` returns seconds since 1970. `unknown`: addresses that are refused."""

    def __init__(self, *, told: Callable[[], None] = lambda: None, now: Callable[[], float] | None = None) -> None:
        self.unknown: set[str] = set()
        self._told, self._now = told, now or stamps.unix_now
        self._lock = threading.Lock()
        self._letters: list[Letter] = []
        self._door: _Door | None = None

    def open(self, port: int = 0) -> None:
        """Open the mail server on 127.0.0.1 (port 0: any free port). Raises OSError if the port is taken."""
        self._door = _Door(self, port)
        threading.Thread(target=self._door.serve_forever, args=(0.05,), name="post-office", daemon=True).start()

    def close(self) -> None:
        """Close for good. Received mails can still be read."""
        if self._door is not None:
            self._door.shutdown()
            self._door.server_close()
            self._door = None

    @property
    def url(self) -> str:
        """The server's address, as in a mail program's settings. Raises RuntimeError while the server is closed."""
        if self._door is None:
            raise RuntimeError("the post office is shut")
        return f"smtp://127.0.0.1:{self._door.server_address[1]}"

    @property
    def letters(self) -> list[Letter]:
        """All mails so far, the oldest first."""
        with self._lock:
            return list(self._letters)

    def find(self, number: int) -> Letter | None:
        """Return a mail by its number, which begins at 1."""
        with self._lock:
            return self._letters[number - 1] if 0 < number <= len(self._letters) else None

    def inbox(self, address: str) -> list[Letter]:
        """Return the mails to an address, the oldest first."""
        return [letter for letter in self.letters if address.lower() in map(str.lower, letter.to)]

    def forget(self) -> None:
        """Delete all mails, and accept all addresses again."""
        with self._lock:
            self._letters.clear()
        self.unknown.clear()
        self._told()

    def take(self, sender: str, to: tuple[str, ...], *, data: bytes) -> None:
        with self._lock:
            self._letters.append(Letter(len(self._letters) + 1, self._now(), sender, to, data))
        self._told()


class _Door(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, office: PostOffice, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Visit)
        self.office = office


class _Visit(socketserver.StreamRequestHandler):
    """A connection, with the commands of SMTP that are needed to deliver a mail (RFC 5321, 4.5.1)."""

    server: _Door
    timeout = PATIENCE_S
    disable_nagle_algorithm = True
    _sender: str | None = None
    _recipients: tuple[str, ...] = ()

    def handle(self) -> None:
        self._forget()
        try:
            self._say("220 127.0.0.1 post office")
            while line := self.rfile.readline(LONGEST_LINE):
                verb, _, rest = line.decode("ascii", "replace").strip().partition(" ")
                if verb.upper() == "QUIT":
                    self._say("221 goodbye")
                    return
                self._say(self._answer(verb.upper(), rest))
        except OSError:
            pass  # the client has left, or was silent for too long

    def _answer(self, verb: str, rest: str) -> str:
        match verb:
            case "EHLO":
                self._forget()
                return f"250-127.0.0.1\r\n250-8BITMIME\r\n250 SIZE {LARGEST}"
            case "HELO" | "RSET" | "NOOP":
                if verb != "NOOP":
                    self._forget()
                return "250 ok"
            case "MAIL":
                return self._from(rest)
            case "RCPT":
                return self._to(rest)
            case "DATA":
                return self._data()
        return "502 unknown command"

    def _from(self, rest: str) -> str:
        found = _PATH.search(rest)
        if found is None or not rest.upper().startswith("FROM:"):
            return "501 no sender"
        self._forget()
        self._sender = found[1]
        return "250 ok"

    def _to(self, rest: str) -> str:
        found = _PATH.search(rest)
        if self._sender is None:
            return "503 MAIL first"
        if found is None or not rest.upper().startswith("TO:") or "@" not in found[1]:
            return "501 no recipient"
        if found[1].lower() in {address.lower() for address in self.server.office.unknown}:
            return "550 5.1.1 nobody of this name"
        self._recipients += (found[1],)
        return "250 ok"

    def _data(self) -> str:
        if self._sender is None or not self._recipients:
            return "503 RCPT first"
        self._say("354 end with a dot")
        lines, size = [], 0
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                raise ConnectionResetError("hung up in the middle")
            size += len(line)
            if size <= LARGEST:
                lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        if size > LARGEST:
            return "552 too large"
        self.server.office.take(self._sender, self._recipients, data=b"".join(lines))
        self._forget()
        return "250 kept"

    def _forget(self) -> None:
        self._sender, self._recipients = None, ()

    def _say(self, answer: str) -> None:
        self.wfile.write(f"{answer}\r\n".encode())
