"""Unreachable guests: the host is notified once, with a text to send and the calendar file."""

from dataclasses import dataclass
from datetime import datetime

from bot.agenda import facts
from bot.agenda.calendars.invitations import Invitation, make
from bot.agenda.calendars.invited import CANCEL, last_out, request_of
from bot.agenda.facts import Invite
from bot.agenda.model import Appointment, State
from bot.notices import notices
from bot.notices.model import Notice
from bot.programme.service import coaches, coaches_of
from storage.agenda import appointments, invitations
from storage.database import Reading, Transaction
from storage.notices.mailbox import Undelivered
from storage.programme import people

SUBJECT = facts.Missed.subject  # of an appointment, by its id: the card is not the appointment's own


@dataclass(frozen=True, slots=True)
class Unreached:
    """An invitation that could not be delivered, and why."""

    invitation: Invitation
    reason: str


def note(tx: Transaction, notice: Notice | Undelivered, *, reason: str, now: datetime) -> bool:
    """Send the host the text and the file of an invitation that failed, or a coach if no other host has Slack.

    Once for each failed mail. False when the appointment is over, or when nobody can be told."""
    appointment = appointments.read(tx, notice.subject_id)
    if appointment is None or notice.person_id is None or appointment.ends <= now:
        return False
    teller = _teller(tx, appointment, besides=notice.person_id, now=now)
    if teller is None:
        return False
    what, period = (notice.person_id, reason, Invite.read(notice.detail)), str(notice.person_id)
    card, file = (
        kind(*what).owed(
            appointment.id, to=teller, due=now, expires=appointment.ends, revision=notice.revision, period=period
        )
        for kind in (facts.AgendaUnreached, facts.UnreachedFile)
    )
    # Others may not be reached either: their files stay.
    return bool(notices.owe(tx, card)) and notices.owe_file(tx, file, card=(SUBJECT, appointment.id), replaces=False)


def read(reading: Reading, appointment_id: int, fact: facts.Missed) -> Unreached | None:
    """Return the content of a host's notice, or None if the appointment changed: a later failure is reported anew."""
    appointment, person_id, invite = appointments.read(reading, appointment_id), fact.person_id, fact.invite
    if appointment is None or appointment.state is State.HELD:
        return None
    comes = appointment.state is State.CONFIRMED and appointment.part_of(person_id) is not None
    if invite != (request_of(appointment) if comes else CANCEL):
        return None
    mails = invitations.told(reading, [appointment.id], subject=Invite.subject, kind=Invite.kind).get(
        (appointment.id, person_id), []
    )
    failed = next((mail.seq for mail in reversed(mails) if mail.invite == invite), None)
    return Unreached(make(appointment, person_id, invite=invite, last=last_out(mails, before=failed)), fact.reason)


def _teller(tx: Reading, appointment: Appointment, *, besides: int, now: datetime) -> int | None:
    known = people.by_ids(tx, appointment.host_ids)
    hosts = [known[host] for host in appointment.host_ids if host in known]
    team = coaches(tx, now, of=None) if appointment.promotion_id is None else coaches_of(tx, appointment.promotion_id)
    return next((person.id for person in [*hosts, *team] if person.slack_id is not None and person.id != besides), None)
