"""What calendars show: an appointment with all its texts, and its attendees. Pure."""

from dataclasses import dataclass
from datetime import datetime

PRODUCT = "-//Entrepreneurs d'interet general//Dispositifs//FR"


@dataclass(frozen=True, slots=True)
class Attendee:
    """A participant. `email`: the address that their calendar program knows, or None."""

    name: str
    email: str | None
    organiser: bool = False


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """An appointment as calendars show it, with all its texts. `changed_at`: when `sequence` last rose."""

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
    held: bool = False  # true until somebody confirms the appointment


@dataclass(frozen=True, slots=True)
class AnswerRequest:
    """How a calendar program may answer: the mailbox, the address of its user, and whether an answer is requested."""

    to: Attendee
    reader: str
    asked: bool


def file_name(uid: str, sequence: int, *, turn: str = "") -> str:
    """Return the name of an invitation's file. The bot finds the file in Slack by this name.

    A person who left and rejoined has two files of the same revision. `turn` distinguishes them."""
    return f"rdv-{uid}-{sequence}{turn and '-'}{turn}.ics"
