"""The end of a gesture: it can be undone for two minutes, which who did it sees on their card, or stands at once.

A module of its own, over `news` and `sheets`: bookings, proposals and changes all end so.
"""

from collections.abc import Sequence
from datetime import datetime

from bot.agenda import pending
from bot.agenda.model import Appointment
from bot.helpdesk.model import Done
from bot.helpdesk.news import settle, show_first
from bot.helpdesk.sheets import describe
from bot.programme.model import Actor
from storage.database import Transaction


def finish(
    tx: Transaction, actor: Actor, request_id: int, *, batch: str, booked: Sequence[Appointment], now: datetime
) -> Done:
    """Give what a gesture made of these appointments; within an hour of the start it stands, and people are told."""
    until = pending.undoable_until(tx, batch, now=now)
    if until is None and booked:
        settle(tx, batch, now=now)
    elif booked:
        show_first(tx, request_id, actor.person_id, appointments=booked, now=now)
    return Done(describe(tx, request_id), batch, until)
