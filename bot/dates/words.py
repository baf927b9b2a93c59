"""French words for days, clock times and lengths of time, in Paris time.

Clock times and lengths have no-break spaces, so that a number and its unit stay on one line. For a reader in another
zone (`reader.show_times_in`), the reader's own time follows each clock time: "mardi 12 mai à 14 h (9 h à Cayenne)". If
the weekday there is another one, it is added: "(lundi à 23 h à Honolulu)"."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from itertools import groupby

from bot.dates.holidays import DAY
from bot.dates.paris import MINUTES_A_DAY, day_of, to_paris
from bot.dates.reader import reader_zone

NBSP = "\u00a0"
# These names are copied from CLDR, because an import of Babel would take 2 % of the time to start.
_WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)


def weekday_words(weekday: int) -> str:
    """Return the name of a weekday: "lundi" for 0."""
    return _WEEKDAYS[weekday]


def join_words(words: Sequence[str]) -> str:
    """Return words as a French list: "a, b et c". Without words, return ""."""
    return " et ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)


def month_words(day: date) -> str:
    """Return the month of `day` with its year: "mai 2026"."""
    return f"{_MONTHS[day.month - 1]} {day.year}"


def day_words(day: date | datetime, now: datetime) -> str:
    """Return a day, or the Paris day of a moment: "mardi 12 mai", "vendredi 1er mai".

    The year follows if it differs from the year of `now`. Raises ValueError for a naive moment."""
    return _date_words(_to_day(day), day_of(now).year)


def whole_day_words(day: date) -> str:
    """Return a day with its year: "mardi 12 mai 2026"."""
    return _date_words(day, 0)


def dates_words(days: Sequence[date]) -> str:
    """Return sorted days without weekdays: "12, 19 et 26 mai", "28 mai et 4 juin". Without days, return ""."""
    months = [(month, [_day_number(day) for day in some]) for month, some in groupby(days, key=_month_name)]
    return join_words([f"{join_words(numbers)} {month}" for month, numbers in months])


def clock_words(minute: int) -> str:
    """Return the clock time that is `minute` minutes after 0 h: "14 h", "9 h 05"."""
    hour, rest = divmod(minute, 60)
    return f"{hour}{NBSP}h{NBSP}{rest:02}" if rest else f"{hour}{NBSP}h"


def time_words(moment: datetime) -> str:
    """Return the clock time in Paris at `moment`: "14 h", "14 h 30". Raises ValueError for a naive moment."""
    return f"{_local_clock(to_paris(moment))}{_local_time(moment)}"


def moment_words(moment: datetime, now: datetime) -> str:
    """Return the day and time of `moment`: "mardi 12 mai à 14 h". The year follows if it is not the year of `now`."""
    local = to_paris(moment)
    return f"{_date_words(local.date(), day_of(now).year)} à {_local_clock(local)}{_local_time(moment)}"


def relative_words(moment: datetime, now: datetime) -> str:
    """Return "aujourd’hui à 14 h" or "demain à 9 h 30" for today or tomorrow. For other days, return `moment_words`."""
    day, today = day_of(moment), day_of(now)
    if day == today:
        return f"aujourd’hui à {time_words(moment)}"
    if day == today + DAY:
        return f"demain à {time_words(moment)}"
    return moment_words(moment, now)


def range_words(start: datetime, end: datetime) -> str:
    """Return the clock times of two moments on the same day: "de 14 h à 15 h"."""
    return f"de {_local_clock(to_paris(start))} à {_local_clock(to_paris(end))}{_local_time(start, until=end)}"


def span_words(start: datetime, end: datetime, *, now: datetime) -> str:
    """Return two moments with their days: "mardi 12 mai, de 14 h à 15 h 30".

    The year follows if it differs from the year of `now`. Over several days: "du mardi 12 mai à 9 h au mercredi 13 mai
    à 17 h". Raises ValueError for a naive moment."""
    if day_of(start) == day_of(end):
        return f"{day_words(start, now)}, {range_words(start, end)}"
    return f"du {moment_words(start, now)} au {moment_words(end, now)}"


def week_words(first: date, last: date, *, now: datetime) -> str:
    """Return the days from `first` to `last`: "du lundi 11 au vendredi 15 mai".

    If the months differ, both are named."""
    start = _weekday_and_number(first)
    if first.year != last.year:
        start = f"{start} {_month_name(first)} {first.year}"
        return f"du {start} au {_weekday_and_number(last)} {_month_name(last)} {last.year}"
    if first.month != last.month:
        start = f"{start} {_month_name(first)}"
    return f"du {start} au {day_words(last, now)}"


def duration_words(minutes: int) -> str:
    """Return a length of time: "45 minutes", "1 h", "1 h 30", "2 jours". Raises ValueError for a negative length."""
    if minutes < 0:
        raise ValueError(f"a length cannot be negative: {minutes}")
    if minutes > MINUTES_A_DAY:
        return f"{-(-minutes // MINUTES_A_DAY)}{NBSP}jours"
    if minutes >= 60:
        return clock_words(minutes)
    return f"{minutes}{NBSP}minute{'s' if minutes > 1 else ''}"


def _to_day(day: date | datetime) -> date:
    return day_of(day) if isinstance(day, datetime) else day


def _local_time(moment: datetime, *, until: datetime | None = None) -> str:
    """Return the time on the reader's own clock, in brackets. Return "" for a reader in Paris time."""
    elsewhere = reader_zone()
    if elsewhere is None:
        return ""
    paris, local = to_paris(moment), moment.astimezone(elsewhere.zone)
    if local.utcoffset() == paris.utcoffset():
        return ""
    hours = (
        _local_clock(local)
        if until is None
        else f"de {_local_clock(local)} à {_local_clock(until.astimezone(elsewhere.zone))}"
    )
    day = weekday_words(local.weekday()) + (" à " if until is None else " ") if local.date() != paris.date() else ""
    return f" ({day}{hours}{elsewhere.place})"


def _local_clock(local: datetime) -> str:
    return clock_words(local.hour * 60 + local.minute)


def _day_number(day: date) -> str:
    return "1er" if day.day == 1 else str(day.day)


def _weekday_and_number(day: date) -> str:
    return f"{weekday_words(day.weekday())} {_day_number(day)}"


def _month_name(day: date) -> str:
    return _MONTHS[day.month - 1]


@lru_cache(maxsize=1024)  # a list of slots formats each day about twenty times
def _date_words(day: date, year: int) -> str:
    return f"{_weekday_and_number(day)} {_month_name(day)}" + ("" if day.year == year else f" {day.year}")
