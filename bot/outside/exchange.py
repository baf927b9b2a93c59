"""Check a typed address and send a request to it, with one deadline and one size limit.

This uses the standard library: `http.client` accepts a connection that `connections` opened to a checked address.
urllib3 would look up the name itself, and again for each retry."""

import ssl
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse
from socket import socket
from typing import TypedDict, cast
from urllib.parse import quote, urlsplit

from bot.errors import FeedUnread
from bot.outside.connections import Connector, Ip, Resolve, Wire, is_public, resolve_host
from bot.outside.proxy import Proxy
from bot.runtime.limits import CALENDAR

LARGEST = CALENDAR.size  # most bytes of a body after decompression
MOST_REDIRECTS = 3
REDIRECTS = (301, 302, 303, 307, 308)
# The most characters of an ETag or a Last-Modified that are stored.
LONGEST_VALIDATOR = 200

_PIECE = 65_536
_SIGNS = "%/:=&?~#+!$,;'@()*[]-._|"  # These characters stay unescaped in a path or a query.
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Target:
    """The parts of an address that a request needs. `named` is the Host header."""

    secure: bool
    host: str
    port: int
    path: str = field(repr=False)
    named: str


class ReachSettings(TypedDict, total=False):
    """The operator's settings for outgoing requests."""

    proxy_for: Callable[[str], Proxy | None]
    reachable: frozenset[str]


class Exchange:
    """An HTTP client. `proxy_for` returns the proxy for an address, or None. `reachable`: hosts of BOT_REACHABLE.

    Tests replace `allows`, `resolve` and `tls`."""

    def __init__(
        self,
        *,
        allows: Callable[[Ip], bool] = is_public,
        resolve: Resolve = resolve_host,
        tls: ssl.SSLContext | None = None,
        proxy_for: Callable[[str], Proxy | None] = lambda _: None,
        reachable: frozenset[str] = frozenset(),
    ) -> None:
        self._proxy_for = proxy_for
        self._reach = Connector(allows=allows, resolve=resolve, tls=tls, reachable=reachable)

    @contextmanager
    def answer(
        self,
        address: str,
        *,
        headers: Mapping[str, str],
        deadline: float,
        method: str = "GET",
        body: bytes | None = None,
    ) -> Iterator[HTTPResponse]:
        """Send one request and yield the answer. Redirects are not followed.

        Raises FeedUnread (not_a_link, private, unreachable), and the errors that `translate_errors` translates."""
        target, proxy = read_target(address), self._proxy_for(address)
        with self._reach.connect(
            target.host, target.port, secure=target.secure, deadline=deadline, proxy=proxy
        ) as wire:
            connection = _begin_request(wire, target, method, proxy=proxy)
            length = {} if body is None else {"Content-Length": str(len(body))}
            given = {"Host": target.named, "Accept-Encoding": "gzip", **headers, **length}
            for name, value in {**given, "Connection": "close", "User-Agent": "dispositifs"}.items():
                connection.putheader(name, value)
            connection.endheaders(body)
            yield connection.getresponse()


@contextmanager
def translate_errors() -> Iterator[None]:
    """Translate the errors of a request to FeedUnread: slow, unsafe (no valid certificate), unreachable, broken.

    The new error has no cause, since logs would show the cause, and its text may quote the secret address."""
    try:
        yield
    except TimeoutError:
        raise FeedUnread("slow") from None
    except ssl.SSLError:
        raise FeedUnread("unsafe") from None
    except OSError:
        raise FeedUnread("unreachable") from None
    except (HTTPException, ValueError, zlib.error):
        raise FeedUnread("broken") from None


def read_target(address: str) -> Target:
    """Parse an address. Raises FeedUnread ("not_a_link") if it is not http(s), has no host, or has a user."""
    try:
        parts = urlsplit(address)
        host, port = (parts.hostname or "").encode("idna").decode("ascii"), parts.port
    except ValueError:
        raise FeedUnread("not_a_link") from None
    if parts.scheme not in _PORTS or not host or parts.username is not None:
        raise FeedUnread("not_a_link")
    usual = _PORTS[parts.scheme]
    path = quote(parts.path or "/", safe=_SIGNS) + (f"?{quote(parts.query, safe=_SIGNS)}" if parts.query else "")
    shown = f"[{host}]" if ":" in host else host
    return Target(parts.scheme == "https", host, port or usual, path, shown if port is None else f"{shown}:{port}")


def read_body(answer: HTTPResponse) -> bytes:
    """Return the whole body, decompressed. Raises FeedUnread: too_big, broken, unreachable (an early end)."""
    coding = (answer.getheader("Content-Encoding") or "identity").strip().lower()
    if coding not in ("identity", "gzip", "x-gzip"):
        raise FeedUnread("broken")
    return b"".join(_pieces(answer) if coding == "identity" else _decompress(answer))


def read_validator(answer: HTTPResponse, name: str) -> str | None:
    """Return the validator (ETag, Last-Modified) in a header; None if it is missing or invalid."""
    return storable_validator(answer.getheader(name))


def storable_validator(text: str | None) -> str | None:
    """Return an ETag or a date that can be stored; None if it is invalid or too long."""
    return text if text and text.isascii() and text.isprintable() and len(text) <= LONGEST_VALIDATOR else None


def _begin_request(wire: Wire, target: Target, method: str, *, proxy: Proxy | None) -> HTTPConnection:
    connection = HTTPConnection(target.host, target.port)
    connection.auto_open = 0  # Never reconnect, since nobody would check the new address.
    connection.sock = cast(socket, wire)
    asks_proxy = proxy is not None and not target.secure  # For HTTPS, the proxy only relays bytes.
    path = f"http://{target.named}{target.path}" if asks_proxy else target.path
    connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
    if asks_proxy and proxy is not None and proxy.authorization:
        connection.putheader("Proxy-Authorization", proxy.authorization)
    return connection


def _pieces(answer: HTTPResponse) -> Iterator[bytes]:
    room = LARGEST
    while piece := answer.read(_PIECE):
        room -= len(piece)
        if room < 0:
            raise FeedUnread("too_big")
        yield piece
    if answer.length:
        raise FeedUnread("unreachable")


def _decompress(answer: HTTPResponse) -> Iterator[bytes]:
    """Decompress gzip in pieces of limited size, since a few bytes can contain gigabytes."""
    room, gzip = LARGEST, zlib.decompressobj(wbits=31)
    for piece in _pieces(answer):
        unpacked = gzip.decompress(piece, room + 1)
        room -= len(unpacked)
        if room < 0:
            raise FeedUnread("too_big")
        yield unpacked
    if not gzip.eof:
        raise FeedUnread("broken")
