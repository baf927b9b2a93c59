"""The gatherings of a promotion's month: those that exist, and those that the rules would still create.

This module writes nothing. Readers see only the lines meant for them, and no links of rooms (docs/programme.md,
Appointments)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.agenda import pending
from bot.agenda.agenda import LONGEST, quarter_hour_span
from bot.catalogue.tags import NOTHING, Tags
from bot.dates.paris import day_of, moment_at
from bot.dates.phases import add_months
from bot.errors import NotFound
from bot.gatherings import sheets
from bot.gatherings.invitees import is_invited_by_role, roles_of
from bot.gatherings.lacking import missing_facts
from bot.gatherings.model import Series
from bot.gatherings.series import dates
from bot.gatherings.series.overview import PromotionThing
from bot.programme.model import Actor, Person, Promotion
from bot.programme.permissions import require
from bot.programme.roles import Role
from bot.programme.service import promotion_of
from storage.agenda import claims
from storage.database import Reading
from storage.gatherings import gathering_series
from storage.programme import people


@dataclass(frozen=True, slots=True)
class MonthLine:
    """One gathering of a month. If `gathering_id` is None, a rule plans the gathering, but it does not exist yet.

    `by_rule` is the day that the rule gives. A public holiday (`moved_for`) or a person may have moved the gathering.
    `unclaimed`: it has no host, because the organiser is not free. `missing`: codes of missing facts. `title`: its
    subject. `is_online`: it has a room, whose link is left out. `tags`: its skills and values."""

    series: Series
    starts: datetime
    ends: datetime
    by_rule: date
    host: Person | None
    place: str | None = None
    is_online: bool = False
    title: str | None = None
    moved_for: str | None = None
    unclaimed: bool = False
    missing: tuple[str, ...] = ()
    tags: Tags = NOTHING
    gathering_id: int | None = None
    appointment_id: int | None = None

    @property
    def is_unmade(self) -> bool:
        """Return whether the gathering does not exist yet, and is only planned by a rule."""
        return self.gathering_id is None


@dataclass(frozen=True, slots=True)
class MonthDates:
    """The dates of a promotion's month, existing or planned by a rule. `first` is the first day of the month."""

    promotion: Promotion
    first: date
    lines: tuple[MonthLine, ...]


def preview_month(tx: Reading, actor: Actor, promotion_id: int, *, now: datetime) -> MonthDates:
    """« Le mois prochain »: return all dates of next month, without creating any. Raises NotAllowed, NotFound."""
    promotion = promotion_of(tx, promotion_id)
    if promotion is None:
        raise NotFound(thing="promotion")
    require(actor, "gatherings.plan", PromotionThing(promotion))
    month = add_months(day_of(now).replace(day=1), 1)
    return MonthDates(promotion, month, tuple(month_lines(tx, promotion, month=month, now=now, with_unmade=True)))


def read_month(tx: Reading, promotion_id: int, *, month: date, now: datetime) -> MonthDates | None:
    """Return the dates of « Ce mois-ci », which is for EIG. Return None if the promotion is unknown."""
    promotion = promotion_of(tx, promotion_id)
    return (
        MonthDates(promotion, month, tuple(announced_lines(tx, promotion, month=month, now=now))) if promotion else None
    )


def rest_of_month(tx: Reading, person: Person, promotion: Promotion | None, *, now: datetime) -> MonthDates | None:
    """Return the rest of this month for a new member, or None if nothing is left. A coach sees all dates."""
    if promotion is None or all(membership.promotion_id not in (None, promotion.id) for membership in person.current):
        return None
    month = day_of(now).replace(day=1)
    sees_all = person.coaches(promotion.id)
    found = _without_undoable(tx, month_lines(tx, promotion, month=month, now=now))
    lines = tuple(line for line in found if line.starts > now and (sees_all or is_invited_by_role(person, line.series)))
    return MonthDates(promotion, month, lines) if lines else None


def announced_lines(tx: Reading, promotion: Promotion, *, month: date, now: datetime) -> list[MonthLine]:
    """Return a month's lines that are meant for EIG. Dates whose change can still be undone are left out."""
    return [
        line for line in _without_undoable(tx, month_lines(tx, promotion, month=month, now=now)) if is_for_eig(line)
    ]


def month_lines(
    tx: Reading, promotion: Promotion, *, month: date, now: datetime, with_unmade: bool = False
) -> list[MonthLine]:
    """Return a month's lines, by start. With `with_unmade`, include gatherings that the rules would still create."""
    since, until = moment_at(month, 0), moment_at(add_months(month, 1), 0)
    there = sheets.list_between(tx, promotion.id, since=since, until=until)
    found = [
        MonthLine(
            sheet.series,
            sheet.appointment.starts,
            sheet.appointment.ends,
            sheet.gathering.by_rule,
            sheet.people.get(next(iter(sheet.appointment.host_ids), 0)),
            place=sheet.appointment.place,
            is_online=sheet.appointment.link is not None,
            title=sheet.gathering.title,
            moved_for=sheet.gathering.moved_for,
            unclaimed=sheet.gathering.unclaimed,
            missing=tuple(missing_facts(sheet)),
            tags=sheet.tags,
            gathering_id=sheet.gathering.id,
            appointment_id=sheet.appointment.id,
        )
        for sheet in there
        if not sheet.is_cancelled and since <= sheet.appointment.starts
    ]
    if with_unmade:
        found += _unmade_lines(tx, promotion, month=month, now=now)
    return sorted(found, key=lambda line: (line.starts, line.series.id))


def is_for_eig(line: MonthLine) -> bool:
    """Return whether the gathering is meant for EIG. The porteurs' seminar is not."""
    return Role.EIG in roles_of(line.series)


def _without_undoable(tx: Reading, lines: Sequence[MonthLine]) -> list[MonthLine]:
    undone = pending.pending_ids(tx, [line.appointment_id for line in lines if line.appointment_id is not None])
    return [line for line in lines if line.appointment_id not in undone]


def _unmade_lines(tx: Reading, promotion: Promotion, *, month: date, now: datetime) -> Iterable[MonthLine]:
    several = gathering_series.list_by_promotions(tx, [promotion.id])
    made = dates.occurrences_by_series(tx, [series.id for series in several])
    organisers = people.by_ids(tx, {series.organiser_id for series in several})
    wanted = [
        (series, occurrence)
        for series in several
        for occurrence in dates.missing_dates(series, promotion, existing=made[series.id], as_of=month, now=now)
        if day_of(occurrence.starts).replace(day=1) == month
    ]
    taken = _busy_quarters(tx, [(series.organiser_id, occurrence.starts) for series, occurrence in wanted])
    for series, due in sorted(wanted, key=lambda pair: (pair[1].starts, pair[0].id)):
        ends = due.starts + timedelta(minutes=series.minutes)
        first, length = quarter_hour_span(due.starts, ends)
        mine = taken.setdefault(series.organiser_id, set())
        span = set(range(first, first + length))
        unclaimed = bool(span & mine)
        mine |= span
        yield MonthLine(
            series,
            due.starts,
            ends,
            due.by_rule,
            None if unclaimed else organisers.get(series.organiser_id),
            place=series.place,
            is_online=series.link is not None or (series.place is None and not series.kind.in_person),
            moved_for=due.moved_for,
            unclaimed=unclaimed,
            tags=series.tags_of_date(None, promotion.phase_on(day_of(due.starts))),
        )


def _busy_quarters(tx: Reading, wanted: Iterable[tuple[int, datetime]]) -> dict[int, set[int]]:
    pairs = list(wanted)
    if not pairs:
        return {}
    moments = [moment for _, moment in pairs]
    first, last = quarter_hour_span(min(moments), max(moments))
    found: dict[int, set[int]] = {}
    for who, begins, long in claims.list_claimed_times(
        tx, {who for who, _ in pairs}, first=first - LONGEST, last=first + last + LONGEST
    ):
        found.setdefault(who, set()).update(range(begins, begins + long))
    return found
