"""What is changed of gatherings is locked first, in one order: people, the series, occurrences, appointments."""

from collections.abc import Collection
from datetime import datetime

from bot.agenda.model import Part
from bot.errors import AlreadyCancelled, AlreadyStarted, Conflict
from bot.gatherings import sheets
from bot.gatherings.model import Series, Sheet
from storage import agenda, gathering_series, gatherings, people
from storage.database import Reading, Transaction


def lock_one(tx: Transaction, gathering_id: int, *, besides: Collection[int] = ()) -> Sheet:
    """Lock an occurrence with all whose time it claims or may claim; give it as it is now.

    `besides`: who may come to host. Raises NotFound; Conflict when somebody joined meanwhile whose row is not locked.
    """
    before = sheets.describe(tx, gathering_id)
    locked = _claimants(before) | set(besides)
    people.lock(tx, locked)
    gathering_series.lock(tx, before.series.id)
    gatherings.lock(tx, gathering_id)
    agenda.lock_all(tx, [before.appointment.id])
    sheet = sheets.describe(tx, gathering_id)
    if not _claimants(sheet) <= locked:
        raise Conflict
    return sheet


def lock_series(
    tx: Transaction, series_id: int, *, besides: Collection[int] = (), now: datetime
) -> tuple[Series, list[Sheet]]:
    """Lock a series with all of its occurrences that stand and have not begun; give them as they are now, by start.

    Raises NotFound, Conflict as `lock_one`.
    """
    series = sheets.get_series(tx, series_id)
    before = coming_of(tx, series_id, now=now)
    locked = {series.organiser_id, *besides}.union(*map(_claimants, before))
    people.lock(tx, locked)
    gathering_series.lock(tx, series_id)
    for one in sorted(before, key=lambda one: one.gathering.id):
        gatherings.lock(tx, one.gathering.id)
    agenda.lock_all(tx, [one.appointment.id for one in before])
    coming = coming_of(tx, series_id, now=now)
    if (
        not {one.gathering.id for one in coming} <= {one.gathering.id for one in before}
        or not set().union(*map(_claimants, coming)) <= locked
    ):
        raise Conflict
    return sheets.get_series(tx, series_id), coming


def check_standing(sheet: Sheet, *, now: datetime) -> None:
    """Let what is to come go on. Raises AlreadyCancelled, AlreadyStarted."""
    if sheet.is_cancelled:
        raise AlreadyCancelled(starts=sheet.appointment.starts)
    if sheet.appointment.starts <= now:
        raise AlreadyStarted(starts=sheet.appointment.starts)


def coming_of(tx: Reading, series_id: int, *, now: datetime) -> list[Sheet]:
    """Give what of a series stands and has not begun, by start."""
    found = sheets.sheets_of(tx, gatherings.of_series(tx, [series_id]))
    coming = [one for one in found if not one.is_cancelled and one.appointment.starts > now]
    return sorted(coming, key=lambda one: (one.appointment.starts, one.gathering.id))


def _claimants(sheet: Sheet) -> set[int]:
    hosts = {one.person_id for one in sheet.appointment.participants if one.part is Part.HOST}
    return {sheet.series.organiser_id, *sheet.appointment.claimant_ids, *hosts}
