"""Compute the dates of a series in the coming months. The module writes nothing.

No date is on a holiday, or on a day that another occurrence of the series has taken. Occurrences exist for the current
month and the two months after it. All seminars are created with their series, to keep these days free."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.agenda.model import State
from bot.dates.paris import day_of
from bot.dates.phases import add_months
from bot.dates.recurrence import Rule, occurrences, start_of
from bot.gatherings.model import Gathering, Series
from bot.programme.model import Promotion
from storage.agenda import appointments as agenda
from storage.database import Reading
from storage.gatherings import occurrences as gatherings

MONTHS_AHEAD = 2
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DueOccurrence:
    """An occurrence to create. The rule has planned it on `by_rule`. `moved_for` is the holiday that moved the date."""

    period: str
    starts: datetime
    by_rule: date
    moved_for: str | None = None


@dataclass(frozen=True, slots=True)
class ExistingOccurrence:
    """An existing occurrence, with its current start."""

    gathering: Gathering
    starts: datetime
    cancelled: bool


def last_day(rule: Rule, promotion: Promotion, *, as_of: date) -> date:
    """Return the last day for which occurrences are created on the day `as_of`, at most the promotion's last day."""
    if rule.days:
        return promotion.ends_on
    return min(add_months(as_of.replace(day=1), MONTHS_AHEAD + 1) - DAY, promotion.ends_on)


def dates_of_series(
    series: Series, promotion: Promotion, *, as_of: date, taken_days: Collection[date] = (), now: datetime
) -> list[DueOccurrence]:
    """Return the dates of a series by start, from now until the `last_day` that counts from the day `as_of`.

    `taken_days` are days that another occurrence has, because somebody moved it. A series without a rule has no dates
    here, because people create its dates by hand."""
    if not series.rule:
        return []
    rule = Rule.from_text(series.rule)
    first, last = max(day_of(now), promotion.starts_on), last_day(rule, promotion, as_of=as_of)
    if last < first:
        return []
    found = occurrences(rule, first=first, last=last, skips_august=series.skips_august, taken_days=taken_days)
    dues = (
        DueOccurrence(occurrence.period, start_of(occurrence, rule), occurrence.by_rule, occurrence.because)
        for occurrence in found
    )
    return [due for due in dues if due.starts > now]


def missing_dates(
    series: Series, promotion: Promotion, *, existing: Iterable[ExistingOccurrence], as_of: date, now: datetime
) -> list[DueOccurrence]:
    """Return the dates of a series that never had an occurrence. A date with a cancelled occurrence is not missing."""
    known = {occurrence.gathering.period: occurrence for occurrence in existing}
    by_rule = dates_of_series(series, promotion, as_of=as_of, now=now)
    if all(occurrence.period in known for occurrence in by_rule):
        return []
    day_by_rule = {occurrence.period: day_of(occurrence.starts) for occurrence in by_rule}
    by_hand = {
        day_of(occurrence.starts)
        for period, occurrence in known.items()
        if not occurrence.cancelled and day_by_rule.get(period) != day_of(occurrence.starts)
    }
    found = dates_of_series(series, promotion, as_of=as_of, taken_days=by_hand, now=now) if by_hand else by_rule
    return [occurrence for occurrence in found if occurrence.period not in known]


def occurrences_by_series(tx: Reading, series_ids: Collection[int]) -> Mapping[int, list[ExistingOccurrence]]:
    """Return the existing occurrences of these series by series id, with two queries."""
    found = gatherings.list_by_series(tx, series_ids)
    appointments = {
        appointment.id: appointment
        for appointment in agenda.read_all(tx, [gathering.appointment_id for gathering in found])
    }
    by_series: dict[int, list[ExistingOccurrence]] = {id_: [] for id_ in series_ids}
    for other in found:
        appointment = appointments[other.appointment_id]
        by_series[other.series_id].append(
            ExistingOccurrence(other, appointment.starts, appointment.state is State.CANCELLED)
        )
    return by_series
