"""A parser of received mails. It finds the sender, the calendar answers, and the mail that a bounce is about. Pure.

Anybody can write to the bot's mailbox. The bot keeps none of the text except the COMMENT of a calendar answer."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import Message
from email.utils import getaddresses
from enum import StrEnum
from itertools import islice
from typing import Any
from urllib.parse import unquote

from bot.dates.paris import PARIS
from bot.runtime.limits import ANSWER_FILE, MAIL, MAIL_HEADER

MOST_PARTS = 50  # the parser searches at most this many parts of a mail
MOST_FILES = 3  # the parser reads at most this many calendar files of a mail
MOST_RESULTS = 20  # a mail with more Authentication-Results headers is not trusted
LONGEST_COMMENT = 500
MOST_CHANGES = 10**9  # a larger SEQUENCE is invalid

_NESTS = re.compile(rb"(?:multipart|message)/", re.IGNORECASE)  # parts of these types contain other parts
_BOUNDARY = re.compile(rb"[\r\n]--")
_FIELD = re.compile(rb"[!-9;-~]*:|From ")  # the library takes a line that begins like this for a header
_FOLD = re.compile(rb"(?:\r?\n)+[ \t]")
_EDGE = re.compile(rb"\s*(BEGIN|END)\b[^:]*:\s*VTIMEZONE", re.IGNORECASE)
_DROPPED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
# Matches the id of a notice in the Message-ID of its mail.
_OURS = re.compile(r"<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@")
_CALENDARS = frozenset({"text/calendar", "application/ics"})
_AUTOMATIC = frozenset({"bulk", "junk", "list", "auto_reply"})


class Response(StrEnum):
    """An answer from a calendar program. METHOD:COUNTER is `OTHER_TIME`, and PARTSTAT=DELEGATED is `PASSES_ON`."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    TENTATIVE = "tentative"
    PASSES_ON = "delegated"
    OTHER_TIME = "counter"


@dataclass(frozen=True, slots=True)
class MailAnswer:
    """An answer from a calendar program about revision `sequence` of the entry `uid`. `stamped`: when it was given.

    `attendee`: mail address of the person who answers. `starts`: the time that a COUNTER proposes."""

    uid: str
    attendee: str
    response: Response
    sequence: int
    stamped: datetime | None
    starts: datetime | None = None
    comment: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail. `sender`: the only address in From, in lower case. `results`: its Authentication-Results headers.

    `automatic`: the bot must not answer this mail. `bounced`: id of the notice whose mail was not delivered."""

    sender: str | None
    automatic: bool
    results: tuple[str, ...] = ()
    answers: tuple[MailAnswer, ...] = ()
    bounced: str | None = None


def parse_mail(data: bytes) -> Letter | None:
    """Parse a mail. Return None if it is invalid or exceeds the limits, which are checked before the parsing."""
    if not _is_within_limits(data):
        return None
    try:
        mail = message_from_bytes(data)
        return Letter(
            _sender(mail),
            _is_automatic(mail),
            _authentication_results(mail),
            tuple(islice(_answers(mail), ANSWER_FILE.count)),
            _bounced_notice_id(mail),
        )
    except (RecursionError, LookupError, ValueError, TypeError):  # the library raises these for malformed mails
        return None


def _is_within_limits(data: bytes) -> bool:
    """Return whether a mail is within the limits of size, lines, parts, nesting and headers.

    The scan comes before the parsing, so each text that looks like the beginning of a part counts as a part."""
    return (
        len(data) <= MAIL.size
        and data.count(b"\n") <= (MAIL.lines or 0)
        and data.count(b"\r") <= (MAIL.lines or 0)
        and _has_at_most(_NESTS, data, MAIL.depth or 0)
        and _has_at_most(_BOUNDARY, data, MAIL.count or 0)
        and not _has_endless_header(data)
    )


def _has_at_most(pattern: re.Pattern[bytes], data: bytes, max_matches: int) -> bool:
    return next(islice(pattern.finditer(data), max_matches, None), None) is None


def _has_endless_header(data: bytes) -> bool:
    """Return whether a header is longer than MAIL_HEADER allows. Body lines that look like headers count."""
    length, counts = 0, False
    for line in data.splitlines():
        if not line.startswith((b" ", b"\t")):
            length, counts = 0, _FIELD.match(line) is not None
        length += len(line) + 2
        if counts and length > MAIL_HEADER.size:
            return True
    return False


def _authentication_results(mail: Message) -> tuple[str, ...]:
    found = [str(header) for header in mail.get_all("Authentication-Results", ())]
    return tuple(found) if len(found) <= MOST_RESULTS else ()


def _sender(mail: Message) -> str | None:
    said = [str(sender) for sender in mail.get_all("From", ())]
    found = [address for address in getaddresses(said) if any(address)] if len(said) == 1 else []
    address = found[0][1].strip().lower() if len(found) == 1 else ""
    return address if address.count("@") == 1 else None


def _is_automatic(mail: Message) -> bool:
    said = str(mail.get("Auto-Submitted", "no")).partition(";")[0].strip().lower()
    path = str(mail.get("Return-Path", "<?>")).strip()
    return said != "no" or path == "<>" or str(mail.get("Precedence", "")).strip().lower() in _AUTOMATIC


def _own_parts(mail: Message, depth: int = 0) -> Iterator[Message]:
    """Yield the parts of a mail, but not those of forwarded mails inside it, because the sender did not write these."""
    inside = mail.get_payload()
    if not mail.is_multipart() or not isinstance(inside, list):
        yield mail
    elif mail.get_content_maintype() == "multipart" and depth < 10:
        for attached in inside:
            if isinstance(attached, Message):
                yield from _own_parts(attached, depth + 1)


def _answers(mail: Message) -> Iterator[MailAnswer]:
    tried = 0
    for number, part in enumerate(_own_parts(mail)):
        if number >= MOST_PARTS:
            return
        # Search the raw headers: `get_filename` would decode the name with any character set that the sender chooses.
        named = f"{part.get('Content-Disposition', '')} {part.get('Content-Type', '')}".lower()
        if part.get_content_type() in _CALENDARS or ".ics" in named:
            data = part.get_payload(decode=True)
            found = [*read_answers(data)] if isinstance(data, bytes) else []
            tried += 1
            yield from found
            if found or tried >= MOST_FILES:  # the other files often repeat the first one
                return


def read_answers(data: bytes) -> Iterator[MailAnswer]:
    """Yield the answers in a calendar file. Yield none if the file is not a reply, is invalid or is too large."""
    from icalendar import Calendar  # icalendar is slow to import

    if len(data) > ANSWER_FILE.size or max(data.count(b"\n"), data.count(b"\r")) > (ANSWER_FILE.lines or 0):
        return
    try:
        calendars = Calendar.from_ical(_remove_zones(data), multiple=True)
    except Exception:  # noqa: BLE001 - the parser raises many types of exceptions
        return
    for calendar in calendars:
        for event in calendar.subcomponents:
            if event.name == "VEVENT" and (answer := _answer(str(calendar.get("METHOD", "")).upper(), event)):
                yield answer


def _remove_zones(data: bytes) -> bytes:
    """Remove the time zones that a file defines, because the library would keep each of them in memory for ever."""
    kept, inside = list[bytes](), False
    for line in _FOLD.sub(b"", data).splitlines(keepends=True):
        edge = _EDGE.match(line)
        inside = inside or (edge is not None and edge[1].upper() == b"BEGIN")
        if not inside:
            kept.append(line)
        inside = inside and not (edge is not None and edge[1].upper() == b"END")
    return b"".join(kept)


def _answer(method: str, event: Mapping[str, Any]) -> MailAnswer | None:
    """Return the answer in an event. Return None unless the event has exactly one attendee and no RECURRENCE-ID.

    The bot's events do not recur, so an answer about a single recurrence is invalid."""
    attendee, uid, sequence = event.get("ATTENDEE"), event.get("UID"), event.get("SEQUENCE", 0)
    if method not in {"REPLY", "COUNTER"} or "RECURRENCE-ID" in event:
        return None
    if isinstance(attendee, list) or not isinstance(uid, str) or not re.fullmatch(r"[!-~]{1,200}", uid):
        return None
    said = str(attendee.params.get("PARTSTAT", "")).lower() if attendee is not None else ""
    response = (
        Response.OTHER_TIME
        if method == "COUNTER"
        else next((response for response in Response if response.value == said), None)
    )
    address = _address(str(attendee))
    if response is None or address is None or not isinstance(sequence, int) or not 0 <= sequence < MOST_CHANGES:
        return None
    return MailAnswer(
        uid=str(uid),
        attendee=address,
        response=response,
        sequence=int(sequence),
        stamped=_to_moment(event.get("DTSTAMP")),
        starts=_to_moment(event.get("DTSTART")) if response is Response.OTHER_TIME else None,
        comment=_comment_text(event.get("COMMENT", "")),
    )


def _address(uri: str) -> str | None:
    scheme, _, address = uri.strip().partition(":")
    address = unquote(address).strip().lower()
    return address if scheme.lower() == "mailto" and address.count("@") == 1 and address.isprintable() else None


def _to_moment(value: Any) -> datetime | None:  # noqa: ANN401 - the library returns any kind of property
    try:
        moment = getattr(value, "dt", None)  # the library parses here, and raises if the value is invalid
        if not isinstance(moment, datetime) or (moment.tzinfo is None and "TZID" in value.params):
            return None
        return (moment if moment.tzinfo else moment.replace(tzinfo=PARIS)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _comment_text(text: Any) -> str:  # noqa: ANN401 - the library returns a property of any kind, or a list
    plain = str(next(iter(text), "") if isinstance(text, list) else text).replace("\r\n", "\n")
    return _DROPPED.sub("", plain).strip()[:LONGEST_COMMENT]


def _bounced_notice_id(mail: Message) -> str | None:
    if mail.get_content_type() != "multipart/report" or not mail.is_multipart():
        return None
    inside = [attached for attached in mail.get_payload() if isinstance(attached, Message)]
    fields = [
        block
        for part in inside
        if part.get_content_type() == "message/delivery-status"
        for block in _attached_parts(part)
    ]
    if not any(str(field.get("Action", "")).strip().lower() == "failed" for field in fields):
        return None
    for part in inside:
        kind, held = part.get_content_type(), part.get_payload()
        if kind == "message/rfc822" and isinstance(held, list) and held and isinstance(held[0], Message):
            head = str(held[0].get("Message-ID", ""))
        elif kind == "text/rfc822-headers":
            data = part.get_payload(decode=True)
            head = str(message_from_bytes(data if isinstance(data, bytes) else b"").get("Message-ID", ""))
        else:
            continue
        if found := _OURS.search(head):
            return found[1]
    return None


def _attached_parts(part: Message) -> list[Message]:
    held = part.get_payload()
    return [attached for attached in held if isinstance(attached, Message)] if isinstance(held, list) else []


_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"|([^\s;="]+)|([;=])')
LONGEST = 10_000  # the parser reads at most this many characters of a header
# (method, result, {property: value}), for example ("dmarc", "pass", {"header.from": "example.fr"})
Result = tuple[str, str, Mapping[str, str]]


def is_sender_authenticated(headers: Iterable[str], *, authserv: str, sender: str) -> bool:
    """Return whether our mail server (`authserv`) proves that `sender` wrote the mail.

    `headers`: the uppermost is first. The proof is a DMARC « pass » for the sender's domain in the uppermost header of
    our server. If that header has no DMARC result, the proof is a valid DKIM signature of the sender's domain or of a
    parent domain. Any other DMARC result of our server disproves the sender."""
    domain = sender.rpartition("@")[2]
    ours = [results for header in headers if (results := _parse_results(header, authserv)) is not None]
    checked = [
        (came, _domain(on, "header.from")) for results in ours for method, came, on in results if method == "dmarc"
    ]
    if not ours or any(result != ("pass", domain) for result in checked):
        return False
    if any(method == "dmarc" for method, _, _ in ours[0]):
        return True
    return any(
        method == "dkim"
        and came == "pass"
        and _may_sign_for(_domain(on, "header.d") or _domain(on, "header.i"), domain)
        for method, came, on in ours[0]
    )


def _may_sign_for(signer: str, domain: str) -> bool:
    return "." in signer and (domain == signer or domain.endswith(f".{signer}"))


def _domain(properties: Mapping[str, str], property_name: str) -> str:
    return properties.get(property_name, "").rpartition("@")[2].lower()


def _parse_results(header: str, authserv: str) -> list[Result] | None:
    tokens = [*_tokens(_remove_comments(header[:LONGEST]))]
    if not tokens or tokens[0].lower() != authserv.strip().lower():
        return None
    results: list[Result] = []
    for words in _split_results(tokens[1:]):
        pairs = [(words[at - 1].lower(), words[at + 1].lower()) for at in range(1, len(words) - 1) if words[at] == "="]
        if pairs:
            method, came = pairs[0]
            results.append((method.partition("/")[0], came, dict(pairs[1:])))
    return results


def _split_results(tokens: list[str]) -> Iterator[list[str]]:
    part: list[str] = []
    for word in tokens:
        if word == ";":
            yield part
            part = []
        else:
            part.append(word)
    yield part


def _tokens(text: str) -> Iterator[str]:
    for found in _TOKEN.finditer(text):
        # A quoted text is one value, even if it contains `;` or `=`.
        yield found[1].replace("\\", "").replace(";", "").replace("=", "") if found[1] is not None else found[0]


def _remove_comments(text: str) -> str:
    """Remove comments in brackets outside quotes, even nested comments. A comment could contain « dmarc=pass »."""
    kept, depth, quoted, escaped = list[str](), 0, False, False
    for sign in text:
        if escaped:
            escaped = False
        elif sign == "\\" and (quoted or depth):
            escaped = True
        elif sign == '"' and not depth:
            quoted = not quoted
        elif sign == "(" and not quoted:
            depth += 1
            continue
        elif sign == ")" and depth:
            depth -= 1
            kept.append(" ")
            continue
        if not depth:
            kept.append(sign)
    return "".join(kept)
