"""Rules against repeated messages: skip what another message already says, and send one reader's mails together."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.agenda.calendars import invitations
from bot.agenda.model import Appointment
from bot.agenda.reminders import reminders
from bot.agenda.reminders.timetable import HALF_HOUR, MAILED, ReminderKind, timetable
from bot.dates.holidays import add_working_days
from bot.dates.paris import day_of, moment_at
from bot.dates.working import MORNING, week_morning
from bot.evaluation import facts
from bot.evaluation.model import COMMITTEE, READING, TALK
from bot.gatherings import facts as gatherings
from bot.gatherings.groups import grouping
from bot.gatherings.groups.formation import members_notified_at
from bot.gatherings.kinds import kind_of
from bot.gatherings.model import GatheringSheet
from bot.gatherings.sheets import describe_gathering
from bot.helpdesk import facts as helpdesk
from bot.mentoring.facts import CycleMoved
from bot.notices.copies import Copy
from bot.notices.facts import Change
from bot.notices.model import Notice
from bot.planning import rooms
from bot.planning.facts import RoomsNotice
from bot.polls import facts as polls
from bot.programme.roles import Role
from storage.database import Reading
from storage.evaluation import committees
from storage.gatherings import gathering_groups, occurrences
from storage.helpdesk import requests
from storage.notices import readings
from storage.polls import polls as poll_rows
from storage.programme import people

MONTH = timedelta(days=31)
WEEK, DAY, HOUR = timedelta(days=7), timedelta(days=1), timedelta(hours=1)
# A notice of a change expires when the appointment ends. Nearly all appointments last at most this long.
LASTS = timedelta(hours=4)
_COMMITTEE = frozenset(
    fact.kind for fact in (facts.CommitteeCard, facts.CommitteeMoved, facts.TalkMoved, facts.CommitteeCancelled)
)
_MEETING = frozenset(fact.kind for fact in (polls.PollCard, polls.PollMoved, polls.PollCancelled))
_CHANGES: Mapping[str, type[Change]] = {
    one.kind: one
    for one in (
        *(
            gatherings.GatheringMoved,
            gatherings.GatheringCancelled,
            helpdesk.RequestMoved,
            helpdesk.RequestCancelled,
            polls.PollMoved,
            polls.PollCancelled,
        ),
        *(facts.CommitteeMoved, facts.TalkMoved, facts.CommitteeCancelled, CycleMoved),
    )
}
_CAN_WAIT = frozenset({gatherings.GatheringCard.kind, gatherings.GatheringFollowUp.kind})
# Notices that the bot almost always sends when they are due, so that another mail can wait for them.
_COMES = frozenset({ReminderKind.WEEK.value, Copy.kind})
_REQUEST = frozenset(
    fact.kind
    for fact in (helpdesk.RequestCard, helpdesk.SessionsAdded, helpdesk.RequestMoved, helpdesk.RequestCancelled)
)


def mentions_group(tx: Reading, appointment: Appointment, *, due: datetime) -> bool:
    """Return whether « Votre semaine » on the day of `due` shows a small group's appointment to the group's members."""
    mixes = kind_of(appointment.dispositif).mixes
    gathering_id = gathering_groups.gathering_ids_of(tx, [appointment.id]).get(appointment.id) if mixes else None
    return gathering_id is not None and _is_in_week_of(describe_gathering(tx, gathering_id), due)


def is_covered_elsewhere(tx: Reading, sheet: GatheringSheet, person_id: int, *, due: datetime) -> bool:
    """Return whether another message, on the day of `due`, tells this person about a group and how to prepare for it.

    That message is « Votre semaine », or the card of the person's own small group."""
    own = grouping.find_group_of(tx, sheet, person_id)
    if own is not None and _is_in_week_of(sheet, due):
        return True
    appointment = own or sheet.appointment
    weeks = [
        reminder.due
        for reminder in timetable(appointment, {}, person_ids=[person_id])
        if reminder.kind is ReminderKind.WEEK
    ]
    comes = any(day_of(week) == day_of(due) for week in weeks)
    return comes and reminders.is_reminder_wanted(
        tx, ReminderKind.WEEK, person_id=person_id, dispositif=appointment.dispositif
    )


def _is_in_week_of(sheet: GatheringSheet, due: datetime) -> bool:
    return day_of(members_notified_at(sheet.appointment.starts)) == day_of(due)


def is_week_enough(tx: Reading, appointment: Appointment, person_id: int) -> bool:
    """Return whether « Votre semaine » is enough to remind a porteur of a committee, a report's meeting or a seminar.

    For the porteurs' seminar, it is enough only if a committee is less than a month away. Without this rule, a porteur
    could get more than eight messages and mails in that month."""
    own, theirs = appointment.dispositif in (COMMITTEE, TALK), kind_of(appointment.dispositif).holds is Role.PORTEUR
    person = people.by_id(tx, person_id) if own or theirs else None
    carried = (
        {membership.defi_id for membership in person.current if membership.role is Role.PORTEUR} if person else set()
    )
    mine = {each for each in carried if each is not None}
    near = (
        committees.list_between(tx, mine, since=appointment.starts - MONTH, until=appointment.starts + MONTH)
        if mine and theirs
        else {}
    )
    told = bool(near) if theirs else appointment.defi_id in mine
    return told and reminders.is_reminder_wanted(
        tx, ReminderKind.WEEK, person_id=person_id, dispositif=appointment.dispositif
    )


def is_in_invitations(tx: Reading, notice: Notice, *, now: datetime) -> bool:
    """Return whether the reader's calendar invitations already say everything in this notice."""
    return invitations.are_invitations_current(
        tx, _appointment_ids(tx, notice, now=now), person_id=notice.person_id or 0, now=now
    )


def mailing_time(tx: Reading, notice: Notice, *, now: datetime) -> datetime:
    """Return when to mail a notice: now, or together with the reader's next mail if the notice is still useful then.

    From 8 h 30 on, a mail waits until 9 h and a minute if the reader gets another mail at that time. It does not wait
    if it changes an appointment that was to begin by about 10 h. These wait for the next « Votre semaine »:

    - the announcement of a gathering without a limit of places, if the gathering is at least three days later;
    - the request for a committee's support, if coaches begin to read the support later;
    - the thanks for a gathering to which people bring colleagues, with its shared documents."""
    about = describe_gathering(tx, notice.subject_id) if notice.kind in _CAN_WAIT else None
    thanks = about is not None and notice.kind == gatherings.GatheringFollowUp.kind and about.kind.brings_colleagues
    is_open = about is not None and notice.kind == gatherings.GatheringCard.kind and about.capacity is None
    announces = is_open or notice.kind == facts.EmptySupport.kind
    until = moment_at(day_of(now), MORNING) + MAILED
    until = (
        until
        if until - HALF_HOUR - MAILED <= now and not _has_change_between(notice, since=now, until=until + HOUR)
        else now
    )
    if thanks or announces:
        until = min(moment for moment in map(week_morning, (day_of(now), day_of(now + WEEK))) if moment > now) + MAILED
    of = notice.person_id or 0
    due = readings.next_message_due(tx, of, kinds=_COMES, after=now, until=until) if until > now else None
    due = until if due is None and thanks else due
    ends = about.appointment.starts if is_open and about is not None else notice.expires
    if notice.kind == facts.EmptySupport.kind and ends is not None:
        ends = moment_at(add_working_days(day_of(ends), -READING), 0) + 3 * DAY
    spare = 3 * DAY if announces else LASTS if notice.kind in _CHANGES else HOUR
    ends = None if ends is None else ends - spare
    return now if due is None or (ends is not None and due > ends) else due


def _has_change_between(notice: Notice, *, since: datetime, until: datetime) -> bool:
    change = _CHANGES.get(notice.kind)
    known = change.read(notice.detail).known_starts().values() if change else ()
    return any(since.timestamp() <= at < until.timestamp() for at in known)


def _appointment_ids(tx: Reading, notice: Notice, *, now: datetime) -> list[int]:
    """Return the ids of the appointments that a notice is about. The list is empty if it has another subject too."""
    if notice.kind in _REQUEST | _COMMITTEE:
        read = requests.session_ids if notice.kind in _REQUEST else committees.appointments_of
        return list(read(tx, notice.subject_id))
    if notice.kind == CycleMoved.kind:
        return list(CycleMoved.read(notice.detail).known)
    if notice.kind == gatherings.GatheringGroup.kind:
        return [notice.subject_id]
    if notice.kind == gatherings.SpeakerCard.kind or notice.kind in _MEETING:
        read_one = occurrences.read if notice.kind == gatherings.SpeakerCard.kind else poll_rows.read
        found = read_one(tx, notice.subject_id)
        return [found.appointment_id] if found and found.appointment_id else []
    if notice.kind == RoomsNotice.kind:
        news = rooms.read_news(tx, notice.subject_id, since=RoomsNotice.read(notice.detail).since, now=now)
        alone = news is not None and not (news.own or news.defis or news.series)
        return [outline.appointment.id for outline in news.outlines] if news and alone else []
    return []
