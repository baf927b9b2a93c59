"""Reserve an hour a month in the owner's calendar, at a chosen weekday and time, until the promotion ends."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from uuid import uuid4

from bot.agenda import holds
from bot.agenda.agenda import booked_person_ids, claim, list_clashes
from bot.agenda.calendars import invitations
from bot.agenda.locks import lock
from bot.agenda.model import AgendaPlan, Appointment, Part, Participant, State
from bot.dates.holidays import is_working_day
from bot.dates.paris import MINUTES_A_DAY, day_of, moment_at
from bot.errors import Invalid
from bot.logbook import service
from bot.logbook.model import LOGBOOK, MINUTES, first_day, month_of, span_of
from bot.notices import homes
from bot.programme.model import Actor, Promotion
from bot.programme.permissions import require
from storage.agenda import appointments
from storage.database import Reading, Transaction
from storage.logbook import logbooks

CLOCK = Actor("")
PLACE = "où vous voulez"
FRIDAY = 4
STEP = 15  # in minutes; time is claimed in quarter-hours
WEEK = timedelta(days=7)


def choose_hour(tx: Transaction, actor: Actor, *, weekday: int, minute: int, now: datetime) -> list[Appointment]:
    """Reserve an hour a month until the promotion ends, in place of an earlier choice. Return the hours by start.

    In each month, the hour is on the last day with this weekday that is a working day without a conflict. A month
    without such a day has no hour. An hour that is already at this weekday and time is kept. The hours have no
    promotion or défi, so other people's lists do not show them. Raises NotAllowed. Raises Invalid if
    the time is not on a quarter-hour, or if no hour could be reserved."""
    require(actor, "logbook.keep")
    book, promotion = service.own_logbook(tx, actor, now=now)
    if weekday not in range(FRIDAY + 1) or minute % STEP or not 0 <= minute <= MINUTES_A_DAY - MINUTES:
        raise Invalid(field="minute", reason="step")
    me = book.person_id
    before = service.upcoming_hours(tx, me, now=now)
    lock(tx, [me], appointments=[appointment.id for appointment in before])
    coming = [appointment for appointment in before if appointment.starts > now]
    stay = {
        month_of(day): appointment
        for appointment in coming
        if (day := day_of(appointment.starts)).weekday() == weekday
        and moment_at(day, minute) == appointment.starts
        and day <= promotion.ends_on
    }
    holds.release(tx, actor, [appointment for appointment in coming if appointment not in stay.values()], now=now)
    kept = []
    for days in _days_by_month(promotion, weekday, today=day_of(now)):
        if days and month_of(days[0]) in stay:
            continue
        starts = next((moment for day in days if _is_free(tx, me, moment := moment_at(day, minute), now=now)), None)
        if starts is not None:
            kept.append(_reserve_hour(tx, me, starts, now=now))
    if not kept and not stay:
        raise Invalid(field="weekday", reason="none")
    if kept or len(stay) != len(coming):
        invitations.propagate_changes(tx, appointments.read_all(tx, kept), just_created=True, now=now)
        homes.owe_home(tx, [me], now=now)
    return appointments.read_all(tx, [*(appointment.id for appointment in stay.values()), *kept])


def give_up_hours(tx: Transaction, actor: Actor, *, now: datetime) -> None:
    """Release the actor's upcoming hours. Raises NotAllowed if the actor has no hour and is not an EIG."""
    person_id = actor.person_id or 0
    if not service.upcoming_hours(tx, person_id, now=now):
        require(actor, "logbook.keep")
    release_hours(tx, actor, person_id, now=now)


def release_hours(
    tx: Transaction, actor: Actor, person_id: int, *, after_day: date | None = None, now: datetime
) -> None:
    """Release a person's upcoming hours, or only the hours after the day `after_day`."""
    before = [appointment for appointment in service.upcoming_hours(tx, person_id, now=now) if appointment.starts > now]
    before = [appointment for appointment in before if after_day is None or day_of(appointment.starts) > after_day]
    locked = lock(tx, [person_id], appointments=[appointment.id for appointment in before])
    holds.release(tx, actor, locked, now=now)
    homes.owe_home(tx, [person_id], now=now)


def list_leavers(tx: Reading, *, now: datetime) -> list[int]:
    """Return the ids of people who have reserved hours after their last day as an EIG."""
    return sorted(logbooks.people_with_hours_after_end(tx, now=now))


def release_hours_of_leaver(tx: Transaction, person_id: int, *, now: datetime) -> None:
    """Release a person's hours after their last day as an EIG. The person's logbook is kept."""
    found = logbooks.people_with_hours_after_end(tx, now=now)
    if person_id in found:
        release_hours(tx, CLOCK, person_id, after_day=found[person_id], now=now)


def _days_by_month(promotion: Promotion, weekday: int, *, today: date) -> Iterator[list[date]]:
    month = month_of(max(today, promotion.starts_on))
    while month <= month_of(promotion.ends_on):
        first, after = first_day(month), day_of(span_of(month)[1])
        day = after - timedelta(days=1)
        day -= timedelta(days=(day.weekday() - weekday) % 7)
        several = []
        while day >= first:
            if is_working_day(day) and today <= day <= promotion.ends_on:
                several.append(day)
            day -= WEEK
        yield several
        month = month_of(after)


def _is_free(tx: Reading, person_id: int, starts: datetime, *, now: datetime) -> bool:
    ends = starts + timedelta(minutes=MINUTES)
    if starts <= now or list_clashes(tx, [person_id], since=starts, until=ends):
        return False
    return not booked_person_ids(tx, [person_id], starts=starts, ends=ends)


def _reserve_hour(tx: Transaction, person_id: int, starts: datetime, *, now: datetime) -> int:
    who = Participant(person_id, Part.GUEST)
    plan = AgendaPlan(LOGBOOK, None, None, starts, MINUTES, (who,), place=PLACE)
    kept = appointments.add(tx, plan, uid=str(uuid4()), state=State.CONFIRMED, now=now)
    claim(tx, kept, [person_id], starts=starts, ends=plan.ends)
    return kept
