"""Requests of the bureau d'aide: tables `helpdesk_requests`, `helpdesk_sessions`, `helpdesk_guests`."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.agenda.model import Reply, State
from bot.helpdesk.model import BUREAU, Document, NeedKind, Paper, RankReason, Request, RequestWish
from bot.programme.roles import Role
from storage.agenda.appointments import appointments, ends_after, participants
from storage.agenda.changes import changes
from storage.agenda.leavers import select_leavers
from storage.database import Reading, Transaction
from storage.dialects import is_among
from storage.programme.people import memberships
from storage.programme.promotions import defis
from storage.schema import Id, Moment, metadata
from storage.values import from_row, group_rows

requests = sa.Table(
    "helpdesk_requests",
    metadata,
    sa.Column("id", Id, primary_key=True),
    # The idempotency key: if a form is submitted twice, it creates one request.
    sa.Column("draft_id", sa.String(36), nullable=False, unique=True),
    sa.Column("asked_by", sa.BigInteger, sa.ForeignKey("people.id"), nullable=False),
    sa.Column("defi_id", sa.BigInteger, sa.ForeignKey("defis.id"), nullable=False),
    sa.Column("need", sa.Text, nullable=False),
    sa.Column("reason", sa.String(20), nullable=False),
    sa.Column("kind", sa.String(20), nullable=False, server_default=NeedKind.UNKNOWN.value),
    sa.Column("sessions", sa.Integer, nullable=False, server_default="1"),  # number of séances in the original request
    sa.Column("document", sa.String(10), nullable=False, server_default=Document.LATER.value),
    sa.Column("document_ref", sa.String(1000)),
    sa.Column("document_name", sa.String(300)),
    sa.Column("wished", sa.Text),  # The team proposed these times when no slot was free.
    sa.Column("host_id", sa.BigInteger, sa.ForeignKey("people.id")),
    sa.Column("taken_by", sa.BigInteger, sa.ForeignKey("people.id")),
    sa.Column("tell_channel", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("asked_at", Moment),
    sa.Column("format_key", sa.String(40), nullable=False, server_default=BUREAU),
    # the length of each séance when it was booked
    sa.Column("minutes", sa.Integer, nullable=False, server_default="60"),
    sa.Column("answer_by", Moment),  # Until then, the host can accept the séances that are held.
    sa.Index("ix_helpdesk_requests_asked_by", "asked_by"),
    sa.Index("ix_helpdesk_requests_host_id", "host_id"),
    sa.Index(
        "ix_helpdesk_requests_taken_by",
        "taken_by",
        sqlite_where=sa.text("taken_by IS NOT NULL"),
        postgresql_where=sa.text("taken_by IS NOT NULL"),
    ),
    sa.Index(
        "ix_helpdesk_requests_answer_by",
        "answer_by",
        sqlite_where=sa.text("answer_by IS NOT NULL"),
        postgresql_where=sa.text("answer_by IS NOT NULL"),
    ),
    sa.Index(
        "ix_helpdesk_requests_calls",
        "id",
        sqlite_where=sa.text("wished IS NOT NULL AND taken_by IS NULL"),
        postgresql_where=sa.text("wished IS NOT NULL AND taken_by IS NULL"),
    ),
)

sessions = sa.Table(
    "helpdesk_sessions",
    metadata,
    sa.Column("appointment_id", sa.BigInteger, sa.ForeignKey("appointments.id"), primary_key=True, autoincrement=False),
    sa.Column("request_id", sa.BigInteger, sa.ForeignKey("helpdesk_requests.id"), nullable=False),
    sa.Index("ix_helpdesk_sessions_request_id", "request_id"),
)

guests = sa.Table(
    "helpdesk_guests",
    metadata,
    sa.Column(
        "request_id", sa.BigInteger, sa.ForeignKey("helpdesk_requests.id"), primary_key=True, autoincrement=False
    ),
    sa.Column("person_id", sa.BigInteger, sa.ForeignKey("people.id"), primary_key=True, autoincrement=False),
    sa.Index("ix_helpdesk_guests_person_id", "person_id"),
)


_ADD_REQUEST = sa.insert(requests).returning(requests.c.id)
_ADD_SESSION = sa.insert(sessions)
_ADD_GUEST = sa.insert(guests)
_REQUESTS: sa.Select[Any] = (
    sa.select(requests, defis.c.promotion_id, guests.c.person_id)
    .join(defis, defis.c.id == requests.c.defi_id)
    .outerjoin(guests, guests.c.request_id == requests.c.id)
    .order_by(requests.c.id, guests.c.person_id)
)
_BY_ID = _REQUESTS.where(requests.c.id == sa.bindparam("request_id"))
_OF_APPOINTMENTS = _REQUESTS.where(
    requests.c.id.in_(sa.select(sessions.c.request_id).where(is_among(sessions.c.appointment_id, "appointments")))
)
_LOCK = sa.select(requests.c.id).where(requests.c.id == sa.bindparam("request_id")).with_for_update(key_share=True)
_SESSIONS = sa.select(sessions.c.appointment_id).where(sessions.c.request_id == sa.bindparam("request_id"))
_SESSIONS_OF = (
    sa.select(sessions.c.request_id, sessions.c.appointment_id)
    .where(is_among(sessions.c.request_id, "requests"))
    .order_by(sessions.c.request_id, sessions.c.appointment_id)
)
_REQUESTS_OF = (
    sa.select(sessions.c.appointment_id, sessions.c.request_id)
    .where(is_among(sessions.c.appointment_id, "appointments"))
    .order_by(sessions.c.appointment_id)
)
_CALLS_OF_LEAVERS = (
    sa.select(requests.c.id, requests.c.taken_by)
    .join(defis, defis.c.id == requests.c.defi_id)
    .where(
        requests.c.taken_by.is_not(None),
        ~sa.select(sessions.c.appointment_id).where(sessions.c.request_id == requests.c.id).exists(),
        ~sa.select(memberships.c.id)
        .where(
            memberships.c.person_id == requests.c.taken_by,
            memberships.c.ended_at.is_(None),
            memberships.c.role == Role.COACH.value,
            sa.or_(memberships.c.promotion_id.is_(None), memberships.c.promotion_id == defis.c.promotion_id),
        )
        .exists(),
    )
    .order_by(requests.c.taken_by, requests.c.id)  # This is the order of the index.
)
_ASKED = (
    sa.select(sessions.c.request_id, participants.c.person_id)
    .join(participants, participants.c.appointment_id == sessions.c.appointment_id)
    .where(
        # With a join, SQLite would read all participants first, even those of past appointments.
        participants.c.appointment_id.in_(
            sa.select(appointments.c.id).where(
                appointments.c.state.in_([State.HELD.value, State.CONFIRMED.value]), *ends_after("now")
            )
        ),
        participants.c.reply == Reply.ASKED.value,
    )
    .distinct()
    .order_by(sessions.c.request_id, participants.c.person_id)
)
_OF_TEAM = sa.select(memberships.c.id).where(memberships.c.defi_id == requests.c.defi_id)
_BY_ASKER = _OF_TEAM.where(memberships.c.person_id == requests.c.asked_by)
WITHOUT_ASKER = (
    sa.select(requests.c.id, requests.c.asked_by)
    .where(
        requests.c.taken_by.is_not(None),
        ~sa.select(sessions.c.appointment_id).where(sessions.c.request_id == requests.c.id).exists(),
        _BY_ASKER.where(memberships.c.role == Role.EIG.value).exists(),  # The team may not read a porteur's need.
        ~_BY_ASKER.where(memberships.c.ended_at.is_(None)).exists(),
        _OF_TEAM.where(memberships.c.role == Role.EIG.value, memberships.c.ended_at.is_(None)).exists(),
    )
    .order_by(requests.c.taken_by, requests.c.id)  # This is the order of the index.
)
LEFT_BEHIND = select_leavers(appointments.c.id.in_(sa.select(sessions.c.appointment_id)))
OPEN_CALLS = _REQUESTS.where(
    requests.c.wished.is_not(None),
    requests.c.taken_by.is_(None),
    ~sa.select(sessions.c.appointment_id).where(sessions.c.request_id == requests.c.id).exists(),
)
UNAGREED = _REQUESTS.where(requests.c.answer_by.is_not(None)).order_by(None).order_by(requests.c.answer_by)
# Each condition has its own query, which uses an index. One query with OR would scan all requests.
_ME: sa.BindParameter[int] = sa.bindparam("person_id")
_INVITED = sa.select(guests.c.request_id).where(guests.c.person_id == _ME)
_ATTENDED = (
    sa.select(sessions.c.request_id)
    .join(participants, participants.c.appointment_id == sessions.c.appointment_id)
    .where(participants.c.person_id == _ME, participants.c.reply == Reply.COMES.value)
)
_BY_PERSON = (requests.c.asked_by, requests.c.host_id, requests.c.taken_by)
_THEIRS = sa.union(*(sa.select(requests.c.id).where(column == _ME) for column in _BY_PERSON), _INVITED)
_LATELY = sa.select(changes.c.appointment_id).where(changes.c.until > sa.bindparam("now", type_=Moment()))
_TO_COME = sa.select(appointments.c.id).where(*ends_after("now"))
_GOING_ON = sa.union(
    sa.select(sessions.c.request_id).where(sessions.c.appointment_id.in_(_TO_COME)),
    sa.select(sessions.c.request_id).where(sessions.c.appointment_id.in_(_LATELY)),
    sa.select(requests.c.id).where(
        requests.c.id.in_(_THEIRS),
        ~sa.select(sessions.c.appointment_id).where(sessions.c.request_id == requests.c.id).exists(),
    ),
)
_GOING_ON_OF_PERSON = _REQUESTS.where(
    requests.c.id.in_(_GOING_ON),
    sa.or_(*(column == _ME for column in _BY_PERSON), requests.c.id.in_(_INVITED), requests.c.id.in_(_ATTENDED)),
)


def add(
    tx: Transaction,
    wish: RequestWish,
    *,
    draft_id: str,
    asked_by: int,
    promotion_id: int | None,
    reason: RankReason,
    host_id: int | None,
    minutes: int,
    now: datetime,
    wished: str | None = None,
) -> Request:
    """Insert a request with its guests, and return it. `minutes`: the length of each séance.

    `promotion_id`: the promotion of the request's défi."""
    values: dict[str, Any] = {
        "asked_by": asked_by,
        "defi_id": wish.defi_id,
        "need": wish.need.strip(),
        "sessions": wish.sessions,
        "wished": wished,
        "host_id": host_id,
        "tell_channel": wish.tell_channel,
        "format_key": wish.format_key,
        "minutes": minutes,
    }
    row = {
        "draft_id": draft_id,
        "reason": reason.value,
        "kind": wish.kind.value,
        "document": wish.paper.document.value,
        "document_ref": wish.paper.ref,
        "document_name": wish.paper.name,
        "asked_at": now,
    }
    request_id = int(tx.execute(_ADD_REQUEST, values | row).scalar_one())
    guest_ids = tuple(sorted({*wish.guest_ids} - {asked_by}))
    if guest_ids:
        tx.execute(_ADD_GUEST, [{"request_id": request_id, "person_id": id_} for id_ in guest_ids])
    also: dict[str, Any] = {"reason": reason, "kind": wish.kind, "paper": wish.paper, "promotion_id": promotion_id}
    return Request(request_id, **values, **also, guest_ids=guest_ids)


def add_sessions(tx: Transaction, request_id: int, appointment_ids: Collection[int]) -> None:
    tx.execute(_ADD_SESSION, [{"appointment_id": id_, "request_id": request_id} for id_ in appointment_ids])


def read(tx: Reading, request_id: int) -> Request | None:
    return next(iter(_read(tx, _BY_ID, request_id=request_id)), None)


def lock(tx: Transaction, request_id: int) -> Request | None:
    """Lock a request's row, in the order of locks (`bot/agenda/locks.py`), and return the request."""
    tx.execute(_LOCK, {"request_id": request_id})
    return read(tx, request_id)


def read_by_appointment(tx: Reading, appointment_id: int) -> Request | None:
    return next(iter(_read(tx, _OF_APPOINTMENTS, appointments=[appointment_id])), None)


def read_by_appointments(tx: Reading, appointment_ids: Collection[int]) -> list[Request]:
    return _read(tx, _OF_APPOINTMENTS, appointments=sorted(appointment_ids)) if appointment_ids else []


def current_requests_of(tx: Reading, person_id: int, *, now: datetime) -> list[Request]:
    """Return a person's requests: as booker, participant, host, or the coach who took them. Sorted by id.

    A request counts if it has an upcoming séance, no séance at all, or a change that can still be undone."""
    return _read(tx, _GOING_ON_OF_PERSON, person_id=person_id, now=now)


def list_open_calls(tx: Reading) -> list[Request]:
    """Return the requests that have no séance, and that no coach has taken, sorted by id."""
    return _read(tx, OPEN_CALLS)


def calls_of_leavers(tx: Reading) -> list[tuple[int, int]]:
    """Return (request, coach) of requests without a séance whose coach does not coach the request's promotion now."""
    return [(row.id, row.taken_by) for row in tx.execute(_CALLS_OF_LEAVERS)]


def calls_without_asker(tx: Reading) -> list[tuple[int, int]]:
    """Return (request, asker) of requests that a coach took and that have no séance.

    The asker is an EIG who left the team, and another EIG is still in the team."""
    return [(row.id, row.asked_by) for row in tx.execute(WITHOUT_ASKER)]


def list_leavers(tx: Reading, *, now: datetime) -> list[tuple[int, int]]:
    rows = tx.execute(LEFT_BEHIND, {"now": now, "states": [State.HELD.value, State.CONFIRMED.value]})
    return [(row.appointment_id, row.person_id) for row in rows]


def list_unanswered_specialists(tx: Reading, *, now: datetime) -> list[tuple[int, int]]:
    """Return (request, person) of specialists who were asked to a séance and have not answered."""
    return [(row.request_id, row.person_id) for row in tx.execute(_ASKED, {"now": now})]


def requests_awaiting_host(tx: Reading) -> list[Request]:
    """Return the requests whose séances are held until their host agrees, the first deadline first."""
    return _read(tx, UNAGREED)


def session_ids(tx: Reading, request_id: int) -> list[int]:
    return sorted(tx.execute(_SESSIONS, {"request_id": request_id}).scalars())


def session_ids_of(tx: Reading, request_ids: Collection[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for row in tx.execute(_SESSIONS_OF, {"requests": sorted(request_ids)}):
        found.setdefault(row.request_id, []).append(row.appointment_id)
    return found


def request_ids_of(tx: Reading, appointment_ids: Collection[int]) -> dict[int, int]:
    """Return {appointment: request} for those of these appointments that are séances of a request."""
    rows = tx.execute(_REQUESTS_OF, {"appointments": sorted(appointment_ids)})
    return {row.appointment_id: row.request_id for row in rows}


def change(tx: Transaction, request_id: int, **values: object) -> None:
    tx.execute(sa.update(requests).where(requests.c.id == request_id).values(values))


def assign_coach(tx: Transaction, request_id: int, person_id: int) -> bool:
    """Assign a request to this coach. Return False if another coach took it."""
    mine = sa.update(requests).where(requests.c.id == request_id, requests.c.taken_by.is_(None))
    return tx.execute(mine.values(taken_by=person_id)).rowcount == 1


def _read(tx: Reading, statement: sa.Select[Any], **values: object) -> list[Request]:
    return [
        from_row(
            Request,
            row,
            paper=Paper(Document(row.document), row.document_ref, row.document_name),
            guest_ids=tuple(coming),
        )
        for row, coming in group_rows(tx.execute(statement, values), lambda row: row.person_id)
    ]
