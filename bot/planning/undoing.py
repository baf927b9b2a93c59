"""Functions that undo a change of appointments within two minutes, or commit it after that.

They call the code of the feature. All appointments of a batch belong to one feature, except in a confirmed plan of the
year."""

from collections.abc import Callable, Mapping
from datetime import datetime

import bot.evaluation.changes
import bot.gatherings.changes
import bot.helpdesk.changes
import bot.helpdesk.news
import bot.mentoring.changes
import bot.mentoring.news
import bot.polls.changes
import bot.polls.news
from bot.agenda import pending
from bot.agenda.model import SettledChange
from bot.catalogue.formats import booking_key
from bot.errors import UndoTooLate
from bot.evaluation.model import COMMITTEE, TALK
from bot.gatherings.kinds import KINDS
from bot.helpdesk.model import BUREAU
from bot.mentoring.model import MENTORING
from bot.programme.model import Actor
from bot.programme.permissions import require
from storage.agenda import appointments
from storage.database import Transaction

UNDOES: Mapping[str, Callable[..., list[SettledChange]]] = {
    BUREAU: bot.helpdesk.changes.undo,
    MENTORING: bot.mentoring.changes.undo,
    **dict.fromkeys((COMMITTEE, TALK), bot.evaluation.changes.undo),
    **dict.fromkeys(KINDS, bot.gatherings.changes.undo),
    **dict.fromkeys(bot.polls.news.MEETINGS, bot.polls.changes.undo),
}


def settle_batch(tx: Transaction, batch: str, *, now: datetime) -> None:
    """Commit a change whose undo window has ended, and notify people. It is safe to run this on several replicas."""
    settled = bot.helpdesk.news.settle(tx, batch, now=now)
    bot.polls.news.announce(tx, settled, now=now)
    bot.evaluation.changes.announce(tx, settled, now=now)
    bot.gatherings.changes.announce(tx, settled, now=now)
    bot.mentoring.news.announce(tx, settled, now=now)


def undo_batch(tx: Transaction, actor: Actor, batch: str, *, now: datetime) -> list[SettledChange]:
    """« Revenir en arrière »: undo a reschedule or a cancellation before anybody is notified.

    Return the undone changes with the current appointments. Raises UndoTooLate (also after a second click), NotAllowed,
    Conflict."""
    require(actor, "agenda.undo")
    ids = pending.appointment_ids_of(tx, batch)
    changed = appointments.read_all(tx, ids) if ids else []
    features = {UNDOES.get(booking_key(appointment.dispositif)) for appointment in changed}
    feature = features.pop() if len(features) == 1 else None
    if feature is None:
        raise UndoTooLate
    return feature(tx, actor, batch, now=now)
