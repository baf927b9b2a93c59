"""Search for times at which a mentor and a team can meet.

The search uses the mentor's hours, both sides' appointments, the programme's events, and the team's wishes."""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.agenda import agenda
from bot.agenda.agenda import LONGEST
from bot.agenda.slots import QUARTER, Busy, Slot, SlotSearch, free_slots, is_free, people_busy_in
from bot.catalogue.formats import CycleTerms
from bot.dates.holidays import add_working_days, is_working_day, may_be_proposed
from bot.dates.hours import DayHours, HostHours
from bot.dates.paris import day_of, from_epoch, midnight, to_paris
from bot.errors import SlotTaken, SlotUnbookable
from bot.mentoring.cycle import LEAD_DAYS, SOON_DAYS
from bot.mentoring.matching.plan import suits_team
from bot.mentoring.model import CycleSheet, SuitableTimes
from bot.programme.model import Defi
from storage.agenda import appointments, claims, hours
from storage.database import Reading

FIRST_WITHIN = 21  # the first séance is searched in the three weeks after the earliest day
FARTHEST = timedelta(days=60)  # the latest first day that a team can wish, counted from today

Span = tuple[int, int]  # start and end, seconds since 1970
Ranges = Sequence[tuple[datetime, datetime]]


@dataclass(frozen=True, slots=True)
class FreeStarts:
    """Possible starts with a mentor, in seconds since 1970. Each list has only starts of the list before.

    The starts in `open` are in the mentor's hours. In `mentor`, the mentor is free too. In `team`, the team is free as
    well, and the programme has no event. In `suiting`, the start also suits the team."""

    open: tuple[int, ...]
    mentor: tuple[int, ...]
    team: tuple[int, ...]
    suiting: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SearchWindow:
    """The search window of a team, with its wishes and its défi's closed days."""

    defi: Defi
    team_ids: tuple[int, ...]
    suits: SuitableTimes
    earliest: date
    terms: CycleTerms
    now: datetime
    without: tuple[int, ...] = ()  # appointments that a new plan replaces; their times count as free
    first: date | None = None  # the day of the first séance that has a time

    @property
    def until(self) -> date:
        """The last day of the search."""
        return max(self.earliest, self.first or self.earliest) + timedelta(days=FIRST_WITHIN + self.terms.window_days)


def window_of_cycle(
    sheet: CycleSheet, earliest_day: date, *, now: datetime, without_ids: Iterable[int] = ()
) -> SearchWindow:
    """Return the search window of a requested cycle, from the day `earliest_day` on."""
    cycle, first = (
        sheet.cycle,
        min((day_of(session.appointment.starts) for session in sheet.timed_sessions), default=None),
    )
    return SearchWindow(
        sheet.defi, sheet.team_ids, cycle.suits, earliest_day, cycle.terms, now, tuple(without_ids), first
    )


def earliest_day(from_day: date | None, *, now: datetime) -> date:
    """Return the first possible day of a cycle: the wished day, or six working days from now if that is later.

    If the team chose « Dès que possible » (None), it is three working days from now."""
    today = day_of(now)
    if from_day is None:
        return add_working_days(today, SOON_DAYS)
    return max(from_day, add_working_days(today, LEAD_DAYS))


def has_hours(opening: HostHours, *, terms: CycleTerms, now: datetime) -> bool:
    """Return whether a mentor has weekly hours to plan with. A mentor who only opened single days has none."""
    last = day_of(now) + timedelta(days=LEAD_DAYS + terms.window_days)
    return any(weekly.valid_until is None or weekly.valid_until >= last for weekly in opening.weekly)


def find_starts(
    tx: Reading, mentor_ids: Sequence[int], calendar: SearchWindow, *, ranges: Ranges = (), includes_busy: bool = True
) -> dict[int, FreeStarts]:
    """Return the possible starts with each of these mentors, by mentor id; four or five queries.

    `ranges` are times that a mentor without hours gave for this cycle. With `includes_busy`, `FreeStarts.open` includes
    starts at which the mentor is busy, so that `find_obstacle` can name the obstacle to a plan."""
    search = _to_search(calendar)
    openings = [_with_ranges(opening, ranges) for opening in hours.list_openings(tx, mentor_ids)]
    busy = _busy_times(tx, mentor_ids, calendar, mentor_gave_times=bool(ranges))
    spans = _spans_by_mentor(tx, mentor_ids, calendar)
    events = _collective_spans(tx, calendar)
    free = _starts_by_host(free_slots(search, openings, busy=busy), calendar)
    unclaimed = _starts_by_host(free_slots(search, openings, busy=()), calendar) if includes_busy else free
    found = {}
    for mentor_id in mentor_ids:
        mine = _without_overlap(free.get(mentor_id, ()), spans.get(mentor_id, []), calendar)
        theirs = _without_overlap(
            mine, [span for id_ in calendar.team_ids for span in spans.get(id_, [])] + events, calendar
        )
        suiting = tuple(start for start in theirs if suits_team(start, calendar.suits, minutes=calendar.terms.minutes))
        found[mentor_id] = FreeStarts(tuple(unclaimed.get(mentor_id, ())), mine, theirs, suiting)
    return found


def check_available(
    tx: Reading,
    mentor_id: int,
    starts: Sequence[datetime],
    *,
    calendar: SearchWindow,
    ranges: Ranges = (),
    by_host: bool,
) -> None:
    """Check that a mentor is available at these starts; two or three queries. The caller has locked the mentor's row.

    If the mentor chose the starts (`by_host`), the hours do not matter. A start is then refused only if it is past, too
    distant, taken, or not on a quarter-hour. Raises SlotTaken, SlotUnbookable."""
    search = _to_search(calendar)
    busy = _busy_times(tx, [mentor_id], calendar, mentor_gave_times=by_host or bool(ranges))
    opening = _with_ranges(hours.list_openings(tx, [mentor_id])[0], ranges)
    for moment in starts:
        start = int(moment.timestamp())
        if people_busy_in(busy, agenda.quarter_hour_span(moment, moment + timedelta(minutes=calendar.terms.minutes))):
            raise SlotTaken(starts=moment)
        if by_host:
            if moment <= calendar.now or moment > calendar.now + agenda.FAR or start % QUARTER:
                raise SlotUnbookable(starts=moment)
        elif not is_free(search, opening, busy=busy, starts=start) or not is_working_day(day_of(moment)):
            raise SlotUnbookable(starts=moment)


def to_slots(starts: Sequence[int], mentor_id: int) -> tuple[Slot, ...]:
    """Return these starts as slots with this mentor as the host."""
    return tuple(Slot(start, (mentor_id,)) for start in starts)


def _to_search(calendar: SearchWindow) -> SlotSearch:
    days = (calendar.until - day_of(calendar.now)).days
    return SlotSearch(
        now=calendar.now,
        duration_minutes=calendar.terms.minutes,
        horizon_days=days,
        closed_weekdays=calendar.defi.closed_weekdays,
    )


def _with_ranges(opening: HostHours, ranges: Ranges) -> HostHours:
    """Return the mentor's hours. On the days of `ranges`, only these ranges count."""
    given = [DayHours(day_of(starts), _write_clock(starts), _write_clock(ends, ends=True)) for starts, ends in ranges]
    days = {day.day for day in given}
    kept = tuple(exception for exception in opening.exceptions if exception.day not in days)
    return replace(opening, exceptions=(*kept, *given)) if given else opening


def _write_clock(moment: datetime, *, ends: bool = False) -> str:
    clock = f"{to_paris(moment):%H:%M}"
    return "24:00" if ends and clock == "00:00" else clock


def _window_bounds(calendar: SearchWindow) -> Span:
    return midnight(calendar.earliest), midnight(calendar.until + timedelta(days=1))


def _busy_times(
    tx: Reading, mentor_ids: Sequence[int], calendar: SearchWindow, *, mentor_gave_times: bool
) -> list[Busy]:
    """Return the mentors' busy times.

    If the mentor gave the times (`mentor_gave_times`), connected calendars are ignored."""
    since, until = (moment // QUARTER for moment in (int(calendar.now.timestamp()), _window_bounds(calendar)[1]))
    read = claims.list_claimed_times if mentor_gave_times else claims.list_busy_times
    known = read(tx, mentor_ids, first=since - LONGEST, last=until)
    if not calendar.without:
        return known
    # A séance whose move is not answered claims two times. Both count as free.
    given = claims.claims_of_appointments(tx, calendar.without)
    return [span for span in known if span not in given]


def _spans_by_mentor(tx: Reading, mentor_ids: Sequence[int], calendar: SearchWindow) -> Mapping[int, list[Span]]:
    since, until = _window_bounds(calendar)
    found: dict[int, list[Span]] = {}
    everybody = {*mentor_ids, *calendar.team_ids}
    known = appointments.spans_of(
        tx, everybody, since=from_epoch(since), until=from_epoch(until), states=agenda.STANDING
    )
    for person_id, appointment_id, starts, ends in known:
        if appointment_id not in calendar.without:
            found.setdefault(person_id, []).append((starts, ends))
    return found


def _collective_spans(tx: Reading, calendar: SearchWindow) -> list[Span]:
    since, until = _window_bounds(calendar)
    known = appointments.list_collective_spans(
        tx, calendar.defi.promotion_id, since=from_epoch(since), until=from_epoch(until)
    )
    return [(int(starts.timestamp()), int(ends.timestamp())) for starts, ends in known]


def _starts_by_host(slots: Sequence[Slot], calendar: SearchWindow) -> dict[int, list[int]]:
    first = midnight(calendar.earliest)
    working: dict[int, bool] = {}
    found: dict[int, list[int]] = {}
    for slot in slots:
        if slot.starts < first:
            continue
        day = slot.starts // 86_400  # During office hours, the UTC day is the Paris day.
        if day not in working:
            working[day] = may_be_proposed(day_of(from_epoch(slot.starts)))
        if working[day]:
            for mentor_id in slot.hosts:
                found.setdefault(mentor_id, []).append(slot.starts)
    return found


def _without_overlap(starts: Sequence[int], spans: Collection[Span], calendar: SearchWindow) -> tuple[int, ...]:
    kept = list(starts)
    for begins, ends in spans:
        low, high = bisect_left(kept, begins - calendar.terms.minutes * 60 + 1), bisect_left(kept, ends)
        del kept[low:high]
    return tuple(kept)
