"""What somebody who may not do a thing asks of those who may: a porteur their team's EIG."""

from collections.abc import Sequence
from datetime import datetime

from bot.dates.paris import day_of
from bot.errors import NotFound
from bot.notices.facts import Fact
from bot.notices.service import tell
from bot.programme.company import company_of
from bot.programme.model import Actor, Person
from bot.programme.permissions import require
from storage.database import Transaction

ASKABLE = frozenset({"bureau-aide", "mentorat"})  # what an EIG starts, and nobody else


class TeamAsked(Fact, kind="programme.team_asked", subject="defi"):
    """To the EIG of a défi: its porteur asks them to start this dispositif."""

    by_id: int
    dispositif: str


def ask_team(tx: Transaction, actor: Actor, *, dispositif: str, now: datetime) -> tuple[Sequence[Person], bool]:
    """Owe the EIG of the actor's défis the wish to start a dispositif, once a day; give them, and whether it is new.

    Raises NotAllowed, NotFound.
    """
    require(actor, "programme.ask_team")
    if dispositif not in ASKABLE or actor.person_id is None:
        raise NotFound(thing="dispositif")
    fact = TeamAsked(actor.person_id, dispositif)
    period = f"{fact.detail} {day_of(now).isoformat()}"
    asked: list[Person] = []
    new = 0
    for company in company_of(tx, actor.person):
        asked += [one for one in company.eig if one not in asked]
        to = [one.id for one in company.eig]
        new += tell(tx, fact, about=company.defi.id, to=to, due=now, period=period)
    return asked, bool(new)
