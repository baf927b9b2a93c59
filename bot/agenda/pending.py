"""Pending changes, which the actor can undo. For two minutes nobody is notified, and the old time stays claimed.

A change within an hour of the start is announced at once, without « Revenir en arrière » (docs/programme.md,
Appointments)."""

import json
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.agenda.model import AgendaChange, Appointment, Kind, SettledChange, State
from bot.dates.paris import from_epoch
from bot.programme.model import Actor
from storage.agenda import changes
from storage.database import Reading, Transaction

UNDO = timedelta(minutes=2)
IMMINENT = timedelta(hours=1)
# A reschedule that cannot be undone is announced after this time, together with later changes.
SETTLES = timedelta(minutes=1)


def record_changes(
    tx: Transaction,
    replaced_changes: Sequence[tuple[Appointment, AgendaChange | None]],
    *,
    actor: Actor,
    kind: Kind,
    batch: str,
    now: datetime,
    starts: Sequence[datetime] = (),
) -> None:
    """Record a change of appointments. `replaced_changes`: appointments, each with the replaced change.

    For a booking, pass the new appointments. For any other change, pass the appointments as they were before.
    `starts`: the new starts of a reschedule. If the change replaces an unannounced booking, the other appointments
    of that booking wait as long as this change, so that the booking is announced once. If a start is within an hour,
    the change is due at once, and the caller commits it in the same transaction."""
    until = undo_window_end([appointment.starts for appointment, _ in replaced_changes] + list(starts), now=now)
    booked = kind is Kind.BOOK
    changes.replace(
        tx,
        [
            AgendaChange(
                appointment_id=appointment.id,
                batch=batch,
                kind=kind,
                actor_id=actor.person_id,
                until=until,
                before_starts=None if booked else appointment.starts,
                before_ends=None if booked else appointment.ends,
                told_starts=(earlier.told_starts if earlier else None if booked else appointment.starts),
                earlier=_serialise(earlier, appointment.starts) if earlier else None,
                held=appointment.state is State.HELD,
            )
            for appointment, earlier in replaced_changes
        ],
    )
    if untold := {earlier.batch for _, earlier in replaced_changes if earlier and earlier.told_starts is None}:
        changes.prolong(tx, untold, until=until)


def record_booking(
    tx: Transaction, booked: Sequence[Appointment], *, actor: Actor, batch: str, now: datetime
) -> datetime:
    """Record a booking. Return when people are notified: mails that are enqueued after this call wait until then."""
    record_changes(
        tx, [(appointment, None) for appointment in booked], actor=actor, kind=Kind.BOOK, batch=batch, now=now
    )
    return undo_window_end([appointment.starts for appointment in booked], now=now)


def restore_replaced_changes(tx: Transaction, undone_changes: Sequence[AgendaChange], *, now: datetime) -> None:
    """After an undo, restore the pending changes that the undone changes had replaced.

    Each restored change keeps its deadline, or gets a later one of its batch. After its deadline, a change is not
    restored. A restored booking can be undone. A restored reschedule cannot, because its old time was released."""
    earlier = [
        (change.appointment_id, _deserialise(_replaced_changes(change))) for change in undone_changes if change.earlier
    ]
    rest = {change.batch: [other.until for other in changes.list_batch(tx, change.batch)] for _, change in earlier}
    waits = [(number, change, max([change.until, *rest[change.batch]])) for number, change in earlier]
    again = [replace(change, appointment_id=number, until=until) for number, change, until in waits if until > now]
    if again:
        changes.replace(tx, again)


def _serialise(change: AgendaChange, starts: datetime) -> str:
    """Serialise a replaced change and its new start, and then the changes that it had replaced, the newest first."""
    told, until = change.told_starts and int(change.told_starts.timestamp()), int(change.until.timestamp())
    row = [change.batch, change.kind.value, change.actor_id, until, told, change.held, int(starts.timestamp())]
    return json.dumps([row, *_replaced_changes(change)])


def _replaced_changes(change: AgendaChange) -> list[list[Any]]:
    return json.loads(change.earlier) if change.earlier else []


def _deserialise(rows: list[list[Any]]) -> AgendaChange:
    (batch, kind, actor_id, until, told, held, _), *before = rows
    told_starts, earlier = None if told is None else from_epoch(told), json.dumps(before) if before else None
    return AgendaChange(
        0, batch, Kind(kind), actor_id, from_epoch(until), told_starts=told_starts, earlier=earlier, held=held
    )


def _chosen_starts(change: AgendaChange) -> dict[int, datetime]:
    found: dict[int, datetime] = {}
    for _, _, actor_id, _, _, _, starts in _replaced_changes(change):
        if actor_id:
            found.setdefault(actor_id, from_epoch(starts))
    return found


def first_unannounced_change(change: AgendaChange) -> AgendaChange:
    """Return the first change that people do not know yet: this change, or the oldest change that it replaced."""
    return _deserialise(_replaced_changes(change)[-1:]) if change.earlier else change


def was_held(change: AgendaChange) -> bool:
    """Return whether the appointment was held when people were last notified of it."""
    return first_unannounced_change(change).held


def is_known_start(change: AgendaChange | None, starts: datetime) -> bool:
    """Return whether people still know this start as the confirmed time while `change` is pending."""
    return change is not None and change.told_starts == starts and not was_held(change)


def undo_window_end(starts: Sequence[datetime], *, now: datetime) -> datetime:
    """Return the end of the undo window of a change. Return `now` if one of the starts is within an hour."""
    return now + UNDO if min(starts, default=now) - now > IMMINENT else now


def announcement_time(*starts: datetime, now: datetime) -> datetime:
    """Return when to announce a reschedule that cannot be undone: in a minute, or now if a start is within an hour."""
    return now + SETTLES if min(starts) - now > IMMINENT else now


def undo_deadline(tx: Reading, batch: str, *, booked: Sequence[Appointment] = (), now: datetime) -> datetime | None:
    """Return the end of a batch's undo window, or None if it has ended. `booked`: appointments of a new booking."""
    if booked:
        until = undo_window_end([appointment.starts for appointment in booked], now=now)
    else:
        until = min((change.until for change in changes.list_batch(tx, batch)), default=now)
    return until if until > now else None


def undoable_ids(tx: Reading, batch: str, *, now: datetime) -> set[int]:
    """Return the ids of the appointments whose change in this batch can still be undone."""
    return {change.appointment_id for change in changes.list_batch(tx, batch) if change.until > now}


def find_change(tx: Reading, appointment_id: int) -> AgendaChange | None:
    """Return the pending change of this appointment, or None."""
    return changes.changes_by_appointment(tx, [appointment_id]).get(appointment_id)


def appointment_ids_of(tx: Reading, batch: str) -> list[int]:
    """Return the ids of the appointments that this batch rescheduled or cancelled. Booked appointments are left out."""
    return [change.appointment_id for change in changes.list_batch(tx, batch) if change.kind is not Kind.BOOK]


def last_undoable_batch(tx: Reading, person_id: int | None, *appointment_ids: int, now: datetime) -> str | None:
    """Return the batch of the person's last reschedule or cancellation that can be undone, or None."""
    mine = [
        change
        for change in changes.changes_by_appointment(tx, appointment_ids).values()
        if change.kind is not Kind.BOOK and change.actor_id == person_id and change.until > now and change.can_be_undone
    ]
    return max(mine, key=lambda change: change.until).batch if mine else None


def readers_by_start(settled: SettledChange, person_ids: Collection[int]) -> dict[datetime, list[int]]:
    """Return the people to notify of a committed change, by the start that they know.

    The author of a replaced change knows the start that they chose. Other people know the start that was announced
    last; if the booking was never announced, leave these people out. Leave out the actor too. Unless the appointment is
    cancelled, leave out everybody who knows the current start."""
    change, appointment, chosen = settled.change, settled.appointment, _chosen_starts(settled.change)
    found: dict[datetime, list[int]] = {}
    for person_id in sorted({*person_ids} - {change.actor_id or 0}):
        knows = chosen.get(person_id, change.told_starts)
        if knows is not None and (appointment.state is State.CANCELLED or knows != appointment.starts):
            found.setdefault(knows, []).append(person_id)
    return found


def pending_ids(tx: Reading, appointment_ids: Collection[int]) -> set[int]:
    """Return the ids of the given appointments that have a pending change."""
    return set(changes.changes_by_appointment(tx, appointment_ids)) if appointment_ids else set()


def change_to_announce(undone_change: SettledChange) -> SettledChange:
    """Return the change to announce after an undo, in the batch of the undone change.

    This is the change that the undone change had replaced, or else the undone change itself."""
    change = undone_change.change
    if not change.earlier:
        return undone_change
    before = _deserialise(_replaced_changes(change))
    return replace(undone_change, change=replace(before, appointment_id=change.appointment_id, batch=change.batch))


def changes_to_announce(tx: Reading, undone_changes: Sequence[SettledChange]) -> list[SettledChange]:
    """Return the changes to announce after an undo: people know a start that differs from the current start.

    Appointments with another pending change are skipped."""
    waits = pending_ids(tx, [change.appointment.id for change in undone_changes])
    return [
        change_to_announce(change)
        for change in undone_changes
        if change.appointment.id not in waits and change.change.told_starts not in (None, change.appointment.starts)
    ]


def unannounced_ids(tx: Reading, appointment_ids: Collection[int]) -> set[int]:
    """Return the ids of the given appointments whose booking has not been announced."""
    found = changes.changes_by_appointment(tx, appointment_ids) if appointment_ids else {}
    return {appointment_id for appointment_id, change in found.items() if change.told_starts is None}


def due_batches(tx: Reading, *, now: datetime) -> list[str]:
    """Return the batches whose undo window has ended, the oldest first. The caller commits them."""
    return changes.list_due_batches(tx, now=now)


def next_deadline(tx: Reading) -> datetime | None:
    """Return when the next undo window ends."""
    return changes.next_deadline(tx)


def finalise_bookings(tx: Transaction, appointment_ids: Collection[int], *, now: datetime) -> None:
    """Make the booking of these locked appointments final, without an announcement. Its undo window ends."""
    found = changes.changes_by_appointment(tx, appointment_ids) if appointment_ids else {}
    booked = [appointment_id for appointment_id, change in found.items() if change.kind is Kind.BOOK]
    if booked:
        end_undo_windows(tx, booked, now=now)
        changes.remove(tx, booked)


def end_change_windows(tx: Transaction, appointment_ids: Collection[int], *, now: datetime) -> list[str]:
    """End the undo windows of reschedules and cancellations, but not of bookings. The caller commits the batches."""
    found = changes.changes_by_appointment(tx, appointment_ids) if appointment_ids else {}
    changed = [appointment_id for appointment_id, change in found.items() if change.kind is not Kind.BOOK]
    return end_undo_windows(tx, changed, now=now) if changed else []


def end_undo_windows(tx: Transaction, appointment_ids: Sequence[int], *, now: datetime) -> list[str]:
    """End the undo windows of all changes to these appointments. Return the batches, which the caller commits."""
    return changes.expire(tx, appointment_ids, now=now)
