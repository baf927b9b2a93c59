"""« Mes messages »: a person's choices about messages.

A person may open the form in two windows, and each form carries the values that it showed. A field that the person
changed in this window gets the new value. A field that they did not change here keeps its current value. If both
windows changed a field, to different values, nothing is saved, and the person sees both values."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from bot.agenda.calendars import invitations
from bot.agenda.facts import REMINDERS
from bot.agenda.model import Appointment, State
from bot.agenda.reminders import reminders
from bot.agenda.reminders.reminders import SUBJECT
from bot.agenda.reminders.timetable import MORNING, ReminderKind, ReminderWishes, WakingHours
from bot.dates.paris import day_of, moment_at
from bot.dates.reader import find_zone
from bot.errors import Invalid, NotAllowed, NotFound
from bot.notices import homes, notices
from bot.notices.model import NoticeInMessage, NoticeToSend
from bot.programme import service
from bot.programme.history import record
from bot.programme.model import Actor
from bot.programme.permissions import require
from storage.agenda import appointments
from storage.agenda import reminders as agenda_reminders
from storage.database import Reading, Transaction
from storage.notices import readings
from storage.programme import people


@dataclass(frozen=True, slots=True)
class MessageChoices:
    """A person's choices. `zone`: the time zone of times in messages, or None for the zone of their Slack account."""

    wishes: ReminderWishes = field(default_factory=ReminderWishes)
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class SavedChoices:
    """The choices after a save. `clashes`: fields that two windows changed differently, so nothing was saved."""

    choices: MessageChoices
    clashes: frozenset[str] = frozenset()


def read_choices(tx: Reading, actor: Actor) -> MessageChoices:
    """Return the actor's choices. Raises NotAllowed if the actor is unknown."""
    wishes, me = reminders.read_wishes(tx, actor), actor.person_id or 0
    return MessageChoices(wishes, service.zones_of(tx, me)[1])


def save_choices(
    tx: Transaction, actor: Actor, new_choices: MessageChoices, *, shown_choices: MessageChoices, now: datetime
) -> SavedChoices:
    """Save the fields that the actor changed in a form. `shown_choices`: the choices that the form showed.

    Raises NotAllowed if the actor is unknown, and Invalid for empty waking hours ("quiet") or an unknown "zone"."""
    if new_choices.zone is not None and find_zone(new_choices.zone) is None:
        raise Invalid(field="zone", reason="unknown")
    before = _lock_choices(tx, actor)
    clashes = frozenset(
        name
        for name, value in _choices_by_field(new_choices).items()
        if value != _choices_by_field(shown_choices)[name] != _choices_by_field(before)[name]
        and value != _choices_by_field(before)[name]
    )
    merged = _merge_choices(before, new_choices, shown_choices)
    nights = {new_choices.wishes.quiet.past_midnight, before.wishes.quiet.past_midnight}
    turned = not merged.wishes.quiet.is_right or merged.wishes.quiet.past_midnight not in nights
    if new_choices.wishes.quiet.is_right and turned:
        # Each of two windows changed one hour. If both hours were saved, the waking hours would be reversed.
        clashes |= {"wakes", "sleeps"}
    if clashes:
        return SavedChoices(before, clashes)
    _save_changes(tx, actor, merged, old_choices=before, now=now)
    return SavedChoices(merged)


def switch_kinds(
    tx: Transaction, actor: Actor, kinds: Collection[ReminderKind], *, switch_on: bool, now: datetime
) -> None:
    """Switch reminders of these kinds on or off for the actor. Other choices stay. Raises NotAllowed."""
    before = _lock_choices(tx, actor)
    chosen = before.wishes.kinds.union(kinds) if switch_on else before.wishes.kinds.difference(kinds)
    _save_changes(tx, actor, replace(before, wishes=replace(before.wishes, kinds=chosen)), old_choices=before, now=now)


def _lock_choices(tx: Transaction, actor: Actor) -> MessageChoices:
    if actor.person_id is None:
        raise NotAllowed(action="agenda.read")
    people.lock(tx, [actor.person_id])  # two simultaneous forms would overwrite each other
    return read_choices(tx, actor)


def _save_changes(
    tx: Transaction, actor: Actor, new_choices: MessageChoices, *, old_choices: MessageChoices, now: datetime
) -> None:
    invitations.set_wishes(tx, actor, new_choices.wishes, now=now)
    if new_choices.zone != old_choices.zone and actor.person_id is not None:
        service.choose_zone(tx, actor.person_id, new_choices.zone)
        homes.owe_home(tx, [actor.person_id], now=now)


def _choices_by_field(choices: MessageChoices) -> dict[str, object]:
    wishes = choices.wishes
    return {
        "wakes": wishes.quiet.wakes,
        "sleeps": wishes.quiet.sleeps,
        "by": wishes.by_mail,
        "zone": choices.zone,
    }


def _merge_choices(
    current_choices: MessageChoices, new_choices: MessageChoices, shown_choices: MessageChoices
) -> MessageChoices:
    was, old, new = current_choices.wishes, shown_choices.wishes, new_choices.wishes
    quiet = WakingHours(
        new.quiet.wakes if new.quiet.wakes != old.quiet.wakes else was.quiet.wakes,
        new.quiet.sleeps if new.quiet.sleeps != old.quiet.sleeps else was.quiet.sleeps,
    )
    by_mail = new.by_mail if new.by_mail != old.by_mail else was.by_mail
    kinds = frozenset(
        kind
        for kind in ReminderKind
        if kind in (new.kinds if (kind in new.kinds) != (kind in old.kinds) else was.kinds)
    )
    wishes = ReminderWishes(kinds, quiet, by_mail)
    return MessageChoices(wishes, new_choices.zone if new_choices.zone != shown_choices.zone else current_choices.zone)


TOMORROW, MONDAY = "tomorrow", "monday"
SECONDS = ("600", "3600")
DAY = timedelta(days=1)


def snooze(tx: Transaction, actor: Actor, *, channel: str, ts: str, choice: str, now: datetime) -> datetime:
    """Snooze the upcoming appointments in a reminder. Return when the reminder is sent again.

    `channel` and `ts` identify the message in Slack. An earlier snooze of these appointments is replaced. `choice`:
    "600" or "3600" seconds, "tomorrow" or "monday" at 9 h in Paris. Raises NotAllowed if the actor is unknown, and
    NotFound if all appointments in the message are past. Raises Invalid with the reason "unknown" for any other
    choice, and with "late" if all appointments begin before the new reminder."""
    require(actor, "agenda.snooze")
    if actor.person_id is None:
        raise NotAllowed(action="agenda.snooze")
    due = snooze_end(choice, now=now)
    people.lock(tx, [actor.person_id])  # two simultaneous clicks would make two reminders
    said = [
        message
        for message in readings.notices_in_message(tx, actor.person_id, channel=channel, ts=ts)
        if message.subject == SUBJECT and message.kind in set(ReminderKind)
    ]
    coming = {
        appointment.id: appointment
        for appointment in appointments.read_all(tx, {message.subject_id for message in said})
        if appointment.state is State.CONFIRMED and appointment.starts > now and appointment.part_of(actor.person_id)
    }
    if not coming:
        raise NotFound(thing="reminder")
    again = [message for message in said if message.subject_id in coming and coming[message.subject_id].starts > due]
    if not again:
        raise Invalid(field="choice", reason="late")
    kinds = {message.kind for message in said}
    agenda_reminders.forget_owed(tx, actor.person_id, subject=SUBJECT, subject_ids=coming, kinds=kinds)
    notices.owe(
        tx, [_owed_reminder(actor.person_id, message, coming[message.subject_id], due=due) for message in again]
    )
    record(tx, actor, "agenda.snooze", thing="person", thing_id=actor.person_id, now=now, detail=choice)
    return due


def _owed_reminder(person_id: int, notice: NoticeInMessage, appointment: Appointment, *, due: datetime) -> NoticeToSend:
    return REMINDERS[notice.kind]().owed(
        appointment.id,
        to=person_id,
        due=due,
        expires=appointment.starts,
        revision=appointment.revision,
        period=f"{agenda_reminders.PERIOD} {int(due.timestamp())}",
        card=False,
    )


def snooze_end(choice: str, *, now: datetime) -> datetime:
    """Return the moment of a choice, in whole seconds. Raises Invalid for an unknown choice.

    « Demain » is the next day, even if it is not a working day. « Lundi » is the next Monday."""
    today = day_of(now)
    if choice in SECONDS:
        return now.astimezone(UTC).replace(microsecond=0) + timedelta(seconds=int(choice))
    if choice == TOMORROW:
        return moment_at(today + DAY, MORNING)
    if choice == MONDAY:
        return moment_at(_next_monday(today), MORNING)
    raise Invalid(field="choice", reason="unknown")


def _next_monday(day: date) -> date:
    return day + timedelta(days=7 - day.weekday())
