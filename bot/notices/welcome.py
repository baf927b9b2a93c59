"""Use cases that welcome new members. Coaches get a card, and with one click send each new member a message.

A periodic job finds the members who were not welcomed, whoever added them. In the database of a version without
welcomes, these are all members: coaches get one card about them. « Ne pas accueillir » marks the members as welcomed
and sends nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.catalogue.model import plain_text
from bot.catalogue.openings import keys_closed_in, open_menu
from bot.dates.paris import day_of
from bot.notices import notices
from bot.notices.facts import Fact
from bot.notices.model import NO_ACCOUNT, NoticeToSend
from bot.notices.team import address_to_coaches, owe_homes
from bot.programme.history import record
from bot.programme.imports.people import ROLES_OF_NO_PROMOTION
from bot.programme.model import Actor, Defi, Membership, Person, Phase, Promotion, Relation
from bot.programme.permissions import may, require
from bot.programme.roles import Role
from bot.programme.service import coaches_of, list_coaches, running_promotion_ids
from bot.programme.spelling import name_sort_key
from bot.tools import Tools
from storage.database import Reading, Transaction
from storage.notices import welcomes
from storage.notices.welcomes import Arrival, WelcomeOffer
from storage.programme import accounts, history, people, promotions

HELPDESK = "bureau-aide"
# Subject of the card. The subject's id is at least the id of the newest membership on the card.
SUBJECT = "arrivals"
GREET, SKIP = "programme.greet", "programme.skip_greeting"

# Coaches of every promotion (BOT_COACHES) are not welcomed, as they have no membership of a promotion.
_OF_PROMOTION = sorted(role.value for role in Role if role not in ROLES_OF_NO_PROMOTION)
_OF_NONE = sorted(role.value for role in ROLES_OF_NO_PROMOTION)


class ArrivalsCard(Fact, kind="programme.arrivals", subject=SUBJECT, card=True):
    """Notice to coaches about new members. `promotion_id` is 0 for people without a promotion, if several run."""

    promotion_id: int = 0


class Greeting(Fact, kind="programme.welcome", subject="person", distinct=True):
    """The message that welcomes a person to a promotion, or to the programme if `promotion_id` is 0."""

    promotion_id: int


@dataclass(frozen=True, slots=True)
class ArrivalsAnswer:
    """The answer to a card about new members. `by`: the coach's name, or None after the coach's data were erased.

    `count`: number of people. `lost`: number of people without a Slack account and e-mail, to whom the bot cannot
    write."""

    by: str | None
    greeted: bool
    count: int
    lost: int = 0


@dataclass(frozen=True, slots=True)
class GreetingResult:
    """The result of « Accueillir »: the number of people, and how many of them cannot be reached (`lost`)."""

    count: int
    lost: int = 0


@dataclass(frozen=True, slots=True)
class Arrivals:
    """A card about new members: the people to welcome, or the coach's answer. `newest`: False if a later card exists.

    `promotion`: the promotion's name, or "" if only one runs."""

    offer_id: int
    people: tuple[Person, ...]
    newest: bool
    answered: ArrivalsAnswer | None = None
    promotion: str = ""

    @property
    def is_open(self) -> bool:
        """Return whether coaches can still answer the card."""
        return self.newest and self.answered is None and bool(self.people)


@dataclass(frozen=True, slots=True)
class ArrivalsPromotion:
    """The promotion whose coaches may welcome the new members. Its `id` is 0 if the members have no promotion."""

    id: int

    @property
    def promotion_id(self) -> int | None:
        """The promotion in which a coach must have their role."""
        return self.id or None

    def relation_to(self, _person: Person) -> Relation:
        """Return `NONE`: the actor's role alone decides."""
        return Relation.NONE


@dataclass(frozen=True, slots=True)
class Team:
    """A défi of a new member, with the names of the other EIG, the porteurs and the coaches."""

    defi: Defi
    roles: frozenset[Role]
    eig: tuple[str, ...]
    porteurs: tuple[str, ...]
    coaches: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Welcome:
    """The welcome of a new member, in its current state.

    `coaches`: names of coaches, if the person's défis have none. `phase`: the current phase of the person's promotion,
    or of the programme if the person has no promotion. `offered`: (name, frequency) of the dispositifs that matter most
    to the person now. `books`: the bureau d'aide is open in the promotion."""

    person: Person
    roles: frozenset[Role]
    promotion: Promotion | None
    phase: Phase | None
    teams: tuple[Team, ...]
    coaches: tuple[str, ...]
    offered: tuple[tuple[str, str], ...]
    books: bool = True


def announce_arrivals(tools: Tools) -> None:
    """Notify coaches of new members, and welcome people whom an earlier welcome did not reach. A periodic job.

    If there is nothing new, it costs two reads and no write."""
    now = tools.now()
    with tools.reading() as reading:
        if not _cards_to_send(reading, now=now) and not _greetings_to_resend(reading, now=now):
            return
    with tools.transaction() as tx:
        offer_welcome(tx, now=now)
        resend_welcomes(tx, now=now)


def offer_welcome(tx: Transaction, *, now: datetime) -> int:
    """Enqueue one card about new members for each promotion's coaches, unless they have it. Return how many.

    If a member arrives before a card is answered, a new card replaces it, and the older card loses its buttons. New
    coaches and channels get the card too. Only the first answer counts."""
    given = {}
    for place, owed in _cards_to_send(tx, now=now).items():
        if new := notices.owe(tx, owed):
            given[place] = new
        for older in _offers_by_promotion(tx, now=now).get(place, ()) if new else ():
            if not older.answered and older.id != owed[0].subject_id:
                notices.owe_updates(tx, SUBJECT, older.id, revision=0, due=now)
    if given:  # The same people may be on the cards of other promotions, so update those cards.
        for place, several in _offers_by_promotion(tx, now=now).items():
            if place not in given and not several[-1].answered:
                notices.owe_updates(tx, SUBJECT, several[-1].id, revision=0, due=now)
    _owe_homes(tx, given, now=now)
    return sum(given.values())


def greet_arrivals(
    tx: Transaction, actor: Actor, *, offer_id: int | None = None, mails: bool = True, now: datetime
) -> GreetingResult:
    """Welcome all people on a card, each once, even if two coaches click at once. Raises NotAllowed.

    `offer_id`: the card, or None for all people whom the actor may welcome. `mails`: whether the bot sends mails."""
    found, places = _take_arrivals(tx, actor, GREET, offer_id=offer_id, mails=mails, now=now)
    greeted = notices.owe(
        tx, [Greeting(_promotion_id(ones)).owed(person_id, to=person_id, due=now) for person_id, ones in found.items()]
    )
    _owe_homes(tx, places, now=now)
    lost = accounts.count_unreachable_among(tx, found.keys(), sends_mails=mails) if greeted else 0
    return GreetingResult(greeted, min(lost, greeted))


def skip_greeting(tx: Transaction, actor: Actor, *, offer_id: int | None = None, now: datetime) -> int:
    """Mark the people on a card as welcomed, without a message. Return how many. Raises NotAllowed."""
    found, places = _take_arrivals(tx, actor, SKIP, offer_id=offer_id, now=now)
    _owe_homes(tx, places, now=now)
    return len(found)


def resend_welcomes(tx: Transaction, *, now: datetime) -> int:
    """Enqueue the welcome again for people who had no Slack account at first, and have one now. Return how many."""
    return notices.owe(tx, _greetings_to_resend(tx, now=now))


def read_arrivals(tx: Reading, offer_id: int, *, now: datetime) -> Arrivals:
    """Return the current content of a card about new members."""
    place = _promotion_of_offer(tx, offer_id, now=now)
    answer = next(iter(history.entries_of(tx, SUBJECT, offer_id)), None)
    newest = max((offer.id for offer in _offers_by_promotion(tx, now=now).get(place, ())), default=offer_id) <= offer_id
    running = promotions.promotions_not_ended(tx, day_of(now))
    name = next((promotion.name for promotion in running if promotion.id == place), "") if len(running) > 1 else ""
    if answer:
        by = people.by_id(tx, answer.actor_id) if answer.actor_id else None
        count, _, lost = answer.detail.partition(" ")
        answered = ArrivalsAnswer(by.name if by else None, answer.action == GREET, int(count), int(lost or 0))
        return Arrivals(offer_id, (), newest, answered, name)
    arrived = _group_by_promotion(tx, _new_members(tx, now=now), now=now).get(place, [])
    found = people.by_ids(tx, {arrival.person_id for arrival in arrived})
    listed = tuple(sorted(found.values(), key=name_sort_key))
    return Arrivals(offer_id, listed, newest, promotion=name)


def read_welcome(tx: Reading, person_id: int, *, promotion_id: int, now: datetime) -> Welcome | None:
    """Return a person's welcome to a promotion, for their roles in it and their roles without a promotion.

    If `promotion_id` is 0, roles in all running promotions count. Return None if the person has none of these roles
    now."""
    person = people.by_id(tx, person_id)
    running = [
        promotion for promotion in promotions.promotions_not_ended(tx, day_of(now)) if promotion_id in (0, promotion.id)
    ]
    held = _held_memberships(person, running)
    roles = frozenset(membership.role for membership in held)
    if person is None or not roles:
        return None
    promotion = next(
        (promotion for promotion in running if any(part.promotion_id == promotion.id for part in held)), None
    )
    menu = open_menu(tx, Actor(person.slack_id or "", person), now=now)
    shown = [dispositif for dispositif in map(menu.edition.catalogue.get, menu.suggested) if dispositif]
    teams = _teams(tx, person, held)
    everybody = (
        ()
        if any(team.coaches for team in teams)
        else _names(_coaches(tx, promotion, person, now=now), excluded_person=person)
    )
    return Welcome(
        person,
        roles,
        promotion,
        promotion.phase_on(day_of(now)) if promotion else menu.phase,
        teams,
        everybody,
        tuple((dispositif.name, plain_text(dispositif.frequence)) for dispositif in shown),
        HELPDESK not in keys_closed_in(tx, [promotion.id] if promotion else [], now=now),
    )


def list_open_cards(tx: Reading, actor: Actor, *, now: datetime) -> list[Arrivals]:
    """Return the unanswered cards about new members of the promotions that the actor coaches."""
    offers = _offers_by_promotion(tx, now=now) if may(actor, GREET) else {}
    mine = [several[-1] for place, several in offers.items() if may(actor, GREET, thing=ArrivalsPromotion(place))]
    found = [read_arrivals(tx, offer.id, now=now) for offer in mine if not offer.answered]
    return [arrivals for arrivals in found if arrivals.is_open]


def _new_members(tx: Reading, *, now: datetime) -> list[Arrival]:
    return welcomes.list_arrivals(
        tx, today=day_of(now), roles_of_promotion=_OF_PROMOTION, roles_without_promotion=_OF_NONE
    )


def _take_arrivals(
    tx: Transaction, actor: Actor, action: str, *, offer_id: int | None, mails: bool = True, now: datetime
) -> tuple[dict[int, list[Arrival]], list[int]]:
    """Mark the people on a card as welcomed, and close the card. Return (memberships by person id, promotion ids)."""
    place = None if offer_id is None else _promotion_of_offer(tx, offer_id, now=now)
    require(actor, GREET, None if place is None else ArrivalsPromotion(place))
    arrived = welcomes.lock_arrivals(
        tx, today=day_of(now), roles_of_promotion=_OF_PROMOTION, roles_without_promotion=_OF_NONE
    )
    by_place = _group_by_promotion(tx, arrived, now=now)
    known = {*by_place, *_offers_by_promotion(tx, now=now)} if place is None else {place}
    places = sorted(place for place in known if may(actor, GREET, thing=ArrivalsPromotion(place)))
    by_person: dict[int, list[Arrival]] = {}
    for each in places:
        found = by_place.get(each, [])
        ours = welcomes.mark_welcomed(tx, [arrival.id for arrival in found], now=now) if found else set()
        mine = [arrival for arrival in found if arrival.id in ours]
        for arrival in mine:
            by_person.setdefault(arrival.person_id, []).append(arrival)
        ids = {arrival.person_id for arrival in mine}
        lost = accounts.count_unreachable_among(tx, ids, sends_mails=mails) if ids and action == GREET else 0
        detail = f"{len(ids)} {lost}" if lost else str(len(ids))
        _close_offers(tx, actor, action, place=each, detail=detail, now=now)
    return by_person, places


def _cards_to_send(tx: Reading, *, now: datetime) -> dict[int, Sequence[NoticeToSend]]:
    """Return the cards that some coaches have not got yet, by promotion."""
    found = _group_by_promotion(tx, _new_members(tx, now=now), now=now)
    everywhere = max((offer.id for offer in welcomes.list_offers(tx, SUBJECT)), default=0) if found else 0
    owed: dict[int, Sequence[NoticeToSend]] = {}
    for place, several in found.items():
        offers, offer_id = _offers_by_promotion(tx, now=now).get(place, []), several[-1].id
        if offers and offers[-1].id >= offer_id and not offers[-1].answered:
            offer_id = offers[-1].id
        elif offer_id <= everywhere:
            # Members who arrive after the answer need a card with a new id, even if their memberships have lower ids.
            offer_id = everywhere + 1
        everywhere = max(everywhere, offer_id)
        told = welcomes.list_recipients(tx, SUBJECT, offer_id)
        cards = address_to_coaches(tx, ArrivalsCard(place), about=offer_id, promotion_id=place or None, now=now)
        if new := [card for card in cards if card.recipient not in told]:
            owed[place] = new
    return owed


def _group_by_promotion(tx: Reading, several: Sequence[Arrival], *, now: datetime) -> dict[int, list[Arrival]]:
    none = _default_promotion(tx, now=now) if several else 0
    found: dict[int, list[Arrival]] = {}
    for arrival in several:
        found.setdefault(none if arrival.promotion_id is None else arrival.promotion_id, []).append(arrival)
    return found


def _offers_by_promotion(tx: Reading, *, now: datetime) -> dict[int, list[WelcomeOffer]]:
    """Return the cards of each promotion, in the order of their ids. Cards of older versions name no promotion."""
    none, found = None, dict[int, list[WelcomeOffer]]()
    for offer in welcomes.list_offers(tx, SUBJECT):
        place = ArrivalsCard.read(offer.detail).promotion_id
        if not place and none is None:
            none = _default_promotion(tx, now=now)
        found.setdefault(place or none or 0, []).append(offer)
    return found


def _promotion_of_offer(tx: Reading, offer_id: int, *, now: datetime) -> int:
    offers = _offers_by_promotion(tx, now=now)
    return next((place for place, several in offers.items() if any(offer.id == offer_id for offer in several)), 0)


def _default_promotion(tx: Reading, *, now: datetime) -> int:
    """Return the promotion under which people without one are listed: the only running one, or 0 if several run."""
    running = sorted(running_promotion_ids(tx, now))
    return running[0] if len(running) == 1 else 0


def _owe_homes(tx: Transaction, places: Iterable[int], *, now: datetime) -> None:
    for place in places:
        owe_homes(tx, promotion_id=place or None, now=now)


def _greetings_to_resend(tx: Reading, *, now: datetime) -> list[NoticeToSend]:
    return [
        Greeting.read(unreached.detail).owed(
            unreached.person_id, to=unreached.person_id, due=now, revision=unreached.revision + 1
        )
        for unreached in welcomes.list_failed_welcomes(tx, Greeting.subject, kind=Greeting.kind, reason=NO_ACCOUNT)
    ]


def _close_offers(tx: Transaction, actor: Actor, action: str, *, place: int, detail: str, now: datetime) -> None:
    for offer in _offers_by_promotion(tx, now=now).get(place, ()):
        if not offer.answered:
            record(tx, actor, action, thing=SUBJECT, thing_id=offer.id, now=now, detail=detail)
            notices.owe_updates(tx, SUBJECT, offer.id, revision=0, due=now)


def _promotion_id(arrivals: Iterable[Arrival]) -> int:
    return next((arrival.promotion_id for arrival in arrivals if arrival.promotion_id is not None), 0)


def _held_memberships(person: Person | None, running: Sequence[Promotion]) -> list[Membership]:
    ids = {None, *(promotion.id for promotion in running)}
    return [membership for membership in person.current if membership.promotion_id in ids] if person else []


def _teams(tx: Reading, person: Person, held: Sequence[Membership]) -> tuple[Team, ...]:
    known = promotions.defis_by_ids(tx, {membership.defi_id for membership in held if membership.defi_id is not None})
    teams = []
    for defi in sorted(known.values(), key=name_sort_key):
        roles = frozenset(membership.role for membership in held if membership.defi_id == defi.id)
        if not roles & {Role.EIG, Role.PORTEUR, Role.SPONSOR}:
            teams.append(Team(defi, roles, (), (), ()))
            continue
        eig, porteurs, theirs = (
            _names(people.members_of_defi(tx, defi.id, role=role), excluded_person=person)
            for role in (Role.EIG, Role.PORTEUR, Role.COACH)
        )
        teams.append(
            Team(
                defi, roles, eig, porteurs, theirs or _names(coaches_of(tx, defi.promotion_id), excluded_person=person)
            )
        )
    return tuple(teams)


def _coaches(tx: Reading, promotion: Promotion | None, person: Person, *, now: datetime) -> list[Person]:
    return coaches_of(tx, promotion.id) if promotion else list_coaches(tx, now, person=person)


def _names(found: Iterable[Person], *, excluded_person: Person) -> tuple[str, ...]:
    """Return the names of these people, without `excluded_person` and people known only by address."""
    return tuple(person.name for person in found if person.id != excluded_person.id and person.is_named)
