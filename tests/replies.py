"""Answers as calendar programs mail them, with what our own mail server says of who wrote."""

from datetime import UTC, datetime
from email.message import EmailMessage

from bot.demo.stage import MAIL_SERVER

STAMP = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)


def proven(sender: str, *, by: str = MAIL_SERVER, came: str = "pass") -> str:
    """Give what a server writes of a mail of this address."""
    return f"{by}; spf=pass smtp.mailfrom={sender}; dmarc={came} (p=REJECT) header.from={sender.rpartition('@')[2]}"


def entry(
    uid: str,
    attendee: str,
    partstat: str = "ACCEPTED",
    *,
    sequence: int = 0,
    at: datetime = STAMP,
    method: str = "REPLY",
    more: tuple[str, ...] = (),
    parameters: str = "",
) -> str:
    """Give the calendar file of an answer."""
    lines = [
        *("BEGIN:VCALENDAR", "PRODID:-//Agenda//FR", "VERSION:2.0", f"METHOD:{method}", "BEGIN:VEVENT"),
        *(f"UID:{uid}", f"SEQUENCE:{sequence}", f"DTSTAMP:{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"),
        "ORGANIZER:mailto:bot@dispositifs.example.org",
        f"ATTENDEE;PARTSTAT={partstat};CN=Quelqu’un{parameters}:mailto:{attendee}",
        *(*more, "END:VEVENT", "END:VCALENDAR", ""),
    ]
    return "\r\n".join(lines)


def mail(
    sender: str,
    file: str,
    *,
    results: str | None = None,
    attached: bool = False,
    words: str = "Je réponds depuis mon agenda.",
    headers: tuple[tuple[str, str], ...] = (),
) -> bytes:
    """Give a mail with a calendar file, in base64 inside multipart; `results` "": our server said nothing."""
    letter = EmailMessage()
    if results != "":
        letter["Authentication-Results"] = results or proven(sender)
    letter["From"], letter["To"] = f"Quelqu'un <{sender}>", "bot@dispositifs.example.org"
    letter["Subject"] = "Accepté : rendez-vous"
    for name, value in headers:
        letter[name] = value
    letter.set_content(words)
    data = file.encode()
    if attached:
        letter.add_attachment(data, maintype="application", subtype="octet-stream", filename="invite.ics")
    else:
        parameters = {"method": "REPLY", "charset": "utf-8"}
        letter.add_alternative(data, maintype="text", subtype="calendar", cte="base64", params=parameters)
    return letter.as_bytes()


def bounce(message_id: str, address: str, *, action: str = "failed") -> bytes:
    """Give the report of a server that could not deliver a mail."""
    return f"""Return-Path: <>
From: MAILER-DAEMON@agence.example.org
To: bot@dispositifs.example.org
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Nobody of this name.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.agence.example.org

Final-Recipient: rfc822; {address}
Action: {action}
Status: 5.1.1

--b
Content-Type: text/rfc822-headers

Message-ID: {message_id}
Subject: Invitation

--b--
""".replace("\n", "\r\n").encode()
