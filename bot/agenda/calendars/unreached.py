"""Whom no mail reaches: who hosts is told once, with words ready to be sent and the calendar file."""

from dataclasses import dataclass
from datetime import datetime

from bot.agenda.calendars.invitations import INVITE, Invitation, make
from bot.agenda.calendars.invitations import SUBJECT as APPOINTMENT
from bot.agenda.calendars.invited import CANCEL, last_out, request_of
from bot.agenda.model import Appointment, State
from bot.notices import service as notices
from bot.notices.model import Action, Notice, Owed
from bot.programme.service import coaches, coaches_of
from storage.agenda import appointments, invitations
from storage.database import Reading, Transaction
from storage.programme import people

UNREACHED = "agenda.unreached"
FILE = "agenda.unreached_file"
SUBJECT = "invitation"  # of an appointment, by its id: the card is not the appointment's own


@dataclass(frozen=True, slots=True)
class Unreached:
    """What somebody was not reached with, and why: the reason of what failed."""

    invitation: Invitation
    reason: str


def note(tx: Transaction, notice: Notice, *, reason: str, now: datetime) -> bool:
    """Owe who hosts the words and the file of an invitation that failed; a coach where no other host has Slack.

    Once for each mail that failed. False when it is over, or when there is nobody to tell.
    """
    one = appointments.read(tx, notice.subject_id)
    if one is None or notice.person_id is None or one.ends <= now:
        return False
    teller = _teller(tx, one, besides=notice.person_id, now=now)
    if teller is None:
        return False
    person, detail = str(notice.person_id), f"{notice.person_id} {reason} {notice.detail}"
    card = _owed(Action.POST, UNREACHED, one, notice.revision, to=teller, detail=detail, period=person, now=now)
    if not notices.owe(tx, card):
        return False
    file = _owed(Action.FILE, FILE, one, notice.revision, to=teller, detail=detail, period=person, now=now)
    return notices.owe_file(tx, file, card=(SUBJECT, one.id), replaces=False)  # others may not be reached either


def read(reading: Reading, notice: Notice) -> Unreached | None:
    """Give what a host is told, None when it has changed since: what then fails is told anew."""
    one = appointments.read(reading, notice.subject_id)
    person, reason, detail = notice.detail.split(" ", 2)
    if one is None or one.state is State.HELD:
        return None
    comes = one.state is State.CONFIRMED and one.part_of(int(person)) is not None
    if detail != (request_of(one) if comes else CANCEL):
        return None
    mails = invitations.told(reading, [one.id], subject=APPOINTMENT, kind=INVITE).get((one.id, int(person)), [])
    failed = next((mail.seq for mail in reversed(mails) if mail.detail == detail), None)
    return Unreached(make(one, int(person), detail=detail, last=last_out(mails, before=failed)), reason)


def _teller(tx: Reading, one: Appointment, *, besides: int, now: datetime) -> int | None:
    known = people.by_ids(tx, one.host_ids)
    hosts = [known[host] for host in one.host_ids if host in known]
    team = coaches(tx, now) if one.promotion_id is None else coaches_of(tx, one.promotion_id)
    return next((each.id for each in [*hosts, *team] if each.slack_id is not None and each.id != besides), None)


def _owed(
    action: Action, kind: str, one: Appointment, revision: int, *, to: int, detail: str, period: str, now: datetime
) -> Owed:
    return Owed(
        action=action,
        kind=kind,
        subject=SUBJECT,
        subject_id=one.id,
        revision=revision,
        person_id=to,
        due=now,
        expires=one.ends,
        detail=detail,
        period=period,
        card=action is Action.POST,
    )
