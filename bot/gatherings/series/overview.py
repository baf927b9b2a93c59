"""Read the series of a promotion for its coaches: their next dates, missing facts, and groups that are too small."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.catalogue.openings import keys_closed_in
from bot.dates.paris import day_of
from bot.errors import NotAllowed, NotFound
from bot.gatherings import sheets
from bot.gatherings.changes import free_colleagues
from bot.gatherings.lacking import missing_facts
from bot.gatherings.model import GatheringSheet, Series
from bot.gatherings.series import joining, metiers
from bot.gatherings.series.joining import SmallGroup
from bot.gatherings.series.metiers import MetierCount
from bot.programme.model import Actor, Person, Promotion, Relation
from bot.programme.permissions import require, roles_for
from bot.programme.roles import Role
from bot.programme.service import coaches_of, is_part_of, promotion_of, running_promotion_ids
from storage.database import Reading
from storage.gatherings import gathering_series, occurrences
from storage.programme import people, promotions

FAR = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class PromotionThing:
    """A promotion, for permission checks: its coaches may plan gatherings."""

    promotion: Promotion

    @property
    def promotion_id(self) -> int:
        """The promotion whose roles a permission checks."""
        return self.promotion.id

    def relation_to(self, _person: Person) -> Relation:
        """Return `NONE`, because the actor's role alone decides."""
        return Relation.NONE


@dataclass(frozen=True, slots=True)
class SeriesOverview:
    """A series with its organiser and its upcoming occurrences, by start."""

    series: Series
    organiser: Person | None
    coming: tuple[GatheringSheet, ...] = ()

    @property
    def left(self) -> bool:
        """Return whether the organiser no longer coaches the promotion."""
        return self.organiser is None or not self.organiser.coaches(self.series.promotion_id)

    @property
    def unclaimed(self) -> tuple[GatheringSheet, ...]:
        """The occurrences that are « à arbitrer », because they have no host."""
        return tuple(sheet for sheet in self.coming if sheet.gathering.unclaimed)

    @property
    def missing(self) -> tuple[tuple[GatheringSheet, tuple[str, ...]], ...]:
        """The upcoming occurrences that lack facts, with the codes of these facts."""
        found = ((sheet, tuple(missing_facts(sheet))) for sheet in self.coming)
        return tuple((sheet, codes) for sheet, codes in found if codes)


@dataclass(frozen=True, slots=True)
class Programme:
    """All series of a promotion, and its métiers. `alone` has the groups and métiers with too few EIG for a group."""

    promotion: Promotion
    listed: tuple[SeriesOverview, ...]
    metiers: tuple[MetierCount, ...] = ()
    alone: tuple[SmallGroup, ...] = ()
    closed: frozenset[str] = frozenset()  # keys of the closed dispositifs, which the form does not offer

    @property
    def without_group(self) -> tuple[MetierCount, ...]:
        """The métiers that have more than two EIG and no group."""
        return tuple(metier for metier in self.metiers if metier.asks_group)


@dataclass(frozen=True, slots=True)
class PlannerPage:
    """A gathering for its planner, with its missing facts and the coaches who could host it."""

    sheet: GatheringSheet
    missing: tuple[str, ...]
    colleagues: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class SeriesChoices:
    """The choices in the form of a series."""

    promotion: Promotion
    coaches: tuple[Person, ...]
    metiers: tuple[MetierCount, ...]


def list_programmes(tx: Reading, actor: Actor, *, now: datetime) -> list[Programme]:
    """Return the series of the running promotions that the actor coaches. Raises NotAllowed."""
    require(actor, "gatherings.plan")
    running = [
        promotion
        for promotion in (promotion_of(tx, each) for each in sorted(running_promotion_ids(tx, now)))
        if promotion
    ]
    mine = [promotion for promotion in running if Role.COACH in roles_for(actor, PromotionThing(promotion))]
    return [_programme(tx, promotion, now=now) for promotion in mine]


def read_promotion(tx: Reading, actor: Actor, promotion_id: int, *, now: datetime) -> Programme:
    """Return the series of a promotion that the actor coaches. Raises NotFound, NotAllowed."""
    promotion = promotion_of(tx, promotion_id)
    if promotion is None:
        raise NotFound(thing="promotion")
    require(actor, "gatherings.plan", PromotionThing(promotion))
    return _programme(tx, promotion, now=now)


def read_series(tx: Reading, actor: Actor, series_id: int, *, now: datetime) -> SeriesOverview:
    """Return one series, if the actor coaches its promotion. Raises NotFound, NotAllowed."""
    series = sheets.get_series(tx, series_id)
    require(actor, "gatherings.plan", series)
    return _list_series(tx, [series], now=now)[0]


def describe_series(tx: Reading, series: Series, *, now: datetime) -> SeriesOverview:
    """Return one series, without checking permissions."""
    return _list_series(tx, [series], now=now)[0]


def read_gathering(tx: Reading, actor: Actor, gathering_id: int) -> PlannerPage:
    """Return one gathering, if the actor coaches its promotion. Raises NotFound, NotAllowed."""
    sheet = sheets.describe_gathering(tx, gathering_id)
    require(actor, "gatherings.plan", sheet)
    return PlannerPage(sheet, tuple(missing_facts(sheet)), tuple(free_colleagues(tx, sheet)))


def open_choices(tx: Reading, actor: Actor, promotion_id: int) -> SeriesChoices:
    """Return the choices of the form for a promotion's series. Raises NotFound, NotAllowed."""
    promotion = promotion_of(tx, promotion_id)
    if promotion is None:
        raise NotFound(thing="promotion")
    require(actor, "gatherings.plan", PromotionThing(promotion))
    return SeriesChoices(
        promotion, tuple(coaches_of(tx, promotion_id)), tuple(metiers.count_by_metier(tx, promotion_id))
    )


def list_next(tx: Reading, actor: Actor, dispositif: str, *, now: datetime) -> list[GatheringSheet]:
    """Return a dispositif's upcoming gatherings by start: in the actor's promotions, or with the actor invited.

    Mentors, specialists and alumni belong to no promotion. Raises NotAllowed if the actor is unknown."""
    require(actor, "gatherings.list")
    if actor.person is None:
        raise NotAllowed(action="gatherings.list")
    me = actor.person
    running = promotions.promotions_not_ended(tx, day_of(now))
    found: list[GatheringSheet] = []
    for promotion in running:
        coming = occurrences.list_between(tx, promotion.id, since=now, until=now + FAR)
        of_kind = {
            series.id
            for series in gathering_series.list_by_promotions(tx, [promotion.id])
            if series.dispositif == dispositif
        }
        several = sheets.sheets_of(tx, [gathering for gathering in coming if gathering.series_id in of_kind])
        here = is_part_of(me, promotion.id)
        found += [sheet for sheet in several if here or sheet.relation_to(me) is not Relation.NONE]
    return sorted((sheet for sheet in found if not sheet.is_cancelled), key=lambda sheet: sheet.appointment.starts)


def _programme(tx: Reading, promotion: Promotion, *, now: datetime) -> Programme:
    several = gathering_series.list_by_promotions(tx, [promotion.id])
    counted = metiers.count_by_metier(tx, promotion.id, all_series=several)
    alone = joining.list_small_groups(tx, promotion.id, all_series=several, metier_counts=counted)
    closed = keys_closed_in(tx, [promotion.id], now=now)
    return Programme(promotion, tuple(_list_series(tx, several, now=now)), tuple(counted), tuple(alone), closed)


def _list_series(tx: Reading, series_list: Sequence[Series], *, now: datetime) -> list[SeriesOverview]:
    organisers = people.by_ids(tx, {series.organiser_id for series in series_list})
    by_series: dict[int, list[GatheringSheet]] = {}
    for sheet in sheets.sheets_of(tx, occurrences.list_by_series(tx, [series.id for series in series_list])):
        if not sheet.is_cancelled and sheet.appointment.starts > now:
            by_series.setdefault(sheet.series.id, []).append(sheet)
    return [
        SeriesOverview(
            series,
            organisers.get(series.organiser_id),
            tuple(sorted(by_series.get(series.id, []), key=lambda each: (each.appointment.starts, each.gathering.id))),
        )
        for series in series_list
    ]
