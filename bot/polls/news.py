"""Send notices about a date poll: the question, one reminder and the result. Each change is sent as a new message.

The booking, reschedule or cancellation of a meeting is announced when it can no longer be undone (`settle`)."""

from collections.abc import Sequence
from datetime import datetime

from bot.agenda import changes, pending
from bot.agenda.calendars import calendars
from bot.agenda.model import Appointment, SettledChange, State
from bot.notices import homes, notices
from bot.notices.facts import Change, Retimed
from bot.notices.unheard import owe_change
from bot.polls import facts
from bot.polls.model import KEY, Meeting, PollSheet
from bot.polls.sheets import meeting_of, poll_ids
from bot.workshops.model import WORKSHOP
from storage.database import Transaction

SUBJECT, MEETING = facts.AboutPoll.subject, facts.AboutBookedMeeting.subject
MEETINGS = (KEY, WORKSHOP)
_QUESTIONS = [fact.kind for fact in (facts.PollQuestion, facts.PollReminder, facts.PollRedated)]


def send_question(tx: Transaction, sheet: PollSheet, *, now: datetime) -> None:
    """Enqueue the question to voters, the reminder to voters without an answer, and the asker's card."""
    poll, to = sheet.poll, [voter.person_id for voter in sheet.voters]
    notices.tell(tx, facts.PollQuestion(), about=poll.id, to=to, due=now, expires=poll.deadline)
    notices.tell(tx, facts.RunningPollCard(), about=poll.id, to=[poll.asked_by], due=now, expires=poll.deadline)
    _enqueue_reminder(tx, sheet, now=now)
    homes.owe_home(tx, [*to, poll.asked_by], now=now)


def tell_new_dates(tx: Transaction, sheet: PollSheet, *, asks_again: bool, now: datetime) -> None:
    """Update the cards, and move the reminder to the new deadline. If `asks_again`, ask the voters again."""
    poll, to = sheet.poll, [voter.person_id for voter in sheet.voters]
    notices.drop_unsent(tx, SUBJECT, poll.id, reason="redated", now=now, kinds=[facts.PollReminder.kind])
    _enqueue_reminder(tx, sheet, now=now)
    notices.owe_updates(tx, SUBJECT, poll.id, revision=poll.revision, due=now)
    if asks_again:
        period = str(poll.revision)
        notices.tell(tx, facts.PollRedated(), about=poll.id, to=to, due=now, expires=poll.deadline, period=period)
    homes.owe_home(tx, [*to, poll.asked_by], now=now)


def tell_answered(tx: Transaction, sheet: PollSheet, person_id: int, *, now: datetime) -> None:
    """Update the voter's card and the asker's card, and no other cards."""
    poll = sheet.poll
    for one in (person_id, poll.asked_by):
        notices.owe_updates(tx, SUBJECT, poll.id, revision=poll.revision, due=now, person_id=one)
    homes.owe_home(tx, [person_id], now=now)


def tell_closed(tx: Transaction, sheet: PollSheet, *, quietly: bool = False, now: datetime) -> None:
    """Send the asker the ranking once, unless the asker sees it already (`quietly`), and update the questions."""
    poll = sheet.poll
    notices.drop_unsent(tx, SUBJECT, poll.id, reason="closed", now=now, kinds=_QUESTIONS)
    if not quietly:
        notices.tell(tx, facts.PollClosed(), about=poll.id, to=[poll.asked_by], due=now, period=str(poll.revision))
    _refresh(tx, sheet, now=now)


def tell_ended(tx: Transaction, sheet: PollSheet, *, quietly: bool = False, now: datetime) -> None:
    """Notify the voters that the poll was abandoned. If `quietly` (all its dates are over), notify nobody."""
    poll, to = sheet.poll, [] if quietly else [voter.person_id for voter in sheet.voters]
    notices.drop_unsent(tx, SUBJECT, poll.id, reason="ended", now=now, kinds=[*_QUESTIONS, facts.PollClosed.kind])
    notices.tell(tx, facts.PollEnded(), about=poll.id, to=to, due=now)
    _refresh(tx, sheet, now=now)


def tell_booked(tx: Transaction, sheet: PollSheet, *, due: datetime, now: datetime) -> None:
    """Drop the questions, and update the cards at `due`, when the booking can no longer be undone.

    `settle` announces a new meeting. The feature of a rescheduled appointment announces the reschedule."""
    notices.drop_unsent(
        tx, SUBJECT, sheet.poll.id, reason="booked", now=now, kinds=[*_QUESTIONS, facts.PollClosed.kind]
    )
    _refresh(tx, sheet, now=due)


def tell_undone(tx: Transaction, sheet: PollSheet, meeting: Appointment, *, now: datetime) -> None:
    """Update the cards and Homes that showed a meeting whose booking was undone."""
    _refresh(tx, sheet, now=now)
    homes.owe_home(tx, {participant.person_id for participant in meeting.participants}, now=now)


def finish(tx: Transaction, poll_id: int, *, now: datetime) -> None:
    """Make a change final if the meeting starts within an hour. Otherwise only update what the actor sees."""
    meeting = meeting_of(tx, poll_id)
    change = pending.find_change(tx, meeting.appointment.id)
    if change and change.until <= now:
        settle(tx, change.batch, now=now)
    elif change and change.actor_id:
        _refresh_own(tx, meeting, change.actor_id, now=now)


def show_undone(tx: Transaction, meeting: Meeting, *, now: datetime) -> None:
    """Update the cards that show a meeting whose change was undone."""
    refresh_meeting(tx, meeting, now=now)
    notices.owe_updates(tx, SUBJECT, meeting.sheet.poll.id, revision=meeting.appointment.revision, due=now)


def settle(tx: Transaction, batch: str, *, now: datetime) -> None:
    """Make a change of a meeting final, and notify people."""
    settled = changes.settle(tx, batch, now=now)
    announce(tx, settled, now=now)


def settle_first(tx: Transaction, appointment_ids: Sequence[int], *, now: datetime) -> None:
    """Make the pending reschedule or cancellation of these locked appointments final, before a new change."""
    for batch in pending.end_change_windows(tx, appointment_ids, now=now):
        settle(tx, batch, now=now)


def announce(tx: Transaction, settled: Sequence[SettledChange], *, now: datetime) -> None:
    """Notify people of final changes of meetings. Each notice names the start that its reader knew before.

    Appointments that no poll booked are ignored. A new meeting is announced by its card."""
    mine = [change for change in settled if change.appointment.dispositif in MEETINGS]
    found = poll_ids(tx, [change.appointment.id for change in mine])
    for change in mine:
        if change.appointment.id in found:
            _tell_change(tx, meeting_of(tx, found[change.appointment.id]), change, now=now)


def tell_attendance(
    tx: Transaction, meeting: Meeting, fact: facts.PollLeft | facts.ParticipantBack, *, now: datetime
) -> None:
    """Notify the hosts that a participant will not come or will come after all, and update the cards."""
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
    """Update the cards, calendar entries and Homes that show a meeting."""
    appointment, card = meeting.appointment, (MEETING, meeting.sheet.poll.id)
    notices.owe_updates(tx, *card, revision=appointment.revision, due=now)
    calendars.owe_changed_files(tx, [appointment], card=card, now=now)
    homes.owe_home(tx, {participant.person_id for participant in appointment.participants}, now=now)


def _enqueue_reminder(tx: Transaction, sheet: PollSheet, *, now: datetime) -> None:
    """Enqueue the reminder before the deadline. The dispatcher skips people who have answered by then."""
    poll = sheet.poll
    if poll.chased_at is not None and poll.chased_at > now:
        period = str(poll.revision) if poll.revision else ""
        to, due, until = [voter.person_id for voter in sheet.voters], poll.chased_at, poll.deadline
        notices.tell(tx, facts.PollReminder(), about=poll.id, to=to, due=due, expires=until, period=period)


def _refresh(tx: Transaction, sheet: PollSheet, *, now: datetime) -> None:
    poll = sheet.poll
    notices.owe_updates(tx, SUBJECT, poll.id, revision=poll.revision, due=now)
    homes.owe_home(tx, {poll.asked_by, *(voter.person_id for voter in sheet.voters)}, now=now)


def _refresh_own(tx: Transaction, meeting: Meeting, person_id: int, *, now: datetime) -> None:
    revision = meeting.appointment.revision
    for subject in (MEETING, SUBJECT):
        notices.owe_updates(tx, subject, meeting.sheet.poll.id, revision=revision, due=now, person_id=person_id)
    homes.owe_home(tx, [person_id], now=now)


def _tell_change(tx: Transaction, meeting: Meeting, settled: SettledChange, *, now: datetime) -> None:
    appointment, about = meeting.appointment, meeting.sheet.poll.id
    gone = appointment.state is State.CANCELLED
    if gone:
        notices.drop_unsent(tx, MEETING, about, reason="cancelled", now=now, kinds=[facts.PollCard.kind])
    elif settled.change.told_starts is None:
        whom, period = {someone.person_id for someone in appointment.participants}, str(appointment.id)
        # After an undo, the poll can book another appointment. `period` lets its card be sent as a new notice.
        notices.tell(tx, facts.PollCard(), about=about, to=whom, due=now, expires=appointment.ends, period=period)
    kind: type[Retimed] = facts.PollCancelled if gone else facts.PollMoved
    older: list[type[Change]] = [facts.PollMoved, *([facts.PollCancelled] if gone else [])]
    for before, to in pending.readers_by_start(settled, appointment.person_ids).items():
        fact = kind(settled.change.actor_id, {appointment.id: int(before.timestamp())})
        news = [
            fact.owed(about, to=reader, due=now, expires=appointment.ends, revision=appointment.revision)
            for reader in to
        ]
        owe_change(tx, fact, news, older_kinds=older, actor_id=settled.change.actor_id, now=now)
    refresh_meeting(tx, meeting, now=now)
    notices.owe_updates(tx, SUBJECT, about, revision=appointment.revision, due=now)  # the poll's cards show the date
