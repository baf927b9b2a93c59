"""Connect to a host that a person typed: only on the public Internet, with one deadline for all steps.

A name is looked up once, and all its addresses are checked. The connection uses one of these addresses, since a second
lookup could have another result. If there is a proxy, it looks up and checks names."""

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from http.client import HTTPConnection, HTTPException
from io import BufferedReader, RawIOBase
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from threading import Thread
from time import monotonic
from typing import TYPE_CHECKING, TypeAlias, cast

from bot.errors import FeedUnread
from bot.outside.proxy import Proxy

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

Ip: TypeAlias = IPv4Address | IPv6Address
Resolve: TypeAlias = Callable[[str, int], list[str]]  # (host, port) → the host's addresses

# Addresses that are not public. The sources are IANA's two special-purpose registries and documents of cloud providers.
# Python's own list differs from version to version.
_KEPT_4 = [
    IPv4Network(one)
    for one in (
        *("0.0.0.0/8", "127.0.0.0/8"),  # this machine
        *("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"),  # private and shared networks
        # Link-local addresses, Azure and IETF protocols: some of these addresses give out the secrets of a cloud.
        *("169.254.0.0/16", "168.63.129.16/32", "192.0.0.0/24"),
        *("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "198.18.0.0/15"),  # documentation, benchmarks
        *("192.88.99.0/24", "224.0.0.0/4", "240.0.0.0/4"),  # relays of 6to4, multicast, reserved
    )
]
# All public IPv6 hosts are in this network. It has no loopback, local or multicast address.
_GIVEN_OUT = IPv6Network("2000::/3")
_KEPT_6 = [
    IPv6Network(one)
    for one in (
        "2001::/23",  # IETF protocols: Teredo (which carries an IPv4 address), ORCHID, benchmarks
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4, which carries an IPv4 address
        "3fff::/20",  # documentation
    )
]
_IPV4_WITHIN = [
    IPv6Network(network) for network in ("::ffff:0:0/96", "64:ff9b::/96")
]  # IPv4-mapped addresses; NAT64 (RFC 6052)


def is_public(ip: Ip) -> bool:
    """Return whether an address is on the public Internet. If an IPv6 address contains an IPv4 one, the latter counts.

    Not public are: this machine, private and shared networks, link-local addresses (where clouds keep their secrets),
    multicast, reserved and documentation addresses."""
    if isinstance(ip, IPv4Address):
        return not any(ip in network for network in _KEPT_4)
    if any(ip in network for network in _IPV4_WITHIN):
        return is_public(IPv4Address(int(ip) & 0xFFFF_FFFF))
    return ip in _GIVEN_OUT and not any(ip in network for network in _KEPT_6)


def resolve_host(host: str, port: int) -> list[str]:
    """Return the addresses of a host. Raises OSError if it has none."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


class Wire:
    """A connection with one deadline for all its steps. `http.client` uses it as a socket.

    `http.client` has only a timeout for each step, so a server could send single bytes for ever."""

    def __init__(self, wire: socket.socket, deadline: float) -> None:
        self._wire = wire
        self._deadline = deadline

    def sendall(self, data: bytes) -> None:
        """Send all the bytes. Raises OSError, and TimeoutError at the deadline."""
        self._wire.settimeout(seconds_left(self._deadline))
        self._wire.sendall(data)

    def makefile(self, _mode: str) -> BufferedReader:
        """Return the incoming bytes as a file. Reading it raises OSError, and TimeoutError at the deadline."""
        return BufferedReader(_Incoming(self._wire, self._deadline))

    def close(self) -> None:
        """Do nothing, as `http.client` calls this before the answer is read. The opener closes the connection."""


class _Incoming(RawIOBase):
    def __init__(self, wire: socket.socket, deadline: float) -> None:
        super().__init__()
        self._wire = wire
        self._deadline = deadline

    def readable(self) -> bool:
        return True

    def readinto(self, into: "WriteableBuffer") -> int:
        self._wire.settimeout(seconds_left(self._deadline))
        return self._wire.recv_into(into)


class Connector:
    """Opens connections to addresses that `allows` accepts. `resolve` looks up names; `tls` has the certificates.

    `reachable`: hosts, in lower case, that may have private addresses, but no link-local ones, where clouds keep their
    secrets."""

    def __init__(
        self,
        *,
        allows: Callable[[Ip], bool],
        resolve: Resolve,
        tls: ssl.SSLContext | None,
        reachable: frozenset[str] = frozenset(),
    ) -> None:
        self._allows = allows
        self._reachable = reachable
        self._resolve = resolve
        self._given = tls

    @contextmanager
    def connect(
        self, host: str, port: int, *, secure: bool, deadline: float, proxy: Proxy | None = None
    ) -> Iterator[Wire]:
        """Connect until the end of the block. `deadline` is on the monotonic clock.

        If `secure` is true, a proxy opens a tunnel to the host. Otherwise the proxy reads the host in the request.
        Raises OSError, TimeoutError, and FeedUnread: "private" if the host has a private address, "unreachable" if it
        has none."""
        found = self._host_addresses(host, port, deadline) if proxy is None or _is_ip(host) else []
        if not all(self._may_reach(host, ip_address(address)) for address in found):
            raise FeedUnread("private")
        if proxy is None:
            plain = _connect(found, port, deadline)
        else:
            plain = _connect(self._host_addresses(proxy.host, proxy.port, deadline), proxy.port, deadline)
        try:
            if proxy is not None and secure:
                _open_tunnel(Wire(plain, deadline), proxy, host, port)
            plain.settimeout(seconds_left(deadline))
            wire = self._tls.wrap_socket(plain, server_hostname=host) if secure else plain
        except BaseException:
            plain.close()
            raise
        try:
            yield Wire(wire, deadline)
        finally:
            wire.close()

    def _may_reach(self, host: str, ip: Ip) -> bool:
        return self._allows(ip) or (host.lower() in self._reachable and not ip.is_link_local)

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return self._given or ssl.create_default_context()

    def _host_addresses(self, host: str, port: int, deadline: float) -> list[str]:
        """Return the addresses of a host. A thread looks the host up, since the system's resolver has no deadline.

        An IP address needs no lookup. It is checked even if no time is left."""
        if _is_ip(host):
            return [host.partition("%")[0]]
        found: list[str] = []

        def ask() -> None:
            try:
                found.extend(dict.fromkeys(address.partition("%")[0] for address in self._resolve(host, port)))
            except (OSError, ValueError):
                found.clear()

        thread = Thread(target=ask, name="resolver", daemon=True)
        thread.start()
        thread.join(seconds_left(deadline))
        if thread.is_alive():
            raise TimeoutError
        return found


def _is_ip(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _open_tunnel(wire: Wire, proxy: Proxy, host: str, port: int) -> None:
    """Open a tunnel through the proxy to this host. Raises OSError, and FeedUnread if the proxy refuses."""
    there = f"{f'[{host}]' if ':' in host else host}:{port}"
    asking = HTTPConnection(proxy.host, proxy.port)
    asking.sock = cast(socket.socket, wire)
    asking.putrequest("CONNECT", there, skip_host=True, skip_accept_encoding=True)
    asking.putheader("Host", there)
    if proxy.authorization:
        asking.putheader("Proxy-Authorization", proxy.authorization)
    asking.endheaders()
    try:
        status = asking.getresponse().status
    except HTTPException:
        raise FeedUnread("unreachable") from None
    if status != 200:
        raise FeedUnread("unreachable")


def seconds_left(deadline: float) -> float:
    """Return the seconds until a moment of the monotonic clock. Raises TimeoutError if the moment is past."""
    seconds = deadline - monotonic()
    if seconds <= 0:
        raise TimeoutError
    return seconds


def _connect(addresses: list[str], port: int, deadline: float) -> socket.socket:
    """Connect to the first of these addresses that answers. Each attempt but the last gets half of the time left."""
    for number, address in enumerate(addresses, start=1):
        last = number == len(addresses)
        wire = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
        try:
            wire.settimeout(seconds_left(deadline) / (1 if last else 2))
            wire.connect((address, port))
        except OSError:
            wire.close()
            if last:
                raise
        else:
            return wire
    raise FeedUnread("unreachable")
