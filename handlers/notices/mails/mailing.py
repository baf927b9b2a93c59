"""Build mails in the format of RFC 5322, 2045 and 6047: clean headers, plain text, HTML, and a calendar file."""

import re
import unicodedata
from datetime import datetime
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from typing import Any

from bot.dates.paris import to_paris
from bot.outside.mail_server import Mailbox
from handlers.kit.escaping import clip
from handlers.notices.messages import Mail

LONGEST_SUBJECT = 150
FILE_NAME = "rendez-vous.ics"

_SPACES = re.compile(r"\s+")
_UNSEEN = {
    "Cc",
    "Cf",
    "Cs",
    "Co",
    "Cn",
    "Zl",
    "Zp",
}  # These Unicode categories are control, format, surrogate, private use, unassigned, and line breaks.
_JOINERS = "\u200c\u200d"  # Some names and emoji need these format characters.


class _SmtpPolicy(EmailPolicy):
    """The format of mails for SMTP. Words outside ASCII in headers are encoded as RFC 2047 requires, with their spaces.

    Python's own policy puts a space between two encoded words at the end of a line, where readers ignore it. One long
    subject in ten lost a space in this way (« de 9 h à12 h 30 »). So this class encodes a subject, or a name, as a
    whole."""

    def fold(self, name: str, value: Any) -> str:  # noqa: ANN401 - the library's own signature
        if str(value).isascii():
            return str(super().fold(name, value))
        if name.lower() == "subject":
            return f"{name}: {self._encode_header(name, str(value))}{self.linesep}"
        if addresses := getattr(value, "addresses", ()):
            [one] = addresses
            return (
                f"{name}: {self._encode_header(name, one.display_name)}{self.linesep} <{one.addr_spec}>{self.linesep}"
            )
        return str(super().fold(name, value))

    def fold_binary(self, name: str, value: Any) -> bytes:  # noqa: ANN401 - the same
        return self.fold(name, value).encode("ascii", "surrogateescape")

    def _encode_header(self, name: str, words: str) -> str:
        return Header(words, "utf-8", header_name=name).encode(linesep=self.linesep)


ON_THE_WIRE = _SmtpPolicy(linesep="\r\n")


def compose_mail(mail: Mail, *, to: Mailbox, sender: Mailbox, notice_id: str, now: datetime) -> EmailMessage:
    """Build the mail of a notice. All attempts have the same Message-ID.

    The calendar file is in the mail twice: for calendar programs (RFC 6047, §2.4), and as an attachment. The mail has
    neither pictures nor remote content nor tracking."""
    letter = EmailMessage(policy=ON_THE_WIRE)
    letter["Message-ID"] = f"<{notice_id}@{sender.domain}>"
    letter["Date"] = to_paris(now)
    letter["From"] = _address(sender)
    letter["To"] = _address(to)
    if mail.reply_to is not None:
        letter["Reply-To"] = _address(mail.reply_to)
    letter["Subject"] = to_one_line(mail.subject)
    letter["Auto-Submitted"] = "auto-generated"  # RFC 3834: automatic replies do not answer this mail.
    letter["X-Auto-Response-Suppress"] = "All"  # Exchange reads this header instead.
    if mail.stop is not None:  # RFC 8058: mail programs show a button to unsubscribe.
        letter["List-Unsubscribe"] = f"<{mail.stop}>"
        letter["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    letter.set_content(_to_encodable(mail.text), cte="quoted-printable")
    letter.add_alternative(_to_encodable(mail.html), subtype="html", cte="quoted-printable")
    if mail.invitation is not None and mail.method is not None:
        letter.add_alternative(
            mail.invitation,
            maintype="text",
            subtype="calendar",
            cte="base64",
            params={"method": mail.method, "charset": "utf-8"},
        )
        letter.add_attachment(mail.invitation, maintype="application", subtype="ics", filename=FILE_NAME)
    for name, page in mail.papers:
        shape = "plain" if name.endswith(".txt") else "html"
        letter.add_attachment(page, maintype="text", subtype=shape, filename=name, params={"charset": "utf-8"})
    letter["Content-Language"] = "fr"  # Set this header last. Adding content would move it into a part of the mail.
    return letter


def to_one_line(text: str) -> str:
    """Return text for a header, as one line of at most 150 characters without invisible characters."""
    seen = "".join(
        " " if sign.isspace() and sign != "\u00a0" else sign
        for sign in text
        if sign.isspace() or sign in _JOINERS or unicodedata.category(sign) not in _UNSEEN
    )
    # The library decodes a text that looks like an encoded word (RFC 2047), and the result could add lines and headers.
    tame = _SPACES.sub(_collapse_spaces, seen).strip().replace("=?", "= ?")
    return clip(tame, LONGEST_SUBJECT)


def _collapse_spaces(match: re.Match[str]) -> str:
    return "\u00a0" if "\u00a0" in match[0] else " "


def _address(mailbox: Mailbox) -> Address:
    return Address(to_one_line(mailbox.name), mailbox.user, mailbox.domain)


def _to_encodable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")  # A lone surrogate cannot be encoded.
