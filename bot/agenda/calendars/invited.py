"""What somebody is told by mail of an appointment: an invitation, a later one, a cancellation, or nothing; pure.

A row of the ledger says it in its detail, so that what was said is compared with what is true: who comes besides, and
what was undone, is no news by mail.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zlib import crc32

from bot.agenda.model import Appointment, State
from bot.dates.paris import from_epoch

CANCEL = "cancel"
_REQUEST = "request"


@dataclass(frozen=True, slots=True)
class Told:
    """A mail owed before. `waits`: nobody can have it; `is_out`: it is with its reader, or with who passes it on."""

    id: str
    seq: int
    detail: str
    waits: bool
    is_out: bool


def request_of(appointment: Appointment) -> str:
    """Give the detail of an invitation: the times, and a digest of the link and the place."""
    starts, ends = (int(moment.timestamp()) for moment in (appointment.starts, appointment.ends))
    where = appointment.link or ""
    where += f"\n{appointment.place}" if appointment.place else ""  # without one: as it was written before places were
    return f"{_REQUEST} {starts} {ends} {crc32(where.encode()):x}"


def is_request(detail: str | None) -> bool:
    """Say whether a mail put the appointment into a calendar."""
    return detail is not None and detail.startswith(_REQUEST)


def starts_in(detail: str) -> datetime:
    """Give the start that an invitation told of."""
    return from_epoch(int(detail.split()[1]))


def last_out(told: Sequence[Told], *, before: int | None = None) -> str | None:
    """Give what somebody was told last, of what was owed before this place in the ledger; None for nothing."""
    out = [one for one in told if one.is_out and (before is None or one.seq < before)]
    return out[-1].detail if out else None


def wanted(appointment: Appointment, person_id: int, *, by_mail: bool, last: str | None) -> str | None:
    """Give the detail of the mail that somebody needs now, None for none.

    `by_mail`: they are reached so; who was invited so is told of changes so too. What is held is no invitation, and
    what was invited to and is held again changes nothing until it is confirmed or cancelled.
    """
    if appointment.state is State.HELD:
        return None
    if appointment.state is State.CONFIRMED and appointment.part_of(person_id) is not None:
        says = request_of(appointment)
        return says if (by_mail or is_request(last)) and says != last else None
    return CANCEL if is_request(last) else None
