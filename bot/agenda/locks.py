"""Functions that lock rows in a fixed order: people, feature rows, appointments, messages (docs/decisions/locks.md)."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import TypeAlias

from bot.agenda.model import Appointment, State
from bot.errors import AlreadyCancelled, AlreadyStarted, NotFound
from storage.agenda import appointments as agenda
from storage.database import Transaction
from storage.programme import people

# Rows of a feature, such as requests: the function that locks one row, and the ids of the rows to lock.
Things: TypeAlias = tuple[Callable[[Transaction, int], object], Collection[int]]


def lock(
    tx: Transaction, person_ids: Collection[int], *things: Things, appointments: Collection[int] = ()
) -> list[Appointment]:
    """Lock people, then a feature's rows (`things`) in the given order, then appointments.

    Rows of the same kind are locked in the order of their ids. `person_ids`: people whose time is or may be claimed.
    Return the current appointments, by start."""
    people.lock(tx, person_ids)
    for take, ids in things:
        for id_ in sorted(ids):
            take(tx, id_)
    return agenda.lock_all(tx, appointments) if appointments else []


def lock_all(
    tx: Transaction, appointment_ids: Collection[int], *, extra_person_ids: Collection[int] = ()
) -> list[Appointment]:
    """Lock appointments in any state, after the people whose time they claim and the people in `extra_person_ids`."""
    found = agenda.read_all(tx, appointment_ids)
    claimants = {person_id for appointment in found for person_id in appointment.claimant_ids}
    return lock(tx, claimants.union(extra_person_ids), appointments=appointment_ids)


def lock_standing(
    tx: Transaction, appointment_ids: Collection[int], *, now: datetime, extra_person_ids: Collection[int] = ()
) -> list[Appointment]:
    """Lock appointments as `lock_all` does. Return those that have not begun and are not cancelled.

    Raises NotFound if none exists, and AlreadyCancelled or AlreadyStarted if none can be returned."""
    known = lock_all(tx, appointment_ids, extra_person_ids=extra_person_ids)
    if not known:
        raise NotFound(thing="appointment")
    standing = [
        appointment for appointment in known if appointment.state is not State.CANCELLED and appointment.starts > now
    ]
    if not standing:
        cancelled = known[0].state is State.CANCELLED
        raise (AlreadyCancelled if cancelled else AlreadyStarted)(starts=known[0].starts)
    return standing
