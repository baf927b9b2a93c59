"""Use cases for a host's opening hours. The host types them, and sees which appointments lie outside new hours."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from hashlib import sha256

from bot.agenda import drafts
from bot.agenda.busy import feeds
from bot.agenda.busy.feeds import Peek
from bot.agenda.calendars.calendars import list_upcoming
from bot.agenda.calendars.entries import Outline
from bot.agenda.model import CLAIMING, Appointment
from bot.dates.days_text import read_days, write_days
from bot.dates.hours import DayHours, HostHours, WeeklyHours, ranges_on
from bot.dates.hours_text import LONGEST_TEXT, LineFault, UnreadableText, read_week, write_week
from bot.dates.paris import day_of, epoch_at
from bot.errors import NotAllowed, Refusal
from bot.meeting_links import link_fault
from bot.programme.history import record
from bot.programme.model import Actor
from bot.programme.permissions import require
from storage.agenda import hours
from storage.database import Reading, Transaction
from storage.programme import people


class UnreadableHours(Refusal):
    """Raised if typed hours cannot be parsed. It has the errors of all fields.

    `faults`: the errors of each line, for the fields "week" and "days". `link`: the result of
    `meeting_links.link_fault`. `feed`: why the address of a calendar is refused (`Peek.fault`), or None."""

    code = "hours_unreadable"

    def __init__(self, *, link: str | None = None, feed: str | None = None, **faults: tuple[LineFault, ...]) -> None:
        super().__init__(**faults, link=link, feed=feed)
        self.faults: Mapping[str, tuple[LineFault, ...]] = faults
        self.link = link
        self.feed = feed


@dataclass(frozen=True, slots=True)
class Hours:
    """A host's opening hours, as values and as text to edit.

    `weekly`: hours that apply every week, with their text `week_text`. `bounded`: weekly hours with a first or last
    day. They come from an imported file, and cannot be edited. `exceptions`: hours of single days from today on, with
    their text `days_text`. If that text exceeds 3,000 characters, it ends before the day `left_out`. `version`: a
    digest of the hours and the link."""

    weekly: tuple[WeeklyHours, ...]
    bounded: tuple[WeeklyHours, ...]
    exceptions: tuple[DayHours, ...]
    link: str | None
    week_text: str
    days_text: str
    left_out: date | None
    version: str


@dataclass(frozen=True, slots=True)
class Preview:
    """New hours, before or after they are saved, and the effects of saving them.

    `touched`: upcoming appointments outside the new hours, by start. Saving does not change them. `replaced`: the
    current hours, if another form or an import changed them after this form was opened. Saving overwrites them.
    `feed`: host name of the calendar that is connected at the same time, or ""."""

    hours: Hours
    touched: tuple[Outline, ...]
    replaced: Hours | None = None
    feed: str = ""


@dataclass(frozen=True, slots=True)
class _TypedHours:
    week: str
    days: str
    link: str
    seen: str  # the `version` of the hours that the form showed, "" if unknown
    feed: str = field(default="", repr=False)  # the secret address of a calendar; "" keeps the saved address


def read_hours(tx: Reading, actor: Actor, *, now: datetime) -> Hours:
    """Return the actor's hours. Raises NotAllowed if the actor does not host."""
    require(actor, "agenda.hours")
    return describe(_opening(tx, actor), _room_link(tx, actor), now=now)


def save_hours_draft(
    tx: Transaction,
    actor: Actor,
    draft_id: str,
    *,
    week: str,
    days: str,
    link: str,
    seen_version: str,
    peek: Peek | None = None,
    now: datetime,
) -> Preview:
    """Parse typed hours, and save the text as a draft. Return a preview of the hours.

    `seen_version`: the `version` that the form showed. If it is not the current version, the preview has `replaced`.
    `peek`: the result of testing a calendar's address.
    Raises NotAllowed, UnreadableHours, and DraftExpired if this form was already saved."""
    require(actor, "agenda.hours")
    typed = _TypedHours(week, days, link, seen_version, peek.address if peek else "")
    found = _plan_change(tx, actor, typed, feed_fault=peek.fault if peek else None, now=now)[1]
    drafts.save(tx, actor, draft_id, content=json.dumps(asdict(typed)), now=now)
    return replace(found, feed=peek.host) if peek else found


def apply_hours_draft(tx: Transaction, actor: Actor, draft_id: str, *, now: datetime) -> Preview:
    """Save the hours, the link and the calendar address of a draft. Appointments are not changed.

    Past exceptions, and weekly hours with a first or last day, are kept. A second submission changes nothing. Raises
    NotAllowed, DraftExpired, and UnreadableHours if a day in the text has passed since the preview."""
    require(actor, "agenda.hours")
    people.lock(tx, [_person_id(actor)])
    draft = drafts.find(tx, actor, draft_id, now=now, lock=True)
    if draft.result_id is not None:
        current = _opening(tx, actor)
        return Preview(
            describe(current, _room_link(tx, actor), now=now), _appointments_outside(tx, actor, current, now=now)
        )
    typed = _TypedHours(**json.loads(draft.content))
    kept = _save_hours(tx, actor, typed, now=now)
    if typed.feed:
        feeds.set_feed(tx, actor, typed.feed, now=now)
        kept = replace(kept, feed=feeds.host_of(typed.feed))
    drafts.settle(tx, draft, result_id=_person_id(actor))
    return kept


def describe(opening: HostHours, link: str | None, *, now: datetime) -> Hours:
    """Return a host's hours, as values and as text to edit. Past exceptions and past bounded hours are left out."""
    today = day_of(now)
    unbounded = tuple(weekly for weekly in opening.weekly if not _is_bounded(weekly))
    exceptions = tuple(exception for exception in opening.exceptions if exception.day >= today)
    days_text, left_out = _text_within_limit(exceptions, today)
    return Hours(
        weekly=unbounded,
        bounded=tuple(
            weekly for weekly in opening.weekly if _is_bounded(weekly) and (weekly.valid_until or today) >= today
        ),
        exceptions=exceptions,
        link=link,
        week_text=_cut_to_limit(write_week(unbounded)),
        days_text=days_text,
        left_out=left_out,
        version=_hours_version(opening, link),
    )


def _save_hours(tx: Transaction, actor: Actor, typed_hours: _TypedHours, *, now: datetime) -> Preview:
    person_id, today = _person_id(actor), day_of(now)
    people.lock(tx, [person_id])  # bookings take the same lock, so none runs during this change
    before = _hours_version(_opening(tx, actor), _room_link(tx, actor))
    wanted, planned = _plan_change(tx, actor, typed_hours, now=now)
    if planned.hours.version != before:
        hours.replace_weekly(tx, person_id, planned.hours.weekly, only_unbounded=True)
        hours.replace_day_hours(
            tx, person_id, [exception for exception in wanted.exceptions if exception.day >= today], since=today
        )
        people.change(tx, person_id, visio=planned.hours.link)
        record(tx, actor, "agenda.hours", thing="person", thing_id=person_id, now=now)
    return planned


def _plan_change(
    tx: Reading, actor: Actor, typed_hours: _TypedHours, *, feed_fault: str | None = None, now: datetime
) -> tuple[HostHours, Preview]:
    opening, link = _opening(tx, actor), _room_link(tx, actor)
    current = describe(opening, link, now=now)
    weekly, days, wanted_link = _parse_fields(typed_hours, feed_fault, today=day_of(now))
    named = {day.day for day in days}
    kept = [
        exception
        for exception in opening.exceptions
        if exception.day < day_of(now)
        or (current.left_out and exception.day >= current.left_out and exception.day not in named)
    ]
    bounded = [weekly for weekly in opening.weekly if _is_bounded(weekly)]
    wanted = HostHours(opening.host_id, (*weekly, *bounded), (*kept, *days))
    replaced = current if typed_hours.seen not in ("", current.version) else None
    planned = describe(wanted, wanted_link, now=now)
    return wanted, Preview(planned, _appointments_outside(tx, actor, wanted, now=now), replaced)


def _parse_fields(
    typed_hours: _TypedHours, feed_fault: str | None, *, today: date
) -> tuple[list[WeeklyHours], list[DayHours], str | None]:
    faults: dict[str, tuple[LineFault, ...]] = {"week": (), "days": ()}
    weekly: list[WeeklyHours] = []
    days: list[DayHours] = []
    try:
        weekly = read_week(typed_hours.week)
    except UnreadableText as unread:
        faults["week"] = unread.faults
    try:
        days = read_days(typed_hours.days, today=today)
    except UnreadableText as unread:
        faults["days"] = unread.faults
    # The form writes each day on its own line, so a short text may become too long for its field.
    if len(write_week(weekly)) > LONGEST_TEXT:
        faults["week"] = (LineFault(1, typed_hours.week.splitlines()[0].strip(), "long"),)
    link = typed_hours.link.strip() or None
    wrong = None if link is None else link_fault(link)
    if wrong or feed_fault or any(faults.values()):
        raise UnreadableHours(link=wrong, feed=feed_fault, **faults)
    return weekly, days, link


def _appointments_outside(tx: Reading, actor: Actor, opening: HostHours, *, now: datetime) -> tuple[Outline, ...]:
    return tuple(
        outline
        for outline in list_upcoming(tx, actor, now=now)
        if outline.appointment.starts > now
        and outline.appointment.part_of(actor.person_id) in CLAIMING
        and not _is_within_hours(opening, outline.appointment)
    )


def _is_within_hours(opening: HostHours, appointment: Appointment) -> bool:
    day = day_of(appointment.starts)
    starts, ends = int(appointment.starts.timestamp()), int(appointment.ends.timestamp())
    ranges = ranges_on(day, opening.weekly, day_hours=opening.exceptions)
    return any(epoch_at(day, opens) <= starts and ends <= epoch_at(day, closes) for opens, closes in ranges)


def _text_within_limit(exceptions: tuple[DayHours, ...], today: date) -> tuple[str, date | None]:
    text, days = write_days(exceptions, today), sorted({exception.day for exception in exceptions})
    left_out = None
    while len(text) > LONGEST_TEXT:
        left_out = days.pop()
        text = write_days([exception for exception in exceptions if exception.day < left_out], today)
    return text, left_out


def _cut_to_limit(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else text[: text.rfind("\n", 0, LONGEST_TEXT)]


def _hours_version(opening: HostHours, link: str | None) -> str:
    said = [link or "", *sorted(map(repr, (*opening.weekly, *opening.exceptions)))]
    return sha256("\n".join(said).encode()).hexdigest()[:12]


def _is_bounded(weekly: WeeklyHours) -> bool:
    return weekly.valid_from is not None or weekly.valid_until is not None


def _opening(tx: Reading, actor: Actor) -> HostHours:
    return hours.list_openings(tx, [_person_id(actor)])[0]


def _room_link(tx: Reading, actor: Actor) -> str | None:
    """Read the link of the actor's room again, because the link in `actor` may be outdated."""
    person = people.by_id(tx, _person_id(actor))
    return person.visio if person else None


def _person_id(actor: Actor) -> int:
    if actor.person_id is None:
        raise NotAllowed(action="agenda.hours")
    return actor.person_id
