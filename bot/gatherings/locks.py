"""Lock gatherings and the people whose time they claim.

Locking a multidisciplinary gathering also locks its small groups and their hosts."""

from collections.abc import Collection
from datetime import datetime

from bot.agenda.locks import lock
from bot.agenda.model import Appointment, Part
from bot.errors import AlreadyCancelled, AlreadyStarted, Conflict
from bot.gatherings import sheets
from bot.gatherings.model import GatheringSheet, Series
from storage.agenda import appointments
from storage.database import Reading, Transaction
from storage.gatherings import gathering_groups, gathering_series, occurrences


def lock_gathering(tx: Transaction, gathering_id: int, *, other_person_ids: Collection[int] = ()) -> GatheringSheet:
    """Lock an occurrence and the people whose time it may claim. Return its current state.

    `other_person_ids` are ids of possible new hosts. Raises NotFound, and Conflict if a host or speaker was added
    meanwhile."""
    before = sheets.describe_gathering(tx, gathering_id)
    small = group_appointments(tx, [before])
    locked = claimant_ids([before], small) | set(other_person_ids)
    several = [appointment.id for appointment in (before.appointment, *small)]
    things = ((gathering_series.lock, [before.series.id]), (occurrences.lock, [gathering_id]))
    lock(tx, locked, *things, appointments=several)
    sheet = sheets.describe_gathering(tx, gathering_id)
    if not claimant_ids([sheet], group_appointments(tx, [sheet])) <= locked:
        raise Conflict
    return sheet


def lock_series(
    tx: Transaction, series_id: int, *, other_person_ids: Collection[int] = (), now: datetime
) -> tuple[Series, list[GatheringSheet]]:
    """Lock a series and its upcoming occurrences, and return them, sorted by start. Raises NotFound, Conflict."""
    series = sheets.get_series(tx, series_id)
    before = list_upcoming(tx, series_id, now=now)
    small = group_appointments(tx, before)
    locked = {series.organiser_id, *other_person_ids} | claimant_ids(before, small)
    several = [appointment.id for appointment in (*(each.appointment for each in before), *small)]
    things = ((gathering_series.lock, [series_id]), (occurrences.lock, [sheet.gathering.id for sheet in before]))
    lock(tx, locked, *things, appointments=several)
    coming = list_upcoming(tx, series_id, now=now)
    if (
        not {sheet.gathering.id for sheet in coming} <= {sheet.gathering.id for sheet in before}
        or not claimant_ids(coming, group_appointments(tx, coming)) <= locked
    ):
        raise Conflict
    return sheets.get_series(tx, series_id), coming


def check_upcoming(sheet: GatheringSheet, *, now: datetime) -> None:
    """Check that a gathering is neither cancelled nor started. Raises AlreadyCancelled, AlreadyStarted."""
    if sheet.is_cancelled:
        raise AlreadyCancelled(starts=sheet.appointment.starts)
    if sheet.appointment.starts <= now:
        raise AlreadyStarted(starts=sheet.appointment.starts)


def group_appointments(tx: Reading, gatherings: Collection[GatheringSheet]) -> list[Appointment]:
    """Return the appointments of the small groups of these gatherings, by start."""
    mixed = [sheet.gathering.id for sheet in gatherings if sheet.kind.mixes]
    rows = gathering_groups.groups_of(tx, mixed) if mixed else {}
    return appointments.read_all(tx, [appointment_id for some in rows.values() for _, appointment_id, _ in some])


def list_upcoming(tx: Reading, series_id: int, *, now: datetime) -> list[GatheringSheet]:
    """Return a series' upcoming occurrences, by start."""
    found = sheets.sheets_of(tx, occurrences.list_by_series(tx, [series_id]))
    coming = [sheet for sheet in found if not sheet.is_cancelled and sheet.appointment.starts > now]
    return sorted(coming, key=lambda sheet: (sheet.appointment.starts, sheet.gathering.id))


def claimant_ids(gatherings: Collection[GatheringSheet], small_groups: Collection[Appointment]) -> set[int]:
    """Return the ids of people whose time these gatherings may claim: organisers, speakers, current and past hosts."""
    found = {sheet.series.organiser_id for sheet in gatherings}
    for appointment in (*(each.appointment for each in gatherings), *small_groups):
        hosts = (participant.person_id for participant in appointment.participants if participant.part is Part.HOST)
        found |= {*appointment.claimant_ids, *hosts}
    return found
