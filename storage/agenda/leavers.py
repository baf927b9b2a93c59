"""Find participants who left the programme, and hosts who lost the role that allows them to host."""

from datetime import datetime

import sqlalchemy as sa

from bot.agenda.model import Part, Reply, State
from bot.catalogue.formats import CYCLES, OWN
from bot.programme.roles import Role
from storage.agenda.appointments import appointments, participants
from storage.database import Reading
from storage.dialects import is_among
from storage.programme.people import memberships
from storage.schema import Moment

_HELD = appointments.alias("held")
_SERVED = sa.or_(
    _HELD.c.dispositif.in_(["mentorat", "bureau-aide"]),
    *(_HELD.c.dispositif.startswith(kind) for kind in (OWN, CYCLES)),
)


def still_has_role(*, since: sa.ColumnElement[datetime] | None = None) -> sa.ColumnElement[bool]:
    """Build the condition that a participant still has a role. A host needs a role with the right to host.

    Coaches may host in their promotion. Mentors and specialists may host mentoring, the bureau d'aide and the formats
    that the programme added. For an appointment without a promotion, any role is enough. `since`: a role that ended
    after this moment still counts."""
    held = memberships.c.ended_at.is_(None)
    of_promotion = sa.or_(memberships.c.promotion_id.is_(None), memberships.c.promotion_id == _HELD.c.promotion_id)
    hosts = sa.or_(
        _HELD.c.promotion_id.is_(None),
        (memberships.c.role == Role.COACH.value) & of_promotion,
        memberships.c.role.in_([Role.MENTOR.value, Role.EXPERT.value]) & _SERVED,
    )
    return sa.exists().where(
        memberships.c.person_id == participants.c.person_id,
        held if since is None else sa.or_(held, memberships.c.ended_at > since),
        _HELD.c.id == participants.c.appointment_id,
        sa.or_(participants.c.part != Part.HOST.value, hosts),
    )


def select_leavers(condition: sa.ColumnElement[bool]) -> sa.Select[tuple[int, int]]:
    """Return the query of (appointment, person) for participants of these appointments who left the programme.

    It also finds hosts who may no longer host. The query has the parameters `now` and `states`."""
    return (
        sa.select(participants.c.appointment_id, participants.c.person_id)
        .where(
            # With a join, SQLite would read all participants first, even those of past appointments.
            participants.c.appointment_id.in_(
                sa.select(appointments.c.id).where(
                    condition,
                    appointments.c.starts > sa.bindparam("now", type_=Moment()),
                    is_among(appointments.c.state, "states"),
                )
            ),
            participants.c.reply == Reply.COMES.value,
            ~still_has_role(),
        )
        .order_by(participants.c.appointment_id, participants.c.person_id)
    )


_LEFT_BEHIND = select_leavers(appointments.c.dispositif == sa.bindparam("dispositif"))


def list_leavers(tx: Reading, *, dispositif: str, now: datetime) -> list[tuple[int, int]]:
    """Return (appointment, person) for the upcoming appointments of this dispositif that `select_leavers` finds."""
    values = {"now": now, "dispositif": dispositif, "states": [State.HELD.value, State.CONFIRMED.value]}
    rows = tx.execute(_LEFT_BEHIND, values)
    return [(row.appointment_id, row.person_id) for row in rows]
