"""Functions that enqueue the writing of calendar entries, for people who chose a calendar for appointments.

A task does not contain the text of the entry. The writer reads the appointment when it runs, so a superfluous or late
task does no harm."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from bot.agenda.facts import EntryToWrite
from bot.agenda.model import CLAIMING, Appointment, State
from bot.dates.paris import day_of
from bot.notices import notices
from bot.notices.model import NoticeToSend
from storage.agenda import appointments as agenda
from storage.agenda import busy, changes, entries
from storage.agenda.entries import StoredEntry
from storage.database import Transaction

FAR = timedelta(days=400)
# Wrong entries wait this long, because the task of a recent booking may still write the entry.
LATER = timedelta(minutes=5)


def needs_entry(appointment: Appointment, person_id: int) -> bool:
    """Return whether a person's calendar needs the entry. Only hosts and specialists need a held appointment."""
    part = appointment.part_of(person_id)
    if appointment.state is State.HELD:
        return part in CLAIMING
    return part is not None and appointment.state is State.CONFIRMED


def owe_entries(
    tx: Transaction, appointments: Sequence[Appointment], *, only_person_id: int | None = None, now: datetime
) -> None:
    """Enqueue the entries of all present and former participants, due when the undo window ends.

    `only_person_id`: enqueue the entry of this person alone. Past appointments are skipped. The function makes one
    query if no participant has chosen a calendar for appointments, and at most three otherwise."""
    coming = [appointment for appointment in appointments if appointment.ends > now]
    concerned = {
        participant.person_id
        for appointment in coming
        for participant in appointment.participants
        if only_person_id in (None, participant.person_id)
    }
    writers = busy.people_with_written_calendar(tx, concerned)
    if not writers:
        return
    until = {
        number: change.until
        for number, change in changes.changes_by_appointment(tx, [appointment.id for appointment in coming]).items()
    }
    notices.owe(
        tx,
        [
            _owed_entry(appointment, participant.person_id, due=max(now, until.get(appointment.id, now)))
            for appointment in coming
            for participant in appointment.participants
            if participant.person_id in writers
        ],
    )


def owe_entry_again(tx: Transaction, appointment: Appointment, person_id: int, *, now: datetime) -> None:
    """Enqueue one calendar entry again."""
    notices.owe(tx, _owed_entry(appointment, person_id, due=now))


def owe_upcoming_entries(tx: Transaction, person_id: int, *, now: datetime) -> None:
    """Enqueue all upcoming entries of a person who chose another calendar or none, or whose calendar works again."""
    notices.owe(
        tx,
        [_owed_entry(appointment, person_id, due=now) for appointment, _ in _upcoming_entries(tx, person_id, now=now)],
    )


def owe_wrong_entries(tx: Transaction, person_id: int, *, now: datetime) -> None:
    """Enqueue a person's missing and outdated entries, once a day. An earlier failure may have been temporary."""
    wrong = [
        appointment
        for appointment, kept in _upcoming_entries(tx, person_id, now=now)
        if not _is_entry_right(appointment, kept, person_id=person_id)
    ]
    day, due = day_of(now), now + LATER
    notices.owe(tx, [_owed_entry(appointment, person_id, due=due, period=f"wrong {day}") for appointment in wrong])


def _upcoming_entries(
    tx: Transaction, person_id: int, *, now: datetime
) -> list[tuple[Appointment, StoredEntry | None]]:
    standing = [State.HELD, State.CONFIRMED]
    theirs = {
        appointment.id: appointment
        for appointment in agenda.list_by_people(tx, [person_id], since=now, until=now + FAR, states=standing)
    }
    had = {entry.appointment_id: entry for entry in entries.list_upcoming(tx, person_id, now=now)}
    theirs |= {appointment.id: appointment for appointment in agenda.read_all(tx, had.keys() - theirs.keys())}
    return [(appointment, had.get(appointment.id)) for appointment in theirs.values()]


def _is_entry_right(appointment: Appointment, written_entry: StoredEntry | None, *, person_id: int) -> bool:
    if written_entry is None or not needs_entry(appointment, person_id):
        return written_entry is None and not needs_entry(appointment, person_id)
    return written_entry.found is not None or (
        written_entry.is_known and (written_entry.starts, written_entry.ends) == (appointment.starts, appointment.ends)
    )


def _owed_entry(appointment: Appointment, person_id: int, *, due: datetime, period: str | None = None) -> NoticeToSend:
    # A person who left and rejoined needs a new entry. The random key allows another task for the same revision.
    return EntryToWrite().owed(
        appointment.id, to=person_id, due=due, revision=appointment.revision, period=period or uuid4().hex
    )
