"""What strangers write in files, calendars, answers and mails, bent by Hypothesis: it is read, or refused."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from xml.sax.saxutils import escape

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from bot.agenda import letter
from bot.agenda.busy.reader import read_busy
from bot.agenda.letter import is_sender_authenticated
from bot.agenda.replies import ChangeStillPending
from bot.agenda.writing.found import read_stored_event
from bot.catalogue import catalogue
from bot.catalogue.page import page_text, read_page
from bot.demo.stage import MAIL_SERVER
from bot.errors import FeedUnread, Refusal
from bot.outside.dav import Calendar, StoredDocument
from bot.planning import replying
from bot.programme.files.kind import read_file
from bot.programme.imports.service import NamedFile, apply_import
from bot.programme.model import Actor
from storage.database import Database, Transaction
from storage.programme import people
from storage.programme.history import history
from tests.architecture.hostile import Bend, bends, bent_bytes, often
from tests.bot.calendar_server import calendar
from tests.bot.catalogue.pages import PAGE
from tests.bot.dav_servers import Fake, dav, fake_server, on
from tests.bot.mentoring.rig import NOW as MONDAY
from tests.bot.mentoring.rig import make_rig
from tests.bot.programme.imports.test_properties import undone
from tests.bot.programme.imports.written import EIG, NOW, PHASE_NAMES, PROMOTION, csv, hours_csv, imported
from tests.patience import PATIENCE
from tests.replies import bounce, entry, mail, proven

OMAR, UID = "omar@agence.example.org", "9f0c7c1e-0000-4000-8000-000000000001"
PEOPLE = csv(*EIG, "cora@exemple.fr,Cora,coach|mentor,,,droit|visio,U0CORA,3")
HOURS = hours_csv("cora@exemple.fr,lundi,09:00,12:00,,", "cora@exemple.fr,mardi,9h,17h30,2026-10-12,2026-12-18")
EVENTS = (
    "UID:1\nDTSTART;TZID=Europe/Paris:20260505T090000\nDTEND;TZID=Europe/Paris:20260505T100000\n"
    "RRULE:FREQ=WEEKLY;COUNT=4;BYDAY=TU,TH\nEXDATE;TZID=Europe/Paris:20260507T090000",
    "UID:2\nDTSTART;VALUE=DATE:20260511\nDURATION:P2D\nTRANSP:OPAQUE\nSUMMARY:à lire\\, ou pas",
)
MULTI = (
    '<?xml version="1.0"?><d:multistatus xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:response>'
    "<d:href>/cal/opaque-42/</d:href><d:propstat><d:prop><d:resourcetype><d:collection/><c:calendar/></d:resourcetype>"
    "<d:displayname>Travail</d:displayname><d:getetag>&quot;1&quot;</d:getetag><c:calendar-home-set><d:href>/cal/"
    "</d:href></c:calendar-home-set><c:calendar-data>%s</c:calendar-data></d:prop><d:status>HTTP/1.1 200 OK</d:status>"
    "</d:propstat></d:response></d:multistatus>"
)


@often(40)
@given(ways=bends)
def test_calendar_is_read_or_refused(ways: list[Bend]) -> None:
    data = bent_bytes(calendar(*EVENTS), ways)
    since = datetime(2026, 5, 4, tzinfo=UTC)
    try:
        spans = read_busy(data, since=since, until=since + timedelta(days=100))
    except FeedUnread:
        return
    assert spans == sorted(spans)
    assert all(starts < ends for starts, ends in spans)


@often(40)
@given(ways=bends)
def test_own_entry_as_a_program_left_it_is_read(ways: list[Bend]) -> None:
    read_stored_event(bent_bytes(calendar(*EVENTS), ways), "1")


@often(40)
@given(ways=bends)
def test_page_of_the_catalogue_is_read_or_refused(ways: list[Bend]) -> None:
    with suppress(Refusal):
        read_page(page_text(bent_bytes(PAGE.encode(), ways)), base_url="https://exemple.fr/")


@pytest.fixture
def kept(database: Database) -> Database:
    """Give a database with a promotion and its people."""
    with database.transaction() as tx:
        imported(tx, PROMOTION, PEOPLE, HOURS, confirmed=True)
    return database


@often(8)
@given(each=st.tuples(*[bends] * 4), true=st.integers(0, 3))
def test_files_are_imported_or_refused(kept: Database, each: tuple[list[Bend], ...], true: int) -> None:
    files = (one.encode() for one in (PROMOTION, PEOPLE, HOURS, PAGE))
    bent = (
        one if at == true else bent_bytes(one, ways) for at, (one, ways) in enumerate(zip(files, each, strict=True))
    )
    promotion, people, hours, page = bent
    with undone(kept) as tx:
        for texts in ([promotion, people, hours], [promotion], [people], [hours]):
            take(tx, texts)
        with suppress(Refusal):
            catalogue.import_page(tx, read_page(page_text(page)), now=NOW)


def take(tx: Transaction, texts: list[bytes]) -> None:
    with suppress(Refusal), tx.begin_nested():
        files = [NamedFile(f"fichier-{at}", read_file(f"fichier-{at}", data)) for at, data in enumerate(texts)]
        apply_import(tx, files, promotion_name=None, phase_names=PHASE_NAMES, confirmed=True, actor=Actor(""), now=NOW)


HEAD = f"Authentication-Results: {proven(OMAR)}\r\nFrom: {OMAR}\r\nContent-Type: text/calendar; charset=utf-8\r\n"
WORDS = {"broken", "bounce", "none", "unknown", "over", "unproven", "again", "earlier", "done", "kept"}
ACTORS = sa.select(history.c.actor_id).order_by(history.c.id)
COUNTER = entry(UID, OMAR, method="COUNTER", more=("DTSTART:20260512T140000Z", "COMMENT:Non"))
LETTERS = (
    mail(OMAR, entry(UID, OMAR, "DECLINED", more=("COMMENT:Pas là\\, pardon",))),
    mail(OMAR, entry(UID, OMAR, method="COUNTER", more=("DTSTART;TZID=Europe/Paris:20260512T140000",)), attached=True),
    bounce(f"<{UID}@bot>", OMAR),
)


@often(30)
@given(whole=st.sampled_from(LETTERS), ways=bends)
def test_mail_is_read_or_is_none(whole: bytes, ways: list[Bend]) -> None:
    read = letter.parse_mail(bent_bytes(whole, ways))
    if read is not None:
        is_sender_authenticated(read.results, authserv=MAIL_SERVER, sender=read.sender or "")


@often(40)
@given(ways=bends)
def test_answer_in_a_file_is_read(ways: list[Bend]) -> None:
    for one in letter.read_answers(bent_bytes(COUNTER.encode(), ways)):
        assert (one.uid.isprintable(), one.comment.encode()) == (True, one.comment.encode())


@pytest.fixture
def asked(database: Database) -> tuple[Database, int, list[bytes]]:
    """Give a cycle of mentoring, its mentor by id, and mails that answer its séances in true."""
    rig = make_rig(database)
    sheet, maya = rig.running(), rig.ids["maya"]
    with database.transaction() as tx:
        people.change(tx, maya, email=OMAR)
    one = sheet.sessions[1].appointment
    answers = (("ACCEPTED", "REPLY"), ("DECLINED", "REPLY"), ("TENTATIVE", "COUNTER"))
    files = [
        entry(one.uid, OMAR, answer, sequence=one.revision, at=rig.now, method=method, more=("COMMENT:Désolé\\, non",))
        for answer, method in answers
    ]
    return database, maya, [f"{HEAD}\r\n{file}".encode() for file in files]


@often(15)
@given(which=st.integers(0, 2), ways=bends)
def test_mail_acts_for_its_sender_or_not_at_all(
    asked: tuple[Database, int, list[bytes]], which: int, ways: list[Bend]
) -> None:
    database, maya, mails = asked
    sent = bent_bytes(mails[which], ways)
    with undone(database) as tx:
        before = len(tx.execute(ACTORS).all())
        with suppress(ChangeStillPending), tx.begin_nested():
            received = replying.read_mail(sent, authserv=MAIL_SERVER)
            assert set(replying.process_mail(tx, received, now=MONDAY)) <= WORDS
        assert {actor for (actor,) in tx.execute(ACTORS).all()[before:]} <= {maya}


@pytest.fixture(scope="module")
def fake() -> Iterator[Fake]:
    with fake_server() as opened:
        yield opened


@often(15)
@given(ways=bends)
def test_answer_of_a_calendar_server_is_read_or_refused(fake: Fake, ways: list[Bend]) -> None:
    data = bent_bytes((MULTI % escape(calendar(*EVENTS).decode())).replace("><", ">\n<").encode(), ways)
    fake.habits[:] = [on("PROPFIND", "REPORT", status=207, body=data), on("GET", status=200, body=data)]
    since = datetime(2026, 5, 4, tzinfo=UTC)
    client = dav()
    try:
        found = client.find(fake.account, seconds=PATIENCE)
        assert all(isinstance(one, Calendar) and one.name.encode() for one in found)
    except FeedUnread:
        pass
    try:
        listed = client.listing(
            fake.account, fake.calendar, since=since, until=since + timedelta(days=9), seconds=PATIENCE
        )
        assert all(isinstance(one, StoredDocument) for one in listed.values())
    except FeedUnread:
        pass
    client.read(fake.account, fake.entry(), seconds=PATIENCE)
