"""The one welcome: who has arrived, the card by which a coach greets them all, what each is told, and never twice.

Whatever made somebody a member counts (an import, another replica): the clock looks for memberships that nobody
welcomed. In a database older than this rule that is everybody: the coaches get one card about all of them, and decide;
« Ne pas accueillir » notes them as welcomed and sends nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.catalogue.model import plain
from bot.catalogue.service import open_menu
from bot.dates.paris import day_of
from bot.notices import service as notices
from bot.notices.facts import Fact
from bot.notices.model import NO_ACCOUNT, Owed
from bot.notices.team import owe_homes, to_coaches
from bot.programme.history import record
from bot.programme.imports.people import ROLES_OF_NO_PROMOTION
from bot.programme.model import Actor, Defi, Membership, Person, Phase, Promotion
from bot.programme.permissions import may, require
from bot.programme.roles import Role
from bot.programme.service import coaches, coaches_of
from bot.tools import Tools
from storage.database import Reading, Transaction
from storage.notices import welcomes
from storage.notices.welcomes import Arrival
from storage.programme import history, people, promotions

SUBJECT = "arrivals"  # of the card; its id is the newest membership that it tells of
GREET, SKIP = "programme.greet", "programme.skip_greeting"

# Sponsors alone are not welcomed: the programme invites them to its seminars and asks nothing else of them. Nor are
# the coachs of BOT_COACHES, who belong to no promotion and wrote their own address.
_OF_PROMOTION = sorted(role.value for role in Role if role not in ROLES_OF_NO_PROMOTION | {Role.SPONSOR})
_OF_NONE = sorted(role.value for role in ROLES_OF_NO_PROMOTION)


class ArrivalsCard(Fact, kind="programme.arrivals", subject=SUBJECT, card=True):
    """To the coaches: who has arrived."""


class Greeting(Fact, kind="programme.welcome", subject="person", distinct=True):
    """To each person: the welcome of a promotion (0: of none), so that the next one may welcome them too."""

    promotion_id: int


@dataclass(frozen=True, slots=True)
class Answered:
    """How a card about arrivals was answered: by whom (None: erased since), for how many people."""

    by: str | None
    greeted: bool
    count: int


@dataclass(frozen=True, slots=True)
class Arrivals:
    """What a card shows: who waits to be welcomed now, or how it was answered. `newest`: no later card was owed."""

    people: tuple[Person, ...]
    newest: bool
    answered: Answered | None = None

    @property
    def is_open(self) -> bool:
        """Whether the card still asks something."""
        return self.newest and self.answered is None and bool(self.people)


@dataclass(frozen=True, slots=True)
class Team:
    """A défi as somebody of it may know it: names of who works on it, carries it and accompanies it, without theirs."""

    defi: Defi
    roles: frozenset[Role]
    eig: tuple[str, ...]
    porteurs: tuple[str, ...]
    coaches: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Welcome:
    """What somebody is told on their arrival, as it is true now.

    `coaches`: for who is of no défi. `phase`: of their promotion, or of the one that runs. `offered`: the dispositifs
    that matter most to them now, with how often.
    """

    person: Person
    roles: frozenset[Role]
    promotion: Promotion | None
    phase: Phase | None
    teams: tuple[Team, ...]
    coaches: tuple[str, ...]
    offered: tuple[tuple[str, str], ...]


def announce(tools: Tools) -> None:
    """Tell the coaches of who has arrived, and welcome late who had neither Slack nor mail: the clock's job.

    When nothing is new it reads twice and writes nothing.
    """
    now = tools.now()
    with tools.reading() as reading:
        if not _untold(reading, now=now) and not _unreached(reading, now=now):
            return
    with tools.transaction() as tx:
        offer_welcome(tx, now=now)
        welcome_late(tx, now=now)


def offer_welcome(tx: Transaction, *, now: datetime) -> int:
    """Owe the coaches one card about who has arrived, however often it is asked; give how many messages are new.

    Who arrives while a card is unanswered is told of in a new one, and the older loses its buttons. A coach, or a
    channel, that comes later gets the card too: the first answer counts for all.
    """
    owed = _untold(tx, now=now)
    given = notices.owe(tx, owed)
    if given:
        for older in welcomes.offers(tx, SUBJECT):
            if not older.answered and older.id != owed[0].subject_id:
                notices.owe_updates(tx, SUBJECT, older.id, revision=0, due=now)
        owe_homes(tx, promotion_id=None, now=now)
    return given


def greet(tx: Transaction, actor: Actor, *, now: datetime) -> int:
    """Owe everybody who has arrived their one welcome; give how many, 0 when somebody did it before.

    Two coaches at once greet each person once. Raises NotAllowed.
    """
    require(actor, GREET)
    found = _take(tx, now=now)
    owed = [Greeting(_promotion(ones)).owed(person_id, to=person_id, due=now) for person_id, ones in found.items()]
    _close_offers(tx, actor, GREET, count=len(owed), now=now)
    greeted = notices.owe(tx, owed)
    owe_homes(tx, promotion_id=None, now=now)
    return greeted


def skip_greeting(tx: Transaction, actor: Actor, *, now: datetime) -> int:
    """Note everybody who has arrived as welcomed, and send nothing; give how many people. Raises NotAllowed."""
    require(actor, GREET)
    count = len(_take(tx, now=now))
    _close_offers(tx, actor, SKIP, count=count, now=now)
    owe_homes(tx, promotion_id=None, now=now)
    return count


def welcome_late(tx: Transaction, *, now: datetime) -> int:
    """Owe their welcome again to those who were greeted before they had a Slack account; give how many."""
    return notices.owe(tx, _unreached(tx, now=now))


def read_arrivals(tx: Reading, offer_id: int, *, now: datetime) -> Arrivals:
    """Say what the card about these arrivals shows now."""
    answer = next(iter(history.of_thing(tx, SUBJECT, offer_id)), None)
    newest = max((offer.id for offer in welcomes.offers(tx, SUBJECT)), default=offer_id)
    if answer:
        by = people.by_id(tx, answer.actor_id) if answer.actor_id else None
        answered = Answered(by.name if by else None, answer.action == GREET, int(answer.detail))
        return Arrivals((), newest <= offer_id, answered)
    found = people.by_ids(tx, {one.person_id for one in _arrived(tx, now=now)})
    return Arrivals(tuple(sorted(found.values(), key=lambda one: (one.name, one.id))), newest <= offer_id)


def read_welcome(tx: Reading, person_id: int, *, promotion_id: int, now: datetime) -> Welcome | None:
    """Return what a person is told on their arrival in a promotion (0: in none), as they are in it and in none.

    None for a person who is nothing (but a sponsor) there now.
    """
    person = people.by_id(tx, person_id)
    running = [one for one in promotions.promotions_not_ended(tx, day_of(now)) if promotion_id in (0, one.id)]
    held = _held(person, running)
    roles = frozenset(one.role for one in held)
    if person is None or not roles - {Role.SPONSOR}:
        return None
    promotion = next((one for one in running if any(part.promotion_id == one.id for part in held)), None)
    menu = open_menu(tx, Actor(person.slack_id or "", person), now=now)
    shown = [one for one in map(menu.edition.catalogue.get, menu.suggested) if one]
    teams = _teams(tx, person, held)
    everybody = (
        () if any(team.coaches for team in teams) else _names(_coaches(tx, promotion, person, now=now), besides=person)
    )
    return Welcome(
        person,
        roles,
        promotion,
        promotion.phase_on(day_of(now)) if promotion else menu.phase,
        teams,
        everybody,
        tuple((one.name, plain(one.frequence)) for one in shown),
    )


def find_open(tx: Reading, actor: Actor, *, now: datetime) -> Arrivals | None:
    """Give who waits to be welcomed, to a coach who was asked; None for nobody, and for everybody else."""
    offers = welcomes.offers(tx, SUBJECT) if may(actor, GREET) else []
    if not offers or offers[-1].answered:
        return None
    found = read_arrivals(tx, offers[-1].id, now=now)
    return found if found.is_open else None


def _arrived(tx: Reading, *, now: datetime) -> list[Arrival]:
    return welcomes.arrived(tx, today=day_of(now), roles_of_promotion=_OF_PROMOTION, roles_of_none=_OF_NONE)


def _take(tx: Transaction, *, now: datetime) -> dict[int, list[Arrival]]:
    """Note all that is new as welcomed; give it by person."""
    found = welcomes.lock_arrived(tx, today=day_of(now), roles_of_promotion=_OF_PROMOTION, roles_of_none=_OF_NONE)
    ours = welcomes.note_welcomed(tx, [one.id for one in found], now=now) if found else set()
    by_person: dict[int, list[Arrival]] = {}
    for one in found:
        if one.id in ours:
            by_person.setdefault(one.person_id, []).append(one)
    return by_person


def _untold(tx: Reading, *, now: datetime) -> Sequence[Owed]:
    """Give the cards that the coaches were not owed yet."""
    found = _arrived(tx, now=now)
    if not found:
        return []
    offers = welcomes.offers(tx, SUBJECT)
    offer_id = found[-1].id
    if offers and offers[-1].id >= offer_id:
        # An answered card says nothing about who came after it, whatever the order in which ids were given.
        offer_id = offers[-1].id + offers[-1].answered
    told = welcomes.told(tx, SUBJECT, offer_id)
    owed = to_coaches(tx, ArrivalsCard(), about=offer_id, promotion_id=None, now=now)
    return [one for one in owed if one.recipient not in told]


def _unreached(tx: Reading, *, now: datetime) -> list[Owed]:
    return [
        Greeting.read(one.detail).owed(one.person_id, to=one.person_id, due=now, revision=one.revision + 1)
        for one in welcomes.unreached(tx, Greeting.subject, kind=Greeting.kind, reason=NO_ACCOUNT)
    ]


def _close_offers(tx: Transaction, actor: Actor, action: str, *, count: int, now: datetime) -> None:
    """Note the answer to every card that has none, and take their buttons away."""
    for offer in welcomes.offers(tx, SUBJECT):
        if not offer.answered:
            record(tx, actor, action, thing=SUBJECT, thing_id=offer.id, now=now, detail=str(count))
            notices.owe_updates(tx, SUBJECT, offer.id, revision=0, due=now)


def _promotion(arrivals: Iterable[Arrival]) -> int:
    return next((one.promotion_id for one in arrivals if one.promotion_id is not None), 0)


def _held(person: Person | None, running: Sequence[Promotion]) -> list[Membership]:
    ids = {None, *(promotion.id for promotion in running)}
    return [one for one in person.current if one.promotion_id in ids] if person else []


def _teams(tx: Reading, person: Person, held: Sequence[Membership]) -> tuple[Team, ...]:
    """Give the défis of an EIG or a porteur with the names of who is of them, those of a coach without any."""
    known = promotions.defis_by_ids(tx, {one.defi_id for one in held if one.defi_id is not None})
    teams = []
    for defi in sorted(known.values(), key=lambda one: one.name):
        roles = frozenset(one.role for one in held if one.defi_id == defi.id)
        if not roles & {Role.EIG, Role.PORTEUR}:
            teams.append(Team(defi, roles, (), (), ()))
            continue
        eig, porteurs, theirs = (
            _names(people.of_defi(tx, defi.id, role=role), besides=person)
            for role in (Role.EIG, Role.PORTEUR, Role.COACH)
        )
        teams.append(
            Team(defi, roles, eig, porteurs, theirs or _names(coaches_of(tx, defi.promotion_id), besides=person))
        )
    return tuple(teams)


def _coaches(tx: Reading, promotion: Promotion | None, person: Person, *, now: datetime) -> list[Person]:
    return coaches_of(tx, promotion.id) if promotion else coaches(tx, now, of=person)


def _names(found: Iterable[Person], *, besides: Person) -> tuple[str, ...]:
    """Give their names; a coach of BOT_COACHES has an address alone until their first word."""
    return tuple(one.name for one in found if one.id != besides.id and one.is_named)
