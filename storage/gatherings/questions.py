"""Which conferences have questions to hand over; tables `gatherings`, `gathering_proposals`, `appointments`."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.agenda.model import State
from bot.gatherings.model import Purpose
from storage.agenda.appointments import appointments
from storage.database import Reading
from storage.schema import Moment

from .occurrences import gatherings
from .proposals import proposals

_ASKED: sa.Select[Any] = (
    sa.select(gatherings.c.id, appointments.c.starts)
    .join(appointments, appointments.c.id == gatherings.c.appointment_id)
    .where(
        appointments.c.starts > sa.bindparam("now", type_=Moment()),
        appointments.c.state == State.CONFIRMED.value,
        gatherings.c.id.in_(sa.select(proposals.c.gathering_id).where(proposals.c.purpose == Purpose.QUESTION.value)),
    )
    .order_by(appointments.c.starts, gatherings.c.id)
)
_COUNT = sa.select(sa.func.count()).where(
    proposals.c.gathering_id == sa.bindparam("gathering_id"), proposals.c.purpose == Purpose.QUESTION.value
)


def asked(tx: Reading, *, now: datetime) -> Mapping[int, datetime]:
    """Give what is to come and has questions: its start by its id, the first first; one query."""
    return {row.id: row.starts for row in tx.execute(_ASKED, {"now": now})}


def count(tx: Reading, gathering_id: int) -> int:
    """Count the questions to the speakers of a gathering."""
    return int(tx.execute(_COUNT, {"gathering_id": gathering_id}).scalar_one())
