"""Update one known person from the fields that a coach changed in a form."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.programme.files.people import DEFI_ROLES
from bot.programme.imports.people import ROLES_OF_NO_PROMOTION, record_change
from bot.programme.model import Actor, Membership, Person, Promotion
from bot.programme.roles import Role
from storage.database import Transaction
from storage.programme import people

DETAILS = ("name", "email", "slack_id")


@dataclass(frozen=True, slots=True)
class PersonFields:
    """The fields of a person in the form of a promotion. `defis`: ids; `metier`: a key of `Metier`, or None."""

    name: str
    email: str | None
    slack_id: str | None
    roles: tuple[Role, ...]
    defis: tuple[int, ...]
    metier: str | None
    expertises: tuple[str, ...]


def is_everywhere(person: Person | None) -> bool:
    """Return whether this person is a coach of every promotion (BOT_COACHES), a role that no form changes."""
    return person is not None and any(
        membership.role is Role.COACH and membership.promotion_id is None for membership in person.current
    )


def amend_person(
    tx: Transaction,
    promotion: Promotion,
    person_id: int,
    *,
    before: PersonFields,
    after: PersonFields,
    actor: Actor,
    now: datetime,
) -> None:
    """Save the changes from `before` to `after`, with lines of history. A coach of every promotion keeps this role."""
    people.lock(tx, [person_id])
    rows = [membership for membership in _editable_memberships(tx, promotion) if membership.person_id == person_id]
    skipped = {Role.COACH} if is_everywhere(people.by_id(tx, person_id)) else set()
    keys = _amend_details(tx, person_id, before, after)
    leaving = [row for row in rows if _leaves(row, before, after)]
    staying = [row for row in rows if row not in leaving]
    joining = [
        membership
        for membership in _new_memberships(staying, before, after, promotion)
        if membership.role not in skipped
    ]
    if before.metier != after.metier:
        keys.append("metier")
        for one in staying:
            if one.metier == before.metier or one.role == Role.EIG:
                people.change_membership(tx, one.id, metier=after.metier, cycles_max=one.cycles_max)
    people.end_memberships(tx, [membership.id for membership in leaving], now=now)
    for one in leaving:
        gone = Membership(Role(one.role), _promotion_id(one.role, promotion), one.defi_id)
        record_change(tx, actor, "programme.leave", person_id=person_id, what=gone, now=now)
    for membership in joining:
        people.add_membership(tx, person_id, membership)
        record_change(tx, actor, "programme.join", person_id=person_id, what=membership, now=now)
    if keys:
        record_change(tx, actor, "programme.amend", person_id=person_id, what=",".join(keys), now=now)


def _editable_memberships(tx: Transaction, promotion: Promotion) -> list[Any]:
    """Return the memberships that a form can end: in the promotion, or without a promotion."""
    here = people.current_memberships(tx, promotion_id=promotion.id, roles=frozenset(Role) - ROLES_OF_NO_PROMOTION)
    return [*here, *people.current_memberships(tx, promotion_id=None, roles=ROLES_OF_NO_PROMOTION)]


def _promotion_id(role: str, promotion: Promotion) -> int | None:
    return None if role in ROLES_OF_NO_PROMOTION else promotion.id


def _leaves(row: Any, before: PersonFields, after: PersonFields) -> bool:  # noqa: ANN401 - a row of `current_memberships`
    gone = row.defi_id in before.defis and row.defi_id not in after.defis
    return Role(row.role) not in after.roles or gone


def _new_memberships(
    staying: list[Any], before: PersonFields, after: PersonFields, promotion: Promotion
) -> list[Membership]:
    """Return the new memberships. An existing role gets the added défis, and a new role gets all défis.

    The role of a coach or a sponsor who has no défi does not get the added défis."""
    found: list[Membership] = []
    for role in after.roles:
        rows = [membership for membership in staying if membership.role == role]
        if role in ROLES_OF_NO_PROMOTION:
            defis: list[int | None] = [] if rows else [None]
        elif not rows:
            defis = [*after.defis] or [None]
        else:
            takes = role in DEFI_ROLES or any(row.defi_id for row in rows)
            held = {row.defi_id for row in rows}
            defis = [
                defi_id for defi_id in after.defis if takes and defi_id not in before.defis and defi_id not in held
            ]
        found += [Membership(role, _promotion_id(role, promotion), defi_id, after.metier) for defi_id in defis]
    return found


def _amend_details(tx: Transaction, person_id: int, before: PersonFields, after: PersonFields) -> list[str]:
    changed = {key: getattr(after, key) for key in DETAILS if getattr(after, key) != getattr(before, key)}
    if "email" in changed and not after.slack_id:
        changed["looked_up_at"] = None  # Without a date, Slack is asked for the corrected address at once.
    if changed:
        people.change(tx, person_id, **changed)
    keys = [key for key in DETAILS if key in changed]
    if set(after.expertises) != set(before.expertises):
        people.set_expertises(tx, person_id, after.expertises)
        keys.append("expertises")
    return keys
