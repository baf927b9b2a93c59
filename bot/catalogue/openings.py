"""Open and close dispositifs for each promotion (« Dispositifs ouverts »), and check that one is open."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.catalogue import catalogue
from bot.catalogue.catalogue import Edition, Menu, current_edition
from bot.catalogue.eleven import ATTRIBUTES
from bot.catalogue.formats import ASKER_WORDS, Format, is_added_format
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
COMMITTEE, REPORT = "comite", "rapport"  # A report is about a committee, so it is closed if committees are closed.


class NotOpen(Refusal):
    """Raised if a person starts a closed dispositif. Facts: `dispositif`, `name`, and `day` (opening day in words)."""

    code = "not_open"


class NotAsker(Refusal):
    """Raised if a person asks for a format that is for other roles.

    Facts: `dispositif` (the format's key, or "" for a cycle), `name`, and `who` (the people who may ask, in words)."""

    code = "not_asker"


@dataclass(frozen=True, slots=True)
class DispositifOpening:
    """The state of a dispositif in a promotion. `opens_on` is None if no day is set, or if the dispositif is open.

    If `works` is set, the bot can start the dispositif."""

    dispositif: str
    name: str
    is_open: bool
    opens_on: date | None = None
    works: bool = True


@dataclass(frozen=True, slots=True)
class OpeningOffer:
    """A closed dispositif that the coaches of a promotion could open now. `phase` is the current phase."""

    promotion: Promotion
    dispositif: str
    name: str
    phase: Phase


@dataclass(frozen=True, slots=True)
class PromotionOpenings:
    """All dispositifs of a promotion, in the catalogue's order."""

    promotion: Promotion
    several: tuple[DispositifOpening, ...]

    @property
    def id(self) -> int:
        """The promotion's id."""
        return self.promotion.id


def asking_memberships(person: Person | None, booking_format: Format | None) -> tuple[Membership, ...]:
    """Return the person's memberships in the roles that may ask for this format."""
    return (
        tuple(held for held in person.current if held.role in booking_format.askers)
        if person and booking_format
        else ()
    )


def asker_refusal(booking_format: Format) -> Refusal:
    """Return the refusal for a person who may not ask for a format."""
    if not booking_format.is_own:
        return NotAllowed(action="helpdesk.ask_desk")
    # If the refusal has a key, porteurs see a button that asks the team to book. Cycles have no such button.
    key = "" if booking_format.is_cycle else booking_format.key
    return NotAsker(dispositif=key, name=booking_format.name, who=ASKER_WORDS[booking_format.askers])


def is_offered(person: Person | None, booking_format: Format) -> bool:
    """Return whether the catalogue offers a person a format that the programme added.

    Formats for porteurs alone are hidden from EIG, unless the EIG is also a coach. Everybody else sees all formats,
    because a porteur, for example, can ask the team to book."""
    roles = person.roles if person else frozenset()
    return Role.EIG not in roles or Role.COACH in roles or bool(asking_memberships(person, booking_format))


def may_begin_format(person: Person | None, booking_format: Format) -> bool:
    """Return whether the card of a format that the programme added has a button for its first step.

    Nobody can ask for a cycle on behalf of another person. So the card of a cycle has the button only for its askers,
    and for people without a role, to whom the bot names a contact. For other formats, the answer is `is_offered`."""
    if booking_format.is_cycle and person and person.roles:
        return bool(asking_memberships(person, booking_format))
    return is_offered(person, booking_format)


def opening_of(
    tx: Reading, actor: Actor, dispositif: str, *, promotion_ids: Collection[int] | None = None, now: datetime
) -> DispositifOpening:
    """Return a dispositif's state in these promotions (default: the actor's). It is open if one promotion opened it.

    If it is closed in all of them, return the state with the earliest opening day. At most one query."""
    ids = _promotion_ids(tx, actor, now=now) if promotion_ids is None else sorted(promotion_ids)
    said = openings.opening_days(tx, ids) if ids else {}
    found = [_opening(dispositif, said, promotion_id, now=now) for promotion_id in ids or [0]]
    opened = next((opening for opening in found if opening.is_open), None)
    return opened or min(found, key=lambda opening: opening.opens_on or date.max)


def check_open(
    tx: Reading, actor: Actor, dispositif: str, *, promotion_ids: Collection[int] | None = None, now: datetime
) -> frozenset[int]:
    """Return the ids of the promotions (default: the actor's) in which a dispositif is open to the actor.

    A format that the programme added is open to its askers, and to the coaches who book it for them. Raises NotOpen if
    no promotion has opened the dispositif, and NotAsker if it is open to other people only."""
    found = open_promotions(tx, actor, dispositif, promotion_ids=promotion_ids, now=now)
    given = current_edition(tx).formats.get(dispositif) if is_added_format(dispositif) else None
    if given is None or actor.person is None:
        return found
    theirs = {held.promotion_id for held in asking_memberships(actor.person, given)}
    found = frozenset(id_ for id_ in found if id_ in theirs or actor.person.coaches(id_))
    if not found:
        raise asker_refusal(given)
    return found


def open_promotions(
    tx: Reading, actor: Actor, dispositif: str, *, promotion_ids: Collection[int] | None = None, now: datetime
) -> frozenset[int]:
    """Return the ids of the promotions (default: the actor's) that opened a dispositif. Raises NotOpen if none did."""
    opening = opening_of(tx, actor, dispositif, promotion_ids=promotion_ids, now=now)
    if not opening.is_open:
        words = current_edition(tx).catalogue.get(dispositif)
        day = day_words(opening.opens_on, now) if opening.opens_on else ""
        raise NotOpen(dispositif=dispositif, name=words.name if words else dispositif, day=day)
    ids = _promotion_ids(tx, actor, now=now) if promotion_ids is None else promotion_ids
    said = openings.opening_days(tx, ids) if len(ids) > 1 else {}
    return frozenset(id_ for id_ in ids if len(ids) == 1 or _opening(dispositif, said, id_, now=now).is_open)


def list_openings(tx: Reading, actor: Actor, *, now: datetime) -> list[PromotionOpenings]:
    """Return the dispositifs of each running promotion that the actor coaches. Promotions are sorted by their start.

    Raises NotAllowed, NotFound."""
    require(actor, "catalogue.openings")
    running = running_promotions(tx, now, person=actor.person)
    coached = [promotion for promotion in running if may(actor, "catalogue.openings", thing=promotion)]
    if not coached:
        raise NotFound(thing="promotion")
    return _openings(tx, coached, now=now)


def find_opening(tx: Reading, actor: Actor, dispositif: str, *, promotion_id: int, now: datetime) -> DispositifOpening:
    """Return the state of one dispositif in a promotion that the actor coaches. Raises NotAllowed, NotFound."""
    (several,) = _openings(tx, [_coached_promotion(tx, actor, promotion_id, now=now)], now=now)
    one = next((opening for opening in several.several if opening.dispositif == dispositif), None)
    if one is None:
        raise NotFound(thing="dispositif")
    return one


def close_all_but_first(tx: Transaction, promotion_id: int) -> None:
    """Close all dispositifs except FIRST in a new promotion. A dispositif that a coach already set keeps its state."""
    said = openings.opening_days(tx, [promotion_id])
    for key, known in current_edition(tx).attributes.items():
        if known.works and key not in FIRST and (promotion_id, key) not in said:
            openings.set_opening_day(tx, promotion_id, key, opens_on=None)


def keys_closed_to(tx: Reading, actor: Actor, *, now: datetime) -> frozenset[str]:
    """Return the keys of the dispositifs to hide from a person: closed in all their promotions, or for other roles."""
    return keys_closed_in(tx, _promotion_ids(tx, actor, now=now), now=now) | _keys_of_others(actor, current_edition(tx))


def formats_for_porteur(
    tx: Reading, person: Person, *, running_ids: Collection[int], now: datetime
) -> list[tuple[str, str]]:
    """Return (key, name) of the open formats for which a person may ask as a porteur.

    `running_ids` has the ids of running promotions. If the person is not a porteur, nothing is queried."""
    carried = {held.promotion_id for held in person.current if held.role is Role.PORTEUR}
    ids = [id_ for id_ in running_ids if id_ in carried]
    several = [given for given in current_edition(tx).formats.values() if Role.PORTEUR in given.askers] if ids else []
    closed = keys_closed_in(tx, ids, now=now) if several else ()
    return [(given.key, given.name) for given in several if given.key not in closed]


def _keys_of_others(actor: Actor, edition: Edition) -> frozenset[str]:
    several = edition.formats.values()
    return frozenset(given.key for given in several if given.is_own and not is_offered(actor.person, given))


def keys_closed_in(tx: Reading, promotion_ids: Collection[int], *, now: datetime) -> frozenset[str]:
    """Return the keys of the dispositifs that are closed in all these promotions. Without promotions, return none."""
    return frozenset(next_opening_days(tx, promotion_ids, now=now))


def next_opening_days(tx: Reading, promotion_ids: Collection[int], *, now: datetime) -> dict[str, date | None]:
    """Return the dispositifs that are closed in all of these promotions, with their first opening day or None.

    The bot cannot start a report, so coaches do not open this dispositif. It is closed if committees are closed."""
    said = openings.opening_days(tx, promotion_ids) if promotion_ids else {}
    found: dict[str, date | None] = {}
    # Each promotion has a row for each format that the programme added, so the rows name all these formats.
    own = sorted({key for _, key in said if is_added_format(key)})
    for key in (*(key for key, known in ATTRIBUTES.items() if known.works and promotion_ids), *own):
        stands = [_opening(key, said, id_, now=now) for id_ in promotion_ids]
        if not any(stand.is_open for stand in stands):
            found[key] = min((stand.opens_on for stand in stands if stand.opens_on), default=None)
    if COMMITTEE in found and not any(_opening(REPORT, said, id_, now=now).is_open for id_ in promotion_ids):
        found[REPORT] = found[COMMITTEE]
    return found


def open_menu(tx: Reading, actor: Actor, *, now: datetime) -> Menu:
    """Return the actor's menu. It lists a closed dispositif only if an opening day is set."""
    closed = next_opening_days(tx, _promotion_ids(tx, actor, now=now), now=now)
    edition = current_edition(tx)
    others = _keys_of_others(actor, edition)
    later = tuple((key, day_words(day, now)) for key, day in closed.items() if day and key not in others)
    return catalogue.open_menu(tx, actor, edition, closed_keys=frozenset(closed) | others, opening_later=later, now=now)


def names_of_open_dispositifs(tx: Reading, promotion_id: int, *, now: datetime) -> dict[str, str]:
    """Return the names of the open dispositifs of a promotion, by key, in the catalogue's order."""
    said, edition = openings.opening_days(tx, [promotion_id]), current_edition(tx)
    known = [dispositif for dispositif in edition.catalogue.dispositifs if dispositif.key in edition.attributes]
    return {
        dispositif.key: dispositif.name
        for dispositif in known
        if _opening(dispositif.key, said, promotion_id, now=now).is_open
    }


def set_opening(
    tx: Transaction, actor: Actor, dispositif: str, *, promotion_id: int, opens_on: date | None, now: datetime
) -> list[PromotionOpenings]:
    """Open a dispositif in a promotion from the day `opens_on`, or close it if the day is None.

    Return the dispositifs of all promotions that the actor coaches. Raises NotAllowed, NotFound."""
    promotion = _coached_promotion(tx, actor, promotion_id, now=now)
    if dispositif not in current_edition(tx).attributes:
        raise NotFound(thing="dispositif")
    before = _opening(dispositif, openings.opening_days(tx, [promotion.id]), promotion.id, now=now)
    is_open = opens_on is not None and opens_on <= day_of(now)
    if (before.is_open, before.opens_on) == (is_open, None if is_open else opens_on):
        return list_openings(tx, actor, now=now)
    openings.set_opening_day(tx, promotion.id, dispositif, opens_on=opens_on)
    until = opens_on.isoformat() if opens_on else "closed"
    record(tx, actor, OPEN, thing=SUBJECT, thing_id=promotion.id, now=now, detail=f"{dispositif} {until}")
    return list_openings(tx, actor, now=now)


def list_offers(tx: Reading, actor: Actor, running: Sequence[Promotion], *, now: datetime) -> list[OpeningOffer]:
    """Return, for each promotion that the actor coaches, one dispositif that its coaches could open now.

    A dispositif is offered until a coach postpones, opens or closes it. Each promotion costs one query, or three if a
    dispositif is to be offered."""
    coached = [promotion for promotion in running if may(actor, "catalogue.openings", thing=promotion)]
    found = []
    for promotion in coached:
        today = day_of(now)
        phase = promotion.phase_on(today)
        if phase is None:
            continue
        closed = keys_closed_in(tx, [promotion.id], now=now)
        wanted = [
            key
            for key in ATTRIBUTES
            if key in closed and is_dispositif_needed(key, promotion, phase=phase, today=today)
        ]
        if not wanted:
            continue
        said = history.entries_of_all(tx, SUBJECT, [promotion.id])
        answered = {entry.detail.partition(" ")[0] for entry in said if entry.action in (LATER, OPEN)}
        words = current_edition(tx).catalogue
        named = [(key, words.get(key)) for key in wanted if key not in answered]
        found += [OpeningOffer(promotion, key, dispositif.name, phase) for key, dispositif in named if dispositif][:1]
    return found


def is_dispositif_needed(dispositif: str, promotion: Promotion, *, phase: Phase, today: date) -> bool:
    """Return whether a promotion needs this dispositif on the day `today`, which is in `phase`.

    A committee is needed in the last three weeks of a phase, and an atelier from the third week of the promotion on. A
    logbook is needed from the fifth week, and a seminar of porteurs from the second. Seminars of the promotion are
    needed in its first three and last thirteen weeks."""
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


def stop_offering_dispositif(
    tx: Transaction, actor: Actor, dispositif: str, *, promotion_id: int, now: datetime
) -> None:
    """Stop offering a dispositif to the coaches of a promotion. Raises NotAllowed, NotFound."""
    promotion = _coached_promotion(tx, actor, promotion_id, now=now)
    if dispositif not in current_edition(tx).attributes:
        raise NotFound(thing="dispositif")
    record(tx, actor, LATER, thing=SUBJECT, thing_id=promotion.id, now=now, detail=dispositif)


def _promotion_ids(tx: Reading, actor: Actor, *, now: datetime) -> Sequence[int]:
    """Return the ids of the actor's promotions. If there are several, only the running ones count."""
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


def _openings(tx: Reading, promotions: Sequence[Promotion], *, now: datetime) -> list[PromotionOpenings]:
    said, edition = openings.opening_days(tx, [promotion.id for promotion in promotions]), current_edition(tx)
    known = [dispositif for dispositif in edition.catalogue.dispositifs if dispositif.key in edition.attributes]
    return [
        PromotionOpenings(
            each, tuple(_opening(dispositif.key, said, each.id, name=dispositif.name, now=now) for dispositif in known)
        )
        for each in promotions
    ]


def _opening(
    dispositif: str,
    opening_days: Mapping[tuple[int, str], date | None],
    promotion_id: int,
    *,
    name: str = "",
    now: datetime,
) -> DispositifOpening:
    known = ATTRIBUTES.get(dispositif)
    works = is_added_format(dispositif) or (known is not None and known.works)
    opens_on = opening_days.get((promotion_id, dispositif))
    is_said = (promotion_id, dispositif) in opening_days
    # A dispositif that the programme added is closed until a coach opens it.
    added = is_added_format(dispositif) or dispositif in shape_in_use().rencontre_names
    is_open = opens_on is not None and opens_on <= day_of(now) if is_said else works and not added
    return DispositifOpening(dispositif, name, is_open, None if is_open else opens_on, works)
