"""What goes back and forth about a bureau d'aide: tables `helpdesk_proposals`, `helpdesk_waits`, `helpdesk_notes`."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Row,
    String,
    Table,
    Text,
    bindparam,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from bot.helpdesk.model import Note, Proposal, ProposalState, Wait
from storage.database import Reading, Transaction
from storage.schema import Id, Moment, metadata

proposals = Table(
    "helpdesk_proposals",
    metadata,
    Column("id", Id, primary_key=True),
    Column("batch", String(36), nullable=False),  # a UUID: the times proposed together
    Column("request_id", BigInteger, ForeignKey("helpdesk_requests.id"), nullable=False),
    Column("appointment_id", BigInteger, ForeignKey("appointments.id")),  # the séance to move; none: a new one
    Column("host_id", BigInteger, ForeignKey("people.id"), nullable=False),
    Column("starts", Moment, nullable=False),
    Column("state", String(10), nullable=False, server_default=ProposalState.OPEN.value),
    Index("ix_helpdesk_proposals_batch", "batch"),
    Index("ix_helpdesk_proposals_request_id", "request_id"),
)

waits = Table(
    "helpdesk_waits",
    metadata,
    Column("id", Id, primary_key=True),
    Column("draft_id", String(36), nullable=False, unique=True),  # the idempotency key
    Column("person_id", BigInteger, ForeignKey("people.id"), nullable=False),
    Column("defi_id", BigInteger, ForeignKey("defis.id"), nullable=False),
    Column("host_id", BigInteger, ForeignKey("people.id")),
    Column("asked_at", Moment, nullable=False),
    Column("told_at", Moment),
    Index(
        "ix_helpdesk_waits_waiting",
        "asked_at",
        "id",
        sqlite_where=text("told_at IS NULL"),
        postgresql_where=text("told_at IS NULL"),
    ),
)

notes = Table(
    "helpdesk_notes",
    metadata,
    Column("id", Id, primary_key=True),
    Column("request_id", BigInteger, ForeignKey("helpdesk_requests.id"), nullable=False),
    Column("author_id", BigInteger, ForeignKey("people.id"), nullable=False),
    Column("text", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Index("ix_helpdesk_notes_request_id", "request_id"),
)

_ADD_WAIT = {
    name: dialect.insert(waits).on_conflict_do_nothing().returning(waits.c.id)
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
}
_BATCH = select(proposals).where(proposals.c.batch == bindparam("batch")).order_by(proposals.c.starts, proposals.c.id)
_OPEN_OF = (
    select(proposals)
    .where(
        proposals.c.request_id.in_(bindparam("requests", expanding=True)),
        proposals.c.state == ProposalState.OPEN.value,
    )
    .order_by(proposals.c.starts, proposals.c.id)
)
_WAITING = select(waits).where(waits.c.told_at.is_(None)).order_by(waits.c.asked_at, waits.c.id)
_TOLD_SINCE = select(waits).where(waits.c.told_at > bindparam("since", type_=Moment())).order_by(waits.c.id)


def add_proposals(
    tx: Transaction,
    starts: Sequence[datetime],
    *,
    batch: str,
    request_id: int,
    appointment_id: int | None,
    host_id: int,
) -> None:
    """Write the times that a host proposes together."""
    row = {"batch": batch, "request_id": request_id, "appointment_id": appointment_id, "host_id": host_id}
    tx.execute(insert(proposals), [{**row, "starts": one} for one in starts])


def of_batch(tx: Reading, batch: str) -> list[Proposal]:
    """Give the times proposed together, by start."""
    return [_proposal(row) for row in tx.execute(_BATCH, {"batch": batch})]


def open_of(tx: Reading, request_ids: Collection[int]) -> list[Proposal]:
    """Give the open times of these requests, by start, in one query."""
    if not request_ids:
        return []
    return [_proposal(row) for row in tx.execute(_OPEN_OF, {"requests": sorted(request_ids)})]


def proposal(tx: Reading, proposal_id: int) -> Proposal | None:
    """Give a proposed time."""
    row = tx.execute(select(proposals).where(proposals.c.id == proposal_id)).one_or_none()
    return None if row is None else _proposal(row)


def close_proposals(tx: Transaction, request_id: int, *, appointment_id: int | None, chosen: int | None = None) -> None:
    """End the open times for this séance (or for a new one): one is chosen or none, the others pass."""
    of_it = (
        proposals.c.appointment_id.is_(None) if appointment_id is None else proposals.c.appointment_id == appointment_id
    )
    open_ones = update(proposals).where(
        proposals.c.request_id == request_id, of_it, proposals.c.state == ProposalState.OPEN.value
    )
    if chosen is not None:
        tx.execute(open_ones.where(proposals.c.id == chosen).values(state=ProposalState.CHOSEN.value))
    tx.execute(open_ones.values(state=ProposalState.PASSED.value))


def reopen(tx: Transaction, batch: str) -> None:
    """Let the times proposed together be chosen again: the choice among them was taken back."""
    tx.execute(update(proposals).where(proposals.c.batch == batch).values(state=ProposalState.OPEN.value))


def add_wait(
    tx: Transaction, *, draft_id: str, person_id: int, defi_id: int, host_id: int | None, now: datetime
) -> bool:
    """Write that somebody wants to be told; False when the draft had asked before."""
    row = {"draft_id": draft_id, "person_id": person_id, "defi_id": defi_id, "host_id": host_id, "asked_at": now}
    return bool(tx.execute(_ADD_WAIT[tx.dialect.name], row).all())


def waiting(tx: Reading) -> list[Wait]:
    """Give who waits to be told, first come first."""
    return [_wait(row) for row in tx.execute(_WAITING)]


def told_since(tx: Reading, since: datetime) -> list[Wait]:
    """Give who was told after a moment."""
    return [_wait(row) for row in tx.execute(_TOLD_SINCE, {"since": since})]


def wait(tx: Reading, wait_id: int) -> Wait | None:
    """Give one who waits, or was told."""
    row = tx.execute(select(waits).where(waits.c.id == wait_id)).one_or_none()
    return None if row is None else _wait(row)


def note_told(tx: Transaction, wait_ids: Collection[int], *, now: datetime) -> list[int]:
    """Note that these are told now; give those that nobody had told before."""
    told = update(waits).where(waits.c.id.in_(sorted(wait_ids)), waits.c.told_at.is_(None))
    return sorted(tx.execute(told.values(told_at=now).returning(waits.c.id)).scalars())


def add_note(tx: Transaction, *, request_id: int, author_id: int, text: str, now: datetime) -> int:
    """Write a host's word to the team; give its id."""
    row = {"request_id": request_id, "author_id": author_id, "text": text, "at": now}
    return int(tx.execute(insert(notes).values(row).returning(notes.c.id)).scalar_one())


def note(tx: Reading, note_id: int) -> Note | None:
    """Give a host's word."""
    row = tx.execute(select(notes).where(notes.c.id == note_id)).one_or_none()
    return None if row is None else Note(row.id, row.request_id, row.author_id, row.text)


def count_notes(tx: Reading, request_id: int) -> int:
    """Count the words left about a request."""
    return int(tx.execute(select(func.count()).where(notes.c.request_id == request_id)).scalar_one())


def _proposal(row: Row[Any]) -> Proposal:
    return Proposal(
        row.id, row.batch, row.request_id, row.appointment_id, row.host_id, row.starts, ProposalState(row.state)
    )


def _wait(row: Row[Any]) -> Wait:
    return Wait(row.id, row.person_id, row.defi_id, row.host_id, row.asked_at, row.told_at)
