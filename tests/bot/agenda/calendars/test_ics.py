"""Calendar files, read back by two libraries that share no code, and line by line."""

import re
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from ical.calendar import Calendar as Read
from ical.calendar_stream import IcsCalendarStream
from icalendar import Calendar

from bot.agenda.calendars.ics import make_feed, make_invitation
from bot.agenda.calendars.model import Attendee, CalendarEntry, file_name

PARIS = ZoneInfo("Europe/Paris")
HOUR = timedelta(hours=1)
LINK = "https://visio.example.fr/AbCd1234efgh5678"
ENTRY = CalendarEntry(
    uid="5a2f8f0e-7a51-4c1e-9a55-0d5a4c9f3b11",
    sequence=0,
    starts=datetime(2026, 5, 12, 12, 30, tzinfo=UTC),
    ends=datetime(2026, 5, 12, 13, 15, tzinfo=UTC),
    summary="Mentorat : Zoé et Ada",
    description="Sujet : « l’accès », les droits ; la suite\nÀ préparer : rien",
    link=LINK,
    place=None,
    cancelled=False,
    attendees=(
        Attendee("Zoé Martin", "zoe.martin@example.fr", organiser=True),
        Attendee("Ada Lovelace", None),
        Attendee("Grace, dite « l’amirale »", "grace+eig@example.fr"),
    ),
    changed_at=datetime(2026, 5, 2, 8, 15, 30, 999, tzinfo=UTC),
)
SUNDAYS = [datetime.fromisoformat("2026-03-29"), datetime.fromisoformat("2026-10-25")]  # the clocks change
INJECTION = (
    "Réunion\r\nATTENDEE:mailto:eve@evil.example\r\nEND:VEVENT\n BEGIN:VALARM\rX-A:1\x0bX-B:2\u2028X-C:3\x85X-D:4\x00"
)


def read(raw: bytes) -> Read:
    return IcsCalendarStream.calendar_from_ics(raw.decode())


def read_by_rule(raw: bytes) -> Read:
    """Read under a zone name that no machine knows, so that only what the file says of its zone counts."""
    return read(raw.replace(b"Europe/Paris", b"Elsewhere"))


def read_twin(raw: bytes) -> Any:  # noqa: ANN401 the library types a property as one of thirty classes
    """Read the one event of a file with the library that wrote it."""
    (event,) = Calendar.from_ical(raw).walk("VEVENT")
    assert event.errors == []
    return event


def property_names(raw: bytes) -> list[str]:
    """Give the names of all lines, in order, by the letter of RFC 5545 §3.1; of BEGIN and END the component too."""
    lines = raw.replace(b"\r\n ", b"").split(b"\r\n")
    assert lines.pop() == b""
    return [line.decode() if line[:4] in {b"BEGI", b"END:"} else re.split(b"[:;]", line)[0].decode() for line in lines]


def kept(text: str) -> str:
    """Say what remains of a text: line ends as newlines, no other control character, no half of a surrogate pair."""
    text = re.sub("\r\n|\r|\x85|\u2028|\u2029", "\n", text)
    return "".join(sign for sign in text if sign in "\n\t" or unicodedata.category(sign) not in {"Cc", "Cs"})


def test_invitation_read_by_another_library() -> None:
    calendar = read(make_invitation(ENTRY))
    (event,) = calendar.events
    assert (calendar.version, calendar.method, [zone.tz_id for zone in calendar.timezones]) == (
        "2.0",
        "REQUEST",
        ["Europe/Paris"],
    )
    assert (event.uid, event.sequence, event.status, event.transparency) == (ENTRY.uid, 0, "CONFIRMED", "OPAQUE")
    assert (event.start, event.end) == (
        datetime(2026, 5, 12, 14, 30, tzinfo=PARIS),
        datetime(2026, 5, 12, 15, 15, tzinfo=PARIS),
    )
    assert event.dtstamp == event.last_modified == datetime(2026, 5, 2, 8, 15, 30, tzinfo=UTC)
    assert (event.summary, event.description) == (ENTRY.summary, ENTRY.description)
    assert (event.location, event.url, [meeting.uri for meeting in event.conference]) == (LINK, LINK, [LINK])
    assert event.organizer is not None
    assert (event.organizer.common_name, event.organizer.uri) == ("Zoé Martin", "mailto:zoe.martin@example.fr")
    assert [(one.common_name, one.uri, one.role, one.status, one.rsvp) for one in event.attendees] == [
        ("Zoé Martin", "mailto:zoe.martin@example.fr", "REQ-PARTICIPANT", "ACCEPTED", False),
        ("Ada Lovelace", "invalid:nomail/Ada%20Lovelace", "REQ-PARTICIPANT", "ACCEPTED", False),
        ("Grace, dite « l’amirale »", "mailto:grace+eig@example.fr", "REQ-PARTICIPANT", "ACCEPTED", False),
    ]
    assert (event.extras, calendar.extras) == ([], [])


def test_invitation_read_by_its_own_library() -> None:
    event = read_twin(make_invitation(ENTRY))
    assert (event["SUMMARY"], event["DESCRIPTION"]) == (ENTRY.summary, ENTRY.description)
    assert (event["DTSTART"].params["TZID"], event["DTSTART"].dt) == ("Europe/Paris", ENTRY.starts)
    assert [(one.params["CN"], one.email) for one in event["ATTENDEE"]][2] == (
        "Grace, dite « l’amirale »",
        "grace+eig@example.fr",
    )
    assert event["CONFERENCE"].params["VALUE"] == "URI"


def test_invitation_cancelled() -> None:
    calendar = read(make_invitation(replace(ENTRY, sequence=3, cancelled=True)))
    (event,) = calendar.events
    assert (calendar.method, event.status, event.uid, event.sequence) == ("CANCEL", "CANCELLED", ENTRY.uid, 3)
    assert len(event.attendees) == 3


def test_invitation_moved_keeps_its_uid() -> None:
    files = [
        make_invitation(
            replace(
                ENTRY, sequence=number, starts=ENTRY.starts + number * HOUR, changed_at=ENTRY.changed_at + number * HOUR
            )
        )
        for number in range(3)
    ]
    events = [read(raw).events[0] for raw in files]
    assert [(event.uid, event.sequence) for event in events] == [(ENTRY.uid, number) for number in range(3)]
    assert [event.start_datetime for event in events] == [ENTRY.starts + number * HOUR for number in range(3)]
    assert [event.dtstamp for event in events] == sorted({event.dtstamp for event in events})


@pytest.mark.parametrize("sunday", SUNDAYS)
@pytest.mark.parametrize("days", [-1, 0, 1])
def test_invitation_around_a_change_of_clocks(sunday: datetime, days: int) -> None:
    starts = (sunday + timedelta(days=days, hours=9)).replace(tzinfo=PARIS)
    raw = make_invitation(replace(ENTRY, starts=starts.astimezone(UTC), ends=starts.astimezone(UTC) + HOUR))
    assert f"\r\nDTSTART;TZID=Europe/Paris:{starts:%Y%m%d}T090000\r\n".encode() in raw
    assert f"\r\nDTEND;TZID=Europe/Paris:{starts:%Y%m%d}T100000\r\n".encode() in raw
    (event,) = read_by_rule(raw).events
    assert (event.start_datetime.astimezone(UTC), event.end_datetime.astimezone(UTC)) == (
        starts.astimezone(UTC),
        starts.astimezone(UTC) + HOUR,
    )


@pytest.mark.parametrize("sunday", SUNDAYS)
def test_invitation_across_a_change_of_clocks_lasts_its_hours(sunday: datetime) -> None:
    starts = sunday.replace(hour=1, minute=30, tzinfo=PARIS).astimezone(UTC)
    (event,) = read_by_rule(make_invitation(replace(ENTRY, starts=starts, ends=starts + 3 * HOUR))).events
    assert event.end_datetime.astimezone(UTC) - event.start_datetime.astimezone(UTC) == 3 * HOUR


def test_invitation_in_the_repeated_hour_keeps_its_moment() -> None:
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # 2 h 30 in Paris, as an hour later
    raw = make_invitation(replace(ENTRY, starts=first, ends=first + HOUR))
    assert b"\r\nDTSTART;TZID=Europe/Paris:20261025T023000\r\n" in raw
    assert b"\r\nDTEND:20261025T013000Z\r\n" in raw


def test_zone_agrees_with_the_zone_files() -> None:
    moments = [
        datetime(2020 + year, month, day, 1, tzinfo=UTC)
        for year in range(20)
        for month in (3, 10)
        for day in range(24, 32)
    ]
    entries = [
        replace(ENTRY, uid=str(number), starts=moment, ends=moment + 2 * HOUR, attendees=(), link=None)
        for number, moment in enumerate(sorted({moment + shift * HOUR for moment in moments for shift in (-1, 1)}))
    ]
    events = read_by_rule(make_feed(entries, name="Tout")).events
    assert [event.start_datetime.astimezone(UTC) for event in events] == [entry.starts for entry in entries]


@pytest.mark.parametrize("field", ["uid", "summary", "description", "place", "link"])
@pytest.mark.parametrize("text", [INJECTION, f"{LINK}{INJECTION}"])
def test_invitation_with_an_injection_has_no_more_lines(field: str, text: str) -> None:
    usual = replace(ENTRY, place="Salle 1")
    change: dict[str, Any] = {field: text}
    raw = make_invitation(replace(usual, **change))
    lost = {"URL", "CONFERENCE"} if field == "link" else set()
    assert property_names(raw) == [name for name in property_names(make_invitation(usual)) if name not in lost]
    assert raw.decode().splitlines() == raw.decode().split("\r\n")[:-1]
    assert len(read(raw).events[0].attendees) == 3


@pytest.mark.parametrize(
    "text", [INJECTION, 'Eve";ROLE=CHAIR:mailto:eve@evil.example', "back\\slash\\", "^n^'", "é" * 300, ""]
)
def test_invitation_with_a_hostile_person_has_no_more_lines(text: str) -> None:
    entry = replace(ENTRY, attendees=(Attendee(text, text, organiser=True), Attendee(text, None)))
    raw = make_invitation(entry)
    usual = make_invitation(replace(ENTRY, attendees=ENTRY.attendees[:2]))
    assert property_names(raw) == property_names(usual)
    (event,) = read(raw).events
    assert [one.role for one in event.attendees] == ["REQ-PARTICIPANT"] * 2
    assert all(re.fullmatch(r"(mailto:|invalid:nomail/)[!-~]*", one.uri) for one in event.attendees)
    names = [one.params.get("CN") for one in read_twin(raw)["ATTENDEE"]]
    assert names == [one.common_name for one in event.attendees]


@settings(max_examples=60, deadline=None)
@given(text=st.text(st.characters(), max_size=200), other=st.text('\\nN;,:"\r\n\t é^🙂', max_size=120))
@example(text="C:\\Notes\\nouvelles, \\\\N", other=INJECTION)
@example(text="\ud800", other="")
def test_text_any_survives_both_readers(text: str, other: str) -> None:
    entry = replace(ENTRY, summary=text, description=other)
    raw = make_invitation(entry)
    assert property_names(raw) == property_names(make_invitation(ENTRY))
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    (event,) = read(raw).events
    twin = read_twin(raw)
    assert (event.summary, event.description) == (kept(text), kept(other))
    assert (str(twin["SUMMARY"]), str(twin["DESCRIPTION"])) == (kept(text), kept(other))


def test_lines_are_folded_between_whole_characters() -> None:
    raw = make_invitation(replace(ENTRY, summary="é🙂," * 200, place="x" * 500))
    lines = raw.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    assert [line.decode() for line in lines]  # each by itself is UTF-8
    assert b"\n" not in b"".join(lines)


@pytest.mark.parametrize("link", ["au 3e étage", "javascript:alert(1)", "https://", "mailto:a@example.fr"])
def test_link_that_is_no_web_page_is_only_a_place(link: str) -> None:
    (event,) = read(make_invitation(replace(ENTRY, link=link))).events
    assert (event.location, event.url, event.conference) == (link, None, [])


@pytest.mark.parametrize("link", ["https://[visio/é", "https://visio.example.fr/salle/été?a=1;b=2,3#é"])
def test_link_with_foreign_signs_is_encoded(link: str) -> None:
    (event,) = read(make_invitation(replace(ENTRY, link=link, place="Salle 1"))).events
    assert event.location == "Salle 1"
    assert event.url is not None
    assert re.fullmatch(r"[!-Z^-~]+", event.url)
    assert urlsplit(event.url).scheme == "https"


def test_invitation_without_organiser_names_nobody() -> None:
    (event,) = read(make_invitation(replace(ENTRY, attendees=()))).events
    assert event.organizer is not None
    assert (event.organizer.uri, event.organizer.common_name, event.attendees) == ("invalid:nomail", None, [])


def test_feed_read_by_another_library() -> None:
    later = replace(ENTRY, uid="b", starts=ENTRY.starts + HOUR, ends=ENTRY.ends + HOUR, cancelled=True)
    raw = make_feed([later, ENTRY], name="Mes rendez-vous\u00a0: Zoé\r\nX-A:1")
    calendar = read(raw)
    assert (calendar.method, calendar.name) == ("PUBLISH", ["Mes rendez-vous\u00a0: Zoé X-A:1"])
    assert calendar.refresh_interval == timedelta(minutes=15)
    assert sorted((extra.name, extra.value) for extra in calendar.extras) == [
        ("x-published-ttl", "PT15M"),
        ("x-wr-calname", "Mes rendez-vous\u00a0: Zoé X-A:1"),
    ]
    assert len(calendar.timezones) == 1
    assert [(event.uid, event.status) for event in calendar.events] == [(ENTRY.uid, "CONFIRMED"), ("b", "CANCELLED")]


def test_feed_holds_names_but_no_address() -> None:
    raw = make_feed([ENTRY], name="Mes rendez-vous")
    assert not {"ATTENDEE", "ORGANIZER"} & set(property_names(raw))
    assert b"@" not in raw.replace(b"\r\n ", b"")
    assert read(raw).events[0].description == (
        f"{ENTRY.description}\n\nZoé Martin\nAda Lovelace\nGrace, dite « l’amirale »"
    )


def test_feed_of_the_same_entries_has_the_same_bytes() -> None:
    entries = [replace(ENTRY, uid=str(number), starts=ENTRY.starts + number % 3 * HOUR) for number in range(9)]
    raw = make_feed(entries, name="Mes rendez-vous")
    assert make_feed(entries[::-1], name="Mes rendez-vous") == raw
    assert make_feed([*entries[:-1], replace(entries[-1], sequence=1)], name="Mes rendez-vous") != raw


def test_feed_empty_is_a_calendar() -> None:
    calendar = read(make_feed([], name="Mes rendez-vous"))
    assert (calendar.method, calendar.events, len(calendar.timezones)) == ("PUBLISH", [], 1)


@pytest.mark.parametrize("field", ["starts", "ends", "changed_at"])
def test_moment_naive_refused(field: str) -> None:
    change: dict[str, Any] = {field: ENTRY.starts.replace(tzinfo=None)}
    entry = replace(ENTRY, **change)
    with pytest.raises(ValueError, match="time zone"):
        make_invitation(entry)
    with pytest.raises(ValueError, match="time zone"):
        make_feed([entry], name="Mes rendez-vous")


def test_file_name() -> None:
    assert file_name(ENTRY.uid, 4) == "rdv-5a2f8f0e-7a51-4c1e-9a55-0d5a4c9f3b11-4.ics"
