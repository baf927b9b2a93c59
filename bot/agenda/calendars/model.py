"""An appointment as calendars show it, with all its texts; pure."""

from dataclasses import dataclass
from datetime import datetime

PRODUCT = "-//Entrepreneurs d'interet general//Dispositifs//FR"


@dataclass(frozen=True, slots=True)
class Attendee:
    """A participant, with the address known to their calendar program, None without one."""

    name: str
    email: str | None
    organiser: bool = False


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """An appointment as calendars show it, with all its texts. `changed_at` is the moment of revision `sequence`."""

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
    held: bool = False  # whether a confirmation is still pending


@dataclass(frozen=True, slots=True)
class Answers:
    """How a calendar program may answer: the mailbox, the address of the entry's owner, and whether to ask again."""

    to: Attendee
    reader: str
    asked: bool


def file_name(uid: str, sequence: int, *, turn: str = "") -> str:
    """Return the name of an invitation's file, used to find the file in Slack.

    `turn` distinguishes files of one sequence: a person who left and came back already has one."""
    return f"rdv-{uid}-{sequence}{turn and '-'}{turn}.ics"
