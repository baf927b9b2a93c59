"""Find mentoring cycles and séances for which a periodic job has something to do."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.mentoring.cycle import LIVE, OPEN, CycleState, SessionState
from bot.mentoring.facts import RequestUnanswered
from bot.mentoring.model import MENTORING_ROLES, Cycle
from bot.programme.roles import Role
from storage.agenda.appointments import appointments
from storage.database import Reading
from storage.notices.ledger import notices
from storage.programme.people import memberships
from storage.programme.promotions import defis
from storage.schema import Moment

from .cycles import cycles, guests, is_duplicate, sessions

_LIVE = [state.value for state in LIVE]
_OPEN = [state.value for state in OPEN]
_LAPSED = (
    sa.select(cycles.c.id)
    .where(cycles.c.state.in_(_OPEN), cycles.c.answer_by <= sa.bindparam("now", type_=Moment()))
    .order_by(cycles.c.answer_by, cycles.c.id)
)
_IS_MOVING = sessions.c.state == SessionState.MOVING.value
# Séances that wait for the mentor: LATE (after the cycle's last day), or with another time that the team wants.
_LATE_WORD = (
    sa.select(sessions.c.appointment_id)
    .join(appointments, appointments.c.id == sessions.c.appointment_id)
    .where(
        sa.or_(
            sa.and_(
                sessions.c.state == SessionState.LATE.value,
                appointments.c.starts <= sa.bindparam("before", type_=Moment()),
            ),
            sa.and_(_IS_MOVING, sessions.c.word_by <= sa.bindparam("now", type_=Moment())),
        )
    )
)
_ENDED = (
    sa.select(sessions.c.appointment_id)
    .join(appointments, appointments.c.id == sessions.c.appointment_id)
    .where(sessions.c.state == SessionState.CONFIRMED.value, appointments.c.ends <= sa.bindparam("now", type_=Moment()))
    .order_by(appointments.c.ends, sessions.c.appointment_id)
)
_BEGUN = (
    sa.select(sessions.c.appointment_id)
    .join(appointments, appointments.c.id == sessions.c.appointment_id)
    .where(
        sessions.c.state == SessionState.CONFIRMED.value,
        sessions.c.begun_at.is_(None),
        appointments.c.starts <= sa.bindparam("now", type_=Moment()),
    )
    .order_by(appointments.c.starts, sessions.c.appointment_id)
)
_WITHOUT_TIME = (
    sa.select(cycles.c.id)
    .join(sessions, sessions.c.cycle_id == cycles.c.id)
    .where(cycles.c.state == CycleState.RUNNING.value, sessions.c.state == SessionState.OPEN.value)
    .distinct()
    .order_by(cycles.c.id)
)

_NEXT = sa.select(
    sa.select(sa.func.min(cycles.c.answer_by)).where(cycles.c.state.in_(_OPEN)).scalar_subquery().label("lapses"),
    sa.select(sa.func.min(appointments.c.ends))
    .join(sessions, sessions.c.appointment_id == appointments.c.id)
    .where(sessions.c.state == SessionState.CONFIRMED.value)
    .scalar_subquery()
    .label("ends"),
    sa.select(sa.func.min(appointments.c.starts))
    .join(sessions, sessions.c.appointment_id == appointments.c.id)
    .where(sessions.c.state == SessionState.LATE.value)
    .scalar_subquery()
    .label("late"),
    sa.select(sa.func.min(sessions.c.word_by)).where(_IS_MOVING).scalar_subquery().label("word"),
    sa.select(sa.func.min(appointments.c.starts))
    .join(sessions, sessions.c.appointment_id == appointments.c.id)
    .where(sessions.c.state == SessionState.CONFIRMED.value, sessions.c.begun_at.is_(None))
    .scalar_subquery()
    .label("begins"),
)


def _has_left(person_column: sa.Column[Any], *conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Build the condition that a person has no current membership that meets these conditions.

    Without conditions, any current membership in the programme counts."""
    # Memberships are counted by person id: with NOT EXISTS in an OR, PostgreSQL would read all memberships ever.
    still = sa.select(sa.func.count()).where(
        memberships.c.person_id == person_column, memberships.c.ended_at.is_(None), *conditions
    )
    return still.correlate(cycles, guests).scalar_subquery() == sa.literal_column("0")


_MENTORS = memberships.c.role.in_([role.value for role in MENTORING_ROLES])
_HERE = sa.select(defis.c.promotion_id).where(defis.c.id == cycles.c.defi_id).correlate(cycles).scalar_subquery()
_COACHES = sa.and_(
    cycles.c.format_name != "",  # The programme added these cycles.
    memberships.c.role == Role.COACH.value,
    sa.or_(memberships.c.promotion_id.is_(None), memberships.c.promotion_id == _HERE),
)
_NO_MENTOR = _has_left(cycles.c.mentor_id, sa.or_(_MENTORS, _COACHES))
_LEFT_BEHIND = (
    sa.select(cycles.c.id, cycles.c.asked_by.label("person_id"))
    .where(cycles.c.state.in_(_LIVE), _has_left(cycles.c.asked_by))
    .union(
        sa.select(cycles.c.id, cycles.c.mentor_id).where(cycles.c.state.in_(_LIVE), _NO_MENTOR),
        sa.select(cycles.c.id, guests.c.person_id)
        .join(guests, guests.c.cycle_id == cycles.c.id)
        .where(cycles.c.state.in_(_LIVE), guests.c.left_at.is_(None), _has_left(guests.c.person_id)),
    )
)

LOST = (
    sa.select(cycles.c.id)
    .where(
        cycles.c.taken_by.is_(None),
        cycles.c.followed_by.is_(None),
        sa.or_(
            sa.and_(cycles.c.state.in_(_LIVE), _NO_MENTOR),
            sa.and_(
                cycles.c.state == CycleState.LAPSED.value,
                cycles.c.turned_at > sa.bindparam("since", type_=Moment()),
                sa.exists().where(  # This notice exists only if the mentor did not answer.
                    notices.c.subject == RequestUnanswered.subject,
                    notices.c.subject_id == cycles.c.id,
                    notices.c.kind == RequestUnanswered.kind,
                ),
            ),
        ),
    )
    .order_by(cycles.c.id)
)


def list_lost_requests(tx: Reading, *, since: datetime) -> list[int]:
    """Return cycles that no coach took over. Their mentor left, or the request expired after `since` unanswered."""
    return list(tx.execute(LOST, {"since": since}).scalars())


def list_expired_requests(tx: Reading, *, now: datetime, mentor_id: int | None = None) -> list[int]:
    """Return the requests that expired. `mentor_id`: only requests to this mentor."""
    query = _LAPSED if mentor_id is None else _LAPSED.where(cycles.c.mentor_id == mentor_id)
    return list(tx.execute(query, {"now": now}).scalars())


def next_due_times(tx: Reading) -> tuple[datetime | None, ...]:
    """Return when next a request expires, a séance starts, a séance ends, a late séance starts, and a wish expires.

    Each of the five times may be None. A late séance is one to which the mentor must still agree. A wish is the team's
    request for another time."""
    row = tx.execute(_NEXT).one()
    return row.lapses, row.begins, row.ends, row.late, row.word


def list_unagreed_sessions(tx: Reading, *, before: datetime, now: datetime) -> list[int]:
    """Return the ids of late séances to which the mentor has not agreed, if they start before `before`.

    Also return séances for which the team wanted another time, if the mentor's time to answer is over."""
    return list(tx.execute(_LATE_WORD, {"before": before, "now": now}).scalars())


def list_begun_sessions(tx: Reading, *, now: datetime) -> list[int]:
    """Return the séances that have begun, if this is not recorded yet."""
    return list(tx.execute(_BEGUN, {"now": now}).scalars())


def list_ended_sessions(tx: Reading, *, now: datetime) -> list[int]:
    """Return the séances that are over, if this is not recorded yet."""
    return list(tx.execute(_ENDED, {"now": now}).scalars())


def cycles_without_time(tx: Reading) -> list[int]:
    return list(tx.execute(_WITHOUT_TIME).scalars())


def list_leavers(tx: Reading) -> list[tuple[int, int]]:
    """Return (cycle, person) of participants of running cycles who left the programme."""
    return sorted((row.id, row.person_id) for row in tx.execute(_LEFT_BEHIND))


def last_failed_request(tx: Reading, cycle: Cycle) -> int | None:
    """Return the last earlier cycle like this one (see `is_duplicate`), if it failed and has no successor."""
    lost = (CycleState.DECLINED.value, CycleState.LAPSED.value)
    same = is_duplicate(cycle.terms, asked_by=cycle.asked_by, defi_id=cycle.defi_id, domain=cycle.domain)
    row = tx.execute(
        sa.select(cycles.c.id, cycles.c.state, cycles.c.followed_by)
        .where(same, cycles.c.id < cycle.id)
        .order_by(cycles.c.id.desc())
        .limit(1)
    ).one_or_none()
    return row.id if row is not None and row.state in lost and row.followed_by is None else None
