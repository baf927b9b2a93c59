"""Mail servers: parse and check `SMTP_URL`, `MAIL_FROM` and `IMAP_URL`."""

import re
from dataclasses import dataclass, field
from hashlib import sha256
from urllib.parse import unquote, urlsplit

_PORTS = {"smtp": 25, "smtps": 465}
_SUBMISSION = 587  # This is the port of smtp:// with a password.
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
# Addresses are ASCII, since few servers support SMTPUTF8. The server applies further rules.
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}")
_DOMAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
_LONGEST = 254
_NAMED = re.compile(r"([^<>]*)<([^<>]*)>")


@dataclass(frozen=True, slots=True)
class MailServer:
    """An SMTP server. `secure`: TLS from the first byte. `user`: None if no password is needed."""

    host: str
    port: int
    secure: bool = False
    user: str | None = None
    password: str = field(default="", repr=False)

    @property
    def is_local(self) -> bool:
        """Return whether the server is on this machine, so that mails need no encryption."""
        return self.host in _LOOPBACK


@dataclass(frozen=True, slots=True)
class Mailbox:
    """An e-mail address in ASCII, with its two parts and its display name."""

    user: str
    domain: str
    name: str = ""

    @property
    def address(self) -> str:
        """The whole address."""
        return f"{self.user}@{self.domain}"


def read_server(url: str) -> MailServer:
    """Parse smtp://user:password@host:port or smtps://… Default ports: 25, 587 with a user, 465 for smtps.

    Raises ValueError, which never quotes the text, since the text has a password."""
    parts = urlsplit(url.strip())
    port = parts.port  # This raises ValueError if the port is bad.
    if parts.scheme not in _PORTS or not parts.hostname or parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError("neither smtp://host nor smtps://host")
    user = unquote(parts.username) if parts.username else None
    usual = _SUBMISSION if user and parts.scheme == "smtp" else _PORTS[parts.scheme]
    return MailServer(parts.hostname, port or usual, parts.scheme == "smtps", user, unquote(parts.password or ""))


@dataclass(frozen=True, slots=True)
class InboxPlace:
    """The folder in which answers arrive, on a mail server. `secure`: TLS from the first byte."""

    host: str
    port: int
    secure: bool
    user: str
    password: str = field(repr=False)
    folder: str = "INBOX"

    @property
    def key(self) -> str:
        """A digest that identifies the mailbox without revealing its address."""
        return sha256(f"{self.host}:{self.port} {self.user} {self.folder}".encode()).hexdigest()[:32]


def read_inbox(url: str) -> InboxPlace:
    """Parse imaps://user:password@host:port/folder. Defaults: port 993, folder INBOX.

    imap:// is allowed only for a server on this machine, so that a network never carries the password unencrypted.
    Raises ValueError, which never quotes the text."""
    parts = urlsplit(url.strip())
    port, secure, folder = parts.port, parts.scheme == "imaps", unquote(parts.path.strip("/"))
    local = parts.scheme == "imap" and parts.hostname in _LOOPBACK
    if not (secure or local) or not parts.hostname or not parts.username or not parts.password:
        raise ValueError("not imaps://user:password@host")
    user, password = unquote(parts.username), unquote(parts.password)
    if parts.query or parts.fragment or not all(text.isascii() and text.isprintable() for text in (user, folder)):
        raise ValueError("not imaps://user:password@host/folder")
    return InboxPlace(parts.hostname, port or (993 if secure else 143), secure, user, password, folder or "INBOX")


def read_mailbox(text: str) -> Mailbox:
    """Parse « bot@exemple.fr » or « Nom <bot@exemple.fr> ». Raises ValueError.

    A domain with accents is converted to ASCII."""
    named = _NAMED.fullmatch(text.strip())
    name, address = (named[1].strip(' "'), named[2]) if named else ("", text.strip())
    user, _, domain = address.rpartition("@")
    try:
        domain = domain.encode("idna").decode("ascii") if not domain.isascii() else domain
    except UnicodeError:
        domain = ""
    found = Mailbox(user, domain, name)
    if not _LOCAL.fullmatch(user) or not _DOMAIN.fullmatch(domain) or len(found.address) > _LONGEST:
        raise ValueError("not an e-mail address")
    return found
