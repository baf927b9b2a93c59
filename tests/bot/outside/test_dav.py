"""Two real calendar servers, and the habits of those that cannot be run here: what is asked, and what never leaves."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from bot.demo.calendars import add_calendar, serving_calendars
from bot.errors import DavRefused
from bot.outside.dav import Calendar, Dav, DavAccount
from tests.bot.calendar_server import calendar, serving
from tests.bot.dav_servers import (
    PASSWORD,
    USER,
    Fake,
    Handler,
    dav,
    fake_server,
    hanging,
    marked,
    on,
    only_if_match,
    without_marks,
    xandikos,
)
from tests.patience import PATIENCE

SINCE, UNTIL = datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)
HEADER = "VERSION:2.0\nPRODID:-//essai//FR"


def event(uid: str, *, day: int = 5, more: str = "SUMMARY:Réunion") -> bytes:
    lines = f"UID:{uid}\nDTSTAMP:20260401T000000Z\nDTSTART:202605{day:02}T070000Z\nDTEND:202605{day:02}T080000Z\n{more}"
    return calendar(lines, before=HEADER)


@pytest.fixture(scope="module", params=["radicale", "xandikos"])
def real(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[DavAccount, str]]:
    folder = tmp_path_factory.mktemp("calendars")
    if request.param == "xandikos":
        with xandikos(folder) as url:
            yield DavAccount(url, USER, "whatever"), f"{url}/hana/calendars/calendar/"
        return
    with serving_calendars(folder, {"hana": "clé:é"}) as url:
        address = add_calendar(url, "/hana/travail/", name="Travail", user="hana", password="clé:é")
        yield DavAccount(url, "hana", "clé:é"), address


@pytest.fixture
def fake() -> Iterator[Fake]:
    with fake_server() as server:
        yield server


def refused(do: object, *given: object, **named: object) -> str:
    with pytest.raises(DavRefused) as refusal:
        do(*given, **named)  # type: ignore[operator]
    assert refusal.value.__cause__ is None
    assert PASSWORD not in repr(refusal.value)
    return refusal.value.reason


def test_calendars_are_found_from_any_address_that_somebody_may_know(real: tuple[DavAccount, str]) -> None:
    account, address = real
    for typed in (
        account.address,
        f"{account.address}/",
        f"{account.address}/hana/",
        f"{account.address}/nope",
        address,
    ):
        found = dav().find(DavAccount(typed, account.user, account.password), seconds=PATIENCE)
        assert [(one.address, one.writable) for one in found] == [(address, True)]


def test_entry_is_written_changed_read_and_taken_out(real: tuple[DavAccount, str]) -> None:
    (account, address), client = real, dav()
    entry = f"{address}a%201.ics"
    first = client.put(account, entry, body=event("a 1"), etag=None, seconds=PATIENCE)
    assert first
    assert refused(client.put, account, entry, body=event("a 1"), etag=None, seconds=PATIENCE) == "changed"
    second = client.put(account, entry, body=event("a 1", day=6), etag=first, seconds=PATIENCE)
    assert second
    assert second != first
    assert refused(client.put, account, entry, body=event("a 1"), etag=first, seconds=PATIENCE) == "changed"
    stands = client.read(account, entry, seconds=PATIENCE)
    assert stands
    assert (stands.etag, b"20260506T070000Z" in stands.body) == (second, True)
    other = client.put(account, f"{address}late.ics", body=event("late", day=31), etag=None, seconds=PATIENCE)
    days = client.events(account, address, since=SINCE, until=datetime(2026, 5, 20, tzinfo=UTC), seconds=PATIENCE)
    assert [b"UID:a 1" in body for body in days] == [True]
    listing = client.listing(account, address, since=SINCE, until=UNTIL, seconds=PATIENCE)
    assert {at: one.etag for at, one in listing.items()} == {entry: second, f"{address}late.ics": other}
    assert refused(client.delete, account, entry, etag=first, seconds=PATIENCE) == "changed"
    for mark in (second, second, None):
        client.delete(account, entry, etag=mark, seconds=PATIENCE)
    assert client.read(account, entry, seconds=PATIENCE) is None
    client.delete(account, f"{address}late.ics", etag=None, seconds=PATIENCE)


def test_uid_that_stands_under_another_name_is_refused(real: tuple[DavAccount, str]) -> None:
    (account, address), client = real, dav()
    client.put(account, f"{address}one.ics", body=event("same"), etag=None, seconds=PATIENCE)
    reason = refused(client.put, account, f"{address}two.ics", body=event("same"), etag=None, seconds=PATIENCE)
    assert reason in ("conflict", "changed")  # the first server says one, the second the other
    assert client.read(account, f"{address}two.ics", seconds=PATIENCE) is None
    client.delete(account, f"{address}one.ics", etag=None, seconds=PATIENCE)


def test_wrong_password_is_named(tmp_path_factory: pytest.TempPathFactory) -> None:
    with serving_calendars(tmp_path_factory.mktemp("calendars"), {"hana": "juste"}) as url:
        assert refused(dav().find, DavAccount(url, "hana", "faux"), seconds=PATIENCE) == "password"
        assert dav().find(DavAccount(url, "hana", "juste"), seconds=PATIENCE) == ()


def test_calendars_of_tasks_are_none_and_names_are_one_line(fake: Fake) -> None:
    assert dav().find(fake.account, seconds=PATIENCE) == (Calendar(fake.calendar, "Travail é&", True),)


def test_password_of_a_channel_opens_one_calendar(fake: Fake) -> None:
    found = dav().find(DavAccount(fake.calendar, USER, PASSWORD), seconds=PATIENCE)
    assert ([one.address for one in found], fake.verbs) == ([fake.calendar], ["PROPFIND"])


def test_what_is_no_event_is_left_where_a_server_filters_nothing(fake: Fake) -> None:
    client = dav()
    client.put(fake.account, fake.entry(), body=event("1", more="SUMMARY:<é & à>"), etag=None, seconds=PATIENCE)
    bodies = client.events(fake.account, fake.calendar, since=SINCE, until=UNTIL, seconds=PATIENCE)
    assert [one.replace(b"\n", b"\r\n").replace(b"\r\r", b"\r") for one in bodies] == [
        event("1", more="SUMMARY:<é & à>")
    ]


def test_server_without_marks_says_none(fake: Fake) -> None:
    fake.habits.append(without_marks)
    assert dav().put(fake.account, fake.entry(), body=event("1"), etag=None, seconds=PATIENCE) is None
    stands = dav().read(fake.account, fake.entry(), seconds=PATIENCE)
    assert stands
    assert (stands.body, stands.etag) == (event("1"), None)


@pytest.mark.parametrize("form", ['W/"{}"', '"{}-gzip"'])
def test_proxy_that_compresses_hides_no_version(fake: Fake, form: str) -> None:
    fake.habits, client = [marked(form)], dav()
    client.put(fake.account, fake.entry(), body=event("1"), etag=None, seconds=PATIENCE)
    stands = client.read(fake.account, fake.entry(), seconds=PATIENCE)
    assert stands
    last = client.put(fake.account, fake.entry(), body=event("1", day=7), etag=stands.etag, seconds=PATIENCE)
    assert (
        refused(client.put, fake.account, fake.entry(), body=event("1"), etag=stands.etag, seconds=PATIENCE)
        == "changed"
    )
    listing = client.listing(fake.account, fake.calendar, since=SINCE, until=UNTIL, seconds=PATIENCE)
    assert [one.etag for one in listing.values()] == [last]
    client.delete(fake.account, fake.entry(), etag=last, seconds=PATIENCE)
    assert fake.kept == {}


def test_weakened_mark_is_still_that_of_a_version(fake: Fake) -> None:
    fake.habits, client = [marked('W/"{}"', always=True)], dav()
    first = client.put(fake.account, fake.entry(), body=event("1"), etag=None, seconds=PATIENCE)
    second = client.put(fake.account, fake.entry(), body=event("1", day=7), etag=first, seconds=PATIENCE)
    assert refused(client.delete, fake.account, fake.entry(), etag=first, seconds=PATIENCE) == "changed"
    client.delete(fake.account, fake.entry(), etag=second, seconds=PATIENCE)
    assert fake.kept == {}


def test_server_that_heeds_if_match_alone_is_written_to(fake: Fake) -> None:
    fake.habits.append(only_if_match)
    client = dav()
    client.put(fake.account, fake.entry(), body=event("1"), etag=None, seconds=PATIENCE)
    etag = client.put(fake.account, fake.entry(), body=event("1", day=7), etag=None, seconds=PATIENCE)
    assert refused(client.put, fake.account, fake.entry(), body=event("1"), etag='"0"', seconds=PATIENCE) == "changed"
    client.delete(fake.account, fake.entry(), etag=etag, seconds=PATIENCE)
    assert fake.kept == {}


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (401, "password"),
        (403, "read_only"),
        (405, "read_only"),
        (404, "gone"),
        (409, "conflict"),
        (413, "too_big"),
        (507, "full"),
        (500, "refused"),
        (503, "refused"),
        (207, "refused"),
    ],
)
def test_refusal_to_write_is_named(fake: Fake, status: int, reason: str) -> None:
    fake.habits.append(on("PUT", status=status))
    assert refused(dav().put, fake.account, fake.entry(), body=event("1"), etag=None, seconds=PATIENCE) == reason


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        (200, b"<html>Bonjour</html>", "not_dav"),
        (404, b"", "not_dav"),
        (405, b"", "not_dav"),
        (403, b"", "forbidden"),
        (500, b"", "refused"),
        (401, b"", "password"),
        (207, b"no XML", "broken"),
        (207, b"<a/>", "not_dav"),
        (207, b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "broken"),
        (207, b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "broken"),
        (207, b"<a>" + b"x" * 5_000_001 + b"</a>", "too_big"),
    ],
)
def test_server_that_is_none_of_calendars_is_named(fake: Fake, status: int, body: bytes, reason: str) -> None:
    fake.habits.append(on("PROPFIND", status=status, body=body))
    assert refused(dav().find, fake.account, seconds=PATIENCE) == reason


def test_answer_of_15_megabytes_is_not_read(fake: Fake) -> None:
    fake.habits.append(on("REPORT", status=207, body=b"<a>" + b"x" * 15_000_000))
    asked = {"since": SINCE, "until": UNTIL, "seconds": PATIENCE}
    assert refused(dav().listing, fake.account, fake.calendar, **asked) == "too_big"


def test_server_that_hangs_is_slow(fake: Fake) -> None:
    fake.habits.append(hanging)
    assert refused(dav().read, fake.account, fake.entry(), seconds=0.2) == "slow"


@pytest.mark.parametrize("method", ["PROPFIND", "PUT", "GET", "DELETE", "REPORT"])
@pytest.mark.parametrize("host", ["http://127.0.0.2:{port}", "https://127.0.0.1:{port}", "http://127.0.0.1:1"])
def test_password_goes_to_no_other_place(fake: Fake, host: str, method: str) -> None:
    elsewhere = host.format(port=fake.url.rpartition(":")[2])
    fake.habits.append(on(method, status=307, Location=f"{elsewhere}/cal/opaque-42/1.ics"))
    client, entry = dav(), fake.entry()
    reason = {
        "PROPFIND": lambda: refused(client.find, fake.account, seconds=PATIENCE),
        "PUT": lambda: refused(client.put, fake.account, entry, body=event("1"), etag=None, seconds=PATIENCE),
        "GET": lambda: refused(client.read, fake.account, entry, seconds=PATIENCE),
        "DELETE": lambda: refused(client.delete, fake.account, entry, etag=None, seconds=PATIENCE),
        "REPORT": lambda: refused(
            client.events, fake.account, fake.calendar, since=SINCE, until=UNTIL, seconds=PATIENCE
        ),
    }[method]()
    assert reason == "redirects"
    assert {headers["host"] for _, _, headers in fake.asked} == {fake.url.partition("://")[2]}


def test_home_that_is_named_on_another_host_is_not_followed(fake: Fake) -> None:
    home = b"<c:calendar-home-set><d:href>http://127.0.0.2/</d:href></c:calendar-home-set>"
    answer = (
        b'<d:multistatus xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:response><d:href>/</d:href>'
        b"<d:propstat><d:prop>%b</d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response></d:multistatus>"
    )
    fake.habits.append(on("PROPFIND", status=207, body=answer % home))
    assert refused(dav().find, fake.account, seconds=PATIENCE) == "redirects"


def test_home_that_is_named_with_another_scheme_is_asked_where_the_server_is(fake: Fake) -> None:
    """A server behind a proxy that ends TLS writes http:// in its addresses, or the port that it has inside."""

    def errs(request: Handler) -> bool:
        multi = request.multi
        request.multi = lambda *rows: multi(  # type: ignore[method-assign] # of this one request
            *[(href, props.replace("<d:href>/", "<d:href>https://127.0.0.1:17/")) for href, props in rows]
        )
        return False

    fake.habits.append(errs)
    assert [one.address for one in dav().find(fake.account, seconds=PATIENCE)] == [fake.calendar]


def test_certificate_that_nobody_signed_is_unsafe() -> None:
    with serving(secure=True) as server:
        assert refused(dav().find, DavAccount(server.url, USER, PASSWORD), seconds=PATIENCE) == "unsafe"
        assert server.asked == []


def test_four_redirects_are_too_many(fake: Fake) -> None:
    fake.habits.append(on("GET", status=302, Location="/again"))
    assert refused(dav().read, fake.account, fake.entry(), seconds=PATIENCE) == "redirects"
    assert len(fake.asked) == 4


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("http://agenda.example.org/", "no_tls"),
        ("https://127.0.0.1/", "private"),
        ("https://169.254.169.254/", "private"),
        ("https://moi:motdepasse@agenda.example.org/", "not_a_link"),
        ("ftp://agenda.example.org", "not_a_link"),
        ("", "not_a_link"),
        ("moi@127.0.0.1", "private"),
    ],
)
def test_nothing_is_asked_where_it_may_not(typed: str, reason: str) -> None:
    assert refused(Dav().find, DavAccount(typed, USER, PASSWORD), seconds=PATIENCE) == reason


def test_host_that_the_operator_names_may_be_private_but_never_link_local(fake: Fake) -> None:
    inside = Dav(reachable=frozenset({"127.0.0.1"}))
    assert len(inside.find(fake.account, seconds=PATIENCE)) == 1
    clouds = Dav(reachable=frozenset({"agenda.interne"}), resolve=lambda *_: ["169.254.169.254"])
    assert refused(clouds.find, DavAccount("https://agenda.interne/", USER, PASSWORD), seconds=PATIENCE) == "private"


def test_no_secret_is_shown() -> None:
    shown = repr(
        (DavAccount("https://a.example/secret", USER, PASSWORD), Calendar("https://a.example/s", "Privé", True))
    )
    assert [one for one in ("secret", USER, PASSWORD, "Privé") if one in shown] == []
