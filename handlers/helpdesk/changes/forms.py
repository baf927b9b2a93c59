"""Parse the forms to reschedule or cancel a bureau d'aide."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.agenda.model import Appointment
from bot.dates.paris import moment_at
from bot.errors import Invalid
from handlers.helpdesk.slots import read_run, read_slots, shortest_interval
from handlers.kit.reading import read_clock_time, read_date, read_epoch, read_id, read_mark, split_pieces

Values = Mapping[str, Mapping[str, Any]]
SLOT, DAY, TIME = "slot", "day", "time"


@dataclass(frozen=True, slots=True)
class ChangeMetadata:
    """The private_metadata of a form. If the form shows only one séance, `appointment_id` is its id."""

    request_id: int
    batch: str
    appointment_id: int | None = None

    def __str__(self) -> str:
        alone = "" if self.appointment_id is None else f" {self.appointment_id}"
        return f"{self.request_id} {self.batch}{alone}"


@dataclass(frozen=True, slots=True)
class SessionMove:
    """The new time of a séance. `field` is the name of the field that shows errors about it."""

    appointment_id: int
    starts: datetime
    field: str


def read_metadata(private: str) -> ChangeMetadata:
    request_id, batch, *alone = split_pieces(private, 2, max_pieces=3)
    return ChangeMetadata(read_id(request_id), read_mark(batch), read_id(alone[0]) if alone else None)


def read_request_and_session(value: str) -> tuple[int, int | None]:
    """Parse a button's value: the id of a request, and the id of a séance or None."""
    request_id, *named = split_pieces(value, 1, max_pieces=2)
    return read_id(request_id), read_id(named[0]) if named else None


def slot_field_name(appointment_id: int) -> str:
    return f"{SLOT}-{appointment_id}"


def free_field_name(kind: str, appointment: Appointment) -> str:
    """Return the name of a séance's field. The name contains the start that the form shows, to detect changes."""
    return f"{kind}-{appointment.id}-{int(appointment.starts.timestamp())}"


def read_chosen_slots(values: Values) -> dict[int, int]:
    """Parse the chosen slots by séance, in seconds since 1970."""
    return {move.appointment_id: int(move.starts.timestamp()) for move in _read_slot_moves(values)}


def read_moves(values: Values, *, minutes: int) -> list[SessionMove]:
    """Parse the new times of séances that last `minutes`. Raises Invalid.

    The reason is "missing" if no time is chosen, and "same" if no time has changed. It is "near" if less than 15
    minutes would separate two séances. The field of "missing" and "same" is "slot"."""
    free = [name for name in values if name.startswith(f"{DAY}-")]
    moves = [move for name in free if (move := _read_free_move(values, name))] if free else _read_slot_moves(values)
    if not moves:
        raise Invalid(field="slot", reason="same" if free else "missing")
    for at, move in enumerate(moves):
        if any(abs(move.starts - change.starts) < shortest_interval(minutes) for change in moves[:at]):
            raise Invalid(field=move.field, reason="near")
    return moves


def read_first_move(values: Values) -> SessionMove:
    """Parse the new time of the first séance, from a slot or from a day and a time. Raises Invalid without a change."""
    name = next((name for name in values if name.startswith(f"{SLOT}-")), None)
    if name is None:
        return read_moves(values, minutes=0)[0]
    run = read_run(values, name)
    if not run:
        raise Invalid(field="slot", reason="missing")
    return SessionMove(read_id(name.partition("-")[2]), run[0], name)


def read_first_slot(values: Values) -> int:
    """Parse the chosen slot of the first séance, in seconds since 1970. Return 0 without a choice."""
    names = [name for name in values if name.startswith(f"{SLOT}-")]
    run = read_run(values, names[0]) if names else []
    return int(run[0].timestamp()) if run else 0


def first_slot_field(values: Values) -> str:
    """Return the name of the first field with a time. It shows the errors about all times."""
    return next((name for name in values if name.partition("-")[0] in (SLOT, DAY)), "reason")


def read_reason(values: Values) -> str:
    return str((values.get("reason") or {}).get("value") or "")


def read_sessions(values: Values, metadata: ChangeMetadata) -> Sequence[int]:
    """Parse the séances to cancel. Raises Invalid if none is ticked."""
    if metadata.appointment_id is not None:
        return [metadata.appointment_id]
    ticked = (values.get("sessions") or {}).get("selected_options") or ()
    if not ticked:
        raise Invalid(field="sessions", reason="none")
    return [read_id(option["value"]) for option in ticked]


def _read_slot_moves(values: Values) -> list[SessionMove]:
    names = [name for name in values if name.startswith(f"{SLOT}-")]
    chosen = zip(names, read_slots(values, names), strict=True)
    return [SessionMove(read_id(name.partition("-")[2]), starts, name) for name, starts in chosen if starts]


def _read_free_move(values: Values, name: str) -> SessionMove | None:
    """Parse the day and time of a séance. Return None if they did not change."""
    _, appointment_id, shown = split_pieces(name, 3, sep="-")
    date = (values.get(name) or {}).get("selected_date")
    time = (values.get(f"{TIME}-{appointment_id}-{shown}") or {}).get("selected_time")
    if not date or not time:
        return None
    starts = moment_at(read_date(date), read_clock_time(time))
    return None if starts == read_epoch(shown) else SessionMove(read_id(appointment_id), starts, name)
