"""An entry of ours as found in a person's calendar, perhaps edited: its times, and what they added."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from bot.dates.paris import PARIS, from_epoch, midnight
from bot.runtime.limits import ENTRY

if TYPE_CHECKING:
    from icalendar import Event


@dataclass(frozen=True, slots=True)
class Theirs:
    """The stored entry; the event is None if it cannot be parsed, the times if they are invalid."""

    event: "Event | None" = None
    starts: datetime | None = None
    ends: datetime | None = None


def read_theirs(body: bytes, uid: str) -> Theirs:
    """Parse the event with this UID from a stored entry. Raises nothing."""
    from icalendar import Calendar, Event  # as slow to load as ten rooms: when there is an entry

    if len(body) > ENTRY.size or max(body.count(b"\n"), body.count(b"\r")) > (ENTRY.lines or 0):
        return Theirs()
    try:
        events = Calendar.from_ical(body).walk("VEVENT")
        event = next(
            (
                event
                for event in events
                if isinstance(event, Event) and event.get("UID") == uid and "RECURRENCE-ID" not in event
            ),
            None,
        )
    except Exception:  # noqa: BLE001 - whatever the parser says of what somebody's program wrote, it cannot be read
        return Theirs()
    if event is None:
        return Theirs()
    try:
        return Theirs(event, _moment(event.start), _moment(event.end))
    except Exception:  # noqa: BLE001 - the same, of its times
        return Theirs(event)


def _moment(given: Any) -> datetime:  # noqa: ANN401 - a moment or a day, as the library gives them
    """Return a moment: a date begins at midnight in Paris, and a time without a zone is Paris time."""
    if isinstance(given, datetime):
        return from_epoch(int((given if given.tzinfo else given.replace(tzinfo=PARIS)).timestamp()))
    if isinstance(given, date):
        return from_epoch(midnight(given))
    raise TypeError
