"""Proposals, waiting list and notes of the bureau d'aide: `helpdesk_proposals`, `helpdesk_waits`, `helpdesk_notes`."""

from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa

from bot.agenda.model import Reply, State
from bot.dates.paris import day_of
from bot.helpdesk.model import BUREAU, Note, Proposal, ProposalState, RequestWish, WaitingPlace
from bot.programme.roles import Role
from storage.agenda.appointments import appointments, ends_after, participants
from storage.database import Reading, Transaction
from storage.dialects import build_for_dialects, is_among
from storage.programme.history import history
from storage.programme.people import memberships
from storage.programme.promotions import defis, promotions
from storage.schema import Id, Moment, metadata
from storage.values import from_row

proposals = sa.Table(
    "helpdesk_proposals",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("batch", sa.String(36), nullable=False),  # a UUID, the same for times that were proposed together
    sa.Column("request_id", sa.BigInteger, sa.ForeignKey("helpdesk_requests.id"), nullable=False),
    # The séance to reschedule; NULL for a new séance.
    sa.Column("appointment_id", sa.BigInteger, sa.ForeignKey("appointments.id")),
    sa.Column("host_id", sa.BigInteger, sa.ForeignKey("people.id"), nullable=False),
    sa.Column("starts", Moment, nullable=False),
    sa.Column("state", sa.String(10), nullable=False, server_default=ProposalState.OPEN.value),
    sa.Index("ix_helpdesk_proposals_batch", "batch"),
    sa.Index("ix_helpdesk_proposals_request_id", "request_id"),
)

waits = sa.Table(
    "helpdesk_waits",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("draft_id", sa.String(36), nullable=False, unique=True),  # the idempotency key
    sa.Column("person_id", sa.BigInteger, sa.ForeignKey("people.id"), nullable=False),
    sa.Column("defi_id", sa.BigInteger, sa.ForeignKey("defis.id"), nullable=False),
    sa.Column("host_id", sa.BigInteger, sa.ForeignKey("people.id")),
    sa.Column("asked_at", Moment, nullable=False),
    sa.Column("told_at", Moment),
    sa.Column("format_key", sa.String(40), nullable=False, server_default=BUREAU),
    sa.Index(
        "ix_helpdesk_waits_waiting",
        "asked_at",
        "id",
        sqlite_where=sa.text("told_at IS NULL"),
        postgresql_where=sa.text("told_at IS NULL"),
    ),
)

notes = sa.Table(
    "helpdesk_notes",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("request_id", sa.BigInteger, sa.ForeignKey("helpdesk_requests.id"), nullable=False),
    sa.Column("author_id", sa.BigInteger, sa.ForeignKey("people.id"), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Index("ix_helpdesk_notes_request_id", "request_id"),
)

_ADD_WAIT = build_for_dialects(lambda insert: insert(waits).on_conflict_do_nothing().returning(waits.c.id))
_BATCH = (
    sa.select(proposals).where(proposals.c.batch == sa.bindparam("batch")).order_by(proposals.c.starts, proposals.c.id)
)
_OPEN_OF = (
    sa.select(proposals)
    .where(
        is_among(proposals.c.request_id, "requests"),
        proposals.c.state == ProposalState.OPEN.value,
    )
    .order_by(proposals.c.starts, proposals.c.id)
)
# A person's wait ends if a host agrees to a booking, if the person leaves the team, or if the promotion ends. Only
# events before the time `by` count.
_BY: sa.BindParameter[datetime] = sa.bindparam("by", type_=Moment())
_COMING = sa.and_(
    appointments.c.defi_id == waits.c.defi_id,
    appointments.c.dispositif == waits.c.format_key,
    *ends_after("now"),
    participants.c.appointment_id == appointments.c.id,
    participants.c.person_id == waits.c.person_id,
    participants.c.reply == Reply.COMES.value,
    history.c.thing == "appointment",
    history.c.thing_id == appointments.c.id,
    history.c.action == waits.c.format_key + ".book",
    history.c.at >= waits.c.asked_at,
    history.c.at <= _BY,
)
_IN_TEAM = sa.and_(
    memberships.c.person_id == waits.c.person_id,
    memberships.c.defi_id == waits.c.defi_id,
    memberships.c.role.in_([Role.EIG.value, Role.PORTEUR.value]),
    sa.or_(memberships.c.ended_at.is_(None), memberships.c.ended_at > _BY),
)
_RUNS = sa.and_(
    defis.c.id == waits.c.defi_id,
    promotions.c.id == defis.c.promotion_id,
    promotions.c.ends_on >= sa.bindparam("day"),
)
_HELD, _AGREED = (
    sa.exists().where(_COMING, appointments.c.state == state.value) for state in (State.HELD, State.CONFIRMED)
)
NEEDLESS = sa.or_(_AGREED, ~sa.exists().where(_IN_TEAM), ~sa.exists().where(_RUNS))
_STILL = sa.select(waits).where(waits.c.told_at.is_(None), ~NEEDLESS).order_by(waits.c.asked_at, waits.c.id)
_WAITING = _STILL.where(~_HELD)
_MINE = _STILL.where(waits.c.person_id == sa.bindparam("person_id"))
_NEEDLESS = sa.select(waits.c.id).where(waits.c.told_at.is_(None), NEEDLESS).order_by(waits.c.asked_at, waits.c.id)
_NOTIFIED_SINCE = (
    sa.select(waits)
    .where(waits.c.told_at > sa.bindparam("since", type_=Moment()), ~NEEDLESS, ~_HELD)
    .order_by(waits.c.id)
)


def add_proposals(
    tx: Transaction,
    starts: Sequence[datetime],
    *,
    batch: str,
    request_id: int,
    appointment_id: int | None,
    host_id: int,
) -> None:
    row = {"batch": batch, "request_id": request_id, "appointment_id": appointment_id, "host_id": host_id}
    tx.execute(sa.insert(proposals), [{**row, "starts": moment} for moment in starts])


def proposals_of_batch(tx: Reading, batch: str) -> list[Proposal]:
    return [from_row(Proposal, row) for row in tx.execute(_BATCH, {"batch": batch})]


def list_open_proposals(tx: Reading, request_ids: Collection[int]) -> list[Proposal]:
    """Return the proposed times of these requests that the team can still choose, by start. One query."""
    if not request_ids:
        return []
    return [from_row(Proposal, row) for row in tx.execute(_OPEN_OF, {"requests": sorted(request_ids)})]


def read_proposal(tx: Reading, proposal_id: int) -> Proposal | None:
    row = tx.execute(sa.select(proposals).where(proposals.c.id == proposal_id)).one_or_none()
    return None if row is None else from_row(Proposal, row)


def close_proposals(
    tx: Transaction, request_id: int, *, appointment_id: int | None, chosen_id: int | None = None
) -> None:
    """Accept the `chosen_id` time, and expire the other open times of a séance.

    `appointment_id`: the séance to reschedule, or None for a new séance."""
    of_it = (
        proposals.c.appointment_id.is_(None) if appointment_id is None else proposals.c.appointment_id == appointment_id
    )
    open_ones = sa.update(proposals).where(
        proposals.c.request_id == request_id, of_it, proposals.c.state == ProposalState.OPEN.value
    )
    if chosen_id is not None:
        tx.execute(open_ones.where(proposals.c.id == chosen_id).values(state=ProposalState.CHOSEN.value))
    tx.execute(open_ones.values(state=ProposalState.PASSED.value))


def end_proposals_between(tx: Transaction, host_id: int, *, since: datetime, until: datetime) -> list[int]:
    """Expire a host's proposed times between two moments. Return the ids of their requests."""
    theirs = sa.update(proposals).where(
        proposals.c.host_id == host_id,
        proposals.c.state == ProposalState.OPEN.value,
        proposals.c.starts >= since,
        proposals.c.starts < until,
    )
    return sorted(
        set(tx.execute(theirs.values(state=ProposalState.PASSED.value).returning(proposals.c.request_id)).scalars())
    )


def reopen_proposals(tx: Transaction, batch: str) -> None:
    """Reopen the times that a host proposed together, since the team's choice is undone."""
    tx.execute(sa.update(proposals).where(proposals.c.batch == batch).values(state=ProposalState.OPEN.value))


def add_wait(tx: Transaction, wish: RequestWish, *, draft_id: str, person_id: int, now: datetime) -> bool:
    """Insert a waiting-list entry for this wish. Return False if the draft has already inserted it."""
    row = {"draft_id": draft_id, "person_id": person_id, "asked_at": now}
    row |= {"defi_id": wish.defi_id, "host_id": wish.host_id, "format_key": wish.format_key}
    return bool(tx.execute(_ADD_WAIT[tx.dialect.name], row).all())


def list_waiting(tx: Reading, *, now: datetime) -> list[WaitingPlace]:
    """Return the waiting-list entries of people who still need a slot and were not notified, in order of arrival."""
    return [from_row(WaitingPlace, row) for row in tx.execute(_WAITING, _moment_values(now))]


def waits_of_person(tx: Reading, person_id: int, *, now: datetime) -> list[WaitingPlace]:
    """Return a person's entries on the waiting list, until a host agrees to a booking or the person is notified."""
    return [from_row(WaitingPlace, row) for row in tx.execute(_MINE, {"person_id": person_id} | _moment_values(now))]


def needless_waits(tx: Reading, *, now: datetime, until: datetime | None = None) -> list[int]:
    """Return the ids of entries that a booking, a departure or a promotion's end has made needless, oldest first.

    `until`: also count what happens until this moment (default: now)."""
    return list(tx.execute(_NEEDLESS, _moment_values(now, until=until)).scalars())


def end_waits(tx: Transaction, wait_ids: Collection[int]) -> None:
    """Delete these waiting-list entries, except those of people who were notified."""
    tx.execute(sa.delete(waits).where(waits.c.id.in_(sorted(wait_ids)), waits.c.told_at.is_(None)))


def waits_notified_since(tx: Reading, since: datetime, *, now: datetime) -> list[WaitingPlace]:
    """Return the entries of people who were notified after `since` but still need a slot, sorted by id."""
    return [from_row(WaitingPlace, row) for row in tx.execute(_NOTIFIED_SINCE, {"since": since} | _moment_values(now))]


def _moment_values(now: datetime, *, until: datetime | None = None) -> dict[str, object]:
    return {"now": now, "by": until or now, "day": day_of(until or now).isoformat()}


def read_wait(tx: Reading, wait_id: int) -> WaitingPlace | None:
    row = tx.execute(sa.select(waits).where(waits.c.id == wait_id)).one_or_none()
    return None if row is None else from_row(WaitingPlace, row)


def mark_notified(tx: Transaction, wait_ids: Collection[int], *, now: datetime) -> list[int]:
    """Mark these waiting-list entries as notified. Return the entries that were not marked before."""
    told = sa.update(waits).where(waits.c.id.in_(sorted(wait_ids)), waits.c.told_at.is_(None))
    return sorted(tx.execute(told.values(told_at=now).returning(waits.c.id)).scalars())


def add_note(tx: Transaction, *, request_id: int, author_id: int, text: str, now: datetime) -> int:
    row = {"request_id": request_id, "author_id": author_id, "text": text, "at": now}
    return int(tx.execute(sa.insert(notes).values(row).returning(notes.c.id)).scalar_one())


def read_note(tx: Reading, note_id: int) -> Note | None:
    row = tx.execute(sa.select(notes).where(notes.c.id == note_id)).one_or_none()
    return None if row is None else from_row(Note, row)


def count_notes(tx: Reading, request_id: int) -> int:
    return int(tx.execute(sa.select(sa.func.count()).where(notes.c.request_id == request_id)).scalar_one())
