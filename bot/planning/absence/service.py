"""« Je ne suis pas là aujourd’hui »: a host decides about all appointments of a day, with two minutes to undo.

At first, the bot checks and saves the choices, closes the opening hours, and claims the time of the replacement hosts.
For two minutes nobody else is notified, and the appointments do not change. Then `carrying` applies the choices. Within
an hour of an appointment, it applies them at once. docs/decisions/absence.md has the reasons."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.agenda import agenda
from bot.agenda.agenda import quarter_hour_span
from bot.agenda.away import AbsenceTerms, AbsenceWay, AwayChoice, AwayLine
from bot.agenda.model import Absence, AbsenceLine, AbsenceState, Appointment, State
from bot.agenda.pending import undo_window_end
from bot.dates.hours import DayHours
from bot.dates.paris import day_of
from bot.errors import Invalid, NotAllowed, Refusal, SlotTaken, Unavailable, UndoTooLate
from bot.notices import homes
from bot.planning.absence import carrying
from bot.planning.absence.model import (
    LONGEST,
    MOST_LINES,
    AbsencePage,
    ChoicesRefused,
    Days,
    SavedAbsence,
    read_hours,
    to_line,
    write_hours,
)
from bot.programme.history import record
from bot.programme.model import Actor
from bot.programme.permissions import require
from storage.agenda import absences, claims, hours
from storage.database import Reading, Transaction, nested_rehearsal
from storage.programme import people

THING = "absence"
WORD_LIMIT = 300  # in characters


def list_open_days(tx: Reading, actor: Actor, days: Days, *, now: datetime) -> AbsencePage:
    """Return the actor's appointments on these days, with the choices for each.

    Raises NotAllowed unless the actor is a host."""
    require(actor, "agenda.hours")
    return _page(tx, actor, days, max_times=3, now=now)


def _page(tx: Reading, actor: Actor, days: Days, *, max_times: int, now: datetime) -> AbsencePage:
    pending = absences.find_pending(tx, actor.person_id or 0)
    mine = _hosted_appointments(tx, actor, days, now=now)
    begun = tuple(appointment for appointment in mine if appointment.starts <= now)
    coming = [appointment for appointment in mine if appointment.starts > now][:MOST_LINES]
    return AbsencePage(days, _lines(tx, actor, days, coming, max_times=max_times, now=now), begun, pending)


def declare_absence(
    tx: Transaction,
    actor: Actor,
    *,
    batch: str,
    days: Days,
    choices: Mapping[int, AwayChoice],
    word: str = "",
    now: datetime,
) -> SavedAbsence:
    """Save the choices for the appointments of these days, all or none. `choices` are by appointment id.

    An appointment that the actor does not host any more is skipped. If the actor has already sent this form, or another
    one that can still be undone, return the absence of that form. Raises NotAllowed, ChoicesRefused, Invalid for "days"
    ("past", "long") or if `word` is too long."""
    require(actor, "agenda.hours")
    _check_days(days, word, now=now)
    person_id = actor.person_id or 0
    known = absences.find_by_batch(tx, batch)
    if known is not None and known.person_id == person_id:
        return describe_absence(tx, known)
    lines = _chosen_lines(tx, actor, days, choices, now=now)
    coming = carrying.lock_lines(tx, person_id, lines)
    pending = absences.find_pending(tx, person_id)
    if pending is not None:
        return describe_absence(tx, pending)
    page = _page(tx, actor, days, max_times=0, now=now)  # no search for times, which is too slow for a transaction
    fresh = [line.appointment.id for line in page.lines if line.is_open and line.appointment.id not in choices]
    if fresh:
        raise ChoicesRefused(page, fresh=fresh)
    todo = {
        appointment.id: (appointment, choices[appointment.id])
        for appointment in coming
        if _is_still_open(page, appointment)
    }
    absence = Absence(0, person_id, batch, days.first, days.last, AbsenceState.PENDING, now, word.strip())
    _try_choices(tx, actor, absence, todo, page=page, now=now)
    return _save_absence(tx, actor, absence, list(todo.values()), now=now)


def undo_absence(tx: Transaction, actor: Actor, batch: str, *, now: datetime) -> SavedAbsence:
    """« Revenir en arrière »: undo the absence and return it. Idempotent.

    Raises UndoTooLate, and NotAllowed if another person declared the absence."""
    require(actor, "agenda.hours")
    known = absences.find_by_batch(tx, batch)
    if known is None:
        raise UndoTooLate
    if known.person_id != actor.person_id:
        raise NotAllowed(action="undo")
    lines = absences.lines_of(tx, known.id)
    people.lock(tx, {known.person_id, *(line.taker_id for line in lines if line.taker_id)})
    absence = absences.read(tx, known.id) or known
    if absence.state is AbsenceState.UNDONE:
        return describe_absence(tx, absence)
    if absence.state is AbsenceState.DONE or absence.until <= now:
        raise UndoTooLate
    carrying.release_claims(tx, lines)
    _reopen_days(tx, absence)
    absences.set_state(tx, absence.id, AbsenceState.UNDONE)
    record(tx, actor, "agenda.back", thing=THING, thing_id=absence.id, now=now)
    homes.owe_home(tx, [absence.person_id], now=now)
    return describe_absence(tx, replace(absence, state=AbsenceState.UNDONE))


def find_absence(tx: Reading, absence_id: int) -> Absence | None:
    """Return an absence, or None if it was deleted."""
    return absences.read(tx, absence_id)


def _check_days(days: Days, word: str, *, now: datetime) -> None:
    if len(word) > WORD_LIMIT:
        raise Invalid(field="word", reason="long")
    if days.last < day_of(now) or days.last < days.first:
        raise Invalid(field="days", reason="past")
    if days.last - days.first > LONGEST:
        raise Invalid(field="days", reason="long")


def _hosted_appointments(tx: Reading, actor: Actor, days: Days, *, now: datetime) -> list[Appointment]:
    coming = [each for each in agenda.list_upcoming(tx, actor.person_id or 0, now=now) if days.contains(each)]
    held = carrying.group_by_manners(tx, [each.id for each in coming if each.state is State.HELD])
    offered = {id_ for way, mine in held if way.held for id_ in mine}
    return [each for each in coming if each.state is State.CONFIRMED or each.id in offered]


def _lines(
    tx: Reading, actor: Actor, days: Days, coming: Sequence[Appointment], *, max_times: int, now: datetime
) -> tuple[AwayLine, ...]:
    absent = frozenset(person_id for day in days.all_days for person_id in absences.people_away_on(tx, day)) - {
        actor.person_id or 0
    }
    seen = [id_ for appointment in coming for id_ in appointment.person_ids]
    away = AbsenceTerms(actor, days.until, now, absent)
    found = []
    for other, ways in carrying.pair_with_manners(tx, coming):
        # A message has at most five buttons. One message about two appointments of a person offers one time for each.
        often = any(seen.count(id_) > 1 for id_ in other.person_ids if id_ != actor.person_id)
        line = (
            ways.offer(tx, other, away=replace(away, most_times=min(max_times, 1) if often else max_times))
            if ways
            else AwayLine(other)
        )
        found.append(line)
        length = timedelta(minutes=other.minutes)
        spans = tuple((moment, moment + length) for choice in line.choices for moment in choice.starts)
        away = replace(away, given=(*away.given, *spans))
    return tuple(found)


def _chosen_lines(
    tx: Reading, actor: Actor, days: Days, choices: Mapping[int, AwayChoice], *, now: datetime
) -> list[AbsenceLine]:
    mine = [
        appointment
        for appointment in _hosted_appointments(tx, actor, days, now=now)
        if appointment.starts > now and appointment.id in choices
    ]
    return [to_line(appointment, choices[appointment.id]) for appointment in mine]


def _is_still_open(page: AbsencePage, appointment: Appointment) -> bool:
    return any(line.appointment.id == appointment.id and line.is_open for line in page.lines)


def _try_choices(
    tx: Transaction,
    actor: Actor,
    absence: Absence,
    todo: Mapping[int, tuple[Appointment, AwayChoice]],
    *,
    page: AbsencePage,
    now: datetime,
) -> None:
    """Try each choice and roll it back. Raises ChoicesRefused with all reasons if any choice is refused."""
    ways = {line.appointment.id: {choice.way for choice in line.choices} for line in page.lines}
    faults: dict[int, Refusal] = {}
    for appointment, choice in todo.values():
        if choice.way not in ways[appointment.id]:
            handed = choice.way is AbsenceWay.HAND_OVER  # the form offered a colleague, and now all colleagues are busy
            faults[appointment.id] = (
                SlotTaken(starts=appointment.starts) if handed else Invalid(field="line", reason="gone")
            )
            continue
        try:
            with nested_rehearsal(tx):
                carrying.apply_line(
                    tx, actor, absence=absence, line=to_line(appointment, choice), appointment=appointment, now=now
                )
        except Unavailable:
            raise
        except Refusal as refusal:
            faults[appointment.id] = refusal
    if faults:
        raise ChoicesRefused(page, faults=faults)


def _save_absence(
    tx: Transaction, actor: Actor, absence: Absence, todo: Sequence[tuple[Appointment, AwayChoice]], *, now: datetime
) -> SavedAbsence:
    acting = [appointment.starts for appointment, choice in todo if choice.way is not AbsenceWay.KEEP]
    until = undo_window_end(acting or [Days(absence.first_day, absence.last_day).until], now=now)
    before = _close_days(tx, absence)
    absence = replace(absence, until=until, hours_before=before)
    lines = [to_line(appointment, choice) for appointment, choice in todo if choice.way is not AbsenceWay.KEEP]
    absence = replace(absence, id=absences.add(tx, absence, lines))
    record(tx, actor, "agenda.away", thing=THING, thing_id=absence.id, now=now)
    homes.owe_home(tx, [absence.person_id], now=now)
    if until > now:
        _claim_times(tx, [(appointment, choice) for appointment, choice in todo if choice.way is AbsenceWay.HAND_OVER])
        return describe_absence(tx, absence)
    carrying.apply_lines(tx, actor, absence, now=now)
    return describe_absence(tx, replace(absence, state=AbsenceState.DONE))


def _claim_times(tx: Transaction, todo: Sequence[tuple[Appointment, AwayChoice]]) -> None:
    taken: dict[int, Refusal] = {}
    for appointment, choice in todo:
        first, length = quarter_hour_span(appointment.starts, appointment.ends)
        if not claims.claim(tx, appointment.id, [choice.taker_id or 0], first=first, length=length):
            taken[appointment.id] = SlotTaken(starts=appointment.starts)
    if taken:
        raise ChoicesRefused(faults=taken)


def _close_days(tx: Transaction, absence: Absence) -> str:
    days = Days(absence.first_day, absence.last_day)
    before = _exceptions(tx, absence.person_id, days.all_days)
    shut = [DayHours(day) for day in days.all_days]
    hours.replace_day_hours(tx, absence.person_id, shut, since=days.first, until=days.last)
    return write_hours(before)


def _reopen_days(tx: Transaction, absence: Absence) -> None:
    """Restore the opening hours of these days, unless somebody has edited them since."""
    days = Days(absence.first_day, absence.last_day)
    if _exceptions(tx, absence.person_id, days.all_days) == [DayHours(day) for day in days.all_days]:
        before = read_hours(absence.hours_before)
        hours.replace_day_hours(tx, absence.person_id, before, since=days.first, until=days.last)


def _exceptions(tx: Reading, person_id: int, days: Collection[object]) -> list[DayHours]:
    return [exception for exception in hours.list_openings(tx, [person_id])[0].exceptions if exception.day in days]


def describe_absence(tx: Reading, absence: Absence) -> SavedAbsence:
    """Return an absence with its lines, and the ids of the appointments that another person changed."""
    lines = absences.lines_of(tx, absence.id)
    now_are = {
        appointment.id: appointment for appointment in agenda.get_all(tx, [line.appointment_id for line in lines])
    }
    changed = tuple(
        line.appointment_id
        for line in lines
        if not line.done and not carrying.is_unchanged(now_are[line.appointment_id], line, person_id=absence.person_id)
    )
    return SavedAbsence(absence, tuple(lines), changed)
