"""Reminders of appointments. A booking enqueues them, a reschedule replaces them, and a cancellation drops them.

Each reminder is a row of the ledger. Its key has the appointment's revision, so that a rescheduled appointment gets new
reminders once. Before it sends a reminder, the bot checks that the reminder is still correct and wanted."""

from collections.abc import Collection, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import TypeAlias

from bot.agenda.facts import REMINDERS, AppointmentFact
from bot.agenda.model import Appointment
from bot.agenda.reminders.timetable import (
    Reminder,
    ReminderKind,
    ReminderPolicy,
    ReminderWishes,
    delay_for_mail,
    timetable,
)
from bot.catalogue import catalogue
from bot.errors import Invalid, NotFound
from bot.notices import notices
from bot.notices.facts import Fact
from bot.notices.model import Action, Notice, NoticeToSend
from bot.programme.history import record
from bot.programme.model import Actor
from bot.programme.permissions import require
from storage.agenda import appointments as agenda
from storage.agenda import invitations, reminders
from storage.database import Reading, Transaction

SUBJECT = AppointmentFact.subject
REPLANNED = "replanned"
Late: TypeAlias = AbstractSet[tuple[int, str, int, datetime, datetime | None]]


def plan_reminders(
    tx: Transaction,
    appointments: Sequence[Appointment],
    *,
    mail_reader_ids: Collection[int] | None = None,
    just_created: bool = False,
    since: datetime | None = None,
    now: datetime,
) -> None:
    """Enqueue the current reminders of these appointments, and drop outdated ones. At most five queries.

    A reminder whose time has passed is skipped, because people have just heard of the appointment. `mail_reader_ids`:
    the people who get mail, if the caller knows them. `just_created`: the appointments were just booked, so they have
    no reminders yet. `since`: for an undo, the moment of the undone change. Reminders that were dropped after that
    moment are restored."""
    if not appointments:
        return
    late: Late = frozenset()
    if not just_created:
        ids = [appointment.id for appointment in appointments]
        reminders.keep_snoozed_reminders(tx, ids, subject=SUBJECT)
        late = reminders.drop_outdated_reminders(tx, ids, subject=SUBJECT, reason=REPLANNED, at=now)
        if since is not None:
            reminders.revive_snoozed_reminders(tx, ids, subject=SUBJECT, reason=REPLANNED, since=since)
    _owe_reminders(
        tx,
        appointments,
        _participant_ids(appointments),
        dropped_reminders=late,
        since=since or now,
        just_created=just_created,
        mail_reader_ids=mail_reader_ids,
    )


def plan_for_person(tx: Transaction, appointment: Appointment, person_id: int, *, now: datetime) -> None:
    """Enqueue the reminders of one person who joins or rejoins. The appointment's revision stays.

    The reminders of other people stay. Before a reminder is sent, the bot checks that its reader still attends."""
    _owe_reminders(tx, [appointment], {person_id}, dropped_reminders=frozenset(), since=now)


def _owe_reminders(
    tx: Transaction,
    appointments: Sequence[Appointment],
    person_ids: Collection[int],
    *,
    dropped_reminders: Late,
    since: datetime,
    just_created: bool = False,
    mail_reader_ids: Collection[int] | None = None,
) -> None:
    quiet = reminders.waking_hours_of(tx, person_ids)
    mail_reader_ids = invitations.people_reached_by_mail(tx, person_ids) if mail_reader_ids is None else mail_reader_ids
    last = max(appointment.starts for appointment in appointments)
    owed = []
    for appointment in appointments:
        in_slack = timetable(
            appointment, quiet, person_ids=person_ids, has_later_seance=just_created and appointment.starts < last
        )
        several = [
            delay_for_mail(reminder) if reminder.person_id in mail_reader_ids else reminder for reminder in in_slack
        ]
        owed += [
            _owed_reminder(appointment, reminder, by_mail=reminder.person_id in mail_reader_ids)
            for reminder in several
            if reminder.due > since
            or (appointment.id, reminder.kind.value, reminder.person_id, reminder.due, reminder.expires)
            in dropped_reminders
        ]
    notices.owe(tx, owed)


def _participant_ids(appointments: Sequence[Appointment]) -> set[int]:
    return {someone for appointment in appointments for someone in appointment.person_ids}


def _owed_reminder(appointment: Appointment, reminder: Reminder, *, by_mail: bool) -> NoticeToSend:
    return REMINDERS[reminder.kind]().owed(
        appointment.id,
        to=reminder.person_id,
        due=reminder.due,
        expires=reminder.expires,
        revision=appointment.revision,
        action=Action.MAIL if by_mail else Action.POST,
    )


def people_reminded_by_mail(tx: Reading, person_ids: Collection[int]) -> set[int]:
    """Return the ids of the people who chose reminders by mail."""
    return {person_id for person_id, wishes in reminders.wishes_of(tx, person_ids).items() if wishes.by_mail}


def move_pending_reminders(tx: Transaction, person_id: int, *, by_mail: bool) -> None:
    """Move a person's pending reminders to mail, or back to Slack. Reminders that are being sent stay."""
    source, target = (Action.POST, Action.MAIL) if by_mail else (Action.MAIL, Action.POST)
    reminders.change_reminder_channel(tx, person_id, source=source, target=target)


def resend_in_slack(tx: Transaction, notice: Notice, fact: Fact) -> None:
    """Enqueue a reminder in Slack if the mail server refused it and the person has a Slack account."""
    if notice.action is Action.MAIL and notice.slack_id is not None:
        owed = fact.owed(
            notice.subject_id,
            to=notice.person_id,
            due=notice.due,
            expires=notice.expires,
            revision=notice.revision,
            period=f"unmailed {notice.seq}",  # the same reminder may already exist in Slack, if it was snoozed there
        )
        notices.owe(tx, owed)


def plan_missing(tx: Transaction, *, now: datetime) -> None:
    """Enqueue reminders for upcoming appointments that have none, for example from an older version of the bot."""
    several = agenda.read_all(tx, reminders.appointments_without_reminders(tx, now, subject=SUBJECT))
    if several:
        _owe_reminders(tx, several, _participant_ids(several), dropped_reminders=frozenset(), since=now)


def is_reminder_wanted(tx: Reading, kind: ReminderKind, *, person_id: int, dispositif: str) -> bool:
    """Return whether to send this kind of reminder: the dispositif sends it, and the person has not switched it off."""
    if kind not in reminders.policy_of(tx, dispositif).kinds:
        return False
    wishes = reminders.wishes_of(tx, [person_id]).get(person_id, ReminderWishes())
    return kind in wishes.kinds


def person_wants(tx: Reading, kind: ReminderKind, person_id: int) -> bool:
    """Return whether a person wants this kind of reminder, even if the dispositif does not send it."""
    return kind in reminders.wishes_of(tx, [person_id]).get(person_id, ReminderWishes()).kinds


def read_wishes(tx: Reading, actor: Actor) -> ReminderWishes:
    """Return the actor's choices of reminders. Raises Invalid if the actor is unknown."""
    require(actor, "agenda.read")
    return reminders.wishes_of(tx, [_person_id(actor)]).get(_person_id(actor), ReminderWishes())


def set_wishes(tx: Transaction, actor: Actor, wishes: ReminderWishes, *, now: datetime) -> None:
    """Save the actor's choices of reminders. Quiet hours apply to reminders that are planned after this.

    Raises like `read_wishes`, and raises Invalid if the waking hours are empty."""
    require(actor, "agenda.read")
    if not wishes.quiet.is_right:
        raise Invalid(field="quiet", reason="same")
    if wishes == read_wishes(tx, actor):
        return
    reminders.set_wishes(tx, _person_id(actor), wishes)
    record(tx, actor, "agenda.reminders", thing="person", thing_id=_person_id(actor), now=now)


def read_policy(tx: Reading, actor: Actor, dispositif: str) -> ReminderPolicy:
    """Return which reminders a dispositif sends. Raises NotFound, and NotAllowed unless the actor is a coach."""
    require(actor, "agenda.policy")
    _check_dispositif(tx, dispositif)
    return reminders.policy_of(tx, dispositif)


def set_policy(tx: Transaction, actor: Actor, dispositif: str, *, policy: ReminderPolicy, now: datetime) -> None:
    """Save which reminders a dispositif sends, for everybody. Raises NotAllowed and NotFound as `read_policy` does."""
    require(actor, "agenda.policy")
    _check_dispositif(tx, dispositif)
    if policy == reminders.policy_of(tx, dispositif):
        return
    reminders.set_policy(tx, dispositif, policy)
    record(tx, actor, "agenda.policy", thing="dispositif", thing_id=0, now=now, detail=dispositif)


def _check_dispositif(tx: Reading, dispositif: str) -> None:
    if catalogue.current_edition(tx).catalogue.get(dispositif) is None:
        raise NotFound(thing="dispositif")


def _person_id(actor: Actor) -> int:
    if actor.person_id is None:
        raise Invalid(field="person", reason="unknown")
    return actor.person_id
