"""The file of availabilities. Each line is a weekly range of a host, in Paris time."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from bot.programme.files.faults import FaultList
from bot.programme.files.fields import read_day, read_email, read_time, read_weekday
from bot.programme.files.sheet import Header, Row, read_rows

HOURS_COLUMNS = ("email", "jour", "debut", "fin", "du", "au")
REQUIRED_COLUMNS = HOURS_COLUMNS[:4]


@dataclass(frozen=True, slots=True)
class HoursRow:
    """One weekly range of a host.

    `weekday`: 0 is Monday. `starts`, `ends`: "HH:MM" in Europe/Paris, on quarters of an hour; `ends` may be "24:00".
    `valid_from`, `valid_until`: first and last day; None means no limit."""

    line: int
    email: str
    weekday: int
    starts: str
    ends: str
    valid_from: date | None = None
    valid_until: date | None = None

    def overlaps(self, other: "HoursRow") -> bool:
        """Return whether two ranges of the same person and weekday overlap."""
        apart = (self.valid_until or date.max) < (other.valid_from or date.min)
        apart = apart or (other.valid_until or date.max) < (self.valid_from or date.min)
        return not apart and self.starts < other.ends and other.starts < self.ends


@dataclass(frozen=True, slots=True)
class HoursFile:
    """The ranges of a file, which do not overlap. They replace the weekly hours of the people in the file."""

    rows: tuple[HoursRow, ...]


def read_hours(text: str, header: Header, *, faults: FaultList) -> HoursFile:
    """Parse the weekly hours of the file. If `faults` is not empty afterwards, do not use the result."""
    rows: list[HoursRow] = []
    by_day: defaultdict[tuple[str, int], list[HoursRow]] = defaultdict(list)
    for row in read_rows(text, header, columns=HOURS_COLUMNS, required=REQUIRED_COLUMNS, faults=faults):
        hours = _read_range(row)
        if hours is None:
            continue
        earlier = by_day[hours.email, hours.weekday]
        if same := next((other for other in earlier if hours.overlaps(other)), None):
            row.note("debut", f"Cette plage chevauche celle de la ligne {same.line} : gardez-en une ou séparez-les.")
        earlier.append(hours)
        rows.append(hours)
    return HoursFile(tuple(rows))


def _read_range(row: Row) -> HoursRow | None:
    email = row.read_required("email", read_email)
    weekday = row.read_required("jour", read_weekday)
    starts, ends = row.read_required("debut", read_time), row.read_required("fin", read_time)
    valid_from, valid_until = row.read_optional("du", read_day), row.read_optional("au", read_day)
    if starts and ends and ends <= starts:
        row.note("fin", f"La fin ({ends}) ne vient pas après le début ({starts}) : corrigez l’une des deux heures.")
        return None
    if valid_from and valid_until and valid_until < valid_from:
        row.note("au", f"Le {valid_until} vient avant le {valid_from} : corrigez « du » ou « au ».")
        return None
    if email is None or weekday is None or starts is None or ends is None:
        return None
    return HoursRow(row.line, email, weekday, starts, ends, valid_from, valid_until)
