"""A client for calendar servers (CalDAV, RFC 4791) with a person's password: find, read, write, delete.

It uses only what every server supports: no free-busy-query, no expand, no sync token. The password is sent only to the
host, port and scheme that the person typed. Without TLS, it is sent only to this machine."""

import re
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from time import monotonic
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree.ElementTree import Element, ParseError

from defusedxml.ElementTree import fromstring

from bot.errors import DavRefused, FeedUnread
from bot.outside.exchange import (
    MOST_REDIRECTS,
    REDIRECTS,
    Exchange,
    read_body,
    read_target,
    read_validator,
    storable_validator,
    translate_errors,
)
from bot.runtime.limits import DAV_XML

MOST_CALENDARS = 50  # the most calendars that are shown for one account
# An If-Match that fits any version, for servers without ETags.
ANY = "*"
LONGEST_NAME = 100  # the most characters of a calendar's name that are shown

_DAV, _CAL = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}"
_XML = "application/xml; charset=utf-8"
_ICS = "text/calendar; charset=utf-8"
_WELL_KNOWN = "/.well-known/caldav"
# This matches the attributes of XML in UTF-8 or UTF-16, and rarely matches the text of a calendar.
_ATTRIBUTE = re.compile(rb"=[\s\0]*[\"']")
_HERE = frozenset({"127.0.0.1", "::1", "localhost"})
_ASKED = (
    b'<?xml version="1.0" encoding="utf-8"?><d:propfind xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:prop>'
    b"<d:resourcetype/><d:displayname/><d:current-user-principal/><d:current-user-privilege-set/>"
    b"<c:calendar-home-set/><c:supported-calendar-component-set/></d:prop></d:propfind>"
)
_QUERY = (
    '<?xml version="1.0" encoding="utf-8"?><c:calendar-query xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav">'
    '<d:prop><d:getetag/><c:calendar-data/></d:prop><c:filter><c:comp-filter name="VCALENDAR"><c:comp-filter '
    'name="VEVENT"><c:time-range start="{since:%Y%m%dT%H%M%SZ}" end="{until:%Y%m%dT%H%M%SZ}"/></c:comp-filter>'
    "</c:comp-filter></c:filter></c:calendar-query>"
)
_REASONS = {
    **{401: "password", 403: "forbidden", 404: "gone", 410: "gone", 405: "not_dav", 501: "not_dav"},
    **{200: "not_dav", 201: "not_dav", 204: "not_dav"},  # The answer is a web page, not a list of properties.
    **{409: "conflict", 412: "changed", 413: "too_big", 507: "full"},
}  # Other statuses mean "refused".
_GOOD, _MULTI = (200, 201, 204), 207
# After these refusals, the calendars may be at another address.
_ELSEWHERE = frozenset({"not_dav", "gone", "refused", "forbidden", "broken", "redirects"})
_WRITES = frozenset({f"{_DAV}{name}" for name in ("all", "write", "write-content", "bind")})


@dataclass(frozen=True, slots=True)
class DavAccount:
    """The address and credentials of a person's calendars.

    `address` is the address of a server, of a person on a server, or of one calendar."""

    address: str = field(repr=False)
    user: str = field(repr=False)
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Calendar:
    """A calendar for events. It is `writable`, unless its server says that it is not."""

    address: str = field(repr=False)
    name: str = field(repr=False)
    writable: bool


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document at an address, as its server returns it."""

    body: bytes = field(repr=False)
    etag: str | None


@dataclass(frozen=True, slots=True)
class _Answer:
    address: str  # This is the address after redirects.
    body: bytes
    etag: str | None


class Dav(Exchange):
    """A CalDAV client. It raises only DavRefused. Each call ends within its `seconds`."""

    def find(self, account: DavAccount, *, seconds: float) -> tuple[Calendar, ...]:
        """Return an account's calendars for events, in the server's order.

        If the address is a calendar, return this calendar. For an e-mail or a bare host, start at the discovery address
        of the server."""
        deadline = monotonic() + seconds
        typed = _to_address(account.address)
        tries = [typed, urljoin(typed, _WELL_KNOWN)]
        if urlsplit(typed).path in ("", "/"):
            tries.reverse()
        reasons = []
        for address in tries:
            try:
                return self._calendars(account, address, deadline=deadline)
            except DavRefused as refusal:
                if refusal.reason not in _ELSEWHERE:
                    raise
                reasons.append(refusal.reason)
        raise DavRefused(next((reason for reason in reasons if reason not in ("gone", "not_dav")), "not_dav"))

    def events(
        self, account: DavAccount, calendar_address: str, *, since: datetime, until: datetime, seconds: float
    ) -> list[bytes]:
        """Return a calendar's objects that have an event in this range. Recurrence rules are not expanded."""
        found = self.listing(account, calendar_address, since=since, until=until, seconds=seconds)
        return [stored.body for stored in found.values()]

    def listing(
        self, account: DavAccount, calendar_address: str, *, since: datetime, until: datetime, seconds: float
    ) -> dict[str, StoredDocument]:
        """Return the objects that `events` returns, by address."""
        since, until = since.astimezone(UTC), until.astimezone(UTC)
        body = _QUERY.format(since=since, until=until).encode()
        answer = self._request(account, "REPORT", calendar_address, body=body, depth=1, deadline=monotonic() + seconds)
        found = {}
        for href, props in _members(answer):
            data = props.findtext(f"{_CAL}calendar-data") or ""
            if "BEGIN:VEVENT" in data:  # Some servers ignore the filter for events.
                found[href] = StoredDocument(data.encode(), storable_validator(props.findtext(f"{_DAV}getetag")))
        return found

    def read(self, account: DavAccount, entry_address: str, *, seconds: float) -> StoredDocument | None:
        """Return the document at an address, None if it does not exist."""
        try:
            answer = self._request(account, "GET", entry_address, deadline=monotonic() + seconds)
        except DavRefused as refusal:
            if refusal.reason == "gone":
                return None
            raise
        return StoredDocument(answer.body, answer.etag)

    def put(
        self, account: DavAccount, entry_address: str, *, body: bytes, etag: str | None, seconds: float
    ) -> str | None:
        """Write a new entry (`etag` None), or replace the version `etag`. Return the ETag of the new version.

        Return None if the server gives no ETag. The caller must then read the entry before changing it again. Raises
        DavRefused ("changed") if the server has another version."""
        condition = {"If-None-Match": "*"} if etag is None else {"If-Match": _strong_etag(etag)}
        deadline = monotonic() + seconds
        return self._send_change(account, "PUT", entry_address, body=body, headers=condition, deadline=deadline).etag

    def delete(self, account: DavAccount, entry_address: str, *, etag: str | None, seconds: float) -> None:
        """Delete the version `etag` of a document, if the document exists.

        Raises DavRefused ("changed") if the server has another version."""
        condition = {} if etag is None else {"If-Match": _strong_etag(etag)}
        try:
            self._send_change(account, "DELETE", entry_address, headers=condition, deadline=monotonic() + seconds)
        except DavRefused as refusal:
            if refusal.reason != "gone":
                raise

    def _calendars(self, account: DavAccount, address: str, *, deadline: float) -> tuple[Calendar, ...]:
        here, props = self._properties(account, address, deadline=deadline)
        if (one := _calendar(here, props)) is not None:
            return (one,)
        home = _linked_address(here, props, f"{_CAL}calendar-home-set")
        if home is None and (principal := _linked_address(here, props, f"{_DAV}current-user-principal")):
            here, props = self._properties(account, principal, deadline=deadline)
            home = _linked_address(here, props, f"{_CAL}calendar-home-set")
        if home is None:
            raise DavRefused("not_dav")
        answer = self._request(account, "PROPFIND", home, body=_ASKED, depth=1, deadline=deadline)
        found = (_calendar(href, props) for href, props in _members(answer))
        return tuple(islice((calendar for calendar in found if calendar is not None), MOST_CALENDARS))

    def _properties(self, account: DavAccount, address: str, *, deadline: float) -> tuple[str, Element]:
        answer = self._request(account, "PROPFIND", address, body=_ASKED, depth=0, deadline=deadline)
        for _, props in _members(answer):
            return answer.address, props
        raise DavRefused("not_dav")

    def _send_change(
        self,
        account: DavAccount,
        method: str,
        address: str,
        *,
        headers: dict[str, str],
        body: bytes | None = None,
        deadline: float,
    ) -> _Answer:
        try:
            return self._request(account, method, address, body=body, headers=headers, deadline=deadline)
        except DavRefused as refusal:
            if refusal.reason in ("forbidden", "not_dav"):
                raise DavRefused("read_only") from None
            raise

    def _request(
        self,
        account: DavAccount,
        method: str,
        address: str,
        *,
        deadline: float,
        body: bytes | None = None,
        depth: int | None = None,
        headers: dict[str, str] | None = None,
    ) -> _Answer:
        """Send a request, and return a successful answer. Up to three redirects within the same server are followed."""
        home = _origin(_to_address(account.address))
        if not home[0] and home[1] not in _HERE:
            raise DavRefused("no_tls")  # The password would not be encrypted.
        basic = b64encode(f"{account.user}:{account.password}".encode()).decode()
        given = {"Authorization": f"Basic {basic}", **(headers or {})}
        given |= {} if body is None else {"Content-Type": _ICS if method == "PUT" else _XML}
        # Ask for no compression: a proxy that compresses changes the ETag to W/"…" or "…-gzip", so If-Match fails.
        given |= {"Accept-Encoding": "identity"} if depth is None else {"Depth": str(depth)}
        for _ in range(MOST_REDIRECTS + 1):
            if _origin(address) != home:
                raise DavRefused("redirects")
            with (
                _translate_errors(),
                self.answer(address, method=method, headers=given, body=body, deadline=deadline) as answer,
            ):
                if answer.status not in REDIRECTS:
                    if answer.status not in (_GOOD if depth is None else (_MULTI,)):
                        raise DavRefused(_REASONS.get(answer.status, "refused"))
                    said = b"" if method in ("PUT", "DELETE") else read_body(answer)
                    return _Answer(address, said, read_validator(answer, "ETag"))
                address = urljoin(address, answer.getheader("Location") or "")
        raise DavRefused("redirects")


def _strong_etag(etag: str) -> str:
    """Return the server's own ETag. A proxy may have made it weak, and If-Match accepts no weak ETag (RFC 9110)."""
    return etag.removeprefix("W/")


@contextmanager
def _translate_errors() -> Iterator[None]:
    try:
        with translate_errors():
            yield
    except DavRefused:
        raise
    except FeedUnread as refusal:
        raise DavRefused(refusal.reason) from None


def _to_address(text: str) -> str:
    """Return typed text as an address. An e-mail or a bare host becomes the address of the host, with TLS."""
    text = text.strip()
    return text if "://" in text else f"https://{text.rpartition('@')[2]}"


def _origin(address: str) -> tuple[bool, str, int]:
    with _translate_errors():
        target = read_target(address)
    return target.secure, target.host.lower(), target.port


def _members(answer: _Answer) -> Iterator[tuple[str, Element]]:
    """Yield (address, properties) for each member of a multi-status answer.

    Raises DavRefused: "broken", or "too_big" if there are more tags or attributes than DAV_XML allows. They are counted
    before parsing."""
    most = DAV_XML.count or 0
    attributes = sum(1 for _ in islice(_ATTRIBUTE.finditer(answer.body), 2 * most + 1))
    if answer.body.count(b"<") > most or attributes > 2 * most:
        raise DavRefused("too_big")
    try:
        root = fromstring(answer.body, forbid_dtd=True)
    # The XML is invalid or has a DTD. Its text must not be logged.
    except (ParseError, ValueError, LookupError):
        raise DavRefused("broken") from None
    for response in root.findall(f"{_DAV}response"):
        for status in response.findall(f"{_DAV}propstat"):
            props = status.find(f"{_DAV}prop")
            if props is not None and " 200" in (status.findtext(f"{_DAV}status") or ""):
                yield _absolute_address(answer.address, response.findtext(f"{_DAV}href") or ""), props


def _absolute_address(address: str, href: str) -> str:
    """Return the absolute address of `href`, with the scheme and port of the request.

    A server behind a proxy often gives a wrong scheme or port."""
    with _translate_errors():
        joined, here = urlsplit(urljoin(address, href.strip())), urlsplit(address)
        same = joined.hostname == here.hostname
        return (joined._replace(scheme=here.scheme, netloc=here.netloc) if same else joined).geturl()


def _linked_address(address: str, props: Element, name: str) -> str | None:
    href = props.findtext(f"{name}/{_DAV}href")
    return _absolute_address(address, href) if href else None


def _calendar(address: str, props: Element) -> Calendar | None:
    if props.find(f"{_DAV}resourcetype/{_CAL}calendar") is None:
        return None
    kinds = props.find(f"{_CAL}supported-calendar-component-set")
    if kinds is not None and len(kinds) and all(kind.get("name") != "VEVENT" for kind in kinds):
        return None
    rights = props.find(f"{_DAV}current-user-privilege-set")
    may = {each.tag for right in rights for each in right} if rights is not None else _WRITES
    name = " ".join((props.findtext(f"{_DAV}displayname") or "").split())
    last = unquote(urlsplit(address).path.rstrip("/").rpartition("/")[2])
    return Calendar(address, (name or last)[:LONGEST_NAME], bool(may & _WRITES))
