"""The fields of the forms that change one date → typed values."""

from datetime import datetime

from bot.dates.paris import moment_at
from bot.errors import Invalid
from handlers.kit.reading import Fields, clock, day, number


def read_moment(values: Fields) -> datetime:
    """Read the day and the clock time in Paris. Raises Invalid ("starts", "none")."""
    date, time = values["day"].get("selected_date"), values["time"].get("selected_time")
    if not date or not time:
        raise Invalid(field="starts", reason="none")
    return moment_at(day(date), clock(time))


def read_reason(values: Fields) -> str | None:
    """Read why, if somebody said so."""
    return values.typed("reason").strip() or None


def read_person(values: Fields) -> int:
    """Read who was chosen. Raises Invalid ("person", "gone")."""
    option = values["person"].get("selected_option")
    if not option:
        raise Invalid(field="person", reason="gone")
    return number(option["value"])


def read_capacity(values: Fields) -> int:
    """Read how many. Raises Invalid ("capacity", "number")."""
    try:
        return int(values.typed("capacity").strip())
    except ValueError:
        raise Invalid(field="capacity", reason="number") from None
