"""Delete closed rows of `notices`, but keep rows about an appointment or a gathering until it is over.

Two other modules read the rows that are kept. `storage.agenda.invitations` compares a new invitation with the last one
sent. `storage.gatherings.gathering_line` finds people who were notified of a gathering by their cards."""

from datetime import datetime

import sqlalchemy as sa

from bot.notices.model import NoticeState
from storage.agenda.appointments import appointments
from storage.database import Transaction
from storage.gatherings.occurrences import gatherings
from storage.schema import Moment

from .ledger import notices

APPOINTMENT, GATHERING = "appointment", "gathering_card"  # subjects, with the same names as in `facts`

_NOT_OVER = appointments.c.ends > sa.bindparam("now", type_=Moment())
_APPOINTMENTS = sa.select(appointments.c.id).where(_NOT_OVER)
_GATHERINGS = (
    sa.select(gatherings.c.id).join(appointments, appointments.c.id == gatherings.c.appointment_id).where(_NOT_OVER)
)
# Other modules read these rows. No other module reads rows with a `card_id`: files, and updates of cards.
_READ = sa.and_(
    notices.c.card_id.is_(None),
    sa.or_(
        sa.and_(notices.c.subject == APPOINTMENT, notices.c.subject_id.in_(_APPOINTMENTS)),
        sa.and_(notices.c.subject == GATHERING, notices.c.subject_id.in_(_GATHERINGS)),
    ),
)
_POSTED_CARD = sa.and_(notices.c.is_card, notices.c.state == NoticeState.SENT.value)
_FORGET = sa.delete(notices).where(
    notices.c.closed_at.is_not(None),
    notices.c.closed_at < sa.bindparam("before", type_=Moment()),
    sa.or_(~_POSTED_CARD, notices.c.closed_at < sa.bindparam("cards_before", type_=Moment())),
    ~_READ,
)


def delete_closed(tx: Transaction, *, before: datetime, cards_before: datetime, now: datetime) -> int:
    """Delete rows closed before `before`, and posted cards closed before `cards_before`. Return how many.

    Rows of appointments and gatherings that are not over are kept. `before` and `cards_before` are on the machine's
    clock, as `closed_at` is; `now` is on the bot's clock."""
    return tx.execute(_FORGET, {"before": before, "cards_before": cards_before, "now": now}).rowcount
