"""Each reader of data from outside is fed the worst input that its limits let in; its processor time is measured.

`bot/runtime/limits.py` has the limits. `thread_time` counts the processor time of this thread alone, so that a busy
machine changes little.
"""

import ast
import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import thread_time

import pytest
from flask import Flask
from werkzeug.test import Client, TestResponse

from bot.agenda import letter
from bot.agenda.replies import is_sender_proven
from bot.agenda.writing.found import read_stored_event
from bot.catalogue.page import PageError, read_page
from bot.catalogue.worker import read_in_subprocess
from bot.clock import machine_now, make_clock
from bot.door.pages import add_pages
from bot.errors import DavRefused, Garbled
from bot.outside.dav import _Answer, _members
from bot.programme.files.faults import FileFaults
from bot.programme.files.kind import read_file
from bot.runtime.limits import (
    ANSWER_FILE,
    CATALOGUE_PAGE,
    CLOCK_FILE,
    DAV_XML,
    ENTRY,
    LINK_TOKEN,
    MAIL,
    MAIL_HEADER,
    ONE_CLICK,
    PAGE_FORM,
    PAGE_VIEW,
    PROMOTION_FILE,
    VIEW_FIELDS,
)
from bot.settings import ExplicitSettings
from bot.signing import Signer
from bot.tools import Tools
from handlers.kit.reading import read_fields
from handlers.notices.mails.linking import Links, LinkTarget
from handlers.notices.renderers import PURPOSES, make_messages
from handlers.pages.desk import Desk
from storage.database import Database
from tests.architecture.house import routes
from tests.architecture.sources import modules

FIELDS, PARTS = "application/x-www-form-urlencoded", "multipart/form-data; boundary=b"
PART = b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n'
NOBODY = 0.02  # seconds for what is not addressed to us


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Fail if the block takes more processor time, a collection of what other tests left apart."""
    gc.disable()
    before = thread_time()
    try:
        yield
    finally:
        gc.enable()
    spent = thread_time() - before
    assert spent < seconds, f"{spent:.3f} s"


Post = Callable[[str, bytes, str], TestResponse]


@pytest.fixture
def post(database: Database) -> Post:
    """Return what posts a body of a content type to a link: a token, or "" for a link that we signed."""
    links = Links(Signer("the key of these pages, long enough", salt="x"), base="http://x", purposes=PURPOSES)
    tools = Tools(database, machine_now, ExplicitSettings(database_url="sqlite://"), lambda: None)
    door, messages = Flask("pages"), make_messages(machine_now, [], links=links)
    add_pages(door, Desk(tools, routes(), messages=messages, links=links), settings=tools.settings)
    act = next(iter(PURPOSES))
    ours = links.write(LinkTarget(act, "", "", 1, "", 0, 10**6, 0, ""))
    client = Client(door)
    client.post(f"/r/{ours}")  # what is loaded for the first one
    return lambda token, data, kind: client.post(f"/r/{token or ours}", data=data, content_type=kind)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"&" * PAGE_FORM.size, FIELDS),
        (b"a=&" * (PAGE_FORM.size // 3), FIELDS),
        (b"a=%FF&" * (PAGE_FORM.size // 6), FIELDS),
        (PART * (PAGE_FORM.size // len(PART)), PARTS),
        (b"--b\r\n" * (PAGE_FORM.size // 5), PARTS),
    ],
    ids=["empty fields", "fields", "broken fields", "parts", "boundaries"],
)
def test_form_to_a_link_that_nobody_has_or_of_too_many_fields_is_not_parsed(post: Post, data: bytes, kind: str) -> None:
    for token, status in (("nobody", 404), ("", 413)):
        with within(NOBODY):
            assert post(token, data, kind).status_code == status


def test_largest_form_of_a_link_takes_little(post: Post) -> None:
    fields, one = PAGE_FORM.count or 0, PAGE_FORM.size // (PAGE_FORM.count or 1)
    worst = b"&".join([b"a=" + b"%FF" * ((one - 3) // 3)] * fields)
    with within(PAGE_FORM.seconds):
        assert post("", worst, FIELDS).status_code == 410  # of nobody
    with within(ONE_CLICK.seconds):
        assert post("", (PART * 100)[: ONE_CLICK.size], PARTS).status_code == 410


LINES, LEVELS, PARTS_OF_MAIL = (MAIL.lines or 0) - 50, MAIL.depth or 0, (MAIL.count or 0) - 1


def nested(levels: int) -> bytes:
    """Return a mail of so many multiparts, each in the one before."""
    opens = "Content-Type: multipart/mixed; boundary=b{0}\n\n--b{0}\n"
    return b"".join(opens.format(one).encode() for one in range(levels))


def filled(head: bytes, line: bytes) -> bytes:
    """Return a mail that goes on with as many of these lines as fit."""
    room = min(LINES - head.count(b"\n"), (MAIL.size - len(head)) // len(line))
    return head + line * room


@pytest.mark.parametrize(
    "data",
    [
        nested(700) + b"x\n" * 450_000,
        nested(LEVELS + 1),
        b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\n" * 160_000,
        b"Content-Type: multipart/mixed; boundary=b\r\r" + b"--b\r\r" * 160_000,
        b"Content-Type: MULTIPART/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n"
        + b"a:b\n\n" * 190_000,
        b"a:b\n" * 249_000,
        b"\n" * MAIL.size,
        b"x" * (MAIL.size + 1),
        b"From: " + b"(" * MAIL_HEADER.size,
    ],
    ids=["49 s", "levels", "parts", "old line ends", "reports", "headers", "lines", "size", "header"],
)
def test_mail_beyond_its_limits_is_not_parsed(data: bytes) -> None:
    with within(0.05):
        assert letter.parse_mail(data) is None


@pytest.mark.parametrize(
    "data",
    [
        filled(nested(LEVELS), b"x" * 31 + b"\n"),
        filled(b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\n" * PARTS_OF_MAIL, b"x\n"),
        filled(b"Content-Type: message/rfc822\n\n" * LEVELS, b"a:b\n"),
        filled(
            b"Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n", b"a:b\n\n"
        ),
        filled(b"", b"a:b\n"),
        filled(b"", b"Authentication-Results: " + b"(" * 9_000 + b"\n"),
        b"From: " + b"a," * (MAIL_HEADER.size // 2 - 10),
        b"From: " + b"<" * (MAIL_HEADER.size - 10),
        b"From: " + b'"' * (MAIL_HEADER.size - 10),
        b"Content-Type: multipart/mixed" + b';a="' * (MAIL_HEADER.size // 4 - 10) + b"\n\n",
        b"Content-Type: multipart/mixed" + b"".join(b";a*%d=x" % one for one in range(2_000)) + b"\n\n",
        b"Content-Type: x/y\nContent-Disposition: x; filename*=punycode''a-" + b"9" * (MAIL_HEADER.size - 60) + b"\n\n",
    ],
    ids=[
        *(
            "levels",
            "parts",
            "messages",
            "reports",
            "headers",
            "results",
            "addresses",
            "angles",
            "quotes",
            "parameters",
        ),
        *("pieces", "character set"),
    ],
)
def test_worst_mail_within_its_limits_takes_little(data: bytes) -> None:
    with within(MAIL.seconds):
        read = letter.parse_mail(data)
        if read is not None:
            is_sender_proven(read, authserv="mx.example.org")


@pytest.mark.parametrize(
    "lines",
    [
        "BEGIN:VEVENT\nEND:VEVENT\n",
        "BEGIN:A\n",
        "A\n",
        "ATTENDEE" + ";A=" * 30_000 + "\n",
        'ATTENDEE;A="' * 8_000 + "\n",
        "DTSTAMP;TZID=../x:20260101T000000\n",
        "BEGIN:VEVENT\nUID:a\nATTENDEE;PARTSTAT=ACCEPTED:mailto:%61@b\nDTSTAMP;TZID=Europe/Paris:20260101T000000\nEND:VEVENT\n",
        "A:" + "\\n" * 30_000 + "\n",
        "BEGIN:VTIMEZONE\nTZID:x\nBEGIN:STANDARD\nDTSTART:16010101T000000\nRRULE:FREQ=SECONDLY\nEND:STANDARD\n",
        "BEGIN:VEVENT\nRRULE:" + "FREQ=DAILY;" * 5_000 + "\nEND:VEVENT\n",
        "BEGIN:VEVENT\nEXDATE:" + "20260101T000000Z," * 3_000 + "20260101T000000Z\nEND:VEVENT\n",
    ],
)
def test_worst_calendar_file_of_an_answer_takes_little(lines: str) -> None:
    head = "BEGIN:VCALENDAR\nMETHOD:REPLY\n"
    most = ((ANSWER_FILE.lines or 0) - 3) // lines.count("\n")
    file = head + lines * max(1, min(most, (ANSWER_FILE.size - len(head)) // len(lines)))
    with within(ANSWER_FILE.seconds):
        list(letter.read_answers(file.encode()))


TAGS = DAV_XML.count or 0


@pytest.mark.parametrize(
    "body",
    [
        b"<a>" + b"<b/>" * (DAV_XML.size // 4) + b"</a>",
        b"<a " + b" ".join(b'a%d=""' % one for one in range(DAV_XML.size // 11)) + b"/>",
    ],
    ids=["tags", "attributes"],
)
def test_list_of_a_calendar_server_beyond_its_limits_is_not_parsed(body: bytes) -> None:
    with within(0.05), pytest.raises(DavRefused) as refused:
        list(_members(_Answer("https://x/", body, None)))
    assert refused.value.reason == "too_big"


@pytest.mark.parametrize(
    "body",
    [
        b"<a>" + b"".join(b"<b%d/>" % one for one in range(TAGS - 2)) + b"</a>",
        b"<a>" * (TAGS // 2) + b"</a>" * (TAGS // 2),
        b"<a " + b" ".join(b'a%d=""' % one for one in range(2 * TAGS)) + b"/>",
        b"<a " + b" ".join(b'xmlns:a%d="x"' % one for one in range(2 * TAGS)) + b"/>",
        b"<a>" + b"&lt;" * (DAV_XML.size // 4) + b"</a>",
        b'<multistatus xmlns="DAV:">'
        + b"<response><href>../x</href><propstat><prop/><status> 200</status></propstat></response>" * (TAGS // 9)
        + b"</multistatus>",
    ],
    ids=["names", "deep", "attributes", "namespaces", "entities", "members"],
)
def test_worst_list_of_a_calendar_server_takes_little(body: bytes) -> None:
    with within(DAV_XML.seconds):
        list(_members(_Answer("https://x/y/", body, None)))


@pytest.mark.parametrize(
    "lines",
    [
        b"RRULE:FREQ=DAILY\n",
        b"EXDATE:20260101T000000Z\n",
        b"BEGIN:VALARM\n",
        b"X" + b";A=b" * 6 + b":a\n",
        b"A" * 60_000,
    ],
)
def test_worst_entry_that_a_calendar_gives_back_takes_little(lines: bytes) -> None:
    read_stored_event(b"BEGIN:VCALENDAR\n", "a")  # the library is loaded for the first one
    head = b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nDTSTART:20260101T000000Z\n"
    body = head + lines * min((ENTRY.lines or 0) - 8, (ENTRY.size - 150) // len(lines)) + b"END:VEVENT\nEND:VCALENDAR\n"
    with within(ENTRY.seconds):
        read_stored_event(body, "a")
    with within(0.01):
        assert read_stored_event(head + b"X:a\n" * (ENTRY.lines or 0), "a").event is None


@pytest.mark.parametrize("mark", ["[", "![", "- a\n", "#### a\n\n", "_a_ ", "a|b\n-|-\nc|d\n\n", "> "])
def test_worst_page_of_the_catalogue_takes_little(mark: str) -> None:
    head = "# P\n\n### Public\n\n#### Nom\n\n"
    with suppress(PageError):
        read_page(head)  # the library is loaded for the first one
    with within(CATALOGUE_PAGE.seconds), suppress(PageError):
        read_page(head + mark * ((CATALOGUE_PAGE.size - len(head)) // len(mark)))


def test_longest_words_of_a_link_are_refused_or_read_at_little_cost() -> None:
    for token in ("a" * LINK_TOKEN.size, f"{'a' * (LINK_TOKEN.size - 23)}.{'a' * 22}", "a" * 100_000):
        with within(LINK_TOKEN.seconds):
            assert not Signer("x" * 32, salt="x").read(token, use="mail")


def test_largest_view_that_a_page_carries_takes_little() -> None:
    forged = f"{'a' * (PAGE_VIEW.size - 23)}.{'a' * 22}"
    with within(PAGE_VIEW.seconds):
        assert Signer("x" * 32, salt="x").read(forged, use="view", longest=PAGE_VIEW.size) is None


def test_most_fields_of_a_view_take_little_and_one_more_is_refused() -> None:
    words = {"type": "plain_text_input", "value": "é" * VIEW_FIELDS.size}
    blocks: dict[str, object] = {f"b{one}": {"a": words} for one in range(VIEW_FIELDS.count or 0)}
    with within(VIEW_FIELDS.seconds):
        assert len(read_fields({"values": blocks})) == VIEW_FIELDS.count
    with pytest.raises(Garbled):
        read_fields({"values": {**blocks, "more": {"a": words}}})


def test_clock_file_is_read_to_its_limit(tmp_path: Path) -> None:
    file = tmp_path / "clock"
    file.write_bytes(b"1" * 3 + b" " * CLOCK_FILE.size * 1_000_000)
    with within(CLOCK_FILE.seconds):
        assert make_clock(file)() > machine_now()


def test_page_is_read_in_a_process_of_its_own() -> None:
    assert read_in_subprocess(b"# P\n\n### Public\n\n#### Nom\n\nMots.\n").dispositifs[0].description == "Mots."
    with pytest.raises(PageError) as refused:
        read_in_subprocess(b"# P\n\n#### Nom\n")
    assert refused.value.faults


SHEET = b"email,nom,role,defi,metier,expertises,slack_id,cycles_max\n"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("personnes.csv", SHEET + b"".join(b"p%d@example.org,P,EIG,D,design,,,\n" % one for one in range(5_000))),
        ("personnes.csv", SHEET + b'"' * (PROMOTION_FILE.size - len(SHEET))),
        ("personnes.csv", SHEET + b"," * (PROMOTION_FILE.size - len(SHEET))),
        ("personnes.csv", SHEET + b"\n" * (PROMOTION_FILE.size - len(SHEET))),
        ("disponibilites.csv", b"email,semaine,exceptions\n" + b"a@example.org,lundi 9h-12h,\n" * 5_000),
        ("disponibilites.csv", b"email,semaine,exceptions\n" + b"a@example.org," + b"lundi 9h-12h " * 70_000),
        ("promotion.toml", b"a = " + b"[" * (PROMOTION_FILE.size - 4)),
        ("promotion.toml", b"[[defis]]\nname = 'a'\n" * (PROMOTION_FILE.size // 21)),
        ("promotion.toml", b"".join(b"a.b%d = 1\n" % one for one in range(60_000))),
        ("promotion.toml", b'name = """' + b"a" * (PROMOTION_FILE.size - 20)),
    ],
    ids=["people", "quotes", "commas", "lines", "hours", "one week", "deep", "défis", "keys", "a string"],
)
def test_worst_file_of_a_promotion_takes_little(name: str, data: bytes) -> None:
    with within(PROMOTION_FILE.seconds), suppress(FileFaults):
        read_file(name, data[: PROMOTION_FILE.size])


PARSERS = {
    "read_file",
    "read_pasted",
    "read_page",
    "read_in_subprocess",
    "read_stored_event",
    "message_from_bytes",
    "fromstring",
}
OPENS = {"transaction", "rehearsal", "reading"}


def called(node: ast.AST) -> set[str]:
    """Return the names of what is called within."""
    calls = [one.func for one in ast.walk(node) if isinstance(one, ast.Call)]
    named = {one.id for one in calls if isinstance(one, ast.Name)}
    return named | {one.attr for one in calls if isinstance(one, ast.Attribute)}


def test_nothing_from_outside_is_parsed_inside_a_transaction() -> None:
    found = set()
    for module in modules():
        for node in () if module.path.startswith("bot/demo/") else module.nodes:  # whose files are its own
            inside = isinstance(node, ast.FunctionDef) and any(one.arg == "tx" for one in node.args.args)
            if isinstance(node, ast.With):
                inside = bool(OPENS & set().union(*(called(one.context_expr) for one in node.items)))
            if inside and called(node) & PARSERS:
                found.add(f"{module.path}:{node.lineno}")  # type: ignore[attr-defined]
    assert found == set()
