"""What a team says of its request once it is booked: its subject, and whether the défi's channel hears of the date.

Who books writes the need and nothing else; the rest is asked for on the card, and none of it has to be said.
"""

from datetime import datetime

from bot.agenda import pending
from bot.helpdesk.model import NeedKind, Sheet
from bot.helpdesk.news import SUBJECT, refresh, tell_channel
from bot.helpdesk.sheets import describe
from bot.programme.history import record
from bot.programme.model import Actor
from bot.programme.permissions import require
from storage.database import Transaction
from storage.helpdesk import requests


def precise(
    tx: Transaction, actor: Actor, request_id: int, *, kind: NeedKind, tells_channel: bool, now: datetime
) -> Sheet:
    """Note the subject; `tells_channel`: the date goes to the défi's channel once people know of it, for good.

    Raises NotAllowed, NotFound.
    """
    require(actor, "helpdesk.paper", describe(tx, request_id))
    before = requests.lock(tx, request_id)
    tells_first = tells_channel and before is not None and not before.tell_channel
    requests.change(tx, request_id, kind=kind.value, **({"tell_channel": True} if tells_first else {}))
    record(tx, actor, "helpdesk.precise", thing=SUBJECT, thing_id=request_id, now=now, detail=kind.value)
    sheet = describe(tx, request_id)
    coming = [one for one in sheet.standing if one.starts > now]
    if tells_first and len(pending.untold(tx, [one.id for one in coming])) < len(coming):
        tell_channel(tx, sheet.request, expires=max(one.ends for one in coming), now=now)
    refresh(tx, request_id, appointments=sheet.sessions, now=now)
    return sheet
