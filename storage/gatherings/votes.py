"""Which groups between peers are to be asked what to talk about, and when the next one is."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.agenda.model import State
from bot.gatherings.model import PAIRS
from storage.agenda.appointments import appointments
from storage.agenda.changes import is_pending
from storage.database import Reading
from storage.notices.ledger import notices

from .occurrences import gatherings
from .series import series

_earlier, _its = gatherings.alias("earlier"), appointments.alias("its")
_BEFORE = sa.exists().where(
    _earlier.c.series_id == gatherings.c.series_id,
    _its.c.id == _earlier.c.appointment_id,
    _its.c.state != State.CANCELLED.value,
    _its.c.starts < appointments.c.starts,
)


def unasked(tx: Reading, *, after: datetime, until: datetime, kind: str, subject: str) -> list[int]:
    """Give the first groups of their series, announced between these moments, without subject, whom nobody asked yet.

    `kind` and `subject`: of the notice that asks.
    """
    between = (gatherings.c.announce_at > after, gatherings.c.announce_at <= until)
    return list(tx.execute(_unasked(kind, subject).where(*between).order_by(gatherings.c.id)).scalars())


def next_unasked(tx: Reading, *, kind: str, subject: str) -> datetime | None:
    """Give when the next of them is announced, None when there is none."""
    statement = _unasked(kind, subject).with_only_columns(sa.func.min(gatherings.c.announce_at))
    found: datetime | None = tx.execute(statement).scalar()
    return found


def _unasked(kind: str, subject: str) -> sa.Select[Any]:
    asked = sa.exists().where(
        notices.c.kind == kind, notices.c.subject == subject, notices.c.subject_id == gatherings.c.id
    )
    return (
        sa.select(gatherings.c.id)
        .join(series, series.c.id == gatherings.c.series_id)
        .join(appointments, appointments.c.id == gatherings.c.appointment_id)
        .where(
            series.c.dispositif == PAIRS,
            series.c.ended_at.is_(None),
            gatherings.c.title.is_(None),
            gatherings.c.announced_at.is_(None),
            appointments.c.state != State.CANCELLED.value,
            ~is_pending(gatherings.c.appointment_id),
            ~_BEFORE,
            ~asked,
        )
    )
