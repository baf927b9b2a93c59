"""Announce a gathering once, in its channel or by direct messages, and notify people about it later.

By default, a gathering is announced fourteen days ahead, in the channel of its series. If the series has no channel, or
if Slack refuses the message to the channel, each invited person gets a direct message. After a refusal, the organiser
is told the reason. People outside the channel (sponsors, alumni, people without Slack) always get a direct message or a
mail.

A conference without a title or a speaker is not announced yet: the organiser is asked for both. The conference is
announced two minutes after the organiser has given them. Without them, it is announced seven days before its start, at
9 h. If that moment has passed, it is announced two days before its start, at 9 h. If that moment has passed too, it is
announced on its own day: at 9 h, or an hour before the start if that is earlier."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from functools import partial

from bot.agenda import pending
from bot.agenda.reminders import reminders
from bot.agenda.reminders.timetable import soonest_send_time, week_message_time
from bot.dates.working import shift_out_of_quiet
from bot.gatherings import facts
from bot.gatherings.lacking import is_held_back
from bot.gatherings.model import GatheringSheet
from bot.gatherings.series.occurrence import announcement_time, nine_in_paris
from bot.gatherings.sheets import describe_gathering, sheets_of
from bot.notices import homes, notices
from bot.notices.model import Action, Notice, NoticeState
from bot.programme.model import Person
from bot.programme.roles import Role
from storage.agenda import invitations
from storage.database import Reading, Transaction
from storage.gatherings import gathering_line, occurrences

SUBJECT = facts.GatheringAnnouncement.subject
CARD_SUBJECT = facts.PersonalGatheringFact.subject
SUBJECTS = frozenset(  # In notices with these subjects, `subject_id` is the id of a gathering.
    {
        SUBJECT,
        CARD_SUBJECT,
        "gathering_after",
        "gathering_attendance",
        "gathering_news",
        "gathering_presenter",
        "gathering_questions",
        "gathering_subjects",
    }
)
# An announcement waits for missing facts until the first of these days that is still ahead. The numbers are days
# before the gathering, and 0 is its own day.
LATEST = (7, 2, 0)
# On the day itself, the announcement is made this long before the start, or at 9 h if that is earlier.
LAST_HOUR = timedelta(hours=1)
# Slack accepts 50 updates a minute. So the channel's card is updated once for all answers within this time.
JOINED = timedelta(seconds=2)
JOINED_DIRECT = timedelta(seconds=60)  # each person's own card is updated this long after an answer


def owe_announcement(tx: Transaction, sheet: GatheringSheet, *, now: datetime) -> None:
    """Enqueue the announcement of a gathering and the reminders to answer, unless the gathering has started.

    The caller must have locked the gathering's row."""
    occurrences.change(tx, sheet.gathering.id, announced_at=now)
    starts = sheet.appointment.starts
    if starts <= now:
        return
    if sheet.channel is not None:
        about, due_at = sheet.gathering.id, soonest_send_time(now, latest=starts)
        notices.tell(tx, facts.GatheringAnnouncement(), about=about, channel=sheet.channel, due=due_at, expires=starts)
    owe_cards(tx, sheet, _direct_recipients(tx, sheet, in_channel=sheet.channel is not None), now=now)
    owe_nudges(tx, sheet, sheet.unanswered, now=now)


def owe_cards(tx: Transaction, sheet: GatheringSheet, recipients: Iterable[Person], *, now: datetime) -> None:
    """Enqueue the gathering's card for each of these people, except the people who have the card already."""
    ids, due_at = [person.id for person in recipients], soonest_send_time(now, latest=sheet.appointment.starts)
    notices.tell(tx, facts.GatheringCard(), about=sheet.gathering.id, to=ids, due=due_at)


def refresh_cards(tx: Transaction, gathering_id: int, *, everywhere: bool = False, now: datetime) -> None:
    """Update the gathering's cards two seconds after an answer. One update then shows several answers.

    If the gathering is not in a channel, each person's own card is also updated, a minute after the answer. If
    `everywhere` is true, because the time or the place changed, all cards are updated without delay."""
    notices.owe_updates(tx, SUBJECT, gathering_id, revision=0, due=now if everywhere else now + JOINED)
    if everywhere:
        notices.owe_updates(tx, CARD_SUBJECT, gathering_id, revision=0, due=now)
    elif not is_in_channel(tx, gathering_id):
        notices.owe_updates(tx, CARD_SUBJECT, gathering_id, revision=0, due=now + JOINED_DIRECT)


def refresh_cards_of(tx: Transaction, gathering_id: int, person_id: int, *, now: datetime) -> None:
    """Update the messages that a person got about a gathering, without delay."""
    notices.owe_updates(tx, CARD_SUBJECT, gathering_id, revision=0, due=now, person_id=person_id)


def is_in_channel(tx: Reading, gathering_id: int) -> bool:
    """Return whether the announcement is, or will be, in a channel. Return False if Slack refused it."""
    known = notices.newest_card(tx, SUBJECT, gathering_id, kind=facts.GatheringAnnouncement.kind)
    return known is not None and known.state not in (NoticeState.FAILED, NoticeState.DROPPED)


def list_due(tx: Reading, *, now: datetime) -> list[int]:
    """Return the ids of the gatherings to announce now."""
    return gathering_line.list_due(tx, now=now)


def announce(tx: Transaction, gathering_id: int, *, now: datetime) -> bool:
    """Announce a due gathering, if it was neither announced nor cancelled meanwhile. Safe to run on several replicas.

    Return True if the announcement now waits for a title or a speaker: the caller then asks the organiser."""
    occurrences.lock(tx, gathering_id)
    sheet = describe_gathering(tx, gathering_id)
    if not _is_due(sheet, now=now) or pending.pending_ids(tx, [sheet.appointment.id]):
        return False
    until = waiting_limit(sheet, now=now)
    if until is None:
        owe_announcement(tx, sheet, now=now)
        return False
    occurrences.change(tx, gathering_id, announce_at=until)
    return True


def waiting_limit(sheet: GatheringSheet, *, now: datetime) -> datetime | None:
    """Return the moment until which a due announcement waits for facts. Return None if it waits no longer."""
    starts = sheet.appointment.starts
    if not is_held_back(sheet) or postponed_until(sheet) is not None:
        return None
    return next(iter(_latest_moments(starts, after=now)), None)


def postponed_until(sheet: GatheringSheet) -> datetime | None:
    """Return the planned time of an announcement that was postponed because facts are missing, or None."""
    gathering, starts = sheet.gathering, sheet.appointment.starts
    planned = announcement_time(starts, sheet.series.lead_days)
    # Earlier versions computed these moments with `nine_in_paris`, and some gatherings still have them.
    latest = {*_latest_moments(starts, after=planned), *(nine_in_paris(starts, days) for days in LATEST)}
    waits = (
        gathering.announced_at is None
        and is_held_back(sheet)
        and gathering.announce_at in latest
        and gathering.announce_at > planned
    )
    return gathering.announce_at if waits else None


def plan_complete_announcement(tx: Transaction, sheet: GatheringSheet, *, now: datetime) -> None:
    """Plan an announcement that no missing fact delays. Leave at least two minutes, so that facts can be corrected."""
    if sheet.gathering.announced_at is None and not is_held_back(sheet):
        planned = announcement_time(sheet.appointment.starts, sheet.series.lead_days)
        occurrences.change(tx, sheet.gathering.id, announce_at=max(planned, now + pending.UNDO))


def handle_refused_channel(tx: Transaction, notice: Notice, *, reason: str, now: datetime) -> None:
    """Send each invited person a card after a channel refused the announcement. Tell the organiser the reason once."""
    sheet = describe_gathering(tx, notice.subject_id)
    if notice.action is not Action.POST or sheet.is_cancelled or sheet.appointment.starts <= now:
        return
    owe_cards(tx, sheet, _direct_recipients(tx, sheet, in_channel=False), now=now)
    organiser, period = [sheet.series.organiser_id], f"{notice.channel} {sheet.gathering.id}"
    fact = facts.ChannelRefused(notice.channel or "", reason)
    notices.tell(tx, fact, about=sheet.gathering.id, to=organiser, due=shift_out_of_quiet(now), period=period)


def list_arrivals(tx: Reading, *, now: datetime) -> list[int]:
    """Return the ids of announced gatherings with people who still need a card, such as new guests."""
    ids = gathering_line.list_announced(tx, now=now)
    known = (
        gathering_line.notified_pairs(tx, ids, subject=CARD_SUBJECT, kind=facts.GatheringCard.kind) if ids else set()
    )
    return [
        sheet.gathering.id
        for sheet in sheets_of(tx, list(occurrences.by_ids(tx, ids).values()))
        if _people_without_card(tx, sheet, existing_cards=known)
    ]


def invite_new_guests(tx: Transaction, gathering_id: int, *, now: datetime) -> None:
    """Enqueue cards and reminders for people who were invited after the announcement and cannot read the channel."""
    sheet = describe_gathering(tx, gathering_id)
    if not sheet.is_cancelled and sheet.appointment.starts > now:
        known = gathering_line.notified_pairs(tx, [gathering_id], subject=CARD_SUBJECT, kind=facts.GatheringCard.kind)
        newcomers = _people_without_card(tx, sheet, existing_cards=known)
        owe_cards(tx, sheet, newcomers, now=now)
        owe_nudges(tx, sheet, newcomers, now=now)
        homes.owe_home(tx, [newcomer.id for newcomer in newcomers], now=now)


def owe_nudges(tx: Transaction, sheet: GatheringSheet, recipients: Collection[Person], *, now: datetime) -> None:
    """Enqueue a line of « Votre semaine » that reminds these people to answer.

    The line is part of « Votre semaine » in the week before the gathering. If it is too late for that message, the line
    is part of the next one, in the week of the gathering. The dispatcher skips people who have answered meanwhile.
    People who chose mail for reminders get the line by mail."""
    moment = week_message_time(sheet.appointment.starts, since=now)
    if moment is None or not recipients:
        return
    absent = ids_without_slack(tx, recipients)
    ids = sorted(person.id for person in recipients if person.id not in absent)
    by_mail = reminders.people_reminded_by_mail(tx, ids)
    starts = sheet.appointment.starts
    period = str(int(starts.timestamp()))  # The period has the start, so people are reminded again after a reschedule.
    nudge = partial(facts.Nudge().owed, sheet.gathering.id, due=moment, expires=starts, period=period)
    notices.owe(tx, [nudge(to=id_, action=Action.MAIL if id_ in by_mail else Action.POST) for id_ in ids])


def ids_without_slack(tx: Reading, recipients: Iterable[Person]) -> set[int]:
    """Return the ids of people without a Slack account. Leave out people whose account was not looked up yet."""
    unseen = [person for person in recipients if person.slack_id is None]
    absent = invitations.people_reached_by_mail(tx, [person.id for person in unseen])
    return absent | {person.id for person in unseen if not person.email}


def _people_without_card(
    tx: Reading, sheet: GatheringSheet, *, existing_cards: Collection[tuple[int, int]]
) -> list[Person]:
    gathering_id = sheet.gathering.id
    found = _direct_recipients(tx, sheet, in_channel=is_in_channel(tx, gathering_id))
    return [person for person in found if (gathering_id, person.id) not in existing_cards]


def _direct_recipients(tx: Reading, sheet: GatheringSheet, *, in_channel: bool) -> list[Person]:
    if not in_channel:
        return list(sheet.invited)
    absent = ids_without_slack(tx, sheet.invited)
    return [person for person in sheet.invited if person.id in absent or not _can_read_channel(sheet, person)]


def _can_read_channel(sheet: GatheringSheet, person: Person) -> bool:
    held = {Role.COACH, sheet.kind.holds}
    mine = {
        membership.role for membership in person.current if membership.promotion_id in (None, sheet.series.promotion_id)
    }
    return bool(held & mine)


def _is_due(sheet: GatheringSheet, *, now: datetime) -> bool:
    return sheet.gathering.announced_at is None and not sheet.is_cancelled and sheet.gathering.announce_at <= now


def _latest_moments(starts: datetime, *, after: datetime) -> list[datetime]:
    """Return the moments after `after` at which an incomplete gathering is announced, earliest first."""
    *before, same_day = (announcement_time(starts, days) for days in LATEST)
    last = min(same_day, starts - LAST_HOUR)
    return [moment for moment in (*before, last) if after < moment < starts]
