"""Notify the people whom a change of a gathering concerns, and update the cards that show the gathering."""

from collections.abc import Collection, Iterable
from datetime import datetime
from functools import partial

from bot.agenda.calendars import calendars
from bot.agenda.model import CLAIMING, Part
from bot.agenda.pending import announcement_time
from bot.agenda.reminders.timetable import soonest_send_time
from bot.gatherings import announcements, facts
from bot.gatherings.conference import questions
from bot.gatherings.groups import formation, presenters
from bot.gatherings.model import GatheringSheet, Reply
from bot.gatherings.subjects import ballots
from bot.notices import homes, notices
from bot.notices.facts import Change, Fact
from bot.notices.unheard import owe_change
from bot.programme.history import record
from bot.programme.model import Actor
from storage.database import Transaction
from storage.gatherings.titles import SPEAKER_ASKED

CARDS = (ballots.CARD, presenters.SUBJECT, formation.SUBJECT, questions.SUBJECT)
ORGANISER = facts.OrganiserQuestion.subject


def concerned_ids(sheet: GatheringSheet) -> set[int]:
    """Return the ids of the people whom a change concerns: participants, waiting list, hosts, speakers, organiser."""
    coming = {answer.person_id for answer in sheet.answers.values() if answer.reply is not Reply.DECLINES}
    leading = {participant.person_id for participant in sheet.appointment.present if participant.part in CLAIMING}
    return coming | leading | {sheet.series.organiser_id}


def tell(
    tx: Transaction,
    sheet: GatheringSheet,
    fact: facts.GatheringMoved | facts.GatheringCancelled | facts.GatheringHandover,
    *,
    to: Iterable[int | None],
    by: int | None = None,
    due: datetime | None = None,
    in_channel: bool = True,
    now: datetime,
) -> None:
    """Notify these people of a change, once per revision of the appointment, and name the start that each person knew.

    People without a Slack account get the updated calendar invitation instead (`agenda.invitations`). If the gathering
    was announced in a channel, a reschedule or a cancellation is also posted in that channel, for people who have not
    answered. A reschedule is sent after a minute, unless `due` is given. `by` is the person who made the change."""
    appointment = sheet.appointment
    told = due or _told_at(appointment.starts, fact, now=now)
    expires = appointment.ends if appointment.ends > now else None
    news = partial(fact.owed, sheet.gathering.id, expires=expires, revision=appointment.revision)
    owed = [news(to=each, due=told) for each in sorted({each for each in to if each is not None})]
    if isinstance(fact, facts.GatheringHandover):
        notices.owe(tx, owed)
        return
    if in_channel and sheet.channel is not None and announcements.is_in_channel(tx, sheet.gathering.id):
        owed.append(news(channel=sheet.channel, due=max(soonest_send_time(now, latest=appointment.starts), told)))
    older: list[type[Change]] = (
        [facts.GatheringMoved]
        if isinstance(fact, facts.GatheringMoved)
        else [facts.GatheringMoved, facts.GatheringCancelled]
    )
    owe_change(tx, fact, owed, older_kinds=older, actor_id=by, now=now)


def ask_speakers_again(tx: Transaction, actor: Actor, sheet: GatheringSheet, *, now: datetime) -> None:
    """After a reschedule, ask the speakers again whether they agree, except a speaker who made the reschedule."""
    for participant in sheet.appointment.present if sheet.kind.has_talk else ():
        if participant.part is Part.EXPERT and participant.person_id != actor.person_id:
            detail = str(participant.person_id)
            record(tx, actor, SPEAKER_ASKED, thing="gathering", thing_id=sheet.gathering.id, now=now, detail=detail)


def follow_new_date(tx: Transaction, sheet: GatheringSheet, *, now: datetime) -> None:
    """After a reschedule, adapt the questions about presenters and hosts of small groups to the new date."""
    if sheet.kind.mixes:
        presenters.follow_new_date(tx, sheet, now=now)
        formation.follow_new_date(tx, sheet)


def refresh(
    tx: Transaction, gatherings: Collection[GatheringSheet], *, other_person_ids: Collection[int] = (), now: datetime
) -> None:
    """Update the cards, Homes, calendar entries and questions to organisers that show these gatherings."""
    for sheet in gatherings:
        announcements.refresh_cards(tx, sheet.gathering.id, everywhere=True, now=now)
        for subject in CARDS:
            notices.owe_updates(tx, subject, sheet.gathering.id, revision=0, due=now)
        calendars.owe_changed_files(
            tx, [sheet.appointment], card=(announcements.CARD_SUBJECT, sheet.gathering.id), now=now
        )
    everybody = set(other_person_ids).union(*map(concerned_ids, gatherings))
    homes.owe_home(tx, everybody, now=now)
    asked = {each for sheet in gatherings for each in (sheet.series.organiser_id, *sheet.appointment.host_ids)}
    for organiser in sorted(asked):
        notices.owe_updates(tx, ORGANISER, organiser, revision=0, due=now)


def _told_at(starts: datetime, fact: Fact, *, now: datetime) -> datetime:
    return announcement_time(starts, fact.before, now=now) if isinstance(fact, facts.GatheringMoved) else now
