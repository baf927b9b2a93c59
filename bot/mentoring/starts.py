"""A séance begins: from its start on the mentor's card can say that it did not take place. Looked for by the clock."""

from datetime import datetime

from bot.mentoring import news, steps
from bot.mentoring.cycle import SessionState
from bot.mentoring.sheets import cycle_ids, session_of
from bot.notices import service as notices
from storage.database import Reading, Transaction
from storage.mentoring import clock as mentoring_clock
from storage.mentoring import cycles as mentoring


def begun(tx: Reading, *, now: datetime) -> list[int]:
    """Give the séances that have begun, which is not yet noted."""
    return mentoring_clock.begun(tx, now=now)


def note_begun(tx: Transaction, appointment_id: int, *, now: datetime) -> None:
    """Note that a séance has begun: from now on the mentor's card has « Elle n’a pas eu lieu »."""
    cycle_id = cycle_ids(tx, [appointment_id])[appointment_id]
    session = session_of(steps.lock(tx, cycle_id), appointment_id)
    if session.state is SessionState.CONFIRMED and session.appointment.starts <= now:
        mentoring.change_session(tx, appointment_id, begun_at=now)
        notices.owe_updates(tx, news.SUBJECT, cycle_id, revision=session.appointment.revision, due=now)
