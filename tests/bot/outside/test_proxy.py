"""Where the operator sets a proxy, all that goes out to Slack and to people's calendars goes through it."""

import os
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.door.manifest import build_manifest
from bot.outside.documents import Fetcher
from bot.outside.proxy import Proxy, bypasses_proxy, read_proxy
from bot.sandbox.workspace import Sandbox
from tests.bot.calendar_server import CERTIFICATE, NAME, CalendarServer, calendar, say, serving
from tests.bot.command.test_run import ROOT, wait_until_ready
from tests.bot.outside.proxy_server import ProxyServer, proxying
from tests.bot.outside.test_documents import refused
from tests.databases import fresh
from tests.patience import PATIENCE
from tests.processes import fork, free_port

BODY = calendar("UID:1\nDTSTART:20260505T070000Z\nDTEND:20260505T080000Z")
SLACK = "slack.example.org"
WORD = "Basic bW9pOm3DqG1l"  # moi:mème


@pytest.fixture
def proxy() -> Iterator[ProxyServer]:
    with proxying() as proxy:
        yield proxy


@pytest.fixture
def server() -> Iterator[CalendarServer]:
    with serving() as server:
        yield server


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("http://proxy.example.org:3128", Proxy("proxy.example.org", 3128)),
        (" proxy.example.org:3128 ", Proxy("proxy.example.org", 3128)),
        ("http://proxy.example.org/", Proxy("proxy.example.org", 80)),
        ("http://moi:m%C3%A8me@10.0.0.1:8080", Proxy("10.0.0.1", 8080, "moi", "mème")),
        ("http://[fd00::1]:8080", Proxy("fd00::1", 8080)),
    ],
)
def test_an_address_of_a_proxy_is_read(text: str, read: Proxy) -> None:
    assert read_proxy(text) == read
    assert read_proxy(read.url) == read


@pytest.mark.parametrize(
    "text", ["https://proxy:1", "socks5://proxy:1", "http://", "http://proxy:x", "proxy:1/path", ""]
)
def test_what_is_no_http_proxy_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"not|port|Port"):
        read_proxy(text)


@pytest.mark.parametrize(
    ("address", "besides", "direct"),
    [
        *(("http://127.0.0.1:8420/api/", "", True), ("http://localhost/", "", True), ("http://[::1]:1/", "", True)),
        *(("https://slack.com/api/", "", False), ("https://slack.com/api/", "*", True)),
        *(("https://slack.com/api/", "a.org, slack.com", True), ("https://files.slack.com/", ".slack.com", True)),
        *(("https://files.slack.com/", "*.slack.com", True), ("https://notslack.com/", "slack.com", False)),
        *(("https://slack.com:8443/", "slack.com:8443", True), ("https://slack.com:8444/", "slack.com:8443", False)),
        *(("https://10.1.2.3/", "10.0.0.0/8", True), ("https://11.1.2.3/", "10.0.0.0/8", False)),
        *(("https://[fd00::7]/", "fd00::/8", True), ("https://SLACK.com/", "Slack.COM", True)),
        ("https://slack.com/", " , ,", False),
    ],
)
def test_what_goes_past_the_proxy(address: str, besides: str, direct: bool) -> None:
    assert bypasses_proxy(address, no_proxy=besides) is direct


def through(proxy: ProxyServer, **given: object) -> Fetcher:
    return Fetcher(proxy_for=lambda _: read_proxy(proxy.url), **given)  # type: ignore[arg-type] # passed on


def test_a_calendar_is_fetched_through_it_and_no_name_is_looked_up(proxy: ProxyServer, server: CalendarServer) -> None:
    server.at("/a.ics?x=1", say(BODY, ETag='"1"'))
    proxy.stands = {f"{NAME}:80": server.port}
    with_word = Fetcher(proxy_for=lambda _: read_proxy(proxy.url.replace("//", "//moi:m%C3%A8me@")))
    found = with_word.fetch(f"http://{NAME}/a.ics?x=1")
    assert found is not None
    assert (found.body, found.etag, proxy.asked) == (BODY, '"1"', [(f"{NAME}:80", WORD)])
    ((path, headers),) = server.asked
    assert (path, headers["host"], "proxy-authorization" in headers) == ("/a.ics?x=1", NAME, False)


def test_a_secret_calendar_is_fetched_through_it_unread(proxy: ProxyServer) -> None:
    with serving(secure=True) as server:
        server.at("/a.ics", say(BODY))
        proxy.stands = {f"{NAME}:443": server.port}
        found = through(proxy, tls=ssl.create_default_context(cafile=str(CERTIFICATE))).fetch(f"https://{NAME}/a.ics")
        assert found is not None
        assert (found.body, proxy.asked) == (BODY, [(f"{NAME}:443", None)])
        assert refused(through(proxy), f"https://{NAME}/a.ics") == "unsafe"


@pytest.mark.parametrize("status", [403, 407, 502])
def test_a_proxy_that_refuses_is_said(proxy: ProxyServer, status: int) -> None:
    proxy.refuses = status
    assert refused(through(proxy), f"https://{NAME}/a.ics") == "unreachable"


@pytest.mark.parametrize("host", ["10.0.0.1", "169.254.169.254", "[fd00::1]"])
def test_an_address_that_is_private_to_see_is_not_even_asked_for(proxy: ProxyServer, host: str) -> None:
    assert refused(through(proxy), f"http://{host}/a.ics") == "private"
    assert proxy.asked == []


def test_what_goes_past_it_is_judged_as_ever(proxy: ProxyServer, server: CalendarServer) -> None:
    fetcher = Fetcher(proxy_for=lambda address: None if bypasses_proxy(address, no_proxy="") else read_proxy(proxy.url))
    assert refused(fetcher, server.at("/a.ics", say(BODY))) == "private"
    assert (proxy.asked, server.asked) == ([], [])


@pytest.fixture
def slack() -> Iterator[Sandbox]:
    sandbox = Sandbox()
    sandbox.start()
    sandbox.install(build_manifest(), request_url=None)
    yield sandbox
    sandbox.stop()


def environment(slack: Sandbox, folder: Path, **others: str) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "DATABASE_URL": fresh("sqlite", folder),
        "BOT_PORT": str(free_port()),
        **others,
    }


def use(slack: Sandbox, folder: Path, environment: dict[str, str]) -> None:
    """Start the bot, type a command, press what answers through its response_url, and write a message."""
    lea = slack.add_person("Léa Martin", email="lea@example.org")
    log = folder / "log"
    process = fork("run", folder=folder, environment=environment, log=log)
    try:
        wait_until_ready(process, f"http://127.0.0.1:{environment['BOT_PORT']}", log)
        assert lea.command("/dispositifs").message
        lea.click("Prévenir les coachs")
        lea.message("comité")
        assert slack.wait_for(lea.inbox)
    finally:
        process.terminate()
        process.wait(PATIENCE)


def test_all_of_slack_is_reached_through_it(slack: Sandbox, tmp_path: Path, proxy: ProxyServer) -> None:
    port = int(slack.api_url.split(":")[2].partition("/")[0])
    proxy.stands = {f"{SLACK}:80": port}
    word = proxy.url.replace("//", "//moi:m%C3%A8me@")
    given = environment(slack, tmp_path, SLACK_API_URL=f"http://{SLACK}/api/", HTTPS_PROXY=word, NO_PROXY="example.com")
    use(slack, tmp_path, given)
    hosts = {there.partition(":")[0] for there, _ in proxy.asked}
    assert (hosts, {said for _, said in proxy.asked}) == ({SLACK, "127.0.0.1"}, {WORD})  # its line, its response_urls
    assert len(proxy.asked) >= len(slack.calls)


def test_what_is_on_this_machine_is_not(slack: Sandbox, tmp_path: Path) -> None:
    nowhere = "http://127.0.0.1:1"
    names = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy")
    use(slack, tmp_path, environment(slack, tmp_path, SLACK_API_URL=slack.api_url, **dict.fromkeys(names, nowhere)))
