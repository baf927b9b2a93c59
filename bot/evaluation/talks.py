"""Find a time for the meeting about a report (1 h 15), and book or reschedule it together with its committee.

The solver does not place the meeting. The meeting is on the committee's weekday and half-day, at most fifteen working
days later. The défi's coaches and EIG must be free, and its porteurs if possible. The team may reschedule it like its
committee."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from bot.agenda import changes, holds
from bot.agenda.model import AgendaPlan, Part, Participant
from bot.agenda.slots import BUFFER
from bot.dates.holidays import add_working_days, may_be_proposed
from bot.dates.paris import day_of, moment_at, to_paris
from bot.errors import SlotTaken
from bot.evaluation.half_days import busy_spans, teams_of
from bot.evaluation.model import HALVES, TALK, TALK_MINUTES, TALK_WITHIN, CommitteeSheet
from bot.evaluation.placement import MINUTES
from bot.evaluation.plans import CommitteeLine
from bot.programme.model import Actor, Defi, Person
from bot.programme.roles import Role
from bot.programme.service import promotion_of
from storage.agenda import appointments, hours
from storage.database import Reading, Transaction
from storage.evaluation import committees

from .weeks import STEP, WEEK

# A committee at this time (in minutes since 0 h) or later is in the afternoon.
NOON = 13 * 60
# If possible, the meeting is at least this many weeks after the committee, to leave time to write the report.
WRITTEN = 2
Span = tuple[int, int]  # seconds since 1970


def possible_talk_starts(committee_start: datetime, *, until: date, now: datetime) -> Iterator[datetime]:
    """Yield possible starts of the meeting after a committee, best first. Pure.

    Weeks that leave two weeks to write the report come first. In each week, starts near the committee's clock time come
    first."""
    local, day = to_paris(committee_start), day_of(committee_start)
    minute = local.hour * 60 + local.minute
    opens, closes = HALVES[minute >= NOON]
    last = min(add_working_days(day, TALK_WITHIN), until)
    weeks = sorted(range(1, TALK_WITHIN), key=lambda ahead: (ahead < WRITTEN, ahead))
    for at in (day + WEEK * ahead for ahead in weeks):
        if at <= last and may_be_proposed(at):
            near = sorted(
                range(opens, closes - TALK_MINUTES + 1, STEP), key=lambda minute_: (abs(minute_ - minute), minute_)
            )
            yield from (found for minute_ in near if (found := moment_at(at, minute_)) > now)


def talk_starts(
    tx: Reading,
    lines: Sequence[CommitteeLine],
    *,
    promotion_id: int,
    phase_lines: Sequence[CommitteeLine] = (),
    now: datetime,
) -> dict[int, datetime]:
    """Return a possible start for the meeting of each line, by défi id. Lines without a possible start are left out.

    `phase_lines` are all lines of the plan, with the times of other meetings. The number of queries is constant."""
    promotion, teams = promotion_of(tx, promotion_id), teams_of(tx, promotion_id)
    if promotion is None or not lines:
        return {}
    until = min(promotion.ends_on, max(add_working_days(day_of(line.starts), TALK_WITHIN) for line in lines))
    everybody = {person.id for line in lines for person in teams.get(line.defi_id, ())}
    coaches = {id_ for line in lines for id_ in line.coach_ids}
    since, last = min(line.starts for line in lines), moment_at(until + timedelta(days=1), 0)
    taken = {who: list(spans) for who, spans in _busy_spans(tx, everybody | coaches, since=since, until=last).items()}
    everywhere = [
        _span(*span) for span in appointments.list_collective_spans(tx, promotion_id, since=since, until=last)
    ]
    _add_closed_days(tx, everybody | coaches, taken)
    for row in {*phase_lines, *lines}:
        _add_busy_line(taken, row, teams)
    found: dict[int, datetime] = {}
    for row in sorted(lines, key=lambda line: (line.starts, line.defi_id)):
        team = teams.get(row.defi_id, [])
        needed = [*row.coach_ids, *(person.id for person in team if _is_eig(person, row.defi_id))]
        at = _first_start(row.starts, [needed + [person.id for person in team], needed], taken, everywhere, until, now)
        if at is not None:
            found[row.defi_id] = at
            _add_busy_time(taken, {*needed, *(person.id for person in team)}, at, TALK_MINUTES)
    return found


def talk_plan(
    defi: Defi, *, coach_ids: Collection[int], team_ids: Collection[int], starts: datetime, committee_plan: AgendaPlan
) -> AgendaPlan:
    """Return the plan of a meeting with these hosts and guests, at the place or link of `committee_plan`."""
    parts = dict.fromkeys(team_ids, Part.GUEST) | dict.fromkeys(coach_ids, Part.HOST)
    someone = tuple(Participant(who, part) for who, part in parts.items())
    return AgendaPlan(
        TALK,
        defi.promotion_id,
        defi.id,
        starts,
        TALK_MINUTES,
        someone,
        link=committee_plan.link,
        place=committee_plan.place,
    )


def book_talk(tx: Transaction, actor: Actor, sheet: CommitteeSheet, *, starts: datetime, now: datetime) -> None:
    """Book a meeting for a committee that has none, with the committee's participants. Raises SlotTaken."""
    appointment = sheet.appointment
    guests = [participant.person_id for participant in appointment.present if participant.part is Part.GUEST]
    like = AgendaPlan("", None, None, starts, TALK_MINUTES, (), link=appointment.link, place=appointment.place)
    held = holds.hold(
        tx,
        actor,
        [talk_plan(sheet.defi, coach_ids=appointment.host_ids, team_ids=guests, starts=starts, committee_plan=like)],
        now=now,
    )
    holds.confirm(tx, actor, held, now=now)
    committees.set_talk(tx, sheet.committee.id, held[0].id)


def follow_committee(tx: Transaction, actor: Actor, sheet: CommitteeSheet, *, batch: str, now: datetime) -> None:
    """Reschedule the meeting of a committee that was rescheduled, unless the meeting's time still fits.

    The change has the committee's `batch`, so that both are undone together. If no time is possible, the meeting is
    cancelled, and the card asks for a date. The caller has locked all rows."""
    talk, appointment = sheet.talk, sheet.appointment
    if talk is None or talk not in sheet.both or talk.starts <= now:
        return
    if appointment.ends <= talk.starts and day_of(talk.starts) <= add_working_days(
        day_of(appointment.starts), TALK_WITHIN
    ):
        return
    line = CommitteeLine(sheet.defi.id, appointment.starts, appointment.host_ids)
    at = talk_starts(tx, [line], promotion_id=sheet.promotion_id, now=now).get(sheet.defi.id)
    if at is not None:
        try:
            changes.move(tx, actor, {talk.id: at}, batch=batch, by_host=True, now=now)
        except SlotTaken:
            at = None
    if at is None:
        changes.cancel(tx, actor, [talk.id], batch=batch, now=now)


def _first_start(
    committee_start: datetime,
    groups: Sequence[Collection[int]],
    busy_by_person: Mapping[int, Sequence[Span]],
    collective_spans: Sequence[Span],
    until: date,
    now: datetime,
) -> datetime | None:
    """Return the best start at which all of the first group are free. If there is none, try the next groups."""
    for group in groups:
        for at in possible_talk_starts(committee_start, until=until, now=now):
            mine = _span(at, at + timedelta(minutes=TALK_MINUTES, seconds=BUFFER))
            busy = [*collective_spans, *(span for person_id in group for span in busy_by_person.get(person_id, ()))]
            if not any(begins < mine[1] and mine[0] < ends for begins, ends in busy):
                return at
    return None


def _busy_spans(
    tx: Reading, person_ids: Collection[int], *, since: datetime, until: datetime
) -> Mapping[int, Sequence[Span]]:
    return busy_spans(tx, person_ids, since=int(since.timestamp()), until=int(until.timestamp()))


def _add_closed_days(tx: Reading, person_ids: Collection[int], busy_by_person: dict[int, list[Span]]) -> None:
    for ing in hours.list_openings(tx, [*person_ids]):
        for exception in ing.exceptions:
            if exception.starts is None or exception.ends is None:
                day = moment_at(exception.day, 0), moment_at(exception.day + timedelta(days=1), 0)
                busy_by_person.setdefault(ing.host_id, []).append(_span(*day))


def _add_busy_line(
    busy_by_person: dict[int, list[Span]], line: CommitteeLine, teams: Mapping[int, Collection[Person]]
) -> None:
    people = {*line.coach_ids, *(person.id for person in teams.get(line.defi_id, ()))}
    _add_busy_time(busy_by_person, people, line.starts, MINUTES)
    if line.talk is not None:
        _add_busy_time(busy_by_person, people, line.talk, TALK_MINUTES)


def _add_busy_time(
    busy_by_person: dict[int, list[Span]], person_ids: Collection[int], starts: datetime, minutes: int
) -> None:
    for person in person_ids:
        busy_by_person.setdefault(person, []).append(_span(starts, starts + timedelta(minutes=minutes, seconds=BUFFER)))


def _span(starts: datetime, ends: datetime) -> Span:
    return int(starts.timestamp()), int(ends.timestamp())


def _is_eig(person: Person, defi_id: int) -> bool:
    return any(membership.role is Role.EIG and membership.defi_id == defi_id for membership in person.current)
