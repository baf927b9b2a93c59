"""The fields of the coaches' forms and of a mentor's limit → typed values; few, and where each room has them."""

from bot.errors import Invalid
from handlers.kit.reading import Values, chosen, number

MENTOR, LIMIT = "mentor", "limit"


def read_mentor(values: Values) -> int:
    """Read who was chosen. Raises Invalid ("mentor", "gone") where nobody was: no form lets that through."""
    if not (mentor := chosen(values, MENTOR)):
        raise Invalid(field=MENTOR, reason="gone")
    return number(mentor, 0)


def read_limit(values: Values) -> int:
    """Read how many cycles at a time. Raises Invalid ("limit", "range") where nothing was chosen."""
    if not (limit := chosen(values, LIMIT)):
        raise Invalid(field=LIMIT, reason="range")
    return number(limit, 0)
