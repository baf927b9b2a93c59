"""Model of an absence: its days, their appointments, and the reasons for which choices are refused. Pure."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.agenda.away import AbsenceWay, AwayChoice, AwayLine
from bot.agenda.model import Absence, AbsenceLine, Appointment
from bot.dates.holidays import is_working_day
from bot.dates.hours import DayHours
from bot.dates.paris import day_of, from_epoch, moment_at
from bot.errors import Refusal

FRIDAY = 4
MOST_LINES = 30
LONGEST = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Days:
    """The days of an absence, both included."""

    first: date
    last: date

    @property
    def starts(self) -> datetime:
        """The moment when the first day begins."""
        return moment_at(self.first, 0)

    @property
    def until(self) -> datetime:
        """The moment when the last day ends."""
        return moment_at(self.last + timedelta(days=1), 0)

    def contains(self, appointment: Appointment) -> bool:
        """Return whether an appointment begins on one of these days."""
        return self.first <= day_of(appointment.starts) <= self.last

    @property
    def all_days(self) -> list[date]:
        """All the days of the absence."""
        return [self.first + timedelta(days=number) for number in range((self.last - self.first).days + 1)]


@dataclass(frozen=True, slots=True)
class AbsencePage:
    """A person's appointments on these days, by start. `lines` are upcoming. `begun` have started and stay as they are.

    `pending` is an absence that the person can still undo, or None."""

    days: Days
    lines: tuple[AwayLine, ...]
    begun: tuple[Appointment, ...] = ()
    pending: Absence | None = None


@dataclass(frozen=True, slots=True)
class SavedAbsence:
    """A saved absence with its lines. `changed`: ids of appointments that another person changed. They are skipped."""

    absence: Absence
    lines: tuple[AbsenceLine, ...]
    changed: tuple[int, ...] = ()


class ChoicesRefused(Refusal):
    """Raised by `declare_absence`, which then saves nothing. `page` has the current choices.

    `faults`: why a choice is refused, by appointment id. `fresh`: ids of new appointments, which have no choice yet."""

    code = "absence_unfit"

    def __init__(
        self, page: AbsencePage | None = None, *, faults: Mapping[int, Refusal] | None = None, fresh: Sequence[int] = ()
    ) -> None:
        super().__init__()
        self.page, self.faults, self.fresh = page, dict(faults or {}), tuple(fresh)


def proposed_spans(now: datetime) -> list[Days]:
    """Return the periods to choose from: today, the next working day, and today until Friday."""
    today = day_of(now)
    later = next(day for number in range(1, 15) if is_working_day(day := today + timedelta(days=number)))
    friday = today + timedelta(days=max(0, FRIDAY - today.weekday()))
    rest = [Days(today, friday)] if friday > today else []
    return [Days(today, today), Days(later, later), *rest]


def to_line(appointment: Appointment, choice: AwayChoice) -> AbsenceLine:
    """Return the line that stores the choice for an appointment."""
    times = ",".join(str(int(moment.timestamp())) for moment in choice.starts)
    return AbsenceLine(appointment.id, appointment.starts, choice.way.value, choice.taker_id, times)


def to_choice(line: AbsenceLine) -> AwayChoice:
    """Return the choice that a line stores."""
    starts = tuple(from_epoch(int(each)) for each in line.times.split(",") if each)
    return AwayChoice(AbsenceWay(line.way), line.taker_id, starts)


def write_hours(exceptions: Sequence[DayHours]) -> str:
    """Serialise exceptions to opening hours as JSON."""
    return json.dumps([[exception.day.isoformat(), exception.starts, exception.ends] for exception in exceptions])


def read_hours(text: str) -> list[DayHours]:
    """Parse the JSON of `write_hours`."""
    return [DayHours(date.fromisoformat(day), starts, ends) for day, starts, ends in json.loads(text or "[]")]
