"""An appointment as calendars show it, all words ready, whichever way it gets there; pure."""

from dataclasses import dataclass
from datetime import datetime

PRODUCT = "-//Entrepreneurs d'interet general//Dispositifs//FR"


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody who comes, with the address that their calendar knows them by, None if there is none."""

    name: str
    email: str | None
    organiser: bool = False


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """An appointment as calendars show it, all words ready. `changed_at` is the moment of revision `sequence`."""

    uid: str
    sequence: int
    starts: datetime
    ends: datetime
    summary: str
    description: str
    link: str | None
    place: str | None
    cancelled: bool
    attendees: tuple[Attendee, ...]
    changed_at: datetime
    held: bool = False  # somebody has yet to confirm it


@dataclass(frozen=True, slots=True)
class Answers:
    """Where a calendar program sends its answer, whose entry it is (an address), and whether they are asked anew."""

    to: Attendee
    reader: str
    asked: bool


def file_name(uid: str, sequence: int, *, turn: str = "") -> str:
    """Return the name of an invitation's file, by which it is found again in Slack.

    `turn` distinguishes files of one sequence: a person who left and came back already has one."""
    return f"rdv-{uid}-{sequence}{turn and '-'}{turn}.ics"
