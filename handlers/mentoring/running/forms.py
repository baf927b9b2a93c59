"""Parse the forms that reschedule a séance or end a cycle."""

from dataclasses import dataclass
from datetime import datetime

from bot.dates.paris import moment_at
from bot.errors import Invalid
from handlers.kit.reading import Fields, read_clock_time, read_date, read_epoch, read_id, split_pieces
from handlers.mentoring.slot_field import read_start

SESSION, STARTS, DAY, TIME, REASON = "session", "starts", "day", "time", "reason"


@dataclass(frozen=True, slots=True)
class CycleMetadata:
    """The value of a form or button about a cycle. It can name a séance, and the start that the form showed for it."""

    cycle_id: int
    appointment_id: int | None = None
    shown: datetime | None = None

    def __str__(self) -> str:
        known = [self.cycle_id, self.appointment_id, int(self.shown.timestamp()) if self.shown else None]
        return " ".join(str(piece) for piece in known if piece is not None)


@dataclass(frozen=True, slots=True)
class NewTime:
    """The new time of a séance."""

    appointment_id: int
    starts: datetime


def read_metadata(text: str) -> CycleMetadata:
    cycle_id, *more = split_pieces(text, 1, max_pieces=3)
    return CycleMetadata(
        read_id(cycle_id), read_id(more[0]) if more else None, read_epoch(more[1]) if more[1:] else None
    )


def session_field_name(kind: str, appointment_id: int) -> str:
    """Return a field's name. Each séance needs its own name, because Slack keeps a choice under the same name."""
    return f"{kind}-{appointment_id}"


def find_time_field(values: Fields) -> str:
    return next((name for name in values if name.partition("-")[0] in (STARTS, DAY)), REASON)


def read_new_time(values: Fields, metadata: CycleMetadata) -> NewTime:
    """Parse a séance and its new time. Raises Invalid if one of them is missing."""
    session = values.chosen_value(SESSION)
    appointment_id = read_metadata(session).appointment_id if session else metadata.appointment_id
    name = find_time_field(values)
    starts = _read_clock(values, name) if name.startswith(f"{DAY}-") else read_start(values, name)
    if appointment_id is None or starts is None:
        raise Invalid(field="times", reason="none")
    return NewTime(appointment_id, starts)


def _read_clock(values: Fields, name: str) -> datetime | None:
    date = values[name].get("selected_date")
    time = values[name.replace(DAY, TIME, 1)].get("selected_time")
    return moment_at(read_date(date), read_clock_time(time)) if date and time else None
