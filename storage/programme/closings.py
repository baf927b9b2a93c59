"""Find what the closing of a promotion concerns, make its members alumni, and restore their memberships."""

from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa

from bot.agenda.model import State
from bot.programme.roles import Role
from storage.agenda.appointments import appointments
from storage.database import Reading, Transaction
from storage.notices.ledger import OPEN, notices
from storage.programme.people import memberships, people
from storage.programme.promotions import promotions
from storage.records.actions import actions

LEAVING = (Role.EIG, Role.PORTEUR, Role.SPONSOR)  # Coaches stay, since they read the data and can undo the closing.
_STANDING = [State.HELD.value, State.CONFIRMED.value]
_OF_IT = memberships.c.promotion_id == sa.bindparam("promotion")
_MEMBERS = sa.select(memberships.c.id, memberships.c.person_id, memberships.c.role).where(
    _OF_IT, memberships.c.ended_at.is_(None), memberships.c.role.in_([role.value for role in LEAVING])
)
_ALUMNI = sa.and_(memberships.c.role == Role.ALUMNI.value, memberships.c.promotion_id.is_(None))
_COUNTS = sa.select(
    sa.select(sa.func.count())
    .where(
        appointments.c.promotion_id == sa.bindparam("promotion"),
        appointments.c.state.in_(_STANDING),
        appointments.c.starts > sa.bindparam("now", type_=appointments.c.starts.type),
    )
    .scalar_subquery(),
    sa.select(sa.func.count())
    .where(actions.c.promotion_id == sa.bindparam("promotion"), actions.c.closed_at.is_(None))
    .scalar_subquery(),
    sa.select(sa.func.count())
    .where(OPEN, notices.c.person_id.in_(sa.select(memberships.c.person_id).where(_OF_IT)))
    .scalar_subquery(),
)


_COMING = (
    sa.select(appointments.c.id)
    .where(
        appointments.c.promotion_id == sa.bindparam("promotion"),
        appointments.c.state.in_(_STANDING),
        appointments.c.starts > sa.bindparam("now", type_=appointments.c.starts.type),
    )
    .order_by(appointments.c.starts, appointments.c.id)
)


def upcoming_appointment_ids(tx: Reading, promotion_id: int, *, now: datetime) -> list[int]:
    return list(tx.execute(_COMING, {"promotion": promotion_id, "now": now}).scalars())


def list_due_cancellations(tx: Reading, *, now: datetime) -> list[int]:
    """Return the ids of closed promotions whose upcoming appointments are due to be cancelled."""
    due = promotions.c.cancels_at <= now
    return list(tx.execute(sa.select(promotions.c.id).where(due).order_by(promotions.c.id)).scalars())


def next_cancellation(tx: Reading) -> datetime | None:
    """Return the next time when the appointments of a closed promotion will be cancelled; None if there is none."""
    at: datetime | None = tx.execute(sa.select(sa.func.min(promotions.c.cancels_at))).scalar_one_or_none()
    return at


def list_leaving_members(tx: Reading, promotion_id: int) -> Sequence[tuple[int, int, Role]]:
    """Return (membership, person, role) of the members who leave when a promotion is closed."""
    return [
        (member.id, member.person_id, Role(member.role)) for member in tx.execute(_MEMBERS, {"promotion": promotion_id})
    ]


def remaining_counts(tx: Reading, promotion_id: int, *, now: datetime) -> tuple[int, int, int]:
    """Return the numbers of upcoming appointments, open actions and pending messages of a promotion. One query."""
    coming, open_actions, owed = tx.execute(_COUNTS, {"promotion": promotion_id, "now": now}).one()
    return coming, open_actions, owed


def make_alumni(tx: Transaction, person_ids: Collection[int], *, now: datetime) -> None:
    """Make these people alumni, unless they already are. The bot does not welcome them as alumni."""
    query = sa.select(memberships.c.person_id).where(_ALUMNI, memberships.c.ended_at.is_(None))
    known = set(tx.execute(query.where(memberships.c.person_id.in_(sorted(person_ids)))).scalars())
    rows = [
        {"person_id": person_id, "role": Role.ALUMNI.value, "welcomed_at": now}
        for person_id in sorted({*person_ids} - known)
    ]
    if rows:
        tx.execute(sa.insert(memberships), rows)


def restore_memberships(tx: Transaction, promotion_id: int, *, closed_at: datetime) -> list[int]:
    """Restore the memberships that ended at `closed_at`, except those of erased people. Return the person ids.

    Also delete the memberships as alumni that these people got by the closing."""
    ended = sa.and_(memberships.c.promotion_id == promotion_id, memberships.c.ended_at == closed_at)
    kept = memberships.c.person_id.in_(sa.select(people.c.id).where(people.c.erased_at.is_(None)))
    back = list(tx.execute(sa.select(memberships.c.person_id).where(ended, kept).distinct()).scalars())
    tx.execute(sa.update(memberships).where(ended, kept).values(ended_at=None))
    tx.execute(
        sa.delete(memberships).where(_ALUMNI, memberships.c.welcomed_at == closed_at, memberships.c.person_id.in_(back))
    )
    return back
