"""A filter that reduces a calendar file to the lines that say when events take place. Pure.

Most events in a file are past. Most lines of an event contain titles and descriptions. The filter drops both, so that
parsing takes a tenth of the time."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from bot.errors import FeedUnread

Span: TypeAlias = tuple[int, int]  # (start, end) in seconds since 1970

MOST_EVENTS = 20_000  # a file may have at most this many events on the days that are kept

_EVENT_LINES = frozenset(
    {"DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "UID", "SEQUENCE", "STATUS", "TRANSP"}
    | {"X-MICROSOFT-CDO-BUSYSTATUS"}
)
_RECURRING = frozenset({"RRULE", "RDATE", "RECURRENCE-ID"})
_WHOLE = frozenset({"VEVENT", "VTIMEZONE"})
_COMPONENT = re.compile(rb"^BEGIN:(VTIMEZONE|VEVENT|VFREEBUSY)\b(?:.*\n)*?END:\1\b", re.IGNORECASE | re.MULTILINE)
_BEGIN, _END, _UID = "BEGIN", "END", "UID"


@dataclass(frozen=True, slots=True)
class DaySpan:
    """The first and the last day whose events are kept. The caller adds days on both sides, for other time zones."""

    first: date
    last: date


def filter_events(data: bytes, days: DaySpan, *, without: Collection[str] = ()) -> str:
    """Return a calendar with only the events that may fall on these days, without their titles.

    Events whose UID is in `without` are left out. Time zones are kept. Busy times of a VFREEBUSY become events. Raises
    FeedUnread with the reason "not_ics", "too_many", or "broken" if the file is cut off."""
    text = data.decode("utf-8-sig", errors="replace").replace("\r\n", "\n").replace("\r", "\n")
    lines = text.replace("\n ", "").replace("\n\t", "").split("\n")
    if next((line for line in lines if line.strip()), "").strip().upper() != "BEGIN:VCALENDAR":
        raise FeedUnread("not_ics")
    kept = ["BEGIN:VCALENDAR", *(line for line in lines if property_name(line) == "X-WR-TIMEZONE")][:2]
    events = 0
    for component in _components(lines):
        is_event = component[0].strip().upper() == "BEGIN:VEVENT"
        if not is_event or _may_fall_on(component, days, without=without):
            kept += component
            events += is_event
        if events > MOST_EVENTS:
            raise FeedUnread("too_many")
    return "\r\n".join([*kept, "END:VCALENDAR", ""])


def merge_files(pieces: Sequence[bytes]) -> bytes:
    """Merge a server's calendar files, with each time zone once. Truncated files are skipped."""
    if len(pieces) == 1:
        return pieces[0]
    zones: dict[bytes, None] = {}
    events: list[bytes] = []
    for piece in pieces:
        for found in _COMPONENT.finditer(piece):
            whole = found[0]
            if found[1].upper() == b"VTIMEZONE":
                zones[whole] = None
            elif (shouted := whole.upper()).count(b"\nBEGIN:") + 1 == shouted.count(b"\nEND:"):
                events.append(whole)
    return b"\r\n".join([b"BEGIN:VCALENDAR", *zones, *events, b"END:VCALENDAR", b""])


def property_name(line: str) -> str:
    """Return the name of a property, in capitals."""
    return line.partition(":")[0].partition(";")[0].strip().upper()


def _components(lines: list[str]) -> Iterator[list[str]]:
    stack: list[str] = []
    found: list[str] = []
    for line in lines:
        name, value = property_name(line), line.partition(":")[2].strip().upper()
        if name == _BEGIN:
            stack.append(value)
            if value in _WHOLE:
                found = []
        if stack and _is_wanted(name, stack):
            found.append(line)
        elif name == "FREEBUSY" and stack[-1:] == ["VFREEBUSY"] and "FBTYPE=FREE" not in line.upper():
            yield from (_event_lines(number, period) for number, period in enumerate(value.split(",")))
        if name == _END:
            if not stack or stack.pop() != value:
                raise FeedUnread("broken")
            if value in _WHOLE:
                yield found
    if stack:
        raise FeedUnread("broken")


def _is_wanted(name: str, stack: Sequence[str]) -> bool:
    if "VTIMEZONE" in stack:
        return True
    return stack[-1] == "VEVENT" and (name in _EVENT_LINES or name in (_BEGIN, _END))


def _event_lines(number: int, period: str) -> list[str]:
    starts, _, ends = period.strip().partition("/")
    until = f"{'DURATION' if ends.upper().startswith('P') else 'DTEND'}:{ends}"
    return ["BEGIN:VEVENT", f"UID:{starts}-{number}", f"DTSTART:{starts}", until, "END:VEVENT"]


def _may_fall_on(event: list[str], days: DaySpan, *, without: Collection[str]) -> bool:
    """Return whether an event may fall on these days. A recurring event and its exceptions may fall on any day."""
    said = {property_name(line): line.partition(":")[2].strip() for line in event}
    if said.get(_UID) in without:
        return False
    if _RECURRING & said.keys():
        return True
    starts, ends = (said.get(name, "")[:8] for name in ("DTSTART", "DTEND"))
    if starts.isdigit() and starts > f"{days.last:%Y%m%d}":
        return False
    over = ends or (starts if "DURATION" not in said else "")
    return not (over.isdigit() and over < f"{days.first:%Y%m%d}")
