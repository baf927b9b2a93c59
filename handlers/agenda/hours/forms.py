"""Parse the form of a host's hours."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from handlers.kit.reading import read_epoch, read_mark, split_pieces

Values = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class HoursFormValues:
    """The texts typed into the form, "" for an empty field. `slot` is the slot to block, if the host chose one."""

    week: str
    days: str
    link: str
    slot: datetime | None
    feed: str = field(default="", repr=False)


def read_form_values(values: Values) -> HoursFormValues:
    week, days, link, feed = (str(values.get(name, {}).get("value") or "") for name in ("week", "days", "link", "feed"))
    return HoursFormValues(week, days, link, _slot_start(values.get("slot", {})), feed)


def read_metadata(private: str) -> tuple[str, str]:
    """Parse the form's private_metadata: the draft's id, and the version of the hours that the form showed."""
    draft_id, *seen = split_pieces(private, 1, max_pieces=2)
    return read_mark(draft_id), "".join(seen)


def _slot_start(field: Mapping[str, Any]) -> datetime | None:
    option = field.get("selected_option")
    return read_epoch(option["value"]) if option else None
