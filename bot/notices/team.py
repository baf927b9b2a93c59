"""Notices to the coaches as a team: one message in their channel or, if they have no channel, one to each coach."""

from collections.abc import Sequence
from datetime import datetime

from bot.dates.paris import day_of
from bot.notices.facts import Fact
from bot.notices.homes import owe_home
from bot.notices.model import NoticeToSend
from bot.notices.notices import owe
from bot.programme.model import Actor, Person, Promotion
from bot.programme.permissions import require
from bot.programme.service import coaches_of, current_promotion, list_coaches, promotion_of, running_promotions
from storage.database import Reading, Transaction


class Stranger(Fact, kind="programme.stranger", subject="promotion"):
    """Notice to the team: a person whom the bot does not know asks for a coach."""

    slack_id: str


class TeamWaiting(Fact, kind="programme.waiting", subject="promotion"):
    """Notice to the team: a person of the programme asks for a coach."""

    slack_id: str


def request_coach(tx: Transaction, actor: Actor, *, now: datetime) -> bool:
    """Notify the coaches that a person asks for a coach, once a day. Return False if no coach can be reached.

    The notice says whether the person is in the programme. If so, the coaches of the person's promotions are
    notified."""
    require(actor, "programme.alert")
    fact = TeamWaiting(actor.slack_id) if actor.roles else Stranger(actor.slack_id)
    first = current_promotion(tx, now, person=actor.person)
    period = f"{fact.detail} {day_of(now).isoformat()}"
    about = first.id if first else 0
    owed = address_to_coaches(tx, fact, about=about, promotion_id=None, of=actor.person, period=period, now=now)
    owe(tx, owed)
    return bool(owed)


def owe_homes(tx: Transaction, *person_ids: int, promotion_id: int | None, now: datetime) -> None:
    """Enqueue the Homes of these people and of the coaches, as they show the team's pending work. Call it last.

    `promotion_id`: the coaches' promotion. None means all coaches of running promotions."""
    whom = list_coaches(tx, now, person=None) if promotion_id is None else coaches_of(tx, promotion_id)
    owe_home(tx, {*person_ids, *(person.id for person in whom)}, now=now)


def address_to_coaches(
    tx: Reading,
    fact: Fact,
    *,
    about: int,
    promotion_id: int | None,
    of: Person | None = None,
    period: str | None = None,
    now: datetime,
) -> Sequence[NoticeToSend]:
    """Address a notice to the coaches: to their channel or, if they have no channel, to each coach.

    `about`: id of its subject. `promotion_id`: the coaches' promotion, or None for all running promotions (with `of`,
    only those of this person). `period` distinguishes repeated notices."""
    several: list[Promotion | None] = [promotion_of(tx, promotion_id)] if promotion_id is not None else []
    several = several or [*running_promotions(tx, now, person=of)]
    addresses = [address for each in several or [None] for address in _addresses(tx, each, now=now)]
    return [
        fact.owed(about, to=person_id, channel=channel, due=now, period=period)
        for person_id, channel in dict.fromkeys(addresses)
    ]


def _addresses(tx: Reading, promotion: Promotion | None, *, now: datetime) -> list[tuple[int | None, str | None]]:
    channel = promotion.channels.get("coachs") if promotion else None
    whom = coaches_of(tx, promotion.id) if promotion else list_coaches(tx, now, person=None)
    return [(None, channel)] if channel else [(person.id, None) for person in whom]
