"""Rules that choose the mail that a person needs about an appointment: an invitation or a cancellation. Pure.

The ledger keeps the content of each mail. The bot compares it with the current state of the appointment. It sends no
mail if other participants change, or if a change was undone."""

from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

from bot.agenda.facts import Invite, InviteMethod
from bot.agenda.model import Appointment, State

CANCEL = Invite(InviteMethod.CANCEL)


@dataclass(frozen=True, slots=True)
class InvitationMail:
    """An earlier mail about an appointment. `revision`: the appointment's revision when the mail was enqueued.

    `waits`: nobody can have received the mail. `is_out`: its reader, or the host who forwards it, has received it."""

    id: str
    seq: int
    invite: Invite
    waits: bool
    is_out: bool
    revision: int


def invite_to(appointment: Appointment) -> Invite:
    """Return the invitation to an appointment. It has the times, and a digest of the link and place."""
    where = appointment.link or ""
    # Add a place only if there is one. Older digests had no place, and with another digest the mail is sent again.
    where += f"\n{appointment.place}" if appointment.place else ""
    starts, ends = (moment.replace(microsecond=0) for moment in (appointment.starts, appointment.ends))
    return Invite(InviteMethod.REQUEST, starts, ends, f"{crc32(where.encode()):x}")


def is_request(invite: Invite | None) -> bool:
    """Return whether this mail adds the appointment to a calendar."""
    return invite is not None and invite.says is InviteMethod.REQUEST


def last_delivered(mails: Sequence[InvitationMail], *, before_seq: int | None = None) -> Invite | None:
    """Return the last mail that was delivered, or None. `before_seq`: only mails before this `seq` in the ledger."""
    out = [
        invitation for invitation in mails if invitation.is_out and (before_seq is None or invitation.seq < before_seq)
    ]
    return out[-1].invite if out else None


def first_known_revision(appointment: Appointment, mails: Sequence[InvitationMail]) -> int | None:
    """Return the first revision for which a mail told a person the current time, or None.

    An answer from a calendar program with a lower SEQUENCE is about an earlier time. Cancellations are skipped, because
    a person who left and rejoined still knows the time."""
    since = None
    for invitation in reversed([each for each in mails if each.is_out and is_request(each.invite)]):
        if (invitation.invite.starts, invitation.invite.ends) != (appointment.starts, appointment.ends):
            break
        since = invitation.revision
    return since


def needed_invite(appointment: Appointment, person_id: int, *, by_mail: bool, last: Invite | None) -> Invite | None:
    """Return the mail that a person needs now, or None. `last`: the last mail that the person got.

    `by_mail`: the person gets mail. A person who was invited by mail gets later changes by mail too. A held appointment
    causes no mail until it is confirmed or cancelled."""
    if appointment.state is State.HELD:
        return None
    if appointment.state is State.CONFIRMED and appointment.part_of(person_id) is not None:
        says = invite_to(appointment)
        return says if (by_mail or is_request(last)) and says != last else None
    return CANCEL if is_request(last) else None
