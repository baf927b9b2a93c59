"""Hours kept free for a logbook, for periodic jobs: until when a person has any, and may have them."""

from datetime import date, datetime

import sqlalchemy as sa

from bot.agenda.model import Reply, State
from bot.dates.paris import day_of
from bot.logbook.model import LOGBOOK
from bot.programme.roles import Role
from storage.agenda.appointments import appointments, participants
from storage.database import Reading
from storage.dialects import among
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
_TO_COME = sa.select(appointments.c.id, appointments.c.starts).where(
    appointments.c.dispositif == LOGBOOK,
    appointments.c.state == State.CONFIRMED.value,
    appointments.c.starts > sa.bindparam("now", type_=Moment()),
)
_HELD = sa.select(participants.c.person_id, participants.c.appointment_id, _UNTIL.label("until")).where(
    among(participants.c.appointment_id, "ids"), participants.c.reply == Reply.COMES.value
)


def outlived(tx: Reading, *, now: datetime) -> dict[int, date | None]:
    """Return who has hours to come after the last day on which they are an EIG, with that day; None: they are not one.

    Two queries.
    """
    starts = {row.id: row.starts for row in tx.execute(_TO_COME, {"now": now})}
    found: dict[int, date | None] = {}
    for row in tx.execute(_HELD, {"ids": sorted(starts)}) if starts else ():
        last_day = date.fromisoformat(row.until) if row.until else None
        if last_day is None or day_of(starts[row.appointment_id]) > last_day:
            found[row.person_id] = last_day
    return found
