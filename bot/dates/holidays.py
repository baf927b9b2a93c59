"""Public holidays of metropolitan France, and functions that count working days."""

from collections.abc import Set
from datetime import date, timedelta
from functools import cache, lru_cache
from importlib.util import module_from_spec, spec_from_file_location
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holidays.countries.france import France

SATURDAY = 5
YEAR_ENDS, NEW_YEAR = (12, 24), (1, 1)
DAY = timedelta(days=1)


@lru_cache(maxsize=64)
def holidays_of(year: int) -> dict[date, str]:
    """Return the French names of a year's public holidays, by day. If a day has two names, they are joined by "et"."""
    calendar = _load_france()(years=year, language="fr")
    return {day: " et ".join(calendar.get_list(day)).replace("'", "’") for day in calendar}


@cache
def _load_france() -> "type[France]":
    """Load only the class for France. An import by its name would load 250 countries and take half a second."""
    import holidays

    (folder,) = holidays.__path__
    spec = spec_from_file_location("holidays_of_france", f"{folder}/countries/france.py")
    if spec is None or spec.loader is None:
        raise ModuleNotFoundError("holidays")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    france: type[France] = module.France
    return france


@lru_cache(maxsize=4096)
def is_holiday(day: date) -> bool:
    """Return whether `day` is a public holiday in metropolitan France."""
    return day in holidays_of(day.year)


def holiday_name(day: date) -> str | None:
    """Return the French name of the public holiday on `day` ("Lundi de Pâques"), or None."""
    return holidays_of(day.year).get(day)


def is_working_day(day: date, closed_days: Set[int] = frozenset()) -> bool:
    """Return whether `day` is a working day: Monday to Friday, not a public holiday or closed weekday (0 is Monday)."""
    weekday = day.weekday()
    return weekday < SATURDAY and weekday not in closed_days and not is_holiday(day)


def is_year_end(day: date) -> bool:
    """Return whether `day` is from 24 December to 1 January. The bot proposes no dates on these days."""
    return (day.month, day.day) >= YEAR_ENDS or (day.month, day.day) == NEW_YEAR


def may_be_proposed(day: date, closed_days: Set[int] = frozenset()) -> bool:
    """Return whether a date may be proposed on `day`: a working day outside the end of the year."""
    return is_working_day(day, closed_days) and not is_year_end(day)


def add_working_days(day: date, number: int, *, closed_days: Set[int] = frozenset()) -> date:
    """Return the day that is `number` working days after `day`. A negative number counts back; 0 returns `day` itself.

    `day` need not be a working day: one working day after a Sunday is the Monday. Raises ValueError if `closed_days`
    contains Monday to Friday."""
    if closed_days >= set(range(SATURDAY)):
        raise ValueError("no working day is left in the week")
    step = DAY if number > 0 else -DAY
    left = abs(number)
    while left:
        day += step
        if is_working_day(day, closed_days):
            left -= 1
    return day


def next_working_day(day: date, closed_days: Set[int] = frozenset()) -> date:
    """Return the first working day after `day`. Raises ValueError if `closed_days` contains Monday to Friday."""
    return add_working_days(day, 1, closed_days=closed_days)


def first_working_day(day: date) -> date:
    """Return `day` if it is a working day, or else the next working day."""
    return day if is_working_day(day) else next_working_day(day)
