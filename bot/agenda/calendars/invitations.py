"""Invitation mails for people who have no Slack account or who chose mail. The bot enqueues them after each change.

In RFC 5546, METHOD:REQUEST adds or reschedules an entry, and METHOD:CANCEL removes it. The UID stays and SEQUENCE
rises. The bot drops an unsent mail if the change is undone, or if another change makes the mail outdated."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from bot.agenda import facts
from bot.agenda.calendars.invited import CANCEL, invite_to, is_request, last_delivered, needed_invite
from bot.agenda.facts import Invite
from bot.agenda.model import Appointment, State
from bot.agenda.pending import announcement_time
from bot.agenda.reminders import reminders
from bot.agenda.reminders.timetable import ReminderWishes
from bot.agenda.writing import owing
from bot.notices import notices
from bot.notices.model import Notice, NoticeToSend
from bot.programme.model import Actor
from bot.programme.service import coaches_of, list_coaches
from storage.agenda import appointments as agenda
from storage.agenda import changes, invitations
from storage.database import Reading, Transaction
from storage.notices.mailbox import BouncedNotice
from storage.programme import people

SUBJECT = Invite.subject
FAR = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation mail to one person. `told_starts`: the start in the person's previous invitation, or None."""

    appointment: Appointment
    person_id: int
    cancelled: bool = False
    told_starts: datetime | None = None


def propagate_changes(
    tx: Transaction,
    appointments: Sequence[Appointment],
    *,
    just_created: bool = False,
    since: datetime | None = None,
    now: datetime,
) -> None:
    """Update the reminders, mails and calendar entries of these appointments. Call it after each change.

    `just_created`: the appointments are new. `since`: for an undo, the moment of the undone change. The number of
    queries is constant."""
    if not appointments:
        return
    by_mail = invitations.people_reached_by_mail(
        tx, {participant.person_id for appointment in appointments for participant in appointment.participants}
    )
    reminders.plan_reminders(tx, appointments, mail_reader_ids=by_mail, just_created=just_created, since=since, now=now)
    owe_invitations(tx, appointments, is_new=just_created, reader_ids=by_mail, now=now)
    owing.owe_entries(tx, appointments, now=now)


def propagate_to_person(tx: Transaction, appointment: Appointment, person_id: int, *, now: datetime) -> None:
    """Update the reminders, mail and calendar entry of one person who joins or leaves. The revision stays.

    The cost does not depend on the number of participants, and the entries of other people do not change."""
    reminders.plan_for_person(tx, appointment, person_id, now=now)
    owe_invitations(tx, [appointment], only_id=person_id, now=now)
    owing.owe_entries(tx, [appointment], only_person_id=person_id, now=now)


def owe_invitations(
    tx: Transaction,
    appointments: Sequence[Appointment],
    *,
    is_new: bool = False,
    only_id: int | None = None,
    reader_ids: Collection[int] | None = None,
    now: datetime,
) -> None:
    """Enqueue an invitation mail for each person who gets mail, if their last invitation is missing or outdated.

    The mail is due when the undo window ends. `only_id`: enqueue only this person's mails. `reader_ids`:
    the people who get mail, if the caller knows them. A cancellation goes to each person who got an invitation, even to
    a person who left. Past appointments are skipped. The function makes at most five queries, or two without mails."""
    coming = [appointment for appointment in appointments if appointment.ends > now]
    if not coming:
        return
    ids = [appointment.id for appointment in coming]
    concerned = {appointment.id: _concerned_ids(appointment, only_id) for appointment in coming}
    everybody = {each for some in concerned.values() for each in some}
    by_mail = invitations.people_reached_by_mail(tx, everybody) if reader_ids is None else everybody & {*reader_ids}
    told = {} if is_new else invitations.lock_mails(tx, ids, subject=SUBJECT, kind=Invite.kind, person_id=only_id)
    if not by_mail and not told:
        return
    due = {number: max(change.until, now) for number, change in changes.changes_by_appointment(tx, ids).items()}
    outdated: list[str] = []
    owed: list[NoticeToSend] = []
    for appointment in coming:
        for person_id in sorted(concerned[appointment.id]):
            mails = told.get((appointment.id, person_id), [])
            invite = needed_invite(appointment, person_id, by_mail=person_id in by_mail, last=last_delivered(mails))
            waiting = [mail for mail in mails if mail.waits]
            outdated += [mail.id for mail in waiting if mail.invite != invite]
            if invite is not None and all(mail.invite != invite for mail in waiting):
                # A person may leave and rejoin within one revision. The number of earlier mails makes the key unique.
                period = "" if only_id is None else str(len(mails))
                at = due.get(appointment.id) or _send_time(appointment, invite, last_delivered(mails), now=now)
                mail = partial(
                    invite.owed,
                    appointment.id,
                    to=person_id,
                    due=at,
                    expires=appointment.ends,
                    revision=appointment.revision,
                )
                owed.append(mail(period=period))
    if outdated:
        invitations.drop_mails(tx, outdated, reason="superseded", at=now)
    notices.owe(tx, owed)


def _concerned_ids(appointment: Appointment, only_person_id: int | None) -> set[int]:
    everybody = {participant.person_id for participant in appointment.participants}
    return everybody if only_person_id is None else everybody & {only_person_id}


def set_wishes(tx: Transaction, actor: Actor, wishes: ReminderWishes, *, now: datetime) -> None:
    """Save the actor's choices of reminders. If the actor switches to mail or Slack, move their pending reminders.

    Raises as `reminders.set_wishes` does."""
    before = reminders.read_wishes(tx, actor)
    reminders.set_wishes(tx, actor, wishes, now=now)
    if actor.person_id is not None and wishes.by_mail != before.by_mail:
        reminders.move_pending_reminders(tx, actor.person_id, by_mail=wishes.by_mail)
        owe_upcoming_invitations(tx, actor.person_id, now=now)


def owe_upcoming_invitations(tx: Transaction, person_id: int, *, now: datetime) -> None:
    """Enqueue the mails about the upcoming appointments of a person who has just switched to mail."""
    owe_invitations(
        tx, agenda.list_by_people(tx, [person_id], since=now, until=now + FAR, states=[State.CONFIRMED]), now=now
    )


def read(reading: Reading, notice: Notice, invite: Invite) -> Invitation | None:
    """Return the content of an invitation mail. Return None if the mail is outdated, or if its reader gets no mail now.

    If a mail is outdated, another mail with the current state follows. The function makes three queries."""
    person_id = notice.person_id or 0
    appointment = agenda.read(reading, notice.subject_id)
    if appointment is None:
        return None
    mails = invitations.list_mails(reading, [appointment.id], subject=SUBJECT, kind=Invite.kind).get(
        (appointment.id, person_id), []
    )
    last = last_delivered(mails, before_seq=notice.seq)
    by_mail = person_id in invitations.people_reached_by_mail(reading, [person_id])
    if needed_invite(appointment, person_id, by_mail=by_mail, last=last) != invite:
        return None
    return build_invitation(appointment, person_id, invite=invite, last=last)


def are_invitations_current(tx: Reading, appointment_ids: Sequence[int], *, person_id: int, now: datetime) -> bool:
    """Return whether a person's sent or pending invitations show the current state of all these appointments."""
    mails = invitations.list_mails(tx, appointment_ids, subject=SUBJECT, kind=Invite.kind)
    coming = [appointment for appointment in agenda.read_all(tx, appointment_ids) if appointment.ends > now]
    told = {
        appointment.id: [
            mail.invite for mail in mails.get((appointment.id, person_id), ()) if mail.waits or mail.is_out
        ]
        for appointment in coming
    }
    return any(told.values()) and all(
        needed_invite(appointment, person_id, by_mail=True, last=next(iter(told[appointment.id][::-1]), None)) is None
        for appointment in coming
    )


def build_invitation(appointment: Appointment, person_id: int, *, invite: Invite, last: Invite | None) -> Invitation:
    """Build the content of a mail. `last`: the last invitation to its reader, for comparison."""
    return Invitation(appointment, person_id, cancelled=invite == CANCEL, told_starts=last.starts if last else None)


def _send_time(appointment: Appointment, invite: Invite, last: Invite | None, *, now: datetime) -> datetime:
    knows = last.starts if last else None
    return announcement_time(appointment.starts, knows, now=now) if knows is not None and is_request(invite) else now


UNREACHED_SUBJECT = facts.MissedMail.subject


@dataclass(frozen=True, slots=True)
class FailedInvitation:
    """An invitation that did not reach a person, and why."""

    invitation: Invitation
    reason: str


def forward_failed_invitation(tx: Transaction, notice: Notice | BouncedNotice, *, reason: str, now: datetime) -> bool:
    """Send the text and file of a failed invitation to a host, who can forward them.

    If no host has a Slack account, send them to a coach. Each failed mail causes one notice. Return False if the
    appointment is over, or if there is nobody to notify."""
    appointment = agenda.read(tx, notice.subject_id)
    if appointment is None or notice.person_id is None or appointment.ends <= now:
        return False
    teller = _host_to_notify(tx, appointment, except_person_id=notice.person_id, now=now)
    if teller is None:
        return False
    # Several mails of one revision may fail if a person leaves and rejoins, so the mail's id makes the key unique.
    what, period = (notice.person_id, reason, Invite.read(notice.detail)), notice.id
    card, file = (
        kind(*what).owed(
            appointment.id, to=teller, due=now, expires=appointment.ends, revision=notice.revision, period=period
        )
        for kind in (facts.UnreachedNotice, facts.UnreachedFile)
    )
    # Files about other people may still wait in the same thread: `replaces=False` keeps them.
    return bool(notices.owe(tx, card)) and notices.owe_file(
        tx, file, card_subject=(UNREACHED_SUBJECT, appointment.id), replaces=False
    )


def read_failed_invitation(reading: Reading, appointment_id: int, fact: facts.MissedMail) -> FailedInvitation | None:
    """Return the content of a notice about a failed invitation, or None if the invitation is outdated."""
    appointment, person_id, invite = agenda.read(reading, appointment_id), fact.person_id, fact.invite
    if appointment is None or appointment.state is State.HELD:
        return None
    comes = appointment.state is State.CONFIRMED and appointment.part_of(person_id) is not None
    if invite != (invite_to(appointment) if comes else CANCEL):
        return None
    mails = invitations.list_mails(reading, [appointment.id], subject=Invite.subject, kind=Invite.kind).get(
        (appointment.id, person_id), []
    )
    failed = next((mail.seq for mail in reversed(mails) if mail.invite == invite), None)
    return FailedInvitation(
        build_invitation(appointment, person_id, invite=invite, last=last_delivered(mails, before_seq=failed)),
        fact.reason,
    )


def _host_to_notify(tx: Reading, appointment: Appointment, *, except_person_id: int, now: datetime) -> int | None:
    known = people.by_ids(tx, appointment.host_ids)
    hosts = [known[host] for host in appointment.host_ids if host in known]
    team = (
        list_coaches(tx, now, person=None)
        if appointment.promotion_id is None
        else coaches_of(tx, appointment.promotion_id)
    )
    return next(
        (person.id for person in [*hosts, *team] if person.slack_id is not None and person.id != except_person_id), None
    )
