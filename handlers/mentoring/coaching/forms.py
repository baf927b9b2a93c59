"""The fields of the coaches' forms and of a mentor's limit → typed values; few, and where each room has them."""

from bot.errors import Invalid
from handlers.kit.reading import Fields, number

MENTOR, LIMIT = "mentor", "limit"


def read_mentor(values: Fields) -> int:
    """Read who was chosen. Raises Invalid ("mentor", "gone") where nobody was: no form lets that through."""
    if not (mentor := values.chosen(MENTOR)):
        raise Invalid(field=MENTOR, reason="gone")
    return number(mentor, 0)


def read_limit(values: Fields) -> int:
    """Read how many cycles at a time. Raises Invalid ("limit", "range") where nothing was chosen."""
    if not (limit := values.chosen(LIMIT)):
        raise Invalid(field=LIMIT, reason="range")
    return number(limit, 0)
