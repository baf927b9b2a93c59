"""The mail server beside the workspace: takes a mail as servers do, keeps it, shows it, and passes nothing on."""

import smtplib
import socket
import threading
from collections.abc import Iterator
from email.message import EmailMessage
from urllib.parse import urlsplit

import pytest

from bot.sandbox.browser.drawings import draw_letters
from bot.sandbox.post_office import LARGEST, PostOffice
from tests.patience import PATIENCE

ICS = "BEGIN:VCALENDAR\r\nMETHOD:CANCEL\r\nUID:0a1b-\r\n 2c3d\r\nSEQUENCE:3\r\nEND:VCALENDAR\r\n"


@pytest.fixture
def office() -> Iterator[PostOffice]:
    opened = PostOffice(now=lambda: 42.0)
    opened.open()
    yield opened
    opened.close()


def client(office: PostOffice) -> smtplib.SMTP:
    where = urlsplit(office.url)
    return smtplib.SMTP(where.hostname or "", where.port or 0, timeout=PATIENCE)


def written(subject: str = "Réservé", text: str = "Bonjour\n..deux points\n.\nfin\n") -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"], mail["Message-ID"] = "bot@a.fr", "lea@b.fr", subject, "<1@a.fr>"
    mail.set_content(text)
    mail.add_alternative("<p>Bonjour</p>", subtype="html")
    mail.add_alternative(ICS.encode(), maintype="text", subtype="calendar", params={"method": "CANCEL"})
    mail.add_attachment(ICS.encode(), maintype="application", subtype="ics", filename="a.ics")
    return mail


def test_mail_is_kept_as_it_was_written(office: PostOffice) -> None:
    with client(office) as smtp:
        smtp.send_message(written(), to_addrs=["Lea@b.fr", "noe@b.fr"])
    [letter] = office.inbox("lea@B.fr")
    assert (letter.number, letter.at, letter.sender, letter.to) == (1, 42.0, "bot@a.fr", ("Lea@b.fr", "noe@b.fr"))
    assert (letter.subject, letter.identity, letter.html.strip()) == ("Réservé", "<1@a.fr>", "<p>Bonjour</p>")
    assert letter.text.splitlines() == ["Bonjour", "..deux points", ".", "fin"]
    assert letter.calendar == {"METHOD": "CANCEL", "UID": "0a1b-2c3d", "SEQUENCE": "3"}
    assert (letter.attachments, office.inbox("ana@b.fr"), office.find(1), office.find(2)) == (
        ("a.ics",),
        [],
        letter,
        None,
    )


def test_address_that_does_not_exist_is_refused_and_the_others_served(office: PostOffice) -> None:
    office.unknown.add("Personne@b.fr")
    with client(office) as smtp:
        refused = smtp.send_message(written(), to_addrs=["personne@b.fr", "lea@b.fr"])
        assert [code for code, _ in refused.values()] == [550]
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            smtp.send_message(written(), to_addrs=["personne@b.fr"])
    assert [one.to for one in office.letters] == [("lea@b.fr",)]


def test_commands_out_of_order_are_refused(office: PostOffice) -> None:
    with client(office) as smtp:
        smtp.ehlo()
        told = [smtp.docmd(said)[0] for said in ("RCPT TO:<a@b.fr>", "DATA", "MAIL TO:<a@b.fr>", "VRFY a", "NOOP")]
        assert told == [503, 503, 501, 502, 250]
        smtp.mail("bot@a.fr")
        assert [smtp.docmd("RCPT TO:<nobody>")[0], smtp.rset()[0], smtp.rcpt("a@b.fr")[0]] == [501, 250, 503]
    assert office.letters == []


def test_mail_cut_off_in_the_middle_is_not_kept(office: PostOffice) -> None:
    where = urlsplit(office.url)
    with socket.create_connection((where.hostname or "", where.port or 0), timeout=PATIENCE) as line:
        line.sendall(b"EHLO a\r\nMAIL FROM:<a@b.fr>\r\nRCPT TO:<c@d.fr>\r\nDATA\r\nSubject: x\r\n\r\nhalf")
    with client(office) as smtp:
        smtp.noop()
    assert office.letters == []


def test_mail_that_is_too_large_is_refused(office: PostOffice) -> None:
    with client(office) as smtp, pytest.raises(smtplib.SMTPResponseException):
        smtp.sendmail("bot@a.fr", ["lea@b.fr"], b"Subject: x\r\n\r\n" + (b"x" * 900 + b"\r\n") * (LARGEST // 900 + 1))
    assert office.letters == []


def test_mails_of_many_at_once_are_all_kept_and_told() -> None:
    told: list[int] = []
    crowd = PostOffice(told=lambda: told.append(1))
    crowd.open()

    def give(number: int) -> None:
        with client(crowd) as smtp:
            smtp.send_message(written(str(number)))

    givers = [threading.Thread(target=give, args=(number,)) for number in range(12)]
    for one in givers:
        one.start()
    for one in givers:
        one.join()
    crowd.close()
    assert sorted(int(one.subject) for one in crowd.letters) == list(range(12))
    assert ([one.number for one in crowd.letters], len(told)) == ([*range(1, 13)], 12)
    with pytest.raises(RuntimeError):
        _ = crowd.url


def test_page_is_given_words_and_what_the_calendar_part_says(office: PostOffice) -> None:
    with client(office) as smtp:
        smtp.send_message(written(subject="<b>"))
    [(path, part)] = draw_letters(office).items()
    assert (path, '"subject":"<b>"' in part, '"SEQUENCE":"3"' in part) == ("mail/1", True, True)
