"""Read a mailbox over IMAP (RFC 3501): list new mails with their sizes, and read single mails.

`imaplib` gets a socket of ours, which has one deadline for all steps. The folder is opened read-only, so that nothing
changes for people who read its mails."""

import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from imaplib import IMAP4
from socket import socket
from time import monotonic
from typing import Any, cast

from bot.errors import FeedUnread
from bot.outside.connections import Connector, Wire, resolve_host
from bot.outside.mail_server import InboxPlace
from bot.runtime.limits import MAIL

SECONDS = 30.0  # seconds that a whole visit may take
MOST = 100  # the most mails that are read in a visit
_LONGEST_LINE = 1_000_000
_UID, _SIZE = re.compile(rb"\bUID (\d+)"), re.compile(rb"\bRFC822\.SIZE (\d+)")
# RFC 3501 uses these names of months, whatever the locale.
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class InboxUnread(Exception):
    """Raised if a mailbox could not be read.

    `reason`: unreachable, slow, unsafe, forbidden, no_folder, no_uids, broken."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Inbox:
    """A mailbox. The operator chose its host, so any address is allowed. Only tests replace `tls`."""

    def __init__(self, place: InboxPlace, *, tls: ssl.SSLContext | None = None, seconds: float = SECONDS) -> None:
        self._place, self._seconds = place, seconds
        self._reach = Connector(allows=lambda _: True, resolve=resolve_host, tls=tls)

    @contextmanager
    def opened(self) -> "Iterator[Visit]":
        """Log in, and keep the folder open until the block ends. Errors inside the block also raise InboxUnread."""
        place, deadline = self._place, monotonic() + self._seconds
        try:
            with self._reach.connect(place.host, place.port, secure=place.secure, deadline=deadline) as wire:
                talk = _Talk(wire)
                _log_in(talk, place)
                yield Visit(talk, _open_folder(talk, place.folder))
                with suppress(IMAP4.error, OSError):
                    talk.logout()
        # Use `from None`, since the server's text may quote our password.
        except TimeoutError:
            raise InboxUnread("slow") from None
        except ssl.SSLError:
            raise InboxUnread("unsafe") from None
        except (OSError, FeedUnread):
            raise InboxUnread("unreachable") from None
        except (IMAP4.error, ValueError):
            raise InboxUnread("broken") from None


class Visit:
    """An open folder. A UID means the same mail as long as `validity` is the same."""

    def __init__(self, talk: IMAP4, validity: int) -> None:
        self._talk, self.validity = talk, validity

    def new(self, *, after: int, since: date) -> list[tuple[int, int]]:
        """Return (UID, size in bytes) of at most MOST mails after the UID `after`, or after a day if `after` is 0."""
        asked = f"UID {after + 1}:*" if after else f"SINCE {since.day}-{_MONTHS[since.month - 1]}-{since.year}"
        found = b" ".join(part for part in self._run_command("SEARCH", asked) if isinstance(part, bytes)).split()
        # The range « 7:* » includes the last mail, even if its UID is below 7.
        uids = sorted({int(uid) for uid in found if uid.isdigit() and int(uid) > after})[:MOST]
        sizes: dict[int, int] = {}
        for said in self._run_command("FETCH", ",".join(map(str, uids)), "(UID RFC822.SIZE)") if uids else ():
            uid, size = (pattern.search(said) if isinstance(said, bytes) else None for pattern in (_UID, _SIZE))
            if uid and size:
                sizes[int(uid[1])] = int(size[1])
        return [(uid, sizes[uid]) for uid in uids if uid in sizes]

    def read(self, uid: int) -> bytes | None:
        """Return a mail, or None if it no longer exists. A mail of more than MAIL.size bytes is cut silently."""
        for said in self._run_command("FETCH", str(uid), f"(UID BODY.PEEK[]<0.{MAIL.size}>)"):
            if isinstance(said, tuple) and len(said) > 1:
                return bytes(said[1])
        return None

    def _run_command(self, *words: str) -> list[Any]:
        status, answer = self._talk.uid(*words)
        if status != "OK":
            raise IMAP4.error
        return answer


class _Talk(IMAP4):
    """`imaplib` over a connection that others open and close."""

    def __init__(self, wire: Wire) -> None:
        self._wire, self._incoming = wire, wire.makefile("rb")
        super().__init__("")

    def open(self, host: str = "", port: int = 0, timeout: float | None = None) -> None:  # noqa: ARG002 - imaplib's
        self.sock = cast(socket, self._wire)

    def read(self, size: int) -> bytes:
        if size > 2 * MAIL.size:  # The server announces more bytes than we asked for.
            raise self.abort
        data = self._incoming.read(size)
        if len(data) < size:
            raise self.abort
        return data

    def readline(self) -> bytes:
        line = self._incoming.readline(_LONGEST_LINE + 1)
        if len(line) > _LONGEST_LINE:
            raise self.abort
        return line

    def send(self, data: Any) -> None:  # noqa: ANN401 - imaplib gives several types of bytes
        self._wire.sendall(bytes(data))

    def shutdown(self) -> None:
        """Do nothing, since the opener of the connection closes it."""


def _log_in(talk: IMAP4, place: InboxPlace) -> None:
    try:
        talk.login(place.user, place.password)
    except IMAP4.abort:
        raise
    except IMAP4.error:
        raise InboxUnread("forbidden") from None


def _open_folder(talk: IMAP4, folder: str) -> int:
    quoted = folder.replace("\\", "\\\\").replace('"', '\\"')
    if talk.select(f'"{quoted}"', readonly=True)[0] != "OK":
        raise InboxUnread("no_folder")
    said = talk.response("UIDVALIDITY")[1]
    if not said or not isinstance(said[0], bytes) or not said[0].isdigit():
        raise InboxUnread("no_uids")
    return int(said[0])
