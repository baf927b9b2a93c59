"""« Dispositifs ouverts »: a dispositif is opened once it is staffed; what works today is, unless a coach closed it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.catalogue.eleven import ATTRIBUTES
from bot.catalogue.service import current
from bot.dates.paris import day_of
from bot.dates.words import day_words
from bot.errors import NotFound, Refusal
from bot.programme.history import record
from bot.programme.model import Actor, Promotion
from bot.programme.permissions import require
from bot.programme.service import current_promotion, running_ids
from storage.database import Reading, Transaction
from storage.programme import openings, promotions

SUBJECT = "promotion"


class NotOpen(Refusal):
    """Raised where a dispositif is started that is not opened yet. Facts: `dispositif`, `name`, `day` in words."""

    code = "not_open"


@dataclass(frozen=True, slots=True)
class Opening:
    """How a dispositif stands in a promotion. `opens_on` None and not open: not yet. `works`: the bot can start it."""

    dispositif: str
    name: str
    is_open: bool
    opens_on: date | None = None
    works: bool = True


@dataclass(frozen=True, slots=True)
class Openings:
    """All dispositifs of a promotion, in the catalogue's order."""

    promotion: Promotion
    several: tuple[Opening, ...]

    @property
    def id(self) -> int:
        """The promotion's id."""
        return self.promotion.id


def opening_of(tx: Reading, actor: Actor, dispositif: str, *, now: datetime) -> Opening:
    """Say whether a dispositif is open to somebody, by the promotions they are of; one query for who is of one.

    Where one of their promotions has opened it, it is.
    """
    ids = _promotions(tx, actor, now=now)
    said = openings.of_promotions(tx, ids) if ids else {}
    found = [_opening(dispositif, said, promotion_id, now=now) for promotion_id in ids or [0]]
    opened = next((one for one in found if one.is_open), None)
    return opened or min(found, key=lambda one: one.opens_on or date.max)


def check_open(tx: Reading, actor: Actor, dispositif: str, *, now: datetime) -> None:
    """Raise NotOpen where a dispositif is not opened to the actor (yet)."""
    one = opening_of(tx, actor, dispositif, now=now)
    if not one.is_open:
        words = current(tx).catalogue.get(dispositif)
        day = day_words(one.opens_on, now) if one.opens_on else ""
        raise NotOpen(dispositif=dispositif, name=words.name if words else dispositif, day=day)


def list_all(tx: Reading, actor: Actor, *, now: datetime) -> Openings:
    """Give how all dispositifs stand in the promotion that a coach looks after, or that runs. Raises NotFound."""
    require(actor, "catalogue.openings")
    ids = _promotions(tx, actor, now=now)
    promotion = promotions.promotion_by_id(tx, ids[-1]) if ids else current_promotion(tx, now)
    if promotion is None:
        raise NotFound(thing="promotion")
    said = openings.of_promotions(tx, [promotion.id])
    known = [one for one in current(tx).catalogue.dispositifs if one.key in ATTRIBUTES]
    several = [_opening(one.key, said, promotion.id, name=one.name, now=now) for one in known]
    return Openings(promotion, tuple(several))


def opened(tx: Reading, promotion_id: int, *, now: datetime) -> dict[str, str]:
    """Give the dispositifs that are opened in a promotion, by key, with their names, in the catalogue's order."""
    said = openings.of_promotions(tx, [promotion_id])
    known = [one for one in current(tx).catalogue.dispositifs if one.key in ATTRIBUTES]
    return {one.key: one.name for one in known if _opening(one.key, said, promotion_id, now=now).is_open}


def set_opening(tx: Transaction, actor: Actor, dispositif: str, *, opens_on: date | None, now: datetime) -> Openings:
    """Open a dispositif from a day on, or close it until one says more (None); the history has it. Raises NotFound."""
    promotion = list_all(tx, actor, now=now).promotion
    if dispositif not in ATTRIBUTES:
        raise NotFound(thing="dispositif")
    openings.put(tx, promotion.id, dispositif, opens_on=opens_on)
    until = opens_on.isoformat() if opens_on else "closed"
    record(tx, actor, "catalogue.open", thing=SUBJECT, thing_id=promotion.id, now=now, detail=f"{dispositif} {until}")
    return list_all(tx, actor, now=now)


def _promotions(tx: Reading, actor: Actor, *, now: datetime) -> Sequence[int]:
    """Give the promotions that somebody is of; of several those that run."""
    held = {one.promotion_id for one in actor.person.current if one.promotion_id is not None} if actor.person else set()
    return sorted(held & running_ids(tx, now) if len(held) > 1 else held)


def _opening(
    dispositif: str, said: Mapping[tuple[int, str], date | None], promotion_id: int, *, name: str = "", now: datetime
) -> Opening:
    known = ATTRIBUTES.get(dispositif)
    works = known is not None and known.works
    opens_on = said.get((promotion_id, dispositif))
    is_said = (promotion_id, dispositif) in said
    is_open = opens_on is not None and opens_on <= day_of(now) if is_said else works
    return Opening(dispositif, name, is_open, None if is_open else opens_on, works)
