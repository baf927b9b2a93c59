"""Identity: recognise the members of the workspace, and find a person's promotions, coaches and défis."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.dates.paris import day_of
from bot.dates.reader import find_zone
from bot.errors import NotFound, Refusal
from bot.programme.history import record
from bot.programme.model import Account, Actor, Defi, Membership, Person, Promotion
from bot.programme.roles import Role
from bot.programme.spelling import fold, name_sort_key
from storage.database import Reading, Transaction
from storage.programme import accounts, people, promotions


class OtherWorkspace(Refusal):
    """Raised by `claim_workspace` if the token is for another workspace. Facts: `known`, `given`."""

    code = "other_workspace"


def current_promotion(tx: Reading, now: datetime, *, person: Person | None) -> Promotion | None:
    """Return the first of a person's `running_promotions`; None if all promotions have ended."""
    running = promotions.promotions_not_ended(tx, day_of(now))
    return next(iter(_own_promotions(running, person) or running), None)


def running_promotions(tx: Reading, now: datetime, *, person: Person | None) -> list[Promotion]:
    """Return a person's running promotions by start. If the person has none, return all running promotions.

    A coach of every promotion has all; mentors, specialists and alumni have none. Without `person`, return all too."""
    running = promotions.promotions_not_ended(tx, day_of(now))
    return _own_promotions(running, person) or running


def all_promotions(tx: Reading) -> list[Promotion]:
    """Return all promotions, ended or not, sorted by start."""
    return promotions.all_promotions(tx)


def is_part_of(person: Person, promotion_id: int | None) -> bool:
    """Return whether a person belongs to this promotion, or coaches all of them."""
    return any(
        membership.promotion_id == promotion_id or (membership.promotion_id is None and membership.role is Role.COACH)
        for membership in person.current
        if promotion_id is not None
    )


def _own_promotions(running: Collection[Promotion], person: Person | None) -> list[Promotion]:
    return [promotion for promotion in running if is_part_of(person, promotion.id)] if person else []


def identify(tx: Reading, slack_id: str) -> Actor:
    """Return the actor of a Slack account."""
    return Actor(slack_id, people.by_slack_id(tx, slack_id))


def actor_of(tx: Reading, person_id: int) -> Actor:
    """Return a person as an actor, to render messages for them."""
    person = people.by_id(tx, person_id)
    return Actor(person.slack_id or "" if person else "", person)


def recognise_account(
    tx: Transaction, slack_id: str, *, email: str | None, name: str, zone: str | None = None, now: datetime
) -> Actor:
    """Return the actor of a Slack account, and link the account to the person who has its e-mail.

    The actor has no person if nobody has this e-mail. A person who has an account keeps it."""
    known = people.by_slack_id(tx, slack_id) or (people.by_email(tx, email) if email else None)
    if known is None:
        return Actor(slack_id)
    if known.slack_id is None:
        _link_account(tx, known.id, slack_id, name=name, actor=Actor(slack_id, known), now=now)
    note_zone(tx, known.id, zone, now=now)
    return identify(tx, slack_id)


def email_of(tx: Reading, person_id: int) -> str | None:
    """Return a person's e-mail."""
    person = people.by_id(tx, person_id)
    return person.email if person else None


def list_without_account(tx: Reading, *, now: datetime, again: timedelta, limit: int) -> list[int]:
    """Return the ids of people with an e-mail but no account, for whom the bot did not ask Slack within `again`."""
    return [person_id for person_id, _ in accounts.people_without_account(tx, asked_before=now - again, limit=limit)]


def zones_to_ask(tx: Reading, *, now: datetime, again: timedelta, limit: int) -> list[tuple[int, str]]:
    """Return (id, account) of people whose time zone the bot did not read from Slack within `again`, oldest first."""
    return accounts.accounts_with_outdated_zone(tx, asked_before=now - again, limit=limit)


def note_zone(tx: Transaction, person_id: int, zone: str | None, *, now: datetime) -> bool:
    """Save the zone of a person's Slack profile ("Europe/Rome"), unless it is unknown. Return whether it changed."""
    before, _ = people.zones_of(tx, person_id)
    moved = bool(zone and find_zone(zone)) and before != zone
    people.change(tx, person_id, zone_at=now, **({"zone": zone} if moved else {}))
    return moved


def zones_of(tx: Reading, person_id: int) -> tuple[str | None, str | None]:
    """Return a person's time zone in Slack, and the zone that the person chose."""
    return people.zones_of(tx, person_id)


def choose_zone(tx: Transaction, person_id: int, zone: str | None) -> None:
    """Save the zone in which a person reads times. None means their zone in Slack."""
    people.change(tx, person_id, own_zone=zone)


def note_account(tx: Transaction, person_id: int, account: Account | None, *, now: datetime) -> None:
    """Save the account that Slack has for a person's e-mail; None if Slack has none."""
    people.change(tx, person_id, looked_up_at=now)
    if account is not None:
        note_zone(tx, person_id, account.zone, now=now)
        _link_account(tx, person_id, account.id, name=account.name, actor=Actor(account.id), now=now)


def _link_account(tx: Transaction, person_id: int, slack_id: str, *, name: str, actor: Actor, now: datetime) -> None:
    if not people.claim_slack_id(tx, person_id, slack_id):
        return
    known = people.by_id(tx, person_id)
    # A person added by address alone, such as a coach of BOT_COACHES, gets the name from Slack.
    if known is not None and name and not known.is_named:
        people.change(tx, person_id, name=name)
    record(tx, actor, "programme.recognise", thing="person", thing_id=person_id, now=now)


def appoint_coaches(tx: Transaction, emails: Collection[str]) -> None:
    """Make the people with these e-mails (BOT_COACHES) coaches of every promotion. Other coaches are unchanged."""
    if all(_is_coach(people.by_email(tx, email)) for email in emails):
        return
    promotions.lock_imports(tx)  # A concurrent import may add the same people.
    for email in emails:
        known = people.by_email(tx, email)
        person_id = known.id if known else people.add(tx, name=email, email=email)
        if not _is_coach(known):
            people.add_membership(tx, person_id, Membership(Role.COACH))


def claim_workspace(tx: Transaction, team_id: str) -> None:
    """Save at the first start which workspace this database serves. Raises OtherWorkspace if it serves another one.

    Processes that start at the same time wait for this transaction, so that they do not add a coach twice."""
    known = promotions.record_workspace(tx, team_id)
    if known != team_id:
        raise OtherWorkspace(known=known, given=team_id)


def list_coaches(tx: Reading, now: datetime, *, person: Person | None) -> list[Person]:
    """Return the coaches of a person's `running_promotions`, sorted by name. If none runs, return all coaches."""
    ids = [promotion.id for promotion in running_promotions(tx, now, person=person)]
    found = {coach.id: coach for id_ in ids for coach in coaches_of(tx, id_)}
    return sorted(found.values(), key=name_sort_key) if ids else people.list_with_role(tx, Role.COACH)


def workspace_id(tx: Reading) -> str | None:
    """Return the id of the Slack workspace that this database serves, None before the first start."""
    return promotions.team_id(tx)


def promotion_of(tx: Reading, promotion_id: int) -> Promotion | None:
    """Return a promotion, ended or not."""
    return promotions.promotion_by_id(tx, promotion_id)


def coaches_of(tx: Reading, promotion_id: int) -> list[Person]:
    """Return the coaches of this promotion and the coaches of every promotion, sorted by name."""
    return people.list_with_role(tx, Role.COACH, promotion_id=promotion_id)


def running_promotion_ids(tx: Reading, now: datetime) -> frozenset[int]:
    """Return the ids of the promotions that have not ended: people can book only in these."""
    return promotions.ids_not_ended(tx, day_of(now))


def ended_promotion(tx: Reading, person: Person, *, running: Collection[Promotion], now: datetime) -> Promotion | None:
    """Return a person's last promotion if its last day is past and no promotion of the person runs, else None.

    `running`: the running promotions. For a member of a running promotion, this makes no query."""
    ids = {
        membership.promotion_id
        for membership in person.current
        if membership.promotion_id and membership.role is not Role.ALUMNI
    }
    if not ids or any(promotion.id in ids for promotion in running):
        return None
    theirs = [promotion for promotion in promotions.all_promotions(tx) if promotion.id in ids]
    last = max(theirs, key=lambda promotion: promotion.ends_on, default=None)
    return last if last is not None and last.ends_on < day_of(now) else None


def person_of(actor: Actor) -> Person:
    """Return the acting person. Raises NotFound if the programme does not know them."""
    if actor.person is None:
        raise NotFound(thing="person")
    return actor.person


def find_person(tx: Reading, person_id: int) -> Person | None:
    """Return a person by the id in a notice."""
    return people.by_id(tx, person_id)


def find_people(tx: Reading, person_ids: Collection[int]) -> dict[int, Person]:
    """Return people by the ids in a notice or a form."""
    return people.by_ids(tx, person_ids)


def known_accounts(tx: Reading, slack_ids: Collection[str]) -> set[str]:
    """Return which of these Slack accounts belong to a known person."""
    return set(people.by_slack_ids(tx, slack_ids)) if slack_ids else set()


def people_of_defi(tx: Reading, defi: Defi) -> dict[Role, list[Person]]:
    """Return the EIG, porteurs and coaches of a défi, by role."""
    return {role: people.members_of_defi(tx, defi.id, role=role) for role in (Role.EIG, Role.PORTEUR, Role.COACH)}


def defi_ids_by_name(tx: Reading, promotion_ids: Collection[int]) -> dict[str, int]:
    """Return the ids of these promotions' défis, by folded name."""
    return {fold(defi.name): defi.id for id_ in sorted(promotion_ids) for defi in promotions.defis_of(tx, id_)}


def defi_of(tx: Reading, defi_id: int) -> Defi:
    """Return a défi. Raises NotFound."""
    defi = promotions.defi_by_id(tx, defi_id)
    if defi is None:
        raise NotFound(thing="defi")
    return defi


def _is_coach(person: Person | None) -> bool:
    return person is not None and Role.COACH in person.roles


_OF_DEFI = frozenset({Role.EIG, Role.PORTEUR})


@dataclass(frozen=True, slots=True)
class Company:
    """A défi of a person, with its coaches and the other EIG in it."""

    defi: Defi
    coaches: tuple[Person, ...]
    eig: tuple[Person, ...]


def company_of(tx: Reading, person: Person | None) -> Sequence[Company]:
    """Return the current défis of an EIG or porteur, sorted by name."""
    held = (
        {membership.defi_id for membership in person.current if membership.role in _OF_DEFI and membership.defi_id}
        if person
        else set()
    )
    return (
        [
            Company(defi, _other_people(tx, defi, Role.COACH, person), _other_people(tx, defi, Role.EIG, person))
            for defi in sorted(promotions.defis_by_ids(tx, held).values(), key=name_sort_key)
        ]
        if held
        else []
    )


def _other_people(tx: Reading, defi: Defi, role: Role, person: Person | None) -> tuple[Person, ...]:
    return tuple(
        other for other in people.members_of_defi(tx, defi.id, role=role) if person is None or other.id != person.id
    )
