"""What is asked of the bureau d'aide: tables `helpdesk_requests` and `helpdesk_sessions`."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, String, Table, Text, bindparam, insert, select

from bot.helpdesk.model import Reason, Request

from .database import Reading, Transaction
from .schema import Id, metadata

requests = Table(
    "helpdesk_requests",
    metadata,
    Column("id", Id, primary_key=True),
    Column("draft_id", String(36), nullable=False, unique=True),  # the idempotency key: one submission, one request
    Column("asked_by", BigInteger, ForeignKey("people.id"), nullable=False),
    Column("defi_id", BigInteger, ForeignKey("defis.id"), nullable=False),
    Column("need", Text, nullable=False),
    Column("reason", String(20), nullable=False),  # why this host: a Reason
)

sessions = Table(
    "helpdesk_sessions",
    metadata,
    Column("appointment_id", BigInteger, ForeignKey("appointments.id"), primary_key=True, autoincrement=False),
    Column("request_id", BigInteger, ForeignKey("helpdesk_requests.id"), nullable=False),
    Index("ix_helpdesk_sessions_request_id", "request_id"),
)


_ADD_REQUEST = insert(requests).returning(requests.c.id)
_ADD_SESSION = insert(sessions)
_OF_APPOINTMENT = (
    select(requests)
    .join(sessions, sessions.c.request_id == requests.c.id)
    .where(sessions.c.appointment_id == bindparam("appointment_id"))
)


def add(
    tx: Transaction, *, draft_id: str, asked_by: int, defi_id: int, need: str, reason: Reason, appointment_id: int
) -> int:
    """Write a request and its appointment; give the request's id."""
    row = {
        "draft_id": draft_id,
        "asked_by": asked_by,
        "defi_id": defi_id,
        "need": need,
        "reason": reason.value,
    }
    request_id = int(tx.execute(_ADD_REQUEST, row).scalar_one())
    tx.execute(_ADD_SESSION, {"appointment_id": appointment_id, "request_id": request_id})
    return request_id


def of_appointment(tx: Reading, appointment_id: int) -> Request | None:
    """Give the request that this appointment belongs to."""
    row = tx.execute(_OF_APPOINTMENT, {"appointment_id": appointment_id}).one_or_none()
    return None if row is None else Request(row.id, row.asked_by, row.defi_id, row.need, Reason(row.reason))
