"""Rules that must hold for the whole database at any moment. Only the tables are read to check them.

Each rule returns the ids that break it. The checks also find faults that keys, locks and leases should prevent."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import TypeAlias

import sqlalchemy as sa

from bot.agenda.calendars.invited import needed_invite
from bot.agenda.facts import Invite
from bot.agenda.model import CLAIMING, AbsenceState, Kind, Part, Reply, State
from bot.agenda.slots import BUFFER, QUARTER
from bot.logbook.model import LOGBOOK
from bot.notices.model import Action, NoticeState
from storage.agenda import invitations
from storage.agenda.absences import absence_lines, absences
from storage.agenda.appointments import appointments, participants, read_all
from storage.agenda.changes import changes, is_pending
from storage.agenda.claims import claims
from storage.agenda.leavers import still_has_role
from storage.database import Reading
from storage.helpdesk import asks
from storage.mentoring.cycles import sessions
from storage.notices.ledger import card, notices
from storage.programme.history import history
from storage.programme.people import memberships
from storage.schema import Moment, metadata

LATE = timedelta(hours=1)  # Work that a periodic job should have done this long ago breaks a rule.
GRACE = timedelta(days=1)  # People have this long to replace a host who lost the right to host.
STUCK = timedelta(days=2)  # Open messages that are older than this are reported: sending fails after a day.

_INVITED = sa.select(appointments.c.id).where(
    appointments.c.ends > sa.bindparam("now", type_=Moment()),
    appointments.c.changed_at < sa.bindparam("by", type_=Moment()),
    sa.exists().where(notices.c.subject == Invite.subject, notices.c.subject_id == appointments.c.id),
    ~is_pending(appointments.c.id),
)

Claim: TypeAlias = tuple[int, int, int]  # (appointment, person, quarter-hour)
Broken: TypeAlias = Iterable[str]

_CLAIMING = [part.value for part in CLAIMING]
_STANDING = [State.HELD.value, State.CONFIRMED.value]
_OPEN = [NoticeState.OWED.value, NoticeState.LEASED.value]
_IN_PART = participants.c.appointment_id == appointments.c.id
_COMES = participants.c.reply == Reply.COMES.value
# Appointments claim the time of hosts and experts. A logbook's hour has no host, so it claims its owner's time. If a
# gathering is moved to a time at which an expert is busy, the bot notifies the expert and does not claim their time.
_CLAIMANT = sa.and_(
    participants.c.reply != Reply.LEFT.value,
    participants.c.part.in_(_CLAIMING) | (appointments.c.dispositif == LOGBOOK),
)
_STANDS = appointments.c.state.in_(_STANDING)
_ANY_CLAIM = sa.exists().where(
    claims.c.appointment_id == appointments.c.id, claims.c.person_id == participants.c.person_id
)
# An appointment that was recorded after it took place claims no time.
_NOTED = sa.exists().where(
    history.c.thing == "appointment",
    history.c.thing_id == appointments.c.id,
    history.c.action == appointments.c.dispositif + ".held",
)
_BOUND = sa.and_(_IN_PART, _CLAIMANT, _STANDS, (participants.c.part != Part.EXPERT.value) | _ANY_CLAIM, ~_NOTED)
_ASKED = (
    sa.select(appointments.c.id, participants.c.person_id, appointments.c.starts, appointments.c.ends)
    .where(_BOUND)
    .order_by(participants.c.person_id, appointments.c.starts, appointments.c.id)
)
_KEPT = sa.select(appointments.c.id, participants.c.person_id, changes.c.before_starts, changes.c.before_ends).where(
    changes.c.before_starts.is_not(None), changes.c.appointment_id == appointments.c.id, _IN_PART, _CLAIMANT
)
_WISHED = sa.select(
    appointments.c.id, participants.c.person_id, appointments.c.starts, appointments.c.ends, sessions.c.wanted
).where(sessions.c.wanted.is_not(None), sessions.c.appointment_id == appointments.c.id, _IN_PART, _CLAIMANT)
# A person who replaces an absent host claims the time at once, and becomes the host after the undo window.
_TAKERS = sa.select(absence_lines.c.appointment_id, absence_lines.c.taker_id).where(
    absence_lines.c.absence_id == absences.c.id,
    absences.c.state == AbsenceState.PENDING.value,
    absence_lines.c.taker_id.is_not(None),
)
_CLAIMED = sa.select(claims.c.appointment_id, claims.c.person_id, claims.c.quarter, claims.c.length)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its name, and a function that yields the ids that break it.

    The function gets the times of the bot's clock and of the machine's clock."""

    name: str
    broken: Callable[[Reading, datetime, datetime], Broken]


def _wrong_claims(reading: Reading, _now: datetime, _machine_now: datetime) -> Iterator[str]:
    due: dict[Claim, int] = {}
    for number, person, starts, ends in reading.execute(_ASKED):
        due |= _needed_claims(number, person, starts, ends)
    kept: dict[Claim, int] = {}
    for number, person, starts, ends in reading.execute(_KEPT):
        kept |= _needed_claims(number, person, starts, ends)
    for number, person, starts, ends, wished in reading.execute(_WISHED):  # Teams asked mentors for these other times.
        kept |= _needed_claims(number, person, wished, wished + (ends - starts))
    moving = {number for number, _, _ in kept}
    takers = {(row.appointment_id, row.taker_id) for row in reading.execute(_TAKERS)}
    there: dict[Claim, int] = {(row[0], row[1], row[2]): row[3] for row in reading.execute(_CLAIMED)}
    strange = {claim for claim in there.keys() - due.keys() - kept.keys() if claim[:2] not in takers}
    lengths = {claim for claim in there.keys() & due.keys() if there[claim] != due[claim] and claim[0] not in moving}
    for word, found in (
        ("missing", due.keys() - there.keys()),
        ("too many", strange),
        ("length", lengths),
    ):
        for number, person in sorted({(number, person) for number, person, _ in found}):
            yield f"appointment {number} person {person} {word}"


def _needed_claims(appointment_id: int, person_id: int, starts: datetime, ends: datetime) -> dict[Claim, int]:
    """Return the claims that an appointment needs for a person, as {claim: length}. They include the buffer.

    It does not use the code that makes claims, whose faults it must find. The first quarter-hour has the length, the
    others have 0."""
    first = int(starts.timestamp()) // QUARTER
    length = -(-(int(ends.timestamp()) + BUFFER) // QUARTER) - first
    return {(appointment_id, person_id, first + i): 0 if i else length for i in range(length)}


def _double_bookings(reading: Reading, _now: datetime, _machine_now: datetime) -> Iterator[str]:
    latest = None  # of this person's appointments so far, the one with the latest end
    for row in reading.execute(_ASKED):
        if latest is not None and latest.person_id != row.person_id:
            latest = None
        if latest is not None and latest.ends + timedelta(seconds=BUFFER) > row.starts:
            yield f"person {row.person_id} appointments {latest.id} {row.id}"
        if latest is None or row.ends > latest.ends:
            latest = row


def _holds_without_host(reading: Reading, now: datetime, _machine_now: datetime) -> Iterator[str]:
    host = sa.exists().where(_IN_PART, _COMES, participants.c.part == Part.HOST.value)
    found = sa.select(appointments.c.id).where(
        appointments.c.state == State.HELD.value, appointments.c.starts > now, ~host
    )
    return (f"appointment {number}" for number in reading.execute(found.order_by(appointments.c.id)).scalars())


def _begun_holds(reading: Reading, now: datetime, _machine_now: datetime) -> Iterator[str]:
    found = sa.select(appointments.c.id).where(
        appointments.c.state == State.HELD.value, appointments.c.starts < now - LATE
    )
    return (f"appointment {number}" for number in reading.execute(found.order_by(appointments.c.id)).scalars())


def _overdue_changes(reading: Reading, now: datetime, _machine_now: datetime) -> Iterator[str]:
    found = sa.select(changes.c.appointment_id, changes.c.kind).where(changes.c.until < now - LATE)
    return (f"appointment {row.appointment_id} {Kind(row.kind)}" for row in reading.execute(found))


def _contradictory_messages(reading: Reading, _now: datetime, _machine_now: datetime) -> Iterator[str]:
    """Find messages whose columns contradict each other: open and closed at once, or sent without a timestamp."""
    is_open = notices.c.state.in_(_OPEN)
    posted = notices.c.action.in_([Action.POST.value, Action.GROUP.value])
    found = sa.select(notices.c.seq).where(
        sa.or_(
            is_open & notices.c.closed_at.is_not(None),
            ~is_open & notices.c.closed_at.is_(None),
            posted & (notices.c.state == NoticeState.SENT.value) & notices.c.sent_ts.is_(None),
        )
    )
    return (f"message {seq}" for seq in reading.execute(found.order_by(notices.c.seq)).scalars())


def _stuck_messages(reading: Reading, now: datetime, machine_now: datetime) -> Iterator[str]:
    """Find stuck messages: due for days, leased for hours, or waiting for a card that never comes."""
    found = sa.select(notices.c.seq).where(
        notices.c.closed_at.is_(None),
        sa.or_(
            (notices.c.due < now - STUCK) & (notices.c.retry_at.is_(None) | (notices.c.retry_at < machine_now - LATE)),
            notices.c.lease_until < machine_now - LATE,
        ),
    )
    return (f"message {seq}" for seq in reading.execute(found.order_by(notices.c.seq)).scalars())


def _needless_waits(reading: Reading, now: datetime, _machine_now: datetime) -> Iterator[str]:
    """Find waiting-list entries that have been needless for an hour. A periodic job deletes them within a minute."""
    return (f"wait {number}" for number in asks.needless_waits(reading, now=now, until=now - LATE))


def _hosts_without_role(reading: Reading, now: datetime, _machine_now: datetime) -> Iterator[str]:
    """Find upcoming appointments whose host lost the right to host them a day ago or more, without a replacement."""
    belonged = sa.exists().where(memberships.c.person_id == participants.c.person_id)
    found = (
        sa.select(appointments.c.id, participants.c.person_id)
        .where(_IN_PART, _COMES, _STANDS, participants.c.part == Part.HOST.value, appointments.c.starts > now)
        .where(belonged, ~still_has_role(since=sa.literal(now - GRACE, Moment())))
        .order_by(appointments.c.id, participants.c.person_id)
    )
    return (f"appointment {row.id} person {row.person_id}" for row in reading.execute(found))


def _outdated_invitations(reading: Reading, now: datetime, _machine_now: datetime) -> Iterator[str]:
    """Find upcoming appointments whose mailed invitations have been outdated for an hour."""
    found = reading.execute(_INVITED, {"now": now, "by": now - LATE}).scalars().all()
    mails = invitations.list_mails(reading, found, subject=Invite.subject, kind=Invite.kind) if found else {}
    reached = invitations.people_reached_by_mail(reading, {person for _, person in mails})
    several = {
        appointment.id: appointment for appointment in read_all(reading, sorted({number for number, _ in mails}))
    }
    for (number, person), told in sorted(mails.items()):
        known = [invitation.invite for invitation in told if invitation.waits or invitation.is_out]
        if not any(invitation.is_out for invitation in told):
            continue
        if (
            needed_invite(several[number], person, by_mail=person in reached, last=known[-1] if known else None)
            is not None
        ):
            yield f"appointment {number} person {person}"


def _messages_without_card(reading: Reading, _now: datetime, _machine_now: datetime) -> Iterator[str]:
    found = sa.select(notices.c.seq).where(
        notices.c.card_id.is_not(None), ~sa.exists().where(card.c.id == notices.c.card_id)
    )
    return (f"message {seq}" for seq in reading.execute(found.order_by(notices.c.seq)).scalars())


def _orphan_rows(reading: Reading, _now: datetime, _machine_now: datetime) -> Iterator[str]:
    """Find rows that point to a missing row. Every foreign key of the schema is checked."""
    for key, pointing in _orphan_queries():
        many = reading.execute(pointing).scalar_one()
        if many:
            yield f"{key} {many}"


@cache
def _orphan_queries() -> list[tuple[str, sa.Select[int]]]:
    """Return (foreign key, query that counts its dangling rows). Each query alone ends before the timeout."""
    found = []
    for table in metadata.sorted_tables:
        for key in table.foreign_key_constraints:
            pairs = [(element.parent, element.column) for element in key.elements]
            target = key.referred_table.alias("target")
            there = sa.exists().where(*(target.c[column.name] == parent for parent, column in pairs))
            set_all = sa.and_(*(parent.is_not(None) for parent, _ in pairs))
            many = sa.select(sa.func.count()).select_from(table).where(set_all, ~there)
            found.append((f"{table.name}.{','.join(key.column_keys)}", many))
    return found


RULES = (
    Rule("claims", _wrong_claims),
    Rule("two_places", _double_bookings),
    Rule("without_host", _holds_without_host),
    Rule("held_begun", _begun_holds),
    Rule("untold", _overdue_changes),
    Rule("contradicts", _contradictory_messages),
    Rule("stuck", _stuck_messages),
    Rule("needless_wait", _needless_waits),
    Rule("host_left", _hosts_without_role),
    Rule("invited", _outdated_invitations),
    Rule("without_card", _messages_without_card),
    Rule("orphans", _orphan_rows),
)


def find_violations(
    reading: Reading, *, now: datetime, machine_now: datetime, rules: Collection[Rule] = RULES
) -> dict[str, list[str]]:
    """Return the ids that break each rule, by the rule's name, in order. The list is empty if the rule holds.

    `now` is on the bot's clock. `machine_now` is on this machine's clock, which also sets leases and retries."""
    return {rule.name: list(rule.broken(reading, now, machine_now)) for rule in rules}
