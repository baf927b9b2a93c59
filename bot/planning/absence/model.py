"""Model of an absence: its days, their appointments, and why choices are refused. Pure."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.agenda.away import AwayChoice, AwayLine, Way
from bot.agenda.model import Absence, AbsenceLine, Appointment
from bot.dates.holidays import is_working_day
from bot.dates.hours import DayHours
from bot.dates.paris import day_of, from_epoch, moment_at
from bot.errors import Refusal

FRIDAY = 4
MOST_LINES = 30  # most lines of a form
LONGEST = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Days:
    """The days of an absence, both included."""

    first: date
    last: date

    @property
    def starts(self) -> datetime:
        """When the first day begins."""
        return moment_at(self.first, 0)

    @property
    def until(self) -> datetime:
        """When the last day ends."""
        return moment_at(self.last + timedelta(days=1), 0)

    def hold(self, appointment: Appointment) -> bool:
        """Return whether an appointment begins on one of these days."""
        return self.first <= day_of(appointment.starts) <= self.last

    @property
    def each(self) -> list[date]:
        """All the days of the absence."""
        return [self.first + timedelta(days=number) for number in range((self.last - self.first).days + 1)]


@dataclass(frozen=True, slots=True)
class AbsencePage:
    """A person's appointments on these days, by start. `lines` are upcoming ones, `begun` stay as they are.

    `pending` is an absence that can still be undone; None if there is none."""

    days: Days
    lines: tuple[AwayLine, ...]
    begun: tuple[Appointment, ...] = ()
    pending: Absence | None = None


@dataclass(frozen=True, slots=True)
class AbsenceSaid:
    """A saved absence with its lines. `changed` are ids of appointments that others changed: they are skipped."""

    absence: Absence
    lines: tuple[AbsenceLine, ...]
    changed: tuple[int, ...] = ()


class Unfit(Refusal):
    """Raised by `stay_away`, which then does nothing. `page` has the current choices.

    `faults` tells why a choice is refused, by appointment id. `fresh` are ids of appointments that came in since and
    have no choice."""

    code = "absence_unfit"

    def __init__(
        self, page: AbsencePage | None = None, *, faults: Mapping[int, Refusal] | None = None, fresh: Sequence[int] = ()
    ) -> None:
        super().__init__()
        self.page, self.faults, self.fresh = page, dict(faults or {}), tuple(fresh)


def spans(now: datetime) -> list[Days]:
    """Return the days to choose from: today, the next working day, today and the rest of the week."""
    today = day_of(now)
    later = next(day for number in range(1, 15) if is_working_day(day := today + timedelta(days=number)))
    friday = today + timedelta(days=max(0, FRIDAY - today.weekday()))
    rest = [Days(today, friday)] if friday > today else []
    return [Days(today, today), Days(later, later), *rest]


def line_of(appointment: Appointment, choice: AwayChoice) -> AbsenceLine:
    """Return the line that stores the choice for an appointment."""
    times = ",".join(str(int(moment.timestamp())) for moment in choice.starts)
    return AbsenceLine(appointment.id, appointment.starts, choice.way.value, choice.taker_id, times)


def choice_of(line: AbsenceLine) -> AwayChoice:
    """Return the choice that a line stores."""
    starts = tuple(from_epoch(int(each)) for each in line.times.split(",") if each)
    return AwayChoice(Way(line.way), line.taker_id, starts)


def write_hours(exceptions: Sequence[DayHours]) -> str:
    """Serialise exceptions to opening hours as JSON."""
    return json.dumps([[exception.day.isoformat(), exception.starts, exception.ends] for exception in exceptions])


def read_hours(text: str) -> list[DayHours]:
    """Parse the JSON of `write_hours`."""
    return [DayHours(date.fromisoformat(day), starts, ends) for day, starts, ends in json.loads(text or "[]")]
