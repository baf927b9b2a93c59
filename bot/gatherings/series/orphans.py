"""Find series whose organiser no longer coaches the promotion, and ask the promotion's coaches once to take over.

A periodic job looks for these series, because an organiser can leave in several ways."""

from dataclasses import dataclass
from datetime import datetime

from bot.agenda.calendars import invitations
from bot.errors import AlreadyTaken, NotFound
from bot.gatherings import calls, news, sheets
from bot.gatherings.changes import replace_host
from bot.gatherings.facts import GatheringOrphaned
from bot.gatherings.locks import lock_series
from bot.gatherings.model import GatheringSheet, Series
from bot.notices import notices
from bot.notices.team import address_to_coaches, owe_homes
from bot.programme.history import record
from bot.programme.model import Actor, Person
from bot.programme.permissions import require
from bot.programme.roles import Role
from bot.programme.service import person_of, running_promotion_ids
from storage.agenda import appointments
from storage.database import Reading, Transaction
from storage.gatherings import gathering_series, occurrences
from storage.programme import people

SUBJECT = GatheringOrphaned.subject


@dataclass(frozen=True, slots=True)
class OrphanedSeries:
    """A series whose organiser has left. `taker` is the new organiser, None if there is none yet."""

    series: Series
    left: Person | None
    taker: Person | None


def list_orphaned(tx: Reading, *, now: datetime) -> list[int]:
    """Return the ids of running series whose organiser no longer coaches their promotion."""
    several = gathering_series.list_by_promotions(tx, running_promotion_ids(tx, now))
    organisers = people.by_ids(tx, {series.organiser_id for series in several})
    return [series.id for series in several if not _is_still_coach(organisers.get(series.organiser_id), series)]


def list_awaiting_taker(tx: Reading, actor: Actor, *, now: datetime) -> list[OrphanedSeries]:
    """Return the series that need a new organiser, in the promotions that the actor coaches."""
    if Role.COACH not in actor.roles:
        return []
    several = gathering_series.list_by_promotions(tx, running_promotion_ids(tx, now))
    organisers = people.by_ids(tx, {series.organiser_id for series in several})
    mine = {membership.promotion_id for membership in person_of(actor).current if membership.role is Role.COACH}
    return [
        OrphanedSeries(series, organisers.get(series.organiser_id), None)
        for series in several
        if not _is_still_coach(organisers.get(series.organiser_id), series)
        and (None in mine or series.promotion_id in mine)
    ]


def ask_coaches(tx: Transaction, series_id: int, *, now: datetime) -> None:
    """Ask the coaches to take over a series, once for each organiser who leaves it."""
    series = sheets.get_series(tx, series_id)
    fact, left = GatheringOrphaned(series.organiser_id), people.last_membership_end(tx, series.organiser_id)
    period = f"{fact.detail} {int(left.timestamp()) if left else 0}"
    promotion_id = series.promotion_id
    if notices.owe(
        tx, address_to_coaches(tx, fact, about=series_id, promotion_id=promotion_id, period=period, now=now)
    ):
        owe_homes(tx, promotion_id=series.promotion_id, now=now)


def read(tx: Reading, series_id: int, *, former_organiser_id: int) -> OrphanedSeries:
    """Return a series with its former and its new organiser, for the message to coaches. Raises NotFound."""
    series = sheets.get_series(tx, series_id)
    found = people.by_ids(tx, {former_organiser_id, series.organiser_id})
    taker = found.get(series.organiser_id) if series.organiser_id != former_organiser_id else None
    return OrphanedSeries(series, found.get(former_organiser_id), taker)


def take_over_series(tx: Transaction, actor: Actor, series_id: int, *, now: datetime) -> Series:
    """« Je m’en occupe »: become the organiser of a series whose organiser has left.

    The actor hosts the upcoming dates of the former organiser, and dates « à arbitrer ». Dates on which the actor is
    not free become « à arbitrer ». Raises NotAllowed, NotFound, AlreadyTaken (a colleague was faster)."""
    before = sheets.get_series(tx, series_id)
    require(actor, "gatherings.plan", before)
    taker = person_of(actor)
    series, coming = lock_series(tx, series_id, other_person_ids=[taker.id], now=now)
    if series.organiser_id == taker.id:
        return series
    if series.ended_at is not None:
        raise NotFound(thing=SUBJECT)
    organiser = people.by_id(tx, series.organiser_id)
    if _is_still_coach(organiser, series):
        raise AlreadyTaken(name=organiser.name if organiser else "")
    gathering_series.change(tx, series_id, organiser_id=taker.id)
    record(tx, actor, "gatherings.take", thing=SUBJECT, thing_id=series_id, now=now, detail=str(series.organiser_id))
    for sheet in coming:
        if sheet.gathering.unclaimed or series.organiser_id in sheet.appointment.host_ids:
            _replace_host(tx, sheet, taker.id, now=now)
    notices.owe_updates(tx, SUBJECT, series_id, revision=0, due=now)
    after = [sheets.describe_gathering(tx, sheet.gathering.id) for sheet in coming]
    news.refresh(tx, after, now=now)
    calls.ask_for_missing_hosts(tx, after, now=now)
    owe_homes(tx, promotion_id=series.promotion_id, now=now)
    return sheets.get_series(tx, series_id)


def _replace_host(tx: Transaction, sheet: GatheringSheet, taker_id: int, *, now: datetime) -> None:
    appointment = sheet.appointment
    free = replace_host(tx, appointment, taker_id, starts=appointment.starts, ends=appointment.ends)
    appointments.change(tx, appointment.id, now=now)
    occurrences.change(tx, sheet.gathering.id, unclaimed=not free)
    invitations.propagate_changes(tx, appointments.read_all(tx, [appointment.id]), now=now)


def _is_still_coach(organiser: Person | None, series: Series) -> bool:
    return organiser is not None and organiser.coaches(series.promotion_id)
