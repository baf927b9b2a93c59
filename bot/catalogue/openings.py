"""« Dispositifs ouverts »: coaches open a dispositif of their promotion when there are people to run it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.catalogue import catalogue
from bot.catalogue.catalogue import Edition, Menu, current_edition
from bot.catalogue.eleven import ATTRIBUTES
from bot.catalogue.formats import ASKER_WORDS, Format, is_own
from bot.dates.paris import day_of
from bot.dates.words import day_words
from bot.errors import NotAllowed, NotFound, Refusal
from bot.programme.history import record
from bot.programme.model import Actor, Membership, Person, Phase, Promotion
from bot.programme.permissions import may, require
from bot.programme.roles import Role
from bot.programme.service import promotion_of, running_promotion_ids, running_promotions
from bot.programme.shape import shape_in_use
from storage.database import Reading, Transaction
from storage.programme import history, openings

SUBJECT = "promotion"
OPEN, LATER = "catalogue.open", "catalogue.later"
WEEK = timedelta(weeks=1)
# These dispositifs are open in a new promotion. A coach opens the others when there are people to run them.
FIRST = frozenset({"bureau-aide", "mentorat", "pairs", "conference"})
COMMITTEE, REPORT = "comite", "rapport"  # A report needs a committee.


class NotOpen(Refusal):
    """Raised if a person starts a dispositif that is closed. Facts: `dispositif`, `name`, and `day` in words."""

    code = "not_open"


class NotAsker(Refusal):
    """Raised if a person asks for a format that is for people of other roles.

    Facts: `dispositif`, the format's key, which is empty for a cycle; `name`; and `who` may ask for it."""

    code = "not_asker"


@dataclass(frozen=True, slots=True)
class Opening:
    """The state of a dispositif in a promotion. `opens_on`: None if no day is set. `works`: the bot can start it."""

    dispositif: str
    name: str
    is_open: bool
    opens_on: date | None = None
    works: bool = True


@dataclass(frozen=True, slots=True)
class Offer:
    """A closed dispositif that the coaches of a promotion could open now. `phase` is the current phase."""

    promotion: Promotion
    dispositif: str
    name: str
    phase: Phase


@dataclass(frozen=True, slots=True)
class Openings:
    """All dispositifs of a promotion, in the catalogue's order."""

    promotion: Promotion
    several: tuple[Opening, ...]

    @property
    def id(self) -> int:
        """The promotion's id."""
        return self.promotion.id


def asking_memberships(person: Person | None, given: Format | None) -> tuple[Membership, ...]:
    """Return the memberships by which a person may ask for a format: their memberships in a role of its askers."""
    return tuple(held for held in person.current if held.role in given.askers) if person and given else ()


def asker_refusal(given: Format) -> Refusal:
    """Return the refusal for a person who may not ask for a format."""
    if not given.is_own:
        return NotAllowed(action="helpdesk.ask_desk")
    # With a key, the refusal shows a porteur a button that asks the team. Cycles have no such button.
    key = "" if given.is_cycle else given.key
    return NotAsker(dispositif=key, name=given.name, who=ASKER_WORDS[given.askers])


def is_offered(person: Person | None, given: Format) -> bool:
    """Return whether the catalogue offers a person a format that the programme added.

    An EIG who is not a coach is not offered formats for porteurs alone. Everybody else is offered all formats, since
    for example a porteur can have their team ask."""
    roles = person.roles if person else frozenset()
    return Role.EIG not in roles or Role.COACH in roles or bool(asking_memberships(person, given))


def may_begin(person: Person | None, given: Format) -> bool:
    """Return whether the card of a format that the programme added offers its first step to a person.

    The first step of a cycle is offered only to people who may ask for it, since nobody can ask for another person, and
    to people without a role, to whom the bot names a contact. For other formats, the answer is `is_offered`."""
    if given.is_cycle and person and person.roles:
        return bool(asking_memberships(person, given))
    return is_offered(person, given)


def opening_of(
    tx: Reading, actor: Actor, dispositif: str, *, among: Collection[int] | None = None, now: datetime
) -> Opening:
    """Return whether a dispositif is open in one of these promotions (default: the actor's); at most one query."""
    ids = _promotion_ids(tx, actor, now=now) if among is None else sorted(among)
    said = openings.opening_days(tx, ids) if ids else {}
    found = [_opening(dispositif, said, promotion_id, now=now) for promotion_id in ids or [0]]
    opened = next((opening for opening in found if opening.is_open), None)
    return opened or min(found, key=lambda opening: opening.opens_on or date.max)


def check_open(
    tx: Reading, actor: Actor, dispositif: str, *, among: Collection[int] | None = None, now: datetime
) -> frozenset[int]:
    """Return the ids of the promotions (default: the actor's) in which a dispositif is open to the actor.

    A format that the programme added is open to its askers, and to the coaches who book it for them. Raises NotOpen if
    it is open in no promotion, and NotAsker if it is open to others only."""
    found = open_promotions(tx, actor, dispositif, among=among, now=now)
    given = current_edition(tx).formats.get(dispositif) if is_own(dispositif) else None
    if given is None or actor.person is None:
        return found
    theirs = {held.promotion_id for held in asking_memberships(actor.person, given)}
    found = frozenset(id_ for id_ in found if id_ in theirs or actor.person.coaches(id_))
    if not found:
        raise asker_refusal(given)
    return found


def open_promotions(
    tx: Reading, actor: Actor, dispositif: str, *, among: Collection[int] | None = None, now: datetime
) -> frozenset[int]:
    """Return the ids of the promotions (default: the actor's) in which a dispositif is open. Raises NotOpen if none."""
    opening = opening_of(tx, actor, dispositif, among=among, now=now)
    if not opening.is_open:
        words = current_edition(tx).catalogue.get(dispositif)
        day = day_words(opening.opens_on, now) if opening.opens_on else ""
        raise NotOpen(dispositif=dispositif, name=words.name if words else dispositif, day=day)
    ids = _promotion_ids(tx, actor, now=now) if among is None else among
    said = openings.opening_days(tx, ids) if len(ids) > 1 else {}
    return frozenset(id_ for id_ in ids if len(ids) == 1 or _opening(dispositif, said, id_, now=now).is_open)


def list_all(tx: Reading, actor: Actor, *, now: datetime) -> list[Openings]:
    """Return the dispositifs of each running promotion that the actor coaches, by the promotion's start.

    Raises NotAllowed, NotFound."""
    require(actor, "catalogue.openings")
    running = running_promotions(tx, now, of=actor.person)
    coached = [promotion for promotion in running if may(actor, "catalogue.openings", thing=promotion)]
    if not coached:
        raise NotFound(thing="promotion")
    return _openings(tx, coached, now=now)


def find(tx: Reading, actor: Actor, dispositif: str, *, promotion_id: int, now: datetime) -> Opening:
    """Return one dispositif of a promotion that the actor coaches, open or not. Raises NotAllowed, NotFound."""
    (several,) = _openings(tx, [_coached_promotion(tx, actor, promotion_id, now=now)], now=now)
    one = next((opening for opening in several.several if opening.dispositif == dispositif), None)
    if one is None:
        raise NotFound(thing="dispositif")
    return one


def close_all_but_first(tx: Transaction, promotion_id: int) -> None:
    """Close all dispositifs except FIRST in a new promotion. Choices that were made before are kept."""
    said = openings.opening_days(tx, [promotion_id])
    for key, known in current_edition(tx).attributes.items():
        if known.works and key not in FIRST and (promotion_id, key) not in said:
            openings.set_opening_day(tx, promotion_id, key, opens_on=None)


def keys_closed_to(tx: Reading, actor: Actor, *, now: datetime) -> frozenset[str]:
    """Return the dispositifs that are hidden from a person: closed in all their promotions, or for other roles.

    Of the dispositifs that the bot cannot start, only the report can be closed. It is closed with the committees."""
    return keys_closed_in(tx, _promotion_ids(tx, actor, now=now), now=now) | _keys_of_others(actor, current_edition(tx))


def formats_for_porteur(
    tx: Reading, person: Person, *, running: Collection[int], now: datetime
) -> list[tuple[str, str]]:
    """Return (key, name) of the formats for which a person may ask as a porteur, if they are open to them.

    `running`: ids of promotions. If the person is not a porteur, this makes no query."""
    carried = {held.promotion_id for held in person.current if held.role is Role.PORTEUR}
    ids = [id_ for id_ in running if id_ in carried]
    several = [given for given in current_edition(tx).formats.values() if Role.PORTEUR in given.askers] if ids else []
    closed = keys_closed_in(tx, ids, now=now) if several else ()
    return [(given.key, given.name) for given in several if given.key not in closed]


def _keys_of_others(actor: Actor, edition: Edition) -> frozenset[str]:
    several = edition.formats.values()
    return frozenset(given.key for given in several if given.is_own and not is_offered(actor.person, given))


def keys_closed_in(tx: Reading, ids: Collection[int], *, now: datetime) -> frozenset[str]:
    """Return the dispositifs that are closed in all of these promotions. Without a promotion, none is closed."""
    return frozenset(next_opening_days(tx, ids, now=now))


def next_opening_days(tx: Reading, ids: Collection[int], *, now: datetime) -> dict[str, date | None]:
    """Return the dispositifs that are closed in all of these promotions, with their first opening day or None."""
    said = openings.opening_days(tx, ids) if ids else {}
    found: dict[str, date | None] = {}
    # Every promotion has a row for each format that the programme added.
    own = sorted({key for _, key in said if is_own(key)})
    for key in (*(key for key, known in ATTRIBUTES.items() if known.works and ids), *own):
        stands = [_opening(key, said, id_, now=now) for id_ in ids]
        if not any(stand.is_open for stand in stands):
            found[key] = min((stand.opens_on for stand in stands if stand.opens_on), default=None)
    if COMMITTEE in found and not any(_opening(REPORT, said, id_, now=now).is_open for id_ in ids):
        found[REPORT] = found[COMMITTEE]
    return found


def open_menu(tx: Reading, actor: Actor, *, now: datetime) -> Menu:
    """Return the actor's menu. A closed dispositif shows its opening day; it is left out if it has none."""
    closed = next_opening_days(tx, _promotion_ids(tx, actor, now=now), now=now)
    edition = current_edition(tx)
    others = _keys_of_others(actor, edition)
    later = tuple((key, day_words(day, now)) for key, day in closed.items() if day and key not in others)
    return catalogue.open_menu(tx, actor, edition, closed=frozenset(closed) | others, later=later, now=now)


def names_of_open(tx: Reading, promotion_id: int, *, now: datetime) -> dict[str, str]:
    """Return the names of the dispositifs that are open in a promotion, by key, in the catalogue's order."""
    said, edition = openings.opening_days(tx, [promotion_id]), current_edition(tx)
    known = [dispositif for dispositif in edition.catalogue.dispositifs if dispositif.key in edition.attributes]
    return {
        dispositif.key: dispositif.name
        for dispositif in known
        if _opening(dispositif.key, said, promotion_id, now=now).is_open
    }


def set_opening(
    tx: Transaction, actor: Actor, dispositif: str, *, promotion_id: int, opens_on: date | None, now: datetime
) -> list[Openings]:
    """Open a dispositif in a promotion from a day on, or close it (None). Return all dispositifs of the promotion.

    Raises NotAllowed, NotFound."""
    promotion = _coached_promotion(tx, actor, promotion_id, now=now)
    if dispositif not in current_edition(tx).attributes:
        raise NotFound(thing="dispositif")
    before = _opening(dispositif, openings.opening_days(tx, [promotion.id]), promotion.id, now=now)
    is_open = opens_on is not None and opens_on <= day_of(now)
    if (before.is_open, before.opens_on) == (is_open, None if is_open else opens_on):
        return list_all(tx, actor, now=now)
    openings.set_opening_day(tx, promotion.id, dispositif, opens_on=opens_on)
    until = opens_on.isoformat() if opens_on else "closed"
    record(tx, actor, OPEN, thing=SUBJECT, thing_id=promotion.id, now=now, detail=f"{dispositif} {until}")
    return list_all(tx, actor, now=now)


def list_offers(tx: Reading, actor: Actor, running: Sequence[Promotion], *, now: datetime) -> list[Offer]:
    """Return one dispositif that the coaches could open now, for each promotion that the actor coaches.

    A dispositif is not offered again after a coach postponed, opened or closed it. A promotion costs one query, and
    three if there is an offer."""
    coached = [promotion for promotion in running if may(actor, "catalogue.openings", thing=promotion)]
    found = []
    for promotion in coached:
        today = day_of(now)
        phase = promotion.phase_on(today)
        if phase is None:
            continue
        closed = keys_closed_in(tx, [promotion.id], now=now)
        wanted = [key for key in ATTRIBUTES if key in closed and is_needed(key, promotion, phase=phase, today=today)]
        if not wanted:
            continue
        said = history.entries_of_all(tx, SUBJECT, [promotion.id])
        answered = {entry.detail.partition(" ")[0] for entry in said if entry.action in (LATER, OPEN)}
        words = current_edition(tx).catalogue
        named = [(key, words.get(key)) for key in wanted if key not in answered]
        found += [Offer(promotion, key, dispositif.name, phase) for key, dispositif in named if dispositif][:1]
    return found


def is_needed(dispositif: str, promotion: Promotion, *, phase: Phase, today: date) -> bool:
    """Return whether a promotion needs this dispositif on a day of this phase.

    Committees close a phase. Workshops are useful from the third week of the promotion on, logbooks from the fifth, the
    porteurs' seminars from the second. The promotion's seminars are useful in its first three and last thirteen
    weeks."""
    since, left = today - promotion.starts_on, promotion.ends_on - today
    when = {
        "atelier": since >= 2 * WEEK,
        "carnet": since >= 4 * WEEK,
        "comite": phase.ends_on - today <= 3 * WEEK,
        "pluridisciplinaire": phase.number > 1,
        "seminaire-porteurs": since >= WEEK,
        "seminaire-promotion": since <= 3 * WEEK or left <= 13 * WEEK,
    }
    return when.get(dispositif, False)


def stop_offering(tx: Transaction, actor: Actor, dispositif: str, *, promotion_id: int, now: datetime) -> None:
    """Stop offering a dispositif to the coaches of a promotion. Raises NotAllowed, NotFound."""
    promotion = _coached_promotion(tx, actor, promotion_id, now=now)
    if dispositif not in current_edition(tx).attributes:
        raise NotFound(thing="dispositif")
    record(tx, actor, LATER, thing=SUBJECT, thing_id=promotion.id, now=now, detail=dispositif)


def _promotion_ids(tx: Reading, actor: Actor, *, now: datetime) -> Sequence[int]:
    """Return the ids of the actor's promotions. If the actor has several, return the running ones."""
    held = (
        {membership.promotion_id for membership in actor.person.current if membership.promotion_id is not None}
        if actor.person
        else set()
    )
    return sorted(held & running_promotion_ids(tx, now) if len(held) > 1 else held)


def _coached_promotion(tx: Reading, actor: Actor, promotion_id: int, *, now: datetime) -> Promotion:
    promotion = promotion_of(tx, promotion_id)
    require(actor, "catalogue.openings", promotion)
    if promotion is None or promotion.id not in running_promotion_ids(tx, now):
        raise NotFound(thing="promotion")
    return promotion


def _openings(tx: Reading, coached: Sequence[Promotion], *, now: datetime) -> list[Openings]:
    said, edition = openings.opening_days(tx, [promotion.id for promotion in coached]), current_edition(tx)
    known = [dispositif for dispositif in edition.catalogue.dispositifs if dispositif.key in edition.attributes]
    return [
        Openings(
            each, tuple(_opening(dispositif.key, said, each.id, name=dispositif.name, now=now) for dispositif in known)
        )
        for each in coached
    ]


def _opening(
    dispositif: str, said: Mapping[tuple[int, str], date | None], promotion_id: int, *, name: str = "", now: datetime
) -> Opening:
    known = ATTRIBUTES.get(dispositif)
    works = is_own(dispositif) or (known is not None and known.works)
    opens_on = said.get((promotion_id, dispositif))
    is_said = (promotion_id, dispositif) in said
    # An added dispositif is closed until a coach opens it.
    added = is_own(dispositif) or dispositif in shape_in_use().rencontre_names
    is_open = opens_on is not None and opens_on <= day_of(now) if is_said else works and not added
    return Opening(dispositif, name, is_open, None if is_open else opens_on, works)
