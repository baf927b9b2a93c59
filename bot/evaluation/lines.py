"""Check a line that a coach changed in a plan, and find the people who cannot come at its time."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.agenda.agenda import booked_person_ids
from bot.agenda.slots import QUARTER
from bot.dates.holidays import is_working_day
from bot.dates.paris import day_of, to_paris
from bot.errors import Invalid
from bot.evaluation import half_days
from bot.evaluation.model import TALK_MINUTES, HalfDay, Round
from bot.evaluation.placement import MINUTES
from bot.evaluation.plans import MOST_COACHES, CommitteeLine, DraftPlan
from bot.programme.model import Person
from bot.programme.service import coaches_of
from storage.database import Reading
from storage.evaluation import committees

NOON = 13  # An appointment at this hour or later is in the afternoon.
APART = timedelta(minutes=15)  # shortest break between two appointments of a host (docs/programme.md, Appointments)


def check_line(tx: Reading, plan: DraftPlan, line: CommitteeLine, *, now: datetime) -> None:
    """Check a line of a form, which may be forged. Its hosts must be free coaches without another line at that time."""
    if not line.coach_ids or not {*line.coach_ids} <= {coach.id for coach in coaches_of(tx, plan.wish.promotion_id)}:
        raise Invalid(field="coaches", reason="none", defi_id=line.defi_id)
    if len(line.coach_ids) > MOST_COACHES:
        raise Invalid(field="coaches", reason="many", defi_id=line.defi_id)
    if reason := _moment_fault(line.starts, now=now):
        raise Invalid(field="starts", reason=reason, defi_id=line.defi_id)
    ends = line.starts + timedelta(minutes=MINUTES)
    if _is_taken(tx, plan, line, starts=line.starts, ends=ends):
        raise Invalid(field="starts", reason="taken", defi_id=line.defi_id)


def check_talk(tx: Reading, plan: DraftPlan, line: CommitteeLine, *, now: datetime) -> None:
    """Check the time of the meeting in a line. A line without a meeting is valid. Raises Invalid."""
    if reason := talk_fault(tx, plan, line, now=now):
        raise Invalid(field="talk", reason=reason, defi_id=line.defi_id)


def talk_fault(tx: Reading, plan: DraftPlan, line: CommitteeLine, *, now: datetime) -> str | None:
    """Return the fault of a meeting's time: "past", "quarter", "closed", "before" or "taken", or None if valid."""
    if line.talk is None:
        return None
    if reason := _moment_fault(line.talk, now=now):
        return reason
    if line.talk < line.starts + timedelta(minutes=MINUTES):
        return "before"
    ends = line.talk + timedelta(minutes=TALK_MINUTES)
    return "taken" if _is_taken(tx, plan, line, starts=line.talk, ends=ends) else None


def _moment_fault(starts: datetime, *, now: datetime) -> str | None:
    if starts <= now or starts.timestamp() % QUARTER:
        return "past" if starts <= now else "quarter"
    return None if is_working_day(day_of(starts)) else "closed"


def _is_taken(tx: Reading, plan: DraftPlan, line: CommitteeLine, *, starts: datetime, ends: datetime) -> bool:
    for row in plan.lines:
        if row.defi_id != line.defi_id and {*row.coach_ids} & {*line.coach_ids}:
            spans = [(row.starts, MINUTES), *([(row.talk, TALK_MINUTES)] if row.talk else [])]
            if any(at < ends + APART and starts < at + timedelta(minutes=long) + APART for at, long in spans):
                return True
    return bool(booked_person_ids(tx, line.coach_ids, starts=starts, ends=ends))


def find_unavailable_people(
    tx: Reading,
    plan: DraftPlan,
    *,
    committee_round: Round | None,
    teams: Mapping[int, Sequence[Person]],
    coaches: Mapping[int, Person],
) -> tuple[dict[int, tuple[Person, ...]], dict[int, tuple[Person, ...]]]:
    """Return two maps by défi id: people who excluded the line's half-day, and people with a conflict.

    The solver avoids both. If a coach changed a line, the plan only names these people. Three queries."""
    if not plan.lines:
        return {}, {}
    answers = committees.answers_of(tx, committee_round.id) if committee_round else {}
    everybody = {person.id for line in plan.lines for person in teams.get(line.defi_id, ())}
    since, until = (int(at.timestamp()) for at in (plan.lines[0].starts, plan.lines[-1].starts))
    spans = half_days.busy_spans(tx, everybody, since=since, until=until + MINUTES * 60)
    shut, busy = dict[int, tuple[Person, ...]](), dict[int, tuple[Person, ...]]()
    for line in plan.lines:
        team, at = teams.get(line.defi_id, ()), int(line.starts.timestamp())
        half = HalfDay(day_of(line.starts), to_paris(line.starts).hour >= NOON).number
        there = [*team, *(coaches[id_] for id_ in line.coach_ids if id_ in coaches)]
        shut[line.defi_id] = tuple(each for each in there if each.id in answers and half in answers[each.id].shut)
        busy[line.defi_id] = tuple(
            person
            for person in team
            if any(begins < at + MINUTES * 60 and at < ends for begins, ends in spans.get(person.id, ()))
        )
    return shut, busy
