"""An appointment as calendars show it, with all its texts. Pure."""

from dataclasses import dataclass
from datetime import datetime

PRODUCT = "-//Entrepreneurs d'interet general//Dispositifs//FR"


@dataclass(frozen=True, slots=True)
class Attendee:
    """A participant, with the address that their calendar program knows, None without one."""

    name: str
    email: str | None
    organiser: bool = False


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """An appointment as calendars show it, with all its texts. `changed_at`: when it got the revision `sequence`."""

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
    held: bool = False  # the appointment is still to be confirmed


@dataclass(frozen=True, slots=True)
class Answers:
    """How a calendar program may answer: to which mailbox, for which address, and whether it is asked to."""

    to: Attendee
    reader: str
    asked: bool


def file_name(uid: str, sequence: int, *, turn: str = "") -> str:
    """Return the name of an invitation's file, by which the file is found in Slack.

    `turn` distinguishes files of one revision: a person who left and rejoined already has one."""
    return f"rdv-{uid}-{sequence}{turn and '-'}{turn}.ics"
