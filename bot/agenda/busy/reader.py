"""A parser that reads busy times from a calendar file. It is pure, and runs in a subprocess (`worker`).

The rules follow docs/programme.md, Calendars. An event is busy unless it is free (TRANSP:TRANSPARENT) or
cancelled. A date without clock times is busy from 0 h to 24 h in Paris. A time without a known zone is in Paris time.
The bot's own entries are skipped: the entry of a rescheduled or cancelled appointment may still be in the file."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from icalendar import Calendar, Event
from recurring_ical_events import of

from bot.agenda.busy.ics_lines import DaySpan, Span, filter_events
from bot.dates.hours import merge_ranges
from bot.dates.paris import PARIS, day_of, midnight
from bot.errors import FeedUnread

MOST_SPANS = 5_000
MOST_WORK = 300_000  # a file may have at most this many recurrences, because the library computes each of them

_DAY = timedelta(days=1)
# How often a rule recurs in a day at most, by its frequency. Any other frequency counts as once a day.
_A_DAY = {"SECONDLY": 86_400, "MINUTELY": 1_440, "HOURLY": 24}
_FREE = frozenset({"TRANSPARENT", "FREE"})
_MOMENTS, _LISTS = ("DTSTART", "DTEND", "RECURRENCE-ID"), ("EXDATE", "RDATE")


def read_busy(data: bytes, *, since: datetime, until: datetime, without: Collection[str] = ()) -> list[Span]:
    """Return the busy intervals between two moments, sorted and merged. Events whose UID is in `without` are ignored.

    Events that cannot be parsed are skipped. Raises FeedUnread. The reason is "not_ics", "broken" if no event
    can be parsed or the file is cut off, or "too_many" for more than 5,000 intervals or too many recurrences."""
    text = filter_events(data, DaySpan(day_of(since - 2 * _DAY), day_of(until + 2 * _DAY)), without=without)
    try:
        calendar = Calendar.from_ical(text)
    except Exception:  # noqa: BLE001 - the parser raises many types of exceptions for a broken file
        raise FeedUnread("broken") from None
    events = [event for event in calendar.walk("VEVENT") if isinstance(event, Event)]
    groups = _group_by_uid(event for event in events if _event_start(event))
    _check_rates((event for group in groups for event in group), until)
    found: list[Span] = []
    senseless = 0
    for group in groups:
        try:
            found += _busy_spans(calendar, group, since - 2 * _DAY, until + 2 * _DAY)
        except Exception:  # noqa: BLE001 - an invalid event does not affect the others
            senseless += 1
        if len(found) > MOST_WORK:
            raise FeedUnread("too_many")
    if events and senseless == len(groups):
        raise FeedUnread("broken")
    first, last = int(since.timestamp()), int(until.timestamp())
    spans = merge_ranges((max(starts, first), min(ends, last)) for starts, ends in found)
    if len(spans) > MOST_SPANS:
        raise FeedUnread("too_many")
    return spans


def _event_start(event: Event) -> date | None:
    given: Any = event.get("DTSTART")
    try:
        begins = given.dt
    except Exception:  # noqa: BLE001 - the library parses on access, and raises many types of exceptions
        return None
    return begins if isinstance(begins, date) else None


def _group_by_uid(events: Iterable[Event]) -> list[list[Event]]:
    groups: defaultdict[str, list[Event]] = defaultdict(list)
    for number, event in enumerate(events):
        groups[str(event.get("UID") or number)].append(event)
    return list(groups.values())


def _busy_spans(calendar: Calendar, group: Iterable[Event], since: datetime, until: datetime) -> list[Span]:
    alone = Calendar()
    if zone := calendar.get("X-WR-TIMEZONE"):
        alone["X-WR-TIMEZONE"] = zone
    for event in group:
        _add_time_zones(event)
        alone.add_component(event)
    occurrences = of(alone).between(since, until)
    return [
        (_to_epoch(occurrence["DTSTART"].dt), _to_epoch(occurrence["DTEND"].dt))
        for occurrence in occurrences
        if str(occurrence.get("STATUS", "")).upper() != "CANCELLED"
        and _FREE.isdisjoint(
            {str(occurrence.get(name, "")).upper() for name in ("TRANSP", "X-MICROSOFT-CDO-BUSYSTATUS")}
        )
    ]


def _add_time_zones(event: Event) -> None:
    properties: Any = event
    for name in _MOMENTS:
        if name in properties:
            properties[name].dt = _to_zoned(properties[name].dt)
    for name in _LISTS:
        given = properties.get(name, [])
        for several in given if isinstance(given, list) else [given]:
            for busy_day in several.dts:
                busy_day.dt = (
                    tuple(map(_to_zoned, busy_day.dt)) if isinstance(busy_day.dt, tuple) else _to_zoned(busy_day.dt)
                )


def _to_zoned(moment: Any) -> Any:  # noqa: ANN401 - the library returns a moment, a day or a length
    if isinstance(moment, datetime) and moment.tzinfo is None:
        return moment.replace(tzinfo=PARIS)
    return moment


def _to_epoch(moment: date) -> int:
    return int(moment.timestamp()) if isinstance(moment, datetime) else midnight(moment)


def _check_rates(events: Iterable[Event], until: datetime) -> None:
    """Raise FeedUnread if the rules have too many recurrences: the library computes each of them."""
    work = 0.0
    for event in events:
        begins = _event_start(event) or until
        day = begins.date() if isinstance(begins, datetime) else begins
        work += max(1, (day_of(until) - day).days) * _event_rate(event)
    if work > MOST_WORK:
        raise FeedUnread("too_many")


def _event_rate(event: Event) -> float:
    try:
        given: Any = event.get("RRULE", [])
        return sum(map(_rule_rate, given if isinstance(given, list) else [given]))
    except Exception:  # noqa: BLE001 - the event is invalid, and `read_busy` skips it later
        return 0


def _rule_rate(rule: Mapping[str, Sequence[Any]]) -> float:
    every = str(rule.get("FREQ", [""])[0]).upper()
    rate = _A_DAY.get(every, 1)
    for name, finer in (("BYHOUR", 24), ("BYMINUTE", 1_440), ("BYSECOND", 86_400)):
        if rate < finer:
            rate *= max(1, len(rule.get(name, ())))
    return rate / max(1, int(rule.get("INTERVAL", [1])[0]))
