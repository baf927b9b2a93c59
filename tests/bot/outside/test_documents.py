"""What strangers' servers can do to who fetches from them: lead inside, never end, never stop, lie."""

import gzip
import ssl
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from threading import Event
from time import monotonic, sleep

import pytest
from hypothesis import given
from hypothesis.strategies import integers

from bot.errors import FeedUnread
from bot.outside.connections import Ip, is_public
from bot.outside.documents import FetchedDocument, Fetcher
from bot.outside.exchange import LARGEST
from tests.bot.calendar_server import CERTIFICATE, NAME, CalendarServer, anywhere, calendar, say, serving
from tests.patience import PATIENCE

BODY = calendar("UID:1\nDTSTART:20260505T070000Z\nDTEND:20260505T080000Z")


@pytest.fixture(scope="module")
def running() -> Iterator[CalendarServer]:
    with serving() as server:
        yield server


@pytest.fixture
def server(running: CalendarServer) -> CalendarServer:
    running.paths.clear()
    running.asked.clear()
    return running


def refused(fetcher: Fetcher, address: str, *, seconds: float = 5.0) -> str:
    with pytest.raises(FeedUnread) as refusal:
        fetcher.fetch(address, seconds=seconds)
    assert refusal.value.__cause__ is None
    assert address not in repr(refusal.value.args)
    return refusal.value.reason


@pytest.mark.parametrize(
    "ip",
    [
        *("127.0.0.1", "127.8.8.8", "0.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254"),
        *("100.64.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "168.63.129.16"),
        *("::1", "::", "fe80::1", "fc00::1", "fec0::1", "ff02::1", "2001:db8::1", "::127.0.0.1"),
        *("::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::10.0.0.1", "2002:7f00:1::", "64:ff9b:1::1"),
        *("192.0.0.192", "192.0.0.9", "192.88.99.1", "198.19.0.1", "100.100.100.200", "203.0.113.1", "239.1.1.1"),
        *("3fff::1", "2001::1", "2001:20::1", "2001:2::1", "2002:808:808::", "5f00::1", "100::1", "fd00:ec2::254"),
        *("::ffff:0:8.8.8.8", "::8.8.8.8", "::ffff:192.0.0.192", "64:ff9b::192.88.99.1", "ff0e::1", "4000::1"),
    ],
)
def test_address_that_is_not_of_the_public_internet_is_none(ip: str) -> None:
    assert not is_public(ip_address(ip))


@pytest.mark.parametrize(
    "ip",
    [
        *("93.184.216.34", "2606:4700::1111", "::ffff:93.184.216.34", "64:ff9b::93.184.216.34"),
        *("9.255.255.255", "11.0.0.0", "172.15.0.1", "172.32.0.1", "100.63.0.1", "100.128.0.1", "192.0.1.0"),
        *("168.63.129.15", "198.17.0.1", "198.20.0.1", "223.255.255.255", "2001:200::1", "2a01:e0a::1", "2003::1"),
    ],
)
def test_public_address_is_one(ip: str) -> None:
    assert is_public(ip_address(ip))


@given(integers(0, 2**32 - 1).map(IPv4Address) | integers(0, 2**128 - 1).map(IPv6Address))
def test_what_python_holds_for_private_is_none_of_ours(ip: Ip) -> None:
    """Whichever version of Python it is: our list holds all that its own does, and more."""
    embedded = isinstance(ip, IPv6Address) and (ip.ipv4_mapped or ip in IPv6Network("64:ff9b::/96"))
    assert embedded or not is_public(ip) or ip.is_global


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]"])
def test_this_machine_is_never_asked(server: CalendarServer, host: str) -> None:
    server.at("/a.ics", say(BODY))
    assert refused(Fetcher(), f"http://{host}:{server.port}/a.ics") in ("private", "unreachable")
    assert server.asked == []


@pytest.mark.parametrize("host", ["10.0.0.1", "[::1]", "[fe80::1%25eth0]"])
def test_address_that_is_private_to_see_is_refused_without_looking_it_up(host: str) -> None:
    """However little time there is: a slow address may be kept, to be tried again, and this one must not."""
    asked: list[str] = []
    fetcher = Fetcher(resolve=lambda name, _: asked.append(name) or [])  # type: ignore[func-returns-value]
    assert refused(fetcher, f"https://{host}/a.ics", seconds=0) == "private"
    assert asked == []


def test_name_with_one_private_address_among_public_ones_is_refused() -> None:
    fetcher = Fetcher(resolve=lambda *_: ["93.184.216.34", "10.0.0.1"])
    assert refused(fetcher, f"http://{NAME}/a.ics") == "private"


@pytest.mark.parametrize("inside", ["http://127.0.0.1:1/", "http://169.254.169.254/latest/meta-data/"])
def test_redirect_inside_is_refused_before_anything_is_sent(server: CalendarServer, inside: str) -> None:
    asked = []

    def allows(ip: object) -> bool:
        asked.append(str(ip))
        return len(asked) == 1

    address = server.at("/out", say(status=302, Location=inside))
    assert refused(Fetcher(allows=allows), address) == "private"
    assert asked == ["127.0.0.1", inside.split("/")[2].partition(":")[0]]


def test_name_is_looked_up_once_and_its_checked_address_is_connected_to(server: CalendarServer) -> None:
    looked: list[tuple[str, int]] = []

    def resolve(host: str, port: int) -> list[str]:
        looked.append((host, port))
        return ["127.0.0.1"] if len(looked) == 1 else ["127.0.0.2"]

    server.at("/a%20b.ics?k=%C3%A9", say(BODY))
    found = anywhere(resolve=resolve).fetch(f"http://{NAME}:{server.port}/a b.ics?k=é#part")
    assert found == FetchedDocument(BODY, None, None)
    assert looked == [(NAME, server.port)]
    assert server.asked[0][1]["host"] == f"{NAME}:{server.port}"


def test_three_redirects_are_followed_and_no_fourth(server: CalendarServer) -> None:
    for number in range(4):
        server.at(f"/{number}", say(status=301 + number % 2, Location=f"{number + 1}"))
    server.at("/4", say(BODY))
    found = anywhere().fetch(f"{server.url}/1")
    assert (found and found.body, len(server.asked)) == (BODY, 4)
    assert refused(anywhere(), f"{server.url}/0") == "redirects"


def test_unchanged_calendar_is_told_by_its_marks(server: CalendarServer) -> None:
    since = "Mon, 04 May 2026 06:00:00 GMT"
    address = server.at("/a.ics", say(BODY, ETag='"7"', Last_Modified=since, Content_Type="text/html"))
    assert anywhere().fetch(address) == FetchedDocument(BODY, '"7"', since)
    server.at("/a.ics", say(status=304))
    assert anywhere().fetch(address, etag='"7"', modified=since) is None
    headers = server.asked[-1][1]
    assert (headers["if-none-match"], headers["if-modified-since"]) == ('"7"', since)
    assert refused(anywhere(), address) == "refused"  # nobody had asked whether it changed


@pytest.mark.parametrize(
    ("status", "reason"), [(401, "forbidden"), (403, "forbidden"), (404, "gone"), (410, "gone"), (500, "refused")]
)
def test_refusal_of_the_server_is_named(server: CalendarServer, status: int, reason: str) -> None:
    assert refused(anywhere(), server.at("/a.ics", say(status=status))) == reason


def test_packed_calendar_is_unpacked_but_not_a_bomb(server: CalendarServer) -> None:
    packed = server.at("/a.ics", say(gzip.compress(BODY), Content_Encoding="gzip"))
    bomb = server.at("/bomb", say(gzip.compress(bytes(50_000_000)), Content_Encoding="gzip"))
    torn = server.at("/torn", say(gzip.compress(BODY)[:-9], Content_Encoding="gzip"))
    found = anywhere().fetch(packed)
    assert found == FetchedDocument(BODY, None, None)
    assert [refused(anywhere(), one) for one in (bomb, torn)] == ["too_big", "broken"]


def test_fifty_megabytes_are_let_go_after_five(server: CalendarServer) -> None:
    sent: list[int] = []
    over = Event()

    def stream(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        try:
            for _ in range(500):
                sent.append(request.wfile.write(bytes(100_000)))
        finally:
            over.set()

    address = server.at("/big", stream)
    assert refused(anywhere(), address) == "too_big"
    assert over.wait(PATIENCE)
    assert LARGEST <= sum(sent) < 4 * LARGEST  # what the machine's own buffers hold is sent too


@pytest.mark.parametrize("part", ["headers", "body"])
def test_slow_server_is_left_at_the_deadline(server: CalendarServer, part: str) -> None:
    def drip(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\n" + (b"X: " if part == "headers" else b"\r\n"))
        for _ in range(int(2 * PATIENCE / 0.05)):
            request.wfile.write(b"a")
            request.wfile.flush()
            sleep(0.05)

    address, began = server.at("/slow", drip), monotonic()
    assert refused(anywhere(), address, seconds=0.4) == "slow"
    assert 0.3 < monotonic() - began < PATIENCE


def test_slow_resolver_is_left_at_the_deadline() -> None:
    began, left = monotonic(), Event()

    def dawdle(*_: object) -> list[str]:
        left.wait(2 * PATIENCE)
        return []

    try:
        assert refused(anywhere(resolve=dawdle), "http://agenda.example.org/", seconds=0.2) == "slow"
        assert monotonic() - began < PATIENCE
    finally:
        left.set()


def test_body_that_ends_too_soon_is_no_calendar(server: CalendarServer) -> None:
    def cut(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\nBEGIN:VCALENDAR")

    def lie(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(bytes(99))

    assert refused(anywhere(), server.at("/cut", cut)) == "unreachable"
    assert refused(anywhere(), server.at("/junk", lie)) == "broken"


def test_certificate_is_checked_and_its_name_is_the_one_asked_for() -> None:
    trusting = ssl.create_default_context(cafile=str(CERTIFICATE))
    with serving(secure=True) as server:
        server.at("/a.ics", say(BODY))
        server.at("/down", say(status=302, Location="http://127.0.0.1/a.ics"))
        local = {"resolve": lambda *_: ["127.0.0.1"]}
        address = f"https://{NAME}:{server.port}"
        found = anywhere(tls=trusting, **local).fetch(f"{address}/a.ics")
        assert found == FetchedDocument(BODY, None, None)
        assert refused(anywhere(tls=trusting, **local), f"https://autre.example.org:{server.port}/a.ics") == "unsafe"
        assert refused(anywhere(**local), f"{address}/a.ics") == "unsafe"
        assert refused(anywhere(tls=trusting, **local), f"{address}/down") == "redirects"
        assert len(server.asked) == 2


@pytest.mark.parametrize(
    "address",
    ["ftp://agenda.example.org/", "file:///etc/passwd", "https://", "https://a:b@agenda.example.org/", "http://[", "x"],
)
def test_what_is_no_web_address_is_not_tried(address: str) -> None:
    assert refused(anywhere(), address) == "not_a_link"


def test_nobody_there_is_unreachable() -> None:
    assert refused(anywhere(), "http://127.0.0.1:1/a.ics") == "unreachable"
    assert refused(anywhere(resolve=lambda *_: []), "http://agenda.example.org/") == "unreachable"
