"""Notices about actions, minutes and reports, to the people who have to act and to coaches."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from bot.dates.holidays import add_working_days, is_working_day
from bot.dates.paris import day_of, moment_at
from bot.dates.working import next_working_morning, week_morning
from bot.evaluation.model import CommitteeSheet
from bot.evaluation.sheets import committee_ids
from bot.notices import homes, notices
from bot.notices.facts import Fact
from bot.notices.team import address_to_coaches
from bot.polls.facts import AboutBookedMeeting
from bot.polls.sheets import poll_ids
from bot.programme.roles import Role
from bot.programme.service import coaches_of
from bot.records import facts
from bot.records.model import Action, Origin
from bot.records.report.model import STOCK_FROM, due_on
from storage.database import Reading, Transaction
from storage.programme import people

AT, HALF_HOUR, WEEK = 9 * 60, timedelta(minutes=30), timedelta(days=7)


def tell_added(
    tx: Transaction,
    action: Action,
    *,
    by_id: int | None,
    besides: int | None = None,
    after_minutes: bool = False,
    now: datetime,
) -> None:
    """Enqueue the owner's reminders, and a notice to the owner if another person assigned the action.

    If the action was agreed in a meeting, the minutes replace that notice, unless they were sent before
    (`after_minutes`). `besides` is the id of the previous owner."""
    handed = besides is not None
    if by_id != action.owner_id and (handed or after_minutes or action.origin is not Origin.APPOINTMENT):
        period = f"{action.owner_id} {int(now.timestamp())}"
        morning = next_working_morning(now)
        notices.tell(tx, facts.ActionAssigned(by_id), about=action.id, to=[action.owner_id], due=morning, period=period)
    tell_changed(tx, action, besides=besides, now=now)


def tell_changed(tx: Transaction, action: Action, *, besides: int | None = None, now: datetime) -> None:
    """Enqueue reminders for the week in which an action is due and for the next week, and update the cards.

    A person gets one reminder a week, and none for closed actions. People who are only porteurs do not get the reminder
    of the next week, because they get few messages."""
    monday, whom = action.due - timedelta(days=action.due.weekday()), action.owner_id
    recalls = [(monday, reminder_time(action.due, now=now))]
    late, owner = week_morning(action.due + WEEK), people.by_id(tx, whom)
    if late > now and owner and {membership.role for membership in owner.current} != {Role.PORTEUR}:
        recalls.append((monday + WEEK, late))
    for week, due in recalls if action.is_open else ():
        if due is not None:
            fact = facts.OwnActionsLine(moment_at(week + WEEK, 0))
            notices.tell(tx, fact, about=whom, to=[whom], due=due, period=week.isoformat())
    _refresh_cards(tx, action, besides=besides, now=now)


def refresh(tx: Transaction, action: Action, *, now: datetime) -> None:
    """Update the messages that show the action's text, including minutes. No new notice is sent."""
    if action.origin is Origin.APPOINTMENT and action.origin_id is not None:
        for committee_id in committee_ids(tx, [action.origin_id]).values():
            notices.owe_updates(tx, facts.AboutMeeting.subject, committee_id, revision=0, due=now)
    _refresh_cards(tx, action, now=now)


def _refresh_cards(tx: Transaction, action: Action, *, besides: int | None = None, now: datetime) -> None:
    owners = sorted({action.owner_id, besides or action.owner_id})
    for owner in owners:
        notices.owe_updates(tx, facts.OwnActionsLine.subject, owner, revision=0, due=now)
    notices.owe_updates(tx, facts.AboutAction.subject, action.id, revision=0, due=now)
    if action.origin is Origin.APPOINTMENT and action.origin_id is not None:
        for poll_id in poll_ids(tx, [action.origin_id]).values():  # A workshop's card shows its actions.
            notices.owe_updates(tx, AboutBookedMeeting.subject, poll_id, revision=0, due=now)
    homes.owe_home(tx, owners, now=now)


def tell_postponed(tx: Transaction, action: Action, *, now: datetime) -> None:
    """Notify the défi's coaches, once, that an action was postponed twice."""
    _tell_coaches(tx, facts.PostponedTwice(), action, period="", now=now)


def tell_owner_left(tx: Transaction, action: Action, *, now: datetime) -> None:
    """Notify the défi's coaches that the action's owner left."""
    # `period` contains the time, because a person may come back and leave again.
    period = f"{action.owner_id} {int(now.timestamp())}"
    _tell_coaches(tx, facts.OwnerLeft(action.owner_id), action, period=period, now=now)


def tell_owner_back(tx: Transaction, action: Action, *, now: datetime) -> None:
    """The owner came back: update the notice that the owner left. No new notice is sent."""
    notices.owe_updates(tx, facts.AboutAction.subject, action.id, revision=0, due=now)


def reminder_time(due: date, *, now: datetime) -> datetime | None:
    """Return when to remind the owner; None if it is too late.

    The reminder is on the first working day of the week of `due`. If that is past, it is on the working day before
    `due`, or on `due` itself."""
    moments = [week_morning(due), moment_at(add_working_days(due, -1), AT)]
    moments += [moment_at(due, AT)] if is_working_day(due) else []
    return next((moment for moment in moments if moment > now and day_of(moment) <= due), None)


def _tell_coaches(tx: Transaction, fact: Fact, action: Action, *, period: str, now: datetime) -> None:
    due = next_working_morning(now) - HALF_HOUR  # This is the time of « Votre journée ».
    whom = coaches_for(tx, action)
    if whom:
        notices.tell(tx, fact, about=action.id, to=whom, due=due, period=period)
    else:
        team = address_to_coaches(tx, fact, about=action.id, promotion_id=action.promotion_id, period=period, now=now)
        notices.owe(tx, team)


def enqueue_report_reminders(tx: Transaction, sheet: CommitteeSheet, *, eig: Collection[int], now: datetime) -> None:
    """Enqueue lines of « Votre semaine »: the team has to write its review, and coaches have to write the report.

    The team is asked on the first Monday that is at least two working days after the committee. The coaches are
    asked on Monday of the week in which the report is due, or on the next working day if that is later. The hosts of
    the committee are asked if they still coach the promotion, or else `report_writers`. A line is repeated a week
    later, unless the text is written.
    """
    committee, about = sheet.appointment.starts, sheet.committee.id
    first = add_working_days(day_of(committee), STOCK_FROM)
    monday = first + timedelta(days=-first.weekday() % 7)
    stock = max(week_morning(monday), now)
    _enqueue_report_lines(tx, about, to=eig, due=stock)
    talk = next((appointment.starts for appointment in sheet.both[1:]), None)
    writing = max(week_morning(due_on(committee, talk)), next_working_morning(now))
    coaches = {coach.id for coach in coaches_of(tx, sheet.promotion_id)}
    writers = coaches.intersection(sheet.appointment.host_ids)
    writers = writers or report_writers(tx, sheet.defi.id, promotion_id=sheet.promotion_id)
    _enqueue_report_lines(tx, about, to=writers, due=writing)


def report_writers(tx: Reading, defi_id: int, *, promotion_id: int) -> set[int]:
    """Return the ids of coaches who write a report if the hosts do not: the défi's own coaches.

    If the défi has no coach, return all coaches of the promotion."""
    own = people.members_of_defi(tx, defi_id, role=Role.COACH)
    return {person.id for person in own or coaches_of(tx, promotion_id)}


def ask_for_minutes(tx: Transaction, sheet: CommitteeSheet, *, now: datetime) -> None:
    """Ask one host who coaches the promotion, or else the défi's coaches, whether there is anything to record."""
    fact, about = facts.MinutesQuestion(), sheet.committee.id
    hosts = (sheet.people.get(host_id) for host_id in sheet.appointment.host_ids)
    whom = [host.id for host in hosts if host and host.coaches(sheet.promotion_id)][:1] or [
        person.id for person in people.members_of_defi(tx, sheet.defi.id, role=Role.COACH)
    ]
    if whom:
        notices.tell(tx, fact, about=about, to=whom, due=now)
    else:
        notices.owe(tx, address_to_coaches(tx, fact, about=about, promotion_id=sheet.promotion_id, now=now))


def tell_unanswered(tx: Transaction, committee_id: int, *, eig: Collection[int], now: datetime) -> None:
    """Ask the team, in « Votre semaine » of next week, which advice of its report it will follow."""
    due = week_morning(day_of(now) + WEEK)
    notices.tell(tx, facts.AwaitedReportLine(), about=committee_id, to=eig, due=due, period="answers")


def _enqueue_report_lines(tx: Transaction, about: int, *, to: Collection[int], due: datetime) -> None:
    notices.tell(tx, facts.AwaitedReportLine(), about=about, to=to, due=due)
    notices.tell(
        tx, facts.AwaitedReportLine(), about=about, to=to, due=week_morning(day_of(due) + WEEK), period="again"
    )


def coaches_for(tx: Reading, action: Action) -> list[int]:
    """Return the ids of the défi's own coaches, except the owner; none if the action has no défi."""
    of = people.members_of_defi(tx, action.defi_id, role=Role.COACH) if action.defi_id is not None else []
    return [person.id for person in of if person.id != action.owner_id]
