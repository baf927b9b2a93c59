"""Functions that parse and write exceptions to weekly hours. The text has one line for a date or a group of dates."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache

from bot.dates.holidays import DAY
from bot.dates.hours import DayHours, Range, exceptional_ranges, merge_ranges, write_clock
from bot.dates.hours_text import (
    Flaw,
    LineHead,
    fold_line,
    head_length,
    nearest_word,
    ranges_words,
    read_lines,
    weekdays_by_word,
    write_ranges,
)
from bot.dates.paris import day_of, moment_at
from bot.dates.words import NBSP, day_words, month_words, week_words, weekday_words

LONGEST_SPAN = 92  # most days from « du » to « au », except in `read_days`
LONGEST_PERIOD = 366  # most days in `read_days`: a preview shows the days before they are saved
# « du 14 août au 3 août » ends in the next year. If it lasts longer than this, the two days are probably swapped.
_TURNED = 330
FARTHEST = timedelta(days=366)

_LINK = r"\s*(?:(?P<till>\b(?:au|a|jusqu'au)\b|-+)|,|;|&|\+|\bet\b)\s*"
_WORD = re.compile(r"[^\W\d_]+")
_SMALL_WORDS = frozenset({"le", "les", "et", "du", "de", "des", "au", "a", "er", "h"})


@dataclass(frozen=True, slots=True)
class _TypedDate:
    """A date as typed. `month` and `year` may be missing. `till`: the date ends a period."""

    part: str
    till: bool
    weekday: int | None
    day: int
    month: int | None
    year: int | None


def read_days(text: str, *, today: date) -> list[DayHours]:
    """Parse exceptions, one line for a date or a group of dates: "mardi 12 mai 9h-12h", "du 3 au 14 août fermé".

    It also accepts "12/05", "12/05/2026", "2026-05-12", "1er mai" and "12 et 13 mai". A date without a year is the next
    such date from `today` on. Past days of a period are left out. The result is sorted. A closed day has one exception
    without hours. Raises UnreadableText with all faults."""
    found = read_lines(text, lambda folded: read_dates(folded, today, max_days=LONGEST_PERIOD))
    return [
        hours
        for day in sorted(found)
        for hours in [DayHours(day, write_clock(start), write_clock(end)) for start, end in merge_ranges(found[day])]
        or [DayHours(day)]
    ]


def read_moments(text: str, *, today: date) -> list[tuple[date, int, int]]:
    """Parse times at which a person is available. "mardi 12 mai 14h-17h" is (day, first minute, end minute).

    There is one line per date, and dates are written as in `read_days`. The result is sorted and may be empty. Raises
    UnreadableText with all faults. A closed day is a fault with the code `range`."""
    found = read_lines(text, lambda folded: read_dates(folded, today), may_be_closed=False)
    return [(day, start, end) for day in sorted(found) for start, end in merge_ranges(found[day])]


def write_days(day_hours: Iterable[DayHours], today: date) -> str:
    """Format the exceptions from `today` on as text. `read_days` can parse the text if its `today` is the same day.

    For example "mardi 12 mai 9h-12h, 14h-16h" and "du 3 au 14 août fermé". Consecutive closed days are one line, up to
    a year. Days more than a year ahead are written too, but `read_days` refuses them."""
    now = moment_at(today, 0)
    return "\n".join(
        f"{day_words(first, now) if first == last else _write_span(first, last, now)} {write_ranges(ranges)}"
        for first, last, ranges in _group_days(day_hours, today)
    )


def day_lines(day_hours: Iterable[DayHours], now: datetime) -> list[str]:
    """Return the exceptions from today on, in order: "mardi 12 mai : de 9 h à 12 h", "mercredi 13 mai : fermé".

    Consecutive closed days are one line: "du lundi 3 au vendredi 14 août : fermé". Raises ValueError for a naive `now`.
    """
    return [
        f"{day_words(first, now) if first == last else week_words(first, last, now=now)}{NBSP}: {ranges_words(ranges)}"
        for first, last, ranges in _group_days(day_hours, day_of(now))
    ]


def read_dates(
    folded_line: str, today: date, *, max_ahead: timedelta = FARTHEST, max_days: int = LONGEST_SPAN
) -> LineHead[date]:
    """Find the dates at the start of a line that `fold_line` returned.

    The `tail` begins after the last date that has a month, and is None without such a date. These are flaws: a date
    before `today`, a date more than `max_ahead` after `today`, and a period of more than `max_days` days."""
    typed: list[_TypedDate] = []
    kept, end = 0, 0
    first_date, next_date = _date_patterns()
    found = first_date.match(folded_line)
    while found:
        typed.append(_typed_date(found))
        if typed[-1].month is not None:
            kept, end = len(typed), found.end()
        found = next_date.match(folded_line, found.end())
    if not kept:
        return LineHead((), None, (_unknown_day_flaw(folded_line),))
    days: list[date] = []
    flaws: list[Flaw] = []
    for read in _resolve_dates(typed[:kept], today, max_ahead=max_ahead, max_days=max_days):
        if isinstance(read, Flaw):
            flaws.append(read)
        else:
            days.append(read)
    return LineHead(tuple(dict.fromkeys(days)), folded_line[end:], tuple(flaws))


@lru_cache(maxsize=1)
def months_by_word() -> dict[str, int]:
    """Return the month for each name, and for each abbreviation of three letters or more that fits one month only."""
    names = {month: fold_line(name) for month, name in enumerate(month_names(), start=1)}
    words = {(name[:length], month) for month, name in names.items() for length in range(3, len(name) + 1)}
    return {word: month for word, month in words if sum(name.startswith(word) for name in names.values()) == 1}


@lru_cache(maxsize=1)
def month_names() -> tuple[str, ...]:
    """Return the names of the months, from January to December."""
    return tuple(month_words(date(2000, month, 1)).split(" ")[0] for month in range(1, 13))


def _group_days(day_hours: Iterable[DayHours], today: date) -> list[tuple[date, date, list[Range]]]:
    own: dict[date, list[DayHours]] = {}
    for exception in day_hours:
        if exception.day >= today:
            own.setdefault(exception.day, []).append(exception)
    periods: list[tuple[date, date, list[Range]]] = []
    for day in sorted(own):
        ranges = exceptional_ranges(own[day])
        if periods and not ranges and not periods[-1][2]:
            first, last, _ = periods[-1]
            if day == last + DAY and (day - first).days < LONGEST_PERIOD:
                periods[-1] = (first, day, [])
                continue
        periods.append((day, day, ranges))
    return periods


def _write_span(first: date, last: date, now: datetime) -> str:
    start, end = (day_words(day, now).split(" ", 1)[1] for day in (first, last))
    if (first.year, first.month) == (last.year, last.month):
        start = start.split(" ")[0]
    elif (last - first).days + 1 > _TURNED and str(first.year) not in start:
        start = f"{start} {first.year}"  # without the year, the two days would look swapped
    return f"du {start} au {end}"


@lru_cache(maxsize=1)
def _date_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    weekdays = "|".join(sorted(weekdays_by_word(), key=len, reverse=True))
    months = "|".join(sorted(months_by_word(), key=len, reverse=True))
    text = (
        rf"(?:(?:du|le|les|des|de)\s+)?(?P<date>(?:(?P<weekday>{weekdays})\b\.?,?\s+(?:le\s+)?)?"
        r"(?:(?P<y1>[0-9]{4})-(?P<m1>[0-9]{1,2})-(?P<d1>[0-9]{1,2})"
        r"|(?P<d2>[0-9]{1,2})-(?P<m2>[0-9]{1,2})-(?P<y2>[0-9]{4})"
        r"|(?P<d3>[0-9]{1,2})(?P<sign>[/.])(?P<m3>[0-9]{1,2})(?:(?P=sign)(?P<y3>[0-9]{4}|[0-9]{2}))?"
        rf"|(?P<d4>[0-9]{{1,2}})(?:\s*er\b)?(?:\s*(?P<m4>{months})\b\.?(?:\s+(?P<y4>[0-9]{{4}}))?)?)"
        r"(?![0-9]|\s*h\b|\s*h[0-9]|:[0-9]))"
    )
    return re.compile(text), re.compile(_LINK + text)


def _typed_date(date_match: re.Match[str]) -> _TypedDate:
    day, month, year = (next(filter(None, (date_match[f"{kind}{form}"] for form in "1234")), None) for kind in "dmy")
    return _TypedDate(
        part=date_match["date"].strip(),
        till=date_match.groupdict().get("till") is not None,
        weekday=weekdays_by_word()[date_match["weekday"]] if date_match["weekday"] else None,
        day=int(day or 0),
        month=None if month is None else months_by_word().get(month) or int(month),
        year=None if year is None else int(year) + (2000 if len(year) == 2 else 0),
    )


def _unknown_day_flaw(folded_line: str) -> Flaw:
    letters = re.sub(r"[0-9]", " ", folded_line)
    known = {*weekdays_by_word(), *months_by_word(), *_SMALL_WORDS}
    for word in _WORD.findall(letters[: head_length(letters)]):
        if word not in known:
            return Flaw("day", word, nearest_word(word, [*map(weekday_words, range(7)), *month_names()]))
    return Flaw("day", folded_line)


def _resolve_dates(
    typed_dates: list[_TypedDate], today: date, *, max_ahead: timedelta, max_days: int
) -> Iterator[date | Flaw]:
    """Yield the days of the typed dates. A date without a month has the month of the next date: "3, 4 et 5 août"."""
    whole = typed_dates[-1:]
    for date_ in reversed(typed_dates[:-1]):
        whole.insert(0, date_ if date_.month is not None else replace(date_, month=whole[0].month, year=whole[0].year))
    for index, date_ in enumerate(whole):
        if index + 1 < len(whole) and whole[index + 1].till:
            if date_.till:
                # For example, « du 3 au 5 au 7 août » cannot be read.
                yield Flaw("day", f"{date_.part} au {whole[index + 1].part}")
        elif date_.till:
            yield from _resolve_span(whole[index - 1], date_, today=today, max_ahead=max_ahead, max_days=max_days)
        else:
            day = _next_date(date_, today)
            yield (day and _date_flaw(day, date_, today=today, max_ahead=max_ahead)) or day or Flaw("day", date_.part)


def _resolve_span(
    first: _TypedDate, last: _TypedDate, *, today: date, max_ahead: timedelta, max_days: int
) -> Iterator[date | Flaw]:
    part = f"{first.part} au {last.part}"
    end = _next_date(last, today)
    years = [] if end is None else [first.year] if first.year else [end.year, end.year - 1]
    starts = [day for year in years if (day := _date_in_year(first, year)) and (first.year or day <= (end or day))]
    if end is None or not starts:
        yield Flaw("day", part)
        return
    start = starts[0]
    checked = (_weekday_flaw(start, first, today), _date_flaw(end, last, today=today, max_ahead=max_ahead))
    flaws = [flaw for flaw in checked if flaw]
    length = (end - start).days + 1
    backwards = not first.year and (start.month, start.day) > (end.month, end.day)
    if not flaws and length > min(max_days, _TURNED if backwards else max_days):
        flaws.append(Flaw("order" if backwards else "span", part))
    if not flaws and length < 1:
        flaws.append(Flaw("order", part))
    yield from flaws or (start + offset * DAY for offset in range(length) if start + offset * DAY >= today)


def _date_in_year(typed_date: _TypedDate, year: int) -> date | None:
    try:
        return date(year, typed_date.month or 0, typed_date.day)
    except ValueError:
        return None


def _next_date(typed_date: _TypedDate, today: date) -> date | None:
    """Return the typed date, or the next such date if it has no year. Return None if there is none (31 April)."""
    if typed_date.year is not None:
        return _date_in_year(typed_date, typed_date.year)
    # The next 29 February can be eight years away.
    days = (_date_in_year(typed_date, today.year + offset) for offset in range(9))
    return next((day for day in days if day and day >= today), None)


def _weekday_flaw(day: date, typed_date: _TypedDate, today: date) -> Flaw | None:
    """Return a flaw if the typed weekday is not the weekday of `day`.

    The code is "past" if the same date one year earlier has the typed weekday, and is nearer to `today` than `day`."""
    if typed_date.weekday in (None, day.weekday()):
        return None
    before = _date_in_year(typed_date, day.year - 1)
    if (
        typed_date.year is None
        and before
        and before.weekday() == typed_date.weekday
        and timedelta() < today - before < day - today
    ):
        return Flaw("past", typed_date.part)
    return Flaw("weekday", typed_date.part, weekday_words(day.weekday()))


def _date_flaw(day: date, typed_date: _TypedDate, *, today: date, max_ahead: timedelta) -> Flaw | None:
    if flaw := _weekday_flaw(day, typed_date, today):
        return flaw
    if day < today:
        return Flaw("past", typed_date.part)
    return Flaw("far", typed_date.part) if day - today > max_ahead else None
