"""Functions that write appointments as iCalendar (RFC 5545, 5546, 7986): invitations, feeds and stored entries.

No function reads the clock. All times, even DTSTAMP, are in the entries, so the same entries give the same bytes. Typed
text passes through `_Text`, `_make_address` or `_uri`, so it cannot add a line or a property."""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from urllib.parse import quote

from icalendar import (
    Calendar,
    Event,
    Timezone,
    TimezoneDaylight,
    TimezoneStandard,
    vCalAddress,
    vDatetime,
    vDuration,
    vInt,
    vRecur,
    vText,
    vUri,
)

from bot.agenda.calendars.model import PRODUCT, AnswerRequest, Attendee, CalendarEntry
from bot.dates.paris import to_paris

ZONE_NAME = "Europe/Paris"
# How often a program should read the feed, because people may book for the same day. Some programs read it less often.
# An unchanged feed costs little: its response is empty (ETag).
REFRESH = timedelta(minutes=15)
# The address of a person without a mail address. Programs send no mail to it, because its scheme does not exist. They
# would send mail to a `mailto:` address, even of a reserved domain.
NO_MAIL = "invalid:nomail"
WINTER, SUMMER = timedelta(hours=1), timedelta(hours=2)

_LINE_ENDS = re.compile("\r\n|[\r\x85\u2028\u2029]")
# Matches lone surrogates, and controls except tab and newline.
_DROPPED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_SPACES = re.compile(r"[ \t\n]+")  # no-break spaces must stay, so they do not match
_ESCAPES = str.maketrans({"\\": r"\\", ";": r"\;", ",": r"\,", "\n": r"\n"})
_WEB = re.compile(r"https?://[^/?#]", re.IGNORECASE)
# RFC 3986 allows these characters in a link. `%` begins a character that is already encoded. Brackets are missing: they
# are valid in an IPv6 address only, and a program may refuse a calendar that has brackets elsewhere.
_URI_SIGNS = ":/?#@!$&'()*+,;=%-._~"
_MAILTO_SIGNS = "@!$'*+-._~"  # RFC 6068 allows these characters in a mailto: without encoding


class _Text(vText):
    r"""Typed text. The library would turn a typed `\N`, as in C:\Notes, into a line break."""

    def to_ical(self) -> bytes:
        return self.translate(_ESCAPES).encode()


def make_invitation(entry: CalendarEntry, *, answers: AnswerRequest | None = None) -> bytes:
    """Return the file that adds an appointment to a calendar, or removes a cancelled appointment.

    The file replaces an earlier file with the same UID and a lower SEQUENCE. Each attendee is marked as having
    accepted: people answer in Slack, so programs need not reply. RFC 5546 requires an ORGANIZER: the attendee marked
    `organiser`, or `invalid:nomail`. A person without an address gets `invalid:nomail/` and their name, because
    programs merge attendees with the same address.

    `answers`: how the reader's program can answer. The ORGANIZER is then the mailbox for answers. Raises ValueError for
    a naive moment."""
    event = _make_event(entry, entry.description)
    organiser = answers.to if answers else next((someone for someone in entry.attendees if someone.organiser), None)
    event["ORGANIZER"] = _make_address(organiser, {}) if organiser else vCalAddress(NO_MAIL)
    part = {"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "ACCEPTED", "RSVP": "FALSE"}
    own = {**part, "PARTSTAT": "NEEDS-ACTION" if answers and answers.asked else "ACCEPTED", "RSVP": "TRUE"}
    if entry.attendees:
        event["ATTENDEE"] = [
            _make_address(someone, own if answers and someone.email == answers.reader else part)
            for someone in entry.attendees
        ]
    return _write_calendar(_make_calendar("CANCEL" if entry.cancelled else "REQUEST"), [event])


def make_feed(entries: Sequence[CalendarEntry], *, name: str) -> bytes:
    """Return a feed called `name`, ordered by time. The same entries give the same bytes.

    A person may pass on the secret address of a feed. So the feed has no addresses: no ATTENDEE, and no ORGANIZER
    although RFC 5546 requires it. Names are below the description, one per line. Cancelled appointments stay, as
    STATUS:CANCELLED, because some programs keep an entry that disappears from a feed. Raises ValueError for a naive
    moment."""
    calendar = _make_calendar("PUBLISH")
    calendar["NAME"] = calendar["X-WR-CALNAME"] = _Text(_to_one_line(name))
    refresh = vDuration(REFRESH, params={"VALUE": "DURATION"})
    calendar["REFRESH-INTERVAL"], calendar["X-PUBLISHED-TTL"] = refresh, vDuration(REFRESH)
    ordered = sorted(entries, key=lambda entry: (entry.starts, entry.uid, entry.sequence))
    return _write_calendar(calendar, [_make_event(entry, _description_with_names(entry)) for entry in ordered])


def make_stored_entry(entry: CalendarEntry, *, stored_event: Event | None = None) -> bytes:
    """Return an entry to store in a person's calendar. It has no METHOD, as RFC 4791 requires.

    `stored_event`: the entry in the calendar now. Its alarms, colour and categories are kept. The new entry has no
    attendees or organiser: the server would invite them (RFC 6638). Raises ValueError for a naive moment."""
    event = _make_event(entry, entry.description)
    if stored_event is not None:
        event.update({name: stored_event[name] for name in ("COLOR", "CATEGORIES") if name in stored_event})
        event.subcomponents += [
            subcomponent for subcomponent in stored_event.subcomponents if subcomponent.name == "VALARM"
        ]
    return _write_calendar(_make_calendar(), [event])


def _make_calendar(method: str | None = None) -> Calendar:
    calendar = Calendar()
    calendar["PRODID"], calendar["VERSION"] = _Text(PRODUCT), _Text("2.0")
    calendar["CALSCALE"] = _Text("GREGORIAN")
    if method is not None:
        calendar["METHOD"] = _Text(method)
    return calendar


def _make_event(entry: CalendarEntry, description: str) -> Event:
    event = Event()
    event["UID"], event["SEQUENCE"] = _Text(_to_one_line(entry.uid)), vInt(entry.sequence)
    event["DTSTAMP"] = event["LAST-MODIFIED"] = vDatetime(_to_utc(entry.changed_at))
    event["DTSTART"], event["DTEND"] = _make_moment(entry.starts), _make_moment(entry.ends)
    event["STATUS"] = _Text("CANCELLED" if entry.cancelled else "TENTATIVE" if entry.held else "CONFIRMED")
    event["TRANSP"] = _Text("OPAQUE")
    event["SUMMARY"], event["DESCRIPTION"] = _Text(_clean_text(entry.summary)), _Text(_clean_text(description))
    if where := entry.place or entry.link:
        event["LOCATION"] = _Text(_clean_text(where))
    if entry.link and (uri := _uri(entry.link)):
        event["URL"] = vUri(uri)
        event["CONFERENCE"] = vUri(uri, params={"VALUE": "URI", "FEATURE": "VIDEO"})
    return event


def _make_moment(moment: datetime) -> vDatetime:
    """Convert a moment to Paris time. In autumn, keep UTC for the second occurrence of the repeated hour.

    RFC 5545 §3.3.5 reads a repeated clock time as its first occurrence, so only UTC can express the second."""
    local = to_paris(moment)
    if local.fold:
        return vDatetime(_to_utc(moment))
    return vDatetime(local, params={"TZID": ZONE_NAME})


def _make_address(someone: Attendee, part: dict[str, str]) -> vCalAddress:
    name = _common_name(someone.name)
    email = _to_one_line(someone.email or "")
    uri = f"mailto:{quote(email, safe=_MAILTO_SIGNS)}" if email else f"{NO_MAIL}/{quote(name, safe='')}"
    return vCalAddress(uri, params={"CN": name, **part} if name else part)


@lru_cache(maxsize=1)
def _paris_zone() -> Timezone:
    """Build the time zone from the European Union's rule since 1996: the last Sundays of March and October.

    A rule is shorter than a list of dates and has no end. A test compares it with the time zone database."""
    zone = Timezone()
    zone["TZID"] = _Text(ZONE_NAME)
    for part, name, starts, before, after in (
        (TimezoneDaylight(), "CEST", datetime.fromisoformat("1996-03-31T02:00"), WINTER, SUMMER),
        (TimezoneStandard(), "CET", datetime.fromisoformat("1996-10-27T03:00"), SUMMER, WINTER),
    ):
        part["TZNAME"], part["DTSTART"] = _Text(name), vDatetime(starts)
        part.TZOFFSETFROM, part.TZOFFSETTO = before, after
        part["RRULE"] = vRecur({"FREQ": "YEARLY", "BYMONTH": starts.month, "BYDAY": "-1SU"})
        zone.add_component(part)
    return zone


def _write_calendar(calendar: Calendar, events: Iterable[Event]) -> bytes:
    calendar.add_component(_paris_zone())
    for event in events:
        calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written


def _description_with_names(entry: CalendarEntry) -> str:
    names = "\n".join(name for someone in entry.attendees if (name := _to_one_line(someone.name)))
    return "\n\n".join(words for words in (entry.description, names) if words)


def _to_utc(moment: datetime) -> datetime:
    return to_paris(moment).astimezone(UTC)  # raises ValueError for a naive moment


def _clean_text(text: str) -> str:
    return _DROPPED.sub("", _LINE_ENDS.sub("\n", text))


def _to_one_line(text: str) -> str:
    return _SPACES.sub(" ", _clean_text(text)).strip()


def _common_name(name: str) -> str:
    r"""Replace characters that a parameter cannot contain. `"` is forbidden, and programs disagree about `\`."""
    return _to_one_line(name).replace('"', "'").replace("\\", "/")


def _uri(link: str) -> str | None:
    link = _to_one_line(link)
    return quote(link, safe=_URI_SIGNS) if _WEB.match(link) and " " not in link else None
