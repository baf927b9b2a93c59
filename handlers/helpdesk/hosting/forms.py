"""The fields of a host's forms → typed values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.dates.paris import from_epoch
from bot.errors import Invalid
from bot.helpdesk.proposals import MOST_TIMES
from handlers.helpdesk.changes.forms import Carried
from handlers.kit.reading import number

Values = Mapping[str, Mapping[str, Any]]
SESSION, PERSON, NOTE, LINK = "session", "person", "note", "link"
TIME_NAMES = tuple(f"time-{number}" for number in range(1, MOST_TIMES + 1))


@dataclass(frozen=True, slots=True)
class Times:
    """The times to propose, by the field that holds each, and the séance that they are for (None: a new one)."""

    by_field: Mapping[str, datetime]
    appointment_id: int | None

    @property
    def starts(self) -> Sequence[datetime]:
        """The times alone."""
        return tuple(self.by_field.values())

    def field_of(self, starts: object) -> str:
        """Name the field that holds a time, or the first one."""
        return next((name for name, one in self.by_field.items() if one == starts), TIME_NAMES[0])


def read_times(values: Values, carried: Carried) -> Times:
    """Read the times. Raises Invalid (the field's name, "twice")."""
    times: dict[str, datetime] = {}
    for name in TIME_NAMES:
        chosen = (values.get(name) or {}).get("selected_date_time")
        if chosen is None:
            continue
        starts = from_epoch(chosen)
        if starts in times.values():
            raise Invalid(field=name, reason="twice")
        times[name] = starts
    return Times(times, carried.appointment_id or _chosen(values, SESSION))


def read_person(values: Values) -> int:
    """Read who was chosen. Raises Invalid ("person", "gone") where nobody was: no form lets that through."""
    person_id = _chosen(values, PERSON)
    if person_id is None:
        raise Invalid(field=PERSON, reason="gone")
    return person_id


def read_text(values: Values, name: str) -> str:
    """Read what was typed in a field."""
    return str((values.get(name) or {}).get("value") or "")


def _chosen(values: Values, name: str) -> int | None:
    option = (values.get(name) or {}).get("selected_option")
    return number(option["value"], 0) if option else None
