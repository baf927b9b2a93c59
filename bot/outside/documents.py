"""Fetch a document from an address that somebody gave, within a deadline and a size, never from a private network.

With the standard library alone: `http.client` takes a connection that is open already, which `connections` opens to an
address that was judged. (urllib3 looks names up by itself, and again when it tries again.)
"""

import ssl
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse
from socket import socket
from time import monotonic
from typing import cast
from urllib.parse import quote, urljoin, urlsplit

from bot.errors import FeedUnread
from bot.outside.connections import Ip, Reach, Resolve, Wire, is_public, look_up
from bot.outside.proxy import Proxy

SECONDS = 5.0  # for all of it: the name, each redirect, the whole body
LARGEST = 5_000_000  # bytes of a body, unpacked
MOST_REDIRECTS = 3
LONGEST_MARK = 200  # characters of an ETag or a date that is kept

_PIECE = 65_536
_OK, _UNCHANGED = 200, 304
_REDIRECTS = (301, 302, 303, 307, 308)
_REASONS = {401: "forbidden", 403: "forbidden", 404: "gone", 410: "gone"}  # all else is "refused"
_SIGNS = "%/:=&?~#+!$,;'@()*[]-._|"  # what a path or a query keeps as it is
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Fetched:
    """A body, and the marks by which its server knows whether it has changed."""

    body: bytes = field(repr=False)
    etag: str | None
    modified: str | None


@dataclass(frozen=True, slots=True)
class Target:
    """An address in parts, as a request needs them; `named` is what the header Host says."""

    secure: bool
    host: str
    port: int
    path: str = field(repr=False)
    named: str


class Fetcher:
    """Fetches; `proxy_for` gives the proxy of an address, or none.

    What it may connect to, how names are looked up and whom it trusts are replaced by tests alone.
    """

    def __init__(
        self,
        *,
        allows: Callable[[Ip], bool] = is_public,
        resolve: Resolve = look_up,
        tls: ssl.SSLContext | None = None,
        proxy_for: Callable[[str], Proxy | None] = lambda _: None,
    ) -> None:
        self._proxy_for = proxy_for
        self._reach = Reach(allows=allows, resolve=resolve, tls=tls)

    def fetch(
        self, address: str, *, etag: str | None = None, modified: str | None = None, seconds: float = SECONDS
    ) -> Fetched | None:
        """Give what stands at an http(s) address; None when it has not changed since these marks were given.

        Follows three redirects, each checked as the first address was, and none from https to http. Raises FeedUnread:
        not_a_link, private, unreachable, slow, unsafe (no valid certificate), forbidden, gone, refused, redirects,
        too_big, broken.
        """
        deadline = monotonic() + seconds
        marks = {"If-None-Match": etag, "If-Modified-Since": modified}
        asked = {name: mark for name, mark in marks.items() if mark}
        try:
            return self._fetch(address, asked, deadline=deadline)
        # From None: what these errors say may hold the address, and what is raised may be logged.
        except TimeoutError:
            raise FeedUnread("slow") from None
        except ssl.SSLError:
            raise FeedUnread("unsafe") from None
        except OSError:
            raise FeedUnread("unreachable") from None
        except (HTTPException, ValueError, zlib.error):
            raise FeedUnread("broken") from None

    def _fetch(self, address: str, marks: Mapping[str, str], *, deadline: float) -> Fetched | None:
        for _ in range(MOST_REDIRECTS + 1):
            target, proxy = read_target(address), self._proxy_for(address)
            with self._reach.connected(
                target.host, target.port, secure=target.secure, deadline=deadline, proxy=proxy
            ) as wire:
                answer = _ask(wire, target, marks, proxy=proxy)
                if answer.status not in _REDIRECTS:
                    return None if marks and answer.status == _UNCHANGED else _read(answer)
                address = _follow(address, answer)
        raise FeedUnread("redirects")


def read_target(address: str) -> Target:
    """Take an address apart. Raises FeedUnread ("not_a_link"): no http(s), no host, or a password in it."""
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


def _ask(wire: Wire, target: Target, marks: Mapping[str, str], *, proxy: Proxy | None) -> HTTPResponse:
    connection = HTTPConnection(target.host, target.port)
    connection.auto_open = 0  # never by itself, which would be to an address that nobody checked
    connection.sock = cast(socket, wire)
    asks_proxy = proxy is not None and not target.secure  # else it only passes on what it cannot read
    path = f"http://{target.named}{target.path}" if asks_proxy else target.path
    connection.putrequest("GET", path, skip_host=True, skip_accept_encoding=True)
    if asks_proxy and proxy is not None and proxy.authorization:
        connection.putheader("Proxy-Authorization", proxy.authorization)
    headers = {"Host": target.named, "Accept": "text/calendar, */*;q=0.5", "Accept-Encoding": "gzip"}
    for name, value in {**headers, "Connection": "close", "User-Agent": "dispositifs", **marks}.items():
        connection.putheader(name, value)
    connection.endheaders()
    return connection.getresponse()


def _follow(address: str, answer: HTTPResponse) -> str:
    following = urljoin(address, answer.getheader("Location") or "")
    if address.startswith("https:") and not following.startswith("https:"):
        raise FeedUnread("redirects")  # the address is a secret: it is not said in the open
    return following


def _read(answer: HTTPResponse) -> Fetched:
    if answer.status != _OK:
        raise FeedUnread(_REASONS.get(answer.status, "refused"))
    coding = (answer.getheader("Content-Encoding") or "identity").strip().lower()
    if coding not in ("identity", "gzip", "x-gzip"):
        raise FeedUnread("broken")
    body = b"".join(_pieces(answer) if coding == "identity" else _unpacked(answer))
    return Fetched(body, _mark(answer, "ETag"), _mark(answer, "Last-Modified"))


def _pieces(answer: HTTPResponse) -> Iterator[bytes]:
    """Give the body piece by piece. Raises FeedUnread as soon as it is too big, and when it ends too soon."""
    room = LARGEST
    while piece := answer.read(_PIECE):
        room -= len(piece)
        if room < 0:
            raise FeedUnread("too_big")
        yield piece
    if answer.length:
        raise FeedUnread("unreachable")


def _unpacked(answer: HTTPResponse) -> Iterator[bytes]:
    """Unpack gzip piece by piece, never more at once than there is room for: a few bytes can be packed gigabytes."""
    room, gzip = LARGEST, zlib.decompressobj(wbits=31)
    for piece in _pieces(answer):
        unpacked = gzip.decompress(piece, room + 1)
        room -= len(unpacked)
        if room < 0:
            raise FeedUnread("too_big")
        yield unpacked
    if not gzip.eof:
        raise FeedUnread("broken")


def _mark(answer: HTTPResponse, name: str) -> str | None:
    mark = answer.getheader(name) or ""
    return mark if mark.isascii() and mark.isprintable() and 0 < len(mark) <= LONGEST_MARK else None
