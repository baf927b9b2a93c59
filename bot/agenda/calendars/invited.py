"""Which mail a person needs about an appointment: an invitation, an update, a cancellation, or none; pure.

A ledger row records the content of each mail, to compare with the current state. Changes to the other participants are
not sent by mail, nor are changes that were undone."""

from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

from bot.agenda.facts import Invite, Says
from bot.agenda.model import Appointment, State

CANCEL = Invite(Says.CANCEL)


@dataclass(frozen=True, slots=True)
class Told:
    """An earlier mail, of an appointment's `revision` or a later one.

    `waits`: nobody can have received it; `is_out`: it was delivered to its reader, or to the host who forwards it."""

    id: str
    seq: int
    invite: Invite
    waits: bool
    is_out: bool
    revision: int


def request_of(appointment: Appointment) -> Invite:
    """Return the invitation to an appointment: the times, and a digest of the link and the place."""
    where = appointment.link or ""
    # Without a place: the text used before places existed.
    where += f"\n{appointment.place}" if appointment.place else ""
    starts, ends = (moment.replace(microsecond=0) for moment in (appointment.starts, appointment.ends))
    return Invite(Says.REQUEST, starts, ends, f"{crc32(where.encode()):x}")


def is_request(invite: Invite | None) -> bool:
    """Return whether a mail put the appointment into a calendar."""
    return invite is not None and invite.says is Says.REQUEST


def last_out(told: Sequence[Told], *, before: int | None = None) -> Invite | None:
    """Return the last invitation sent before this place in the ledger; None without one."""
    out = [invitation for invitation in told if invitation.is_out and (before is None or invitation.seq < before)]
    return out[-1].invite if out else None


def since_revision(appointment: Appointment, told: Sequence[Told]) -> int | None:
    """Return the revision since which a person knows the current time, or None if they know another or none.

    An answer with a lower SEQUENCE is about an earlier time. Leaving meanwhile does not change the time."""
    since = None
    for invitation in reversed([each for each in told if each.is_out and is_request(each.invite)]):
        if (invitation.invite.starts, invitation.invite.ends) != (appointment.starts, appointment.ends):
            break
        since = invitation.revision
    return since


def wanted(appointment: Appointment, person_id: int, *, by_mail: bool, last: Invite | None) -> Invite | None:
    """Return the mail that a person needs now, or None.

    `by_mail`: they are reached by mail; a person invited by mail is notified of changes by mail too. A held appointment
    sends no invitation; one that is held again changes nothing until it is confirmed or cancelled.
    """
    if appointment.state is State.HELD:
        return None
    if appointment.state is State.CONFIRMED and appointment.part_of(person_id) is not None:
        says = request_of(appointment)
        return says if (by_mail or is_request(last)) and says != last else None
    return CANCEL if is_request(last) else None
