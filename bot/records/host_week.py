"""« Votre semaine » of a coach: a weekly message with what the coach hosts, their own défis, and late actions.

It is sent on the morning of the week's first working day. If the coach hosts something on that day, it includes « Votre
journée ». Hosts who are not coaches only get « Votre journée »."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.agenda.agenda import STANDING
from bot.agenda.calendars.calendars import outlines_of
from bot.agenda.calendars.entries import Outline
from bot.agenda.model import CLAIMING
from bot.agenda.reminders import reminders
from bot.agenda.reminders.timetable import EARLY, ReminderKind
from bot.dates.paris import day_of, moment_at
from bot.dates.working import week_morning
from bot.notices import notices
from bot.notices.model import Action
from bot.programme.model import Defi, Person
from bot.programme.roles import Role
from bot.programme.service import coaches_of, running_promotions
from bot.records.facts import HostWeek
from storage.agenda.appointments import list_by_people
from storage.database import Reading, Transaction
from storage.notices import readings
from storage.programme import promotions
from storage.records import actions

WEEK, AHEAD, LATE = timedelta(days=7), timedelta(days=3), timedelta(hours=3)


@dataclass(frozen=True, slots=True)
class Week:
    """A coach's week: the appointments that the coach hosts, and the coach's défis, each with its late actions."""

    hosted: Sequence[Outline]
    defis: Sequence[tuple[Defi, int]]


def due_monday(tx: Reading, *, now: datetime) -> date | None:
    """Return the Monday of the week whose messages are to be enqueued now; None if it is too early, or already done."""
    days = (day_of(now), day_of(now) + WEEK)
    moment = next((moment for moment in map(week_morning, days) if now < moment + LATE), None)
    if moment is None or now < moment - AHEAD:
        return None
    monday = day_of(moment) - timedelta(days=day_of(moment).weekday())
    return None if readings.has_notice(tx, HostWeek.subject, monday.toordinal()) else monday


def plan_messages(tx: Transaction, monday: date, *, now: datetime) -> None:
    """Enqueue the message of each coach of a running promotion, once."""
    day = day_of(week_morning(monday))
    running = [
        promotion for promotion in running_promotions(tx, now, person=None) if promotion.starts_on <= monday + WEEK
    ]
    ids = {coach.id for promotion in running for coach in coaches_of(tx, promotion.id)}
    hosting = {outline.appointment.host_ids for outline in _list_between(tx, ids, since=moment_at(day, 0), days=1)}
    today = {each for some in hosting for each in some}
    mailed = reminders.people_reminded_by_mail(tx, ids)
    for id_ in sorted(ids):
        at = moment_at(day, EARLY) if id_ in today else week_morning(monday)
        action = Action.MAIL if id_ in mailed else Action.POST
        notices.owe(tx, HostWeek().owed(monday.toordinal(), to=id_, due=at, action=action))


def read(tx: Reading, person: Person, monday: date, *, now: datetime) -> Week:
    """Return a coach's week. If the coach gets « Votre journée » too, today's appointments are left out."""
    told_today = reminders.person_wants(tx, ReminderKind.DAY, person.id)
    hosted = [
        outline
        for outline in _list_between(tx, {person.id}, since=now, days=(monday + WEEK - day_of(now)).days)
        if outline.appointment.part_of(person.id) in CLAIMING
        and not (told_today and day_of(outline.appointment.starts) == day_of(now))
    ]
    ids = {membership.defi_id for membership in person.current if membership.role is Role.COACH and membership.defi_id}
    late: dict[int, int] = {}
    for action in actions.list_open_of_defis(tx, sorted(ids)):
        if action.due < day_of(now) and action.defi_id:
            late[action.defi_id] = late.get(action.defi_id, 0) + 1
    mine = sorted(promotions.defis_by_ids(tx, ids).values(), key=lambda defi: defi.name)
    return Week(hosted, [(defi, late.get(defi.id, 0)) for defi in mine])


def _list_between(tx: Reading, ids: set[int], *, since: datetime, days: int) -> list[Outline]:
    until = moment_at(day_of(since) + timedelta(days=days), 0)
    found = list_by_people(tx, sorted(ids), since=since, until=until, states=STANDING)
    return outlines_of(tx, [appointment for appointment in found if since <= appointment.starts < until])
