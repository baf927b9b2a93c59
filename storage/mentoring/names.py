"""Find the names that cycles had when they were requested, for the agenda. In the mentorat, they are empty.

The agenda must not import the modules of mentoring, so the tables are declared again here."""

from collections.abc import Collection

import sqlalchemy as sa

from storage.database import Reading
from storage.dialects import is_among

_cycles = sa.table("mentoring_cycles", sa.column("id", sa.BigInteger), sa.column("format_name", sa.String))
_sessions = sa.table(
    "mentoring_sessions", sa.column("appointment_id", sa.BigInteger), sa.column("cycle_id", sa.BigInteger)
)
_NAMES = (
    sa.select(_sessions.c.appointment_id, _cycles.c.format_name)
    .join_from(_sessions, _cycles, _cycles.c.id == _sessions.c.cycle_id)
    .where(is_among(_sessions.c.appointment_id, "ids"))
)


def names_of(tx: Reading, appointment_ids: Collection[int]) -> dict[int, str]:
    """Return {appointment: name of its cycle} for those of these appointments that are séances. One query."""
    return {row.appointment_id: row.format_name for row in tx.execute(_NAMES, {"ids": sorted(appointment_ids)})}
