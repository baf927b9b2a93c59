"""What is owed to the coaches as a team: one message in their channel, or to each of them where none is set."""

from collections.abc import Sequence
from datetime import datetime

from bot.dates.paris import day_of
from bot.notices.model import Action, Owed
from bot.notices.service import owe
from bot.programme.model import Actor
from bot.programme.permissions import require
from bot.programme.service import coaches, coaches_of, current_promotion, promotion_of
from storage.database import Reading, Transaction

STRANGER = "programme.stranger"
WAITING = "programme.waiting"


def alert_coaches(tx: Transaction, actor: Actor, *, now: datetime) -> bool:
    """Owe the coaches one message about who asks for them; False when they have no way to hear it.

    It goes to their channel, or to each of them where none is set; once a day for one person. They learn whether it is
    somebody they have not added yet, or somebody of the programme (who found no free slot).
    """
    require(actor, "programme.alert")
    owed = to_coaches(tx, kind=WAITING if actor.roles else STRANGER, now=now, detail=actor.slack_id)
    owe(tx, owed)
    return bool(owed)


def to_coaches(
    tx: Reading,
    *,
    kind: str,
    now: datetime,
    detail: str,
    about: tuple[str, int] | None = None,
    promotion_id: int | None = None,
    period: str | None = None,
    card: bool = False,
) -> Sequence[Owed]:
    """Address a matter of the team: to the coaches' channel, or without one to each coach.

    `about`: the subject and its id, by default the promotion. `promotion_id`: whose coaches, by default of the one that
    runs. `period` tells apart what comes back, by default one a
    day for one detail. `card`: it has a button that goes once somebody pressed it.
    """
    promotion = current_promotion(tx, now) if promotion_id is None else promotion_of(tx, promotion_id)
    channel = promotion.channels.get("coachs") if promotion else None
    subject, subject_id = about or ("promotion", promotion.id if promotion else 0)
    whom = coaches_of(tx, promotion.id) if promotion else coaches(tx, now)
    addresses: list[tuple[int | None, str | None]] = [(None, channel)] if channel else [(one.id, None) for one in whom]
    return [
        Owed(
            action=Action.POST,
            kind=kind,
            subject=subject,
            subject_id=subject_id,
            revision=0,
            person_id=person_id,
            channel=address,
            due=now,
            detail=detail,
            period=f"{detail} {day_of(now).isoformat()}" if period is None else period,
            card=card,
        )
        for person_id, address in addresses
    ]
