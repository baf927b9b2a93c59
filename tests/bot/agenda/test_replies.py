"""What is read of a mail that strangers wrote, and when our own server's word on its sender counts; pure."""

import base64
from datetime import UTC, datetime

import pytest

from bot.agenda.letter import MailAnswer, Response, is_sender_authenticated, parse_mail, read_answers
from tests.replies import STAMP, bounce, entry, mail, proven

OURS = "mx.dispositifs.example.org"
OMAR = "omar@agence.example.org"
UID = "9f0c7c1e-0000-4000-8000-000000000001"
ID = "9f0c7c1e-0000-4000-8000-00000000000a"


def answers(data: bytes) -> list[MailAnswer]:
    found = parse_mail(data)
    assert found is not None
    return [*found.answers]


@pytest.mark.parametrize("attached", [False, True])
def test_answer_is_read_as_a_part_and_as_a_file(attached: bool) -> None:
    file = entry(UID, OMAR.upper(), "DECLINED", sequence=3, more=("COMMENT:Pas là\\, pardon\\n;\\;",))
    (one,) = answers(mail(OMAR, file, attached=attached))
    assert one == MailAnswer(UID, OMAR, Response.DECLINED, 3, STAMP, comment="Pas là, pardon\n;;")
    assert "pardon" not in repr(one)


def test_answer_stands_in_base64_of_windows_line_ends_and_folded_lines() -> None:
    file = entry(UID, OMAR).replace("UID:9f0c", "UID:9f\r\n 0c")
    assert "\r\n 0c" in file
    data = base64.encodebytes(file.encode()).decode()
    head = f"From: {OMAR}\r\nContent-Type: text/calendar; method=REPLY\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    assert [one.uid for one in answers((head + data).encode())] == [UID]


def test_counter_proposes_a_time() -> None:
    file = entry(UID, OMAR, "TENTATIVE", method="COUNTER", more=("DTSTART;TZID=Europe/Paris:20260512T140000",))
    (one,) = read_answers(file.encode())
    assert (one.response, one.starts) == (Response.OTHER_TIME, datetime(2026, 5, 12, 12, 0, tzinfo=UTC))
    (of_outlook,) = read_answers(file.replace("Europe/Paris", "Romance Standard Time").encode())
    assert of_outlook.starts == one.starts


def test_moment_that_cannot_be_read_costs_the_moment_and_not_the_answer() -> None:
    file = entry(UID, OMAR, "DECLINED").replace("DTSTAMP:20260504T080000Z", "DTSTAMP:2026-05-04T08:00:00Z")
    assert "DTSTAMP:2026-05-04T08:00:00Z" in file
    (answer,) = read_answers(file.encode())
    assert (answer.response, answer.stamped) == (Response.DECLINED, None)


@pytest.mark.parametrize(
    "begin", ["BEGIN:VTIME\r\n ZONE", "BEGIN:VTIMEZ\r\n\r\n ONE", "BEGIN;X=1:VTIMEZONE", "begin: vtimezone"]
)
@pytest.mark.parametrize("zone", ["TZID:Notre heure", "TZID:Notre\r\n  heure"])
def test_zone_that_a_stranger_defines_is_not_believed_and_not_kept(begin: str, zone: str) -> None:
    """The library would keep it for the whole process, and read other people's answers by it."""
    defined = f"{begin}\r\n{zone}\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"
    defined += "TZOFFSETFROM:+1400\r\nTZOFFSETTO:+1400\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT"
    file = entry(UID, OMAR, method="COUNTER", more=("DTSTART;TZID=Notre heure:20260512T140000",))
    for text in (file.replace("BEGIN:VEVENT", defined), file):
        (counter,) = read_answers(text.encode())
        assert (counter.attendee, counter.starts) == (OMAR, None)


@pytest.mark.parametrize(
    "file",
    [
        entry(UID, OMAR, method="REQUEST"),
        entry(UID, OMAR, "NEEDS-ACTION"),
        entry(UID, OMAR, sequence=-1),
        entry(UID, OMAR, more=("RECURRENCE-ID:20260512T140000Z",)),
        entry(UID, OMAR, more=("ATTENDEE;PARTSTAT=DECLINED:mailto:ines@example.org",)),
        entry(UID, OMAR, more=("UID:another",)),
        entry(UID, OMAR).replace("mailto:omar", "https:omar"),
        entry(UID, OMAR).replace("BEGIN:VEVENT", "BEGIN:VEVENT\r\nBEGIN:VALARM"),
        entry(UID, OMAR).replace("METHOD:REPLY\r\n", ""),
        "BEGIN:VCALENDAR\r\n" * 1000,
        "",
    ],
)
def test_file_that_answers_nothing_is_none(file: str) -> None:
    assert [*read_answers(file.encode())] == []


def test_each_event_of_a_file_is_an_answer_and_at_most_ten_count() -> None:
    one = entry(UID, OMAR)
    head, _, rest = one.partition("BEGIN:VEVENT")
    event = f"BEGIN:VEVENT{rest.partition('END:VCALENDAR')[0]}"
    assert len(answers(mail(OMAR, f"{head}{event * 2}END:VCALENDAR\r\n"))) == 2
    assert len(answers(mail(OMAR, f"{head}{event * 50}END:VCALENDAR\r\n"))) == 10


def test_answer_within_a_mail_that_is_passed_on_is_nobodys() -> None:
    inner = mail(OMAR, entry(UID, OMAR)).decode()
    head = f'From: {OMAR}\nContent-Type: multipart/mixed; boundary="x"\n\n--x\nContent-Type: message/rfc822\n\n'
    assert answers(f"{head}{inner}\n--x--\n".encode()) == []


@pytest.mark.parametrize(
    ("headers", "automatic"),
    [
        ((), False),
        ((("Auto-Submitted", "no"),), False),
        ((("Auto-Submitted", "auto-replied (vacation)"),), True),
        ((("Return-Path", "<>"),), True),
        ((("Precedence", "Bulk"),), True),
    ],
)
def test_mail_of_a_machine_is_known(headers: tuple[tuple[str, str], ...], automatic: bool) -> None:
    found = parse_mail(mail(OMAR, entry(UID, OMAR), headers=headers))
    assert found is not None
    assert (found.automatic, found.sender, len(found.answers)) == (automatic, OMAR, 1)


@pytest.mark.parametrize(
    "head",
    [
        f"From: {OMAR}\nFrom: ines@example.org",
        f"From: {OMAR}, ines@example.org",
        "From: omar",
        "Subject: x",
        'From: "omar@agence.example.org" <ines@example.org>, omar@agence.example.org',
    ],
)
def test_mail_of_nobody_or_of_several_has_no_sender(head: str) -> None:
    found = parse_mail(f"{head}\n\nx".encode())
    assert found is not None
    assert found.sender is None


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe\x00" * 1000,
        b"From: =?utf-8?b?//////?= <\xff@\xfe>\nContent-Type: text/calendar; charset=\xff\n\n" + b"\x80" * 50,
        b"Content-Type: multipart/report; report-type=delivery-status\n\nno parts",
        b"".join(f'Content-Type: multipart/mixed; boundary="{n}"\n\n--{n}\n'.encode() for n in range(3000)),
        b"Content-Type: text/calendar\n\n" + b"BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\n" + b"A" * 190_000,
        b"Content-Type: text/calendar\n\nMETHOD" + b";A=" * 60_000 + b":x",
        b'Content-Type: text/calendar; name*0*="\xff\n\n' + entry("\0", OMAR).encode(),
    ],
)
def test_hostile_bytes_answer_nothing_and_fail_nothing(data: bytes) -> None:
    found = parse_mail(data)
    assert found is None or (found.answers, found.bounced) == ((), None)


@pytest.mark.parametrize(
    "head",
    [
        "From: " + "a," * 20_000,
        f"From: {OMAR}" + "\r\n ," * 9_000,
        f"From: {OMAR}\r\nContent-Type: text/calendar" + ";" * 30_000,
        f'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/calendar{";a=b" * 9_000}',
    ],
)
def test_header_without_end_is_not_even_parsed(head: str) -> None:
    """The library takes the square of its length: minutes for a mail of a million bytes, in which nobody can write."""
    assert parse_mail(f"{head}\r\n\r\nx".encode()) is None


def test_long_lines_of_a_body_and_headers_as_programs_write_them_are_read() -> None:
    page = "<p style='a:b'>" + "\n   <b>gras</b>" * 4_000 + "x" * 90_000
    headers = (("ARC-Seal", " ".join(["k" * 70] * 60)),)
    data = mail(OMAR, entry(UID, OMAR), words="CORPS", headers=headers)
    assert [one.uid for one in answers(data.replace(b"CORPS", page.encode()))] == [UID]


def test_bounce_names_the_mail_that_came_back() -> None:
    assert [
        found.bounced
        for message_id, action in (
            (f"<{ID}@dispositifs.example.org>", "failed"),
            (f"<{ID}@dispositifs.example.org>", "delayed"),
            ("<x@elsewhere.example.org>", "failed"),
        )
        if (found := parse_mail(bounce(message_id, OMAR, action=action)))
    ] == [ID, None, None]


@pytest.mark.parametrize(
    ("headers", "counts"),
    [
        ([proven(OMAR)], True),
        ([proven(OMAR, by="MX.dispositifs.example.org 1")], True),
        ([f"{OURS}; dkim=pass header.d=agence.example.org"], True),
        ([f"{OURS}; dkim=pass header.d=example.org"], True),  # the domain above signs for it
        ([f'{OURS}; dkim=pass (1024-bit key; dmarc=fail) header.i="@agence.example.org"'], True),
        ([f"{OURS}; dkim=fail header.d=agence.example.org; dkim=pass header.d=agence.example.org"], True),
        ([], False),
        ([proven(OMAR, by="mx.evil.example.org")], False),
        ([proven(OMAR, by=f"x.{OURS}"), proven(OMAR, by=f"{OURS}.evil.example.org")], False),
        ([proven(OMAR, came="fail")], False),
        ([proven(OMAR, came="none")], False),
        ([proven("ines@evil.example.org")], False),
        ([proven(OMAR, came="fail"), proven(OMAR)], False),  # below ours stands what the sender wrote
        ([f"{OURS}; spf=pass smtp.mailfrom={OMAR}", proven(OMAR)], False),
        ([f"{OURS}; none", f"{OURS}; dkim=pass header.d=agence.example.org"], False),
        ([proven(OMAR), f"{OURS}; dmarc=fail header.from=agence.example.org"], False),
        ([proven(OMAR), f"{OURS}; dkim=pass header.d=agence.example.org"], True),  # two filters of one server
        ([f"{OURS}; dmarc=fail header.from=agence.example.org; dkim=pass header.d=agence.example.org"], False),
        ([f"{OURS}; spf=pass smtp.mailfrom={OMAR}"], False),
        ([f"{OURS}; dkim=pass header.d=org"], False),
        ([f"{OURS}; dkim=pass header.d=evil-agence.example.org"], False),
        ([f"{OURS} (dmarc=pass header.from=agence.example.org); none"], False),
        ([f'{OURS}; dmarc=fail reason="x; dmarc=pass header.from=agence.example.org"'], False),
        ([f"evil.example.org; x=({OURS}); dmarc=pass header.from=agence.example.org"], False),
        ([f"{OURS}; dmarc=pass header.from"], False),
        (["((((" * 3000, "\\" * 500, '"' * 501, ";;;===;;"], False),
    ],
)
def test_our_own_server_alone_says_who_wrote(headers: list[str], counts: bool) -> None:
    assert is_sender_authenticated(headers, authserv=OURS, sender=OMAR) is counts
