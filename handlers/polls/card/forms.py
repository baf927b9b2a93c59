"""The fields of the forms that move and cancel a meeting → typed values."""

from datetime import datetime

from bot.dates.paris import moment_at
from bot.errors import Invalid
from handlers.kit.reading import Fields, clock, day

DAY, TIME, REASON = "day", "time", "reason"


def read_moment(values: Fields) -> datetime:
    """Read the day and the clock time in Paris. Raises Invalid ("starts", "none")."""
    date, time = values[DAY].get("selected_date"), values[TIME].get("selected_time")
    if not date or not time:
        raise Invalid(field="starts", reason="none")
    return moment_at(day(date), clock(time))


def read_reason(values: Fields) -> str | None:
    """Read why, if somebody said so."""
    return values.typed(REASON).strip() or None
