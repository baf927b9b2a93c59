"""The fields of the coaches' forms and of a mentor's limit → typed values."""

from collections.abc import Mapping
from typing import Any

from bot.errors import Invalid
from handlers.kit.reading import number

Values = Mapping[str, Mapping[str, Any]]
MENTOR, LIMIT = "mentor", "limit"


def read_mentor(values: Values) -> int:
    """Read who was chosen. Raises Invalid ("mentor", "gone") where nobody was: no form lets that through."""
    chosen = _chosen(values, MENTOR)
    if chosen is None:
        raise Invalid(field=MENTOR, reason="gone")
    return chosen


def read_limit(values: Values) -> int:
    """Read how many cycles at a time. Raises Invalid ("limit", "range") where nothing was chosen."""
    chosen = _chosen(values, LIMIT)
    if chosen is None:
        raise Invalid(field=LIMIT, reason="range")
    return chosen


def _chosen(values: Values, name: str) -> int | None:
    option = (values.get(name) or {}).get("selected_option")
    return number(option["value"], 0) if option else None
