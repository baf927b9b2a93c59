"""A coach books for a team that asked in person; the team member who asked is the booker.

« A eu lieu »: for an hour that already took place, see `held`.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from bot.catalogue.catalogue import format_of
from bot.catalogue.openings import check_open
from bot.errors import NotAllowed, NotFound
from bot.helpdesk.model import BUREAU, RequestChoices, RequestWish
from bot.helpdesk.wishes import hosts_of
from bot.programme.model import Actor, Defi
from bot.programme.permissions import require
from bot.programme.service import defi_of, known, promotion_of, running_ids, running_promotions
from storage.database import Reading
from storage.programme import people, promotions


def offer_teams(
    tx: Reading, actor: Actor, promotion_id: int, *, format_key: str = BUREAU, now: datetime
) -> RequestChoices:
    """Return the teams of a promotion, for its coaches. Raises NotAllowed, NotOpen, NotFound (no team, or it ended).

    One query per défi: a promotion has some twenty.
    """
    promotion = promotion_of(tx, promotion_id)
    if promotion is None:
        raise NotFound(thing="promotion")
    require(actor, "helpdesk.book_for", promotion)
    return _offer(tx, actor, {promotion_id}, key=format_key, now=now)


def offer_all_teams(tx: Reading, actor: Actor, *, format_key: str = BUREAU, now: datetime) -> RequestChoices:
    """Return the teams of all promotions that the actor coaches, for `/bureau-aide`.

    Raises NotAllowed (also without a team), NotOpen."""
    require(actor, "helpdesk.start")
    me = known(actor)
    mine = {promotion.id for promotion in running_promotions(tx, now, of=me) if me.coaches(promotion.id)}
    try:
        return _offer(tx, actor, mine, key=format_key, now=now)
    except NotFound:
        raise NotAllowed(action="helpdesk.start") from None  # nobody to book for: it is teams that book


def _offer(tx: Reading, actor: Actor, promotion_ids: Collection[int], *, key: str, now: datetime) -> RequestChoices:
    opened = check_open(tx, actor, key, among={*promotion_ids}, now=now) if promotion_ids else set()
    ids = sorted(opened & running_ids(tx, now))
    found = [(defi, tuple(people.of_defi(tx, defi.id))) for id_ in ids for defi in promotions.defis_of(tx, id_)]
    teams = tuple((defi, team) for defi, team in found if team)
    if not teams:
        raise NotFound(thing="defi")
    terms = format_of(tx, key)
    hosts = {host.id: host for id_ in ids for host in hosts_of(tx, terms, promotion_id=id_)}
    return RequestChoices(known(actor), terms, teams, tuple(hosts.values()), for_team=True)


def offer_again(tx: Reading, actor: Actor, wish: RequestWish, *, draft_id: str) -> RequestChoices:
    """Return the choices of « Modifier » for such a wish, in the actor's draft. Raises NotFound."""
    defi = defi_of(tx, wish.defi_id)
    team = tuple(people.of_defi(tx, defi.id))
    asker = next((person for person in team if person.id == wish.asked_by), known(actor))
    terms = format_of(tx, wish.format_key)
    hosts = tuple(hosts_of(tx, terms, promotion_id=defi.promotion_id))
    return replace(RequestChoices(asker, terms, ((defi, team),), hosts, for_team=True), draft_id=draft_id)


def permit(actor: Actor, wish: RequestWish, *, defi: Defi) -> None:
    """Check that the actor may book this: for their own team, or as a coach for a member of it. Raises NotAllowed."""
    if wish.asked_by is None:
        require(actor, "helpdesk.book", defi)
    else:
        require(actor, "helpdesk.book_for", defi)


def booker_of(actor: Actor, wish: RequestWish) -> int:
    """Return the id of the booker."""
    return known(actor).id if wish.asked_by is None else wish.asked_by
