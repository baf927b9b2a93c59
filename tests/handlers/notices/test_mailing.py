"""A mail as it travels: its headers, its parts, and what typed text cannot do to it."""

import re
from base64 import b64decode
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as modern
from quopri import decodestring

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.outside.mail_server import Mailbox, read_mailbox
from handlers.notices.mails.mailing import compose_mail, to_one_line
from handlers.notices.messages import Mail

NOW = datetime(2026, 5, 12, 12, 0, tzinfo=UTC)
ID = "0a1b2c3d-0a1b-4a1b-8a1b-0a1b2c3d4e5f"
ICS = b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:D\xc3\xa9fi\r\nEND:VCALENDAR\r\n"
SENDER = read_mailbox("Dispositifs EIG, « bot » <bot@dispositifs.entrepreneurs-interet-general.example.org>")
LEA = read_mailbox("lea@exemple.fr")
WORDS = ("de", "à", "9\u00a0h", "12\u00a0h\u00a030", "Conférence", "élève", "mardi", "«\u00a0Carte\u00a0»", ":", "👩")
PLAIN = Mail("Sujet", "Bonjour\n.\nvoilà\n", "<p>Bonjour, voilà</p>")
INVITING = Mail("Sujet", "texte\n", "<p>texte</p>", invitation=ICS, method="REQUEST")


def travelled(mail: Mail, *, notice_id: str = ID) -> EmailMessage:
    """Give a mail as its reader's programme has it; its lines are ASCII and at most 998 long (RFC 5322, 2.1.1)."""
    to = read_mailbox("lea@exemple.fr")
    data = compose_mail(mail, to=to, sender=SENDER, notice_id=notice_id, now=NOW).as_bytes()
    assert data.isascii()
    assert max(map(len, data.split(b"\r\n"))) <= 998
    assert b"\n" not in data.replace(b"\r\n", b"")
    return message_from_bytes(data, _class=EmailMessage, policy=modern)


def test_headers_say_who_what_when_and_that_nobody_typed_it() -> None:
    letter = travelled(INVITING)
    assert {name: str(value) for name, value in letter.items() if name != "Content-Type"} == {
        "Message-ID": f"<{ID}@dispositifs.entrepreneurs-interet-general.example.org>",
        "Date": "Tue, 12 May 2026 14:00:00 +0200",
        "From": '"Dispositifs EIG, « bot »" <bot@dispositifs.entrepreneurs-interet-general.example.org>',
        "To": "lea@exemple.fr",
        "Subject": "Sujet",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "Content-Language": "fr",
        "MIME-Version": "1.0",
    }


def test_invitation_is_a_part_of_its_own_and_attached() -> None:
    letter = travelled(INVITING)
    kinds = [part.get_content_type() for part in letter.walk()]
    assert kinds == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]
    calendar, attached = [part for part in letter.walk() if part.get_content_type().endswith(("calendar", "ics"))]
    assert dict(calendar["Content-Type"].params) == {"method": "REQUEST", "charset": "utf-8"}
    assert (calendar.get_content_disposition(), attached.get_content_disposition()) == (None, "attachment")
    assert (calendar.get_payload(decode=True), attached.get_payload(decode=True)) == (ICS, ICS)
    assert attached.get_filename() == "rendez-vous.ics"


def test_cancellation_says_so_and_mail_without_entry_has_words_alone() -> None:
    cancelled = travelled(Mail("Sujet", "texte\n", "<p>texte</p>", invitation=ICS, method="CANCEL"))
    methods = [part["Content-Type"].params.get("method") for part in cancelled.walk()]
    assert "CANCEL" in methods
    plain = travelled(PLAIN)
    assert [part.get_content_type() for part in plain.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    body = plain.get_body(("plain",))
    assert body is not None
    assert body.get_content().replace("\r\n", "\n") == "Bonjour\n.\nvoilà\n"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Défi\r\nBcc: tout-le-monde@exemple.fr", "Défi Bcc: tout-le-monde@exemple.fr"),
        ("Défi\u2028Bcc: x\x00\x1b[31m\u202eenvers\ud800", "Défi Bcc: x[31menvers"),
        ("=?utf-8?q?Bcc=3A?= a", "= ?utf-8?q?Bcc=3A?= a"),
        ("=?utf-8?q?x=0D=0ABcc:_spy=40evil.example?=", "= ?utf-8?q?x=0D=0ABcc:_spy=40evil.example?="),
        ("x" * 151, "x" * 149 + "…"),
        ("é" * 400, "é" * 149 + "…"),
        ("Réservé\u00a0: « R&D » 👩\u200d💻", "Réservé\u00a0: « R&D » 👩\u200d💻"),
    ],
)
def test_subject_is_one_line_whatever_was_typed(typed: str, read: str) -> None:
    letter = travelled(Mail(typed, "texte\n", "<p>texte</p>"))
    assert ("Bcc" in letter, len(letter.keys())) == (False, 10)
    assert str(letter["Subject"]) == read


@settings(max_examples=200)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=30).map(" ".join), st.text(max_size=60))
def test_every_space_of_a_long_subject_arrives(words: str, more: str) -> None:
    subject = f"Invitation\u00a0: {words} {more}"
    raw = compose_mail(Mail(subject, "t\n", "<p>t</p>"), to=LEA, sender=SENDER, notice_id=ID, now=NOW).as_bytes()
    wanted = to_one_line(subject)
    assert str(message_from_bytes(raw, policy=modern)["Subject"]) == wanted
    assert by_hand(raw, b"Subject") == wanted
    header = raw[raw.index(b"Subject:") : raw.index(b"Auto-Submitted")]
    assert max(map(len, header.split(b"\r\n"))) <= 78


@pytest.mark.parametrize("name", ["Fatou N’Dour", " ".join(WORDS[:7]), "Ada", "Éloïse, « bot » <x@y>"])
def test_every_space_of_a_name_arrives(name: str) -> None:
    sender = Mailbox("bot", "exemple.fr", name)
    raw = compose_mail(PLAIN, to=LEA, sender=sender, notice_id=ID, now=NOW).as_bytes()
    # Not by the library: of a name in two encoded words it reads a space too many.
    assert by_hand(raw, b"From").replace('"', "") == f"{name} <bot@exemple.fr>"


def by_hand(raw: bytes, name: bytes) -> str:
    """Read a header as RFC 2047 says, without the library: what stands between two encoded words is nothing."""
    found = re.search(rb"^" + name + rb": ([^\r]*(?:\r\n[ \t][^\r]*)*)", raw, re.MULTILINE)
    assert found
    line = re.sub(r"\?=\s+=\?", "?==?", found[1].decode("ascii").replace("\r\n", ""))
    parts = re.split(r"((?:=\?utf-8\?[bq]\?[^?]*\?=)+)", line)
    return "".join(decoded(part) if number % 2 else part for number, part in enumerate(parts))


def decoded(words: str) -> str:
    """Give what encoded words say, which may part a sign between them."""
    read = b""
    for way, text in re.findall(r"=\?utf-8\?([bq])\?([^?]*)\?=", words):
        read += b64decode(text) if way == "b" else decodestring(text.replace("_", " ").encode())
    return read.decode()


def test_same_notice_has_the_same_identity_and_another_has_another() -> None:
    assert travelled(PLAIN)["Message-ID"] == travelled(INVITING)["Message-ID"]
    assert travelled(PLAIN)["Message-ID"] != travelled(PLAIN, notice_id=ID[::-1])["Message-ID"]


def test_half_a_sign_does_not_keep_a_mail_back() -> None:
    assert travelled(Mail("Sujet", "a\ud800b\n", "<p>a\ud800b</p>"))


@pytest.mark.parametrize("values", [{"invitation": ICS}, {"method": "CANCEL"}])
def test_entry_and_method_go_together(values: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="method"):
        Mail("Sujet", "texte", "<p>texte</p>", **values)  # type: ignore[arg-type]
