"""Recurrence of a series: its rule, the stored text of the rule, and its dates. Dates avoid public holidays."""

import re
from calendar import monthrange
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.dates.holidays import DAY, holiday_name, is_holiday, is_working_day
from bot.dates.hours import parse_clock, write_clock
from bot.dates.paris import MINUTES_A_DAY, moment_at

LAST = -1  # the ordinal of « le dernier mardi »
ORDINALS = (1, 2, 3, 4, 5, LAST)
LONGEST_MONTH = 31
AUGUST = 8
FARTHEST_MOVE = 365  # in days
WEEK = timedelta(days=7)

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")  # names of the weekdays in RFC 5545
_MONTH = r"(?!0000)[0-9]{4}-(?:0[1-9]|1[0-2])"
_TEXT = re.compile(
    rf"(?:(?:(?P<anchor>{_MONTH})/)?P(?P<every>[1-9][0-9]*)M "
    rf"(?:(?P<ordinal>[1-5]|-1)(?P<weekday>{'|'.join(_WEEKDAYS)})|(?P<month_day>[1-9][0-9]?))"
    rf"|(?:(?P<since>{_MONTH}-[0-9]{{2}})/)?P(?P<weeks>[1-9][0-9]*)W (?P<day_of_week>{'|'.join(_WEEKDAYS)})"
    r"|(?P<days>[0-9]{4}-[0-9]{2}-[0-9]{2}(?: [0-9]{4}-[0-9]{2}-[0-9]{2})*))"
    r" T(?P<clock>[0-9]{2}:[0-9]{2})",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule for the dates of a series, in Paris time: a day of the week or of the month, or chosen days.

    `minute`: the start, in minutes since 0 h, below 1440. `every`: the number of months (or weeks) from one date to the
    next, counted from `anchor`. `anchor`: the first possible month ("2027-01") or Monday ("2027-01-11"). Without
    `anchor`, `every` is 1. Other values raise ValueError. A rule has one of these four kinds of days:
    - `weekday` alone (0 is Monday): one date every week, or one every `every` weeks;
    - `weekday` and `ordinal` (1 to 5, or -1 for the last): "2e mardi"; a month without a fifth one has no date;
    - `month_day`, 1 to 31: a shorter month has its last day instead, so that 31 is "le dernier jour du mois";
    - `days`, sorted and without duplicates: chosen days, for seminars."""

    minute: int
    weekday: int | None = None
    ordinal: int | None = None
    month_day: int | None = None
    every: int = 1
    days: tuple[date, ...] = ()
    anchor: str | None = None

    def __post_init__(self) -> None:
        known = self._is_of_days() or self._is_by_month() or self._is_weekly()
        if self.minute not in range(MINUTES_A_DAY) or not known:
            raise ValueError(f"no series comes back like this: {self!r}")

    @property
    def by_week(self) -> bool:
        """Return whether the rule counts weeks, not months."""
        return self.weekday is not None and self.ordinal is None

    @property
    def text(self) -> str:
        """The stored text of the rule, which `from_text` parses.

        "P1M 2TU T14:00", "2027-01/P2M -1TH T09:30", "P1M 31 T10:00", "2027-01-11/P2W TU T14:00", "2027-01-12 2027-06-03
        T09:00"."""
        clock = f"T{write_clock(self.minute)}"
        if self.days:
            return " ".join([*(day.isoformat() for day in self.days), clock])
        since = f"{self.anchor}/" if self.anchor else ""
        day = str(self.month_day) if self.weekday is None else f"{self.ordinal or ''}{_WEEKDAYS[self.weekday]}"
        return f"{since}P{self.every}{'W' if self.by_week else 'M'} {day} {clock}"

    @classmethod
    def from_text(cls, text: str) -> "Rule":
        """Parse the stored text of a rule. Raises ValueError for any other text."""
        found = _TEXT.fullmatch(text)
        if found is None:
            raise ValueError(f"no rule of a series: {text!r}")
        minute = parse_clock(found["clock"])
        if found["days"]:
            return cls(minute, days=tuple(map(date.fromisoformat, found["days"].split(" "))))
        if found["weeks"]:
            weekday = _WEEKDAYS.index(found["day_of_week"])
            return cls(minute, weekday=weekday, every=int(found["weeks"]), anchor=found["since"])
        every, anchor = int(found["every"]), found["anchor"]
        if found["month_day"]:
            return cls(minute, month_day=int(found["month_day"]), every=every, anchor=anchor)
        week_day, ordinal = _WEEKDAYS.index(found["weekday"]), int(found["ordinal"])
        return cls(minute, weekday=week_day, ordinal=ordinal, every=every, anchor=anchor)

    def _is_of_days(self) -> bool:
        alone = (self.weekday, self.ordinal, self.month_day, self.anchor, self.every) == (None, None, None, None, 1)
        return alone and bool(self.days) and self.days == tuple(sorted(set(self.days)))

    def _is_by_month(self) -> bool:
        by_weekday = self.weekday in range(7) and self.ordinal in ORDINALS and self.month_day is None
        by_number = self.month_day in range(1, LONGEST_MONTH + 1) and self.weekday is None and self.ordinal is None
        known = self.anchor is not None and re.fullmatch(_MONTH, self.anchor, re.ASCII) is not None
        counted = (known and self.every >= 1) or (self.anchor is None and self.every == 1)
        return not self.days and (by_weekday or by_number) and counted

    def _is_weekly(self) -> bool:
        if self.days or self.weekday not in range(7) or self.ordinal is not None or self.month_day is not None:
            return False
        if self.anchor is None:
            return self.every == 1
        return self.every >= 1 and _is_monday(self.anchor)


@dataclass(frozen=True, slots=True)
class RuleDate:
    """A date of a series.

    `period` identifies the date in its series, even if the date moves: a month ("2027-01"), a week ("2027-W02") or a
    day ("2027-01-12"). `by_rule` is the day that the rule gives. If `day` is another day, `because` is the French name
    of the holiday that moved the date. It is None if a weekend or another date of the series moved it."""

    period: str
    day: date
    by_rule: date
    because: str | None


def occurrences(
    rule: Rule, *, first: date, last: date, skips_august: bool = False, taken_days: Collection[date] = ()
) -> list[RuleDate]:
    """Return the dates of a rule from `first` to `last`, both included, in order. A period has at most one date.

    A date on a public holiday, or on a day in `taken_days`, moves to the nearest working day of its month or week. If
    two are equally near, it takes the later one. If there is none, the date is dropped. With `month_day`, a date on a
    weekend moves too. `taken_days`: days of the series' other periods. `skips_august`: no dates in August, except
    chosen `days`. Two calls for consecutive spans return the same dates as one call for both spans."""
    days = [
        day
        for day in rule.days or (_days_of_weeks if rule.by_week else _days_of_months)(rule, first=first, last=last)
        if rule.days or not (skips_august and day.month == AUGUST)
    ]
    stays = {day for day in days if day not in taken_days and _may_be_on(day, rule)}
    used = {*taken_days, *stays}
    found: list[RuleDate] = []
    for by_rule in days:
        day = by_rule if by_rule in stays else _nearest_working_day(by_rule, rule, used_days=used)
        if day is not None:
            used.add(day)
            because = None if day == by_rule else holiday_name(by_rule)
            found.append(RuleDate(period_of(by_rule, rule), day, by_rule, because))
    return sorted(
        (occurrence for occurrence in found if first <= occurrence.day <= last), key=lambda occurrence: occurrence.day
    )


def first_weekly_day(rule: Rule, day: date) -> date:
    """Return the first day, from `day` on, that is on the weekday of the rule."""
    return day + ((rule.weekday or 0) - day.weekday()) % 7 * DAY


def never_happens(rule: Rule, *, today: date, until: date, skips_august: bool = False) -> bool:
    """Return whether the series has no date from `today` to `until`, both included."""
    return not occurrences(rule, first=today, last=until, skips_august=skips_august)


def start_of(rule_date: RuleDate, rule: Rule) -> datetime:
    """Return the start of a date, in UTC (see `moment_at`)."""
    return moment_at(rule_date.day, rule.minute)


def _days_of_months(rule: Rule, *, first: date, last: date) -> Iterator[date]:
    from dateutil.rrule import MONTHLY, rrule, weekday

    since = _month_of(date.fromisoformat(f"{rule.anchor}-01") if rule.anchor else first)[0]
    start, end = (datetime.combine(day, time()) for day in (since, _month_of(last)[1]))
    if rule.month_day is None:
        on = weekday(rule.weekday or 0, rule.ordinal)
        moments = rrule(MONTHLY, dtstart=start, interval=rule.every, until=end, byweekday=on)
    else:
        # A month may be too short for the 29th to the 31st. `bysetpos` chooses the last of these days that exists.
        numbers = range(min(rule.month_day, 28), rule.month_day + 1)
        moments = rrule(MONTHLY, dtstart=start, interval=rule.every, until=end, bymonthday=numbers, bysetpos=-1)
    month = _month_of(first)[0]
    return (moment.date() for moment in moments if moment.date() >= month)


def _days_of_weeks(rule: Rule, *, first: date, last: date) -> Iterator[date]:
    monday, anchor = _week_of(first)[0], date.fromisoformat(rule.anchor) if rule.anchor else None
    if anchor is not None:
        monday = max(monday, anchor)
        monday += -(monday - anchor).days // 7 % rule.every * WEEK
    while monday <= last:
        yield monday + (rule.weekday or 0) * DAY
        monday += rule.every * WEEK


def _may_be_on(day: date, rule: Rule) -> bool:
    return not is_holiday(day) if rule.month_day is None else is_working_day(day)


def _nearest_working_day(day_by_rule: date, rule: Rule, *, used_days: Collection[date]) -> date | None:
    first, last = (date.min, date.max) if rule.days else (_week_of if rule.by_week else _month_of)(day_by_rule)
    for distance in range(1, FARTHEST_MOVE + 1):
        for day in (day_by_rule + distance * DAY, day_by_rule - distance * DAY):
            if first <= day <= last and is_working_day(day) and day not in used_days:
                return day
    return None


def period_of(day: date, rule: Rule) -> str:
    """Return the period of a day under a rule: its month, its week ("2027-W02"), or the day itself."""
    if rule.by_week:
        return f"{day:%G-W%V}"
    return day.isoformat() if rule.days else day.isoformat()[:7]


def _is_monday(text: str) -> bool:
    try:
        return date.fromisoformat(text).weekday() == 0
    except ValueError:
        return False


def _week_of(day: date) -> tuple[date, date]:
    monday = day - day.weekday() * DAY
    return monday, monday + 6 * DAY


def _month_of(day: date) -> tuple[date, date]:
    return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])
