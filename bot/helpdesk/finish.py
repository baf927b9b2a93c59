"""The end of a gesture: it can be undone for two minutes, or stands at once.

A module of its own, over `news` and `sheets`: bookings, proposals and changes all end so.
"""

from collections.abc import Sequence
from datetime import datetime

from bot.agenda import pending
from bot.agenda.model import Appointment
from bot.helpdesk.model import Done
from bot.helpdesk.news import settle
from bot.helpdesk.sheets import describe
from storage.database import Transaction


def finish(tx: Transaction, request_id: int, batch: str, *, booked: Sequence[Appointment], now: datetime) -> Done:
    """Give what a gesture made; within an hour of the start it stands at once, and people are told."""
    until = pending.undoable_until(tx, batch, now=now)
    if until is None and booked:
        settle(tx, batch, now=now)
    return Done(describe(tx, request_id), batch, until)
