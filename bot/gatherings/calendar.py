"""« Ajouter à mon agenda »: the calendar file of a gathering, in the thread of the person's own card."""

from datetime import datetime

from bot.agenda import calendars
from bot.gatherings import announcing
from bot.gatherings.facts import Card
from bot.gatherings.sheets import describe
from bot.notices import service as notices
from bot.programme.model import Actor
from bot.programme.permissions import require
from storage.database import Transaction


def take(tx: Transaction, actor: Actor, gathering_id: int, *, now: datetime) -> bool:
    """Owe the actor the file of a gathering they come to, and their own card where they have none; False if they don't.

    Raises NotAllowed, NotFound.
    """
    sheet = describe(tx, gathering_id)
    require(actor, "gatherings.read", sheet)
    one = sheet.appointment
    if actor.person_id is None or one.part_of(actor.person_id) is None or sheet.is_cancelled:
        return False
    notices.tell(tx, Card(), about=sheet.gathering.id, to=[actor.person_id], due=now)
    return calendars.take(tx, actor, [one], card=(announcing.CARD_SUBJECT, gathering_id), now=now) > 0
