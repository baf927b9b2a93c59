"""Answers from calendar programs. The bot finds the appointment and the participant, and notifies the host.

If our own mail server proves that the invited address sent the answer, the bot applies the answer. If not, it only
notifies the host. The host also gets the participant's comment, which the bot deletes two days later."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zlib import crc32

from bot.agenda import pending
from bot.agenda.calendars import invitations as calendars_invitations
from bot.agenda.calendars.invited import first_known_revision
from bot.agenda.facts import AgendaStanding, AnswerAgain, BouncedMail, CalendarReply, Invite
from bot.agenda.model import Appointment, Part, State
from bot.dates.paris import day_of, from_epoch
from bot.notices import notices
from bot.notices.model import Notice
from bot.notices.team import address_to_coaches
from bot.programme.model import Person
from bot.programme.service import coaches_of, find_person, list_coaches
from storage.agenda import invitations, replies
from storage.agenda.replies import StoredReply as Kept
from storage.database import Reading, Transaction
from storage.notices import mailbox
from storage.notices.mailbox import BouncedNotice
from storage.programme import people

from .letter import Letter, MailAnswer, is_sender_authenticated

WORDS_KEPT = timedelta(days=2)  # comments are kept this long, as drafts of forms are
SKEW = timedelta(days=1)  # the sender's clock may be ahead by this much
LONG_AGO = from_epoch(0)
BOUNCED = "mail_bounced"


class ChangeStillPending(Exception):
    """Raised if a reschedule of the appointment can still be undone. The answer must be processed later."""


@dataclass(frozen=True, slots=True)
class AnswerSubject:
    """The appointment that an answer is about, and the present or former participant who answered."""

    appointment: Appointment
    person: Person


def find_subject(tx: Reading, answer: MailAnswer) -> AnswerSubject | None:
    """Return the appointment and participant of an answer, or None if either of them is unknown."""
    appointment, person = replies.find_appointment(tx, answer.uid), people.by_email(tx, answer.attendee)
    if (
        appointment is None
        or person is None
        or all(participant.person_id != person.id for participant in appointment.participants)
    ):
        return None
    return AnswerSubject(appointment, person)


def is_sender_proven(letter: Letter, *, authserv: str) -> bool:
    """Return whether our own server proves who sent a mail. It parses headers, so call it outside a transaction."""
    return letter.sender is not None and is_sender_authenticated(
        letter.results, authserv=authserv, sender=letter.sender
    )


def is_from(answer: MailAnswer, sender: str | None) -> bool:
    """Return whether the sender is the attendee. `is_sender_proven` checks that the sender is genuine.

    An answer by an assistant (SENT-BY) does not count: each participant knows the UID, and could answer for another."""
    return sender == answer.attendee


def answered_at(answer: MailAnswer, *, now: datetime) -> datetime:
    """Return when an answer was given. A missing or future date counts as long ago."""
    return answer.stamped if answer.stamped and answer.stamped < now + SKEW else LONG_AGO


def is_already_applied(tx: Reading, answer_subject: AnswerSubject, answer: MailAnswer, *, now: datetime) -> bool:
    """Return whether this answer, or a newer answer of the same person, was already applied.

    If an answer has no valid date, it counts as new if it differs from the last answer."""
    kept = replies.read(tx, answer_subject.appointment.id, answer_subject.person.id)
    if kept is None:
        return False
    stamp = answered_at(answer, now=now).replace(microsecond=0)
    if stamp == LONG_AGO and (answer.sequence, stamp) == (kept.sequence, kept.stamped_at):
        return answer.response is kept.response
    return (answer.sequence, stamp) <= (kept.sequence, kept.stamped_at)


def is_repeated(tx: Reading, answer_subject: AnswerSubject, answer: MailAnswer) -> bool:
    """Return whether the person's last answer was the same. In that case nobody has to be notified."""
    kept = replies.read(tx, answer_subject.appointment.id, answer_subject.person.id)
    said = answer.response, answer.sequence, answer.comment, answer.starts
    return kept is not None and (kept.response, kept.sequence, kept.words or "", None) == said


def is_of_earlier_time(tx: Reading, answer_subject: AnswerSubject, answer: MailAnswer) -> bool:
    """Return whether an answer is about an earlier time. Raises ChangeStillPending while a reschedule can be undone."""
    appointment, subject = answer_subject.appointment, Invite.subject
    mails = invitations.list_mails(tx, [appointment.id], subject=subject, kind=Invite.kind).get(
        (appointment.id, answer_subject.person.id), []
    )
    since = first_known_revision(appointment, mails) if any(mail.is_out for mail in mails) else appointment.revision
    if since is not None and answer.sequence >= since:
        return False
    if pending.pending_ids(tx, [appointment.id]):
        raise ChangeStillPending
    return True


def save_answer(tx: Transaction, answer_subject: AnswerSubject, answer: MailAnswer, *, now: datetime) -> None:
    """Save an answer as this person's newest answer."""
    given = Kept(answer.response, answer.sequence, answered_at(answer, now=now), answer.comment or None)
    replies.save(tx, given, appointment_id=answer_subject.appointment.id, person_id=answer_subject.person.id, now=now)


def ask_again(tx: Transaction, answer_subject: AnswerSubject, answer: MailAnswer, *, now: datetime) -> bool:
    """Send the current time by mail to a person who answered about an earlier time, and ask for a new answer.

    Return False if the appointment is not confirmed or the person left. The bot sends one mail for each response and
    revision, because a program may repeat its answer."""
    appointment = answer_subject.appointment
    if appointment.state is not State.CONFIRMED or appointment.part_of(answer_subject.person.id) is None:
        return False
    to, once = answer_subject.person.id, answer.response.value
    again = AnswerAgain().owed(
        appointment.id, to=to, due=now, expires=appointment.starts, revision=appointment.revision, period=once
    )
    notices.owe(tx, again)
    return True


def drop_pending_mails(tx: Transaction, answer_subject: AnswerSubject, *, now: datetime) -> None:
    """Drop the pending mails to this person about the appointment, because their answer is automatic."""
    appointment, person_id = answer_subject.appointment, answer_subject.person.id
    told = invitations.lock_mails(tx, [appointment.id], subject=Invite.subject, kind=Invite.kind, person_id=person_id)
    waiting = [mail.id for mails in told.values() for mail in mails if mail.waits]
    if waiting:
        invitations.drop_mails(tx, waiting, reason="automatic", at=now)


def notify_hosts(
    tx: Transaction, answer_subject: AnswerSubject, answer: MailAnswer, *, standing: AgendaStanding, now: datetime
) -> None:
    """Notify the hosts of an answer. Without hosts, notify the booker. Without a booker, notify the coaches.

    Unproven answers of a person cause only one notice a day."""
    appointment, person = answer_subject.appointment, answer_subject.person
    proven = standing is not AgendaStanding.UNPROVEN
    fact = CalendarReply(person.id, answer.response, standing, answer.starts if proven else None)
    stamp = int(answered_at(answer, now=now).timestamp()) if proven else day_of(now).isoformat()
    period = f"{person.id} {standing} {answer.sequence if proven else ''} {stamp}"
    to = _people_to_notify(tx, appointment, except_person_id=person.id, now=now)
    notices.tell(
        tx,
        fact,
        about=appointment.id,
        to=to,
        due=now,
        expires=appointment.ends,
        revision=appointment.revision,
        period=period,
    )


def comment_of(tx: Reading, appointment_id: int, person_id: int) -> str:
    """Return the comment of a person's newest answer. Return "" if there is none or it was deleted."""
    kept = replies.read(tx, appointment_id, person_id)
    return (kept.words if kept else None) or ""


def record_bounce(tx: Transaction, notice_id: str, *, now: datetime) -> bool:
    """Record that a mail bounced. Return False if the bot has not sent this mail.

    A host gets the text of a bounced invitation to forward. The coaches learn once that the address does not work."""
    found = mailbox.fail_bounced_mail(tx, notice_id, reason=BOUNCED)
    for undelivered in found:
        if undelivered.kind == Invite.kind:
            calendars_invitations.forward_failed_invitation(tx, undelivered, reason=BOUNCED, now=now)
        report_bouncing_address(tx, undelivered, now=now)
    return bool(found)


def report_bouncing_address(tx: Transaction, notice: Notice | BouncedNotice, *, now: datetime) -> None:
    """Notify the coaches that mails do not reach a person's address. They get one notice for each address."""
    if (
        notice.email
        and notice.person_id is not None
        and mailbox.mark_bouncing(tx, notice.person_id, notice.email, now=now)
    ):
        period = f"{crc32(notice.email.encode()):x} {int(now.timestamp())}"
        of = find_person(tx, notice.person_id)
        owed = address_to_coaches(
            tx, BouncedMail(), about=notice.person_id, promotion_id=None, of=of, period=period, now=now
        )
        notices.owe(tx, owed)


def forget_comments(tx: Transaction, *, now: datetime) -> None:
    """Delete the comments of answers that are older than two days."""
    replies.forget_comments(tx, before=now - WORDS_KEPT)


def _people_to_notify(tx: Reading, appointment: Appointment, *, except_person_id: int, now: datetime) -> Sequence[int]:
    for part in (Part.HOST, Part.BOOKER):
        found = [
            participant.person_id
            for participant in appointment.present
            if participant.part is part and participant.person_id != except_person_id
        ]
        if found:
            return found
    team = (
        list_coaches(tx, now, person=None)
        if appointment.promotion_id is None
        else coaches_of(tx, appointment.promotion_id)
    )
    return [person.id for person in team if person.id != except_person_id]
