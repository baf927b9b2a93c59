"""Hands a mail to a mail server, and interprets the server's answer or its silence."""

import logging
import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from smtplib import SMTP, SMTPException, SMTPServerDisconnected
from threading import Timer
from time import monotonic
from typing import TypeAlias

from bot.outside.mail_server import Mailbox, MailServer
from handlers.notices.sending.outcomes import Delivered, Failed, RetryLater

from .mailing import ON_THE_WIRE

log = logging.getLogger(__name__)

Handed: TypeAlias = Delivered | Failed | RetryLater

SECONDS = 10.0  # the most seconds to send a mail, and the most seconds to wait for the answer
_CONFIGURATION_SECONDS = 300.0  # seconds between attempts while an operator has to change a setting
_POLITE_SECONDS = 1.0
_FIRST_DOT = re.compile(rb"(?m)^\.")


class SmtpClient:
    """Hands mails to one server, with a connection for each mail. `sender` is the author of all mails. Thread-safe.

    TLS is required unless the server is this machine, because others on the network could read passwords and
    appointments."""

    def __init__(self, server: MailServer, sender: Mailbox, *, seconds: float = SECONDS) -> None:
        self.sender = sender
        self._server = server
        self._seconds = seconds

    def send(self, letter: EmailMessage, *, to: Mailbox) -> Handed:
        """Try once to send a mail. If the server may have accepted it without an answer, the outcome is uncertain."""
        with self._start_call() as call:
            opened = self._open(call)
            return opened if isinstance(opened, RetryLater) else _hand_over(call, letter, sender=self.sender, to=to)

    def check(self) -> RetryLater | None:
        """Connect and log in, without sending a mail. Return why mails cannot be sent, or None if they can."""
        with self._start_call() as call:
            opened = self._open(call)
            return opened if isinstance(opened, RetryLater) else None

    @contextmanager
    def _start_call(self) -> Iterator["_Call"]:
        call = _Call(self._server, domain=self.sender.domain, seconds=self._seconds)
        try:
            yield call
        finally:
            call.hang_up()

    def _open(self, call: "_Call") -> RetryLater | None:
        """Connect and log in. Return None, or the outcome of a failure, which would be the same for other mails."""
        server, step = self._server, "unreachable"
        try:
            call.dial()
            if server.secure:
                step = "mail_no_tls"
                call.encrypt()
            step = "mail_deferred"
            if call.smtp.getreply()[0] != 220:
                return RetryLater(step, pauses=True)
            call.smtp.ehlo_or_helo_if_needed()
            if not server.secure:
                step = "mail_no_tls"
                if call.smtp.has_extn("starttls"):
                    call.start_tls()
                elif not server.is_local:
                    return _configuration_outcome(step)
            if server.user is not None:
                step = "mail_auth"
                call.smtp.login(server.user, server.password)
        except ssl.SSLCertVerificationError:
            return _configuration_outcome("mail_certificate")
        except (OSError, ValueError) as error:  # A password that is not ASCII raises ValueError.
            lost = call.over or not isinstance(error, SMTPException | ssl.SSLError | ValueError)
            log.warning("the mail server refused a connection: %s (%s); mails wait", step, type(error).__name__)
            if lost or isinstance(error, SMTPServerDisconnected):
                return RetryLater("unreachable", pauses=True)
            return RetryLater(step, pauses=True) if step == "mail_deferred" else _configuration_outcome(step)
        return None


class _Call:
    """A connection that is cut at its deadline, however slowly the server answers."""

    def __init__(self, server: MailServer, *, domain: str, seconds: float) -> None:
        self._server = server
        self._seconds = seconds
        self.smtp = SMTP(local_hostname=domain)  # It is not connected yet, and does not look up this machine's name.
        self.over = False
        self._watch = self._start_watch()

    def dial(self) -> None:
        """Connect to the first of the server's addresses that answers. Raises OSError."""
        until = monotonic() + self._seconds
        found = socket.getaddrinfo(self._server.host, self._server.port, type=socket.SOCK_STREAM)
        trouble: OSError = TimeoutError("nobody answers")
        for number, (family, kind, protocol, _, address) in enumerate(found):
            each = (until - monotonic()) / (len(found) - number)  # Leave time for the next addresses.
            line = socket.socket(family, kind, protocol)
            try:
                line.settimeout(max(each, 0.01))
                line.connect(address)
            except OSError as error:
                line.close()
                trouble = error
            else:
                line.settimeout(self._seconds)
                self.smtp.sock = line
                return
        raise trouble

    def encrypt(self) -> None:
        """Start TLS, and check the certificate unless the server is this machine. Raises OSError."""
        context = ssl.create_default_context()
        if self._server.is_local:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        line = self.smtp.sock
        if line is None:
            raise SMTPServerDisconnected("cut off")
        # The handshake is a separate step, so that the deadline can cut it.
        safe = context.wrap_socket(line, server_hostname=self._server.host, do_handshake_on_connect=False)
        self.smtp.sock = safe
        safe.do_handshake()

    def start_tls(self) -> None:
        """Send STARTTLS, and forget what the server sent before, since anybody may have forged it. Raises OSError."""
        if self.smtp.docmd("STARTTLS")[0] != 220:
            raise SMTPException("no TLS after all")
        self.smtp.file = None
        self.encrypt()
        self.smtp.ehlo_resp = self.smtp.helo_resp = None
        self.smtp.esmtp_features = {}
        self.smtp.does_esmtp = False
        self.smtp.ehlo_or_helo_if_needed()

    def restart_watch(self) -> None:
        self._watch.cancel()
        self._watch = self._start_watch()

    def hang_up(self) -> None:
        """Send QUIT, and wait at most a second for the answer."""
        self._watch.cancel()
        with suppress(OSError, ValueError):
            if self.smtp.sock is not None and not self.over:
                self.smtp.sock.settimeout(_POLITE_SECONDS)
                self.smtp.quit()
        with suppress(OSError, ValueError):
            self.smtp.close()

    def _start_watch(self) -> Timer:
        watch = Timer(self._seconds, self._cut_connection)
        watch.daemon = True
        watch.start()
        return watch

    def _cut_connection(self) -> None:
        self.over = True
        with suppress(OSError, ValueError, AttributeError):  # The connection may not be open.
            self.smtp.sock.shutdown(socket.SHUT_RDWR)  # type: ignore[union-attr]


def _hand_over(call: _Call, letter: EmailMessage, *, sender: Mailbox, to: Mailbox) -> Handed:
    smtp = call.smtp
    on_its_way = False
    try:
        code, _ = smtp.mail(sender.address)
        if code != 250:
            return RetryLater("mail_deferred", pauses=True) if code < 500 else _configuration_outcome("mail_sender")
        code, words = smtp.rcpt(to.address)
        if code // 100 != 2:
            return _refusal_outcome(code, reason="mail_unknown" if _is_about_address(words) else "mail_refused")
        code, _ = smtp.docmd("DATA")
        if code != 354:
            return _refusal_outcome(code)
        on_its_way = True
        smtp.send(_FIRST_DOT.sub(b"..", letter.as_bytes(policy=ON_THE_WIRE)) + b".\r\n")
        call.restart_watch()
        code, _ = smtp.getreply()
    except (OSError, ValueError) as error:
        log.warning("the mail server hung up (%s); mail perhaps delivered: %s", type(error).__name__, on_its_way)
        return RetryLater("unreachable", ambiguous=on_its_way)
    return Delivered() if code // 100 == 2 else _refusal_outcome(code)


def _is_about_address(server_answer: bytes) -> bool:
    """Return whether a refusal has no enhanced code (RFC 3463), or a code about the address (5.1 or 5.2.1)."""
    return not server_answer.startswith(b"5.") or server_answer.startswith((b"5.1.", b"5.2.1"))


def _refusal_outcome(code: int, *, reason: str = "mail_refused") -> Failed | RetryLater:
    """Return the outcome of a refusal: retry after a 4xx code, fail for `reason` after a 5xx code.

    The delivery is uncertain after any other code."""
    # Only the code is logged, since the text names the address.
    log.warning("the mail server refused a mail with code %s", code)
    match code // 100:
        case 4:
            return RetryLater("mail_deferred")
        case 5:
            return Failed(reason)
        case _:
            return RetryLater("unreadable", ambiguous=True)


def _configuration_outcome(reason: str) -> RetryLater:
    log.warning("the mail server refused the configuration: %s; mails wait", reason)
    return RetryLater(reason, seconds=_CONFIGURATION_SECONDS, pauses=True)
