"""The fields of the forms that change one date → typed values."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.dates.paris import moment_at
from bot.errors import Invalid
from handlers.kit.reading import clock, day, number

Values = Mapping[str, Mapping[str, Any]]


def read_moment(values: Values) -> datetime:
    """Read the day and the clock time in Paris. Raises Invalid ("starts", "none")."""
    date, time = values.get("day", {}).get("selected_date"), values.get("time", {}).get("selected_time")
    if not date or not time:
        raise Invalid(field="starts", reason="none")
    return moment_at(day(date), clock(time))


def read_reason(values: Values) -> str | None:
    """Read why, if somebody said so."""
    return str(values.get("reason", {}).get("value") or "").strip() or None


def read_person(values: Values) -> int:
    """Read who was chosen. Raises Invalid ("person", "gone")."""
    option = values.get("person", {}).get("selected_option")
    if not option:
        raise Invalid(field="person", reason="gone")
    return number(option["value"])


def read_capacity(values: Values) -> int:
    """Read how many. Raises Invalid ("capacity", "number")."""
    try:
        return int(str(values.get("capacity", {}).get("value") or "").strip())
    except ValueError:
        raise Invalid(field="capacity", reason="number") from None
