"""What is owed to the coaches as a team: one message in their channel, or to each of them where none is set."""

from collections.abc import Sequence
from datetime import datetime

from bot.dates.paris import day_of
from bot.notices.facts import Fact
from bot.notices.homes import owe_home
from bot.notices.model import Owed
from bot.notices.service import owe
from bot.programme.model import Actor
from bot.programme.permissions import require
from bot.programme.service import coaches, coaches_of, current_promotion, promotion_of
from storage.database import Reading, Transaction


class Stranger(Fact, kind="programme.stranger", subject="promotion"):
    """Somebody whom nobody has added asks for the coaches."""

    slack_id: str


class Waiting(Fact, kind="programme.waiting", subject="promotion"):
    """Somebody of the programme asks for them."""

    slack_id: str


def alert_coaches(tx: Transaction, actor: Actor, *, now: datetime) -> bool:
    """Owe the coaches one message about who asks for them; False when they have no way to hear it.

    It goes to their channel, or to each of them where none is set; once a day for one person. They learn whether it is
    somebody they have not added yet, or somebody of the programme (who found no free slot).
    """
    require(actor, "programme.alert")
    fact = Waiting(actor.slack_id) if actor.roles else Stranger(actor.slack_id)
    owed = to_coaches(tx, fact, period=f"{fact.detail} {day_of(now).isoformat()}", now=now)
    owe(tx, owed)
    return bool(owed)


def owe_homes(tx: Transaction, *person_ids: int, promotion_id: int | None = None, now: datetime) -> None:
    """Owe the Homes of the coaches, which say what awaits the team, and of these people; last of all (`homes`).

    `promotion_id`: whose coaches, by default of the one that runs.
    """
    promotion = current_promotion(tx, now) if promotion_id is None else promotion_of(tx, promotion_id)
    whom = coaches_of(tx, promotion.id) if promotion else coaches(tx, now)
    owe_home(tx, {*person_ids, *(one.id for one in whom)}, now=now)


def to_coaches(
    tx: Reading,
    fact: Fact,
    *,
    about: int | None = None,
    promotion_id: int | None = None,
    period: str | None = None,
    now: datetime,
) -> Sequence[Owed]:
    """Address a matter of the team: to the coaches' channel, or without one to each coach.

    `about`: the id of its subject, by default the promotion's. `promotion_id`: whose coaches, by default of the one
    that runs. `period` tells apart what comes back.
    """
    promotion = current_promotion(tx, now) if promotion_id is None else promotion_of(tx, promotion_id)
    channel = promotion.channels.get("coachs") if promotion else None
    subject_id = about if about is not None else promotion.id if promotion else 0
    whom = coaches_of(tx, promotion.id) if promotion else coaches(tx, now)
    addresses: list[tuple[int | None, str | None]] = [(None, channel)] if channel else [(one.id, None) for one in whom]
    return [
        fact.owed(subject_id, to=person_id, channel=address, due=now, period=period) for person_id, address in addresses
    ]
