"""Notices about a date poll: one question, one reminder, one result; changes are new messages."""

from collections.abc import Collection
from datetime import datetime

from bot.agenda import pending
from bot.agenda.calendars import calendars
from bot.agenda.model import Appointment
from bot.agenda.pending import told_at
from bot.notices import homes, notices
from bot.notices.facts import Change
from bot.notices.unheard import owe_from
from bot.polls import facts
from bot.polls.model import Meeting, PollSheet
from storage.database import Transaction

SUBJECT, MEETING = facts.AboutPoll.subject, facts.OfMeeting.subject
_QUESTIONS = [fact.kind for fact in (facts.Question, facts.Again, facts.Redated)]


def ask(tx: Transaction, sheet: PollSheet, *, now: datetime) -> None:
    """Send the question to the people asked, a reminder for the silent ones, and the progress to the asker."""
    poll, to = sheet.poll, [voter.person_id for voter in sheet.voters]
    notices.tell(tx, facts.Question(), about=poll.id, to=to, due=now, expires=poll.deadline)
    notices.tell(tx, facts.Running(), about=poll.id, to=[poll.asked_by], due=now, expires=poll.deadline)
    _chase(tx, sheet, now=now)
    homes.owe_home(tx, [*to, poll.asked_by], now=now)


def tell_redated(tx: Transaction, sheet: PollSheet, *, fresh: bool, now: datetime) -> None:
    """Send the question again if there are new dates to answer; update the cards.

    The reminder of silent people moves to the new deadline."""
    poll, to = sheet.poll, [voter.person_id for voter in sheet.voters]
    notices.drop(tx, SUBJECT, poll.id, reason="redated", now=now, kinds=[facts.Again.kind])
    _chase(tx, sheet, now=now)
    notices.owe_updates(tx, SUBJECT, poll.id, revision=poll.revision, due=now)
    if fresh:
        period = str(poll.revision)
        notices.tell(tx, facts.Redated(), about=poll.id, to=to, due=now, expires=poll.deadline, period=period)
    homes.owe_home(tx, [*to, poll.asked_by], now=now)


def tell_answered(tx: Transaction, sheet: PollSheet, person_id: int, *, now: datetime) -> None:
    """Update the cards of this person and of the asker only."""
    poll = sheet.poll
    for one in (person_id, poll.asked_by):
        notices.owe_updates(tx, SUBJECT, poll.id, revision=poll.revision, due=now, person_id=one)
    homes.owe_home(tx, [person_id], now=now)


def tell_closed(tx: Transaction, sheet: PollSheet, *, quietly: bool = False, now: datetime) -> None:
    """Send the asker the ranking, once, and update the questions. `quietly`: the asker is looking at it."""
    poll = sheet.poll
    notices.drop(tx, SUBJECT, poll.id, reason="closed", now=now, kinds=_QUESTIONS)
    if not quietly:
        notices.tell(tx, facts.PollClosed(), about=poll.id, to=[poll.asked_by], due=now, period=str(poll.revision))
    _refresh(tx, sheet, now=now)


def tell_ended(tx: Transaction, sheet: PollSheet, *, now: datetime) -> None:
    """Notify the people asked that the poll was abandoned."""
    poll, to = sheet.poll, [voter.person_id for voter in sheet.voters]
    notices.drop(tx, SUBJECT, poll.id, reason="ended", now=now, kinds=[*_QUESTIONS, facts.PollClosed.kind])
    notices.tell(tx, facts.Ended(), about=poll.id, to=to, due=now)
    _refresh(tx, sheet, now=now)


def tell_booked(tx: Transaction, sheet: PollSheet, *, due: datetime, now: datetime) -> None:
    """Enqueue the cards of a new meeting; a rescheduled appointment is announced by its own feature.

    `due`: when undo has expired."""
    poll, appointment = sheet.poll, sheet.appointment
    notices.drop(tx, SUBJECT, poll.id, reason="booked", now=now, kinds=[*_QUESTIONS, facts.PollClosed.kind])
    if sheet.is_meeting and appointment is not None:
        to = {participant.person_id for participant in appointment.participants}
        # By its appointment: after undo it can be booked again.
        notices.tell(
            tx, facts.PollCard(), about=poll.id, to=to, due=due, expires=appointment.ends, period=str(appointment.id)
        )
    _refresh(tx, sheet, now=due)


def tell_undone(tx: Transaction, sheet: PollSheet, meeting: Appointment, *, now: datetime) -> None:
    """Drop the unsent notices of a meeting that was undone; update what shows it to the actor."""
    notices.drop(tx, MEETING, sheet.poll.id, reason="undone", now=now)
    _refresh(tx, sheet, now=now)
    homes.owe_home(tx, {participant.person_id for participant in meeting.participants}, now=now)


def tell_moved(tx: Transaction, meeting: Meeting, *, before: datetime, by: int | None, now: datetime) -> None:
    """Notify everybody but the actor of the new time, a minute later, and update the cards."""
    appointment = meeting.appointment
    fact = facts.PollMoved(by, {appointment.id: int(before.timestamp())})
    _tell(tx, meeting, fact, older=[facts.PollMoved], by=by, due=told_at(appointment.starts, before, now=now), now=now)
    notices.owe_updates(
        tx, SUBJECT, meeting.sheet.poll.id, revision=appointment.revision, due=now
    )  # they name the date


def tell_cancelled(tx: Transaction, meeting: Meeting, *, by: int | None, now: datetime) -> None:
    """Notify everybody but the actor of the cancellation, and update the cards."""
    appointment = meeting.appointment
    fact = facts.PollCancelled(by, {appointment.id: int(appointment.starts.timestamp())})
    notices.drop(tx, MEETING, meeting.sheet.poll.id, reason="cancelled", now=now, kinds=[facts.PollCard.kind])
    _tell(tx, meeting, fact, older=[facts.PollMoved, facts.PollCancelled], by=by, due=now, now=now)
    notices.owe_updates(tx, SUBJECT, meeting.sheet.poll.id, revision=appointment.revision, due=now)


def tell_turned(tx: Transaction, meeting: Meeting, fact: facts.PollLeft | facts.Back, *, now: datetime) -> None:
    """Notify the hosts that a participant cancelled or is coming after all; update the cards."""
    appointment = meeting.appointment
    to, about = appointment.host_ids, meeting.sheet.poll.id
    notices.tell(
        tx,
        fact,
        about=about,
        to=to,
        due=now,
        expires=appointment.ends,
        revision=appointment.revision,
        period=str(fact.by_id),
    )
    refresh_meeting(tx, meeting, now=now)


def refresh_meeting(tx: Transaction, meeting: Meeting, *, now: datetime) -> None:
    """Set right all that shows a meeting: cards, calendar entries taken, then Homes."""
    appointment, card = meeting.appointment, (MEETING, meeting.sheet.poll.id)
    notices.owe_updates(tx, *card, revision=appointment.revision, due=now)
    calendars.owe_changed(tx, [appointment], card=card, now=now)
    homes.owe_home(tx, {participant.person_id for participant in appointment.participants}, now=now)


def _chase(tx: Transaction, sheet: PollSheet, *, now: datetime) -> None:
    """Enqueue the reminder before the deadline; people who have answered are skipped when it is sent."""
    poll = sheet.poll
    if poll.chased_at is not None and poll.chased_at > now:
        period = str(poll.revision) if poll.revision else ""
        to, due, until = [voter.person_id for voter in sheet.voters], poll.chased_at, poll.deadline
        notices.tell(tx, facts.Again(), about=poll.id, to=to, due=due, expires=until, period=period)


def _refresh(tx: Transaction, sheet: PollSheet, *, now: datetime) -> None:
    poll = sheet.poll
    notices.owe_updates(tx, SUBJECT, poll.id, revision=poll.revision, due=now)
    homes.owe_home(tx, {poll.asked_by, *(voter.person_id for voter in sheet.voters)}, now=now)


def _tell(
    tx: Transaction,
    meeting: Meeting,
    fact: facts.PollMoved | facts.PollCancelled,
    *,
    older: list[type[Change]],
    by: int | None,
    due: datetime,
    now: datetime,
) -> None:
    appointment, about = meeting.appointment, meeting.sheet.poll.id
    if pending.among(tx, [appointment.id]):  # not announced yet: the card has all of it
        refresh_meeting(tx, meeting, now=now)
        return
    to = _others(appointment, by)
    news = [fact.owed(about, to=each, due=due, expires=appointment.ends, revision=appointment.revision) for each in to]
    owe_from(tx, fact, news, older=older, by=by, now=now)
    refresh_meeting(tx, meeting, now=now)


def _others(appointment: Appointment, by: int | None) -> Collection[int]:
    return sorted({*appointment.person_ids} - {by or 0})
