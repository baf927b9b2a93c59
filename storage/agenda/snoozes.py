"""Reminders that a person put off: rows of `notices` whose key says so by its period."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from bot.agenda.model import State
from bot.notices.model import NoticeState
from storage.database import Transaction
from storage.dialects import among
from storage.notices.ledger import notices
from storage.schema import Moment

from .appointments import appointments

PERIOD = "snooze"  # how the period of such a row begins

_PUT_OFF = (
    notices.c.state == NoticeState.OWED.value,
    notices.c.attempts == 0,
    notices.c.key.like(f"% {PERIOD} %"),
)
# Deleted, not dropped: a dropped row keeps its key, so a person who snoozes to 9 h, to 10 h, then to 9 h again would
# get no reminder.
_FORGET = sa.delete(notices).where(
    notices.c.person_id == sa.bindparam("person"),
    notices.c.subject == sa.bindparam("of"),
    among(notices.c.subject_id, "ids"),
    among(notices.c.kind, "kinds"),
    *_PUT_OFF,
)
_OF = appointments.c.id == notices.c.subject_id
_CARRY = (
    sa.update(notices)
    .where(
        notices.c.subject == sa.bindparam("of"),
        among(notices.c.subject_id, "ids"),
        *_PUT_OFF,
        sa.exists().where(_OF, appointments.c.state == State.CONFIRMED.value, appointments.c.starts > notices.c.due),
    )
    .values(
        revision=sa.select(appointments.c.revision).where(_OF).scalar_subquery(),
        expires=sa.select(appointments.c.starts).where(_OF).scalar_subquery(),
    )
)


_REVIVE = (
    sa.update(notices)
    .where(
        notices.c.subject == sa.bindparam("of"),
        among(notices.c.subject_id, "ids"),
        notices.c.state == NoticeState.DROPPED.value,
        notices.c.reason == sa.bindparam("why"),
        notices.c.closed_at >= sa.bindparam("since", type_=Moment()),
        notices.c.key.like(f"% {PERIOD} %"),
        sa.exists().where(
            _OF, appointments.c.state == State.CONFIRMED.value, appointments.c.starts == notices.c.expires
        ),
    )
    .values(
        state=NoticeState.OWED.value,
        reason=None,
        closed_at=None,
        revision=sa.select(appointments.c.revision).where(_OF).scalar_subquery(),
    )
)


def revive(tx: Transaction, ids: Collection[int], *, subject: str, reason: str, since: datetime) -> None:
    """Restore snoozed reminders of these appointments that were dropped since a change that is being undone."""
    tx.execute(_REVIVE, {"of": subject, "ids": sorted(ids), "why": reason, "since": since})


def forget_owed(
    tx: Transaction, person_id: int, *, subject: str, subject_ids: Collection[int], kinds: Collection[str]
) -> None:
    """Forget what this person put off about these subjects and nobody began to send."""
    values = {"person": person_id, "of": subject, "ids": sorted(subject_ids), "kinds": sorted(kinds)}
    tx.execute(_FORGET, values)


def carry(tx: Transaction, appointment_ids: Collection[int], *, subject: str) -> None:
    """Update the snoozed reminders of these appointments to the current revision, if they still begin later.

    A colleague who leaves must not remove a reminder that another person asked for."""
    tx.execute(_CARRY, {"of": subject, "ids": sorted(appointment_ids)})
