"""A real mail server for tests (aiosmtpd), that can refuse, be slow, and lose its answers."""

import asyncio
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as modern
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from bot.outside.mail_server import read_mailbox, read_server
from handlers.notices.mails.smtp import SmtpClient
from tests.patience import PATIENCE
from tests.processes import free_port

SENDER = "Dispositifs EIG <bot@exemple.fr>"
PASSWORD = "very:secret@é"


class Server:
    """What a test lets happen, and what came."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.envelopes: list[tuple[str | None, list[str]]] = []
        self.refused: dict[str, str] = {}  # address → answer
        self.answer = "250 kept"  # to the mail itself
        self.banned: bytes | None = None  # words for which a mail is refused
        self.lost_answers = 0
        self.slow = 0.0
        self.connections = 0
        self.port = 0

    async def handle_EHLO(  # noqa: N802 aiosmtpd's own name
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(  # noqa: N802 aiosmtpd's own name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 ok"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if not self.answer.startswith("250"):
            return self.answer
        data = envelope.original_content or b""
        if self.banned is not None and self.banned in data:
            return "554 5.7.1 no such words here"
        self.mails.append(message_from_bytes(data, _class=EmailMessage, policy=modern))
        self.envelopes.append((envelope.mail_from, envelope.rcpt_tos))
        await asyncio.sleep(self.slow)
        if self.lost_answers:
            self.lost_answers -= 1
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        return self.answer

    def identities(self) -> list[str]:
        """The Message-IDs of what came."""
        return [str(one["Message-ID"]) for one in self.mails]

    def post(
        self, *, host: str = "127.0.0.1", login: str = "", secure: bool = False, seconds: float = PATIENCE
    ) -> SmtpClient:
        """Give the way to this server."""
        scheme = "smtps" if secure else "smtp"
        server = read_server(f"{scheme}://{login}{host}:{self.port}")
        return SmtpClient(server, read_mailbox(SENDER), seconds=seconds)


@contextmanager
def serving(*, host: str = "127.0.0.1", **values: Any) -> Iterator[Server]:  # noqa: ANN401 aiosmtpd's own settings
    """Serve mail on a free port."""
    server = Server()
    server.port = free_port()
    controller = Controller(server, hostname=host, port=server.port, **values)
    controller.start()
    try:
        yield server
    finally:
        controller.stop()


def knows(_server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: object) -> AuthResult:
    """Let in who has the password."""
    right = isinstance(data, LoginPassword) and data.password == b"right"
    return AuthResult(success=right, handled=False)


@contextmanager
def silent() -> Iterator[int]:
    """Listen on a port, take connections, and never say a word."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        taken: list[socket.socket] = []
        threading.Thread(target=_take, args=(listening, taken), daemon=True).start()
        yield listening.getsockname()[1]
        listening.shutdown(socket.SHUT_RDWR)
        for one in taken:
            one.close()


@contextmanager
def chattering() -> Iterator[int]:
    """Listen on a port and say a little every moment, but never enough."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def chatter() -> None:
            line, _ = listening.accept()
            while not over.wait(0.05):
                try:
                    line.send(b"2")
                except OSError:
                    return

        threading.Thread(target=chatter, daemon=True).start()
        yield listening.getsockname()[1]
        over.set()


def certificate(folder: Path) -> ssl.SSLContext:
    """Make a certificate that nobody vouches for; the test is skipped where openssl is missing."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("no openssl on the PATH")
    key, certified = folder / "key.pem", folder / "cert.pem"
    made = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-days", "2"]
    subprocess.run([openssl, *made, "-keyout", key, "-out", certified], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certified, key)
    return context


def _take(listening: socket.socket, taken: list[socket.socket]) -> None:
    try:
        while True:
            taken.append(listening.accept()[0])
    except OSError:
        return
