"""Hours kept free for a logbook, as the clock looks for them: until when somebody has any, and may have them."""

from datetime import date, datetime

import sqlalchemy as sa

from bot.agenda.model import Reply, State
from bot.dates.paris import day_of
from bot.logbook.model import KEY
from bot.programme.roles import Role
from storage.agenda.appointments import appointments, participants
from storage.database import Reading
from storage.programme.people import memberships
from storage.programme.promotions import promotions
from storage.schema import Moment

_UNTIL = (
    sa.select(sa.func.max(promotions.c.ends_on))
    .select_from(memberships.join(promotions, promotions.c.id == memberships.c.promotion_id))
    .where(
        memberships.c.person_id == participants.c.person_id,
        memberships.c.role == Role.EIG.value,
        memberships.c.ended_at.is_(None),
    )
    .scalar_subquery()
)
_LAST = sa.func.max(appointments.c.starts).label("last")
_HELD = (
    sa.select(participants.c.person_id, _LAST, _UNTIL.label("until"))
    .select_from(appointments.join(participants, participants.c.appointment_id == appointments.c.id))
    .where(
        appointments.c.dispositif == KEY,
        appointments.c.state == State.CONFIRMED.value,
        appointments.c.starts > sa.bindparam("now", type_=Moment()),
        participants.c.reply == Reply.COMES.value,
    )
    .group_by(participants.c.person_id)
    .order_by(participants.c.person_id)
)


def outlived(tx: Reading, *, now: datetime) -> dict[int, date | None]:
    """Return who has hours to come after the last day on which they are an EIG, with that day; None: they are not one.

    One query.
    """
    rows = tx.execute(_HELD, {"now": now})
    until = {row.person_id: (row.last, date.fromisoformat(row.until) if row.until else None) for row in rows}
    return {who: day for who, (last, day) in until.items() if day is None or day_of(last) > day}
