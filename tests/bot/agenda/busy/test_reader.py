"""What calendars say of when their owners are busy, and what strangers can write into one."""

from datetime import UTC, datetime, timedelta
from time import monotonic

import pytest

from bot.agenda.busy.reader import MOST_SPANS, read_busy
from bot.agenda.busy.worker import read_in_subprocess
from bot.dates.paris import PARIS
from bot.errors import FeedUnread
from tests.bot.calendar_server import calendar
from tests.patience import PATIENCE

NOW = datetime(2026, 5, 4, 8, 0, tzinfo=PARIS)  # a Monday
UNTIL = NOW + timedelta(days=100)
IN_PARIS = ";TZID=Europe/Paris:202605"
WEEKLY = f"UID:w\nDTSTART{IN_PARIS}05T090000\nDTEND{IN_PARIS}05T100000\nRRULE:FREQ=WEEKLY;COUNT=4"


def busy(*events: str, before: str = "", without: tuple[str, ...] = ()) -> list[str]:
    """Give the spans read, on the clocks of Paris."""
    spans = read_busy(calendar(*events, before=before), since=NOW, until=UNTIL, without=without)
    return [f"{shown(starts)} - {shown(ends)}" for starts, ends in spans]


def shown(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, PARIS):%d/%m %H:%M}"


def reason(data: bytes) -> str:
    with pytest.raises(FeedUnread) as refusal:
        read_busy(data, since=NOW, until=UNTIL)
    assert refusal.value.__cause__ is None
    return refusal.value.reason


@pytest.mark.parametrize(
    "event",
    [
        "DTSTART:20260505T070000Z\nDTEND:20260505T080000Z",
        "DTSTART:20260505T070000Z\nDURATION:PT1H",
        "DTSTART;TZID=Europe/Paris:20260505T090000\nDTEND;TZID=Europe/Paris:20260505T100000",
        "DTSTART;TZID=Romance Standard Time:20260505T090000\nDURATION:PT1H",
        "DTSTART;TZID=Nulle/Part:20260505T090000\nDTEND;TZID=Nulle/Part:20260505T100000",
        "DTSTART:20260505T090000\nDTEND:20260505T100000",
        "DTSTART;TZID=America/New_York:20260505T030000\nDTEND;TZID=America/New_York:20260505T040000",
        "DTSTART:20260505T070000Z\nDTEND:20260505T080000Z\nTRANSP:OPAQUE\nSTATUS:TENTATIVE",
        "dtstart:20260505T070000Z\ndtend:20260505T080000Z",
        "DTSTART:20260505T0700\n 00Z\nDTEND:20260505T080000Z\nSUMMARY:Confidentiel\n  et long",
        "DTSTART:20260505T070000Z\nDTEND:20260505T080000Z\nBEGIN:VALARM\nTRIGGER:-PT5M\nDURATION:PT9H\nEND:VALARM",
    ],
    ids=["utc", "length", "paris", "windows", "unknown", "floating", "york", "tentative", "small", "folded", "alarm"],
)
def test_event_is_busy_at_its_time(event: str) -> None:
    assert busy(f"UID:1\n{event}") == ["05/05 09:00 - 05/05 10:00"]


@pytest.mark.parametrize(
    "line", ["TRANSP:TRANSPARENT", "STATUS:CANCELLED", "X-MICROSOFT-CDO-BUSYSTATUS:FREE", "transp:transparent"]
)
def test_event_that_is_free_or_cancelled_is_not_busy(line: str) -> None:
    assert busy(f"UID:1\nDTSTART:20260505T070000Z\nDTEND:20260505T080000Z\n{line}") == []


def test_zone_of_the_file_itself_is_known() -> None:
    zone = (
        "BEGIN:VTIMEZONE\nTZID:Ici\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0400\nTZOFFSETTO:+0400\n"
        "END:STANDARD\nEND:VTIMEZONE"
    )
    event = "UID:1\nDTSTART;TZID=Ici:20260505T110000\nDTEND;TZID=Ici:20260505T120000"
    assert busy(event, before=zone) == ["05/05 09:00 - 05/05 10:00"]


def test_whole_days_are_busy_from_midnight_to_midnight() -> None:
    one, three = "DTSTART;VALUE=DATE:20260505", "DTSTART;VALUE=DATE:20260511\nDTEND;VALUE=DATE:20260514"
    assert busy(f"UID:1\n{one}", f"UID:2\n{three}") == ["05/05 00:00 - 06/05 00:00", "11/05 00:00 - 14/05 00:00"]


def test_spans_that_overlap_or_touch_are_one_and_empty_ones_none() -> None:
    spans = [(7, 8), (8, 9), (10, 12), (11, 12), (14, 14)]
    events = [f"UID:{a}{b}\nDTSTART:20260505T{a:02}0000Z\nDTEND:20260505T{b:02}0000Z" for a, b in spans]
    assert busy(*events) == ["05/05 09:00 - 05/05 11:00", "05/05 12:00 - 05/05 14:00"]


def test_only_the_days_asked_for_are_read() -> None:
    times = ["20260504T050000Z\nDTEND:20260504T070000Z", "20260812T050000Z\nDTEND:20260813T070000Z"]
    gone = ["20260503T050000Z\nDTEND:20260503T070000Z", "20260813T050000Z\nDTEND:20260813T070000Z"]
    events = [f"UID:{number}\nDTSTART:{one}" for number, one in enumerate([*times, *gone, "20250101T050000Z"])]
    assert busy(*events) == ["04/05 08:00 - 04/05 09:00", "12/08 07:00 - 12/08 08:00"]


def test_series_leaves_out_its_exceptions_and_follows_what_moved() -> None:
    moved = f"UID:w\nRECURRENCE-ID{IN_PARIS}12T090000\nDTSTART{IN_PARIS}13T150000\nDTEND{IN_PARIS}13T170000"
    cancelled = f"UID:w\nRECURRENCE-ID{IN_PARIS}19T090000\nDTSTART{IN_PARIS}19T090000\nSTATUS:CANCELLED"
    assert busy(f"{WEEKLY}\nEXDATE{IN_PARIS}26T090000", moved, cancelled) == [
        "05/05 09:00 - 05/05 10:00",
        "13/05 15:00 - 13/05 17:00",
    ]


def test_occurrence_moved_out_of_the_days_leaves_its_time_free() -> None:
    far = f"UID:w\nRECURRENCE-ID{IN_PARIS}12T090000\nDTSTART:20270512T090000Z\nDTEND:20270512T100000Z"
    assert [one[:5] for one in busy(WEEKLY, far)] == ["05/05", "19/05", "26/05"]


def test_series_keeps_its_clock_time_when_the_clocks_change() -> None:
    since = datetime(2026, 10, 20, tzinfo=UTC)
    event = "UID:1\nDTSTART;TZID=Europe/Paris:20260105T090000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY"
    spans = read_busy(calendar(event), since=since, until=since + timedelta(days=20))
    assert [shown(starts) for starts, _ in spans] == ["26/10 09:00", "02/11 09:00"]
    assert [datetime.fromtimestamp(starts, UTC).hour for starts, _ in spans] == [8, 8]


def test_endless_series_ends_with_the_days_asked_for() -> None:
    found = busy("UID:1\nDTSTART:20200106T070000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY")
    assert (len(found), found[0][:5], found[-1][:5]) == (100, "04/05", "11/08")


def test_what_the_bot_put_there_itself_is_left_out() -> None:
    assert busy(WEEKLY, "UID:o\nDTSTART:20260506T070000Z\nDURATION:PT1H", without=("w",)) == [
        "06/05 09:00 - 06/05 10:00"
    ]


def test_times_of_a_free_busy_calendar_are_busy() -> None:
    lines = (
        "BEGIN:VFREEBUSY\nFREEBUSY:20260505T070000Z/20260505T080000Z,20260506T070000Z/PT2H\n"
        "FREEBUSY;FBTYPE=FREE:20260507T070000Z/PT2H\nEND:VFREEBUSY"
    )
    assert busy(before=lines) == ["05/05 09:00 - 05/05 10:00", "06/05 09:00 - 06/05 11:00"]


def test_event_without_sense_leaves_the_others_what_they_are() -> None:
    good = "UID:1\nDTSTART:20260505T070000Z\nDTEND:20260505T080000Z"
    bad = [
        "UID:2\nSUMMARY:rien",
        "UID:3\nDTSTART:hier",
        "UID:4\nDTSTART:20260505T070000Z\nDURATION:P99999999999D",
        "UID:5\nDTSTART:20260505T070000Z\nRRULE:FREQ=JAMAIS",
        "UID:6\nDTSTART:20260505T070000Z\nRECURRENCE-ID:hier",
        "UID:7\nDTSTART:99991231T235959Z\nDTEND:99991231T235959Z\nRRULE:FREQ=DAILY",
    ]
    assert busy(*bad, good) == ["05/05 09:00 - 05/05 10:00"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not_ics"),
        (b"<!doctype html><title>Agenda</title>", "not_ics"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "not_ics"),
        (b"x" * 4_000_000, "not_ics"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:20260505T070000Z\r\n", "broken"),
        (b"BEGIN:VCALENDAR\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n", "broken"),
        (calendar("UID:1\nDTSTART:hier"), "broken"),
        (calendar("UID:1\nDTSTART:20260505T070000Z\nRRULE:FREQ=SECONDLY"), "too_many"),
        (calendar("UID:1\nDTSTART:20000105T070000Z\nRRULE:FREQ=MINUTELY;INTERVAL=2"), "too_many"),
        (
            calendar(
                "UID:1\nDTSTART:20260505T070000Z\nRRULE:FREQ=DAILY;BYHOUR="
                + ",".join(map(str, range(24)))
                + ";BYMINUTE="
                + ",".join(map(str, range(60)))
                + ";BYSECOND="
                + ",".join(map(str, range(60)))
            ),
            "too_many",
        ),
    ],
    ids=["empty", "page", "picture", "line", "torn", "crossed", "senseless", "seconds", "minutes", "clock times"],
)
def test_what_is_no_calendar_to_read_is_refused_at_once(data: bytes, code: str) -> None:
    began = monotonic()
    assert reason(data) == code
    assert monotonic() - began < PATIENCE


def test_more_spans_than_anybody_has_are_refused() -> None:
    first = datetime(2026, 5, 5, tzinfo=UTC)
    events = [
        f"UID:{number}\nDTSTART:{first + timedelta(minutes=20 * number):%Y%m%dT%H%M%SZ}\nDURATION:PT10M"
        for number in range(MOST_SPANS + 1)
    ]
    assert reason(calendar(*events)) == "too_many"


def test_huge_lines_and_nulls_do_no_harm() -> None:
    event = "UID:1\nDTSTART:20260505T070000Z\nDTEND:20260505T080000Z\nSUMMARY:" + "é\0" * 1_000_000
    assert busy(event) == ["05/05 09:00 - 05/05 10:00"]


def test_process_apart_gives_the_same_and_says_no_the_same() -> None:
    data = calendar(WEEKLY, "UID:o\nDTSTART:20260506T070000Z\nDURATION:PT1H")
    assert read_in_subprocess([[data]], since=NOW, until=UNTIL, without={"o"}) == read_busy(
        data, since=NOW, until=UNTIL, without={"o"}
    )
    with pytest.raises(FeedUnread) as refusal:
        read_in_subprocess([[b"<html>"]], since=NOW, until=UNTIL)
    assert refusal.value.reason == "not_ics"


def test_process_that_takes_too_long_is_ended() -> None:
    endless = "UID:1\nDTSTART:20260505T070000Z\nRRULE:FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30"  # the 30th of February
    began = monotonic()
    with pytest.raises(FeedUnread) as refusal:
        read_in_subprocess([[calendar(endless)]], since=NOW, until=UNTIL, seconds=1.0)
    assert refusal.value.reason == "too_many"
    assert monotonic() - began < PATIENCE
