"""The operator's HTTP proxy: parse `HTTPS_PROXY` and `NO_PROXY`."""

from base64 import b64encode
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network
from urllib.parse import quote, unquote, urlsplit

_PORT = 80


@dataclass(frozen=True, slots=True)
class Proxy:
    """An HTTP proxy. `user`: None if no password is needed."""

    host: str
    port: int
    user: str | None = None
    password: str = field(default="", repr=False)

    @property
    def place(self) -> str:
        """The address of the proxy, without the password, for display."""
        return f"{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}"

    @property
    def url(self) -> str:
        """The address of the proxy, with the password, for libraries."""
        who = "" if self.user is None else f"{quote(self.user, safe='')}:{quote(self.password, safe='')}@"
        return f"http://{who}{self.place}"

    @property
    def authorization(self) -> str | None:
        """The Proxy-Authorization header, None without a password."""
        return self.user and f"Basic {b64encode(f'{self.user}:{self.password}'.encode()).decode()}"


def read_proxy(text: str) -> Proxy:
    """Parse http://user:password@host:port or host:port. Raises ValueError, which never quotes the text."""
    parts = urlsplit(text.strip() if "://" in text else f"http://{text.strip()}")
    port = parts.port  # This raises ValueError if the port is bad.
    if parts.scheme != "http" or not parts.hostname or parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError("not http://host:port")
    user = unquote(parts.username) if parts.username else None
    return Proxy(parts.hostname, port or _PORT, user, unquote(parts.password or ""))


def bypasses_proxy(address: str, *, no_proxy: str) -> bool:
    """Return whether requests to an address bypass the proxy: it is on this machine, or in `no_proxy` (NO_PROXY).

    `no_proxy` has items between commas. An item is a host (its subdomains count too, and it may have a port), an IP
    address, a network, or `*` for all hosts."""
    parts = urlsplit(address)
    host = (parts.hostname or "").lower()
    if host == "localhost" or _is_in_network(host, "127.0.0.0/8") or _is_in_network(host, "::1"):
        return True
    for one in no_proxy.lower().split(","):
        name = one.strip().lstrip("*").lstrip(".")
        if one.strip() == "*" or (name and (f".{host}".endswith(f".{name}") or name == f"{host}:{parts.port}")):
            return True
        if _is_in_network(host, name):
            return True
    return False


def _is_in_network(host: str, network: str) -> bool:
    try:
        return ip_address(host) in ip_network(network, strict=False)
    except ValueError:
        return False
