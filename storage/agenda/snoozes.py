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
# Forgotten, not dropped: a dropped row keeps its key, and who puts it off to 9 h, to 10 h, then to 9 h again would
# hear nothing.
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
    """Owe again what was put off about these appointments and dropped since a gesture that is taken back."""
    tx.execute(_REVIVE, {"of": subject, "ids": sorted(ids), "why": reason, "since": since})


def forget_owed(
    tx: Transaction, person_id: int, *, subject: str, subject_ids: Collection[int], kinds: Collection[str]
) -> None:
    """Forget what this person put off about these subjects and nobody began to send."""
    values = {"person": person_id, "of": subject, "ids": sorted(subject_ids), "kinds": sorted(kinds)}
    tx.execute(_FORGET, values)


def carry(tx: Transaction, appointment_ids: Collection[int], *, subject: str) -> None:
    """Let what was put off about these appointments be of their present revision, where they still begin after it.

    A colleague who leaves must not take away what somebody asked to be reminded of.
    """
    tx.execute(_CARRY, {"of": subject, "ids": sorted(appointment_ids)})
