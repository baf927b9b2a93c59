"""The fields of a host's hours form → typed values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from handlers.kit.reading import mark, moment, pieces

Values = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Typed:
    """The texts of the fields, "" if empty, and the slot chosen to be blocked, if any."""

    week: str
    days: str
    link: str
    slot: datetime | None
    feed: str = field(default="", repr=False)


def read_typed(values: Values) -> Typed:
    """Parse the whole form."""
    week, days, link, feed = (str(values.get(name, {}).get("value") or "") for name in ("week", "days", "link", "feed"))
    return Typed(week, days, link, _moment(values.get("slot", {})), feed)


def read_private(private: str) -> tuple[str, str]:
    """Parse the form's private_metadata: the draft's id, and the version of the hours that the form showed."""
    draft_id, *seen = pieces(private, 1, most=2)
    return mark(draft_id), "".join(seen)


def _moment(field: Mapping[str, Any]) -> datetime | None:
    option = field.get("selected_option")
    return moment(option["value"]) if option else None
