"""A mail that came, as far as it concerns appointments: who sent it, what it answers, what was not delivered; pure.

Whatever is in it was written by strangers. Of its words nothing is read but the COMMENT of a calendar's answer.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from email import message_from_bytes
from email.message import Message
from email.utils import getaddresses
from enum import StrEnum
from itertools import islice
from urllib.parse import unquote
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.dates.paris import PARIS
from bot.runtime.limits import ANSWER_FILE, MAIL, MAIL_HEADER

MOST_PARTS = 50  # that are looked at for an answer
MOST_RESULTS = 20  # headers Authentication-Results; with more nobody is believed
LONGEST_COMMENT = 500  # characters

_NESTS = re.compile(rb"(?:multipart|message)/", re.IGNORECASE)  # what may hold parts, written in one piece always
_BOUNDARY = re.compile(rb"[\r\n]--")
_FIELD = re.compile(rb"[!-9;-~]*:|From ")  # as the library knows a header, wherever it stands
_FOLD = re.compile(r"\r?\n[ \t]")
_LINE = re.compile(r'([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+=(?:"[^"]*"|[^";:])*)*):(.*)', re.DOTALL)
_PARAMETER = re.compile(r';([A-Za-z0-9-]+)=("[^"]*"|[^";:]*)')
_MOMENT = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(Z?)")
_UNESCAPED = re.compile(r"\\([\\;,nN])")
_DROPPED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_OURS = re.compile(r"<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@")  # the id of a notice (`mailing.compose`)
_CALENDARS = frozenset({"text/calendar", "application/ics"})
_AUTOMATIC = frozenset({"bulk", "junk", "list", "auto_reply"})


class Response(StrEnum):
    """What somebody answers from a calendar program. `OTHER_TIME`: a COUNTER; `PASSES_ON`: DELEGATED."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    TENTATIVE = "tentative"
    PASSES_ON = "delegated"
    OTHER_TIME = "counter"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: to which revision (`sequence`) of which entry, and whose.

    `stamped`: when it was made; `starts`: the time that a COUNTER proposes.
    """

    uid: str
    attendee: str
    response: Response
    sequence: int
    stamped: datetime | None
    starts: datetime | None = None
    comment: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail. `sender`: the one address in From, in small letters; `results`: its headers Authentication-Results.

    `automatic`: nothing may be sent back. `bounced`: the notice, by its id, whose mail could not be delivered.
    """

    sender: str | None
    automatic: bool
    results: tuple[str, ...] = ()
    answers: tuple[Answer, ...] = ()
    bounced: str | None = None


def read(data: bytes) -> Letter | None:
    """Read a mail. Return None for one that is not a mail or exceeds MAIL, which is checked before it is parsed."""
    if not _is_within_limits(data):
        return None
    try:
        mail = message_from_bytes(data)
        return Letter(
            _sender(mail),
            _is_automatic(mail),
            _results(mail),
            tuple(islice(_answers(mail), ANSWER_FILE.count)),
            _bounced(mail),
        )
    except (RecursionError, LookupError, ValueError, TypeError):  # what the library's parser makes of hostile bytes
        return None


def _is_within_limits(data: bytes) -> bool:
    """Return whether a mail keeps the limits of its size, lines, parts and levels, and of its headers.

    It is a scan of the bytes, which counts more than the parser would: what only looks like a part, too.
    """
    return (
        len(data) <= MAIL.size
        and data.count(b"\n") <= (MAIL.lines or 0)
        and data.count(b"\r") <= (MAIL.lines or 0)
        and _is_at_most(_NESTS, data, MAIL.depth or 0)
        and _is_at_most(_BOUNDARY, data, MAIL.count or 0)
        and not _is_endless(data)
    )


def _is_at_most(pattern: re.Pattern[bytes], data: bytes, most: int) -> bool:
    return next(islice(pattern.finditer(data), most, None), None) is None


def _is_endless(data: bytes) -> bool:
    """Return whether a header is longer than any program writes one; a line of a body that looks like one counts."""
    length, counts = 0, False
    for line in data.splitlines():
        if not line.startswith((b" ", b"\t")):
            length, counts = 0, _FIELD.match(line) is not None
        length += len(line) + 2
        if counts and length > MAIL_HEADER.size:
            return True
    return False


def _results(mail: Message) -> tuple[str, ...]:
    """Return its headers Authentication-Results; none of too many: a refusal could stand below those that are read."""
    found = [str(header) for header in mail.get_all("Authentication-Results", ())]
    return tuple(found) if len(found) <= MOST_RESULTS else ()


def _sender(mail: Message) -> str | None:
    said = [str(one) for one in mail.get_all("From", ())]
    found = [one for one in getaddresses(said) if any(one)] if len(said) == 1 else []
    address = found[0][1].strip().lower() if len(found) == 1 else ""
    return address if address.count("@") == 1 else None


def _is_automatic(mail: Message) -> bool:
    """Say whether a machine wrote it (RFC 3834), or its envelope names nobody to write to."""
    said = str(mail.get("Auto-Submitted", "no")).partition(";")[0].strip().lower()
    path = str(mail.get("Return-Path", "<?>")).strip()
    return said != "no" or path == "<>" or str(mail.get("Precedence", "")).strip().lower() in _AUTOMATIC


def _parts(mail: Message, depth: int = 0) -> Iterator[Message]:
    """Give the parts of a mail, of no mail that is enclosed in it: what somebody passes on is not their answer."""
    inside = mail.get_payload()
    if not mail.is_multipart() or not isinstance(inside, list):
        yield mail
    elif mail.get_content_maintype() == "multipart" and depth < 10:
        for one in inside:
            if isinstance(one, Message):
                yield from _parts(one, depth + 1)


def _answers(mail: Message) -> Iterator[Answer]:
    for number, part in enumerate(_parts(mail)):
        if number >= MOST_PARTS:
            return
        # Not `get_filename`: it decodes what a stranger names a character set.
        named = f"{part.get('Content-Disposition', '')} {part.get('Content-Type', '')}".lower()
        if part.get_content_type() in _CALENDARS or ".ics" in named:
            data = part.get_payload(decode=True)
            found = [*read_file(data)] if isinstance(data, bytes) and len(data) <= ANSWER_FILE.size else []
            if found:  # the same file often stands twice in a mail
                yield from found
                return


def read_file(data: bytes) -> Iterator[Answer]:
    """Give the answers in a calendar file; none where it asks for something else, or cannot be read."""
    lines = _FOLD.sub("", data.decode("utf-8-sig", "replace")).splitlines()
    method, stack = "", list[str]()
    event: dict[str, list[tuple[Mapping[str, str], str]]] = {}
    for line in lines:
        found = _LINE.fullmatch(line)
        if found is None:
            continue
        name, value = found[1].upper(), found[3].strip()
        if name == "BEGIN":
            stack.append(value.upper())
            event = {} if stack == ["VCALENDAR", "VEVENT"] else event
        elif name == "END":
            if stack == ["VCALENDAR", "VEVENT"] and (answer := _answer(method, event)):
                yield answer
            if not stack or stack.pop() != value.upper():
                return
        elif stack == ["VCALENDAR"] and name == "METHOD":
            method = value.upper()
        elif stack == ["VCALENDAR", "VEVENT"]:
            parameters = {one[1].upper(): one[2].strip('"') for one in _PARAMETER.finditer(found[2])}
            event.setdefault(name, []).append((parameters, value))


def _answer(method: str, event: Mapping[str, list[tuple[Mapping[str, str], str]]]) -> Answer | None:
    """Read an event: exactly one attendee answers. Ours never repeat, so that one date of several is not meant."""
    attendees, uids = event.get("ATTENDEE", []), event.get("UID", [])
    if method not in {"REPLY", "COUNTER"} or "RECURRENCE-ID" in event or (len(attendees), len(uids)) != (1, 1):
        return None
    ((parameters, address),) = attendees
    said = parameters.get("PARTSTAT", "").lower()
    response = (
        Response.OTHER_TIME if method == "COUNTER" else next((one for one in Response if one.value == said), None)
    )
    attendee = _address(address)
    if response is None or attendee is None or not re.fullmatch(r"[!-~]{1,200}", uids[0][1]):
        return None
    sequence = next((value for _, value in event.get("SEQUENCE", [])), "0")
    if not re.fullmatch(r"[0-9]{1,9}", sequence):
        return None
    return Answer(
        uid=uids[0][1],
        attendee=attendee,
        response=response,
        sequence=int(sequence),
        stamped=_moment(event, "DTSTAMP"),
        starts=_moment(event, "DTSTART") if response is Response.OTHER_TIME else None,
        comment=_words(next((value for _, value in event.get("COMMENT", [])), "")),
    )


def _address(uri: str) -> str | None:
    scheme, _, address = uri.strip().partition(":")
    address = unquote(address).strip().lower()
    return address if scheme.lower() == "mailto" and address.count("@") == 1 and address.isprintable() else None


def _moment(event: Mapping[str, list[tuple[Mapping[str, str], str]]], name: str) -> datetime | None:
    """Read a moment; None where there is none that we understand: its zone may have a name of its own."""
    parameters, value = next(iter(event.get(name, [])), ({}, ""))
    found = _MOMENT.fullmatch(value)
    if found is None:
        return None
    try:
        zone: tzinfo = UTC if found[7] else ZoneInfo(parameters["TZID"]) if "TZID" in parameters else PARIS
        year, month, day, hour, minute, second = (int(one) for one in found.groups()[:6])
        return datetime(year, month, day, hour, minute, second, tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError, OSError, ZoneInfoNotFoundError):
        return None


def _words(text: str) -> str:
    plain = _UNESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], text)
    return _DROPPED.sub("", plain).strip()[:LONGEST_COMMENT]


def _bounced(mail: Message) -> str | None:
    """Give the notice of ours that a report says was not delivered (RFC 3464): its id, which only its reader knows."""
    if mail.get_content_type() != "multipart/report" or not mail.is_multipart():
        return None
    inside = [one for one in mail.get_payload() if isinstance(one, Message)]
    fields = [one for part in inside if part.get_content_type() == "message/delivery-status" for one in _blocks(part)]
    if not any(str(one.get("Action", "")).strip().lower() == "failed" for one in fields):
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


def _blocks(part: Message) -> list[Message]:
    held = part.get_payload()
    return [one for one in held if isinstance(one, Message)] if isinstance(held, list) else []
