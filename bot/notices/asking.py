"""Use cases that ask a team or the coaches with one click, and that answer direct messages."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.catalogue.catalogue import MessageAnswer, MessageMeaning, current_edition
from bot.catalogue.openings import open_promotions
from bot.dates.paris import day_of
from bot.errors import Invalid, NotFound
from bot.notices.facts import Fact
from bot.notices.model import ASKED
from bot.notices.notices import owe, tell
from bot.notices.team import address_to_coaches
from bot.programme.history import record_once
from bot.programme.model import Actor, Person
from bot.programme.permissions import require
from bot.programme.roles import Role
from bot.programme.service import company_of
from storage.database import Reading, Transaction
from storage.programme import openings, people

LINE_LIMIT = 500
ASKABLE = frozenset({"bureau-aide", "mentorat"})  # Only an EIG can start these dispositifs.


class TeamAsked(Fact, kind="programme.team_asked", subject="defi"):
    """Notice to a défi's EIG: their porteur asks them to start a dispositif. `request_id` is the porteur's note."""

    by_id: int
    dispositif: str
    request_id: int | None = None


class CoachAsked(Fact, kind="programme.coach_asked", subject="coach_request"):
    """Notice to a person's coaches: the person wants to talk about a dispositif."""


@dataclass(frozen=True, slots=True)
class NoticeWish:
    """A person's wish to talk about a dispositif, with an optional note (`line`). `defis` are names of their défis."""

    person: Person
    dispositif: str
    line: str | None
    defis: tuple[str, ...]


def check_askable(tx: Reading, actor: Actor, dispositif: str) -> str:
    """Return the name of a dispositif that the actor may ask their team to start. Raises NotAllowed, NotFound."""
    require(actor, "programme.ask_team")
    given = current_edition(tx).formats.get(dispositif)
    own = given is not None and given.is_own and not given.is_cycle and Role.EIG in given.askers
    if given is None or actor.person_id is None or not (own or dispositif in ASKABLE):
        raise NotFound(thing="dispositif")
    return given.name


def ask_team(
    tx: Transaction, actor: Actor, *, dispositif: str, line: str = "", now: datetime
) -> tuple[Sequence[Person], bool]:
    """Ask the teams of the actor's défis to start a dispositif, once a day. The actor is the défis' porteur.

    Promotions in which the dispositif is closed are left out. Return the EIG, and whether they were asked now. `line`:
    the actor's note. Raises NotAllowed, NotFound, NotOpen, and Invalid if the note is too long."""
    check_askable(tx, actor, dispositif)
    if len(line) > LINE_LIMIT:
        raise Invalid(field="line", reason="long")
    me, said, today = actor.person_id or 0, line.strip(), day_of(now).isoformat()
    held = actor.person.current if actor.person else ()
    carried = {each.defi_id for each in held if each.role is Role.PORTEUR}
    theirs = [company for company in company_of(tx, actor.person) if company.defi.id in carried]
    opened = open_promotions(tx, actor, dispositif, promotion_ids={each.defi.promotion_id for each in theirs}, now=now)
    companies = [company for company in theirs if company.defi.promotion_id in opened]
    asked = list({person.id: person for company in companies for person in company.eig}.values())
    if not asked or not record_once(tx, f"ask_team {me} {dispositif} {today}", now=now):
        return asked, False
    request_id = openings.add_request(tx, me, dispositif=dispositif, line=said, now=now) if said else None
    fact = TeamAsked(me, dispositif, request_id)
    for company in companies:
        to = [person.id for person in company.eig]
        tell(tx, fact, about=company.defi.id, to=to, due=now, period=f"{me} {dispositif} {today}")
    return asked, True


@dataclass(frozen=True, slots=True)
class CoachRequestResult:
    """The result of `ask_coach`. `coaches` is empty if the défis have no coach, so that all coaches were asked.

    `is_new`: False if the actor already asked today. `is_heard`: False if no coach can be notified."""

    coaches: tuple[Person, ...]
    is_new: bool = True
    is_heard: bool = True


def ask_coach(tx: Transaction, actor: Actor, *, dispositif: str, line: str = "", now: datetime) -> CoachRequestResult:
    """Notify the coaches of the actor's défis that the actor wants to talk about a dispositif, once a day.

    If the actor's défis have no coach, notify the team of coaches. `line`: the actor's note. Raises NotAllowed,
    NotFound, and Invalid if the note is too long."""
    require(actor, "programme.talk")
    if current_edition(tx).catalogue.get(dispositif) is None or actor.person_id is None:
        raise NotFound(thing="dispositif")
    if len(line) > LINE_LIMIT:
        raise Invalid(field="line", reason="long")
    coaches = {coach.id: coach for company in company_of(tx, actor.person) for coach in company.coaches}
    whom = tuple(coaches.values())
    if not record_once(tx, f"talk {actor.person_id} {dispositif} {day_of(now).isoformat()}", now=now):
        return CoachRequestResult(whom, is_new=False)
    request_id = openings.add_request(tx, actor.person_id, dispositif=dispositif, line=line.strip() or None, now=now)
    if coaches:
        return CoachRequestResult(whom, is_heard=tell(tx, CoachAsked(), about=request_id, to=coaches, due=now) > 0)
    owed = address_to_coaches(tx, CoachAsked(), about=request_id, promotion_id=None, of=actor.person, now=now)
    return CoachRequestResult((), is_heard=owe(tx, owed) > 0)


def read_wish(tx: Reading, request_id: int) -> NoticeWish | None:
    """Return the wish to talk about a dispositif, with its note; None if it was deleted."""
    found = openings.read_request(tx, request_id)
    person = people.by_id(tx, found[0]) if found else None
    if found is None or person is None:
        return None
    return NoticeWish(person, found[1], found[2], tuple(company.defi.name for company in company_of(tx, person)))


class AnswerNotice(Fact, kind=ASKED, subject="event"):
    """The answer to a direct message. `keys` are the dispositifs to show. `asked_by` is the sender's account."""

    wanted: MessageMeaning
    keys: tuple[str, ...]
    asked_by: str


def owe_answer(
    tx: Transaction,
    answer: MessageAnswer,
    *,
    event_id: str,
    channel: str,
    thread_ts: str | None,
    asked_by: str,
    now: datetime,
) -> None:
    """Enqueue an answer where the question was asked. The event's id is the key: Slack may deliver an event four times.

    Until the answer is sent, the row holds the answer's data (a kind, keys, the searched word or name) and the account
    that asked, but never the typed text. Then these data are deleted."""
    owed = AnswerNotice(answer.wanted, answer.keys, asked_by).owed(0, channel=channel, due=now, period=event_id)
    owe(tx, replace(owed, thread_ts=thread_ts))
